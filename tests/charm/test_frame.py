"""The look of a diagnostic."""

from collections.abc import Iterable

import pytest
from rich.cells import cell_len

from charm.frame import changed_lines, frame
from charm.problems import unreadable
from compiler.diagnostics import Diagnostic, Edit, Fix, Label
from compiler.source import Source, Span

NAME = "recipes/chat.recipe"
CHAT = """\
recipe Chat {
  shared messages: [Text] = []

  on join() {
    navigate Session(messages)
  }

  let total = size(mesages) + count(mesages)
}
"""


def span(text: str, word: str, number: int = 0) -> Span:
    """The stretch of the `number`th occurrence of `word`."""
    at = -1
    for _ in range(number + 1):
        at = text.index(word, at + 1)
    return Span(NAME, at, at + len(word))


def diagnostic(
    primary: Label,
    *secondary: Label,
    message: str = "no cell is called `mesages`",
    notes: tuple[str, ...] = (),
    said: str | None = None,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    return Diagnostic("C0312", "unknown-name", "error", message, primary, secondary, notes, said, fixes, "Chat.total")


def drawn(found: Diagnostic, *sources: Source, width: int = 80) -> str:
    return lines(frame(found, {source.name: source for source in sources}, width))


def lines(rows: Iterable[object]) -> str:
    return "".join(f"{row}\n" for row in rows)


def test_a_diagnostic_shows_its_lines_with_marks_and_its_fix_as_a_diff() -> None:
    fix = Fix("use `messages`", "safe", (Edit(span(CHAT, "mesages"), "messages"),))
    found = diagnostic(
        Label(span(CHAT, "mesages"), "not found"),
        Label(span(CHAT, "messages"), "`messages` is declared here"),
        fixes=(fix,),
    )

    assert drawn(found, Source(NAME, CHAT)) == (
        "error[C0312][*]: no cell is called `mesages`\n"
        "  ┌─ recipes/chat.recipe:8:20\n"
        "2 │   shared messages: [Text] = []\n"
        "  │          -------- `messages` is declared here\n"
        "  ·\n"
        "8 │   let total = size(mesages) + count(mesages)\n"
        "  │                    ^^^^^^^ not found\n"
        "help: use `messages`\n"
        "8 -   let total = size(mesages) + count(mesages)\n"
        "8 +   let total = size(messages) + count(mesages)\n"
        "  = charm explain C0312\n"
    )


def test_labels_on_one_line_are_said_below_each_other() -> None:
    found = diagnostic(
        Label(span(CHAT, "mesages"), "not found"),
        Label(span(CHAT, "mesages", 1), "nor here"),
        Label(span(CHAT, "total"), "in this"),
    )

    assert drawn(found, Source(NAME, CHAT)).splitlines()[2:-1] == [
        "8 │   let total = size(mesages) + count(mesages)",
        "  │       -----        ^^^^^^^          ------- nor here",
        "  │       │            not found",
        "  │       in this",
    ]


def test_one_line_between_two_is_shown_rather_than_left_out() -> None:
    found = diagnostic(Label(span(CHAT, "mesages"), ""), Label(span(CHAT, "}"), ""))

    assert drawn(found, Source(NAME, CHAT)).splitlines()[2:-1] == [
        "6 │   }",
        "  │   -",
        "7 │",
        "8 │   let total = size(mesages) + count(mesages)",
        "  │                    ^^^^^^^",
    ]


def test_a_span_of_many_lines_is_marked_where_it_starts_and_where_it_ends() -> None:
    start, end = span(CHAT, "on join"), span(CHAT, "  }")

    assert drawn(diagnostic(Label(start.to(end), "this handler")), Source(NAME, CHAT)).splitlines()[2:-1] == [
        "4 │   on join() {",
        "  │   ^^^^^^^^^^^",
        "5 │     navigate Session(messages)",
        "6 │   }",
        "  │   ^ this handler",
    ]


def test_something_missing_at_the_end_of_the_file_is_marked_there() -> None:
    end = Span(NAME, len(CHAT), len(CHAT))

    assert drawn(diagnostic(Label(end, "a `}` is missing")), Source(NAME, CHAT)).splitlines()[1:-1] == [
        "   ┌─ recipes/chat.recipe:10:1",
        "10 │",
        "   │ ^ a `}` is missing",
    ]


def test_marks_stand_under_wide_characters_and_behind_tabs() -> None:
    text = 'recipe R {\n\tlet 名前 = "日本語" + wrong\n}\n'
    found = diagnostic(Label(span(text, "wrong"), "a Number"), Label(span(text, '"日本語"'), "a Text"))

    assert drawn(found, Source(NAME, text)).splitlines()[2:-1] == [
        '2 │     let 名前 = "日本語" + wrong',
        "  │                --------   ^^^^^ a Number",
        "  │                a Text",
    ]


def test_a_long_line_is_cut_to_a_window_around_the_mistake() -> None:
    text = f'let long = "{"a" * 300}" + oops + "{"b" * 300}"\n'

    rows = drawn(diagnostic(Label(span(text, "oops"), "what is this?")), Source(NAME, text)).splitlines()[2:]

    assert [rows[0][column] for column in (4, -1)] == ["…", "…"]
    assert rows[0].index("oops") == rows[1].index("^^^^")
    assert max(map(cell_len, rows)) == 80


def test_a_document_on_one_line_is_cut_without_reading_all_of_it() -> None:
    text = "x" * 5_000_000 + "oops"

    rows = drawn(diagnostic(Label(span(text, "oops"), "")), Source(NAME, text)).splitlines()[2:]

    assert rows[0].endswith("xoops")
    assert rows[1].index("^") == rows[0].index("oops")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    words = "a sentence that goes on and on, and does not know when to stop, and so it wraps " * 3
    found = diagnostic(
        Label(span(CHAT, "mesages"), words),
        Label(span(CHAT, "total"), words),
        message=words,
        notes=(words,),
        said=words,
    )

    assert max(map(cell_len, drawn(found, Source(NAME, CHAT), width=width).splitlines())) <= width


def test_each_file_that_takes_part_has_its_own_lines() -> None:
    other = Source("people.recipe", "type Person {\n  name: Text\n}\n")
    found = diagnostic(
        Label(span(CHAT, "mesages"), "not found"),
        Label(Span(other.name, 5, 11), "did you mean this?"),
    )

    assert drawn(found, Source(NAME, CHAT), other).splitlines()[4:-1] == [
        "  ┌─ people.recipe:1:6",
        "1 │ type Person {",
        "  │      ------ did you mean this?",
    ]


def test_a_file_that_could_not_be_read_has_no_lines_to_show() -> None:
    found = diagnostic(Label(Span("gone.recipe", 0, 0), ""), message="it cannot be read", said="check the path")

    assert drawn(found) == "error[C0312]: it cannot be read\nhelp: check the path\n  = charm explain C0312\n"


def test_the_last_line_names_the_page_of_the_code_under_the_bars_of_its_lines() -> None:
    text = "\n" * 99 + "oops\n"
    rows = drawn(diagnostic(Label(span(text, "oops"), "")), Source(NAME, text)).splitlines()

    assert rows[-2:] == ["    │ ^^^^", "    = charm explain C0312"]


def test_what_the_command_line_itself_finds_has_a_page_too() -> None:
    found = unreadable("gone.recipe", "No such file")

    assert drawn(found) == (
        "error[C0091]: `gone.recipe` cannot be read: no such file\n"
        "help: check the path and its permissions\n  = charm explain C0091\n"
    )


def test_what_would_steer_the_terminal_is_shown_as_a_picture() -> None:
    text = "let a = \x1b[31m + \u202eoops\n"
    found = diagnostic(Label(span(text, "oops"), "\x07"), message="no \x1b[2J here")

    said = drawn(found, Source(NAME, text))

    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert "let a = ␛[31m" in said


def test_a_fix_shows_only_the_lines_that_change() -> None:
    text = "a {\n  b\n  c\n}\n"
    at = text.index("  c")

    change = changed_lines(Fix("put x in", "safe", (Edit(Span(NAME, at, at), "  x\n"),)), Source(NAME, text))

    assert (change.first, change.before, change.after) == (3, (), ("  x",))


def test_a_fix_that_takes_lines_away_and_edits_at_two_places_shows_both() -> None:
    text = "a {\n  b = 1; \n  c\n  d = 1;\n}\n"
    edits = tuple(Edit(span(text, ";", number), "") for number in range(2))

    change = changed_lines(Fix("no semicolons", "safe", edits), Source(NAME, text))

    assert change.first == 2
    assert change.before == ("  b = 1; ", "  c", "  d = 1;")
    assert change.after == ("  b = 1 ", "  c", "  d = 1")


def test_a_fix_at_the_end_of_a_file_without_a_line_end_is_shown() -> None:
    change = changed_lines(Fix("close it", "safe", (Edit(Span(NAME, 3, 3), "\n}"),)), Source(NAME, "a {"))

    assert (change.first, change.before, change.after) == (2, (), ("}",))


def test_an_only_fix_stands_below_the_help_and_several_each_below_their_title() -> None:
    fixes = tuple(Fix(f"use `{word}`", "safe", (Edit(span(CHAT, "mesages"), word),)) for word in ("messages", "images"))
    label, source = Label(span(CHAT, "mesages"), ""), Source(NAME, CHAT)

    one = drawn(diagnostic(label, said="names are case-sensitive", fixes=fixes[:1]), source).splitlines()
    two = drawn(diagnostic(label, said="names are case-sensitive", fixes=fixes), source).splitlines()

    assert [line for line in one if line.startswith("help")] == ["help: names are case-sensitive"]
    assert [line for line in two if line.startswith("help")] == [
        "help: names are case-sensitive",
        "help: use `messages`",
        "help: use `images`",
    ]
    assert "8 +   let total = size(messages) + count(mesages)" in one
