"""Code points of a text to the lines and characters of the protocol, and back."""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

from compiler.source import Span

_LINE_END = re.compile(r"\r\n|\n|\r")


class Positions:
    """Converts the places of one text.

    A character of the protocol is a unit of the encoding that client and server agreed on: "utf-16" where the client
    says nothing, else perhaps "utf-8" or "utf-32". In the compiler it is a code point.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._text, self._encoding = text, encoding
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def offset(self, position: types.Position) -> int:
        """The code point at a position; one beyond the end of a line is its end."""
        if position.line >= len(self._starts):
            return len(self._text)
        line = self._line(max(0, position.line))
        if line.isascii() or self._encoding == "utf-32":
            return self._starts[position.line] + min(position.character, len(line))
        units = 0
        for at, character in enumerate(line):
            if units >= position.character:
                return self._starts[position.line] + at
            units += self._units(character)
        return self._starts[position.line] + len(line)

    def position(self, offset: int) -> types.Position:
        """The position of a code point."""
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._units(self._text[self._starts[line] : offset]))

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def units(self, span: Span) -> int:
        """How long a span within a line is."""
        return self._units(self._text[span.start : span.end])

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
        return self._text[self._starts[number] : end].rstrip("\r\n")

    def _units(self, text: str) -> int:
        if self._encoding == "utf-32" or text.isascii():
            return len(text)
        if self._encoding == "utf-8":
            return len(text.encode())
        return sum(2 if ord(character) > 0xFFFF else 1 for character in text)
