"""Files that change while somebody works on them. Polled: it needs no package, and works on every file system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

REST_SECONDS = 0.3
"""Between two looks: a save is noticed before one has looked up, and a thousand files cost a hundredth of it."""

Marks = dict[str, tuple[int, int] | None]
"""What tells a file as it is from one written anew; None: it is not there."""


class Watch:
    """Some files, looked at now and then.

    files:    asked at each look, since files come and go.
    patience: for how many looks on end a file has to be gone to count as gone: editors take away what they write anew.
    """

    def __init__(self, files: Callable[[], Iterable[str]], patience: int = 1) -> None:
        self._files, self._patience = files, patience
        self._told = self._last = _state(files())
        self._alike = 0

    def look(self) -> bool:
        """Whether a file has come, gone or been written anew since the last time that this was said."""
        now = _state(self._files())
        # An editor may write in several steps: what is told has stayed the same from one look to the next.
        self._alike = self._alike + 1 if now == self._last else 0
        self._last = now
        is_gone = any(mark is None and self._told.get(file) is not None for file, mark in now.items())
        if now == self._told or self._alike < (self._patience if is_gone else 1):
            return False
        self._told = now
        return True

    def adopt(self) -> None:
        """Files that are asked for only now count as they are; those that are not any more are forgotten."""
        now = _state(self._files())
        self._told, self._last = now | _among(now, self._told), now | _among(now, self._last)


def changes(files: Callable[[], Iterable[str]], rest: Callable[[], None]) -> Iterator[None]:
    """Once for each time that one of the files is there, gone or written anew; without end.

    files: as of a `Watch`. rest: waits between two looks.
    """
    watch = Watch(files)
    while True:
        rest()
        if watch.look():
            yield


def _among(names: Marks, marks: Marks) -> Marks:
    return {file: mark for file, mark in marks.items() if file in names}


def _state(files: Iterable[str]) -> Marks:
    return {file: _mark(file) for file in files}


def _mark(file: str) -> tuple[int, int] | None:
    try:
        state = Path(file).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
