"""What running tests came to, on a terminal and as JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charm.places import Sources, place
from charm.report import counted
from charm.screen import Screen, visible
from compiler.source import Span
from graph.model import StepId

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed. span: the step; expected, actual: in the words and values of the test.

    help: what to do about it.
    test: what was found by exploring, as a test that fails in the same way.
    """

    span: Span
    message: str
    expected: str
    actual: str
    help: str | None = None
    test: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test that ran, or what exploring a recipe came to.

    seconds: how long it took.
    failure: None when it is ok.
    stopped: the handlers that an `always` refused, as the test said that they are, with that `always`; ids of steps.
    note:    what else is to be known.
    """

    file: str
    name: str
    seconds: float
    failure: Failure | None
    stopped: tuple[tuple[StepId, StepId], ...] = ()
    is_explored: bool = False
    note: str | None = None


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
    """`3 tests ok`, or `1 of 3 tests failed; exploring found 1 way to break it`."""
    tests = [outcome for outcome in outcomes if not outcome.is_explored]
    failed = sum(outcome.failure is not None for outcome in tests)
    found = sum(outcome.failure is not None for outcome in outcomes) - failed
    said = f"{failed} of {counted(len(tests), 'test')} failed" if failed else f"{counted(len(tests), 'test')} ok"
    if not tests:
        said = 'no tests; write one with: test "what must hold" { … }'
    return f"{said}; exploring found {counted(found, 'failure')}" if found else said


def _lines(outcome: Outcome, sources: Sources, width: int) -> Iterator[Text]:
    from rich.text import Text

    from charm.frame import excerpt, prose

    word, style = ("ok", "ok") if outcome.failure is None else ("failed", "error")
    yield Text.assemble("  ", (f"{word:<8}", style), visible(outcome.name))
    if outcome.note is not None:
        yield from prose("note", outcome.note, width, "strong")
    if outcome.failure is None:
        return
    failure = outcome.failure
    yield from excerpt(failure.span, failure.message, sources, width)
    yield from prose("expected", failure.expected, width, "help")
    yield from prose("actual", failure.actual, width, "error")
    if failure.help is not None:
        yield from prose("help", failure.help, width, "help")
    if failure.test is not None:
        yield from prose("test", "the smallest run that fails so, to be pasted into the recipe", width, "strong")
        # As it stands, however long its lines are: what is wrapped cannot be pasted.
        yield from map(Text, ("", *failure.test.splitlines()))


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
                found.text = _xml(said if failure.test is None else f"{said}\n\n{failure.test}")
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _xml(text: str) -> str:
    # XML has no way to write most control characters.
    return "\n".join(visible(line) for line in text.split("\n"))
