"""Stock Lark over the same grammar, with positions.

It lexes as charm does: a lexer of Lark's would be slower, and could not tell what newlines and braces mean. That is
told to it, as are lines and columns, so it is spared both. It builds generic trees where charm builds nodes of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.lexer import Lexer

from compiler.layout import advance, reading
from compiler.lex import lex
from compiler.parse_table import START, load
from compiler.source import Source

Terminal = tuple[str, str, int, int, int, int, int, int]
"""What Lark's tokens are made of: kind, text, start, line, column, end line, end column, end."""


class _Given(Lexer):
    """Makes Lark's tokens of what it is given."""

    def __init__(self, conf: object) -> None: ...

    def lex(self, given: Any, *_: object) -> Iterator[Token]:
        return (Token(*terminal) for terminal in given)


def terminals(source: Source) -> list[Terminal]:
    """A file without syntax errors as Lark is to read it."""
    table, states, given, end = load(), [0], list[Terminal](), 0
    for token in lex(source, table)[0]:
        kinds = reading(table, states, token)
        assert kinds is not None, "the file has no syntax errors"
        advance(table, states, kinds)
        read = [(kind, "", end, end) for kind in kinds[:-1]] + [(kinds[-1], token.text, token.start, token.end)]
        given += [(kind, text, at, *source.position(at), *source.position(to), to) for kind, text, at, to in read]
        end = token.end
    return given[:-1]


Parse = Callable[[Source, Iterable[Terminal]], object]
"""Parses a file whose terminals are known."""


def parser() -> Parse:
    """Build it."""
    grammar = (files("compiler") / "recipe.lark").read_text(encoding="utf-8")
    lark: Any = Lark(grammar, parser="lalr", lexer=_Given, start=START, propagate_positions=True)
    table = load()

    def read(source: Source, given: Iterable[Terminal]) -> object:
        lex(source, table)
        return lark.parse(given)

    return read
