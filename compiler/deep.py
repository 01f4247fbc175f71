"""Work that goes deep: declarations lead to one another, and each of them costs frames of Python's stack."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

FRAMES_MAX = 5_000
"""Frames of Python during a compile. Each takes a kilobyte of the machine's stack at most; threads have 8 MB of it."""


class _Deepening:
    """Owns the interpreter's limit while there are compiles, which may run in several threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = 0
        self._before = 0

    def begin(self) -> None:
        with self._lock:
            if not self._running:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self._before, FRAMES_MAX))
            self._running += 1

    def end(self) -> None:
        with self._lock:
            self._running -= 1
            if not self._running:
                sys.setrecursionlimit(self._before)


_deepening = _Deepening()


@contextmanager
def deep() -> Iterator[None]:
    """Within, Python's stack is as deep as programs need that are long, but whose parts are not."""
    _deepening.begin()
    try:
        yield
    finally:
        _deepening.end()
