"""What lowering needs to know of recipes before it looks into bodies and views, since they call each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from compiler import syntax
from compiler.check.checker import Checker
from compiler.lower.context import Context, Outline, Program
from compiler.lower.signatures import signature_of
from graph.model import StepId
from graph.timing import RUN_BY_PRESENCE


class Part(Struct, frozen=True):
    """What an outline has of one recipe; see there. reads: of each derived value; upheld: what its `always` read."""

    scopes: Mapping[StepId, Literal["shared", "local"]]
    constants: tuple[StepId, ...]
    references: tuple[StepId, ...]
    reads: Mapping[StepId, frozenset[StepId]]
    upheld: frozenset[StepId]


def gather(checker: Checker, recipes: Mapping[str, syntax.Recipe], outline: Outline) -> Program:
    """The program, whose contexts are made when they are first asked for."""
    contexts = _Contexts(outline)
    contexts.program = Program(checker, recipes, checker.resolved.views, contexts)
    return contexts.program


class _Contexts(dict[str, Context]):
    """The contexts of a program's recipes, by name."""

    program: Program

    def __init__(self, outline: Outline) -> None:
        super().__init__()
        self._outline = outline

    def __missing__(self, name: str) -> Context:
        program = self.program
        handlers = [each for each in program.recipes[name].members if isinstance(each, syntax.Handler)]
        bare = Context(program, name, program.checker.recipe(name).scope, self._outline, {})
        for handler in handlers:
            if handler.name.text in RUN_BY_PRESENCE and handler.params:
                first, what = handler.params[0].span, handler.name.text
                bare.report("C1107", first, "nobody says this", help="who it is, is `me`", name=what)
        signatures = {each.name.text: signature_of(bare, each) for each in handlers}
        self[name] = Context(program, name, bare.scope, self._outline, signatures)
        return self[name]


def part_of(checker: Checker, name: str, recipe: syntax.Recipe) -> Part:
    """Look through the declarations of a recipe."""
    scopes: dict[StepId, Literal["shared", "local"]] = {}
    reads: dict[StepId, frozenset[StepId]] = {}
    upheld: frozenset[StepId] = frozenset()
    for param in recipe.params:
        scopes[f"{name}.{param.name.text}"] = "local" if param.kind == "local" else "shared"
    for member in recipe.members:
        if isinstance(member, syntax.Cell):
            scopes[f"{name}.{member.name.text}"] = member.scope
        elif isinstance(member, syntax.Derive):
            reads[f"{name}.{member.name.text}"] = checker.derived(name, member.name.text).reads
        elif isinstance(member, syntax.Always):
            test, _, _ = checker.condition(member.condition, checker.recipe_scope(name))
            upheld |= test.reads

    def params(kind: str) -> tuple[StepId, ...]:
        return tuple(f"{name}.{param.name.text}" for param in recipe.params if param.kind == kind)

    return Part(scopes, params("value"), params("shared"), reads, upheld)


def outline_of(parts: Iterable[Part]) -> Outline:
    """All parts in one."""
    scopes: dict[StepId, Literal["shared", "local"]] = {}
    reads: dict[StepId, frozenset[StepId]] = {}
    constants: set[StepId] = set()
    references: set[StepId] = set()
    upheld: set[StepId] = set()
    for part in parts:
        scopes |= part.scopes
        reads |= part.reads
        constants.update(part.constants)
        references.update(part.references)
        upheld |= part.upheld
    sources = {step: _sources(step, reads) for step in reads}
    upheld |= {each for step in upheld for each in sources.get(step, ())}
    return Outline(scopes, frozenset(constants), frozenset(references), sources, frozenset(upheld))


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
