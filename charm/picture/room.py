"""The columns of one frame while they are filled: in which order things stand in each, and how far down.

A link takes room in each column that it passes, and its label takes room in a column of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from charm.picture.kinds import look_of
from charm.picture.measure import cut, mono
from charm.picture.model import Link, Node
from charm.picture.order import in_order, spread
from graph.model import StepId

NAME_SIZE = 13.0
DETAIL_SIZE = 11.0
NAME_CELLS = 28
DETAIL_CELLS = 22
LABEL_CELLS = 22
SHEET = 4.0
"""How far a sheet of a stack, one of many like it, looks out below the one before it."""

_NODE_HEIGHT = 42.0
WINDOW_BAR = 8.0
"""Height of the bar on top of a window, above its words."""
_NODE_WIDTH = 84.0
_SIDE = 12.0
_PORT = 11.0
_LABEL_HEIGHT = 18.0
_LANE_HEIGHT = 8.0
_GAP = 14.0
_SETTLING = 10


@dataclass(slots=True)
class Item:
    """What takes room in a column: a step, a label, or the lane of a link that passes.

    column: 0 for what arrives from other frames, then labels and steps in turn, so that steps stand at 2, 4, ….
    y:      its upper side.
    """

    column: int
    width: float
    height: float
    node: Node | None = None
    text: str = ""
    y: float = 0.0

    @property
    def middle(self) -> float:
        """The y halfway down."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Chain:
    """A link's way through the columns, as the numbers of the items it passes.

    leaves: whether it goes on to the right, out of the frame.
    ports:  how far below the upper side of each item it meets that.
    """

    link: Link
    items: list[int]
    leaves: bool
    ports: list[float] = field(default_factory=list)


def sheets_of(node: Node) -> int:
    """How many sheets look out below a node: a local is one of many."""
    return 2 if node.scope == "local" else 0


def words_of(link: Link) -> str:
    """The label of a link: the fields it is about. All elements of a list or map alone say nothing new."""
    named = [part.removeprefix("[].").removeprefix("[…].") for part in link.fields if part.strip("[]…")]
    return cut(", ".join(part.removeprefix(".") for part in named), LABEL_CELLS)


