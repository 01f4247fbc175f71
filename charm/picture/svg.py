"""A picture as one SVG that stands alone: its own colours for light and dark, no script, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise

from charm.picture.geometry import Box, Drawing, Placed, Point, Route
from charm.picture.kinds import LINES, MARKS, look_of
from charm.picture.layout import ABOUT_SIZE, HEADER, PAD, TITLE_SIZE, lay_out
from charm.picture.legend import legend
from charm.picture.measure import cut, mono
from charm.picture.model import ACTIONS, BOTH_WAYS, Frame, Link, Picture
from charm.picture.room import (
    DETAIL_CELLS,
    DETAIL_SIZE,
    NAME_CELLS,
    NAME_SIZE,
    SHEET,
    WINDOW_BAR,
    sheets_of,
)
from charm.picture.shapes import n, ornament, outline
from charm.picture.words import escaped

_ARROW = 7.0


def svg(picture: Picture) -> str:
    """The picture with its legend, ready for a file or an `<img>`."""
    drawing = lay_out(picture)
    below, width, height = legend(picture, max(drawing.width, 560.0), drawing.height)
    body = "\n".join([*figure(drawing), *below])
    names = ", ".join(frame.recipe for frame in picture.frames)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}"'
        f' height="{n(height)}" role="img">\n<title>{escaped(names)}</title>\n<style>\n{style()}</style>\n'
        f'<rect class="paper" width="100%" height="100%" rx="8"/>\n{body}\n</svg>\n'
    )


def style() -> str:
    """The rules that both the SVG and the page use."""
    return files("charm.picture").joinpath("picture.css").read_text(encoding="utf-8")


def figure(drawing: Drawing) -> Iterator[str]:
    """The elements of a drawing: frames below, then lines, then steps."""
    yield from (_frame(frame, box) for frame, box in drawing.frames)
    scopes = {placed.node.id: placed.node.scope for placed in drawing.nodes}
    yield from (
        _route(route, scopes.get(route.link.source) or scopes.get(route.link.target)) for route in drawing.routes
    )
    yield from (_node(placed) for placed in drawing.nodes)


def _frame(frame: Frame, box: Box) -> str:
    sheets = "".join(_sheet(box, number) for number in (2, 1)) if frame.many else ""
    x, y = box.x + PAD, box.y + HEADER / 2 + TITLE_SIZE * 0.35
    title = mono(frame.recipe, TITLE_SIZE)
    return (
        f'<g class="frame{_marked(frame.mark)}" data-recipe="{escaped(frame.recipe)}">{sheets}'
        f'<rect x="{n(box.x)}" y="{n(box.y)}" width="{n(box.width)}" height="{n(box.height)}" rx="10"/>'
        f"{_mono(frame.recipe, x, y, TITLE_SIZE, 'title')}"
        f'<text class="about" x="{n(x + title + 10)}" y="{n(y)}" font-size="{n(ABOUT_SIZE)}">'
        f"{escaped(frame.about)}</text></g>"
    )


def _sheet(box: Box, number: int) -> str:
    inset = 6.0 * number
    return (
        f'<rect class="sheet" x="{n(box.x + inset)}" y="{n(box.bottom - 20)}" width="{n(box.width - 2 * inset)}"'
        f' height="{n(20 + SHEET * number)}" rx="8"/>'
    )


def _node(placed: Placed) -> str:
    node, box = placed.node, placed.box
    look = look_of(node.kind)
    sheets = [
        Box(box.x + 4 * k, box.y + SHEET * k, box.width - 8 * k, box.height) for k in range(sheets_of(node), 0, -1)
    ]
    stack = "".join(f'<path class="sheet" d="{outline(look.shape, sheet)}"/>' for sheet in sheets)
    about = ". ".join(filter(None, [f"{node.id}: {node.kind}", node.scope, node.detail, node.doc]))
    marked = f", {MARKS[node.mark]}" if node.mark else ""
    inner = ornament(look.shape, box)
    return (
        f'<g class="node {node.scope or "plain"}{_marked(node.mark)}" data-id="{escaped(node.id)}">'
        f"<title>{escaped(about + marked)}</title>{stack}"
        f'<path class="shape" d="{outline(look.shape, box)}"/>'
        + (f'<path class="ornament" d="{inner}"/>' if inner else "")
        + "".join(_words(placed))
        + "</g>"
    )


def _words(placed: Placed) -> Iterator[str]:
    """The name and, below it, a few words; a window's below its bar."""
    node, box = placed.node, placed.box
    middle = box.middle + (WINDOW_BAR / 2 if look_of(node.kind).shape == "window" else 0)
    sign = {"added": "+ ", "removed": "\N{MINUS SIGN} ", "changed": "~ ", "error": "! "}.get(node.mark or "", "")
    name, brief = sign + cut(node.name, NAME_CELLS), cut(node.brief, DETAIL_CELLS)
    x = box.x + box.width / 2
    yield _mono(name, x - mono(name, NAME_SIZE) / 2, middle + (-2 if brief else 5), NAME_SIZE, "name")
    if brief:
        yield _mono(brief, x - mono(brief, DETAIL_SIZE) / 2, middle + 13, DETAIL_SIZE, "brief")


