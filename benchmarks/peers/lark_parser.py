"""Stock Lark over the same grammar, with positions: LALR, its contextual lexer, and a `postlex` for line ends.

Which line ends count, and what each brace is, charm's parser finds out beforehand: it is told, and so spared that. It
builds generic trees where charm builds nodes of its own. As a process, it reads what `given` found from a file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lark import Lark, Token
from msgspec import Struct, json

# What charm's lexer makes itself, as Lark is told it.
_PATTERNS = {
    "DOC.2": r'/"""(?:[^"\\]|\\.|"(?!""))*"""/s',
    "DURATION.2": r"/\d+(?:ms|s|m|h|d)\b/",
    "FORMAT": r"/\x03[^{}\"'\n]*(?=\})/",
    "NAME": r"/[a-z_]\w*/",
    "NUMBER": r"/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/",
    "RAW": r"/'[^'\n]*'/",
    "STRING": r'/"(?:[^"\\{\n]|\\u\{[^}]*\}|\\[^\n])*"/',
    "TEXT_OPEN": r'/"(?:[^"\\{\n]|\\u\{[^}]*\}|\\[^\n])*\{/',
    "TEXT_MID": r'/\x02(?:[^"\\{\n]|\\u\{[^}]*\}|\\[^\n])*\{/',
    "TEXT_CLOSE": r'/\x02(?:[^"\\{\n]|\\u\{[^}]*\}|\\[^\n])*"/',
    "UPPER": r"/[A-Z]\w*/",
    "_NL": r"/(?:\r?\n[\t ]*(?:#[^\n]*)?)+/",
    "_ROPEN": r"/\{/",
}
NEWLINE = "_NL"
_BRACES = ("LBRACE", "_ROPEN")

_MARKS = {"TEXT_MID": "\x02", "TEXT_CLOSE": "\x02", "FORMAT": "\x03"}
"""Stand for the first sign of these, a brace or a colon: no pattern could tell it from others."""


class Given(Struct, frozen=True):
    """A file without syntax errors as Lark is given it.

    text:   with marks where the holes of texts end.
    lines:  the starts of the tokens before which a line end counts.
    braces: the kind of each brace that opens something, by where it stands.
    """

    text: str
    lines: frozenset[int]
    braces: dict[int, str]


Parse = Callable[[Given], object]


def given(text: str) -> Given:
    """Find out what Lark is to be told."""
    # As a process it loads nothing of charm's, which would be counted as its own.
    from compiler.layout import advance, reading
    from compiler.lex import lex
    from compiler.parse_table import load
    from compiler.source import Source

    table, states = load(), [0]
    lines: set[int] = set()
    braces: dict[int, str] = {}
    signs = list(text)
    for token in lex(Source("a.recipe", text), table)[0]:
        kinds = reading(table, states, token)
        assert kinds is not None, "the file has no syntax errors"
        advance(table, states, kinds)
        if kinds[0] == NEWLINE:
            lines.add(token.start)
        if kinds[-1] in _BRACES:
            braces[token.start] = kinds[-1]
        if kinds[-1] in _MARKS:
            signs[token.start] = _MARKS[kinds[-1]]
    return Given("".join(signs), frozenset(lines), braces)


class _Told:
    """Lark's `postlex`: takes out the line ends that do not count."""

    always_accept = (NEWLINE,)

    def __init__(self) -> None:
        self.given = Given("", frozenset(), {})

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        lines, braces = self.given.lines, self.given.braces
        for token in stream:
            if token.type == NEWLINE:
                if token.end_pos in lines:
                    yield token
                continue
            if token.type in _BRACES and token.start_pos is not None:
                token.type = braces[token.start_pos]
            yield token


def parser() -> Parse:
    """Build it. Cost: a second, for the table that charm has ready."""
    grammar = (Path(__file__).parents[2] / "compiler/recipe.lark").read_text(encoding="utf-8")
    kept = [line for line in grammar.splitlines() if not line.startswith("%declare")]
    kept += [f"{name}: {pattern}" for name, pattern in _PATTERNS.items()]
    kept += [r"%ignore /[\t ]+/", r"%ignore /#[^\n]*/"]
    told = _Told()
    lark: Any = Lark("\n".join(kept) + "\n", parser="lalr", start="module", propagate_positions=True, postlex=told)

    def parse(given: Given) -> object:
        told.given = given
        return lark.parse(given.text)

    return parse


if __name__ == "__main__":
    read = parser()
    for each in json.decode(Path(sys.argv[1]).read_bytes(), type=list[Given]):
        read(each)
