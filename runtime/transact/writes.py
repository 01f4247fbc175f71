"""Writing to places: the statements of handlers as effects on the state, applied at once and kept with their inverse.

What is put is cleaned and checked by the type of the place; an effect finds the container that it happens in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, NoReturn

from runtime.evaluate.support import Context, over
from runtime.identity import mint
from runtime.initial import Initials
from runtime.state import CellKey, Change, Charm, Effect, Gone, Place, State
from runtime.transact.refusals import GONE, Refused, missing
from runtime.values.collections import Rows
from runtime.values.compounds import Fields, Listed, Mapped, bare, shape_at
from runtime.values.deltas import Delta, Lost, enter
from runtime.values.shapes import Misfit, Shape


class Writes(Context):
    """What happened so far: `changes`, in order. The context of statements at one charm, for one visitor."""

    def __init__(
        self, state: State, initials: Initials, charm: Charm | None, visitor: str | None, now: str, random: Random
    ) -> None:
        super().__init__(initials.me(visitor))
        self._state, self._initials = state, initials
        self._charm, self._visitor, self._now, self._random = charm, visitor, now, random
        self.changes: list[Change] = []

    # What expressions ask for.

    def now(self) -> str:
        return self._now

    def new_id(self) -> str:
        return mint(self._random)

    def random(self) -> float:
        return self._random.random()

    def value(self, place: Place) -> Any:
        """What lies at a place; refuses the event where that is gone."""
        try:
            return self._initials.value(place)
        except Gone:
            raise Refused(GONE) from None
        except Lost:
            raise self._missing(place) from None

    def _missing(self, place: Place) -> Refused:
        """Why nothing is at a place: the first step of its path that leads nowhere."""
        value, name = self._initials.value(Place(place.cell)), place.cell.name
        for length, step in enumerate(place.path):
            shape = bare(self._shape(Place(place.cell, place.path[:length])))
            key = shape.key if isinstance(shape, Listed) else None
            try:
                inner = enter(value, step)
            except Lost:
                return Refused(missing(name, value, step, key))
            # The elements of a list without key have ids of which nobody knows: they are called by their position.
            shown = value.position(step) if isinstance(value, Rows) and key is None else step
            name = f"{name}.{step}" if isinstance(shape, Fields) else f"{name}[{shown}]"
            value = inner
        return Refused(GONE)

    # Places.

    def at(self, step: str) -> Place:
        """Where the value of a cell or input of this charm lies."""
        assert self._charm is not None
        return self._state.place(self._charm, step, self._visitor)

    def nth(self, rows: Place, index: int) -> Place:
        """The element of a list at a position; refuses the event where there is none."""
        values = self.value(rows)
        if not isinstance(values, Rows):
            raise Refused(GONE)
        if not 0 <= index < len(values):
            raise Refused(f"{rows.cell.name} has no element at {index}; it has {len(values)}.")
        return rows.below(values.ids[index])

    def point(self, place: Place) -> Place:
        """The same place; refuses the event where nothing is there."""
        self.value(place)
        return place

    def gone(self, place: Place) -> bool:
        """Whether what was at a place is no longer there."""
        try:
            self._initials.value(place)
        except Lost:
            return True
        return False

    def elements(self, rows: Place, where: Callable[[int, Place], bool] | None = None) -> list[tuple[int, Place]]:
        """Positions and places of the elements of a list that pass the test, chosen now."""
        values = over(self.value(rows))
        places = [(position, rows.below(id_)) for position, id_ in enumerate(values.ids)]
        return [each for each in places if where is None or where(*each)]

    def _shape(self, place: Place) -> Shape:
        shape = self._state.shape(place.cell)
        try:
            return shape_at(shape, self._initials.cell(place.cell).value, place.path)
        except Lost:
            raise self._missing(place) from None

    def _listed(self, rows: Place) -> Listed:
        shape = bare(self._shape(rows))
        assert isinstance(shape, Listed), "graph.check looked at what statements are used on"
        return shape

    # Statements.

    def refuse(self, message: str) -> NoReturn:
        """`require` that did not hold."""
        raise Refused(message)

    def set(self, place: Place, value: Any, *, outside: bool = False) -> None:
        """Put a value in a place, cleaned and checked by the place's own type."""
        self._ensure_above(place)
        with _named(place):
            put = self._shape(place).put(value, self, outside=outside)
        self._keep_key(place, put)
        self._effect(place, ["set", list(place.path), put])

    def put(self, rows: Place, key: Any, value: Any) -> None:
        """Put an element in a list under its key: in place of the one that is there, else at the end."""
        self._ensure(rows)
        if self.gone(place := rows.below(key)):
            self._join(rows, None, value, place.path[-1])
        else:
            self.set(place, value)

    def _keep_key(self, place: Place, put: Any) -> None:
        """An element is known by its key, so the key stays as long as the element is there."""
        if len(place.path) == 0:
            return
        above = Place(place.cell, place.path[:-1])
        shape = bare(self._shape(above))
        if isinstance(shape, Listed) and shape.key is not None and shape.id_of(put) != place.path[-1]:
            raise Refused(f"The {shape.key} of an element cannot change.")
        if len(place.path) > 1:
            listed = bare(self._shape(Place(place.cell, place.path[:-2])))
            if isinstance(listed, Listed) and listed.key == place.path[-1] and put != self.value(place):
                raise Refused(f"The {listed.key} of an element cannot change.")

    def _ensure_above(self, place: Place) -> None:
        if place.path:
            self._ensure(Place(place.cell, place.path[:-1]))

    def _ensure(self, container: Place) -> None:
        """Make sure that an effect in a container finds it: a stored local, entries that have a default."""
        cell = self._initials.cell(container.cell)
        if not cell.stored:
            if cell.fault is not None:
                raise cell.fault
            self._effect(Place(container.cell), ["set", [], cell.value])
        for length in range(1, len(container.path) + 1):
            entry = Place(container.cell, container.path[:length])
            above = bare(self._shape(Place(container.cell, container.path[: length - 1])))
            if self.gone(entry) and isinstance(above, Mapped) and above.missing is not None:
                self.set(entry, above.missing(self))

    def change(self, place: Place, by: Any) -> None:
        """`+=`: add to a number; a map's missing entry starts from the map's default."""
        self._ensure_above(place)
        if place.path:
            container = bare(self._shape(Place(place.cell, place.path[:-1])))
            if isinstance(container, Mapped) and self.gone(place):
                if container.missing is None:
                    raise self._missing(place)
                self.set(place, container.missing(self))
        value = self.value(place)
        if value is None:
            raise Refused(GONE)
        with _named(place):
            put = self._shape(place).put(value + by, self)
        if put == value + by and place.path:
            self._effect(place, ["add", list(place.path), by])
        else:
            self.set(place, put)

    def push(self, rows: Place, value: Any) -> None:
        """Put an element at the end of a list."""
        self._ensure(rows)
        self._join(rows, None, value)

    def insert(self, rows: Place, index: int, value: Any) -> None:
        """Put an element before the one at a position; beyond the last one is the end, below 0 the start."""
        self._ensure(rows)
        values = self.value(rows)
        index = max(index, 0)
        self._join(rows, values.ids[index] if index < len(values) else None, value)

    def _join(self, rows: Place, before: str | None, value: Any, key: str | None = None) -> None:
        listed = self._listed(rows)
        values = self.value(rows)
        with _named(rows):
            put = listed.item.put(value, self)
            listed.check_size(len(values) + 1)
            id_ = str(values.serial + 1) if listed.key is None else listed.id_of(put)
            if key is not None and id_ != key:
                raise Misfit((str(listed.key), f'is "{id_}" in what is put at "{key}"'))
            if listed.key is not None and values.position(id_) is not None:
                raise Misfit(("", f'already has an element with the {listed.key} "{id_}"'))
        self._effect(rows, ["insert", list(rows.path), id_, before, put])

    def remove(self, place: Place) -> None:
        """Take an element of a list or an entry of a map away; it must be there."""
        self.point(place)
        above, last = Place(place.cell, place.path[:-1]), place.path[-1]
        shape = bare(self._shape(above))
        self._ensure(above)
        if isinstance(shape, Listed):
            with _named(above):
                shape.check_size(len(self.value(above)) - 1)
            self._effect(above, ["remove", list(above.path), last])
        else:
            self._effect(above, ["drop", list(place.path)])

    def move(self, place: Place, *, to: int | None = None, before: Place | None = None) -> None:
        """Move an element within its list: to a position, before another, or with neither to the end."""
        self.point(place)
        above, last = Place(place.cell, place.path[:-1]), place.path[-1]
        others = [id_ for id_ in self.value(above).ids if id_ != last]
        target: str | None
        if before == place:
            return
        if before is not None:
            self.point(before)
            if before.path[:-1] != above.path or before.cell != above.cell:
                raise Refused("Both must stand in one list.")
            target = before.path[-1]
        else:
            target = None if to is None or to >= len(others) else others[max(to, 0)]
        self._ensure(above)
        self._effect(above, ["move", list(above.path), last, target])

    def clear(self, place: Place) -> None:
        """Take all elements or entries away."""
        self._ensure_above(place)
        self.set(place, [] if isinstance(bare(self._shape(place)), Listed) else {})

    def _effect(self, place: Place, delta: Delta) -> None:
        self._apply(["cell", *place.cell, delta])

    def _apply(self, effect: Effect) -> None:
        try:
            self.changes.append(self._state.apply(effect))
        except Lost:
            raise self._missing(Place(CellKey(*effect[1:4]), tuple(effect[4][1]))) from None


@contextmanager
def _named(place: Place) -> Iterator[None]:
    """A value that does not fit a place refuses the event, and says which place."""
    try:
        yield
    except Misfit as misfit:
        name = place.path[-1] if place.path and not place.path[-1].isdecimal() else place.cell.name
        raise Refused("; ".join(f"{path or name} {why}" for path, why in misfit.errors)) from misfit
