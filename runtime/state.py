"""The state of a space: charms and the values of their cells, changed by effects only.

An effect is JSON and stands in the log as it is:

["spawn", charm, {recipe, parent, passes}]     a charm comes to be; passes: the places its references lead to
["cell", charm, name, visitor, delta]          a delta of `runtime.values.deltas`; visitor is null for a shared cell

The running space, its undoing and the replay of its log all go through `State.apply`, so they cannot differ (I8).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple, Protocol

from graph.library.function import Fault
from runtime.evaluate.program import Program
from runtime.limits import DELTAS_KEPT_MAX
from runtime.values.compounds import bare, shape_at
from runtime.values.deltas import Delta, apply
from runtime.values.shapes import Shape, key_text

Effect = list[Any]


class CellKey(NamedTuple):
    """Which cell: the charm that owns it, its name, and for a local the visitor whose value it is."""

    charm: str
    name: str
    visitor: str | None


class Place(NamedTuple):
    """A cell, or what lies within it along a path of field names, map keys and element ids."""

    cell: CellKey
    path: tuple[str, ...] = ()

    def below(self, step: Any) -> Place:
        """The place one step further in."""
        return Place(self.cell, (*self.path, key_text(step)))


class Dependent(Protocol):
    """What follows from a cell: see `runtime.propagate`."""

    rank: int


class Cell:
    """A value that changes, with what follows from it.

    version: changes whenever the value does, and comes back when a change is undone.
    seq:     the commit that changed it last; what a page has of it is good if the page is not older.
    deltas:  the last changes as (version before, version after, delta).
    stored:  False for the initial value of a local that nobody wrote yet.
    """

    __slots__ = ("deltas", "dependents", "fault", "key", "seq", "stored", "value", "version")

    def __init__(self, key: CellKey, value: Any, *, stored: bool, fault: Fault | None = None) -> None:
        self.key = key
        self.value = value
        self.fault = fault
        self.version = 0
        self.seq = 0
        self.stored = stored
        self.dependents: dict[Dependent, None] = {}
        self.deltas: deque[tuple[int, int, Delta]] = deque(maxlen=DELTAS_KEPT_MAX)

    rank = 0

    def refresh(self) -> None:
        """A cell is what it is; derived values come up to date here."""

    def since(self, version: int) -> list[Delta] | None:
        """What changed after a version, in order; None when that is no longer known."""
        found: list[Delta] = []
        current = self.version
        for before, after, delta in reversed(self.deltas):
            if current == version:
                break
            if after != current:
                return None
            found.append(delta)
            current = before
        return found[::-1] if current == version else None


@dataclass(frozen=True, slots=True)
class Charm:
    """A running instance of a recipe. refs: where its references lead; one without an entry owns a cell."""

    id: str
    recipe: str
    parent: str | None
    refs: dict[str, Place]


@dataclass(frozen=True, slots=True)
class Change:
    """An applied effect, which can be taken back and applied again under the same version."""

    effect: Effect
    cell: Cell | None
    undo: Delta | None
    before: int = 0
    after: int = 0


class NoSuchCharm(Exception):
    """No charm has this id in the space."""

    def __init__(self, charm: str) -> None:
        super().__init__("there is no such page; start again from the first page of this app")
        self.charm = charm


class State:
    """Charms and cells; what a local is before anyone wrote it is computed, never stored: `runtime.initial`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.charms: dict[str, Charm] = {}
        self.cells: dict[CellKey, Cell] = {}
        self._versions = count(1)

    def charm(self, id_: str) -> Charm:
        """The charm with that id; raises NoSuchCharm."""
        found = self.charms.get(id_)
        if found is None:
            raise NoSuchCharm(id_)
        return found

    def place(self, charm: Charm, step: str, visitor: str | None) -> Place:
        """Where the value of a cell or input of a charm lies, for a visitor."""
        name = step.partition(".")[2]
        if name in charm.refs:
            return charm.refs[name]
        return Place(CellKey(charm.id, name, visitor if self.program.holder(step).scope == "local" else None))

    def shape(self, key: CellKey) -> Shape:
        """The shape of a cell."""
        return self.program.shape(f"{self.charm(key.charm).recipe}.{key.name}")

    def thawed(self, effect: Effect) -> Effect:
        """An effect as the log has it, with the values that it carries as cells hold them."""
        if effect[0] != "cell":
            return effect
        *head, delta = effect
        at = {"set": 2, "insert": 4}.get(delta[0])
        if at is None:
            return effect
        cell = self.cells.get(CellKey(*head[1:]))
        shape = shape_at(self.shape(CellKey(*head[1:])), cell.value if cell is not None else None, delta[1])
        if delta[0] == "insert":
            shape = bare(shape).inner(None, delta[2])
        return [*head, [*delta[:at], shape.thaw(delta[at])]]

    def apply(self, effect: Effect) -> Change:
        """Let an effect happen; raises `runtime.values.deltas.Lost` with nothing changed."""
        if effect[0] == "spawn":
            _, id_, made = effect
            refs = {name: Place(CellKey(*cell), tuple(path)) for name, (cell, path) in made["passes"].items()}
            self.charms[id_] = Charm(id_, made["recipe"], made["parent"], refs)
            return Change(effect, None, None)
        _, charm, name, visitor, delta = effect
        cell = self.cells.get(key := CellKey(charm, name, visitor))
        if cell is None or not cell.stored:
            return self._first(effect, key, cell)
        cell.value, undo = apply(cell.value, delta)
        change = Change(effect, cell, undo, cell.version, next(self._versions))
        self._advance(change)
        return change

    def _first(self, effect: Effect, key: CellKey, cell: Cell | None) -> Change:
        # The first effect on a cell sets it whole: initial values of locals are not in the log.
        assert effect[4][0] == "set" and not effect[4][1], "a cell is set before anything happens within it"
        undo: Delta = ["unset"] if cell is None else ["unset", cell.value, cell.fault]
        if cell is None:
            cell = self.cells[key] = Cell(key, None, stored=True)
        cell.value, cell.fault, cell.stored = effect[4][2], None, True
        change = Change(effect, cell, undo, cell.version, next(self._versions))
        self._advance(change)
        return change

    def _advance(self, change: Change) -> None:
        assert change.cell is not None
        change.cell.version = change.after
        change.cell.deltas.append((change.before, change.after, change.effect[4]))

    def undo(self, change: Change) -> None:
        """Take the last change back."""
        if change.cell is None:
            del self.charms[change.effect[1]]
            return
        cell, undo = change.cell, change.undo
        assert undo is not None and cell.version == change.after, "changes are undone last first"
        if undo == ["unset"]:
            del self.cells[cell.key]
        elif undo[0] == "unset":
            _, cell.value, cell.fault = undo
            cell.stored = False
        else:
            cell.value, _ = apply(cell.value, undo)
        cell.version = change.before
        cell.deltas.pop()

    def redo(self, change: Change) -> None:
        """Let a change that was undone happen again, under the version that it had."""
        if change.cell is None:
            self.apply(change.effect)
            return
        cell = change.cell
        if change.undo is not None and change.undo[0] == "unset":
            cell.value, cell.fault, cell.stored = change.effect[4][2], None, True
            self.cells[cell.key] = cell
        else:
            cell.value, _ = apply(cell.value, change.effect[4])
        self._advance(change)
