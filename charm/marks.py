"""One line of source with marks under it, aligned in the cells of a terminal.

A code point takes no cell, one or two; a tab takes as many as lead to the next multiple of four. A line that is
too long is cut to a window around its first mark.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.text import Text

from charm.screen import visible

TAB = 4
_CUT = "…"
_NEAR = 20
"""Widths of code points that are looked at in a line without end."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something underlined. start, end: code points in the line at first, cells in the row once `source_row` ran.

    sign: what underlines it; text: what is said about it, possibly nothing.
    """

    start: int
    end: int
    sign: str
    text: str
    style: str


def source_row(line: str, marks: list[Mark], width: int) -> tuple[Text, list[Mark]]:
    """The line as it shows in at most `width` cells, and its marks in the cells of that row."""
    line, marks = _near(line, marks, width)
    cells = list(_cells(visible(line)))
    at = [0]
    for cell in cells:
        at.append(at[-1] + cell_len(cell))
    total = at[-1]
    moved = [replace(mark, start=at[min(mark.start, len(cells))], end=at[min(mark.end, len(cells))]) for mark in marks]
    moved = [replace(mark, end=max(mark.end, mark.start + 1)) for mark in moved]
    if total <= width:
        return Text("".join(cells)), moved
    focus = min((mark.start for mark in moved if mark.sign == "^"), default=moved[0].start if moved else 0)
    left = 0 if focus < width * 2 // 3 else min(focus - width // 3, total - width)
    return _window(cells, at, left, width), [_within(mark, left, width) for mark in moved]


def _near(line: str, marks: list[Mark], width: int) -> tuple[str, list[Mark]]:
    """A stretch around the first mark that is surely enough: a line may be a whole document."""
    if len(line) <= _NEAR * width:
        return line, marks
    focus = min((mark.start for mark in marks), default=0)
    left = max(0, focus - _NEAR * width // 2)
    near = line[left : left + _NEAR * width]
    return near, [replace(mark, start=max(0, mark.start - left), end=max(0, mark.end - left)) for mark in marks]


def _cells(line: str) -> Iterator[str]:
    """What shows for each code point; tabs become the spaces that they stand for."""
    column = 0
    for character in line:
        shown = " " * (TAB - column % TAB) if character == "\t" else character
        column += cell_len(shown)
        yield shown


def _window(cells: list[str], at: list[int], left: int, width: int) -> Text:
    """The cells from `left` on, with a sign at each end where something is cut off."""
    right = left + width
    inner = range(left + (left > 0), right - (at[-1] > right))
    kept = [cell for cell, start, end in zip(cells, at, at[1:], strict=False) if start in inner and end <= inner.stop]
    row = Text((_CUT if left > 0 else "") + "".join(kept))
    if at[-1] > right:
        row.append(_CUT)
    return row


def _within(mark: Mark, left: int, width: int) -> Mark:
    start = min(max(mark.start - left, 0), width - 1)
    return replace(mark, start=start, end=min(max(mark.end - left, start + 1), width))


def label_rows(marks: list[Mark], width: int) -> Iterator[Text]:
    """The row of underlines, with the text of the last mark behind it where it fits, and a row for each other text."""
    if not marks:
        return
    # What is more important is drawn later, over what is less: the primary mark over the others.
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    underline = _underline(ordered)
    last = ordered[-1]
    said = [mark for mark in ordered if mark.text]
    beside = last.text and last.end == cell_len(underline.plain) and last.end + 1 + cell_len(last.text) <= width
    if beside:
        underline.append(f" {last.text}", last.style)
        said.remove(last)
    yield underline
    while said:
        yield from _below(said.pop(), said, width)


def _underline(marks: list[Mark]) -> Text:
    signs = [" "] * max(mark.end for mark in marks)
    styles = [""] * len(signs)
    for mark in sorted(marks, key=lambda mark: mark.sign == "^"):
        for cell in range(mark.start, mark.end):
            signs[cell], styles[cell] = mark.sign, mark.style
    row = Text()
    for sign, style in zip(signs, styles, strict=True):
        row.append(sign, style)
    return row


def _below(mark: Mark, left: list[Mark], width: int) -> Iterator[Text]:
    """The text of a mark in rows of its own, as near to its start as fits; bars lead to the marks whose turn comes."""
    indent = max(0, min(mark.start, width - cell_len(mark.text)))
    for line in textwrap.wrap(mark.text, width - indent):
        row = Text()
        for bar in left:
            if len(row) <= bar.start < indent - 1:
                row.append(" " * (bar.start - cell_len(row.plain)))
                row.append("│", bar.style)
        row.append(" " * (indent - cell_len(row.plain)))
        row.append(line, mark.style)
        yield row
