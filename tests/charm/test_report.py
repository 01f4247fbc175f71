"""Findings in each format, and the count of them."""

import json
from io import StringIO

import pytest

from charm.choices import Format
from charm.loading import Loaded
from charm.report import report, summary
from charm.screen import Screen
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, Severity
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
    assert printed([loaded(found(AT, AT + 7))], Format.CONCISE) == (
        "a,b.recipe:2:15: error C0312 100% unknown: `mesages`\n1 error in 1 file\n"
    )


def test_github_gets_commands_with_its_own_signs_escaped() -> None:
    assert printed([loaded(found(AT, AT + 7, "warning"))], Format.GITHUB) == (
        "::warning file=a%2Cb.recipe,line=2,col=15,endLine=2,endColumn=22,title=C0312 unknown-name"
        "::100%25 unknown: `mesages`\n"
    )


def test_json_says_everything_with_places_from_one() -> None:
    document = json.loads(printed([loaded(found(AT, AT + 7)), loaded(name="b.recipe")], Format.JSON))

    (diagnostic,) = document.pop("diagnostics")
    assert document == {"version": 1, "checked": 2, "errors": 1, "warnings": 0}
    place = {
        "file": NAME,
        "start": {"line": 2, "column": 15, "offset": AT},
        "end": {"line": 2, "column": 22, "offset": AT + 7},
    }
    assert diagnostic["primary"] == {**place, "text": "not found"}
    assert diagnostic["secondary"][0]["start"] == {"line": 1, "column": 8, "offset": 7}
    assert diagnostic["fixes"] == [
        {"title": "use `messages`", "safety": "safe", "edits": [{**place, "text": "messages"}]}
    ]
    assert [diagnostic[word] for word in ("code", "severity", "within")] == ["C0312", "error", "Chat.größe"]
    assert len(diagnostic["fingerprint"]) == 16


def test_json_lines_are_the_diagnostics_of_the_json_one_a_line() -> None:
    results = [loaded(found(AT, AT + 7), found(0, 6))]

    lines = [json.loads(line) for line in printed(results, Format.JSON_LINES).splitlines()]

    assert lines == json.loads(printed(results, Format.JSON))["diagnostics"]
    assert [line["primary"]["start"]["line"] for line in lines] == [1, 2]


@pytest.mark.parametrize("format_", [Format.JSON_LINES, Format.GITHUB])
def test_formats_for_programs_print_nothing_when_nothing_was_found(format_: Format) -> None:
    assert printed([loaded()], format_) == ""


def test_full_is_ordered_by_place_and_shows_twenty_of_a_file() -> None:
    many = [found(at, at + 1) for at in reversed(range(25))]

    said = printed([loaded(*many)], Format.FULL)

    places = [line.rpartition("recipe:")[2] for line in said.splitlines() if "┌─" in line]
    assert places[:15] == [f"1:{column}" for column in range(1, 15)] + ["2:1"]
    assert len(places) == 20
    assert said.endswith("\n… and 5 more in a,b.recipe\n\n25 errors in 1 file\n")


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([loaded(), loaded(), loaded()], "checked 3 recipes: no problems"),
        ([loaded(name="a.graph.json")], "checked 1 graph: no problems"),
        ([loaded(), loaded(name="a.graph.json")], "checked 1 recipe and 1 graph: no problems"),
        ([loaded(found(0, 1), found(1, 2)), loaded()], "2 errors in 1 file"),
        ([loaded(found(0, 1)), loaded(found(0, 1, "warning"))], "1 error and 1 warning in 2 files"),
    ],
)
def test_the_last_line_counts(results: list[Loaded], said: str) -> None:
    assert summary(results) == said
