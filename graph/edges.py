"""The edges of a graph, all derived from its steps: who reads, writes, spawns, passes, shows and calls what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.model import (
    Always,
    Cell,
    Child,
    Derive,
    Edge,
    Every,
    Handler,
    Here,
    Input,
    Navigate,
    Recipe,
    Spawn,
    Step,
    View,
)
from graph.walk import nodes_in

_CREATING = ("navigate", "spawn")


def edges_of(steps: Iterable[Step], recipes: Iterable[Recipe]) -> tuple[Edge, ...]:
    """Every edge once, in the order of the steps, then of the templates."""
    found = [edge for step in steps for edge in _of_step(step)]
    found += [edge for recipe in recipes for edge in _of_template(recipe)]
    return tuple(dict.fromkeys(found))


def _of_step(step: Step) -> Iterator[Edge]:
    match step:
        case Always() | Derive() | View():
            yield from (Edge(read, step.id, "reads") for read in step.reads)
        case Handler():
            yield from (Edge(read, step.id, "reads") for read in step.reads)
            yield from (Edge(step.id, write, "writes") for write in step.writes)
            yield from (Edge(step.id, node["step"], "spawns") for op in _CREATING for node in nodes_in(step.body, op))
            yield from (Edge(step.id, node["handler"], "calls") for node in nodes_in(step.body, "after"))
        case Every():
            yield from (Edge(read, step.id, "reads") for read in step.reads)
            yield Edge(step.id, step.handler, "calls")
        case Child() | Navigate() | Spawn():
            yield from (Edge(read, step.id, "reads") for read in step.reads)
            yield from (Edge(step.id, f"{step.recipe}.{name}", "passes") for name in (*step.passes, *step.args))
        case Input() | Cell() | Here():
            return


def _of_template(recipe: Recipe) -> Iterator[Edge]:
    for node in nodes_in(recipe.template, "element"):
        if "handler" in node:
            yield Edge(recipe.id, node["handler"], "shows")
