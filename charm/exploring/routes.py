"""Where in a recipe's shared values there are charms, ids and keys: what visitors see, and may give as arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from charm.exploring.run import KEYS, VALUES, Path, Spot, follow
from graph import types as t
from graph.model import Cell, Child, Graph, Handler, Input, Node, Readable, Step, StepId, View, name_of
from graph.schemas import type_of

ANY = -1
"""In a path: any position."""

_POSITIONS = 3
_DEPTH_MAX = 3


class Route(NamedTuple):
    """A path from a charm, with `ANY` for positions, and the type of what is there."""

    path: Path
    type: t.Type


class Field(NamedTuple):
    """An input of a page: the path of names that it is bound to, and the type of what is there."""

    path: tuple[str, ...]
    type: t.Type


class Terrain:
    """What there is to find in the charms of a graph, by recipe."""

    def __init__(self, graph: Graph) -> None:
        self.types = {name: type_of(schema) for name, schema in graph.types.items()}
        self.steps: dict[StepId, Step] = {step.id: step for step in graph.steps}
        self._graph = graph
        self._routes: dict[str, tuple[Route, ...]] = {}
        self._fields: dict[str, tuple[Field, ...]] = {}

    def routes(self, recipe: str) -> tuple[Route, ...]:
        """The ways to what names something: charms, ids, and texts and numbers that are keys or elements."""
        if recipe not in self._routes:
            steps = (step for step in self._graph.of(recipe) if isinstance(step, Readable) and step.scope == "shared")
            self._routes[recipe] = tuple(
                route
                for step in steps
                for route in self._below((name_of(step.id),), type_of(step.type), isinstance(step, Child), 0)
            )
        return self._routes[recipe]

    def _below(self, path: Path, type_: t.Type, is_child: bool, depth: int) -> Iterator[Route]:
        match t.resolve(type_, self.types):
            case t.CharmOf() | t.Id() | t.Text() | t.Int() as found:
                yield Route(path, found)
            case t.Option(of):
                yield from self._below(path, of, False, depth)
            case t.ListOf(item) if depth < _DEPTH_MAX:
                yield from self._below((*path, ANY), item, False, depth + 1)
            case t.MapOf(value=value) if is_child:
                yield from self._below((*path, ANY), value, False, depth + 1)
            case t.MapOf(key, value) if depth < _DEPTH_MAX:
                yield from self._below((*path, KEYS, ANY), key, False, depth + 1)
                yield from self._below((*path, VALUES, ANY), value, False, depth + 1)
            case t.Record(fields) if depth < _DEPTH_MAX:
                for slot in fields:
                    yield from self._below((*path, slot.name), slot.type, False, depth)
            case _:
                return

    def fields(self, recipe: str) -> tuple[Field, ...]:
        """The inputs of a page outside of rows."""
        if recipe not in self._fields:
            places = [step.at for step in self._graph.of(recipe) if isinstance(step, View) and step.at is not None]
            found = (self._bound(at) for at in places)
            # By path: a type with functions that clean it holds nodes of the graph, which have no hash.
            self._fields[recipe] = tuple({each.path: each for each in found if each is not None}.values())
        return self._fields[recipe]

    def _bound(self, at: Node) -> Field | None:
        match at:
            case {"op": "ref", "step": step}:
                held = self.steps[step]
                return Field((name_of(step),), type_of(held.type)) if isinstance(held, Cell | Input) else None
            case {"op": "field", "of": of, "name": name}:
                around = self._bound(of)
                record = None if around is None else t.resolve(around.type, self.types)
                slot = record.field(name) if isinstance(record, t.Record) else None
                if around is not None and slot is not None:
                    return Field((*around.path, name), slot.type)
        return None

    def key_of(self, handler: Handler, name: str) -> str | None:
        """The field by which an event names the element that a parameter is; None in a list without key."""
        item = t.resolve(self._item(handler, handler.elements[name].at), self.types)
        return item.key if isinstance(item, t.Record) else None

    def _item(self, handler: Handler, at: Node) -> t.Type:
        listed = self._type_at(handler, at)
        assert isinstance(listed, t.ListOf), "graph.check looked at what elements are in"
        return listed.item

    def _type_at(self, handler: Handler, at: Node) -> t.Type:
        """The type of a place that begins at a cell, or at an element that is a parameter."""
        if at["op"] == "ref":
            held = self.steps[at["step"]]
            assert isinstance(held, Readable), "graph.check looked at what places begin with"
            return self._opened(type_of(held.type))
        if at["op"] == "place":
            (element,) = (each for each in handler.elements.values() if each.var == at["n"])
            return self._opened(self._item(handler, element.at))
        outer = self._type_at(handler, at["of"])
        match outer:
            case t.Record():
                slot = outer.field(at["name"])
                assert slot is not None, "graph.check looked at the fields of places"
                return self._opened(slot.type)
            case t.ListOf(item) | t.MapOf(value=item):
                return self._opened(item)
        raise AssertionError("graph.check looked at what places lead into")

    def _opened(self, type_: t.Type) -> t.Type:
        found = t.resolve(type_, self.types)
        return t.resolve(found.of, self.types) if isinstance(found, t.Option) else found


def spots(charm: Spot, route: Route, value: Any) -> Iterator[tuple[Spot, Any]]:
    """What there is on a route now, each with its spot. value: of the charm's step by which the route begins."""
    yield from _expanded(charm.below(route.path[0]), route.path[1:], value)


def _expanded(spot: Spot, path: Path, value: Any) -> Iterator[tuple[Spot, Any]]:
    if value is None:
        return
    if not path:
        yield spot, value
        return
    step, rest = path[0], path[1:]
    for each in range(min(len(value), _POSITIONS)) if step == ANY else (step,):
        yield from _expanded(spot.below(each), rest, follow(value, (each,)))
