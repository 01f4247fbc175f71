"""A chat message to everybody in the room: over real sockets, and on disk before anybody sees it."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from secrets import token_hex
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from benchmarks.crowd import Crowd, Seat, mark
from benchmarks.figure import Figure
from tests.browser.server import Server

ROOT = Path(__file__).parents[1]
PEER = "by hand"


class Round(NamedTuple):
    """One round of one server. rate: messages a second, sent without waiting; p50, p99: milliseconds, sent singly."""

    rate: float
    p50: float
    p99: float


def messages(small: bool) -> Iterator[Figure]:
    """One sender, 3 and 100 connected sessions; against a broadcast by hand with the same promise of durability."""
    rounds, sent = (2, 40) if small else (5, 200)
    for sessions in (3, 100):
        with TemporaryDirectory() as folder:
            ours, peer = asyncio.run(_compare(Path(folder), sessions, rounds, sent))
        name, goals = f"messages to {sessions}", ("at least 0.5x", "at most 1.2x", "at most 1.2x")
        for field, unit, goal in zip(Round._fields, ("/s", "ms", "ms"), goals, strict=True):
            ours_of, peer_of = (tuple(getattr(each, field) for each in found) for found in (ours, peer))
            yield Figure(f"{name}, {field}", unit, ours_of, peer_of, PEER, goal)


async def _compare(folder: Path, sessions: int, rounds: int, sent: int) -> tuple[list[Round], list[Round]]:
    charm = (sys.executable, "-m", "charm", "run", str(ROOT / "recipes/chat.recipe"), "--store")
    by_hand = (sys.executable, "-m", "benchmarks.peers.broadcast")
    with (
        Server((*charm, f"sqlite:{folder / 'charm.db'}"), folder / "charm.log") as ours,
        Server((*by_hand, str(folder / "peer.db")), folder / "peer.log") as peer,
    ):
        rooms = (
            _Room(await Crowd.gather(_charm_seats(ours.port, sessions)), _charm_event),
            _Room(await Crowd.gather([Seat(peer.port, "/live")] * sessions), _peer_message),
        )
        for room in rooms:
            await room.round(sent)
        both = [[await room.round(sent) for room in rooms] for _ in range(rounds)]
        for room in rooms:
            room.crowd.leave()
    return [first for first, _ in both], [second for _, second in both]


class _Room:
    """A crowd at one server, and how its first page says something there."""

    def __init__(self, crowd: Crowd, frame: Callable[[int], object]) -> None:
        self.crowd, self._frame = crowd, frame
        self._numbers = count(1)

    async def round(self, sent: int) -> Round:
        """So many messages one at a time, then as many at once."""
        milliseconds = [await self._say(1) * 1e3 for _ in range(sent)]
        rate = sent / await self._say(sent)
        percentiles = quantiles(milliseconds, n=100, method="inclusive")
        return Round(rate, percentiles[49], percentiles[98])

    async def _say(self, messages: int) -> float:
        """Seconds from the first of these messages to the last page that sees the last of them."""
        numbers = [next(self._numbers) for _ in range(messages)]
        self.crowd.await_mark(numbers[-1])
        start = perf_counter()
        for number in numbers:
            self.crowd.say(self._frame(number))
        await self.crowd.all_have_it()
        return perf_counter() - start


def _charm_event(number: int) -> object:
    return {"event": "send", "n": number, "set": {"draft": mark(number)}}


def _peer_message(number: int) -> object:
    return {"author": "ann", "text": mark(number)}


def _charm_seats(port: int, sessions: int) -> list[Seat]:
    """Sessions of as many visitors, each with a name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    root = _asked(connection, "GET", "/", r'data-charm="([\w-]+)"')
    build = _asked(connection, "GET", "/", r'data-build="(\w+)"')
    client, seats = f"{datetime.now(UTC):%Y%m%d}-page", []
    for number in range(sessions):
        bearer = {"Authorization": f"Bearer {token_hex(16)}"}
        session = _asked(connection, "POST", f"/c/{root}/on/join", r'"(/c/[\w-]+)"', bearer)
        _asked(connection, "POST", f"{session}/on/rename", r'"seq":(\d+)', bearer, username=f"visitor {number}")
        hello = {"hello": 0, "client": client, "build": build}
        seats.append(Seat(port, f"{session}/live", tuple(f"{name}: {value}" for name, value in bearer.items()), hello))
    connection.close()
    return seats


def _asked(
    connection: HTTPConnection, method: str, path: str, part: str, headers: dict[str, str] | None = None, **body: str
) -> str:
    """What a pattern finds in an answer."""
    connection.request(method, path, json.dumps(body) if method == "POST" else None, headers or {})
    answer = connection.getresponse().read().decode()
    found = re.search(part, answer)
    assert found, answer
    return found[1]
