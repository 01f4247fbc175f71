"""What generated code calls: small functions with the semantics of the language where Python's differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from graph.library.calendar import moment_of, time_at
from graph.library.equality import identity, same
from graph.library.function import Fault
from graph.library.limits import demand_text
from graph.library.printing import fixed, show
from graph.model import StepId
from runtime.evaluate.apart import Exhausted, apart, each_apart
from runtime.limits import CALLS_NESTED_MAX, INT_BITS_MAX, WORK_MAX
from runtime.values.collections import Rows, ids_of, kept
from runtime.values.shapes import Misfit, Shape, key_text

Row = tuple[Any, ...]


class Context:
    """What an expression may ask for besides its operands; contexts that offer more extend it.

    me: the Id of the visitor, None where there is none.
    """

    def __init__(self, me: str | None = None) -> None:
        self._me = me
        self._depth = 0

    @property
    def me(self) -> str:
        """The Id of the visitor, where there is one."""
        if self._me is None:
            raise Fault("there is no visitor here")
        return self._me

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function of the recipe; faults when calls nest too deeply."""
        meter.charge(1)
        if self._depth >= CALLS_NESTED_MAX:
            raise Fault(f"functions call each other more than {CALLS_NESTED_MAX} levels deep")
        self._depth += 1
        try:
            return bounded(function(self, *args))
        finally:
            self._depth -= 1

    def peek(self, charm: Any, step: StepId) -> Any:
        """The value of a step of the charm that a value names."""
        raise Fault("no other charm can be read here")

    def is_charm(self, value: str, recipe: str) -> bool:
        """Whether a charm of that recipe has this id; where nobody can tell, it may."""
        return True

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
            raise Exhausted(f"more work than {WORK_MAX:,} passes and calls")


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


def bounded(value: Any) -> Any:
    """The value, unless it is a number that grows beyond all use.

    Whatever repeats (a product, a fold, a call) goes through here: in one expression an Int could otherwise double its
    digits with every step, and a few dozen steps would take all memory and time there is.
    """
    if type(value) is int:
        if value.bit_length() > INT_BITS_MAX:
            raise Fault(f"a whole number of more than {INT_BITS_MAX:,} bits")
    elif type(value) is float and not math.isfinite(value):
        raise Fault("a number that is too large")
    return value


def product(left: float, right: float) -> float:
    """`*`."""
    return bounded(left * right)  # type: ignore[no-any-return]


def words(*parts: str) -> str:
    """The parts of a template, printed one after the other."""
    demand_text(sum(map(len, parts)))
    return "".join(parts)


def charged(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the library that is charged for what it goes through: the sizes of what it is given."""

    def call(*args: Any) -> Any:
        meter.charge(1 + sum(len(arg) for arg in args if isinstance(arg, list | dict)))
        return bounded(function(*args))

    return call


def divide(left: float, right: float) -> float:
    """`/`: a Number; faults on zero."""
    if right == 0:
        raise Fault("division by zero")
    return bounded(left / right)  # type: ignore[no-any-return]


def modulo(left: float, right: float) -> float:
    """`%`: the remainder with the sign of the divisor; faults on zero."""
    if right == 0:
        raise Fault("division by zero")
    return left % right


def later(moment: str, milliseconds: int) -> str:
    """A time plus a duration."""
    return time_at(moment_of(moment) + milliseconds)


def between(end: str, start: str) -> int:
    """The duration from one time to another, in milliseconds."""
    return moment_of(end) - moment_of(start)


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
        found = groups.setdefault(identity(key), {"key": key, "items": []})
        found["items"].append(item(row))
    return [(each,) for each in groups.values()]


def limit(rows: list[Row], most: int) -> list[Row]:
    """At most so many passes."""
    return rows[: max(most, 0)]


def fold(step: Callable[[Any, Row], Any], rows: list[Row], value: Any) -> Any:
    """The last value that the passes lead to."""
    for row in over(rows):
        value = bounded(step(value, row))
    return value


def scan(step: Callable[[Any, Row], Any], rows: list[Row], value: Any) -> list[Any]:
    """All values that the passes lead to."""
    found = []
    for row in over(rows):
        value = bounded(step(value, row))
        found.append(value)
    return found


NAMES: dict[str, Any] = {
    function.__name__: function
    for function in (
        *(over, over_ids, over_entries, entry, find, nth, divide, modulo, later, between, same, is_one_of, as_type),
        *(apart, each_apart, fit, product, words, order, group, limit, fold, scan, fixed, show, kept),
    )
}
"""What generated code may call by name."""


FAULTS = (Fault, ArithmeticError, RecursionError, MemoryError, LookupError, TypeError, ValueError, AttributeError)
"""What generated code may raise where there is no value; of a graph that was checked, only the first few."""


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
