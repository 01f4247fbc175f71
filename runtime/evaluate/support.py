"""What generated code calls: small functions with the semantics of the language where Python's differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from graph.library.function import Fault
from graph.library.printing import fixed, show
from runtime.limits import CALLS_NESTED_MAX, WORK_MAX
from runtime.values.collections import Rows, ids_of, kept
from runtime.values.shapes import Misfit, Shape, key_text

Row = tuple[Any, ...]


class Context:
    """What an expression may ask for besides its operands; contexts that offer more extend it.

    me: the Id of the visitor, None where there is none.
    """

    def __init__(self, me: str | None = None) -> None:
        self.me = me
        self._depth = 0

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function of the recipe; faults when calls nest too deeply."""
        meter.charge(1)
        if self._depth >= CALLS_NESTED_MAX:
            raise Fault(f"functions call each other more than {CALLS_NESTED_MAX} levels deep")
        self._depth += 1
        try:
            return function(self, *args)
        finally:
            self._depth -= 1

    def now(self) -> str:
        """The recorded time, where there is one."""
        raise Fault("there is no time here")

    def new_id(self) -> str:
        """A fresh Id, where there may be one."""
        raise Fault("no new id can be made here")

    def random(self) -> float:
        """A Number in 0..1, where there may be one."""
        raise Fault("there is no chance here")


class Meter:
    """Counts the work of one evaluation at a time; generated code of all graphs shares it, as they share a thread."""

    def __init__(self) -> None:
        self._left = WORK_MAX

    def start(self) -> None:
        """Begin a new evaluation."""
        self._left = WORK_MAX

    def charge(self, work: int) -> None:
        """Count passes or calls; faults when the budget is used up."""
        self._left -= work
        if self._left < 0:
            raise Fault(f"more work than {WORK_MAX:,} passes and calls")


meter = Meter()


def over(values: Any) -> Any:
    """The values of a loop, charged for."""
    meter.charge(len(values) + 1)
    return values


def over_ids(values: list[Any]) -> Iterable[tuple[str, Any]]:
    """The ids and values of a loop, charged for."""
    return zip(ids_of(over(values)), values, strict=True)


def over_entries(table: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """The keys and values of a map, charged for."""
    return over(table).items()  # type: ignore[no-any-return]


def entry(table: dict[str, Any], key: str, missing: Callable[[], Any]) -> Any:
    """A map's value at a key, else what `missing` computes."""
    return table[key] if key in table else missing()


def find(values: list[Any], key: Any, by: str | None) -> Any:
    """The element of a list of keyed records, else None; a list of a cell has an index for it."""
    if key is None:
        return None
    if isinstance(values, Rows):
        position = values.position(key_text(key))
        return None if position is None else values[position]
    if by is None:
        raise Fault("a computed list has no ids")
    return next((value for value in over(values) if value[by] == key), None)


def nth(values: list[Any], index: int) -> Any:
    """The element at a position from 0, else None."""
    return values[index] if 0 <= index < len(values) else None


def divide(left: float, right: float) -> float:
    """`/`: a Number; faults on zero."""
    if right == 0:
        raise Fault("division by zero")
    return left / right


def modulo(left: float, right: float) -> float:
    """`%`: the remainder with the sign of the divisor; faults on zero."""
    if right == 0:
        raise Fault("division by zero")
    return left % right


def later(moment: str, milliseconds: int) -> str:
    """A time plus a duration."""
    try:
        return format_time(parse_time(moment) + timedelta(milliseconds=milliseconds))
    except OverflowError as error:
        raise Fault("a time beyond the calendar") from error


def between(end: str, start: str) -> int:
    """The duration from one time to another, in milliseconds."""
    return (parse_time(end) - parse_time(start)) // timedelta(milliseconds=1)


def parse_time(text: str) -> datetime:
    """A Time as a datetime in UTC."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Fault(f"{text} is no moment of the calendar") from error


def format_time(moment: datetime) -> str:
    """A datetime in UTC as a Time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def same(left: Any, right: Any) -> bool:
    """Equality of JSON values: numbers by value, true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def is_one_of(value: Any, literals: tuple[Any, ...]) -> bool:
    """Whether a value is one of some literals."""
    return any(same(value, literal) for literal in literals)


def as_type(shape: Shape, value: Any) -> Any:
    """`as`: the value if it fits as it stands, else None."""
    return value if shape.fits(value) else None


def fit(shape: Shape, value: Any, context: Context) -> Any:
    """A value as the type has it: cleaned, with defaults filled in; faults where it does not fit."""
    try:
        return shape.put(value, context)
    except Misfit as misfit:
        raise Fault(str(misfit)) from misfit


def order(rows: list[Row], *keys: tuple[Callable[[Row], Any], bool]) -> list[Row]:
    """The passes sorted by several keys, the first one first; equal ones stay in order, none comes first."""
    for key, descending in reversed(keys):
        found = [key(row) for row in rows]
        ranked = [(value is not None, value if value is not None else 0) for value in found]
        chosen = sorted(range(len(rows)), key=ranked.__getitem__, reverse=descending)
        rows = [rows[position] for position in chosen]
    return rows


def group(rows: list[Row], by: Callable[[Row], Any], item: Callable[[Row], Any]) -> list[Row]:
    """One pass per different key, in order of first sight."""
    groups: dict[Any, dict[str, Any]] = {}
    for row in rows:
        key = by(row)
        found = groups.setdefault(_hashable(key), {"key": key, "items": []})
        found["items"].append(item(row))
    return [(each,) for each in groups.values()]


def _hashable(key: Any) -> Any:
    match key:
        case dict():
            return frozenset((name, _hashable(value)) for name, value in key.items())
        case list():
            return tuple(_hashable(value) for value in key)
        case bool():
            return (bool, key)
    return key


def limit(rows: list[Row], most: int) -> list[Row]:
    """At most so many passes."""
    return rows[: max(most, 0)]


def fold(step: Callable[[Any, Row], Any], rows: list[Row], value: Any) -> Any:
    """The last value that the passes lead to."""
    for row in over(rows):
        value = step(value, row)
    return value


def scan(step: Callable[[Any, Row], Any], rows: list[Row], value: Any) -> list[Any]:
    """All values that the passes lead to."""
    found = []
    for row in over(rows):
        value = step(value, row)
        found.append(value)
    return found


NAMES: dict[str, Any] = {
    function.__name__: function
    for function in (
        *(over, over_ids, over_entries, entry, find, nth, divide, modulo, later, between, same, is_one_of, as_type),
        *(fit, order, group, limit, fold, scan, fixed, show, kept),
    )
}
"""What generated code may call by name."""


def faults(error: Exception) -> Fault:
    """An exception of generated code as a fault. The graph was checked, so what is left is arithmetic and size."""
    match error:
        case Fault():
            return error
        case OverflowError():
            return Fault("a number too large")
        case RecursionError():
            return Fault("an expression nests too deeply")
        case MemoryError():
            return Fault("more memory than there is")
        case Misfit():
            return Fault(str(error))
    return Fault(f"a value of another type than the graph says ({type(error).__name__})")
