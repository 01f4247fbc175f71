"""Where everything in a picture stands: frames from left to right as charms open one another, steps in columns inside.

`columns.arrange` places what is inside a frame, `lay_out` the frames and what goes from one to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charm.picture.columns import Inside, arrange
from charm.picture.geometry import Box, Drawing, Placed, Point, Route
from charm.picture.measure import mono, prose
from charm.picture.model import Frame, Link, Picture
from charm.picture.order import spread
from charm.picture.room import SHEET

TITLE_SIZE = 14.0
ABOUT_SIZE = 12.0
HEADER = 40.0
PAD = 18.0
MARGIN = 16.0

_BAND_GUTTER = 48.0
_FRAME_GAP = 34.0
_LANE = 12.0
_SHEETS = 2


@dataclass(slots=True)
class _Framed:
    """A frame while it is placed. band: how many charms were opened on the way to it; entry: where `opens` meets it."""

    frame: Frame
    inside: Inside
    band: int
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0

    @property
    def entry(self) -> float:
        """The y where what opens it arrives."""
        return self.y + HEADER / 2


def lay_out(picture: Picture) -> Drawing:
    """Give every frame, step, link and label its place. Nothing meets anything but lines, which may cross.

    Cost: about 1 ms a step.
    """
    bands = _bands(picture)
    framed = {frame.recipe: _framed(picture, frame, bands[frame.recipe]) for frame in picture.frames}
    across = [
        _Across(link, way, framed[picture.by_id[link.source].recipe], _target(link, picture, framed))
        for each in framed.values()
        for link, way in each.inside.ways
    ]
    rights = _place(list(framed.values()), across)
    routes = [route.moved(*_origin(each)) for each in framed.values() for route in each.inside.routes]
    routes += _crossing(across, rights)
    return _trimmed(picture, framed, routes)


@dataclass(frozen=True, slots=True)
class _Across:
    """A link between frames. way: its points inside the first, from that frame's own origin."""

    link: Link
    way: tuple[Point, ...]
    source: _Framed
    target: _Framed

    @property
    def leaves(self) -> float:
        """The y where it leaves its frame."""
        return _origin(self.source)[1] + self.way[-1][1]

    @property
    def arrives(self) -> float:
        """The y where it enters the other frame."""
        if self.link.kind == "opens":
            return self.target.entry
        return _origin(self.target)[1] + self.target.inside.entries[self.link]


def _origin(framed: _Framed) -> Point:
    """Where what is inside a frame starts."""
    return framed.x + PAD, framed.y + HEADER


def _target(link: Link, picture: Picture, framed: Mapping[str, _Framed]) -> _Framed:
    return framed[link.target if link.kind == "opens" else picture.by_id[link.target].recipe]


def _bands(picture: Picture) -> Mapping[str, int]:
    """How many charms are opened on the way from the root to each recipe; what nothing opens stands below the root."""
    of_node = {node.id: node.recipe for node in picture.nodes}
    found = {picture.frames[0].recipe: 0} if picture.frames else {}
    waiting = list(found)
    for recipe in waiting:
        for link in picture.links:
            target = link.target if link.kind == "opens" else of_node[link.target]
            if of_node[link.source] == recipe and target not in found:
                found[target] = found[recipe] + 1
                waiting.append(target)
    return {frame.recipe: found.get(frame.recipe, 0) for frame in picture.frames}


def _framed(picture: Picture, frame: Frame, band: int) -> _Framed:
    inside = arrange(picture, frame.recipe)
    title = mono(frame.recipe, TITLE_SIZE) + 10 + prose(frame.about, ABOUT_SIZE)
    width = max(inside.width, title) + 2 * PAD
    return _Framed(frame, inside, band, width, inside.height + HEADER + PAD)


def _place(frames: Sequence[_Framed], across: Sequence[_Across]) -> Sequence[tuple[float, float]]:
    """Put the frames of each band below one another, near to what opens them. Result: left and right of each band."""
    sides: list[tuple[float, float]] = []
    x = 0.0
    for band in range(max((each.band for each in frames), default=-1) + 1):
        here = [each for each in frames if each.band == band]
        width = max((each.width for each in here), default=0.0)
        wanted = []
        for each in here:
            each.x, each.y = x, 0.0
            pulls = [one.leaves - one.arrives for one in across if one.target is each and one.source.band < band]
            wanted.append(sum(pulls) / len(pulls) if pulls else 0.0)
        gaps = [0.0] + [each.height + _FRAME_GAP for each in here[:-1]]
        for each, y in zip(here, spread(wanted, gaps, [1.0] * len(here)), strict=True):
            each.y = y
        sides.append((x, x + width))
        x += width + _BAND_GUTTER
    return sides


def _crossing(across: Sequence[_Across], sides: Sequence[tuple[float, float]]) -> list[Route]:
    """The routes between frames: straight into the next band, else along a lane above all frames."""
    frames = [each for one in across for each in (one.source, one.target)]
    top = min((each.y for each in frames), default=0.0)
    routes, lanes = [], 0
    for one in across:
        x, y = _origin(one.source)
        points = [(px + x, py + y) for px, py in one.way]
        leaves, arrives = sides[one.source.band][1], sides[one.target.band][0]
        points.append((leaves, one.leaves))
        if one.target.band != one.source.band + 1:
            lanes += 1
            lane, aside = top - lanes * _LANE, 4 + 4 * (lanes % 5)
            points += [(leaves + aside, one.leaves), (leaves + aside, lane), (arrives - aside, lane)]
            points.append((arrives - aside, one.arrives))
        points.append((arrives, one.arrives))
        if one.link.kind != "opens":
            points.append((one.target.x + PAD, one.arrives))
        routes.append(Route(one.link, (tuple(points),)))
    return routes


def _trimmed(picture: Picture, framed: Mapping[str, _Framed], routes: Sequence[Route]) -> Drawing:
    """Everything moved so that nothing is left of, or above, the margin."""
    boxes = [Box(each.x, each.y, each.width, each.height) for each in framed.values()]
    points = [point for route in routes for piece in route.pieces for point in piece]
    xs = [*(box.x for box in boxes), *(box.right for box in boxes), *(x for x, _ in points)]
    ys = [*(box.y for box in boxes), *(box.bottom + SHEET * _SHEETS for box in boxes), *(y for _, y in points)]
    dx, dy = MARGIN - min(xs, default=0.0), MARGIN - min(ys, default=0.0)
    nodes = []
    for node in picture.nodes:
        x, y = _origin(framed[node.recipe])
        nodes.append(Placed(node, framed[node.recipe].inside.boxes[node.id].moved(x + dx, y + dy)))
    return Drawing(
        max(xs, default=0.0) + dx + MARGIN,
        max(ys, default=0.0) + dy + MARGIN,
        tuple((each.frame, box.moved(dx, dy)) for each, box in zip(framed.values(), boxes, strict=True)),
        tuple(nodes),
        tuple(route.moved(dx, dy) for route in routes),
    )
