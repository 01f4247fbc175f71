"""A chat by hand: Starlette, a row per message in SQLite, the same frame to every socket. No sessions, no retries.

It promises what charm promises of a message: in the file, flushed, before anybody sees it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
from pathlib import Path

import apsw
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


class Room:
    """All sockets, and the messages behind them."""

    def __init__(self, path: Path) -> None:
        self._sockets: set[WebSocket] = set()
        self._file = apsw.Connection(str(path))
        self._file.execute("pragma journal_mode = wal; pragma synchronous = full")
        self._file.execute("create table message (id integer primary key, author text, text text, at text)")

    async def live(self, socket: WebSocket) -> None:
        """One page, from its first to its last frame."""
        self._sockets.add(socket)
        await socket.accept()
        try:
            while True:
                await self._tell(json.loads(await socket.receive_text()))
        except WebSocketDisconnect:
            self._sockets.discard(socket)

    async def _tell(self, said: dict[str, str]) -> None:
        text = said["text"].strip()
        if not 1 <= len(text) <= 2000:
            return
        insert = "insert into message (author, text, at) values (?, ?, datetime('now')) returning id, at"
        ((number, at),) = self._file.execute(insert, (said["author"], text)).fetchall()
        frame = json.dumps({"id": number, "author": said["author"], "text": text, "at": at})
        for other in tuple(self._sockets):
            await other.send_text(frame)


def main() -> None:
    """Serve until killed; print the address first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    app = Starlette(routes=[WebSocketRoute("/live", Room(asked.file).live)])
    config = uvicorn.Config(app, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off", log_config=None)
    with socket.create_server(("127.0.0.1", asked.port)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
        asyncio.run(uvicorn.Server(config).serve([listener]))


if __name__ == "__main__":
    main()