def _mono(words: str, x: float, y: float, size: float, role: str) -> str:
    """Words in a monospaced font, set to the width that was measured, whatever font there is."""
    return (
        f'<text class="mono {role}" x="{n(x)}" y="{n(y)}" font-size="{n(size)}" textLength="{n(mono(words, size))}"'
        f' lengthAdjust="spacingAndGlyphs">{escaped(words)}</text>'
    )


def _route(route: Route, scope: str | None) -> str:
    link = route.link
    line = LINES[link.kind]
    ends = (line.end, line.start) if route.backwards else (line.start, line.end)
    heads = [_head(route.pieces[0][1], route.pieces[0][0])] if ends[0] else []
    heads += [_head(route.pieces[-1][-2], route.pieces[-1][-1])] if ends[1] else []
    label = ""
    if route.label:
        box = route.label.box
        label = _mono(route.label.text, box.x + 4, box.middle + 4, DETAIL_SIZE, "fields")
    return (
        f'<g class="link {link.kind} {scope or "plain"}{_marked(link.mark)}" data-source="{escaped(link.source)}"'
        f' data-target="{escaped(link.target)}" data-how="{line.means}" data-fields="{escaped(", ".join(link.fields))}"'
        f' data-ways="{_ways(link)}">'
        f'<path class="line" d="{"".join(map(_path, route.pieces))}"/>'
        f"{''.join(heads)}{label}</g>"
    )


def _ways(link: Link) -> str:
    """In which directions values go."""
    return "none" if link.kind in ACTIONS else "both" if link.kind in BOTH_WAYS else "one"


def _path(piece: Sequence[Point]) -> str:
    """A piece of a route as a path."""
    parts = [f"M{n(piece[0][0])} {n(piece[0][1])}"]
    for (x1, y1), (x2, y2) in pairwise(piece):
        if x1 == x2 or abs(y1 - y2) < 0.05:
            parts.append(f"L{n(x2)} {n(y2)}")
        else:
            middle = n((x1 + x2) / 2)
            parts.append(f"C{middle} {n(y1)} {middle} {n(y2)} {n(x2)} {n(y2)}")
    return "".join(parts)


def _head(before: Point, tip: Point) -> str:
    """An arrow's head at `tip`. Every line arrives horizontally."""
    back = -_ARROW if tip[0] > before[0] else _ARROW
    return f'<path class="head" d="M{n(tip[0])} {n(tip[1])}l{n(back)} {n(-_ARROW * 0.5)}v{n(_ARROW)}Z"/>'


def _marked(mark: str | None) -> str:
    return f" {mark}" if mark else ""
