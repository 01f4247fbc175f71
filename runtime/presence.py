"""Who looks at which charm now: in memory only, so that no crash leaves anybody behind.

A visitor is there while any page of theirs shows the charm, as its own page or within another one, however many do.
Charms that care (`on enter()`, `on leave()`) are told through calls; whom they were told of is kept by the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from graph.library.calendar import moment_of, time_at
from runtime.limits import AWAY_SECONDS

Visit = tuple[str, str]
"""A charm and a visitor."""


class Presence:
    """Who is there, by charm in the order of arrival. changed: the charms of which that is news."""

    def __init__(self) -> None:
        self._there: dict[str, dict[str, None]] = {}
        # Since when somebody who came has not been told of, and until when one who went may come back. Whoever came or
        # went last stands last.
        self._arriving: dict[Visit, str] = {}
        self._away: dict[Visit, str] = {}
        self.changed: dict[str, None] = {}

    def visitors(self, charm: str) -> tuple[str, ...]:
        """Who is there, whoever came first first."""
        return tuple(self._there.get(charm, ()))

    def come(self, charm: str, visitor: str, now: str) -> None:
        """The first page of a visitor shows a charm."""
        self._there.setdefault(charm, {})[visitor] = None
        self.changed[charm] = None
        self._away.pop((charm, visitor), None)
        self._arriving[charm, visitor] = now

    def go(self, charm: str, visitor: str, now: str) -> None:
        """No page of a visitor shows a charm any more."""
        there = self._there[charm]
        del there[visitor]
        if not there:
            del self._there[charm]
        self.changed[charm] = None
        self._arriving.pop((charm, visitor), None)
        self.miss(charm, visitor, now)

    def miss(self, charm: str, visitor: str, now: str) -> None:
        """Somebody who came is not there: they have left, unless they are back in time."""
        self._away[charm, visitor] = time_at(moment_of(now) + AWAY_SECONDS * 1000)

    def told(self, news: str, visit: Visit) -> None:
        """A charm was told, or need not be."""
        (self._arriving if news == "enter" else self._away).pop(visit, None)

    def next(self) -> str | None:
        """When the next charm has to be told something."""
        firsts = (next(iter(each.values()), None) for each in (self._arriving, self._away))
        return min((first for first in firsts if first is not None), default=None)

    def news(self, now: str) -> Iterator[tuple[str, Visit]]:
        """Whom charms should be told of by now: `enter` of those who came, `leave` of those who stay away."""
        yield from (("enter", visit) for visit in self._arriving)
        yield from (("leave", visit) for visit in takewhile(lambda visit: self._away[visit] <= now, self._away))
