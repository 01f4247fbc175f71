"""A message into a long history: what it costs must not depend on how long the history is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figure import Figure
from charm import api
from charm.clocks import machine_time
from runtime.connection import Connection
from runtime.host import Event, Host
from runtime.store.memory import MemoryStore

RECIPE = Path(__file__).parents[1] / "recipes/chat.recipe"
PAGES = 3


def push(small: bool) -> Iterator[Figure]:
    """One message, from event to the frames of three pages, in memory; against the same with ten messages there."""
    rounds, pushes = (3, 20) if small else (15, 100)
    few, *more = (asyncio.run(_Room.open(history)) for history in (10, 1_000, *(() if small else (10_000,))))
    for room in more:
        ours, peer = zip(*((room.measure(pushes), few.measure(pushes)) for _ in range(rounds)), strict=True)
        yield Figure(f"push at {room.history:,}", "µs", ours, peer, "push at 10", "at most 1.05x")


@dataclass(slots=True)
class _Room:
    """A chat with pages that look at it. history: how many messages there were when it was opened."""

    host: Host
    session: str
    pages: list[Connection]
    history: int
    numbers: Iterator[int]

    @classmethod
    async def open(cls, history: int) -> _Room:
        host = await api.open_host(api.compile(RECIPE), store=MemoryStore())
        room = cls(host, host.root, [], history, count(1))
        for visitor in map(str, range(PAGES)):
            room.session = (await room._event(visitor, host.root, "join")).pop()
            await room._event(visitor, room.session, "rename", username=visitor)
            room.pages.append(host.connect(room.session, visitor, None))
        for number in range(history):
            await room._say(f"message {number}")
        return room

    def measure(self, pushes: int) -> float:
        """Microseconds a message: the median, which leaves out the snapshot at every thousandth commit."""
        return asyncio.run(self._measure(pushes))

    async def _measure(self, pushes: int) -> float:
        seconds: list[float] = []
        for _ in range(pushes):
            start = perf_counter()
            await self._say("one more message")
            seconds.append(perf_counter() - start)
        return median(seconds) * 1e6

    async def _say(self, text: str) -> None:
        await self._event(str(PAGES - 1), self.session, "send", draft=text)
        for page in self.pages:
            await page.next()

    async def _event(self, visitor: str, charm: str, handler: str, draft: str = "", **payload: str) -> list[str]:
        client = f"{machine_time()[:10].replace('-', '')}-{visitor}"
        sets = {"draft": draft} if draft else {}
        receipt = await self.host.send(Event(charm, visitor, client, next(self.numbers), handler, payload, sets))
        return list(receipt.opened)
