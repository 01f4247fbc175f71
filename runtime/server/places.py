"""Where a bound input leads: the address by which a page writes to it, and the type of what it holds.

An address is the path of the place: the cell's name, then fields and keys, with slashes between. Inside the rows of
a `for`, a key is that of the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph import types as t
from graph.model import Cell, Derive, Graph, Input, Node, View, name_of, recipe_of
from graph.schemas import NamedTypes, type_of

Address = tuple[str | int, ...]
"""Segments, from the cell on: text, or the number of the enclosing rows (outermost 0) whose key stands there."""


class NoAddress(Exception):
    """The place depends on more than the row that the input stands in."""


def input_address(view: View, rows: Sequence[View]) -> Address:
    """The address of the input with this slot."""
    assert view.at is not None, f"{view.id} is bound to nothing"
    try:
        return address_of(view.at, rows)
    except NoAddress:
        # A place that no row tells, such as the entry at a key in a cell, goes by the name of its slot.
        return (name_of(view.id), *range(len(rows)))


def address_of(at: Node, rows: Sequence[View]) -> Address:
    """The address of a place within these rows, outermost first. Raises NoAddress."""
    match at:
        case {"op": "ref", "step": step}:
            return (name_of(step),)
        case {"op": "field", "of": of, "name": name}:
            return (*address_of(of, rows), name)
        case {"op": "entry" | "find", "of": of, "key": key}:
            return (*address_of(of, rows), _segment(key, rows))
        case {"op": "nth", "of": of, "index": index}:
            return (*address_of(of, rows), _segment(index, rows))
        case {"op": "place" | "var", "n": n}:
            number, listed = _loop(n, rows)
            return (*address_of(listed, rows[:number]), number)
    raise NoAddress


def written(address: Address, keys: Sequence[str]) -> str:
    """The address of one row's input."""
    return "/".join(keys[part] if isinstance(part, int) else part for part in address)


def type_at(at: Node, rows: Sequence[View], graph: Graph) -> t.Type:
    """The type of what a place holds. Raises NoAddress."""
    match at:
        case {"op": "ref", "step": step}:
            found = next(s for s in graph.of(recipe_of(step)) if s.id == step)
            assert isinstance(found, Cell | Derive | Input), f"{step} holds no value"
            return type_of(found.type)
        case {"op": "place" | "var", "n": n}:
            number, listed = _loop(n, rows)
            return _inside(type_at(listed, rows[:number], graph), None, graph)
        case {"of": of}:
            return _inside(type_at(of, rows, graph), at.get("name"), graph)
    raise NoAddress


def opened(type_: t.Type, graph: Graph) -> t.Type:
    """The type behind a name and behind an option: what a control is made for."""
    types = NamedTypes(graph.types)
    while isinstance(type_, t.Named | t.Option):
        type_ = type_.of if isinstance(type_, t.Option) else t.resolve(type_, types)
    return type_


def _inside(type_: t.Type, name: str | None, graph: Graph) -> t.Type:
    match opened(type_, graph):
        case t.ListOf(item=inner) | t.MapOf(value=inner):
            return inner
        case t.Record() as record if name is not None and (slot := record.field(name)):
            return slot.type
        case t.Union(options=options) if name is not None:
            return _inside(next(option for option in options if option.field(name)), name, graph)
    raise NoAddress


def _loop(n: int, rows: Sequence[View]) -> tuple[int, Node]:
    """The number of the rows that bind this variable to each element of a list, and that list."""
    for number, view in enumerate(rows):
        for clause in view.clauses:
            if clause["op"] in ("for", "for_entries") and clause["var"] == n:
                return number, clause["in"]
    raise NoAddress


def _segment(key: Node, rows: Sequence[View]) -> str | int:
    if key["op"] == "lit":
        return str(key["value"])
    for number, view in enumerate(rows):
        if view.key is not None and _same(key, view.key):
            return number
    raise NoAddress


def _same(one: object, other: object) -> bool:
    """Equality of two nodes wherever they were written."""
    match one, other:
        case dict(), dict():
            names = (one.keys() | other.keys()) - {"span"}
            return all(_same(one.get(name), other.get(name)) for name in names)
        case list(), list():
            return len(one) == len(other) and all(map(_same, one, other))
    return one == other
