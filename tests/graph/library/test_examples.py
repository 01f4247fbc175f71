"""The examples of the library are recipes: compiled, run, and read like any other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from msgspec import Struct

import charm
from compiler.parse import parse
from compiler.source import Source
from compiler.syntax import Call, Name
from graph.library.catalogue import FUNCTIONS, groups
from graph.library.equality import same
from graph.library.function import Function


def recipe_of(functions: tuple[Function, ...]) -> str:
    """A recipe with a derived value for each example: `name_0`, `name_1`, …"""
    lets = [
        f"  let {function.name}_{number} = {expression}\n"
        for function in functions
        for number, (expression, _) in enumerate(function.examples)
    ]
    return f'recipe Examples {{\n{"".join(lets)}  view {{ text "" }}\n}}\n'


# One recipe for a group: a compiler and a space for each of 170 examples would take a hundred times as long.
@cache
def values_of(group: str) -> Mapping[str, Any]:
    """What a space computes for the examples of a group, by the names in `recipe_of`."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "examples.recipe")
        path.write_text(recipe_of(groups()[group]), encoding="utf-8")
        graph = charm.compile(path)
    with charm.open(graph, seed=1) as space:
        opened = space.visitor().open()
        return {
            f"{function.name}_{number}": opened.read(f"{function.name}_{number}")
            for function in groups()[group]
            for number in range(len(function.examples))
        }


def calls_in(node: object) -> Iterator[tuple[str, int]]:
    """Each call below a node of the syntax tree, by name and count of arguments."""
    if isinstance(node, Call) and isinstance(node.function, Name):
        yield node.function.text, len(node.args)
    if isinstance(node, Struct):
        for field in node.__struct_fields__:
            yield from calls_in(getattr(node, field))
    elif isinstance(node, tuple):
        for part in node:
            yield from calls_in(part)


def arity(signature: str) -> int:
    """How many parameters a signature has; the colons inside the braces of a type are none."""
    params = signature.split(" -> ")[0]
    return re.sub(r"\{[^{}]*\}", "{}", params).count(": ")


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        pytest.param(group, f"{function.name}_{number}", value, id=f"{group}: {expression}")
        for group, functions in groups().items()
        for function in functions
        for number, (expression, value) in enumerate(function.examples)
    ],
)
def test_an_example_has_the_value_that_it_says(group: str, name: str, value: Any) -> None:
    found = json.loads(json.dumps(values_of(group)[name]))

    assert same(found, value), f"{found!r} is not {value!r}"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_way_of_calling_has_an_example(function: Function) -> None:
    module, problems = parse(Source("examples.recipe", recipe_of((function,))))
    shown = {size for member in module.recipes[0].members for name, size in calls_in(member) if name == function.name}

    assert problems == ()
    assert shown == {arity(signature) for signature in function.signatures}
