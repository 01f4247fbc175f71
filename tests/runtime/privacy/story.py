"""Three visitors use one app as browsers and scripts do; every byte that each is sent is kept, and every log line."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any

import httpx
from hypothesis import strategies as st
from starlette.applications import Starlette

from charm.clocks import machine_time
from compiler.pipeline import compile_source
from compiler.source import Source
from runtime.host import Host
from runtime.opening import open_host
from runtime.server.app import create_app
from runtime.store.memory import MemoryStore
from tests.runtime.privacy.recipes import Leaky
from tests.runtime.server.reading import read
from tests.runtime.server.scripted import ORIGIN, PageSocket

VISITORS = 3
COOKIES = tuple(sha256(f"cookie {who}".encode()).hexdigest()[:32] for who in range(VISITORS))

Step = tuple[int, str, int]
"""Who, what, and with which local."""

_DEEDS = (
    "hide", "hide", "hide over socket", "type", "publish", "touch", "touch over socket", "note by form", "deny",
    "deny over socket", "fail", "wrong", "open", "hide in session", "say in session", "hide in kid", "page", "state",
    "page of session", "state of session", "reconnect",
)  # fmt: skip


def steps(leaky: Leaky) -> st.SearchStrategy[list[Step]]:
    """What visitors do with a recipe."""
    who, local = st.integers(0, VISITORS - 1), st.integers(0, leaky.locals - 1)
    return st.lists(st.tuples(who, st.sampled_from(_DEEDS), local), min_size=4, max_size=14)


@dataclass(slots=True)
class Heard:
    """What was sent to whom. marks: whose each secret is; public: those that a handler has published."""

    sent: list[tuple[int, bytes]] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)

    def leaks(self) -> list[str]:
        """The secrets that reached somebody else, or the log, each with where it was seen."""
        found = []
        for mark, owner in self.marks.items():
            if mark in self.public:
                continue
            found += [
                f"{mark} of {owner} was sent to {who}: …{_around(data, mark)}…"
                for who, data in self.sent
                if who != owner and mark.encode() in data
            ]
            found += [f"{mark} of {owner} was logged: {line}" for line in self.logged if mark in line]
        return found


def _around(data: bytes, mark: str) -> str:
    at = data.index(mark.encode())
    return data[max(at - 60, 0) : at + 60].decode(errors="replace")


class _Lines(logging.Handler):
    """Keeps what is logged, whoever logs it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


def play(leaky: Leaky, story: Sequence[Step]) -> Heard:
    """What comes of it."""
    heard = Heard()
    heard.marks |= {cookie: who for who, cookie in enumerate(COOKIES)}
    lines, root = _Lines(heard.logged), logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    try:
        asyncio.run(_played(leaky, story, heard))
    finally:
        root.removeHandler(lines)
        root.setLevel(level)
    return heard


async def _played(leaky: Leaky, story: Sequence[Step], heard: Heard) -> None:
    graph, diagnostics = compile_source(Source("a.recipe", leaky.text))
    assert graph is not None, [f"{each.code} {each.message}\n{leaky.text}" for each in diagnostics]
    host = await open_host(graph, MemoryStore(), parameters={}, clock=machine_time, random=Random(1))
    async with AsyncExitStack() as opened:
        browsers = [_Browser(who, host, heard, opened) for who in range(VISITORS)]
        for browser in browsers:
            await browser.visit(host.root)
        sessions: list[str] = []
        for who, deed, local in story:
            await browsers[who].do(deed, local, leaky, sessions)
            for browser in browsers:
                await browser.listen()
        # The terminal shows these to whoever runs the server.
        heard.logged += host.space.faults


