"""Documents: text with places where a line may end, and how they become lines of a given width.

A group is on one line, or broken: then all its own places are line ends. A group with a broken one inside is broken
itself. That makes formatting idempotent: where brackets that the first run broke are read as broken by the author,
the second run finds the same groups broken.

Comments are no text, and have no width. Behind one comes a line end, whatever stands there.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from msgspec import Struct

INDENT = 2


class Stay(Enum):
    """Whether a value stays on the line of the sign before it when it is too wide for that line.

    ALWAYS: what is a bracket, and breaks inside.
    RATHER_WHOLE: what ends in a bracket, such as a call; the next line has it where it is whole there.
    NEVER: what has no bracket around it, such as a sum.
    """

    ALWAYS = 0
    RATHER_WHOLE = 1
    NEVER = 2


class Line(Struct, frozen=True):
    """A place where a line ends in a broken group. flat: what is there otherwise; blank: with an empty line after."""

    flat: str = " "
    blank: bool = False
    hard: bool = False


class OwnComment(Struct, frozen=True):
    """A comment with a line of its own. blank: with an empty line after."""

    text: str
    blank: bool


class TrailingComment(Struct, frozen=True):
    """A comment behind code."""

    text: str


class IfBroken(Struct, frozen=True):
    """One text in a broken group, another on one line."""

    broken: str
    flat: str


class Row(Struct, frozen=True):
    """Parts side by side.

    breaks: there is a line end inside, whatever the width.
    opens:  it begins with a comment of its own line; trails: it ends with a comment. Neither breaks the group that
            it stands in before something else stands on that side.
    """

    parts: tuple[Doc, ...]
    breaks: bool
    opens: bool
    trails: bool


class Indent(Struct, frozen=True):
    """What has its line ends one step further in."""

    inner: Doc


class Group(Struct, frozen=True):
    """What is on one line or broken. breaks: broken, whatever the width."""

    inner: Doc
    breaks: bool


class Value(Struct, frozen=True):
    """What stands behind `=`, `:` or `->`: on the same line, or one step further in on the next."""

    inner: Doc
    stay: Stay


Doc: TypeAlias = str | Line | OwnComment | TrailingComment | IfBroken | Row | Indent | Group | Value

SPACE = Line()
SOFT = Line("")
HARD = Line(hard=True)


def row(*parts: Doc) -> Row:
    """Parts side by side; what is empty is left out."""
    kept = tuple(part for part in parts if part != "" and not (isinstance(part, Row) and not part.parts))
    above = next((at for at, part in enumerate(kept) if not isinstance(part, OwnComment)), len(kept))
    breaks = any(_breaks(part) for part in kept)
    breaks = breaks or any(_trails(part) for part in kept[above:-1]) or any(_opens(part) for part in kept[above + 1 :])
    return Row(kept, breaks, bool(kept) and _opens(kept[0]), bool(kept) and _trails(kept[-1]))


def group(*parts: Doc, broken: bool = False) -> Group:
    """Parts that are on one line together or broken together. broken: whatever the width."""
    inner = row(*parts)
    return Group(inner, broken or inner.breaks)


def _breaks(doc: Doc) -> bool:
    while isinstance(doc, Indent | Value):
        doc = doc.inner
    return doc.hard if isinstance(doc, Line) else isinstance(doc, Row | Group) and doc.breaks


def _opens(doc: Doc) -> bool:
    while isinstance(doc, Indent | Group | Value):
        doc = doc.inner
    return isinstance(doc, OwnComment) or (isinstance(doc, Row) and doc.opens)


def _trails(doc: Doc) -> bool:
    while isinstance(doc, Indent | Group | Value):
        doc = doc.inner
    return isinstance(doc, OwnComment | TrailingComment) or (isinstance(doc, Row) and doc.trails)


def render(doc: Doc, width: int) -> str:
    """The document as lines of at most `width` code points where it has places to break them, with a line end last.

    Cost: linear in the document, times the width at most. Nothing recurses, so that no nesting is too deep.
    """
    printer = _Printer(width)
    printer.run(doc)
    return printer.text()


def flat(doc: Doc) -> str:
    """The document on one line; it has no line end that must be."""
    assert not _breaks(doc), "what must break has no flat form"
    printer = _Printer(0)
    printer.pending.append((0, False, doc))
    printer.drain()
    return "".join(printer.line)


_Pending: TypeAlias = tuple[int, bool, Doc]
"""What is still to be printed: its indentation, whether its group is broken, and the document."""


class _Printer:
    """One rendering. Owns what has been printed and what is still to be; nobody else sees it."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self.line: list[str] = []
        self.column = 0
        # Line ends that must come before more text does: behind a comment one, or two with an empty line.
        self.owed = 0
        self.pending: list[_Pending] = []

    def run(self, doc: Doc) -> None:
        self.pending.append((0, True, doc))
        self.drain()
        self._end_line(0)

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n") + "\n"

    def drain(self) -> None:
        while self.pending:
            indent, broken, doc = self.pending.pop()
            match doc:
                case str():
                    self._put(indent, doc)
                case Line():
                    if broken or doc.hard:
                        self._end_line(1 + doc.blank)
                    else:
                        self._put(indent, doc.flat)
                case Row():
                    self.pending.extend((indent, broken, part) for part in reversed(doc.parts))
                case Indent():
                    self.pending.append((indent + INDENT, broken, doc.inner))
                case Group():
                    is_broken = doc.breaks or (broken and not self._fits(doc.inner, self._at(indent)))
                    self.pending.append((indent, is_broken, doc.inner))
                case IfBroken():
                    self._put(indent, doc.broken if broken else doc.flat)
                case Value():
                    self._value(indent, broken, doc)
                case OwnComment():
                    if self.line:
                        # The space after an operator, where the comment comes instead of an operand.
                        self.line[-1] = self.line[-1].rstrip()
                        self._end_line(max(1, self.owed))
                    self._put(indent, doc.text)
                    self.owed = 1 + doc.blank
                case TrailingComment():
                    self._put(indent, f"  {doc.text}")
                    self.owed = 1

    def _at(self, indent: int) -> int:
        """The column where the next text begins."""
        return self.column if self.line and not self.owed else indent

    def _put(self, indent: int, text: str) -> None:
        if self.owed:
            text = text.lstrip()
            if not text:
                return
            self._end_line(self.owed)
        if not text:
            return
        if not self.line:
            self.line.append(" " * indent)
            self.column = indent
        self.line.append(text)
        self.column += len(text)

    def _end_line(self, count: int) -> None:
        self.lines.append("".join(self.line))
        self.lines.extend([""] * (count - 1))
        self.line = []
        self.column = self.owed = 0

    def _value(self, indent: int, broken: bool, value: Value) -> None:
        inner, breaks = value.inner, _breaks(value.inner)
        below = (indent + INDENT, broken, row(HARD, inner))
        if not broken:
            self.pending.append((indent, False, row(" ", inner)))
        elif self.owed or _opens(inner):
            self.pending.append(below)
        elif not breaks and self._fits(inner, self.column + 1):
            self.pending.append((indent, False, row(" ", inner)))
        elif value.stay is Stay.NEVER:
            self.pending.append(below)
        elif value.stay is Stay.RATHER_WHOLE and not breaks and self._fits(inner, indent + INDENT):
            self.pending.append((indent + INDENT, False, row(HARD, inner)))
        else:
            self.pending.append((indent, broken, row(" ", inner)))

    def _fits(self, doc: Doc, column: int) -> bool:
        """Whether the line ends before the width does when `doc` is flat, with what must stand behind it."""
        left = self.width - column
        looked_at = [(False, doc)]
        behind = len(self.pending)
        while left >= 0:
            if not looked_at:
                if behind == 0:
                    return True
                behind -= 1
                _, broken, doc = self.pending[behind]
            else:
                broken, doc = looked_at.pop()
            match doc:
                case str():
                    left -= len(doc)
                case Line():
                    if broken or doc.hard:
                        return True
                    left -= len(doc.flat)
                case Row():
                    looked_at.extend((broken, part) for part in reversed(doc.parts))
                case Indent() | Group():
                    looked_at.append((broken, doc.inner))
                case IfBroken():
                    left -= len(doc.broken if broken else doc.flat)
                case Value():
                    if broken and doc.stay is Stay.NEVER:
                        return True
                    left -= 1
                    looked_at.append((broken, doc.inner))
        return False
