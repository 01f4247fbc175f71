"""How the synchronous API runs the engine's coroutines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Driver(Protocol):
    """Runs a coroutine to its end."""

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Its result, or what it raised."""

    def stop(self) -> None:
        """Let go of what it runs on."""


class Stepping:
    """For the memory store, whose coroutines never wait: each is stepped once, on the caller's own thread."""

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """See Driver."""
        try:
            coroutine.send(None)
        except StopIteration as stop:
            result: Result = stop.value
            return result
        coroutine.close()
        raise AssertionError("a coroutine over the memory store waited for something")

    def stop(self) -> None:
        """See Driver."""


class Background:
    """For stores that wait for a disk: one event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="charm", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """See Driver."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def stop(self) -> None:
        """See Driver."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
