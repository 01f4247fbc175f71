"""What lowering needs to know of all recipes before it looks into bodies and views, since they call each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec.structs import replace

from compiler import syntax
from compiler.lower.context import Context, Outline, Program
from compiler.lower.signatures import signature_of
from graph.model import StepId
from graph.timing import RUN_BY_PRESENCE


def gather(program: Program) -> None:
    """Fill in the contexts of a program."""
    outline = _outline(program)
    for name, recipe in program.recipes.items():
        bare = Context(program, name, program.checker.recipe(name).scope, outline, {})
        handlers = [member for member in recipe.members if isinstance(member, syntax.Handler)]
        for handler in handlers:
            if handler.name.text in RUN_BY_PRESENCE and handler.params:
                first, what = handler.params[0].span, handler.name.text
                bare.report("C1107", first, "nobody says this", help="who it is, is `me`", name=what)
        signatures = {each.name.text: signature_of(bare, each) for each in handlers}
        program.contexts[name] = replace(bare, signatures=signatures)


def _outline(program: Program) -> Outline:
    checker = program.checker
    scopes: dict[StepId, Literal["shared", "local"]] = {}
    upheld: set[StepId] = set()
    reads: dict[StepId, frozenset[StepId]] = {}
    params: dict[str, list[StepId]] = {"value": [], "shared": [], "local": []}
    for name, recipe in program.recipes.items():
        for param in recipe.params:
            scopes[f"{name}.{param.name.text}"] = "local" if param.kind == "local" else "shared"
            params.setdefault(param.kind, []).append(f"{name}.{param.name.text}")
        for member in recipe.members:
            if isinstance(member, syntax.Cell):
                scopes[f"{name}.{member.name.text}"] = member.scope
            elif isinstance(member, syntax.Derive):
                reads[f"{name}.{member.name.text}"] = checker.derived(name, member.name.text).reads
            elif isinstance(member, syntax.Always):
                test, _, _ = checker.condition(member.condition, checker.recipe_scope(name))
                upheld |= test.reads
    sources = {step: _sources(step, reads) for step in reads}
    upheld |= {each for step in upheld for each in sources.get(step, ())}
    return Outline(scopes, frozenset(params["value"]), frozenset(params["shared"]), sources, frozenset(upheld))


def _sources(step: StepId, reads: Mapping[StepId, Iterable[StepId]]) -> frozenset[StepId]:
    """All that a derived value is computed from, at any depth."""
    found: set[StepId] = set()
    waiting = list(reads[step])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += reads.get(each, ())
    return frozenset(found)
