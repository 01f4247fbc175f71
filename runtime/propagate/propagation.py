"""The nodes of a space, made when somebody looks and dropped when nobody does; settled after each commit.

A step that reads no local is one node for all charms in which it reads the same cells: all sessions of a chat share
the slots of its room, however many there are, and each is evaluated once per commit. A step that reads a local has a
node per visitor.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import count
from typing import Any

from graph.model import Derive, View, recipe_of
from runtime.initial import Initials
from runtime.propagate.nodes import Computed, Following, Peeking, Reference
from runtime.propagate.slots import Slot
from runtime.state import Cell, Charm, Place, State

NodeKey = tuple[Any, ...]


class Propagation:
    """Who follows whom. ran: the ids of the steps computed since somebody last emptied it, in order."""

    def __init__(self, state: State, initials: Initials) -> None:
        self._state, self._initials = state, initials
        self._nodes: dict[NodeKey, Following] = {}
        self._order = count()
        self._pulled: dict[Following, None] = {}
        self._left: list[Any] = []
        self.ran: list[str] = []

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self._nodes)

    def hold(self, charm: Charm, step: View, visitor: str) -> Slot:
        """The node of a slot, up to date and kept so until `forget`."""
        found = self._follow(charm, step, visitor)
        assert isinstance(found, Slot)
        found.held += 1
        return found

    def read(self, charm: Charm, step_id: str, visitor: str | None) -> Any:
        """The value of a derived value, up to date with the state as it is; raises its fault."""
        found = self._node(charm, step_id, visitor)
        found.refresh()
        if isinstance(found, Following):
            self._pulled[found] = None
        if found.fault is not None:
            raise found.fault
        return found.value

    def _node(self, charm: Charm, step_id: str, visitor: str | None) -> Cell | Following:
        step = self._state.program.steps[step_id]
        if isinstance(step, Derive | View):
            return self._follow(charm, step, visitor)
        place = self._state.place(charm, step_id, visitor)
        cell = self._initials.cell(place.cell)
        return self._reference(cell, place) if place.path else cell

    def _reference(self, cell: Cell, place: Place) -> Following:
        found = self._nodes.get(place)
        if found is None:
            found = self._add(place, Reference(cell, place))
        return found

    def _follow(self, charm: Charm, step: Derive | View, visitor: str | None) -> Following:
        key = self._key(charm, step, visitor)
        found = self._nodes.get(key)
        if found is None:
            self._make_behind(charm, step, visitor)
            found = self._add(key, self._make(charm, step, visitor))
        return found

    def _make_behind(self, charm: Charm, step: Derive | View, visitor: str | None) -> None:
        """Make the nodes that a new one needs, those first that others need: a row of them may be of any length."""
        waiting = self._missing(charm, step, visitor)
        while waiting:
            needed = waiting[-1]
            before = self._missing(charm, needed, visitor)
            waiting += before
            if not before:
                waiting.pop()
                self._follow(charm, needed, visitor)

    def _missing(self, charm: Charm, step: Derive | View, visitor: str | None) -> list[Derive | View]:
        """The derived values and slots that a step needs, and of which there is no node yet."""
        program = self._state.program
        outer = (step.inside[0],) if isinstance(step, View) and step.inside is not None else ()
        needed = (program.steps[read] for read in (*program.own_reads(step), *outer))
        return [
            each
            for each in needed
            if isinstance(each, Derive | View) and self._key(charm, each, visitor) not in self._nodes
        ]

    def _key(self, charm: Charm, step: Derive | View, visitor: str | None) -> NodeKey:
        if step.scope == "local":
            return (step.id, charm.id, visitor)
        sources = self._state.program.sources(charm.recipe)[step.id]
        return (step.id, *(self._state.place(charm, source, None) for source in sources))

    def _make(self, charm: Charm, step: Derive | View, visitor: str | None) -> Following:
        program = self._state.program
        reads = tuple(self._node(charm, read, visitor) for read in program.own_reads(step))
        context = Peeking(self._initials.me(visitor) if step.scope == "local" else None, self._peek, self._left)
        if isinstance(step, Derive):
            return Computed(step, program.value(step), reads, context, self.ran)
        if step.inside is None:
            return Slot(step, program, reads, None, context, self.ran)
        parent = self._node(charm, step.inside[0], visitor)
        assert isinstance(parent, Slot)
        return Slot(step, program, reads, parent, context, self.ran)

    def _peek(self, charm: Any, step_id: str) -> Cell | Following:
        """The node of a shared step of the charm that a value names; raises Gone."""
        return self._node(self._state.charm_of(charm, recipe_of(step_id)), step_id, None)

    def _add(self, key: NodeKey, node: Following) -> Following:
        self._nodes[key] = node
        node.key = key
        node.attach()
        node.refresh()
        return node

    def settle(self, cells: Iterable[Cell], seq: int) -> list[Slot]:
        """Bring everything that follows from these cells up to date, in rank order; give the slots that changed."""
        changed: list[Slot] = []
        queued: set[Following] = set()
        waiting: list[tuple[int, int, Following]] = []

        def queue(node: Any) -> None:
            for dependent in node.dependents:
                if dependent not in queued:
                    queued.add(dependent)
                    heapq.heappush(waiting, (dependent.rank, next(self._order), dependent))

        for cell in cells:
            queue(cell)
        while waiting:
            _, _, node = heapq.heappop(waiting)
            if node.update():
                node.seq = seq
                queue(node)
                if isinstance(node, Slot):
                    changed.append(node)
        self._drop_left()
        return changed

    def restore(self) -> None:
        """Bring back what was read on a state that was taken back; remembered, so nothing is evaluated.

        What one visitor alone read, and no page shows, is dropped: visitors come and go, and there is no end of them.
        """
        for node in self._pulled:
            node.refresh()
        self._drop(node for node in self._pulled if isinstance(node, Computed) and node.step.scope == "local")
        self._pulled.clear()
        self._drop_left()

    def forget(self, nodes: Iterable[Slot]) -> None:
        """Let go of slots; drop those that nobody else holds, and then what only they read."""
        let_go = list(nodes)
        for slot in let_go:
            slot.held -= 1
        self._drop(let_go)

    def _drop_left(self) -> None:
        self._drop(node for node in self._left if isinstance(node, Following))
        self._left.clear()

    def _drop(self, nodes: Iterable[Following]) -> None:
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            held = isinstance(node, Slot) and node.held > 0
            if held or node.dependents or self._nodes.get(node.key) is not node:
                continue
            del self._nodes[node.key]
            node.detach()
            waiting += [read for read in (*node.reads, *node.peeked) if isinstance(read, Following)]
