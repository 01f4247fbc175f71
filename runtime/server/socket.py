"""One connection of one page: patches and answers go out, events and edits come in."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.websockets import WebSocket, WebSocketDisconnect

from runtime.connection import GONE as LAST_FRAME
from runtime.connection import RELOAD
from runtime.events import Event, Expired, Faulted, Invalid, NoSuchCharm, NoSuchHandler, Refused, TooBusy, Unavailable
from runtime.host import Connection, Host
from runtime.limits import CONNECTIONS_MAX, CONNECTIONS_PER_VISITOR_MAX, HELLO_SECONDS_MAX, SEND_SECONDS_MAX
from runtime.server.protocol import Hello, Malformed, Said, read_hello, read_said, shallow, write
from runtime.transact.refusals import GONE as WHAT_IS_GONE

# Codes of closes. The page tries again after every one of them but for the last.
POLICY, TRY_AGAIN, GONE = 1008, 1013, 4404


class Seats:
    """How many connections there are, in all and by visitor. An owner of state: counted up and down here only."""

    def __init__(self) -> None:
        self._by_visitor: Counter[str] = Counter()

    @asynccontextmanager
    async def taken(self, visitor: str) -> AsyncIterator[bool]:
        """A seat for the time of the block; False where there is none left."""
        free = self._by_visitor[visitor] < CONNECTIONS_PER_VISITOR_MAX and self._by_visitor.total() < CONNECTIONS_MAX
        if not free:
            yield False
            return
        self._by_visitor[visitor] += 1
        try:
            yield True
        finally:
            self._by_visitor[visitor] -= 1
            if not self._by_visitor[visitor]:
                del self._by_visitor[visitor]


async def live(socket: WebSocket, host: Host, charm: str, build: Callable[[], str], seats: Seats) -> None:
    """Serve one connection until it ends, from whichever side. Raises nothing that the other side can cause.

    build: which program the host has now, as the page's own says it.
    """
    visitor = socket.scope["visitor"]
    async with seats.taken(visitor) as seated:
        await socket.accept()
        try:
            if not seated:
                await socket.close(TRY_AGAIN, "Too many pages of one browser are open; close some.")
            else:
                await _talk(socket, host, charm, visitor, build)
        except Malformed as malformed:
            await socket.close(POLICY, malformed.message[:120])
        except Unavailable:
            # Not a word of success or failure: the page sends the same events again.
            await socket.close(TRY_AGAIN, "The store is unavailable; try again.")
        except (WebSocketDisconnect, TimeoutError):
            # Gone, silent, or so slow that it holds up its own patches. Closing tells the server to let go of it.
            await _let_go(socket)


async def _let_go(socket: WebSocket) -> None:
    try:
        async with asyncio.timeout(SEND_SECONDS_MAX):
            await socket.close(TRY_AGAIN)
    except (RuntimeError, TimeoutError, WebSocketDisconnect):
        return


async def _talk(socket: WebSocket, host: Host, charm: str, visitor: str, build: Callable[[], str]) -> None:
    async with asyncio.timeout(HELLO_SECONDS_MAX):
        hello = read_hello(await _frame(socket))
    if hello.build != build():
        await socket.send_text(write(reload=True))
        await socket.close(TRY_AGAIN)
        return
    try:
        connection = host.connect(charm, visitor, hello.hello)
    except NoSuchCharm:
        await _gone(socket)
        return
    both = (
        asyncio.create_task(_write(socket, connection)),
        asyncio.create_task(_read(socket, host, connection, charm, visitor, hello)),
    )
    try:
        done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        connection.close()
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
    for task in done:
        task.result()


async def _write(socket: WebSocket, connection: Connection) -> None:
    """Everything that goes out, one after the other."""
    clock = asyncio.get_running_loop().time
    # One timeout, wound up for each frame: a timeout of its own for each cost more than sending it.
    async with asyncio.timeout(None) as slow:
        while True:
            frame = await connection.next()
            slow.reschedule(clock() + SEND_SECONDS_MAX)
            await (socket.send_text(frame) if isinstance(frame, str) else socket.send_bytes(frame))
            slow.reschedule(None)
            if frame is LAST_FRAME:
                return await socket.close(GONE)
            if frame is RELOAD:
                return await socket.close(TRY_AGAIN)


async def _read(socket: WebSocket, host: Host, connection: Connection, charm: str, visitor: str, hello: Hello) -> None:
    """Everything that comes in. One at a time: what the page said first is done first, and a flood waits outside."""
    while True:
        said = read_said(await _frame(socket))
        if said.ping:
            connection.answer(write(pong=True))
            continue
        assert said.n is not None
        event = Event(said.charm or charm, visitor, hello.client, said.n, said.event, said.payload, said.set)
        answer = await _done(host, event, said)
        if answer is None and said.charm is None:
            return await _gone(socket)
        connection.answer(answer or write(refused=said.n, message=WHAT_IS_GONE))


async def _done(host: Host, event: Event, said: Said) -> str | None:
    """The frame that answers an event; None where its charm is gone. Raises Unavailable."""
    try:
        shallow(said.payload)
        shallow(said.set)
    except Malformed as malformed:
        # Not a reason to close: the page would send it again for ever.
        return write(refused=said.n, message=malformed.message)
    while True:
        try:
            # A page that goes away does not take back what it said, least of all in the middle of an append.
            receipt = await asyncio.shield(host.send(event))
        except TooBusy as busy:
            await asyncio.sleep(busy.retry_seconds)
        except Invalid as invalid:
            errors = [{"path": path, "message": message} for path, message in invalid.errors]
            return write(refused=said.n, message="Please check what you entered.", errors=errors)
        except (Refused, Faulted, Expired, NoSuchHandler) as error:
            return write(refused=said.n, message=str(error))
        except NoSuchCharm:
            return None
        else:
            went = {"go": f"/c/{receipt.opened[0]}"} if receipt.opened else {}
            return write(ack=said.n, to=receipt.seq, **went)


async def _gone(socket: WebSocket) -> None:
    await socket.send_text(write(gone=True))
    await socket.close(GONE)


async def _frame(socket: WebSocket) -> bytes:
    """The next frame, be it text or binary. Raises WebSocketDisconnect."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return text.encode() if text is not None else bytes(message["bytes"])
