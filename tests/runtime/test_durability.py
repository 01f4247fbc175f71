"""What visitors may rely on when a machine fails: real processes, a real file, `kill -9`, and the bytes on the wire."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from runtime.server.app import create_app
from runtime.server.gate import visitor_of
from runtime.server.serve import listen, serve
from tests.browser.server import Server
from tests.runtime.chat import HeldStore, open_chat

ROOT = Path(__file__).parents[2]
SILENCE_SECONDS = 0.15
"""How long a wire is watched before it counts as silent; an answer on loopback takes a few milliseconds."""


def day() -> str:
    return datetime.now(UTC).strftime("%Y%m%d")


class Person:
    """A visitor of a served chat, over HTTP and over a socket. session: their own, as a path."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name
        self.client = f"{day()}-{name}"
        self.bearer = {"Authorization": f"Bearer {token_hex(16)}"}
        root = re.search(r'data-charm="([\w-]+)"', self.get("").text)
        assert root
        self.root = f"c/{root[1]}"
        self.session: str = self.post(self.root, "join", 1).json()["opened"][0].removeprefix("/")
        assert self.post(self.session, "rename", 2, username=name).status_code == 200

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=self.bearer)

    def state(self, path: str) -> Any:
        return self.get(f"{self.session}/state/{path}").json()

    def post(self, charm: str, handler: str, n: int, /, **payload: object) -> httpx.Response:
        headers = self.bearer | {"Idempotency-Key": f"{self.client}:{n}"}
        return httpx.post(f"{self.url}{charm}/on/{handler}", headers=headers, json=payload)

    def say(self, text: str, n: int) -> httpx.Response:
        return self.post(self.session, "send", n, set={"draft": text})

    def say_on_socket(self, text: str, n: int) -> dict[str, Any]:
        """The answer to the same event, sent as the page sends it."""
        build = re.search(r'data-build="(\w+)"', self.get(self.session).text)
        assert build
        address = f"{self.url}{self.session}/live".replace("http:", "ws:")
        with connect(address, additional_headers=self.bearer, compression=None, proxy=None) as socket:
            socket.send(json.dumps({"hello": 0, "client": self.client, "build": build[1]}))
            socket.send(json.dumps({"event": "send", "n": n, "set": {"draft": text}}))
            return next(frame for frame in _frames(socket) if "ack" in frame)


def _frames(socket: ClientConnection) -> Iterator[dict[str, Any]]:
    while True:
        yield json.loads(socket.recv(timeout=5))


def texts(person: Person) -> list[str]:
    return [message["text"] for message in person.state("messages")]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    command = (sys.executable, "-m", "charm", "run", str(ROOT / "recipes/chat.recipe"))
    with Server((*command, "--store", f"sqlite:{tmp_path / 'chat.db'}"), tmp_path / "output.log") as running:
        yield running


def test_the_same_event_over_socket_http_and_after_a_crash_has_one_effect_and_one_receipt(server: Server) -> None:
    ann = Person(server.url, "ann")

    by_socket = ann.say_on_socket("once", 3)
    by_http = ann.say("once", 3)
    server.kill()
    server.start()
    after_crash, on_socket_after_crash = ann.say("once", 3), ann.say_on_socket("once", 3)

    assert by_http.status_code == after_crash.status_code == 200
    assert by_http.json() == after_crash.json() == {"seq": by_socket["to"], "opened": []}
    assert on_socket_after_crash == by_socket == {"ack": 3, "to": by_socket["to"]}
    assert texts(ann) == ["once"]


def test_the_same_spawn_after_a_crash_opens_the_same_session(server: Server) -> None:
    ann = Person(server.url, "ann")

    server.kill()
    server.start()

    assert ann.post(ann.root, "join", 1).json()["opened"] == [f"/{ann.session}"]


def test_after_a_crash_messages_users_and_each_ones_own_name_are_there(server: Server) -> None:
    people = [Person(server.url, name) for name in ("ann", "bo", "cy")]
    for person in people:
        assert person.say(f"from {person.name}", 3).status_code == 200

    server.kill()
    server.start()

    for person in people:
        assert texts(person) == ["from ann", "from bo", "from cy"]
        assert sorted(person.state("users").values()) == ["ann", "bo", "cy"]
        assert (person.state("name"), person.state("draft")) == (person.name, "")
        assert f"Chatting as {person.name}" in person.get(person.session).text


