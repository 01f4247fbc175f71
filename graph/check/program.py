"""A graph by name, for checks that follow its references."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from graph import types as t
from graph.model import Function, Graph, Recipe, Schema, Step, StepId
from graph.schemas import NotAType, type_of
from graph.timing import present, unasked, unattended


class Program(Struct, frozen=True):
    """What the ids of a graph mean; of several things with one id, the first.

    names: of all types in `$defs`.
    types: those that are sound: each is one of the language, and following names comes to an end.
    unattended: the handlers that run without a visitor; unasked: those that nobody's press leads to.
    present:    the steps that depend on who is there.
    """

    steps: Mapping[StepId, Step]
    recipes: Mapping[str, Recipe]
    functions: Mapping[str, Function]
    names: Collection[str]
    types: t.Types
    unattended: Collection[StepId] = ()
    unasked: Collection[StepId] = ()
    present: Collection[StepId] = ()

    @classmethod
    def of(cls, graph: Graph) -> Program:
        """The index of a graph."""
        steps = {step.id: step for step in reversed(graph.steps)}
        return cls(
            steps,
            {recipe.id: recipe for recipe in reversed(graph.recipes)},
            {function.id: function for function in reversed(graph.functions)},
            graph.types.keys(),
            sound_types(graph.types),
            unattended(steps),
            unasked(steps),
            present(steps),
        )

    def typed(self, schema: Schema) -> t.Type | None:
        """The type of a schema; None when it is none, which is reported where it stands."""
        try:
            return type_of(schema)
        except NotAType:
            return None

    def opened(self, type_: t.Type | None) -> t.Type | None:
        """The type behind names and options, which is what a path goes on into; None when it is not known."""
        while isinstance(type_, t.Named | t.Option):
            type_ = type_.of if isinstance(type_, t.Option) else self.types.get(type_.name)
        return type_


def sound_types(schemas: Mapping[str, Schema]) -> dict[str, t.Type]:
    """The named types that are types, and are not names for each other in a circle.

    A name is sound when all that must be known to take in a value of it is: names inside lists, maps and records are
    met only with a smaller value, so they may come back to where they started.
    """
    waiting: dict[str, t.Type] = {}
    for name, schema in schemas.items():
        try:
            waiting[name] = type_of(schema)
        except NotAType:
            continue
    needs = {name: [need for need in _unguarded(type_) if need in waiting] for name, type_ in waiting.items()}
    needed_by: dict[str, list[str]] = {name: [] for name in waiting}
    for name, each in needs.items():
        for need in each:
            needed_by[need].append(name)
    left = {name: len(each) for name, each in needs.items()}
    ready = [name for name, count in left.items() if count == 0]
    for name in ready:
        for dependent in needed_by[name]:
            left[dependent] -= 1
            if left[dependent] == 0:
                ready.append(dependent)
    sound = set(ready)
    return {name: type_ for name, type_ in waiting.items() if name in sound}


def _unguarded(type_: t.Type) -> list[str]:
    """The names that stand in a type for the whole of it, or for what its cleaning takes."""
    found: list[str] = []
    waiting = [type_]
    while waiting:
        match waiting.pop():
            case t.Named(name, clean):
                found.append(name)
            case t.Option(of):
                waiting.append(of)
                continue
            case t.Text(clean=clean) | t.Int(clean=clean) | t.Number(clean=clean) | t.Enum(clean=clean):
                pass
            case _:
                continue
        if clean is not None:
            waiting.append(clean.takes)
    return found
