"""The body of a handler: what it writes, which handlers it runs, and where it navigates."""

from __future__ import annotations

from collections.abc import Collection

from graph import types as t
from graph.check.creation import walk_creation
from graph.check.expressions import Environment, Walk
from graph.check.places import Place, PlaceFault, check_target
from graph.check.program import Program
from graph.model import Handler, Navigate, Node, Schema, Spawn, StepId, recipe_of
from graph.operators import WRITES
from graph.timing import comes_from_presence
from graph.walk import Path


class Statements(Walk):
    """The walk over a handler.

    writes: cells that it writes.  sends: the handlers that it runs, in order.
    run:    walks of the navigates and spawns that this handler, and those before it, run.
    """

    def __init__(self, program: Program, step: str, run: dict[StepId, Walk]) -> None:
        super().__init__(program, step)
        self.writes: dict[StepId, None] = {}
        self.sends: list[StepId] = []
        self.run = run

    def leaf(self, node: Node, environment: Environment, path: Path) -> None:
        """Check what a statement says by itself."""
        match node:
            case {"op": "send", "handler": handler, "args": args}:
                if self.call(handler, args, "to" in node, path):
                    self.sends.append(handler)
            case {"op": "after", "handler": handler, "args": args}:
                self.call(handler, args, "to" in node, path)
            case {"op": "navigate" | "visit"} if self.step in self.program.unasked:
                self.fault((*path, "op"), f"is `{node['op']}`, but a timer or presence runs this: nobody could be sent")
            case {"op": "navigate", "step": step}:
                self._create(step, Navigate, environment, path)
            case {"op": "spawn", "step": step} if "spawn" not in environment.refused:
                self._create(step, Spawn, environment, path)
            case {"op": "move"} if ("to" in node) == ("before" in node):
                self.fault(path, "is a `move` with both `to` and `before`, or with neither")
            case _:
                super().leaf(node, environment, path)

    def target(self, node: Node, place: Place | None, environment: Environment, path: Path) -> None:
        """Check that the statement can be done to its place, and take note of what it writes."""
        if place is None:
            return
        try:
            check_target(self.program, place, node)
        except PlaceFault as fault:
            self.fault((*path, *fault.path), fault.message)
        if node["op"] in WRITES:
            self.writes[place.root] = None

    def call(self, handler: StepId, args: Collection[str], is_other: bool, path: Path) -> bool:
        """Check a call of a handler, now or later: of this charm or of another one. True where there is one."""
        found = self.program.steps.get(handler)
        wrong = handler_fault(found, handler, recipe_of(handler if is_other else self.step))
        if wrong is not None:
            self.fault((*path, "handler"), wrong)
        if wrong is None and isinstance(found, Handler):
            for name in args:
                if name not in found.payload:
                    self.fault((*path, "args", name), f"`{handler}` has no payload field `{name}`")
            for name, schema in found.payload.items():
                if name not in args and self._required(schema):
                    self.fault((*path, "args"), f"leaves out `{name}`, which `{handler}` needs")
        return wrong is None

    def _required(self, schema: Schema) -> bool:
        type_ = self.program.typed(schema)
        if isinstance(type_, t.Named):
            type_ = self.program.types.get(type_.name)
        has_default = "x-default" in schema or "x-else" in schema
        return not has_default and not isinstance(type_, t.Option | None)

    def _create(self, step: StepId, kind: type[Navigate | Spawn], environment: Environment, path: Path) -> None:
        found = self.program.steps.get(step)
        if not isinstance(found, kind):
            what = "there is no step" if found is None else f"a {found.kind} is no {kind.kind} step:"
            self.fault((*path, "step"), f"{what} `{step}`")
        elif recipe_of(step) != recipe_of(self.step):
            self.fault((*path, "step"), f"`{step}` belongs to another recipe")
        elif step in self.run:
            self.fault((*path, "step"), f"`{step}` is run twice; each `{kind.kind}` has a step of its own")
        else:
            # Its expressions see what the handler has bound here, so they are walked from here.
            self.run[step] = walk = Statements(self.program, step, self.run)
            walk.bound = self.bound
            walk_creation(walk, found, environment)
            if isinstance(found, Navigate) and found.key is not None:
                walk.node(found.key, environment, ("key",))


def handler_fault(found: object, handler: StepId, recipe: str) -> str | None:
    """Why a charm of a recipe cannot run what is said to be a handler of its own; None when it can."""
    if found is None:
        return f"there is no handler `{handler}`"
    if not isinstance(found, Handler):
        return f"`{handler}` is no handler"
    if recipe_of(handler) != recipe:
        return f"`{handler}` belongs to another recipe"
    if comes_from_presence(handler):
        return f"`{handler}` comes from the runtime, when a visitor comes or has left; nothing else may call it"
    return None
