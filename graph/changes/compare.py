"""Two recipes compared: every change, and what the state that was stored by the first has to go through.

The same comparison decides when a space is opened by a changed recipe and when `charm check --against` is asked
whether it could be, so neither can promise what the other refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from graph.changes.links import link_changes
from graph.changes.report import Change
from graph.changes.storage import Carried, StoredCells, source_of
from graph.changes.surface import Surface, surface_of
from graph.model import Graph, StepId
from graph.schemas import NamedTypes


class Comparison(Struct, frozen=True):
    """changes: in the order of the recipes, then of those that are gone.

    recipes: what stored charms are of from now on, by what they were of.
    cells:   by their id now, those that take over what is stored.
    dropped: ids of stored cells that a migration lets go.
    """

    changes: tuple[Change, ...]
    recipes: Mapping[str, str]
    cells: Mapping[StepId, Carried]
    dropped: frozenset[StepId]


def compare(before: Surface, after: Graph, now: Surface | None = None) -> Comparison:
    """Every change from one to the other. Cost: a walk of the recipes that differ, and of each pair of their types.

    now: the surface of `after`, where it is known.
    """
    now = now or surface_of(after)
    sources = {recipe.id: source_of(recipe.id, recipe.was, before.recipes, now.recipes) for recipe in after.recipes}
    recipes = {old: new for new, old in sources.items() if old is not None}
    declared = NamedTypes(after.types)
    of_same_types = before.types == now.types
    changes: list[Change] = list(_root_changes(before, after, recipes))
    cells: dict[StepId, Carried] = {}
    dropped: set[StepId] = set()
    for recipe in after.recipes:
        old = sources[recipe.id]
        if old is None:
            changes.append(Change("page", "safe", recipe.id, "is new"))
            continue
        if old != recipe.id:
            changes.append(Change("storage", "safe", recipe.id, f"takes over the charms of `{old}`"))
        outlines = before.recipes[old], now.recipes[recipe.id]
        if of_same_types and old == recipe.id and outlines[0] == outlines[1]:
            # So it is of all recipes but those that were edited. What a migration is for was done.
            ids = (f"{recipe.id}.{name}" for name in outlines[1].holders)
            cells |= {id_: Carried(id_, "kept") for id_ in ids}
            continue
        compared = StoredCells(old, recipe, before, now, after, declared, recipes)
        cells |= compared.cells
        dropped |= compared.dropped
        changes += [*compared.changes, *link_changes(recipe.id, before, now, *outlines, recipes)]
        if outlines[0].page != outlines[1].page:
            changes.append(Change("page", "safe", recipe.id, "has another page; open ones load again"))
    changes += [_gone(name) for name in before.recipes if name not in recipes]
    return Comparison(tuple(changes), recipes, cells, frozenset(dropped))


def _root_changes(before: Surface, after: Graph, recipes: Mapping[str, str]) -> Iterator[Change]:
    first = next(iter(before.recipes))
    if recipes.get(first, after.root.id) != after.root.id:
        help_ = f"put `recipe {recipes[first]}` first again: what is stored begins with one of its charms"
        yield Change("storage", "breaks", after.root.id, f"is the first recipe, which was `{first}`", help_, first)


def _gone(name: str) -> Change:
    help_ = f"if another recipe takes their place, write `was {name}` behind its name"
    return Change("storage", "breaks", name, "is gone, and its charms would be lost", help_, name)
