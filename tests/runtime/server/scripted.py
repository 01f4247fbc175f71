"""A host that says what a test tells it to, and what it was told; and browsers that speak plain ASGI."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import httpx
from starlette.applications import Starlette

from graph.codec import decode
from graph.model import Graph, Recipe
from runtime.events import Event, NoSuchCharm, NoSuchPath, Receipt
from runtime.host import Host
from runtime.server.app import create_app

ORIGIN = "http://127.0.0.1:8000"
COOKIE = "0123456789abcdef" * 2
CHAT = decode((Path(__file__).parents[2] / "graph/chat.graph.json").read_bytes())

Result = TypeVar("Result")


@dataclass(slots=True)
class ScriptedPage:
    """A page with the values that the test gives; what it gives not is empty."""

    charm: str
    recipe: Recipe
    seq: int
    values: dict[str, Any]

    def value(self, slot: str, keys: tuple[str, ...]) -> Any:
        """`{"slot": value}`, or `{"slot key": value}` for one row."""
        return self.values.get(" ".join((slot, *keys)), self.values.get(slot, ""))

    def shown(self, charm: str | None) -> None:
        """No charm is shown within another here."""


@dataclass(slots=True)
class ScriptedConnection:
    """A connection on which the test sends frames."""

    frames: asyncio.Queue[bytes | str] = field(default_factory=asyncio.Queue)
    closed: bool = False

    async def next(self) -> bytes | str:
        """The next frame that the test sent, or answer."""
        return await self.frames.get()

    def answer(self, frame: str) -> None:
        """Answer an event of the page."""
        self.frames.put_nowait(frame)

    def close(self) -> None:
        """Say that the page is gone."""
        self.closed = True


@dataclass(slots=True)
class ScriptedHost:
    """What a test wants of a host.

    answers: for each event in turn, a receipt or what is raised; then receipts that lead to commit 7.
    sends:   does that instead. failure: what everything raises.
    """

    graph: Graph = CHAT
    values: dict[str, Any] = field(default_factory=dict)
    charms: dict[str, str] = field(default_factory=lambda: {"root": "Chat", "ann": "Session"})
    answers: list[Receipt | Exception] = field(default_factory=list)
    sends: Callable[[Event], Awaitable[Receipt]] | None = None
    failure: Exception | None = None
    events: list[Event] = field(default_factory=list)
    connections: list[ScriptedConnection] = field(default_factory=list)
    connected: list[tuple[str, str, int | None]] = field(default_factory=list)
    name: str = "k3z"
    root: str = "root"

    async def page(self, charm: str, visitor: str) -> ScriptedPage:
        """A page of one of the charms."""
        self._check(charm)
        recipe = next(recipe for recipe in self.graph.recipes if recipe.id == self.charms[charm])
        return ScriptedPage(charm, recipe, 5, self.values)

    async def send(self, event: Event) -> Receipt:
        """The next answer."""
        self._check(event.charm)
        self.events.append(event)
        if self.sends is not None:
            return await self.sends(event)
        answer = self.answers.pop(0) if self.answers else Receipt(7)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def state(self, charm: str, visitor: str, path: str) -> Any:
        """What the test said under `state`, and who asked."""
        self._check(charm)
        if path == "nowhere":
            raise NoSuchPath(path)
        return {"path": path, "visitor": visitor}

    def connect(self, charm: str, visitor: str, since: int | None) -> ScriptedConnection:
        """A connection that the test holds the other end of."""
        self._check(charm)
        self.connected.append((charm, visitor, since))
        self.connections.append(ScriptedConnection())
        return self.connections[-1]

    def app(self, *origins: str) -> Starlette:
        """The application in front of it."""
        return create_app(cast(Host, self), origins=origins or (ORIGIN,))

    def _check(self, charm: str) -> None:
        if self.failure is not None:
            raise self.failure
        if charm not in self.charms:
            raise NoSuchCharm(charm)


def ask(app: Starlette, method: str, path: str, **more: Any) -> httpx.Response:
    """One request of a visitor whom the server knows, unless `headers` or `cookies` say otherwise."""
    return run(_ask(app, method, path, more))


async def _ask(app: Starlette, method: str, path: str, more: dict[str, Any]) -> httpx.Response:
    cookies = more.pop("cookies", {"charm-k3z": COOKIE})
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as client:
        return await client.request(method, path, **more)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine, which has five seconds."""

    async def within() -> Result:
        async with asyncio.timeout(5):
            return await work

    return asyncio.run(within())


class PageSocket:
    """A page's end of a socket: `async with PageSocket(app, charm) as page`."""

    def __init__(self, app: Starlette, charm: str, **headers: str) -> None:
        self._app, self._charm = app, charm
        self._headers = {"host": "127.0.0.1:8000", "origin": ORIGIN, "cookie": f"charm-k3z={COOKIE}", **headers}
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        path = f"/c/{self._charm}/live"
        scope: dict[str, Any] = {
            "type": "websocket", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
            "scheme": "ws", "subprotocols": [], "client": None, "server": None, "extensions": {}, "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in self._headers.items() if value],
        }  # fmt: skip
        receive = cast(Callable[[], Awaitable[Any]], self._in.get)
        self._in.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._serve(scope, receive))
        return self

    async def _serve(self, scope: Any, receive: Any) -> None:
        await self._app(scope, receive, cast(Any, self._out.put))
        self._out.put_nowait({"type": "ended"})

    async def __aexit__(self, *_: object) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(2):
            await self._task

    def say(self, frame: Any) -> None:
        """Send a frame: text as it stands, anything else as JSON."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> dict[str, Any]:
        """The next message of the server, as ASGI has it."""
        return await self._out.get()

    @property
    def silent(self) -> bool:
        """Whether the server has said nothing that was not heard yet."""
        return self._out.empty()

    async def frame(self) -> Any:
        """The next frame, parsed."""
        message = await self.hear()
        assert message["type"] == "websocket.send", message
        return json.loads(message.get("text") or message["bytes"])
