"""The body of a handler: what it writes, which handlers it runs, and where it navigates."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph import types as t
from graph.check.expressions import Environment, Walk
from graph.check.places import Place, PlaceFault, check_target, narrower
from graph.check.program import Program
from graph.model import Cell, Handler, Input, Navigate, Node, Schema, StepId, name_of, recipe_of
from graph.walk import Path

WRITES = frozenset({"set", "change", "push", "insert", "remove", "move", "clear"})


class Statements(Walk):
    """The walk over a handler. writes: cells that it writes.  sends, navigates: the steps that it runs, in order."""

    def __init__(self, program: Program, step: str, navigated: dict[StepId, Walk]) -> None:
        super().__init__(program, step)
        self.writes: dict[StepId, None] = {}
        self.sends: list[StepId] = []
        self.navigated = navigated

    def leaf(self, node: Node, environment: Environment, path: Path) -> None:
        """Check what a statement says by itself."""
        match node:
            case {"op": "send", "handler": handler, "args": args}:
                self._send(handler, args, path)
            case {"op": "navigate", "step": step}:
                self._navigate(step, environment, path)
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

    def _send(self, handler: StepId, args: Collection[str], path: Path) -> None:
        found = self.program.steps.get(handler)
        wrong = handler_fault(found, handler, self.step)
        if wrong is not None:
            self.fault((*path, "handler"), wrong)
        if wrong is None and isinstance(found, Handler):
            self.sends.append(handler)
            for name in args:
                if name not in found.payload:
                    self.fault((*path, "args", name), f"`{handler}` has no payload field `{name}`")
            for name, schema in found.payload.items():
                if name not in args and self._required(schema):
                    self.fault((*path, "args"), f"leaves out `{name}`, which `{handler}` needs")

    def _required(self, schema: Schema) -> bool:
        type_ = self.program.typed(schema)
        if isinstance(type_, t.Named):
            type_ = self.program.types.get(type_.name)
        has_default = "x-default" in schema or "x-else" in schema
        return not has_default and not isinstance(type_, t.Option | None)

    def _navigate(self, step: StepId, environment: Environment, path: Path) -> None:
        found = self.program.steps.get(step)
        if not isinstance(found, Navigate):
            what = "there is no step" if found is None else f"a {found.kind} is no navigate step:"
            self.fault((*path, "step"), f"{what} `{step}`")
        elif recipe_of(step) != recipe_of(self.step):
            self.fault((*path, "step"), f"`{step}` belongs to another recipe")
        elif step in self.navigated:
            self.fault((*path, "step"), f"`{step}` is run twice; each `navigate` has a step of its own")
        else:
            # Its expressions see what the handler has bound here, so they are walked from here.
            self.navigated[step] = Walk(self.program, step, self.bound)
            _walk_navigate(self.navigated[step], found, environment)


def handler_fault(found: object, handler: StepId, step: str) -> str | None:
    """Why a step, or a recipe's page, cannot run what is said to be a handler; None when it can."""
    if found is None:
        return f"there is no handler `{handler}`"
    if not isinstance(found, Handler):
        return f"`{handler}` is no handler"
    if recipe_of(handler) != recipe_of(step):
        return f"`{handler}` belongs to another recipe"
    return None


def _walk_navigate(walk: Walk, step: Navigate, environment: Environment) -> None:
    """Check what a navigate gives to the recipe: places for its references, expressions for what it copies."""
    inputs = _inputs(walk.program, step.recipe)
    if step.recipe not in walk.program.recipes:
        walk.fault(("recipe",), f"there is no recipe `{step.recipe}`")
    for name, node in step.passes.items():
        place = walk.place(node, environment, ("passes", name))
        target = inputs.get(name)
        if target is None or target.by != "reference":
            walk.fault(("passes", name), f"`{step.recipe}` has no parameter `{name}` by reference")
        elif place is not None:
            _check_reference(walk, place, target, ("passes", name))
    for name, node in step.args.items():
        target = inputs.get(name)
        # A reference with a default owns a cell when no place is passed, and a value says what that starts with.
        if target is None or (target.by == "reference" and target.init is None):
            walk.fault(("args", name), f"`{step.recipe}` has no parameter `{name}` by value")
        walk.node(node, environment, ("args", name))
    for name, target in inputs.items():
        section = "passes" if target.by == "reference" else "args"
        if name not in step.passes and name not in step.args and target.init is None and target.otherwise is None:
            walk.fault((section,), f"leaves out `{name}`, which `{step.recipe}` needs")


def _inputs(program: Program, recipe: str) -> Mapping[str, Input]:
    steps = (step for step in program.steps.values() if recipe_of(step.id) == recipe)
    return {name_of(step.id): step for step in steps if isinstance(step, Input)}


def _check_reference(walk: Walk, place: Place, target: Input, path: Path) -> None:
    root = walk.program.steps[place.root]
    if isinstance(root, Cell) and root.scope == "local":
        walk.fault(path, f"passes `{place.root}` by reference, but a local never leaves its visitor")
        return
    wanted = walk.program.typed(target.type)
    wrong = narrower(walk.program, wanted, place.type) if wanted is not None and place.type is not None else None
    if wrong is not None:
        walk.fault(path, f"the parameter `{target.id}` cannot stand for this place: {wrong}")
