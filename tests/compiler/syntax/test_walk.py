"""Walks over the syntax tree pass every node, whatever its class."""

from pathlib import Path

import pytest
from msgspec import Struct

from compiler.parse import parse
from compiler.source import Source, Span
from compiler.syntax.walk import AnyNode, nodes_of, parts_of

RECIPES = sorted([*Path("recipes").glob("*.recipe"), *Path("tests/conformance").glob("*.recipe")])


def all_below(part: object) -> list[AnyNode]:
    """Every node of a tree by looking at every field."""
    if isinstance(part, tuple):
        return [node for each in part for node in all_below(each)]
    if not isinstance(part, Struct) or isinstance(part, Span):
        return []
    return [part, *(node for name in part.__struct_fields__ for node in all_below(getattr(part, name)))]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_walk_passes_every_node_outer_before_inner_in_the_order_written(path: Path) -> None:
    module, _ = parse(Source(path.name, path.read_text(encoding="utf-8")))

    assert list(map(id, nodes_of(module))) == list(map(id, all_below(module)))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_parts_of_a_node_are_those_right_below_it(path: Path) -> None:
    module, _ = parse(Source(path.name, path.read_text(encoding="utf-8")))

    for node in nodes_of(module):
        inner = [id(each) for part in parts_of(node) for each in nodes_of(part)]
        assert [id(node), *inner] == list(map(id, nodes_of(node)))
