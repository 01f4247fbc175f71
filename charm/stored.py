"""Where `charm run` keeps the state of a recipe, and how it starts anew without losing what was there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

SCHEME = "sqlite:"
MEMORY = "memory:"

_SIDES = ("", "-wal", "-shm")
"""Endings of the files that together are one SQLite database."""


def place_of(store: str) -> str:
    """What people call the place that a store's address names."""
    return "memory only, gone when it stops" if store == MEMORY else store.removeprefix(SCHEME)


def move_aside(store: str, now: datetime) -> Path | None:
    """Rename the files of a SQLite store, so that the next start finds none; where they are now, None if none were.

    Errors: `Locked` when a process has it open.
    """
    database = Path(store.removeprefix(SCHEME))
    if not store.startswith(SCHEME) or not database.exists():
        return None
    from runtime.store.lock import StoreLock

    aside = database.with_name(f"{database.name}.{now:%Y-%m-%dT%H-%M-%S}")
    lock = StoreLock(database)
    lock.acquire()
    try:
        for side in _SIDES:
            part = database.with_name(database.name + side)
            if part.exists():
                part.rename(aside.with_name(aside.name + side))
    finally:
        lock.release()
    return aside
