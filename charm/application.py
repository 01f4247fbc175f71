"""A recipe as an ASGI application that opens its space when its server starts and closes it when it stops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from charm.api import open_host
from graph.model import Graph
from runtime.host import Host
from runtime.store.opening import open_store

# The shapes of ASGI 3, as its specification gives them.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Application:
    """ASGI 3. What is asked before the lifespan started is answered by an error of the server's own making."""

    def __init__(self, graph: Graph, store: str, origins: tuple[str, ...], parameters: Mapping[str, Any]) -> None:
        self._graph, self._store, self._origins, self._parameters = graph, store, origins, parameters
        self._host: Host | None = None
        self._app: Callable[[Scope, Receive, Send], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, or the lifespan."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if self._app is None:
            raise RuntimeError("the space is opened by ASGI's lifespan; run a server that has it on")
        await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        from runtime.server.app import create_app

        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                store = open_store(self._store)
                self._host = await open_host(self._graph, store=store, parameters=self._parameters)
                self._app = create_app(self._host, origins=self._origins)
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._host is not None:
                    await self._host.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
