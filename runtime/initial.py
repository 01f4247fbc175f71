"""Initial values: of shared cells once, when their charm is created; of locals whenever a visitor first looks.

Looking never writes. `new_id()` and `random()` in the initial value of a local are keyed hashes, the same on every
page and after every restart, so that nothing has to be stored before the visitor does something.
"""

from __future__ import annotations

from typing import Any

from graph.library.function import Fault
from graph.model import Here
from runtime.evaluate.support import FAULTS, Context, faults, meter
from runtime.identity import keyed, keyed_number, me_of
from runtime.presence import Presence
from runtime.state import Cell, CellKey, Charm, Gone, Place, State
from runtime.values.collections import Rows
from runtime.values.deltas import Lost, look


class NotForYou(Fault):
    """A local parameter that is given only to who was sent here."""

    def __init__(self) -> None:
        super().__init__("This page belongs to whoever was sent here. Start again from the first page of this app.")


class Initials:
    """Finds cells, computing what a local is as long as nobody wrote it, and who is there.

    secret: the space's own.
    """

    def __init__(self, state: State, presence: Presence, secret: bytes) -> None:
        self._state, self._presence = state, presence
        self._secret = secret
        self._looked: list[Cell] = []

    def me(self, visitor: str | None) -> str | None:
        """The public Id of a visitor."""
        return None if visitor is None else me_of(self._secret, visitor)

    def there(self, charm: str) -> Rows:
        """Who is there: each by their `me`, in the order of their arrival."""
        names = [me_of(self._secret, visitor) for visitor in self._presence.visitors(charm)]
        return Rows(names, list(names))

    def cell(self, key: CellKey) -> Cell:
        """The cell, stored or not. A shared cell of a charm that exists is always stored."""
        found = self._state.cells.get(key)
        if found is None:
            found = self._state.cells[key] = self._initial(key)
            self._looked.append(found)
        return found

    def sweep(self) -> None:
        """Forget the locals that were only looked at, lest every visitor who passes by leaves something behind."""
        for cell in self._looked:
            if not cell.stored and not cell.dependents and self._state.cells.get(cell.key) is cell:
                del self._state.cells[cell.key]
        self._looked = [cell for cell in self._looked if not cell.stored and cell.dependents]

    def read(self, charm: Charm, step: str, visitor: str | None) -> Any:
        """The value of a cell or input of a charm, for a visitor; faults where there is none."""
        return self.value(self._state.place(charm, step, visitor))

    def value(self, place: Place) -> Any:
        """What lies at a place; raises Lost, or a fault where the cell has no value."""
        cell = self.cell(place.cell)
        if cell.fault is not None:
            raise cell.fault
        return look(cell.value, place.path)

    def _initial(self, key: CellKey) -> Cell:
        charm = self._state.charms.get(key.charm)
        if charm is None:
            return Cell(key, None, stored=False, fault=Gone())
        step = f"{charm.recipe}.{key.name}"
        if isinstance(self._state.program.steps[step], Here):
            return Cell(key, self.there(key.charm), stored=False)
        assert key.visitor is not None, f"{step} is shared and was not set when its charm was created"
        init = self._state.program.init(step)
        if init is None:
            return Cell(key, None, stored=False, fault=NotForYou())
        context = _InitialContext(self, self._secret, charm, key, self.me(key.visitor))
        meter.start()
        try:
            value = self._state.program.shape(step).put(init(context), context)
        except FAULTS as error:
            return Cell(key, None, stored=False, fault=faults(error))
        return Cell(key, value, stored=False)


class _InitialContext(Context):
    """What the initial value of a visitor's local may ask for: never the time, which would differ at each look."""

    def __init__(self, initials: Initials, secret: bytes, charm: Charm, key: CellKey, me: str | None) -> None:
        super().__init__(me)
        self._initials, self._secret, self._charm, self._key = initials, secret, charm, key
        self._calls = 0

    def _parts(self) -> tuple[str, ...]:
        self._calls += 1
        return (self._charm.id, self._key.visitor or "", self._key.name, str(self._calls))

    def new_id(self) -> str:
        return keyed(self._secret, "new_id", *self._parts())

    def random(self) -> float:
        return keyed_number(self._secret, "random", *self._parts())

    def read(self, step: str) -> Any:
        """A cell or input above; what a reference leads to may be gone."""
        try:
            return self._initials.read(self._charm, step, self._key.visitor)
        except Lost as lost:
            raise Fault("what this referred to is gone") from lost
