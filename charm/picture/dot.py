"""A picture in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from charm.picture.kinds import LINES, MARKS, look_of
from charm.picture.model import Link, Node, Picture
from charm.picture.room import words_of
from charm.screen import visible

_FILLS = {"shared": ("#dcf5e7", "#0f7b4f"), "local": ("#f5e6fd", "#8a3ab9"), None: ("#ffffff", "#818b98")}
_PENS = {"error": "#cf222e", "added": "#1a7f37", "removed": "#cf222e", "changed": "#9a6700"}


def dot(picture: Picture) -> str:
    """A directed graph with a cluster for each recipe."""
    return "\n".join([*_lines(picture), ""])


def _lines(picture: Picture) -> Iterator[str]:
    yield "digraph {"
    yield '  graph [rankdir=LR compound=true fontname="sans-serif"]'
    yield '  node [style=filled fontname="monospace" fontsize=11]'
    yield '  edge [fontname="monospace" fontsize=9]'
    for number, frame in enumerate(picture.frames):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_text(f'{frame.recipe}, {frame.about}')}"
        yield from (f"    {_node(node)}" for node in picture.of(frame.recipe))
        yield "  }"
    for link in picture.links:
        if (line := _link(link, picture)) is not None:
            yield f"  {line}"
    yield from (f"  // {visible(note)}" for note in picture.notes)
    yield "}"


def _node(node: Node) -> str:
    fill, pen = _FILLS[node.scope]
    name = f"{node.name} ({MARKS[node.mark]})" if node.mark else node.name
    label = _text("\n".join(filter(None, [name, node.brief])))
    marked = f" penwidth=3 color={_text(_PENS[node.mark])}" if node.mark else f" color={_text(pen)}"
    return f"{_text(node.id)} [label={label} shape={look_of(node.kind).dot} fillcolor={_text(fill)}{marked}]"


def _link(link: Link, picture: Picture) -> str | None:
    """An edge. One that opens a recipe ends at the border of its cluster, on the way to the first step in it."""
    target, extra = link.target, [LINES[link.kind].dot]
    if link.kind == "opens":
        inside = picture.of(link.target)
        if not inside:
            return None
        target = inside[0].id
        extra.append(f"lhead=cluster_{[frame.recipe for frame in picture.frames].index(link.target)}")
    if words := ", ".join(filter(None, [words_of(link), link.mark])):
        extra.append(f"label={_text(words)}")
    if link.mark:
        extra.append(f"color={_text(_PENS[link.mark])}")
    return f"{_text(link.source)} -> {_text(target)} [{' '.join(filter(None, extra))}]"


def _text(words: str) -> str:
    """A quoted string of Graphviz; lines are centred."""
    lines = (visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in words.split("\n"))
    return '"' + "\\n".join(lines) + '"'
