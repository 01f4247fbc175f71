"""What a stream is told to show."""

from io import StringIO

import pytest
from rich.text import Text

from charm.screen import Screen, screen, visible, wants_colour

RED = Text.assemble(("wrong", "error"), " and right")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "environ", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_unless_the_environment_says_otherwise(
    terminal: bool, environ: dict[str, str], colour: bool
) -> None:
    assert wants_colour(terminal, environ) is colour


def test_a_pipe_gets_no_codes() -> None:
    stream = StringIO()

    screen(stream, {}).print(RED, "plain")

    assert stream.getvalue() == "wrong and right\nplain\n"


def test_a_terminal_gets_colours_of_its_own_palette() -> None:
    stream = Terminal()

    screen(stream, {"TERM": "xterm-256color", "COLUMNS": "80"}).print(RED)

    assert stream.getvalue() == "\x1b[1;31mwrong\x1b[0m and right\n"


def test_no_color_takes_away_every_code_bold_too() -> None:
    stream = Terminal()

    screen(stream, {"TERM": "xterm", "NO_COLOR": "1"}).print(RED)

    assert stream.getvalue() == "wrong and right\n"


def test_a_line_that_is_too_long_is_left_to_the_terminal_to_wrap() -> None:
    stream = Terminal()

    Screen(stream, width=40, colour=True, terminal=True).print(Text("x" * 50))

    assert stream.getvalue() == "x" * 50 + "\n"


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("10", 40), ("400", 120), ("", 100), ("wide", 100)])
def test_the_width_follows_the_environment_within_bounds(columns: str, width: int) -> None:
    assert screen(StringIO(), {"COLUMNS": columns}).width == width


def test_text_shows_as_it_is_but_for_what_steers_the_terminal() -> None:
    assert visible("tab\tüber 👩‍👧") == "tab\tüber 👩‍👧"
    assert visible("a\x1bb\r\x9b\u202e") == "a␛b␍\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
