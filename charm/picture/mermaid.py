"""A picture as Mermaid, which GitHub, GitLab and many editors draw where they find it in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from charm.picture.kinds import LINES, MARKS, look_of
from charm.picture.model import Link, Node, Picture
from charm.picture.room import words_of
from charm.screen import visible

EDGES_MAX = 500
"""Mermaid refuses to draw more, unless its configuration says otherwise."""

_COLOURS = {
    "shared": "fill:#dcf5e7,stroke:#0f7b4f,color:#1f2328",
    "local": "fill:#f5e6fd,stroke:#8a3ab9,color:#1f2328",
    "plain": "fill:#ffffff,stroke:#818b98,color:#1f2328",
    "error": "fill:#ffebe9,stroke:#cf222e,stroke-width:3px",
    "added": "stroke:#1a7f37,stroke-width:4px",
    "removed": "stroke:#cf222e,stroke-width:2px,stroke-dasharray:4 3",
    "changed": "stroke:#9a6700,stroke-width:4px",
}

_SPECIAL = re.compile(r"[^\w .,:()?=…+~!/\-]")


def mermaid(picture: Picture) -> str:
    """A flowchart; names in it are numbers, so that no name can be a word of Mermaid."""
    return "\n".join([*_lines(picture), ""])


def _lines(picture: Picture) -> Iterator[str]:
    numbers = {node.id: f"n{number}" for number, node in enumerate(picture.nodes)}
    numbers |= {frame.recipe: f"r{number}" for number, frame in enumerate(picture.frames)} | numbers
    yield "flowchart LR"
    for number, frame in enumerate(picture.frames):
        yield f'  subgraph r{number}["{_text(frame.recipe)}, {_text(frame.about)}"]'
        yield from (f"    {numbers[node.id]}{_node(node)}" for node in picture.of(frame.recipe))
        yield "  end"
    yield from (f"  {_link(link, numbers)}" for link in picture.links)
    for name, colours in _COLOURS.items():
        mine = [numbers[node.id] for node in picture.nodes if name in (node.scope or "plain", node.mark)]
        if mine:
            yield f"  classDef {name} {colours}"
            yield f"  class {','.join(mine)} {name}"
    for note in picture.notes:
        yield f"  %% {visible(note)}"


def _node(node: Node) -> str:
    opens, closes = look_of(node.kind).mermaid
    brief = f"<br>{_text(node.brief)}" if node.brief else ""
    marked = f" ({MARKS[node.mark]})" if node.mark else ""
    return f'{opens}"{_text(node.name)}{marked}{brief}"{closes}'


def _link(link: Link, numbers: dict[str, str]) -> str:
    label = ", ".join(filter(None, [words_of(link), link.mark]))
    words = f'|"{_text(label)}"|' if label else ""
    return f"{numbers[link.source]} {LINES[link.kind].mermaid}{words} {numbers[link.target]}"


def _text(words: str) -> str:
    """Words in quotes: what Mermaid or HTML would read as theirs is written by its number."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", visible(words))
