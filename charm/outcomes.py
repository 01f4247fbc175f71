"""What running tests came to, on a terminal and as JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charm.places import Sources, place
from charm.report import counted
from charm.screen import Screen, visible
from compiler.source import Span

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed. span: the step; expected, actual: in the words and values of the test."""

    span: Span
    message: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test that ran. seconds: how long; failure: None when it is ok."""

    file: str
    name: str
    seconds: float
    failure: Failure | None


def show(outcomes: Sequence[Outcome], sources: Sources, screen: Screen) -> None:
    """Print each test by file, with the failing step of those that failed, and the count of all."""
    file = None
    for outcome in outcomes:
        if outcome.file != file:
            screen.print(*([""] if file is not None else []), visible(outcome.file))
            file = outcome.file
        screen.print(*_lines(outcome, sources, screen.width))
    screen.print(*([""] if outcomes else []), summary(outcomes))


def summary(outcomes: Sequence[Outcome]) -> str:
    """`3 tests ok`, or `1 of 3 tests failed`."""
    failed = sum(outcome.failure is not None for outcome in outcomes)
    if not outcomes:
        return 'no tests; write one with: test "what must hold" { … }'
    return f"{failed} of {counted(len(outcomes), 'test')} failed" if failed else f"{counted(len(outcomes), 'test')} ok"


def _lines(outcome: Outcome, sources: Sources, width: int) -> Iterator[Text]:
    from rich.text import Text

    from charm.frame import excerpt, prose

    word, style = ("ok", "ok") if outcome.failure is None else ("failed", "error")
    yield Text.assemble("  ", (f"{word:<8}", style), visible(outcome.name))
    if outcome.failure is None:
        return
    failure = outcome.failure
    yield from excerpt(failure.span, failure.message, sources, width)
    yield from prose("expected", failure.expected, width, "help")
    yield from prose("actual", failure.actual, width, "error")


def junit(outcomes: Sequence[Outcome], sources: Sources) -> str:
    """The outcomes as JUnit XML, one suite per file."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("testsuites")
    for file in dict.fromkeys(outcome.file for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.file == file]
        failed = sum(outcome.failure is not None for outcome in mine)
        seconds = f"{sum(outcome.seconds for outcome in mine):.3f}"
        suite = SubElement(root, "testsuite", name=file, tests=str(len(mine)), failures=str(failed), time=seconds)
        for outcome in mine:
            case = SubElement(suite, "testcase", classname=file, name=_xml(outcome.name), time=f"{outcome.seconds:.3f}")
            if (failure := outcome.failure) is not None:
                found = SubElement(case, "failure", message=_xml(failure.message))
                said = f"{place(sources, failure.span)}\nexpected: {failure.expected}\nactual: {failure.actual}"
                found.text = _xml(said)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _xml(text: str) -> str:
    # XML has no way to write most control characters.
    return "\n".join(visible(line) for line in text.split("\n"))
