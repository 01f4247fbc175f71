"""One bad element of a list does not blank the list: a fault stays in the element that has it.

Where the value of a pass of a derived list has a fault, a `Broken` stands in the list in its place. Whatever uses it
meets the fault again: a row that shows it shows the fault, a sum over it has none; its neighbours are as they were,
and the list has the length and order that it would have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from graph.library.function import Fault
from graph.model import Node
from graph.operators import OPERATORS
from graph.walk import blocks, operands

# Operators that have a value wherever their operands have one. A list of nothing else needs no second look.
_SURE = frozenset(
    {"lit", "ref", "var", "me", "entry", "find", "nth", "then", "let", "coalesce", "cond", "match"}
    | {"field", "record", "update", "eq", "ne", "same", "lt", "le", "gt", "ge", "and", "or", "not"}
)


class Exhausted(Fault):
    """The budget is used up: no element can be better off than the one before it."""


class Broken:
    """An element that has a fault instead of a value."""

    __slots__ = ("fault",)

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def _raise(self, *_: Any) -> NoReturn:
        raise self.fault

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _raise
    __mod__ = __rmod__ = __neg__ = __abs__ = __round__ = __int__ = __float__ = _raise
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __hash__ = __bool__ = _raise
    __len__ = __iter__ = __getitem__ = __contains__ = __str__ = __format__ = _raise

    def __getattr__(self, name: str) -> NoReturn:
        raise self.fault


def is_sure(node: Node) -> bool:
    """Whether an expression has a value wherever its variables have one."""
    if node["op"] not in _SURE or OPERATORS[node["op"]].group != "expression":
        return False
    inner = (each for _, kind, value in operands(node) for block in blocks(kind, value) for _, each in block)
    return all(is_sure(each) for each in inner)


def each_apart(whole: Callable[[], list[Any]], one_by_one: Callable[[], list[Any]]) -> list[Any]:
    """A list at one go; where that has a fault, element by element."""
    try:
        return whole()
    except Exhausted:
        raise
    except Fault:
        return one_by_one()


def apart(element: Callable[[], Any]) -> Any:
    """The value of an element, or what stands there in its place."""
    try:
        return element()
    except Exhausted:
        raise
    except Fault as fault:
        return Broken(fault)


def as_nothing(value: object) -> None:
    """How a broken element is written in JSON: as null. Raises TypeError for anything else."""
    if not isinstance(value, Broken):
        raise TypeError(f"{type(value).__name__} is no JSON value")
