"""Walks over the syntax tree that need not know its classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from compiler.source import Span

AnyNode: TypeAlias = Struct
"""A node of whatever class."""


def parts_of(node: AnyNode) -> Iterator[AnyNode]:
    """The nodes right below one, in the order of its fields."""
    waiting: list[object] = [getattr(node, name) for name in reversed(node.__struct_fields__)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Struct) and not isinstance(part, Span):
            yield part
        elif isinstance(part, tuple):
            waiting.extend(reversed(part))


def nodes_of(node: AnyNode) -> Iterator[AnyNode]:
    """A node and all below it, outer before inner."""
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif isinstance(part, Struct) and not isinstance(part, Span):
            yield part
            waiting.extend([getattr(part, name) for name in reversed(part.__struct_fields__)])


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
