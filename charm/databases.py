"""Stores that a command looks into from outside: which there are, who serves them, and their logs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from charm.api import default_store
from charm.drivers import Background
from charm.failures import CommandError
from charm.finding import MADE
from charm.loading import GRAPH_SUFFIX, RECIPE_SUFFIX
from charm.progress import shown
from charm.stored import SCHEME
from runtime.limits import READ_COMMITS_MAX
from runtime.store.contract import Log
from runtime.store.errors import StoreError
from runtime.store.sqlite import read_sqlite

Result = TypeVar("Result")

FOLDER = ".charm"
SUFFIX = ".db"


def databases(file: str | None) -> tuple[Path, ...]:
    """The database that `file` means: what is stored of a recipe or graph, or the store itself.

    Without one, those that `charm run` keeps in the folder one is in and below. Errors: CommandError where there is
    none.
    """
    if file is None:
        found = tuple(sorted(_below(".")))
        if not found:
            raise CommandError("nothing is stored here", "name a recipe or a store, or start one: charm run FILE")
        return found
    is_source = file.endswith((RECIPE_SUFFIX, GRAPH_SUFFIX))
    path = Path((default_store(file) if is_source else file).removeprefix(SCHEME))
    if path.is_file():
        return (path,)
    if is_source:
        raise CommandError(
            f"nothing is stored of `{file}`", f"start it with charm run {file}, or name the store that it has"
        )
    raise CommandError(f"there is no store at `{path}`", "name a recipe, or a database such as .charm/chat.db")


def _below(folder: str) -> Iterator[Path]:
    for here, below, names in os.walk(folder):
        if Path(here).name == FOLDER:
            yield from (Path(here) / name for name in names if name.endswith(SUFFIX))
        below[:] = [name for name in below if name == FOLDER or not (name.startswith(".") or name in MADE)]


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The log of one space in a database. bodies: of its commits, the first one first; they are read as one asks."""

    space: str
    seq: int
    bodies: Iterator[Any]


def read_log(path: Path, use: Callable[[StoredLog], Result]) -> Result | None:
    """What `use` makes of the log of a database's space; None where it has none yet.

    Nothing is locked or written, and a server goes on meanwhile: what is read is what its pages show. Errors:
    CommandError for what is no store of ours, or damaged.
    """
    driver = Background()
    try:
        return _used(path, use, driver.run)
    except StoreError as error:
        # Each of them ends with what to do next.
        what, _, remedy = str(error).partition("; ")
        raise CommandError(what, remedy) from error
    finally:
        driver.stop()


def _used(
    path: Path, use: Callable[[StoredLog], Result], run: Callable[[Coroutine[Any, Any, Any]], Any]
) -> Result | None:
    log: Log = read_sqlite(path)
    try:
        spaces = run(log.spaces())
        if not spaces:
            return None
        (space, *_) = spaces
        seq = run(log.head([space]))[space].seq
        return use(StoredLog(space, seq, shown(_bodies(log, space, seq, run), seq, "reading")))
    finally:
        run(log.close())


def _bodies(log: Log, space: str, seq: int, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> Iterator[Any]:
    at = 0
    while at < seq:
        # What is committed meanwhile waits for the next look.
        page = run(log.read(space, at, min(READ_COMMITS_MAX, seq - at)))
        yield from (json.loads(commit.body) for commit in page.commits)
        at += len(page.commits)
