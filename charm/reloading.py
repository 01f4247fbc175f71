"""`charm run --watch`: what is saved takes over from what runs, in the same process and with the same state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from charm.checking import heard
from charm.failures import CommandError, explain, report_bug
from charm.loading import GRAPH_SUFFIX, Loaded, graph_of, load_bytes
from charm.problems import unreadable
from charm.report import draw, summary
from charm.screen import Screen
from charm.watching import Watch
from graph.model import Graph
from runtime.host import Host
from runtime.opening import StoredStateDiffers, change
from runtime.store.errors import StoreError

REST_SECONDS = 0.02
"""Between two looks at a few files: shorter than `charm check --watch` rests, since open pages wait for it."""

GONE_SECONDS = 1.0
"""How long a file has to be away to be missed: editors take away what they write anew."""

Compile = Callable[[str, bytes], Loaded]
"""From a file's name and content to its graph."""


class Reloading:
    """A file that is followed. An owner of state: which files it uses, which graph it was last, whether that was told.

    Make it before the file is read for the first time: what is saved from then on is noticed.
    """

    def __init__(self, file: str, compile_: Compile | None = None) -> None:
        self._file, self._compile = file, compile_ or _compiling(file)
        self._names, self._is_wrong = {file}, False
        self._watch = Watch(lambda: self._names, patience=round(GONE_SECONDS / REST_SECONDS))

    def first(self, there: Screen) -> Graph | None:
        """The graph to begin with, after its warnings were drawn; None after its errors were.

        Raises CommandError for a file without a recipe.
        """
        result = self._loaded()
        graph = graph_of(result)
        if graph is not None:
            _draw_warnings(result, there)
        return graph

    @asynccontextmanager
    async def follow(self, host: Host, there: Screen, make_room: Callable[[], None]) -> AsyncIterator[None]:
        """Let each save take over while the block runs. make_room: called before anything is printed."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(REST_SECONDS)
                if self._watch.look():
                    await self._reload(host, there, make_room)

        task = asyncio.create_task(keep())
        try:
            yield
        finally:
            task.cancel()

    async def _reload(self, host: Host, there: Screen, make_room: Callable[[], None]) -> None:
        before = host.graph
        begun = time.perf_counter()
        # Not even a mistake of ours in a half-written recipe may end what runs.
        (outcome,) = await asyncio.gather(self._take(host), return_exceptions=True)
        milliseconds = (time.perf_counter() - begun) * 1000
        make_room()
        was_wrong, self._is_wrong = self._is_wrong, not isinstance(outcome, Loaded) or outcome.graph is None
        match outcome:
            case Loaded(graph=None):
                graph_of(outcome)
            case Loaded():
                _draw_warnings(outcome, there)
            case CommandError():
                explain(outcome)
            case Exception():
                report_bug(outcome, ("run", self._file, "--watch"))
        if self._is_wrong:
            _say(there, "not reloaded; what ran before goes on", "error")
        elif host.graph is not before:
            _say(there, f"reloaded in {milliseconds:.0f} ms", "ok")
        elif was_wrong:
            _say(there, "as it was; there is nothing to reload", "ok")

    async def _take(self, host: Host) -> Loaded:
        """Let the file as it is now take over, unless it has errors or is what runs."""
        # In a thread: meanwhile events and pages are answered.
        result = await asyncio.to_thread(self._loaded)
        graph = None if result.graph is None else graph_of(result)
        if graph is None or graph == host.graph:
            return result
        try:
            await change(host, graph)
        except StoredStateDiffers as error:
            raise CommandError(
                "what is stored does not fit the recipe as it is now",
                "write what each line asks for; to let go of what is stored, stop and start with --fresh",
                error.differences,
            ) from error
        except StoreError as error:
            # Each of them ends with what to do next.
            what, _, remedy = str(error).partition("; ")
            raise CommandError(what, remedy) from error
        return result

    def _loaded(self) -> Loaded:
        try:
            content = Path(self._file).read_bytes()
        except OSError as error:
            return Loaded(self._file, None, (unreadable(self._file, error.strerror or str(error)),))
        result = self._compile(self._file, content)
        # What was used before stays watched while a mistake keeps it from being found.
        used = {self._file, *result.sources}
        self._names = used if result.graph is not None else self._names | used
        self._watch.adopt()
        return heard(result) if result.graph is not None else result


def _compiling(file: str) -> Compile:
    """What compiles the file from one save to the next; a built graph needs no compiler."""
    if file.endswith(GRAPH_SUFFIX):
        return load_bytes
    from compiler.session import Session

    return partial(load_bytes, session=Session())


def _draw_warnings(result: Loaded, there: Screen) -> None:
    if result.diagnostics:
        draw([result], there)
        there.print(summary([result]))


def _say(there: Screen, words: str, style: str) -> None:
    # Only where it is needed: it is loaded after the server is up.
    from rich.text import Text

    there.print(Text.assemble((time.strftime("%H:%M:%S"), "quiet"), "  ", (words, style)))
