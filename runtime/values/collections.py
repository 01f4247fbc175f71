"""Lists and maps as they stand in cells: plain ones for whoever reads, with identity for whoever writes.

`Rows` is a list and `Table` a dict, so that every function of the library takes them as they are. Only the outermost
container of a cell is ever changed in place (`runtime.values.deltas`); what lies below is copied along the path of
a write. So an element that somebody holds never changes under them, and a push to a long list costs the push.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def plain(value: Any) -> Any:
    """The same as JSON, with nothing of the cell that it came from."""
    match value:
        case list():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
    return value


class Rows(list[Any]):
    """A list whose elements have ids: the key of a keyed record, else a number given at insertion, as text.

    ids:    one per element, in the same order.
    serial: how many ids of its own the list has given; never reused, so that an id always means one element.
    """

    __slots__ = ("_positions", "ids", "serial")

    def __init__(self, values: Iterable[Any] = (), ids: list[str] | None = None, serial: int = 0) -> None:
        super().__init__(values)
        if ids is None:
            ids = [str(number) for number in range(1, len(self) + 1)]
            serial = len(self)
        assert len(ids) == len(self), "every element has an id"
        self.ids = ids
        self.serial = serial
        self._positions: dict[str, int] | None = None

    def position(self, id_: str) -> int | None:
        """Where the element with that id stands. The index is built when it is first asked for after a shift."""
        if self._positions is None:
            self._positions = {each: position for position, each in enumerate(self.ids)}
        return self._positions.get(id_)

    def copy(self) -> Rows:
        """Another list of the same elements under the same ids."""
        return Rows(self, list(self.ids), self.serial)

    def put_in(self, position: int, id_: str, value: Any) -> None:
        """Add an element before a position; the end costs nothing but the element."""
        if position == len(self):
            self.append(value)
            self.ids.append(id_)
            if self._positions is not None:
                self._positions[id_] = position
        else:
            self.insert(position, value)
            self.ids.insert(position, id_)
            self._positions = None
        if id_.isdecimal():
            self.serial = max(self.serial, int(id_))

    def take_out(self, position: int) -> tuple[str, Any]:
        """Remove the element at a position; give its id and value."""
        id_ = self.ids.pop(position)
        if self._positions is not None:
            if position == len(self) - 1:
                del self._positions[id_]
            else:
                self._positions = None
        return id_, self.pop(position)


class Table(dict[str, Any]):
    """A map in the order of insertion."""

    __slots__ = ()


def kept(value: Any) -> Any:
    """The value as it is now: a copy where it is the changing container of a cell.

    Whoever stores a value beyond the expression that read it (a `let` of a handler, a field of a new record) takes
    it through here; otherwise a later push would show in it.
    """
    if isinstance(value, Rows):
        return list(value)
    return dict(value) if isinstance(value, Table) else value


def apart(value: Any) -> Any:
    """The value for another cell: what changes in one of them is nothing that the other sees."""
    if isinstance(value, Rows):
        return value.copy()
    return Table(value) if isinstance(value, Table) else value


def ids_of(values: list[Any]) -> list[str]:
    """The ids of a list of a cell; of a computed list, its positions."""
    return values.ids if isinstance(values, Rows) else [str(position) for position in range(len(values))]
