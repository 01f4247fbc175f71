"""What creates charms: navigates, spawns and children, and what each of them gives to its recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph import types as t
from graph.check.expressions import Environment, Walk
from graph.check.places import Place, narrower
from graph.check.program import Program
from graph.faults import GraphFault
from graph.model import Cell, Child, Input, Navigate, Spawn, StepId, name_of, recipe_of
from graph.walk import Path

Created = Child | Navigate | Spawn


def walk_creation(walk: Walk, step: Created, environment: Environment) -> None:
    """Check what a step gives to the recipe: places for its references, expressions for what it copies."""
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
        elif target.by == "local" and not isinstance(step, Navigate):
            walk.fault(("args", name), f"`{name}` is local, and a {step.kind} has no visitor to whom it would belong")
        walk.node(node, environment, ("args", name))
    for name, target in inputs.items():
        section = "passes" if target.by == "reference" else "args"
        if name not in step.passes and name not in step.args and target.init is None and target.otherwise is None:
            walk.fault((section,), f"leaves out `{name}`, which `{step.recipe}` needs")


def walk_child(walk: Walk, step: Child, environment: Environment) -> None:
    """Check a child: the list that it goes along with, the type of what it holds, and what it gives to its recipe."""
    if (step.over is None) != (step.var is None):
        walk.fault(("over",), "and `var` stand together: a child for each element has both")
    if step.over is not None and step.var is not None:
        place = walk.element_of(walk.place(step.over, environment, ("over",)), ("over",))
        walk.bind(step.var, ("var",))
        environment = environment.with_place(step.var, place).with_value(step.var)
        if place is not None:
            walk.reads[place.root] = None
    held = walk.program.typed(step.type)
    if step.over is not None:
        held = held.value if isinstance(held, t.MapOf) and held.default is None else t.Nothing()
    if held not in (t.CharmOf(step.recipe), None):
        wanted = "a charm of its recipe" if step.over is None else "a map of charms of its recipe"
        walk.fault(("type",), f"is not {wanted}, `{step.recipe}`")
    walk_creation(walk, step, environment)


def endless_faults(program: Program) -> Iterator[GraphFault]:
    """Recipes that have themselves as a child, directly or not, with no list between: they would never be complete."""
    inside: dict[str, dict[str, StepId]] = {}
    for step in program.steps.values():
        if isinstance(step, Child) and step.over is None:
            inside.setdefault(recipe_of(step.id), {})[step.recipe] = step.id
    for recipe, children in inside.items():
        for inner, step_id in children.items():
            if recipe in _reached(inner, inside):
                message = f"has a `{inner}` in each `{recipe}`, and that one a `{recipe}`: there would be no end to it"
                yield GraphFault(step_id, "recipe", message)


def _reached(recipe: str, inside: Mapping[str, Mapping[str, StepId]]) -> set[str]:
    found: set[str] = set()
    waiting = [recipe]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += inside.get(each, ())
    return found


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
