"""A bar for what takes long, where a person is looking."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from charm.screen import screen

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

PATIENCE_SECONDS = 0.5


def shown(items: Iterator[Item], total: int, doing: str) -> Iterator[Item]:
    """The same items; while they come, a bar on standard error, if it is a terminal and they take their time.

    doing: what is being done, such as "checking". The bar is gone when all have come.
    """
    there = screen(sys.stderr)
    if not there.terminal:
        yield from items
        return
    started = monotonic()
    bar: Progress | None = None
    try:
        for done, item in enumerate(items, 1):
            if bar is None and monotonic() - started > PATIENCE_SECONDS:
                bar = _bar(doing, total)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield item
    finally:
        if bar is not None:
            bar.stop()


def _bar(doing: str, total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(doing, total=total)
    bar.start()
    return bar
