"""Chance decides what visitors do: which of them, where, what, and with which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from charm.exploring.candidates import candidates, text
from charm.exploring.routes import Field, Route, Terrain, spots
from charm.exploring.run import FIRST, Call, Element, Fill, Given, Move, Spot, Wait, Written
from charm.exploring.world import LOST, World
from graph import types as t
from graph.model import Handler, Input, Node, name_of
from graph.schemas import slot_of, type_of
from runtime.evaluate.program import Program

# The runtime sends these; no visitor can.
_PRESENCE = ("enter", "leave")

TIMES = (Written(1_000, "1s"), Written(10_000, "10s"), Written(60_000, "1m"), Written(3_600_000, "1h"))
"""How long visitors wait, shortest first."""

_CHARMS_MAX = 20

_SIZES = ((2, 6), (3, 12), (2, 12), (3, 24), (3, 6), (2, 24), (3, 12), (8, 40), (3, 12), (24, 80))
"""How many visitors take part and how many moves they try: mostly few, which is quick, and now and then many."""


class Wanderer:
    """Makes up the moves of one run. size: how many visitors there are, and how many moves they try."""

    def __init__(self, program: Program, terrain: Terrain, number: int, random: Random) -> None:
        self._program, self._terrain, self._random = program, terrain, random
        self.visitors, self.moves = _SIZES[number % len(_SIZES)]
        handlers = [step for step in program.graph.steps if isinstance(step, Handler) and is_offered(step)]
        # Now and then some handlers are left alone: what undoes the work of others would hide where it leads.
        left_alone = random.choice((0.0, 0.0, 0.3, 0.6))
        self._used = {step.id for step in handlers if random.random() >= left_alone}
        self._own: dict[int, list[tuple[Spot, str]]] = {}

    def parameters(self) -> tuple[tuple[str, Written], ...]:
        """Of the root: those that it needs, and some that have a default."""
        found: list[tuple[str, Written]] = []
        root = self._program.graph.root.id
        for step in self._program.graph.of(root):
            needed = isinstance(step, Input) and step.init is None and step.otherwise is None
            if isinstance(step, Input) and (needed or self._random.random() < 0.4):
                values = candidates(type_of(step.type), self._terrain.types)
                found += [(name_of(step.id), self._random.choice(values))] if values else []
        return tuple(found)

    def opened(self, move: Call, recipe: str) -> None:
        """A move led its visitor to a charm."""
        self._own.setdefault(move.who, []).append((Spot(move.opens), recipe))

    def next(self, world: World, number: int) -> Move | None:
        """Something to try; None where this visitor finds nothing."""
        if world.waits and self._random.random() < 0.15:
            # An hour is for what happens once: what comes again and again would come too often.
            return Wait(self._random.choice(TIMES[:-1] if world.repeats else TIMES))
        who = self._random.randrange(self.visitors)
        charm, recipe = self._random.choice(self._reachable(world, who))
        handlers = [step for step in self._program.handlers[recipe].values() if step.id in self._used]
        choices: list[Handler | Field] = [*handlers, *self._terrain.fields(recipe)]
        if not choices:
            return None
        chosen = self._random.choice(choices)
        if not isinstance(chosen, Handler):
            values = candidates(chosen.type, self._terrain.types)
            return Fill(who, charm, recipe, chosen.path, self._random.choice(values)) if values else None
        args = self._args(world, who, charm, chosen)
        return None if args is None else Call(who, charm, recipe, name_of(chosen.id), args, number)

    def _reachable(self, world: World, who: int) -> list[tuple[Spot, str]]:
        """The charms that a visitor may go to: the first, those that they were sent to, and those that these show."""
        root = (FIRST, self._program.graph.root.id)
        own = self._own.get(who, [])
        if self._random.random() < 0.1:
            # Addresses are passed on: anyone may open anyone's page.
            own = [each for opened in self._own.values() for each in opened]
        start = self._random.choice([root, *own])
        found = [start]
        for spot, recipe in found:
            if len(found) < _CHARMS_MAX:
                found += self._inside(world, who, spot, recipe)
        return found

    def _inside(self, world: World, who: int, charm: Spot, recipe: str) -> Iterator[tuple[Spot, str]]:
        for route in self._terrain.routes(recipe):
            if isinstance(route.type, t.CharmOf):
                yield from ((spot, route.type.recipe) for spot, _ in self._there(world, who, charm, route))

    def _there(self, world: World, who: int, charm: Spot, route: Route) -> list[tuple[Spot, object]]:
        try:
            value = world.read(charm.below(route.path[0]), who)
        except LOST:
            return []
        return list(spots(charm, route, value))

    # What is given.

    def _args(self, world: World, who: int, charm: Spot, handler: Handler) -> tuple[tuple[str, Given], ...] | None:
        found: dict[str, Given] = {}
        for name, schema in handler.payload.items():
            slot = slot_of(name, schema)
            if name in handler.elements:
                element = self._element(world, who, charm, handler, name, found)
                if element is None:
                    return None
                found[name] = element
                continue
            if not slot.required and self._random.random() < 0.3:
                continue
            values = self._values(world, who, charm, slot.type, handler.id.partition(".")[0])
            if not values:
                return None
            found[name] = self._random.choice(values)
        return tuple(found.items())

    def _element(
        self, world: World, who: int, charm: Spot, handler: Handler, name: str, before: dict[str, Given]
    ) -> Element | None:
        rows = _rows(charm, handler, handler.elements[name].at, before)
        try:
            there = 0 if rows is None else len(world.read(rows, who))
        except LOST:
            return None
        if rows is None or not there:
            return None
        return Element(rows, self._random.randrange(min(there, 4)), self._terrain.key_of(handler, name))

    def _values(self, world: World, who: int, charm: Spot, type_: t.Type, recipe: str) -> Sequence[Given]:
        """Values of a type that are made up, and those that are already there in a charm."""
        found: list[Given] = list(candidates(type_, self._terrain.types))
        wanted = t.resolve(type_, self._terrain.types)
        wanted = t.resolve(wanted.of, self._terrain.types) if isinstance(wanted, t.Option) else wanted
        for route in self._terrain.routes(recipe):
            if type(route.type) is type(wanted) and (not isinstance(wanted, t.CharmOf) or route.type == wanted):
                found += [_known(*each, route.type) for each in self._there(world, who, charm, route)]
        return found


def is_offered(handler: Handler) -> bool:
    """Whether visitors may send it."""
    return not handler.private and name_of(handler.id) not in _PRESENCE


def _known(spot: Spot, value: object, type_: t.Type) -> Given:
    """A value that is there, as a test writes it: ids and charms by where they are, since they differ each time."""
    if isinstance(type_, t.Id | t.CharmOf):
        return spot
    return text(value) if isinstance(value, str) else Written(value, str(value))


def _rows(charm: Spot, handler: Handler, at: Node, before: Mapping[str, Given]) -> Spot | None:
    """The list that an element is in; None where the way there cannot be written down."""
    match at:
        case {"op": "ref", "step": step}:
            return charm.below(name_of(step))
        case {"op": "field", "of": of, "name": name}:
            outer = _rows(charm, handler, of, before)
            return outer and outer.below(name)
        case {"op": "place", "n": n}:
            given = next((before.get(name) for name, each in handler.elements.items() if each.var == n), None)
            return given.rows.below(given.at) if isinstance(given, Element) else None
    return None
