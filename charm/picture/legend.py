"""What the colours, shapes and lines of a picture mean; only those that are in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from charm.picture.geometry import Box
from charm.picture.kinds import LINES, LOOKS, MARKS, SCOPES, look_of
from charm.picture.layout import MARGIN
from charm.picture.measure import prose
from charm.picture.model import Picture
from charm.picture.shapes import n, ornament, outline
from charm.picture.words import escaped

_SIZE = 12.0
_ROW = 24.0
_SIGN = 30.0
_BETWEEN = 20.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sign and its words. sign: SVG of the sign, drawn around (0, 0) to (30, 14)."""

    sign: str
    words: str

    @property
    def width(self) -> float:
        return (_SIGN + 8 if self.sign else 0) + prose(self.words, _SIZE)


def legend(picture: Picture, width: float, top: float) -> tuple[tuple[str, ...], float, float]:
    """The rows of the legend below `top`, and the width and height of the whole picture with them."""
    lines: list[str] = []
    y, widest = top + 6, width
    for group in _groups(picture):
        x = MARGIN
        for entry in group:
            if x > MARGIN and x + entry.width > width - MARGIN:
                x, y = MARGIN, y + _ROW
            lines.append(_drawn(entry, x, y))
            x += entry.width + _BETWEEN
            widest = max(widest, x - _BETWEEN + MARGIN)
        y += _ROW
    return tuple(lines), widest, y + MARGIN - 8


def _groups(picture: Picture) -> Iterator[list[_Entry]]:
    """Colours, then shapes, then lines, then what is marked and what is to be said."""
    scopes = {node.scope for node in picture.nodes}
    for scope, means in SCOPES.items():
        if scope in scopes:
            yield [_Entry(_swatch(scope), f"{scope}: {means}")]
    kinds = {node.kind for node in picture.nodes}
    in_order = sorted(kinds, key=lambda kind: (kind not in LOOKS, [*LOOKS, kind].index(kind)))
    yield [_Entry(_shape(kind), look_of(kind).means) for kind in in_order]
    links = {link.kind for link in picture.links}
    yield [_Entry(_line(kind), line.means) for kind, line in LINES.items() if kind in links]
    marks = {node.mark for node in picture.nodes}
    if any(marks):
        yield [_Entry(_mark(mark), means) for mark, means in MARKS.items() if mark in marks]
    for note in picture.notes:
        yield [_Entry("", note)]


def _drawn(entry: _Entry, x: float, y: float) -> str:
    words = x + (_SIGN + 8 if entry.sign else 0)
    sign = f'<g transform="translate({n(x)} {n(y)})">{entry.sign}</g>' if entry.sign else ""
    return (
        f'<g class="key">{sign}<text class="quiet" x="{n(words)}" y="{n(y + 11)}" font-size="{n(_SIZE)}">'
        f"{escaped(entry.words)}</text></g>"
    )


def _swatch(scope: str) -> str:
    sheet = f'<path class="sheet" d="{outline("box", Box(3, 3, 24, 14))}"/>' if scope == "local" else ""
    return f'<g class="{scope}">{sheet}<path class="shape" d="{outline("box", Box(0, 0, 30, 14))}"/></g>'


def _shape(kind: str) -> str:
    shape, box = look_of(kind).shape, Box(0, 0, 30, 15)
    # The bar of a window would be half of a sign as low as this.
    inner = ornament(shape, Box(0, -3, 30, 18) if shape == "window" else box)
    return f'<path class="shape" d="{outline(shape, box)}"/>' + (
        f'<path class="ornament" d="{inner}"/>' if inner else ""
    )


def _line(kind: str) -> str:
    line = next(each for name, each in LINES.items() if name == kind)
    heads = ('<path class="head" d="M0 7l7 -3.5v7Z"/>' if line.start else "") + (
        '<path class="head" d="M30 7l-7 -3.5v7Z"/>' if line.end else ""
    )
    return f'<g class="link {kind}"><path class="line" d="M0 7H30"/>{heads}</g>'


def _mark(mark: str) -> str:
    return f'<g class="node {mark}"><path class="shape" d="{outline("box", Box(0, 0, 30, 14))}"/></g>'
