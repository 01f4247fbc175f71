"""What follows from cells: derived values, and what a reference into a cell leads to.

Every node has a `version` that changes with its value. A node knows the versions of what it read when it was last
computed; as long as they are the same, there is nothing to do. Versions come back when a change is undone, and a node
remembers its last two values, so that a handler which read it in vain costs nothing afterwards.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import count
from typing import Any

from graph.library.function import Fault
from graph.model import Derive, View
from runtime.evaluate.support import FAULTS, Context, faults, meter
from runtime.state import Cell, Place
from runtime.values.deltas import Lost, look
from runtime.values.shapes import Compute

_versions = count(1)


class Gone(Fault):
    """A reference to an element that was removed."""

    def __init__(self) -> None:
        super().__init__("What this page was about is gone.")


class Following(ABC):
    """What every node but a cell has: versions, and places among what it reads and what reads it."""

    __slots__ = ("dependents", "fault", "key", "reads", "seen", "seq", "value", "version")
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

    def attach(self) -> None:
        """Be told when what is read changes."""
        for read in self.reads:
            read.dependents[self] = None

    def detach(self) -> None:
        """Be told no more."""
        for read in self.reads:
            read.dependents.pop(self, None)

    def refresh(self) -> None:
        """Bring what is read up to date, then this."""
        for read in self.reads:
            read.refresh()
        self.update()

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


class Computed(Following):
    """A derived value: a pure function of what it reads."""

    __slots__ = ("_compute", "_context", "_ran", "_remembered", "step")

    def __init__(
        self, step: Derive | View, compute: Compute, reads: tuple[Any, ...], context: Context, ran: list[str]
    ) -> None:
        super().__init__(reads)
        self.step = step
        self._compute, self._context, self._ran = compute, context, ran
        self._remembered: dict[tuple[int, ...], tuple[Any, Fault | None, int]] = {}

    @property
    def rank(self) -> int:  # type: ignore[override]
        """See graph.model."""
        return self.step.rank

    def update(self) -> bool:
        """See Following."""
        seen = tuple(read.version for read in self.reads)
        if seen == self.seen:
            return False
        if seen in self._remembered:
            changed = self._remembered[seen][2] != self.version
            self.value, self.fault, self.version = self._remembered[seen]
        else:
            changed = self._compute_anew()
        self.seen = seen
        self._remember(seen)
        return changed

    def _compute_anew(self) -> bool:
        before, before_fault = self.value, self.fault
        self.value, self.fault = evaluate(self._compute, self._context, self.reads)
        self._ran.append(self.step.id)
        # A value that is a cell's own list is the same object before and after it changed, so that says nothing.
        alias = self.value is before and isinstance(before, list | dict)
        if not alias and self.version and before_fault is None and self.fault is None and _equal(before, self.value):
            return False
        self.version = next(_versions)
        return True

    def _remember(self, seen: tuple[int, ...]) -> None:
        self._remembered.pop(seen, None)
        self._remembered[seen] = (self.value, self.fault, self.version)
        if len(self._remembered) > 2:
            del self._remembered[next(iter(self._remembered))]


def _equal(left: Any, right: Any) -> bool:
    # 1 == True and 1 == 1.0 in Python; both print differently on the page, so only the same type is the same value.
    return type(left) is type(right) and bool(left == right)


def evaluate(compute: Compute, context: Context, reads: tuple[Any, ...], *variables: Any) -> tuple[Any, Fault | None]:
    """A value or why there is none; a fault in what is read is this one's too."""
    for read in reads:
        if read.fault is not None:
            return None, read.fault
    meter.start()
    try:
        return compute(context, *(read.value for read in reads), *variables), None
    except FAULTS as error:
        return None, faults(error)
