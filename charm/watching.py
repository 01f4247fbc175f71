"""Files that change while somebody works on them. Polled: it needs no package, and works on every file system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

REST_SECONDS = 0.3
"""Between two looks: a save is noticed before one has looked up, and a thousand files cost a hundredth of it."""


def changes(files: Callable[[], Iterable[str]], rest: Callable[[], None]) -> Iterator[None]:
    """Once for each time that one of the files is there, gone or written anew; without end.

    files: asked at each look, since files come and go. rest: waits between two looks.
    """
    before = _state(files())
    while True:
        rest()
        now = _state(files())
        if now == before:
            continue
        # An editor may write in several steps: what is told has stayed the same from one look to the next.
        while now != before:
            before = now
            rest()
            now = _state(files())
        yield


def _state(files: Iterable[str]) -> Mapping[str, tuple[int, int] | None]:
    return {file: _mark(file) for file in files}


def _mark(file: str) -> tuple[int, int] | None:
    try:
        state = Path(file).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
