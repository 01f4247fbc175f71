"""Stock Lark over the same grammar, with positions.

The tokens are given to it, since what newlines and braces mean is decided by the parser of charm: so it is spared the
lexing. It builds generic trees where charm builds nodes of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.lexer import Lexer

from compiler import lex, parse
from compiler.parse_table import END, START, load
from compiler.source import Source

Terminal = tuple[str, str, int, int, int, int, int, int]
"""What Lark's tokens are made of: kind, text, start, line, column, end line, end column, end."""


class _Given(Lexer):
    """Makes Lark's tokens of what it is given."""

    def __init__(self, conf: object) -> None: ...

    def lex(self, given: Any, *_: object) -> Iterator[Token]:
        return (Token(*terminal) for terminal in given)


class _Recorder(parse.Parser):
    """Parses, and remembers as what each token was read."""

    def __init__(self, source: Source) -> None:
        table = load()
        super().__init__(source, table, lex.lex(source, table)[0])
        self.read: list[tuple[str, lex.Token]] = []

    def _read(self, kind: str, token: lex.Token) -> None:
        self.read.append((kind, token))
        super()._read(kind, token)


def terminals(source: Source) -> list[Terminal]:
    """A file without syntax errors as Lark is to read it."""
    recorder = _Recorder(source)
    recorder.run()
    return [
        (kind, token.text, token.start, *source.position(token.start), *source.position(token.end), token.end)
        for kind, token in recorder.read
        if kind != END
    ]


def parser() -> Callable[[Iterable[Terminal]], object]:
    """What parses a file, once its terminals are known."""
    grammar = (files("compiler") / "recipe.lark").read_text(encoding="utf-8")
    lark: Any = Lark(grammar, parser="lalr", lexer=_Given, start=START, propagate_positions=True)
    read: Callable[[Iterable[Terminal]], object] = lark.parse
    return read
