"""How each kind of step and of link looks, in every format: a new kind needs its row here and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from charm.picture.model import LinkKind, Mark
from graph.model import Scope

Shape = Literal["box", "tag", "hexagon", "pill", "window", "card", "recipe"]
Column = Literal["state", "derived", "front"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of step is drawn.

    column:  where it stands in its recipe's frame, from left to right: what is kept, what follows from it by rank,
             and what people see and do.
    means:   the words of the legend.
    mermaid: brackets around a node; dot: the shape's name in Graphviz.
    """

    shape: Shape
    column: Column
    means: str
    mermaid: tuple[str, str]
    dot: str


LOOKS: Mapping[str, Look] = {
    "cell": Look("box", "state", "a value that is kept", ("[", "]"), "box"),
    "input": Look("tag", "state", "a parameter", (">", "]"), "cds"),
    "child": Look("card", "state", "a charm inside this one", ("[[", "]]"), "box3d"),
    "derive": Look("hexagon", "derived", "follows from other values", ("{{", "}}"), "hexagon"),
    "view": Look("window", "front", "what a visitor sees", ("[/", "/]"), "tab"),
    "handler": Look("pill", "front", "what a visitor can do", ("([", "])"), "ellipse"),
    "navigate": Look("tag", "front", "opens a charm", (">", "]"), "cds"),
    "spawn": Look("tag", "front", "makes a charm", (">", "]"), "cds"),
    "always": Look("hexagon", "derived", "always holds", ("{{", "}}"), "hexagon"),
    "every": Look("pill", "front", "what the clock does", ("([", "])"), "ellipse"),
    "here": Look("tag", "state", "who looks now", (">", "]"), "cds"),
    "recipe": Look("recipe", "state", "a whole recipe", ("[[", "]]"), "folder"),
}
"""By `Step.kind`; `recipe` stands for all steps of one that is not shown step by step."""

OTHER = Look("box", "front", "another step", ("[", "]"), "box")
"""For a kind that has no row yet."""


def look_of(kind: str) -> Look:
    """How a kind is drawn."""
    return LOOKS.get(kind, OTHER)


@dataclass(frozen=True, slots=True)
class Line:
    """How a kind of link is drawn. start, end: whether it has an arrow there."""

    means: str
    start: bool
    end: bool
    mermaid: str
    dot: str


LINES: Mapping[LinkKind, Line] = {
    "passes": Line("one and the same value, passed by reference", False, False, "===", "penwidth=3 dir=none"),
    "reads": Line("reads", False, True, "-->", ""),
    "writes": Line("writes", False, True, "-->", "style=bold"),
    "updates": Line("reads and writes", True, True, "<-->", "dir=both"),
    "edits": Line("shows and edits", True, True, "<-->", "dir=both"),
    "gives": Line("gives a copy", False, True, "-.->", "style=dotted"),
    "opens": Line("opens", False, True, "-.->", "style=dashed"),
    "offers": Line("offers", False, True, "-.->", "style=dotted"),
    "calls": Line("calls later", False, True, "-.->", "style=dashed"),
}

MARKS: Mapping[Mark, str] = {
    "error": "has an error",
    "added": "added",
    "removed": "removed",
    "changed": "changed",
}

SCOPES: Mapping[Scope, str] = {
    "shared": "one value for all who have the address of the charm",
    "local": "one value per visitor, seen by nobody else",
}
"""What the two scopes mean, in the words of the tree and the legend."""
