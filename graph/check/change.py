"""What a recipe takes over from stored state of an older one: names that are free, migrations that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.check.expressions import PURE, Environment, Walk, type_faults
from graph.check.program import Program
from graph.faults import GraphFault
from graph.model import Cell, Graph, Input, Recipe, name_of


def change_faults(graph: Graph, program: Program) -> Iterator[GraphFault]:
    """Names that something else still has or takes over as well, and migrations of nothing or of no sound type."""
    yield from _was_faults({recipe.id: recipe.was for recipe in graph.recipes if recipe.was}, program.recipes)
    for recipe in graph.recipes:
        held = {step.id: step for step in graph.of(recipe.id) if isinstance(step, Input | Cell)}
        was = {id_: f"{recipe.id}.{step.was}" for id_, step in held.items() if step.was}
        yield from _was_faults(was, held)
        yield from _migration_faults(program, recipe, {name_of(id_) for id_ in held})


def _was_faults(was: Mapping[str, str], present: Mapping[str, object]) -> Iterator[GraphFault]:
    taken: dict[str, str] = {}
    for id_, old in was.items():
        if old in present:
            yield GraphFault(id_, "was", f"names `{old}`, which is there still")
        elif old in taken:
            yield GraphFault(id_, "was", f"names `{old}`, which `{taken[old]}` takes over already")
        taken.setdefault(old, id_)


def _migration_faults(program: Program, recipe: Recipe, held: set[str]) -> Iterator[GraphFault]:
    for name, migration in recipe.migrations.items():
        path = ("migrations", name)
        yield from type_faults(program, recipe.id, migration.takes, (*path, "takes"))
        if migration.expr is None:
            if name in held:
                yield GraphFault(recipe.id, f"migrations.{name}", "lets go what the recipe still has: it needs `expr`")
            continue
        if name not in held:
            yield GraphFault(recipe.id, f"migrations.{name}", "is for no cell or parameter of this recipe")
        # Variable 0 is what was stored; it sees nothing else, since the rest of the state is still the old one.
        argument = frozenset({0})
        walk = Walk(program, recipe.id, set(argument))
        walk.node(migration.expr, Environment("", "shared", PURE, values=argument), (*path, "expr"))
        yield from walk.faults
