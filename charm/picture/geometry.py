"""Where things stand in a drawing: boxes, and lines between them. Pixels; x to the right, y down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from charm.picture.model import Frame, Link, Node

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y halfway down."""
        return self.y + self.height / 2

    def moved(self, x: float, y: float) -> Box:
        """The box so far to the right and down."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True, slots=True)
class Label:
    """Words that stand in a gap of a line."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a link: pieces of points, with a gap for the label between two of them.

    From one point to the next the way is straight where they share x or y, else a curve that leaves and arrives
    horizontally and stays between the two.

    backwards: whether the points run from the link's target to its source.
    """

    link: Link
    pieces: tuple[tuple[Point, ...], ...]
    label: Label | None = None
    backwards: bool = False

    def moved(self, x: float, y: float) -> Route:
        """The route so far to the right and down."""
        pieces = tuple(tuple((px + x, py + y) for px, py in piece) for piece in self.pieces)
        label = self.label and Label(self.label.text, self.label.box.moved(x, y))
        return replace(self, pieces=pieces, label=label)


@dataclass(frozen=True, slots=True)
class Placed:
    """A node and the room it takes."""

    node: Node
    box: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place, from (0, 0) to (width, height)."""

    width: float
    height: float
    frames: tuple[tuple[Frame, Box], ...]
    nodes: tuple[Placed, ...]
    routes: tuple[Route, ...]
