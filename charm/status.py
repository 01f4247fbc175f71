"""The quiet line below `charm run`: pages that are open, commits a second, faults. Only for a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from charm.report import counted
from charm.screen import Screen, visible
from runtime.host import Host

SECONDS = 1.0
"""Between two looks at the host."""

_CLEAR = "\r\x1b[K"


class Status:
    """What the line said last, so that it is written only when it changes, and a fault only once."""

    def __init__(self, host: Host, screen: Screen) -> None:
        self._host, self._screen = host, screen
        self._commits, self._faults, self._line = host.commits, len(host.space.faults), ""
        self._space = host.space

    def show(self) -> None:
        """Write the line as of now; new faults stay above it."""
        commits, faults = self._host.commits, self._host.space.faults
        if self._space is not self._host.space:
            # The recipe was changed; what went wrong in the one before was told.
            self._space, self._faults = self._host.space, 0
        for fault in faults[self._faults :]:
            self._write(f"{_CLEAR}  fault: {visible(fault)}\n")
            self._line = ""
        rate = (commits - self._commits) / SECONDS
        self._commits, self._faults = commits, len(faults)
        words = [
            counted(self._host.connected, "page") + " open",
            f"{rate:.0f} commits/s",
            counted(len(faults), "fault"),
        ]
        line = f"  {' · '.join(words)}"[: self._screen.width - 1]
        if line != self._line:
            self._line = line
            self._write(f"{_CLEAR}{line}")

    def clear(self) -> None:
        """Make room for other words; the line comes back below them."""
        self._line = ""
        self._write(_CLEAR)

    def _write(self, text: str) -> None:
        self._screen.stream.write(text)
        self._screen.stream.flush()


@contextmanager
def status_line(host: Host, screen: Screen) -> Iterator[Callable[[], None]]:
    """Keep the line up to date while the block runs; elsewhere than on a terminal, do nothing.

    It gives what is to be called before anything else is printed.
    """
    if not screen.terminal:
        yield lambda: None
        return
    status = Status(host, screen)

    async def keep() -> None:
        while True:
            await asyncio.sleep(SECONDS)
            status.show()

    task = asyncio.create_task(keep())
    try:
        yield status.clear
    finally:
        task.cancel()
        status.clear()