class _Browser:
    """One visitor: their requests, and their page's sockets."""

    def __init__(self, who: int, host: Host, heard: Heard, opened: AsyncExitStack) -> None:
        self._who, self._host, self._heard, self._opened = who, host, heard, opened
        self._app: Starlette = create_app(host, origins=(ORIGIN,))
        self._cookie = {f"charm-{host.name}": COOKIES[who]}
        self._sockets: dict[str, PageSocket] = {}
        self._numbers = count(1)
        self._hidden: dict[int, set[str]] = {}

    def _mark(self, local: int | None) -> str:
        mark = f"secret{self._who}x{len(self._heard.marks)}x"
        self._heard.marks[mark] = self._who
        if local is not None:
            self._hidden.setdefault(local, set()).add(mark)
        return mark

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self._cookie) as client:
            response = await client.request(method, path, **more)
        headers = b"\n".join(name + b": " + value for name, value in response.headers.raw)
        self._heard.sent.append((self._who, headers + b"\n\n" + response.content))
        return response

    async def visit(self, charm: str) -> None:
        """Open a page, and follow it."""
        page = await self._ask("GET", f"/c/{charm}")
        (body,) = read(page.text).all("body")
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookie.items())
        socket = PageSocket(self._app, charm, cookie=cookie)
        await self._opened.enter_async_context(socket)
        self._sockets[charm] = socket
        client = f"20261123-v{self._who}c{len(self._sockets)}n{next(self._numbers)}"
        socket.say({"hello": 0, "client": client, "build": body.get("data-build")})

    async def listen(self) -> None:
        """Keep what came over the sockets so far."""
        # Each turn of the loop lets another task go on; all of them together need only a few.
        for _ in range(12):
            await asyncio.sleep(0)
        for socket in self._sockets.values():
            while not socket.silent:
                message = await socket.hear()
                self._heard.sent.append((self._who, json.dumps(message, default=bytes.decode).encode()))

    def _say(self, charm: str, event: str, **payload: str) -> None:
        self._sockets[charm].say({"event": event, "n": next(self._numbers), "payload": payload})

    async def _on(self, charm: str, handler: str, payload: Any) -> httpx.Response:
        return await self._ask("POST", f"/c/{charm}/on/{handler}", json=payload)

    async def do(self, deed: str, local: int, leaky: Leaky, sessions: list[str]) -> None:
        """One step. What takes a session is left out while there is none."""
        root = self._host.root
        session = sessions[local % len(sessions)] if sessions else None
        match deed:
            case "hide":
                await self._on(root, f"hide{local}", {"v": self._mark(local)})
            case "hide over socket":
                self._say(root, f"hide{local}", v=self._mark(local))
            case "type" if local in leaky.inputs:
                await self._ask("POST", f"/c/{root}/set/l{local}", json={"value": self._mark(local)})
            case "publish":
                self._heard.public |= self._hidden.get(local, set())
                await self._on(root, f"publish{local}", {})
            case "touch":
                await self._on(root, "touch", {})
            case "touch over socket":
                self._say(root, "touch")
            case "note by form":
                await self._ask("POST", f"/c/{root}/on/note", data={"words": self._mark(None)})
            case "deny":
                await self._on(root, "deny", {"v": self._mark(None)})
            case "deny over socket":
                self._say(root, "deny", v=self._mark(None))
            case "fail":
                await self._on(root, "fail", {"v": self._mark(None)})
            case "wrong":
                await self._on(root, f"hide{local}", {"v": [self._mark(None)]})
            case "open":
                answer = await self._on(root, "open", {})
                sessions += [path.removeprefix("/c/") for path in answer.json().get("opened", ())]
            case "hide in session" if session:
                await self._on(session, "hide", {"v": self._mark(None)})
            case "say in session" if session:
                await self._on(session, "say", {})
            case "hide in kid":
                kid = (await self._ask("GET", f"/c/{root}/state/kid")).json()
                await self._on(kid, "hide", {"v": self._mark(None)})
            case "page":
                await self._ask("GET", f"/c/{root}")
            case "state":
                await self._ask("GET", f"/c/{root}/state")
            case "page of session" if session:
                await self.visit(session)
            case "state of session" if session:
                await self._ask("GET", f"/c/{session}/state")
            case "reconnect":
                await self.visit(root)
