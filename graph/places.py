"""Where a graph's steps were written, counted from the starts of the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict, replace

from graph.model import Element, Graph, Migration, Span
from graph.operators import OPERATORS

# Values and schemas of nodes: what looks like a node in them is none.
_CLOSED = {
    op.name: tuple(name.rstrip("?") for name, kind in op.operands.items() if kind in ("value", "type"))
    for op in OPERATORS.values()
}


def settled(graph: Graph) -> Graph:
    """The graph with all spans counted from the start of their files, as a document has them.

    One that is so already is given back as it is. Cost: a walk of all nodes.
    """
    if graph.places is None:
        return graph
    places = graph.places
    return replace(
        graph,
        recipes=tuple(_record(each, places) for each in graph.recipes),
        steps=tuple(_record(each, places) for each in graph.steps),
        functions=tuple(_record(each, places) for each in graph.functions),
        tests=tuple(_tree(each, places) | {"span": list(moved(each["span"], places))} for each in graph.tests),
        places=None,
    )


def placeless(part: Any) -> Any:
    """What a part of the model says wherever it was written, as JSON values: a step, recipe, function or test."""
    fields = part if isinstance(part, dict) else asdict(part)
    return {name: _placeless(value) for name, value in fields.items() if name != "span"}


def moved(span: Span, places: Mapping[int, tuple[int, int]]) -> Span:
    """A span of a piece as one of the file that the piece stands in."""
    start, end, *number = span
    file, offset = places[number[0] if number else 0]
    return (start + offset, end + offset, file) if file else (start + offset, end + offset)


def _record(record: Any, places: Mapping[int, tuple[int, int]]) -> Any:
    fields = {name: _tree(value, places) for name, value in asdict(record).items()}
    span = fields.get("span")
    return type(record)(**fields | ({"span": moved(span, places)} if span else {}))


def _tree(tree: Any, places: Mapping[int, tuple[int, int]]) -> Any:
    if isinstance(tree, dict):
        op = tree.get("op")
        if not isinstance(op, str):
            return {name: _tree(part, places) for name, part in tree.items()}
        closed = _CLOSED.get(op, ())
        return {name: part if name in closed else _operand(name, part, places) for name, part in tree.items()}
    if isinstance(tree, list | tuple):
        return type(tree)(_tree(part, places) for part in tree)
    return _record(tree, places) if isinstance(tree, Element | Migration) else tree


def _operand(name: str, part: Any, places: Mapping[int, tuple[int, int]]) -> Any:
    return list(moved(part, places)) if name == "span" else _tree(part, places)


def _placeless(tree: Any) -> Any:
    if isinstance(tree, dict):
        op = tree.get("op")
        if not isinstance(op, str):
            return {name: _placeless(part) for name, part in tree.items()}
        closed = _CLOSED.get(op, ())
        return {name: part if name in closed else _placeless(part) for name, part in tree.items() if name != "span"}
    if isinstance(tree, list | tuple):
        return [_placeless(part) for part in tree]
    return placeless(tree) if isinstance(tree, Element | Migration) else tree
