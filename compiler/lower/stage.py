"""What all tests of a program share: its recipes as the names in a test see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from compiler.check.nodes import nodes_in
from compiler.lower.context import Program
from graph.model import Cell, Derive, Handler, Input, Navigate, Step, StepId


class Stage(Struct, frozen=True):
    """Recipes and handlers, seen from outside.

    steps:  of its recipes, by id.
    locals: those that have a value per visitor.
    """

    program: Program
    steps: Mapping[StepId, Step]
    locals: frozenset[StepId]

    def opened(self, handler: StepId) -> str | None:
        """The recipe that a handler navigates to first, itself or through those that it calls; None where it stays."""
        step = self.steps[handler]
        assert isinstance(step, Handler), "tests send what is declared as a handler"
        return _opened(self.program, step, self.steps, set())


def stage_of(program: Program, steps: Sequence[Step]) -> Stage:
    """Gather it from the recipes and their steps."""
    stored = [step for step in steps if isinstance(step, (Input, Cell, Derive))]
    return Stage(
        program, {step.id: step for step in steps}, frozenset(step.id for step in stored if step.scope == "local")
    )


def _opened(program: Program, handler: Handler, steps: Mapping[StepId, Step], seen: set[StepId]) -> str | None:
    """The recipe that a handler navigates to first, or None."""
    seen.add(handler.id)
    for node in nodes_in(handler.body):
        if node["op"] == "visit":
            return program.visits[handler.id]
        step = steps.get(node.get("step", "") if node["op"] == "navigate" else node.get("handler", ""))
        if isinstance(step, Navigate):
            return step.recipe
        if isinstance(step, Handler) and step.id not in seen:
            opened = _opened(program, step, steps, seen)
            if opened is not None:
                return opened
    return None
