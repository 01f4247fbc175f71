"""What is stored under one recipe becomes what another one expects: first the effects, all of them, then they happen.

What does not fit is found before anything is appended, so a space is either migrated by one commit or left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from graph import types as t
from graph.changes.compare import Comparison, compare
from graph.changes.fitting import Fitting
from graph.changes.storage import Carried
from graph.changes.surface import Surface
from graph.model import StepId, name_of, recipe_of
from graph.schemas import type_of
from runtime.evaluate.support import FAULTS, meter
from runtime.past import Past
from runtime.space import Space
from runtime.state import Cell, Charm, Effect, Place
from runtime.transact.transaction import Transaction
from runtime.values.carrying import carried_path, carry
from runtime.values.compounds import frozen
from runtime.values.deltas import Lost, look
from runtime.values.shapes import Misfit


class StoredStateDiffers(Exception):
    """Stored values that the recipe has no place for, or another type; `differences` says which, a line each."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        listed = "\n".join(f"  {difference}" for difference in differences)
        super().__init__(
            f"the stored state does not fit this recipe:\n{listed}\n"
            "change the recipe, or start afresh with `--fresh` (the old state is kept aside)"
        )
        self.differences = differences


def migrate(space: Space, before: Surface, now: str, random: Random) -> bytes:
    """The body of the commit by which a loaded space becomes one of its own program; it has happened in the space.

    before: what the space was stored by. Raises StoredStateDiffers, after which the space is good for nothing.
    Cost: the values whose types changed.
    """
    comparison = compare(before, space.program.graph, space.program.surface)
    migration = _Migration(space, before, comparison, now, random)
    if refused := [
        change.refusal for change in comparison.changes if change.is_refused and change.stored in migration.present
    ]:
        raise StoredStateDiffers(tuple(refused))
    effects = migration.effects()
    if migration.misfits:
        raise StoredStateDiffers(tuple(migration.misfits))
    # Under the layout that a replay will have, in the order in which it will see them.
    space.state.lay_out(Past(space.program.surface))
    changed = [cell for effect, held in effects for cell in space.state.apply(held or effect).cells]
    space.state.lay_out(space.program)
    filled = space.fill(now, random)
    space.seq += 1
    for cell in (*changed, *(cell for change in filled for cell in change.cells)):
        cell.seq = space.seq
    return space.begun([*(effect for effect, _ in effects), *(change.effect for change in filled)], now)


