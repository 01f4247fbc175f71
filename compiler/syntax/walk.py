"""Walks over the syntax tree that need not know its classes."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import Struct

from compiler.source import Span

AnyNode: TypeAlias = Struct
"""A node of whatever class."""

# What fields without a node in them are declared as.
_PLAIN = frozenset(
    {
        "Span",
        "bool",
        "int",
        "int | float | None",
        "str",
        "str | None",
        "str | int | float | bool | None",
        "tuple[str, ...]",
    }
)


class Parts(dict[type, Callable[[Any], tuple[object, ...]] | None]):
    """For each class what gives the fields of a node in which others may be, the last first; None for what is no node.

    Filled as classes are met: a walk then touches no text, span or flag, and asks nothing of a class twice.
    without: names of fields to leave out.
    """

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.without = without

    def __missing__(self, kind: type) -> Callable[[Any], tuple[object, ...]] | None:
        found = self[kind] = self._reader(kind) if issubclass(kind, Struct) and kind is not Span else None
        return found

    def _reader(self, kind: type[Struct]) -> Callable[[Any], tuple[object, ...]]:
        declared = kind.__annotations__
        names = [name for name in reversed(kind.__struct_fields__) if name not in self.without]
        names = [name for name in names if declared[name] not in _PLAIN and not declared[name].startswith("Choice[")]
        if not names:
            return lambda _: ()
        read = attrgetter(*names)
        # Of one name it gives the value as it stands.
        return read if len(names) > 1 else lambda node: (read(node),)


_PARTS = Parts()


def parts_of(node: AnyNode) -> list[AnyNode]:
    """The nodes right below one, in the order of its fields."""
    found: list[AnyNode] = []
    read = _PARTS[type(node)]
    waiting: list[Any] = [*read(node)] if read else []
    while waiting:
        part = waiting.pop()
        if type(part) is tuple:
            waiting += part[::-1]
        elif _PARTS[type(part)]:
            found.append(part)
    return found


def nodes_of(node: AnyNode, parts: Parts = _PARTS) -> list[AnyNode]:
    """A node and all below it, outer before inner. parts: where to look for them."""
    # A list made in one loop: a generator would be resumed for every name in a file.
    found: list[AnyNode] = []
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if type(part) is tuple:
            waiting += part[::-1]
        elif read := parts[type(part)]:
            found.append(part)
            waiting += read(part)
    return found


def span_of(node: AnyNode) -> Span:
    """What a node covers; every class of the tree has it."""
    span: object = getattr(node, "span", None)
    assert isinstance(span, Span), f"{type(node).__name__} has no span"
    return span


def path_to(node: AnyNode, offset: int) -> tuple[AnyNode, ...]:
    """The nodes around a place, outermost first; a node's end is still in it. Of two that meet there the later."""
    path = [node]
    while True:
        around = [part for part in parts_of(path[-1]) if span_of(part).start <= offset <= span_of(part).end]
        if not around:
            return tuple(path)
        path.append(around[-1])
