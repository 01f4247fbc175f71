"""A page that is connected: what it has to be told, put together when its socket can take it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from runtime.audience import Patch, Window
from runtime.limits import PENDING_BYTES_MAX

RELOAD = b'{"reload":true}'
"""What a page is told that knows of a future which is not ours, as after a restored backup."""
GONE = b'{"gone":true}'
"""What a page is told whose charm has ended; the last frame."""


class Connection:
    """The frames for one page. `next` waits for one; the frames of several commits become one.

    Patches are bytes, which many pages share; answers to the page's own events are text.

    A page that takes too long has nothing kept for it but the commit that it is at: `catch_up` gives what changed
    since, whole, once it can take it.
    """

    def __init__(
        self,
        window: Window,
        since: int,
        catch_up: Callable[[Window, int], Patch],
        leave: Callable[[Connection], None],
    ) -> None:
        self.window = window
        self._at = since
        self._catch_up, self._leave = catch_up, leave
        self._pending: list[Patch] = []
        self._pending_bytes = 0
        self._answers: deque[str] = deque()
        self._behind = False
        self._last: bytes | None = None
        self._waiting: asyncio.Future[None] | None = None

    def push(self, patch: Patch) -> None:
        """A commit changed this page."""
        self._pending_bytes += len(patch.shared) + len(patch.local)
        if self._behind or self._pending_bytes > PENDING_BYTES_MAX:
            self._behind = True
            self._pending.clear()
        else:
            self._pending.append(patch)
        self._wake()

    def answer(self, frame: str) -> None:
        """Tell the page what became of an event of its own, after the patches that there are."""
        self._answers.append(frame)
        self._wake()

    def fall_behind(self) -> None:
        """What happened since its last commit is not kept: the next frame carries it whole."""
        self._behind = True
        self._wake()

    def reload(self) -> None:
        """Tell the page to load anew."""
        self._last = RELOAD
        self._wake()

    def gone(self) -> None:
        """Tell the page that what it was of is no more."""
        self._last = GONE
        self._wake()

    async def next(self) -> bytes | str:
        """The next frame; waits until there is one. One caller at a time."""
        while not (self._pending or self._behind or self._last or self._answers):
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        if self._last is not None:
            last, self._last = self._last, None
            return last
        # The patch of an event goes before its answer: with the answer the page takes its controls back into line
        # with what it was told last.
        if not (self._pending or self._behind):
            return self._answers.popleft()
        patches = [self._catch_up(self.window, self._at)] if self._behind else self._pending
        self._pending, self._pending_bytes, self._behind = [], 0, False
        self._at = patches[-1].seq
        return _frame(self._at, patches)

    def close(self) -> None:
        """Look no more. May be repeated."""
        self._leave(self)

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _frame(seq: int, patches: list[Patch]) -> bytes:
    shared = b",".join(patch.shared for patch in patches if patch.shared)
    local = b",".join(patch.local for patch in patches if patch.local)
    return b'{"to":%d,"shared":[%b],"local":[%b]}' % (seq, shared, local)
