"""A server for the application: uvicorn, set up for many quiet sockets and a quick end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from runtime.limits import FRAME_BYTES_MAX, STOP_SECONDS_MAX

PING_SECONDS = 20


async def serve(app: ASGIApp, listener: socket.socket, *, started: Callable[[], None]) -> None:
    """Serve until the process is told to end (SIGINT, SIGTERM) or the task is cancelled; then return.

    listener: from `listen`. started: called once, when the first request would be answered. Prints nothing.
    """
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        # 25 KB a connection instead of 70.
        ws_per_message_deflate=False,
        ws_max_size=FRAME_BYTES_MAX,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS_MAX,
        # Who it is that asks is the gate's business; it believes no header that anyone can write.
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    await _Server(config, started).serve([listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at that address; port 0 takes a free one. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # Connections inherit it. asyncio sets it only for sockets that it makes itself; without it the answer to an event
    # waits 40 ms behind its patch, until the browser's system has acknowledged that.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at the end, which would kill the process before its store is closed.
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for each in signals:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)
