"""`charm check --against`: what a recipe changes for its pages, for who calls it, and for what is stored.

The comparison and the rehearsal are those by which a space is opened, so what passes here starts there.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from charm.clocks import machine_time
from charm.drivers import Background
from charm.failures import CommandError
from charm.loading import GRAPH_SUFFIX, RECIPE_SUFFIX, Loaded, load, load_bytes
from charm.problems import lossy_change
from charm.report import counted
from charm.revisions import NotInRevision, content_at
from charm.stored import SCHEME
from graph.changes.compare import compare
from graph.changes.report import Change
from graph.changes.surface import Surface, surface_of
from graph.model import Graph

if TYPE_CHECKING:
    from compiler.imports import Unread

STORE_SUFFIX = ".db"


@dataclass(frozen=True, slots=True)
class Compared:
    """One file against what it was. changes: None where there is nothing to compare: it is new, or it has errors.

    misfits: what is stored and fits no more, found by trying; only a store knows.
    """

    result: Loaded
    changes: tuple[Change, ...] | None
    misfits: tuple[str, ...] = ()

    @property
    def refused(self) -> Loaded:
        """The file's result, with an error for each change that stored state would be refused for."""
        if self.changes is None:
            return self.result
        found = [lossy_change(self.result, change.subject, str(change), change.help) for change in self._lossy]
        found += [lossy_change(self.result, "", misfit, None) for misfit in self.misfits]
        return replace(self.result, diagnostics=(*self.result.diagnostics, *found), changes=self.changes or ())

    @property
    def _lossy(self) -> list[Change]:
        return [change for change in self.changes or () if change.is_refused]

    def lines(self, against: str, width: int) -> list[str]:
        """Each change with its kind, and whether it is safe, on lines of that width."""
        if self.changes is None:
            return []
        name = self.result.name
        if not self.changes:
            return [f"{name}: nothing has changed since {against}"]
        heads = [f"{name}: {counted(len(self.changes), 'change')} since {against}"]
        for change in self.changes:
            verdict = "refused" if change.is_refused else change.verdict
            said = f"  {change.kind:<8} {verdict:<8} {change}"
            heads += textwrap.wrap(said, width, subsequent_indent=" " * 20, break_long_words=False)
        return heads


def compared(paths: Sequence[str], results: Sequence[Loaded], against: str) -> list[Compared]:
    """Each file against what `against` names: a store, a recipe or graph, else a git revision.

    paths: as they were asked for. Raises CommandError for what cannot be found or read, and for several files
    against one store or graph.
    """
    is_store, is_file = _names_store(against), against.endswith((RECIPE_SUFFIX, GRAPH_SUFFIX))
    if (is_store or is_file) and len(results) != 1:
        raise CommandError(f"`{against}` is of one recipe, and {len(results)} files are checked", "name that recipe")
    named = {path for path in paths if not Path(path).is_dir()}
    return [_compared(result, against, is_store, is_file, is_named=result.name in named) for result in results]


def _compared(result: Loaded, against: str, is_store: bool, is_file: bool, *, is_named: bool) -> Compared:
    # What a check remembers of a file has no graph.
    loaded = load(result.name)
    graph = loaded.graph
    if graph is None or not graph.recipes:
        return Compared(result, None)
    result = replace(result, graph=graph, sources=loaded.sources)
    if is_store:
        return _against_store(result, graph, Path(against.removeprefix(SCHEME)))
    try:
        before = _graph(load(against), against) if is_file else _at_revision(result.name, against)
    except NotInRevision:
        # In a folder there may be recipes that are new since then, and break nothing.
        if is_named:
            raise
        return Compared(result, None)
    return Compared(result, compare(surface_of(before), graph).changes if before.recipes else None)


def _names_store(against: str) -> bool:
    if against.startswith(("memory:", "postgresql:")):
        raise CommandError(f"`{against}` cannot be compared with", "name an SQLite store, a graph or a git revision")
    return against.startswith(SCHEME) or against.endswith(STORE_SUFFIX)


def _at_revision(file: str, revision: str) -> Graph:
    from compiler.imports import Unread

    def used_then(name: str) -> bytes | Unread:
        try:
            return content_at(revision, name)
        except NotInRevision:
            return Unread(None)

    return _graph(load_bytes(file, content_at(revision, file), read=used_then), f"{file} at {revision}")


def _graph(loaded: Loaded, name: str) -> Graph:
    if loaded.graph is None:
        first = loaded.in_order[0]
        raise CommandError(
            f"`{name}` has errors, so there is nothing to compare with",
            "name another version",
            (f"{first.code} {first.message}",),
        )
    return loaded.graph


def _against_store(result: Loaded, graph: Graph, path: Path) -> Compared:
    from runtime.opening import StoredStateDiffers, rehearse, stored_surface
    from runtime.store.errors import StoreError
    from runtime.store.sqlite import read_sqlite

    if not path.is_file():
        raise CommandError(f"there is no store at `{path}`", "name the database, such as .charm/chat.db")
    driver = Background()
    before: Surface | None = None

    async def look() -> tuple[str, ...]:
        nonlocal before
        log = read_sqlite(path)
        try:
            before = await stored_surface(log)
            await rehearse(graph, log, machine_time(), random.Random(0))
        except StoredStateDiffers as error:
            return error.differences
        finally:
            await log.close()
        return ()

    try:
        differences = driver.run(look())
    except StoreError as error:
        what, _, remedy = str(error).partition("; ")
        raise CommandError(what, remedy) from error
    finally:
        driver.stop()
    return _rehearsed(result, graph, before, differences)


def _rehearsed(result: Loaded, graph: Graph, before: Surface | None, differences: tuple[str, ...]) -> Compared:
    """What a rehearsal refused is refused, and nothing else: types alone know less than the values do."""
    if before is None:
        return Compared(result, None)
    changes = tuple(
        change if not change.is_refused or change.refusal in differences else replace(change, verdict="safe", help=None)
        for change in compare(before, graph).changes
    )
    told = {change.refusal for change in changes}
    return Compared(result, changes, tuple(each for each in differences if each not in told))