def test_a_message_that_was_acknowledged_is_never_lost(server: Server) -> None:
    ann = Person(server.url, "ann")
    acknowledged: list[str] = []

    for n in range(3, 6):
        answer = ann.say(f"message {n}", n)
        server.kill()
        assert answer.status_code == 200
        acknowledged.append(f"message {n}")
        server.start()
        assert texts(ann) == acknowledged


class Wire:
    """A TCP connection, byte by byte: what a visitor could see if they looked at everything that arrives."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bearer: str) -> None:
        self._reader, self._writer, self._bearer = reader, writer, bearer

    def ask(self, line: str, body: bytes = b"", *headers: str) -> None:
        """Send an HTTP request."""
        host, port = self._writer.get_extra_info("peername")[:2]
        lines = (f"{line} HTTP/1.1", f"Host: {host}:{port}", f"Authorization: Bearer {self._bearer}", *headers)
        self._writer.write("\r\n".join((*lines, f"Content-Length: {len(body)}", "", "")).encode() + body)

    async def become_page(self, path: str, client: str, build: str) -> None:
        """Shake hands for a socket, say hello, and read until the first answer, so that the page is connected."""
        key = ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13")
        self.ask(f"GET {path}", b"", "Upgrade: websocket", "Connection: Upgrade", *key)
        await self.until(b"\r\n\r\n")
        self.say({"hello": 0, "client": client, "build": build})
        self.say({"ping": True})
        await self.until(b'{"pong":true}')

    def say(self, frame: object) -> None:
        """Send a text frame, masked with zeros, as long as two bytes can say."""
        text = json.dumps(frame).encode()
        self._writer.write(b"\x81\xfe" + len(text).to_bytes(2, "big") + bytes(4) + text)

    async def until(self, end: bytes) -> bytes:
        """All bytes up to and including these."""
        return await asyncio.wait_for(self._reader.readuntil(end), 5)

    async def arrived(self) -> bytes:
        """What arrives while it is watched; nothing, if nothing does."""
        try:
            return await asyncio.wait_for(self._reader.read(65536), SILENCE_SECONDS)
        except TimeoutError:
            return b""

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def wires(port: int, *bearers: str) -> AsyncIterator[list[Wire]]:
    opened = [Wire(*await asyncio.open_connection("127.0.0.1", port), bearer) for bearer in bearers]
    try:
        yield opened
    finally:
        for wire in opened:
            wire.close()


def test_while_the_store_has_not_answered_no_byte_of_a_commit_is_on_any_wire() -> None:
    async def story() -> None:
        store, secrets = HeldStore(), [token_hex(16) for _ in range(4)]
        chat = await open_chat(store)
        sessions = [await chat.join(visitor_of(secret), f"person{i}") for i, secret in enumerate(secrets)]
        with listen("127.0.0.1", 0) as listener:
            port, started = listener.getsockname()[1], asyncio.Event()
            app = create_app(chat.host, origins=(f"http://127.0.0.1:{port}",))
            serving = asyncio.create_task(serve(app, listener, started=started.set))
            await asyncio.wait_for(started.wait(), 5)
            async with wires(port, *secrets) as (ann, bo, cy, dan):
                # ann and bo look at their pages, cy is a script, dan asks for what there is.
                for wire, session in ((ann, sessions[0]), (bo, sessions[1])):
                    await wire.become_page(f"/c/{session}/live", "20260101-page", await _build(dan, sessions[3]))
                    await wire.arrived()
                store.held = True
                ann.say({"event": "send", "n": 1, "set": {"draft": "over the socket"}})
                await store.reached.wait()
                body = b'{"set": {"draft": "over http"}}'
                cy.ask(f"POST /c/{sessions[2]}/on/send", body, "Idempotency-Key: 20260101-script:1")

                assert [await wire.arrived() for wire in (ann, bo, cy)] == [b"", b"", b""]
                dan.ask(f"GET /c/{sessions[3]}/state/messages")
                assert (await dan.until(b"]")).endswith(b"\r\n\r\n[]")

                store.held = False
                for page in (ann, bo):
                    await page.until(b"over the socket")
                    await page.until(b"over http")
                assert b" 200 " in await cy.until(b"\r\n\r\n")
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(asyncio.wait_for(story(), 30))


async def _build(wire: Wire, session: str) -> str:
    wire.ask(f"GET /c/{session}")
    page = (await wire.until(b"</html>")).decode()
    found = re.search(r'data-build="(\w+)"', page)
    assert found, page
    await wire.arrived()
    return found[1]
