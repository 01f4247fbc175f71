"""What a handler reads and writes, and whether two runs of it commute: read from its nodes, so never out of step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from compiler.check.nodes import INNER, is_node
from compiler.lower.context import Outline
from graph.model import Element, Node, StepId, recipe_of
from graph.operators import WRITES

Conflict = Literal["commutes", "commutes by key", "conflicts"]
_BY_WEIGHT: tuple[Conflict, ...] = ("commutes", "commutes by key", "conflicts")

_NESTS = frozenset((dict, list, tuple))

Roots = Mapping[int, StepId]
"""The cell that each variable for an element leads into."""

NO_ROOTS: Roots = MappingProxyType({})


class Effects(Struct, frozen=True):
    """What a handler reads and writes, in order of first occurrence, and the handlers that it calls."""

    reads: tuple[StepId, ...]
    writes: tuple[StepId, ...]
    sends: tuple[StepId, ...]


def effects_of(body: Sequence[Node], elements: Iterable[Element], before: object) -> Effects:
    """The effects of a handler's own body. before: nodes that are evaluated first, the defaults of its payload."""
    walk = _Walk({}, {}, {}, {})
    for element in elements:
        walk.roots[element.var] = root_of(element.at, walk.roots)
        walk.keys(element.at)
    walk.value(before)
    walk.value(body)
    return Effects(tuple(walk.reads), tuple(walk.writes), tuple(walk.sends))


def reached(handler: StepId, sends: Callable[[StepId], Iterable[StepId]]) -> tuple[StepId, ...]:
    """The handler and all that it calls, at any depth, nearest first. sends: what a handler calls itself."""
    seen: dict[StepId, None] = {}
    waiting = [handler]
    while waiting:
        each = waiting.pop(0)
        if each not in seen:
            seen[each] = None
            waiting += sends(each)
    return tuple(seen)


def together(parts: Sequence[Effects]) -> Effects:
    """The effects of several bodies that run in one commit."""
    return Effects(
        tuple(dict.fromkeys(read for part in parts for read in part.reads)),
        tuple(dict.fromkeys(write for part in parts for write in part.writes)),
        tuple(dict.fromkeys(send for part in parts for send in part.sends)),
    )


def root_of(place: Node, roots: Roots) -> StepId:
    """The cell that a place is, or leads into."""
    while place["op"] not in ("ref", "place"):
        place = place["of"]
    root: StepId = place["step"] if place["op"] == "ref" else roots[place["n"]]
    return root


def reads_of(*trees: object, roots: Roots = NO_ROOTS) -> tuple[StepId, ...]:
    """The steps that expressions and clauses read, in order of first occurrence.

    roots: of the variables around them that refer to elements.
    """
    # Expressions write nothing and send nothing, so one loop does: it is asked of each slot of a view.
    reads: dict[StepId, None] = {}
    waiting: list[Any] = [*trees[::-1]]
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if kind is dict:
            op = part.get("op")
            if op == "ref":
                reads[part["step"]] = None
            elif type(op) is not str:
                # Operands by name, of which one may be called `op`.
                waiting += [each for each in [*part.values()][::-1] if type(each) in _NESTS]
            elif op == "peek":
                # A text among what waits is a step, which is read once what leads to it is.
                waiting += (part["step"], part["of"])
            elif op == "place" and part["n"] in roots:
                reads[roots[part["n"]]] = None
            elif op != "lit" and (inner := INNER[op]):
                waiting += [part[name] for name in inner[::-1] if name in part]
        elif kind is list or kind is tuple:
            waiting += [each for each in part[::-1] if type(each) in _NESTS]
        elif kind is str:
            reads[part] = None
    return tuple(reads)


class _Walk(Struct, frozen=True):
    """A walk over nodes in the order in which they run; the three dicts are its ordered sets of findings."""

    roots: dict[int, StepId]
    reads: dict[StepId, None]
    writes: dict[StepId, None]
    sends: dict[StepId, None]

    def value(self, tree: Any) -> None:
        """Find what a node, or any nest of them, reads and writes."""
        if isinstance(tree, dict):
            if is_node(tree):
                self.node(tree)
                return
            tree = tree.values()
        for part in tree:
            if type(part) in _NESTS:
                self.value(part)

    def node(self, node: Node) -> None:
        op = node["op"]
        match op:
            case "lit":
                return
            case "ref":
                self.reads[node["step"]] = None
            case "peek":
                self.value(node["of"])
                self.reads[node["step"]] = None
                return
            case "place" if node["n"] in self.roots:
                self.reads[self.roots[node["n"]]] = None
            case "send":
                self.sends[node["handler"]] = None
            case "each_element":
                self.roots[node["var"]] = root_of(node["at"], self.roots)
        for name in INNER[op]:
            part = node.get(name)
            if part is None:
                continue
            if name == "at" and op in WRITES:
                self.writes[root_of(part, self.roots)] = None
                self.keys(part)
            else:
                self.value(part)

    def keys(self, place: Node) -> None:
        """A write into a place reads its keys, not the cell that it leads into."""
        match place["op"]:
            case "field":
                self.keys(place["of"])
            case "entry" | "find":
                self.keys(place["of"])
                self.value(place["key"])
            case "nth":
                self.keys(place["of"])
                self.value(place["index"])


def conflict_of(
    writes: Iterable[Conflict],
    effects: Effects,
    outline: Outline,
) -> Conflict:
    """Whether two runs by two visitors commute; in doubt they conflict.

    writes: the class of each write into a shared cell by itself. Locals do not count: each visitor has their own.
    """
    shared = {write for write in effects.writes if not outline.is_local(write)}
    read = {cell for step in effects.reads for cell in (step, *outline.sources.get(step, ()))} | outline.upheld
    if shared & read or any(_may_be_one(write, each, outline) for write in shared for each in read):
        return "conflicts"
    return max(writes, key=_BY_WEIGHT.index, default="commutes")


def _may_be_one(write: StepId, read: StepId, outline: Outline) -> bool:
    """Whether steps of two recipes may be one cell: a reference of the one may lead into the other's."""
    changes = read in outline.scopes and read not in outline.constants
    return changes and recipe_of(write) != recipe_of(read) and not outline.references.isdisjoint((write, read))
