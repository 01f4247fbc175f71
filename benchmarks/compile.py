"""How many lines a second are parsed and checked, and how long an edit of a large program takes."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import Callable, Iterator, Sequence
from time import process_time

from benchmarks.commands import ROOT
from benchmarks.figure import Figure
from benchmarks.peers import lark_parser
from charm.api import open_host
from charm.checking import check_bytes
from charm.loading import load_bytes
from compiler.parse import parse
from compiler.session import Session
from compiler.source import Source
from graph.model import Graph
from runtime.opening import change
from runtime.server.made import Made
from runtime.store.opening import open_store

LARGE_LINES = 3_500
GOAL_MS = 30.0
_DECLARED = re.compile(r"\b(Message|Chat|Session|Room)\b")
_EDITED = "messages.push"
_PEER = "stock Lark with positions:"


def compile_(small: bool) -> Iterator[Figure]:
    """The recipes that ship with charm, and one large program: CPU time of one process that has everything loaded."""
    shipped = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "recipes").glob("*.recipe"))]
    large = _large((ROOT / "recipes/chat.recipe").read_text(encoding="utf-8"))
    rounds = 2 if small else 15
    lark = lark_parser.parser()
    yield _rate("compile parse", shipped, parse, lark, rounds)
    yield _rate("compile check", shipped, lambda source: _check(source.text), lark, rounds)
    yield _rate(f"compile {LARGE_LINES:,} lines", [large], lambda source: _check(source.text), lark, rounds)
    taken = tuple(_edits(large, 3 if small else 25))
    yield Figure("compile edit, running", "ms", taken, (GOAL_MS,), "the goal:", "at most 1x")


def _check(text: str) -> None:
    assert not check_bytes("a.recipe", text.encode()).errors


def _rate(
    name: str,
    texts: Sequence[str],
    work: Callable[[Source], object],
    lark: lark_parser.Parse,
    rounds: int,
) -> Figure:
    """Lines a second: what `work` makes of all texts, and Lark."""
    sources = [Source("a.recipe", text) for text in texts]
    given = [lark_parser.given(text) for text in texts]
    lines = sum(text.count("\n") for text in texts)

    def ours() -> None:
        for source in sources:
            work(source)

    def theirs() -> None:
        for each in given:
            lark(each)

    samples = [(lines / _seconds(ours), lines / _seconds(theirs)) for _ in range(rounds)]
    rates, lark_rates = zip(*samples, strict=True)
    return Figure(name, "lines/s", rates, lark_rates, _PEER, "at least 3x")


def _edits(large: str, count: int) -> Iterator[float]:
    """Milliseconds from a changed text to the program that runs and its pages' name, as `charm run --watch` takes it.

    Each time one more handler gets one more line.
    """
    session = Session()

    def compiled(text: str) -> Graph:
        graph = load_bytes("a.recipe", text.encode(), session=session).graph
        assert graph is not None
        return graph

    async def run() -> list[float]:
        host = await open_host(compiled(large), store=open_store("memory:"))
        made = Made(host)
        edited, taken = large, list[float]()
        for number in range(count):
            places = [found.start() for found in re.finditer(re.escape(_EDITED), edited)]
            at = places[number * 7 % len(places)]
            edited = f"{edited[:at]}let n{number} = {number}\n    {edited[at:]}"
            gc.collect()
            start, before = process_time(), made.now().build
            await change(host, compiled(edited))
            assert made.now().build != before
            taken.append((process_time() - start) * 1e3)
        await host.close()
        return taken

    yield from asyncio.run(run())


def _large(chat: str) -> str:
    """One program of as many lines: the chat again and again, its declarations numbered."""
    count = LARGE_LINES // chat.count("\n")
    copies = (_DECLARED.sub(rf"\g<1>{number}", chat) for number in range(count))
    return "\n".join(copies)


def _seconds(work: Callable[[], object]) -> float:
    # What others left behind is not to be collected in here.
    gc.collect()
    start = process_time()
    work()
    return process_time() - start
