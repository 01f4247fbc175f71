"""Where a command writes, and what that place can show: its width, and whether it takes colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH_IN_A_PIPE = 100
WIDTH_MIN = 40
WIDTH_MAX = 120

# Sixteen colours, so that a terminal's own theme, light or dark, decides what they look like.
ROLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "help": "bold cyan",
    "strong": "bold",
    "frame": "blue",
    "quiet": "bright_black",
    "secondary": "cyan",
    "added": "green",
    "removed": "red",
    "shared": "green",
    "local": "magenta",
    "ok": "green",
}

_PICTURES = 0x2400
"""The picture of control character 0; the others follow."""

_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing, so that a name could pose as another."""


class Screen(Struct):
    """One output stream.

    width:    cells in a line.
    colour:   whether styles reach the stream.
    terminal: whether a person may be looking, so that a line may be rewritten in place.
    """

    stream: TextIO
    width: int
    colour: bool
    terminal: bool
    _console: Console | None = None

    def print(self, *lines: str | Text) -> None:
        """Write each line. Text loses its styles where the stream takes no colour."""
        for line in lines:
            if isinstance(line, str):
                self.stream.write(f"{line}\n")
            elif self.colour:
                self._styled().print(line, soft_wrap=True, highlight=False)
            else:
                self.stream.write(f"{line.plain}\n")
        self.stream.flush()

    def _styled(self) -> Console:
        # Loaded only where a colour is shown: it costs more than checking a short recipe.
        if self._console is None:
            from rich.console import Console
            from rich.theme import Theme

            self._console = Console(
                file=self.stream,
                force_terminal=True,
                color_system="standard",
                width=self.width,
                theme=Theme(ROLES),
                legacy_windows=False,
                # What the environment asks for was decided in `wants_colour`.
                no_color=False,
            )
        return self._console


def _columns() -> int:
    # Loaded for a terminal only: in a pipe, which is what CI has, nobody asks for it.
    import shutil

    return shutil.get_terminal_size().columns


def screen(stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> Screen:
    """The screen of a stream; without one, of standard output."""
    stream = sys.stdout if stream is None else stream
    terminal = stream.isatty()
    columns = environ.get("COLUMNS", "")
    known = int(columns) if columns.isdecimal() else _columns() if terminal else WIDTH_IN_A_PIPE
    return Screen(stream, min(max(known, WIDTH_MIN), WIDTH_MAX), wants_colour(terminal, environ), terminal)


def wants_colour(terminal: bool, environ: Mapping[str, str]) -> bool:
    """NO_COLOR, then FORCE_COLOR, decide where they are set and not empty; else a terminal that is not `dumb`."""
    if environ.get("NO_COLOR"):
        return False
    if force := environ.get("FORCE_COLOR"):
        return force != "0"
    return terminal and environ.get("TERM") != "dumb"


def visible(text: str) -> str:
    """The text with what would move or recolour the terminal shown as a picture, and tabs kept."""
    if text.isprintable():
        return text
    return "".join(map(_picture, text))


def _picture(character: str) -> str:
    if character == "\t":
        return character
    if character < " ":
        return chr(_PICTURES + ord(character))
    # Loaded for the rare character: most text is printable.
    import unicodedata

    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) == "Cc" or character in _TURNS else character
