"""A space in memory in which a run is played: the engine alone, without store, pages or server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, Literal

from charm.clocks import TestClock
from charm.exploring.run import FIRST, ROOT, Call, Element, Fill, Given, Move, Run, Spot, Wait, Written, follow
from graph.library.function import Fault
from graph.model import Derive
from runtime.evaluate.program import Program
from runtime.events import Event, Faulted, Invalid, NoSuchCharm, NoSuchPath, NotUpheld, Receipt
from runtime.initial import NotForYou
from runtime.space import Space
from runtime.state import Gone

LOST = (LookupError, TypeError, AttributeError, NoSuchPath, NoSuchCharm, Faulted)
"""What is raised where a run speaks of something that is not there."""

Kind = Literal["opening", "always", "fault", "timer", "value"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What should not have come of a run.

    kind: opening  the root cannot be opened with what it has by itself; `where` is the recipe
          always   the handler (or input) `where` was stopped by the `always` `step`
          fault    the handler `where` has a fault
          timer    while time passed, a call that nobody sent had a fault, or was stopped by an `always`
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
    """One space. Raises Invalid for parameters that do not fit.

    variables: the ids of the charms that moves led to.
    secret, log: of which the same space comes again.
    """

    def __init__(self, program: Program, parameters: tuple[tuple[str, Written], ...]) -> None:
        self._random, self._clock = Random(0), TestClock()
        self._events = 0
        self._looking: set[tuple[int, str]] = set()
        self.secret = self._random.randbytes(32)
        given = {name: each.value for name, each in parameters}
        self.log = [Space(program, self.secret).found(given, self._clock(), self._random)]
        self.program, self.space = program, Space(program, self.secret)
        self.space.replay(self.log[0])
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
        """Let a visitor do something, or time pass. True: it happened. False: it was refused, or came to nothing."""
        if isinstance(move, Wait):
            return self._wait(move.time.value)
        try:
            charm = self.read(move.charm, move.who)
            payload = {name: self._value(given, move.who) for name, given in _args(move)}
        except LOST:
            return False
        if self.space.state.charm(charm).recipe != move.recipe:
            return False
        self._look(move.who, charm)
        self._events += 1
        sets = {"/".join(move.path): move.value.value} if isinstance(move, Fill) else {}
        handler = move.handler if isinstance(move, Call) else None
        event = Event(charm, _visitor(move.who), "20260101-exploring", self._events, handler, payload, sets)
        (answer,), happened = self._plan([event])
        if not isinstance(answer, Receipt):
            return _finding(move, answer)
        if not happened:
            return False
        if isinstance(move, Call) and answer.opened:
            self.variables[move.opens] = answer.opened[0]
            self._go(move.who, charm)
            self._look(move.who, answer.opened[0])
        return self._faulty(move) or True

    def _plan(self, events: Sequence[Event]) -> tuple[Sequence[object], bool]:
        """The answers to events, with what is due before them; whether anything happened."""
        planned = self.space.plan(events, self._clock(), self._random, awake=bool(self._looking))
        if planned.commits:
            self.space.accept(planned)
            self.log += [commit.body for commit in planned.commits]
        return planned.answers, bool(planned.commits)

    def _look(self, who: int, charm: str) -> None:
        """A visitor has the page of a charm open from now on, as in a test."""
        if (who, charm) not in self._looking:
            self._looking.add((who, charm))
            self.space.come(charm, _visitor(who), self._clock())
            self.space.witness()
            self._plan([])

    def _go(self, who: int, charm: str) -> None:
        self._looking.remove((who, charm))
        self.space.go(charm, _visitor(who), self._clock())
        self.space.witness()

    @property
    def waits(self) -> bool:
        """Whether time brings anything."""
        return self._due() is not None

    @property
    def repeats(self) -> bool:
        """Whether time brings something again and again."""
        return self.space.next_due(repeats=True) is not None

    def _due(self) -> str | None:
        once, again = self.space.next_due(repeats=False), self.space.next_due(repeats=True)
        return min((time for time in (once, again if self._looking else None) if time is not None), default=None)

    def _wait(self, milliseconds: int) -> Finding | bool:
        before, happened = self.space.faults, False
        end = TestClock(self._clock())
        end.advance(milliseconds)
        while (due := self._due()) is not None and due <= end():
            self._clock.advance_to(due)
            happened |= self._plan([])[1]
            if self.space.faults is not before:
                message, _, _ = self.space.faults[-1].rpartition(" (")
                return Finding("timer", self.program.graph.root.id, message=message)
        self._clock.advance_to(end())
        return happened

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

    def _faulty(self, move: Call | Fill) -> Finding | None:
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


def _finding(move: Call | Fill, answer: object) -> Finding | bool:
    where = f"{move.recipe}.{move.handler if isinstance(move, Call) else move.path[0]}"
    if isinstance(answer, NotUpheld):
        return Finding("always", where, answer.invariant, str(answer))
    # Somebody else's page, or one that is gone, is refused by a fault of its own; that is as it should be.
    if isinstance(answer, Faulted) and not isinstance(answer.__cause__, NotForYou | Gone):
        return Finding("fault", where, message=answer.message)
    return False
