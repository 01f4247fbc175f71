"""Ids, each used once, and recipes whose parameters are there."""

from __future__ import annotations

from collections.abc import Iterator

from graph.check.program import Program
from graph.faults import GraphFault
from graph.model import Always, Cell, Graph, Input, Navigate, Spawn, View, name_of, recipe_of


def outline_faults(graph: Graph, program: Program) -> Iterator[GraphFault]:
    """No recipe at all, ids that stand twice, steps outside of all recipes, parameters that are no inputs."""
    if not graph.recipes:
        yield GraphFault("", "recipes", "is empty: there is nothing to run without a recipe")
    seen: set[str] = set()
    for part in (*graph.recipes, *graph.functions, *graph.steps):
        if part.id in seen:
            yield GraphFault(part.id, "id", "stands twice: recipes, functions and steps have an id each")
        seen.add(part.id)
    for step in graph.steps:
        owner, name = recipe_of(step.id), name_of(step.id)
        if owner not in program.recipes:
            yield GraphFault(step.id, "id", f"begins with `{owner}`, but there is no such recipe")
        elif not name:
            yield GraphFault(step.id, "id", "names a recipe, not a step within it")
        elif "." in name and not isinstance(step, Always | Navigate | Spawn | View):
            wrong = "has more than two parts: only slots, invariants, navigates and spawns stand below another name"
            yield GraphFault(step.id, "id", wrong)
    for recipe in graph.recipes:
        yield from _parameter_faults(recipe.id, recipe.params, graph)


def _parameter_faults(recipe: str, params: tuple[str, ...], graph: Graph) -> Iterator[GraphFault]:
    inputs = [name_of(step.id) for step in graph.of(recipe) if isinstance(step, Input)]
    cells = {name_of(step.id) for step in graph.of(recipe) if isinstance(step, Cell)}
    for n, name in enumerate(params):
        if name not in inputs:
            instead = "is a cell" if name in cells else "has no step"
            yield GraphFault(recipe, f"params.{n}", f"`{name}` {instead}, but a parameter is an input")
        elif name in params[:n]:
            yield GraphFault(recipe, f"params.{n}", f"`{name}` stands twice")
    for name in inputs:
        if name not in params:
            yield GraphFault(recipe, "params", f"leave out the input `{name}`")