class Room:
    """The columns of one frame while they are filled. Columns of labels stand between those of steps."""

    def __init__(
        self,
        nodes: Sequence[Node],
        columns: Mapping[StepId, int],
        links: Sequence[Link],
        leaving: Sequence[Link],
        arriving: Sequence[Link],
    ) -> None:
        self.items: list[Item] = []
        self.of_node: dict[StepId, int] = {}
        self.last = 2 + 2 * max(columns.values(), default=0)
        for node in nodes:
            self.of_node[node.id] = self._add(_node_item(node, 2 + 2 * columns[node.id]))
        self.columns: list[list[int]] = []
        self.chains = [self._inner(link) for link in links] + [self._leaving(link) for link in leaving]
        self.chains += [self._arriving(link) for link in arriving]

    def meets(self, chain: Chain, at: int) -> float:
        """The y where a chain meets its item number `at`."""
        return self.items[chain.items[at]].y + chain.ports[at]

    def _add(self, item: Item) -> int:
        self.items.append(item)
        return len(self.items) - 1

    def _inner(self, link: Link) -> Chain:
        first, last = sorted((self.of_node[link.source], self.of_node[link.target]), key=lambda n: self.items[n].column)
        words = words_of(link)
        between = []
        for column in range(self.items[first].column + 1, self.items[last].column):
            is_label = bool(words) and column == self.items[last].column - 1
            between.append(self._add(_label_item(words, column) if is_label else Item(column, 0, _LANE_HEIGHT)))
        return Chain(link, [first, *between, last], False)

    def _leaving(self, link: Link) -> Chain:
        start = self.of_node[link.source]
        lanes = [self._add(Item(n, 0, _LANE_HEIGHT)) for n in range(self.items[start].column + 1, self.last + 1)]
        return Chain(link, [start, *lanes], True)

    def _arriving(self, link: Link) -> Chain:
        end = self.of_node[link.target]
        lanes = [self._add(Item(n, 0, _LANE_HEIGHT)) for n in range(self.items[end].column)]
        return Chain(link, [*lanes, end], False)

    def settle(self, others: Mapping[StepId, int]) -> None:
        """Find the order in each column, then heights, then places. others: links at a step that no chain is of."""
        self._grow(others)
        # What is shared is what the picture is for: its lines cross others only when there is no other way.
        wires = [
            wire
            for chain in self.chains
            for wire in pairwise(chain.items)
            for _ in range(4 if chain.link.kind == "passes" else 1)
        ]
        columns: list[list[int]] = [[] for _ in range(self.last + 1)]
        for number, item in enumerate(self.items):
            columns[item.column].append(number)
        self.columns = in_order(columns, wires)
        for column in self.columns:
            top = 0.0
            for number in column:
                self.items[number].y = top
                top += self.items[number].height + _GAP
        for turn in range(_SETTLING):
            self._find_ports()
            for column in self.columns if turn % 2 == 0 else reversed(self.columns):
                self._align(column)
        self._find_ports()
        top = min((item.y for item in self.items), default=0.0)
        for item in self.items:
            item.y -= top

    def _grow(self, others: Mapping[StepId, int]) -> None:
        """Make each step tall enough for the links at its busier side."""
        for id_, number in self.of_node.items():
            left = sum(chain.items[-1] == number and not chain.leaves for chain in self.chains)
            right = sum(chain.items[0] == number for chain in self.chains)
            item = self.items[number]
            item.height = max(item.height, (max(left, right) + others.get(id_, 0)) * _PORT + 6)

    def _align(self, column: Sequence[int]) -> None:
        """Move what stands in a column to where its links are straightest."""
        if not column:
            return
        pulls: dict[int, list[tuple[float, float]]] = {}
        for chain in self.chains:
            for at, (here, there) in enumerate(pairwise(chain.items)):
                drop = chain.ports[at + 1] - chain.ports[at]
                # A lane that bends is uglier than a step that stands a little off.
                weight = 4.0 if self.items[here].node is None and self.items[there].node is None else 1.0
                pulls.setdefault(here, []).append((self.items[there].y + drop, weight))
                pulls.setdefault(there, []).append((self.items[here].y - drop, weight))
        wanted, weights = [], []
        for number in column:
            mine = pulls.get(number) or [(self.items[number].y, 0.1)]
            weight = sum(each for _, each in mine)
            wanted.append(sum(y * each for y, each in mine) / weight)
            weights.append(weight)
        gaps = [0.0] + [
            self.items[before].height + _gap(self.items[before], self.items[after])
            for before, after in pairwise(column)
        ]
        for number, y in zip(column, spread(wanted, gaps, weights), strict=True):
            self.items[number].y = y

    def _find_ports(self) -> None:
        """Where each chain meets each of its items: spread along the side of a step, in the order of the other ends."""
        sides: dict[tuple[int, bool], list[tuple[float, int, int]]] = {}
        for index, chain in enumerate(self.chains):
            chain.ports = [self.items[number].height / 2 for number in chain.items]
            for at, number in enumerate(chain.items):
                if self.items[number].node is None:
                    continue
                is_right = at == 0
                other = chain.items[1 if is_right else at - 1] if len(chain.items) > 1 else number
                sides.setdefault((number, is_right), []).append((self.items[other].middle, index, at))
        for (number, _), meeting in sides.items():
            height = self.items[number].height
            for place, (_, index, at) in enumerate(sorted(meeting), 1):
                self.chains[index].ports[at] = height * (0.12 + 0.76 * place / (len(meeting) + 1))


def _gap(before: Item, after: Item) -> float:
    if before.node is None or after.node is None:
        return 4.0
    return _GAP + SHEET * sheets_of(before.node)


def _node_item(node: Node, column: int) -> Item:
    name, brief = cut(node.name, NAME_CELLS), cut(node.brief, DETAIL_CELLS)
    # A mark puts a sign before the name.
    width = max(mono(f"+ {name}", NAME_SIZE), mono(brief, DETAIL_SIZE)) + 2 * _SIDE
    height = _NODE_HEIGHT + (WINDOW_BAR if look_of(node.kind).shape == "window" else 0)
    return Item(column, max(_NODE_WIDTH, width), height, node)


def _label_item(words: str, column: int) -> Item:
    return Item(column, mono(words, DETAIL_SIZE) + 8, _LABEL_HEIGHT, text=words)
