"""Findings as people read them, and the count of them. tests/charm/test_formats.py has the formats for programs."""

from io import StringIO

import pytest
from msgspec.structs import replace

from charm.choices import Format
from charm.loading import Loaded
from charm.report import fixable, report, summary
from charm.screen import Screen
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from compiler.source import Source, Span

TEXT = "recipe Chat {\n  let größe = mesages\n}\n"
NAME = "a,b.recipe"


def found(start: int, end: int, severity: Severity = "error") -> Diagnostic:
    fixes = (Fix("use `messages`", "safe", (Edit(Span(NAME, start, end), "messages"),)),)
    message = "100% unknown: `mesages`"
    secondary = (Label(Span(NAME, 7, 11), "in this recipe"),)
    label = Label(Span(NAME, start, end), "not found")
    return Diagnostic("C0312", "unknown-name", severity, message, label, secondary, (), None, fixes, "Chat.größe")


def loaded(*diagnostics: Diagnostic, name: str = NAME) -> Loaded:
    return Loaded(name, None, diagnostics, {NAME: Source(NAME, TEXT)})


def printed(results: list[Loaded], format_: Format) -> str:
    stream = StringIO()
    report(results, format_, Screen(stream, width=80, colour=False, terminal=False))
    return stream.getvalue()


AT = TEXT.index("mesages")


def test_concise_is_one_line_each_and_a_count() -> None:
    assert printed([loaded(found(AT, AT + 7))], "concise") == (
        "a,b.recipe:2:15: error C0312 100% unknown: `mesages`\n1 error in 1 file\n[*] 1 fixable with --fix\n"
    )


def test_full_is_ordered_by_place_and_shows_twenty_of_a_file() -> None:
    many = [found(at, at + 1) for at in reversed(range(25))]

    said = printed([loaded(*many)], "full")

    places = [line.rpartition("recipe:")[2] for line in said.splitlines() if "┌─" in line]
    assert places[:15] == [f"1:{column}" for column in range(1, 15)] + ["2:1"]
    assert len(places) == 20
    assert said.endswith("\n… and 5 more in a,b.recipe\n\n25 errors in 1 file\n[*] 25 fixable with --fix\n")


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([loaded(), loaded(), loaded()], "checked 3 recipes: no problems"),
        ([loaded(name="a.graph.json")], "checked 1 graph: no problems"),
        ([loaded(), loaded(name="a.graph.json")], "checked 1 recipe and 1 graph: no problems"),
        ([loaded(found(0, 1), found(1, 2)), loaded()], "2 errors in 1 file"),
        ([loaded(found(0, 1)), loaded(found(0, 1, "warning"))], "1 error and 1 warning in 2 files"),
        ([replace(loaded(), silenced=2), loaded()], "checked 2 recipes: no problems (2 silenced by comments)"),
        ([replace(loaded(found(0, 1)), silenced=1)], "1 error in 1 file (1 silenced by comments)"),
    ],
)
def test_the_last_line_counts(results: list[Loaded], said: str) -> None:
    assert summary(results) == said


@pytest.mark.parametrize(
    ("safeties", "said"),
    [
        (["safe", "safe"], ["[*] 2 fixable with --fix"]),
        (["safe", "unsafe"], ["[*] 1 fixable with --fix, 1 more with --unsafe-fixes"]),
        (["unsafe"], ["[*] 1 fixable with --unsafe-fixes"]),
        (["placeholder"], []),
        ([], []),
    ],
)
def test_what_charm_can_mend_itself_is_counted(safeties: list[Safety], said: list[str]) -> None:
    diagnostics = [
        replace(found(0, 1), fixes=(Fix("mend it", safety, (Edit(Span(NAME, 0, 1), ""),)),)) for safety in safeties
    ]

    assert list(fixable([loaded(*diagnostics)])) == said
