"""Calls that wait for their time, and who is inside: what a log says of a space besides its charms and their cells."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

Entry = tuple[str, str]
"""When it is due, and its id."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A handler's call that waits. due: a Time.

    call:  the name of the handler, or of the `every` that calls one again and again.
    given: the payload of an `after`, evaluated when it was said; None for an `every`.
    """

    charm: str
    call: str
    due: str
    given: dict[str, Any] | None = None

    @property
    def repeats(self) -> bool:
        """Whether it comes again."""
        return self.given is None

    def effect(self, id_: str) -> list[Any]:
        """By which it is set."""
        said = {"charm": self.charm, "call": self.call, "due": self.due}
        return ["timer", id_, said if self.given is None else said | {"given": self.given}]


@dataclass(frozen=True, slots=True)
class Call:
    """A handler's call that nobody sends: a timer whose time has come, or a visitor who came or has left.

    why:     `enter`, `leave`, or the id of the timer.
    visitor: who came or left; None for a timer, which has no visitor.
    """

    charm: str
    why: str
    visitor: str | None = None


class Timers:
    """The calls of a space that wait, by id. The id of an `every` is made of its charm and name, so it has one."""

    def __init__(self) -> None:
        self._waiting: dict[str, Timer] = {}
        # By when they are due, those that come once apart from those that come again. An entry that is out of date is
        # passed over.
        self._queues: dict[bool, list[Entry]] = {False: [], True: []}

    def __len__(self) -> int:
        return len(self._waiting)

    def get(self, id_: str) -> Timer | None:
        """The call of that id, if it still waits."""
        return self._waiting.get(id_)

    def items(self) -> Iterator[tuple[str, Timer]]:
        """All of them."""
        return iter(self._waiting.items())

    def of(self, charms: Collection[str]) -> dict[str, Timer]:
        """Those of some charms."""
        return {id_: timer for id_, timer in self._waiting.items() if timer.charm in charms}

    def apply(self, effect: list[Any]) -> Timer | None:
        """Let `["timer", id, {…}]` or `["done", id]` happen; what it replaces."""
        before = self._waiting.get(effect[1])
        self.put(effect[1], Timer(**effect[2]) if effect[0] == "timer" else None)
        return before

    def put(self, id_: str, timer: Timer | None) -> None:
        """Let a call wait, or no more."""
        if timer is None:
            self._waiting.pop(id_, None)
            return
        self._waiting[id_] = timer
        queue = self._queues[timer.repeats]
        # What was taken back and set again stands in it twice; from time to time that is cleared up.
        if len(queue) > 2 * len(self._waiting) + 64:
            queue[:] = [(each.due, name) for name, each in self._waiting.items() if each.repeats == timer.repeats]
            heapq.heapify(queue)
        heapq.heappush(queue, (timer.due, id_))

    def next(self, *, repeats: bool) -> str | None:
        """When the next one of a kind is due."""
        entries = self._queues[repeats]
        while entries and not self._is_current(entries[0]):
            heapq.heappop(entries)
        return entries[0][0] if entries else None

    def due(self, now: str, *, repeats: bool, most: int) -> list[str]:
        """The ids of those whose time has come, in the order of their times."""
        entries: list[Entry] = self._queues[repeats]
        found: list[Entry] = []
        while entries and len(found) < most and entries[0][0] <= now:
            entry = heapq.heappop(entries)
            if self._is_current(entry) and entry not in found:
                found.append(entry)
        for entry in found:
            # It waits until a commit says otherwise.
            heapq.heappush(entries, entry)
        return [id_ for _, id_ in found]

    def _is_current(self, entry: Entry) -> bool:
        timer = self._waiting.get(entry[1])
        return timer is not None and timer.due == entry[0]


class Visits:
    """Who is inside the charms that care: the visitors who came and have not left, by charm."""

    def __init__(self) -> None:
        self._inside: dict[str, set[str]] = {}

    def is_inside(self, charm: str, visitor: str) -> bool:
        """Whether a visitor came and has not left."""
        return visitor in self._inside.get(charm, ())

    def all(self) -> list[tuple[str, str]]:
        """Every charm with every visitor who is inside, always in the same order."""
        return [(charm, visitor) for charm in sorted(self._inside) for visitor in sorted(self._inside[charm])]

    def of(self, charms: Collection[str]) -> dict[str, set[str]]:
        """Who is inside some charms."""
        return {charm: set(visitors) for charm, visitors in self._inside.items() if charm in charms}

    def apply(self, effect: list[Any]) -> None:
        """Let `["enter", charm, visitor]` or `["leave", charm, visitor]` happen."""
        kind, charm, visitor = effect
        visitors = self._inside.setdefault(charm, set())
        if kind == "enter":
            visitors.add(visitor)
        else:
            visitors.discard(visitor)

    def put(self, charm: str, visitors: set[str] | None) -> None:
        """Say who is inside a charm; None: it is no more."""
        if visitors is None:
            self._inside.pop(charm, None)
        else:
            self._inside[charm] = set(visitors)