class _Migration:
    """One migration while its effects are gathered; the state is only looked at.

    present: what there is, by the names that `Change.stored` has.
    misfits: what does not fit after all, a sentence each.
    """

    def __init__(self, space: Space, before: Surface, comparison: Comparison, now: str, random: Random) -> None:
        self._space, self._state, self._before = space, space.state, before
        self._comparison, self._now, self._random = comparison, now, random
        self._became: dict[StepId, tuple[StepId, Carried]] = {
            carried.stored: (id_, carried) for id_, carried in comparison.cells.items()
        }
        self._carried: dict[Place, Any] = {}
        # Of the cells and parameters of now: whether values of them were stored by the same type.
        self._of_same_type: dict[StepId, bool] = {}
        self._of_same_types = before.types == space.program.surface.types
        self.misfits: list[str] = []
        charms = self._state.charms.values()
        self.present = {charm.recipe for charm in charms}
        self.present |= {f"&{charm.recipe}.{name}" for charm in charms for name in charm.refs}
        self.present |= {self._id(cell) for cell in self._state.cells.values()}

    def effects(self) -> list[tuple[Effect, Effect | None]]:
        """Each effect as the log has it, and as the state takes it where that differs: values as cells hold them."""
        cells = [effect for cell in list(self._state.cells.values()) for effect in self._of_cell(cell)]
        # Charms come first, since a cell's type is found by its charm's recipe; but where their references lead
        # is known only once the values are.
        charms = [effect for charm in self._state.charms.values() for effect in self._of_charm(charm)]
        return [*((effect, None) for effect in charms), *cells]

    def _id(self, cell: Cell) -> StepId:
        return f"{self._state.charm(cell.key.charm).recipe}.{cell.key.name}"

    # Cells.

    def _of_cell(self, cell: Cell) -> Iterator[tuple[Effect, Effect | None]]:
        charm, name, visitor = cell.key
        if self._id(cell) in self._comparison.dropped:
            yield ["forget", *cell.key], None
            return
        id_, carried = self._became[self._id(cell)]
        if name_of(id_) != name:
            yield ["rename", *cell.key, name_of(id_)], None
        if carried.how == "kept":
            return
        try:
            value = self._value(cell, id_, carried, visitor)
        except (Misfit, *FAULTS) as error:
            whose = "what one visitor has in" if visitor is not None else "what is in"
            self.misfits.append(f"{whose} `{name}` of /c/{charm} does not fit `{id_}`: {error}")
            return
        self._carried[Place(cell.key)] = value
        head: Effect = ["cell", charm, name_of(id_), visitor]
        yield [*head, ["set", [], frozen(value)]], [*head, ["set", [], value]]

    def _value(self, cell: Cell, id_: StepId, carried: Carried, visitor: str | None) -> Any:
        program, space = self._space.program, self._space
        fresh = Transaction(self._state, space.initials, space.propagation.read, None, visitor, self._now, self._random)
        meter.start()
        if carried.how == "carried":
            return carry(cell.value, program.shape(id_), fresh)
        takes, compute = program.migration(recipe_of(id_), name_of(id_))
        return program.shape(id_).put(compute(fresh, carry(cell.value, takes, fresh)), fresh)

    # Charms, and where their references lead.

    def _of_charm(self, charm: Charm) -> Iterator[Effect]:
        recipe = self._comparison.recipes[charm.recipe]
        refs = {name: self._led(charm, name, place) for name, place in self._passed(charm)}
        if (recipe, refs) != (charm.recipe, charm.refs):
            passes = {name: [list(place.cell), list(place.path)] for name, place in refs.items()}
            made = {"recipe": recipe, "parent": charm.parent, "passes": passes}
            yield ["spawn", charm.id, made if charm.key is None else made | {"key": charm.key}]

    def _passed(self, charm: Charm) -> Iterator[tuple[str, Place]]:
        """The references that the recipe still has, under their names now."""
        for name, place in charm.refs.items():
            became = self._became.get(f"{charm.recipe}.{name}")
            if became is not None:
                yield name_of(became[0]), place

    def _led(self, charm: Charm, name: str, place: Place) -> Place:
        """Where a reference leads now. One that leads nowhere already, since something was removed, stays."""
        cell = self._state.cells.get(place.cell)
        if cell is None or place.cell.charm not in self._state.charms:
            return place
        what = f"`{name}` of /c/{charm.id} refers to `{place.cell.name}` of /c/{place.cell.charm}"
        became = self._became.get(self._id(cell))
        if became is None:
            self.misfits.append(f"{what}, which is gone")
            return place
        id_, _ = became
        path = self._path(cell, id_, place, what)
        parameter = f"{self._comparison.recipes[charm.recipe]}.{name}"
        if not (self._is_of_same_type(id_) and self._is_of_same_type(parameter)):
            self._check_type(id_, path, parameter, what)
        return Place(place.cell._replace(name=name_of(id_)), path)

    def _is_of_same_type(self, id_: StepId) -> bool:
        """Whether a cell or parameter of now has the type that it was stored by, so what fitted there still does."""
        if id_ not in self._of_same_type:
            old = self._comparison.cells[id_].stored
            holders = (self._before.holder(old), self._space.program.surface.holder(id_))
            self._of_same_type[id_] = self._of_same_types and holders[0].type == holders[1].type
        return self._of_same_type[id_]

    def _path(self, cell: Cell, id_: StepId, place: Place, what: str) -> tuple[str, ...]:
        if Place(cell.key) not in self._carried:
            return place.path
        try:
            look(cell.value, place.path)
        except Lost:
            return place.path
        try:
            shape = self._space.program.shape(id_)
            return tuple(carried_path(place.path, cell.value, self._carried[Place(cell.key)], shape))
        except Lost:
            self.misfits.append(f"{what}, and there is nothing any more at {'.'.join(place.path)}")
            return place.path

    def _check_type(self, cell: StepId, path: tuple[str, ...], parameter: StepId, what: str) -> None:
        """What a page writes through a reference obeys the cell's type, so its parameter has to have room for it."""
        program = self._space.program
        types = program.types
        there = _type_at(type_of(program.holder(cell).type), path, types)
        wanted = type_of(program.holder(parameter).type)
        if there is not None and any(
            Fitting(types, types, {name: name for name in self._before.recipes}).findings(there, wanted, "")
        ):
            self.misfits.append(f"{what}, which has another type than `{parameter}` now")


def _type_at(type_: t.Type, path: tuple[str, ...], types: t.Types) -> t.Type | None:
    """The type at the end of a path; None within a union, where it is the value's."""
    for step in path:
        type_ = t.resolve(type_, types)
        while isinstance(type_, t.Option):
            type_ = t.resolve(type_.of, types)
        match type_:
            case t.ListOf(item):
                type_ = item
            case t.MapOf(_, value):
                type_ = value
            case t.Record():
                slot = type_.field(step)
                if slot is None:
                    return None
                type_ = slot.type
            case _:
                return None
    return type_
