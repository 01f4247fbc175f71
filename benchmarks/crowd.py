"""Many pages in one process that cost next to nothing, so that what is measured is the server.

They answer pings and look for marks (`mark-000123`), no more: a client that decoded what each frame says would be
slower than the server that it measures.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = b"mark-"
_DIGITS = 6
_PING, _PONG = 0x9, 0xA
PATIENCE_SECONDS = 30


def mark(number: int) -> str:
    """The text of a message that all pages recognise."""
    return f"{_MARK.decode()}{number:0{_DIGITS}}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a page connects and what it says first. hello: None where the server expects none."""

    port: int
    path: str
    headers: tuple[str, ...] = ()
    hello: object = None


class Crowd:
    """Pages that are connected, and who has seen which mark. The first of them is the one who sends."""

    def __init__(self) -> None:
        self.pages: list[_Page] = []
        self._number, self._missing = 0, 0
        self._complete = asyncio.Event()

    @classmethod
    async def gather(cls, seats: Sequence[Seat]) -> Crowd:
        """All seats taken, every handshake answered."""
        crowd = cls()
        for seat in seats:
            await crowd._join(seat)
        return crowd

    async def _join(self, seat: Seat) -> None:
        page = _Page(self)
        await asyncio.get_running_loop().create_connection(lambda: page, "127.0.0.1", seat.port)
        await page.shake_hands(seat)
        self.pages.append(page)

    def await_mark(self, number: int) -> None:
        """Begin to count who has seen a mark, or one after it."""
        self._number, self._missing = number, len(self.pages)
        self._complete.clear()

    async def all_have_it(self) -> None:
        """Return once everybody has seen that mark. Raises TimeoutError, ConnectionResetError when a page was lost."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._complete.wait()
        if self._missing:
            raise ConnectionResetError(f"the server let go of a page before it saw {mark(self._number)}")

    def saw(self, before: int, number: int) -> None:
        """A page that had seen mark `before` has now seen `number`."""
        if before < self._number <= number:
            self._missing -= 1
            if self._missing == 0:
                self._complete.set()

    def lost(self, page: _Page) -> None:
        """A page's connection ended; nobody waits for what it cannot see any more."""
        if page in self.pages:
            self._complete.set()

    def say(self, frame: object) -> None:
        """The first page sends a frame."""
        self.pages[0].say(frame)

    def leave(self) -> None:
        """Everybody goes."""
        pages, self.pages = self.pages, []
        for page in pages:
            page.close()


class _Page(asyncio.Protocol):
    """One socket, as raw as it can be."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._rest = b""
        self._seen = -1
        self._answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def shake_hands(self, seat: Seat) -> None:
        """Ask for a socket and say hello. Raises ConnectionRefusedError with the server's answer."""
        upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        lines = (f"GET {seat.path} HTTP/1.1", f"Host: 127.0.0.1:{seat.port}", *upgrade, key, *seat.headers, "", "")
        self._transport.write("\r\n".join(lines).encode())
        await asyncio.wait_for(self._answered, PATIENCE_SECONDS)
        if seat.hello is not None:
            self.say(seat.hello)

    def data_received(self, data: bytes) -> None:
        if not self._answered.done():
            if data.startswith(b"HTTP/1.1 101"):
                self._answered.set_result(None)
            else:
                self._answered.set_exception(ConnectionRefusedError(data[:200].decode(errors="replace")))
            return
        self._rest += data
        while (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == _PING:
                # A page that does not answer within 20 s is taken for dead.
                self._transport.write(bytes((0x80 | _PONG, 0x80 | len(payload), 0, 0, 0, 0)) + payload)
            elif (at := payload.rfind(_MARK)) >= 0:
                # The last mark is the newest: several messages may share a frame.
                number = int(payload[at + len(_MARK) : at + len(_MARK) + _DIGITS])
                self._crowd.saw(self._seen, number)
                self._seen = max(self._seen, number)

    def _frame(self) -> tuple[int, bytes] | None:
        """Take the next frame, its opcode and its payload; None while it has not arrived whole."""
        if len(self._rest) < 2:
            return None
        opcode, length, start = self._rest[0] & 0x0F, self._rest[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(self._rest[2:start], "big")
        if len(self._rest) < start + length:
            return None
        payload, self._rest = self._rest[start : start + length], self._rest[start + length :]
        return opcode, payload

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.lost(self)

    def say(self, frame: object) -> None:
        """Send a text frame of 126 to 65,535 bytes or fewer, masked with zeros."""
        text = json.dumps(frame).encode()
        self._transport.write(b"\x81\xfe" + len(text).to_bytes(2, "big") + bytes(4) + text)

    def close(self) -> None:
        """Leave without a word."""
        self._transport.abort()
