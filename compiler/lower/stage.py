"""What all tests of a program share: its recipes as the names in a test see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.check.nodes import nodes_in
from compiler.lower.context import Context, Program
from compiler.lower.recipes import context_of
from graph.model import Cell, Derive, Handler, Input, Navigate, Step, StepId, name_of, recipe_of
from graph.schemas import type_of
from graph.types import Record, Slot


@dataclass(frozen=True, slots=True)
class Stage:
    """Recipes and handlers, seen from outside.

    contexts: by recipe, with the signatures of its handlers.
    opens:    the recipe that each handler navigates to, itself or through those that it calls.
    records:  what can be read of a charm of each recipe, as the fields of a record.
    locals:   those of them that have a value per visitor.
    """

    program: Program
    contexts: Mapping[str, Context]
    opens: Mapping[StepId, str]
    records: Mapping[str, Record]
    locals: Mapping[str, frozenset[str]]


def stage_of(program: Program, steps: Sequence[Step]) -> Stage:
    """Gather it from the recipes and their steps."""
    by_id = {step.id: step for step in steps}
    stored = [step for step in steps if isinstance(step, Input | Cell | Derive)]
    contexts = {name: context_of(program, recipe) for name, recipe in program.recipes.items()}
    opens = {step.id: opened for step in steps if isinstance(step, Handler) and (opened := _opened(step, by_id, set()))}
    records: dict[str, Record] = {}
    for name in program.recipes:
        fields = [Slot(name_of(step.id), type_of(step.type)) for step in stored if recipe_of(step.id) == name]
        records[name] = Record(tuple(fields))
        resolved = program.checker.resolved.recipes[name]
        values = {**resolved.parts, **resolved.derived}
        program.checker.witness.record(records[name], {key: each.name.span for key, each in values.items()})
    locals_ = {
        name: frozenset(name_of(step.id) for step in stored if recipe_of(step.id) == name and step.scope == "local")
        for name in program.recipes
    }
    return Stage(program, contexts, opens, records, locals_)


def _opened(handler: Handler, steps: Mapping[StepId, Step], seen: set[StepId]) -> str | None:
    """The recipe that a handler navigates to first, or None."""
    seen.add(handler.id)
    for node in nodes_in(handler.body):
        step = steps.get(node.get("step", "") if node["op"] == "navigate" else node.get("handler", ""))
        if isinstance(step, Navigate):
            return step.recipe
        if isinstance(step, Handler) and step.id not in seen:
            opened = _opened(step, steps, seen)
            if opened is not None:
                return opened
    return None
