"""The inside of one frame: its steps in columns, state on the left, what people see and do on the right.

Which column a step stands in needs no search: derived values have a rank. Since whatever a line passes has its own
room in a column, and lines bend between columns only, none can run through a step or a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from charm.picture.geometry import Box, Label, Point, Route
from charm.picture.kinds import look_of
from charm.picture.model import Link, Node, Picture
from charm.picture.room import SHEET, Chain, Room, sheets_of
from graph.model import StepId

_GUTTER = 26.0
_TRUNK = 14.0


@dataclass(frozen=True, slots=True)
class Inside:
    """The steps and links of one recipe, from (0, 0). ways: of the links that leave, to the right side."""

    width: float
    height: float
    boxes: Mapping[StepId, Box]
    routes: tuple[Route, ...]
    ways: tuple[tuple[Link, tuple[Point, ...]], ...]
    entries: Mapping[Link, float]


def arrange(picture: Picture, recipe: str) -> Inside:
    """Place the steps of a recipe and the links among them; say where links to other recipes leave and arrive."""
    nodes = picture.of(recipe)
    mine = {node.id for node in nodes}
    inner = [link for link in picture.links if _is_inner(link, mine)]
    outer = [link for link in picture.links if not _is_inner(link, mine)]
    leaving = [link for link in outer if link.source in mine]
    # What opens a recipe arrives at its frame.
    arriving = [link for link in outer if link.target in mine and link.kind != "opens"]
    columns = _columns(nodes, inner)
    sides = [link for link in inner if columns[link.source] == columns[link.target]]
    room = Room(nodes, columns, [link for link in inner if link not in sides], leaving, arriving)
    room.settle(_counts(sides))
    return _drawn(room, sides)


def _is_inner(link: Link, mine: Collection[StepId]) -> bool:
    """Whether a link stays in the frame. What a charm gives to another one leaves, be that of the same recipe."""
    return link.source in mine and link.target in mine and link.kind not in ("opens", "passes", "gives")


def _counts(sides: Sequence[Link]) -> Mapping[StepId, int]:
    """How many links to steps of its own column each step has."""
    return Counter(end for link in sides for end in (link.source, link.target))


def _columns(nodes: Sequence[Node], links: Sequence[Link]) -> Mapping[StepId, int]:
    """The column of each step, numbered from 0 without gaps: state, derived values by longest path, then the front."""
    place = {node.id: look_of(node.kind).column for node in nodes}
    sources: dict[StepId, list[StepId]] = {}
    for link in links:
        if place[link.source] == place[link.target] == "derived":
            sources.setdefault(link.target, []).append(link.source)
    depths: dict[StepId, int] = {}

    def depth(id_: StepId, above: frozenset[StepId]) -> int:
        # A recipe with a loop is an error, and is drawn all the same: the link that closes the loop is passed over.
        if id_ not in depths:
            before = [depth(each, above | {id_}) for each in sources.get(id_, ()) if each not in above]
            depths[id_] = 1 + max(before, default=0)
        return depths[id_]

    found = {}
    for node in nodes:
        found[node.id] = {"state": 0, "front": len(nodes) + 1}.get(place[node.id]) or (
            depth(node.id, frozenset({node.id})) if place[node.id] == "derived" else 0
        )
    numbers = {column: number for number, column in enumerate(sorted(set(found.values())))}
    return {id_: numbers[column] for id_, column in found.items()}


def _drawn(room: Room, sides: Sequence[Link]) -> Inside:
    """Give the columns their x, and the chains their points."""
    # Before the first steps there is the frame's own margin, and no column.
    starts, widths, x = [0.0, 0.0], [0.0, 0.0], 0.0
    for column in room.columns[2:]:
        # A column of labels without any is no more than the middle of a gutter.
        starts.append(x)
        widths.append(max((room.items[number].width for number in column), default=0.0))
        x += widths[-1] + _GUTTER
    right = starts[-1] + widths[-1]
    boxes = {
        id_: Box(starts[item.column], item.y, widths[item.column], item.height)
        for id_, number in room.of_node.items()
        for item in [room.items[number]]
    }
    inner = [chain for chain in room.chains if not chain.leaves and room.items[chain.items[0]].node is not None]
    routes = [_route(room, chain, starts, widths) for chain in inner]
    outer = right + (_TRUNK if sides else 0.0)
    routes += [_side(link, boxes) for link in sides]
    ways = tuple(
        (chain.link, (*_route(room, chain, starts, widths).pieces[0], (outer, room.meets(chain, -1))))
        for chain in room.chains
        if chain.leaves
    )
    bottoms = [item.y + item.height + (SHEET * sheets_of(item.node) if item.node else 0) for item in room.items]
    entries = {chain.link: room.meets(chain, -1) for chain in room.chains if room.items[chain.items[0]].node is None}
    return Inside(outer, max(bottoms, default=0.0), boxes, tuple(routes), ways, entries)


def _route(room: Room, chain: Chain, starts: Sequence[float], widths: Sequence[float]) -> Route:
    pieces: list[tuple[Point, ...]] = []
    points: list[Point] = []
    label = None
    for at, number in enumerate(chain.items):
        item, y = room.items[number], room.meets(chain, at)
        left, width = starts[item.column], widths[item.column]
        if item.text:
            inset = (width - item.width) / 2
            label = Label(item.text, Box(left + inset, item.y, item.width, item.height))
            pieces.append((*points, (left, y), (label.box.x, y)))
            points = [(label.box.right, y), (left + width, y)]
            continue
        if at > 0:
            points.append((left, y))
        if item.node is None or at == 0:
            points.append((left + width, y))
    pieces.append(tuple(points))
    first = room.items[chain.items[0]].node
    return Route(chain.link, tuple(pieces), label, backwards=first is not None and first.id != chain.link.source)


def _side(link: Link, boxes: Mapping[StepId, Box]) -> Route:
    """A link between two steps of one column: out into the gutter on the right, along, and back."""
    start, end = boxes[link.source], boxes[link.target]
    x, y1, y2 = start.right + _TRUNK, start.y + start.height * 0.3, end.y + end.height * 0.3
    return Route(link, (((start.right, y1), (x, y1), (x, y2), (end.right, y2)),))
