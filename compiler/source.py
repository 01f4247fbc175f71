"""Where things stand in a recipe: a file's text, and spans in it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Annotated

from msgspec import Meta, Struct

Offset = Annotated[int, Meta(ge=0)]
"""Looked at where a span is decoded, not where it is made."""


class Span(Struct, frozen=True, gc=False):
    """A stretch of one file.

    file:       the name as given on the command line, or relative to it for a file that another uses.
    start, end: code points from the start of the text, end exclusive; 0 <= start <= end.
                An empty span is a place between two characters, where something is missing.
    number:     of the file among those of its program; the one that was given is 0. It follows from `file`.
    """

    file: str
    start: Offset
    end: Offset
    number: int = 0

    def to(self, last: "Span") -> "Span":
        """The span from the start of this one to the end of `last`, both in one file."""
        return Span(self.file, self.start, max(self.end, last.end), self.number)

    @property
    def in_graph(self) -> tuple[int, ...]:
        """As the graph has it: start and end, and the number of the file unless it is the first."""
        return (self.start, self.end, self.number) if self.number else (self.start, self.end)


class Source(Struct, frozen=True):
    """The text of one recipe file, as it was decoded (see `files.read`).

    name:   the name as given on the command line; spans carry it.
    text:   code points, line ends untouched.
    number: its place among the files of a program, in the order in which they are read; 0 for the one that was given.
            Of a piece of that file (see `pieces`): what its spans are known by.
    offset: of a piece: where it begins in the file.
    """

    name: str
    text: str
    number: int = 0
    offset: int = 0

    def span(self, start: int, end: int) -> Span:
        """A stretch of this file."""
        return Span(self.name, start, end, self.number)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both counted from 1. Cost: logarithmic in the lines."""
        starts = _line_starts(self.text)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        starts = _line_starts(self.text)
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """The text that a span of this file covers."""
        return self.text[span.start : span.end]


def span_in(place: Sequence[int], sources: Mapping[int, Source]) -> Span:
    """A place as the graph has it. sources: by the numbers that spans carry."""
    start, end, *number = place
    return sources[number[0] if number else 0].span(start, end)


# Asked for once something is shown, and then many times of the same few texts.
@lru_cache(maxsize=16)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1]))
