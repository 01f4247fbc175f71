"""What follows from cells: derived values, and what a reference into a cell leads to.

Every node has a `version` that changes with its value. A node knows the versions of what it read when it was last
computed; as long as they are the same, there is nothing to do. Versions come back when a change is undone, and a node
remembers its last two values, so that a handler which read it in vain costs nothing afterwards.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from graph.library.function import Fault
from graph.model import Derive, StepId, View
from runtime.evaluate.apart import Broken
from runtime.evaluate.support import FAULTS, Context, faults, meter
from runtime.state import Cell, Gone, Place
from runtime.values.deltas import Lost, look
from runtime.values.shapes import Compute

_versions = count(1)


class Following(ABC):
    """What every node but a cell has: versions, and places among what it reads and what reads it.

    reads:  what it reads of its own charm, always the same.
    peeked: what it read of other charms when it was last computed.
    """

    __slots__ = ("dependents", "fault", "key", "peeked", "reads", "seen", "seq", "value", "version")
    rank = 0

    def __init__(self, reads: tuple[Any, ...]) -> None:
        self.key: tuple[Any, ...] = ()
        self.reads = reads
        self.value: Any = None
        self.fault: Fault | None = None
        self.version = 0
        self.seq = max((read.seq for read in reads), default=0)
        self.seen: tuple[int, ...] | None = None
        self.dependents: dict[Any, None] = {}
        self.peeked: dict[Any, None] = {}

    def attach(self) -> None:
        """Be told when what is read changes."""
        for read in self.reads:
            read.dependents[self] = None

    def detach(self) -> None:
        """Be told no more."""
        for read in (*self.reads, *self.peeked):
            read.dependents.pop(self, None)

    def follow(self, peeked: Iterable[Any]) -> list[Any]:
        """Be told when these change, of what is read in other charms; give what was read before and no longer is."""
        before, self.peeked = self.peeked, dict.fromkeys(peeked)
        for read in self.peeked:
            read.dependents[self] = None
        left = [read for read in before if read not in self.peeked and read not in self.reads]
        for read in left:
            read.dependents.pop(self, None)
        return left

    def refresh(self) -> None:
        """Bring what is read up to date, at any depth, then this: each node once, however many read it."""
        seen: set[Any] = {self}
        under_way: list[tuple[Following, Iterator[Any]]] = [(self, iter((*self.reads, *self.peeked)))]
        while under_way:
            node, rest = under_way[-1]
            for read in rest:
                # A cell is what it is.
                if isinstance(read, Following) and read not in seen:
                    seen.add(read)
                    under_way.append((read, iter((*read.reads, *read.peeked))))
                    break
            else:
                under_way.pop()
                node.update()

    @abstractmethod
    def update(self) -> bool:
        """Come up to date, given that what is read is; True when the value changed."""


class Reference(Following):
    """What a reference into a cell leads to: an element, a field. It follows identity, not position."""

    __slots__ = ("_path",)

    def __init__(self, cell: Cell, place: Place) -> None:
        super().__init__((cell,))
        self._path = place.path

    def update(self) -> bool:
        """See Following."""
        (cell,) = self.reads
        if self.seen == (cell.version,):
            return False
        self.seen = (cell.version,)
        before, before_fault = self.value, self.fault
        try:
            self.value, self.fault = look(cell.value, self._path), cell.fault
        except Lost:
            self.value, self.fault = None, Gone()
        if self.value is before and (self.fault is None) == (before_fault is None) and not isinstance(before, list):
            return False
        self.version = next(_versions)
        return True


class Peeking(Context):
    """What a derived value or slot of a page may ask for.

    node:   gives the node of a step of the charm that a value names; raises Gone.
    left:   collects the nodes of other charms that are no longer read.
    peeked: what was asked for since somebody last emptied it.
    """

    def __init__(self, me: str | None, node: Callable[[Any, StepId], Any], left: list[Any]) -> None:
        super().__init__(me)
        self._node = node
        self.left = left
        self.peeked: dict[Any, None] = {}

    def peek(self, charm: Any, step: StepId) -> Any:
        """See Context."""
        node = self._node(charm, step)
        self.peeked[node] = None
        # On a state that a handler is changing it may be behind; in settling it never is, having a lower rank.
        node.refresh()
        if node.fault is not None:
            raise node.fault
        return node.value


class _Known(NamedTuple):
    """A value, its version, and the versions of what was read for it."""

    reads: tuple[int, ...]
    peeked: dict[Any, int]
    value: Any
    fault: Fault | None
    version: int

    def holds(self, reads: tuple[int, ...]) -> bool:
        return reads == self.reads and all(node.version == version for node, version in self.peeked.items())


class Computed(Following):
    """A derived value: a pure function of what it reads."""

    __slots__ = ("_compute", "_context", "_known", "_ran", "step")

    def __init__(
        self, step: Derive | View, compute: Compute, reads: tuple[Any, ...], context: Peeking, ran: list[str]
    ) -> None:
        super().__init__(reads)
        self.step = step
        self._compute, self._context, self._ran = compute, context, ran
        self._known: tuple[_Known, ...] = ()

    @property
    def rank(self) -> int:  # type: ignore[override]
        """See graph.model."""
        return self.step.rank

    def update(self) -> bool:
        """See Following."""
        reads = tuple(read.version for read in self.reads)
        if self._known and self._known[-1].holds(reads):
            return False
        known = next((known for known in self._known if known.holds(reads)), None)
        if known is not None:
            changed = known.version != self.version
            self.value, self.fault, self.version = known.value, known.fault, known.version
            self._context.left += self.follow(known.peeked)
        else:
            changed = self._compute_anew()
            peeked = {node: node.version for node in self.peeked}
            known = _Known(reads, peeked, self.value, self.fault, self.version)
        self._known = (*(each for each in self._known[-1:] if each is not known), known)
        return changed

    def _compute_anew(self) -> bool:
        before, before_fault = self.value, self.fault
        self._context.peeked = {}
        self.value, self.fault = evaluate(self._compute, self._context, self.reads)
        self._context.left += self.follow(self._context.peeked)
        self._ran.append(self.step.id)
        # A value that is a cell's own list is the same object before and after it changed, so that says nothing.
        alias = self.value is before and isinstance(before, list | dict)
        if not alias and self.version and before_fault is None and self.fault is None and equal(before, self.value):
            return False
        self.version = next(_versions)
        return True


def equal(left: Any, right: Any) -> bool:
    """Whether two values are one and the same to whoever shows them."""
    # 1 == True and 1 == 1.0 in Python; both print differently on the page, so only the same type is the same value.
    try:
        return type(left) is type(right) and bool(left == right)
    except Fault:
        # One of them holds an element that has a fault, and nothing equals that.
        return False


def evaluate(compute: Compute, context: Context, reads: tuple[Any, ...], *variables: Any) -> tuple[Any, Fault | None]:
    """A value or why there is none; a fault in what is read is this one's too."""
    for read in reads:
        if read.fault is not None:
            return None, read.fault
    meter.start()
    try:
        value = compute(context, *(read.value for read in reads), *variables)
    except FAULTS as error:
        return None, faults(error)
    return (None, value.fault) if isinstance(value, Broken) else (value, None)
