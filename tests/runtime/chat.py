"""The chat of tests/graph/chat.graph.json, opened in memory, with a few words for what its people do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from random import Random

from charm.clocks import TestClock
from graph.codec import decode
from graph.model import Graph
from runtime.host import Event, Host, Receipt
from runtime.opening import open_host
from runtime.store.contract import Commit, Head, Store
from runtime.store.memory import MemoryStore

GRAPH = decode((Path(__file__).parent.parent / "graph" / "chat.graph.json").read_text(encoding="utf-8"))


class Chat:
    """A host of the chat, and its people: each is a visitor with a session of their own and one client."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._numbers = count(1)

    async def event(
        self, who: str, charm: str, handler: str | None, sets: dict[str, object] | None = None, **payload: object
    ) -> Receipt:
        return await self.host.send(
            Event(charm, who, f"20260101-{who}", next(self._numbers), handler, payload, sets or {})
        )

    async def join(self, who: str, name: str = "") -> str:
        """A session of one's own; its id."""
        receipt = await self.event(who, self.host.root, "join")
        (session,) = receipt.opened
        if name:
            await self.event(who, session, "rename", username=name)
        return session

    async def say(self, who: str, session: str, text: str) -> Receipt:
        return await self.event(who, session, "send", {"draft": text})

    async def texts(self) -> list[str]:
        messages = await self.host.state(self.host.root, "nobody", "messages")
        return [message["text"] for message in messages]


async def open_chat(store: Store | None = None, graph: Graph = GRAPH) -> Chat:
    opened = await open_host(graph, store or MemoryStore(), parameters={}, clock=TestClock(), random=Random(7))
    return Chat(opened)


class HeldStore(MemoryStore):
    """A store whose appends wait while it is `held`; `reached` tells that one does.

    failing: raised by the next append, which has stored its commits all the same when `lose_answer`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._open = asyncio.Event()
        self._open.set()
        self.reached = asyncio.Event()
        self.failing: Exception | None = None
        self.lose_answer = False

    @property
    def held(self) -> bool:
        return not self._open.is_set()

    @held.setter
    def held(self, value: bool) -> None:
        if value:
            self._open.clear()
            self.reached.clear()
        else:
            self._open.set()

    async def append(self, space: str, expected: Head, commits: Sequence[Commit], *, epoch: int) -> Head:
        self.reached.set()
        await self._open.wait()
        error, self.failing = self.failing, None
        if error is None:
            return await super().append(space, expected, commits, epoch=epoch)
        if self.lose_answer:
            await super().append(space, expected, commits, epoch=epoch)
        raise error
