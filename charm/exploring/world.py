"""A space in memory in which a run is played: the engine alone, without store, pages or server."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, Literal

from charm.clocks import TestClock
from charm.exploring.run import FIRST, ROOT, Call, Element, Fill, Given, Move, Run, Spot, Written, follow
from graph.library.function import Fault
from graph.model import Derive
from runtime.evaluate.program import Program
from runtime.events import Event, Faulted, Invalid, NoSuchCharm, NoSuchPath, NotUpheld, Receipt
from runtime.initial import NotForYou
from runtime.space import Space
from runtime.state import Gone

LOST = (LookupError, TypeError, AttributeError, NoSuchPath, NoSuchCharm, Faulted)
"""What is raised where a run speaks of something that is not there."""

Kind = Literal["opening", "always", "fault", "value"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What should not have come of a run.

    kind: opening  the root cannot be opened with what it has by itself; `where` is the recipe
          always   the handler (or input) `where` was stopped by the `always` `step`
          fault    the handler `where` has a fault
          value    the derived value `where` of the charm `at` has a fault
    """

    kind: Kind
    where: str
    step: str = ""
    message: str = ""
    at: Spot = FIRST

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same as one that another run has found."""
        return self.kind, self.where, self.step


class World:
    """One space. variables: the ids of the charms that moves led to. Raises Invalid for parameters that do not fit."""

    def __init__(self, program: Program, parameters: tuple[tuple[str, Written], ...]) -> None:
        self._random, self._now = Random(0), TestClock()()
        self._events = 0
        secret = self._random.randbytes(32)
        given = {name: each.value for name, each in parameters}
        first = Space(program, secret).found(given, self._now, self._random)
        self.program, self.space = program, Space(program, secret)
        self.space.replay(first)
        self.variables = {ROOT: self.space.root}

    def recipe(self, variable: int) -> str:
        """The recipe of the charm that a variable holds."""
        return self.space.state.charm(self.variables[variable]).recipe

    def read(self, spot: Spot, who: int) -> Any:
        """What a visitor reads at a spot, or the id of the charm there; raises one of `LOST`."""
        charm, (*path,) = self.variables[spot.base], spot.path
        while path:
            value = self.space.state_of(self.space.state.charm(charm), _visitor(who), str(path[0]))
            for length in range(1, len(path) + 1):
                found = follow(value, tuple(path[1:length]))
                if isinstance(found, str) and found in self.space.state.charms and length < len(path):
                    charm, path = found, path[length:]
                    break
            else:
                return follow(value, tuple(path[1:]))
        return charm

    def do(self, move: Move) -> Finding | bool:
        """Let a visitor do something. True: it happened. False: it was refused, or came to nothing."""
        try:
            charm = self.read(move.charm, move.who)
            payload = {name: self._value(given, move.who) for name, given in _args(move)}
        except LOST:
            return False
        if self.space.state.charm(charm).recipe != move.recipe:
            return False
        self._events += 1
        sets = {"/".join(move.path): move.value.value} if isinstance(move, Fill) else {}
        handler = move.handler if isinstance(move, Call) else None
        event = Event(charm, _visitor(move.who), "20260101-exploring", self._events, handler, payload, sets)
        planned = self.space.plan([event], self._now, self._random)
        (answer,) = planned.answers
        if not isinstance(answer, Receipt):
            return _finding(move, answer)
        if not planned.commits:
            return False
        self.space.accept(planned)
        if isinstance(move, Call) and answer.opened:
            self.variables[move.opens] = answer.opened[0]
        return self._faulty(move) or True

    def _value(self, given: Given, who: int) -> Any:
        match given:
            case Written(value):
                return value
            case Spot():
                return self.read(given, who)
            case Element(rows, at, key):
                element = self.read(rows, who)[at]
                return at if key is None else element[key]

    def faulty(self, spot: Spot, who: int) -> Finding | None:
        """A shared derived value of the charm at a spot that has a fault, if any."""
        try:
            charm = self.space.state.charm(self.read(spot, who))
        except LOST:
            return None
        for step in self.program.graph.of(charm.recipe):
            if isinstance(step, Derive) and step.scope == "shared":
                try:
                    self.space.propagation.read(charm, step.id, None)
                except Gone:
                    continue
                except Fault as fault:
                    return Finding("value", step.id, message=str(fault), at=spot)
        return None

    def _faulty(self, move: Move) -> Finding | None:
        return self.faulty(FIRST, move.who) or (self.faulty(move.charm, move.who) if move.charm != FIRST else None)


def played(program: Program, run: Run) -> Finding | None:
    """What comes of a run at its last move; None also where one before does not happen."""
    try:
        world = World(program, run.parameters)
    except Invalid as invalid:
        root = program.graph.root.id
        return None if run.parameters or run.moves else Finding("opening", root, message=str(invalid))
    if not run.moves:
        return world.faulty(FIRST, 0)
    for number, move in enumerate(run.moves, 1):
        done = world.do(move)
        if isinstance(done, Finding) and number == len(run.moves):
            return done
        if done is not True:
            return None
    return None


def _args(move: Move) -> tuple[tuple[str, Given], ...]:
    return move.args if isinstance(move, Call) else ()


def _visitor(who: int) -> str:
    return sha256(f"visitor {who}".encode()).hexdigest()[:32]


def _finding(move: Move, answer: Exception) -> Finding | bool:
    where = f"{move.recipe}.{move.handler if isinstance(move, Call) else move.path[0]}"
    if isinstance(answer, NotUpheld):
        return Finding("always", where, answer.invariant, str(answer))
    # Somebody else's page, or one that is gone, is refused by a fault of its own; that is as it should be.
    if isinstance(answer, Faulted) and not isinstance(answer.__cause__, NotForYou | Gone):
        return Finding("fault", where, message=answer.message)
    return False
