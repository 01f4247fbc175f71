"""How many lines a second are parsed and checked, and how long a large program takes after an edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import process_time

from benchmarks.commands import ROOT
from benchmarks.figure import Figure
from benchmarks.peers import lark_parser
from charm.checking import check_bytes
from compiler.parse import parse
from compiler.source import Source

LARGE_LINES = 3_500
GOAL_MS = 30.0
_DECLARED = re.compile(r"\b(Message|Chat|Session|Room)\b")


def compile_(small: bool) -> Iterator[Figure]:
    """The recipes that ship with charm, in CPU time of one process that has everything loaded."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "recipes").glob("*.recipe"))]
    lines = sum(text.count("\n") for text in texts)
    sources = [Source("a.recipe", text) for text in texts]
    contents = [text.encode() for text in texts]
    by_lark, given = lark_parser.parser(), [lark_parser.terminals(source) for source in sources]
    rounds = 2 if small else 15

    def rates(work: Callable[[], object]) -> Callable[[], float]:
        return lambda: lines / _seconds(work)

    lark = rates(lambda: [by_lark(each) for each in given])
    for name, ours in (
        ("compile parse", rates(lambda: [parse(source) for source in sources])),
        ("compile check", rates(lambda: [check_bytes("a.recipe", content) for content in contents])),
    ):
        samples = [(ours(), lark()) for _ in range(rounds)]
        yield Figure(name, "lines/s", *zip(*samples, strict=True), "stock Lark, given the tokens:", "at least 3x")
    large = _large((ROOT / "recipes/chat.recipe").read_text(encoding="utf-8")).encode()
    taken = tuple(_seconds(lambda: check_bytes("a.recipe", large)) * 1e3 for _ in range(1 if small else 5))
    yield Figure(f"compile {LARGE_LINES:,} lines", "ms", taken, (GOAL_MS,), "the goal:", "at most 1x")


def _large(chat: str) -> str:
    """One program of as many lines: the chat again and again, its declarations numbered."""
    count = LARGE_LINES // chat.count("\n")
    copies = (_DECLARED.sub(rf"\g<1>{number}", chat) for number in range(count))
    return "\n".join(copies)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
