"""The state of a space: charms and the values of their cells, changed by effects only.

An effect is JSON and stands in the log as it is:

["spawn", charm, {recipe, parent, passes}]     a charm comes to be; passes: the places its references lead to;
                                               a `key` too where its parent finds it again by one
["spawn", …] again                             a charm becomes another one, since the recipe has changed
["rename", charm, name, visitor, to]           a cell goes by another name, since the recipe has changed
["forget", charm, name, visitor]               a cell is let go, since the recipe has it no more
["end", [charm, …]]                            children end with their parent, or with the element they stood for
["timer", id, {charm, call, due, given}]       a handler's call waits for its time: see `runtime.timers`
["done", id]                                   it was made, or is none any more
["enter", charm, visitor], ["leave", …]        a visitor came to a charm that cares, or has left it
["cell", charm, name, visitor, delta]          a delta of `runtime.values.deltas`; visitor is null for a shared cell

The running space, its undoing and the replay of its log all go through `State.apply`, so they cannot differ (I8).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple, Protocol

from graph.library.function import Fault
from graph.model import StepId
from runtime.evaluate.program import Program
from runtime.limits import DELTAS_KEPT_MAX
from runtime.timers import Timer, Timers, Visits
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


class Gone(Fault):
    """What a reference leads to was removed, or the charm that a value names has ended."""

    def __init__(self) -> None:
        super().__init__("What this page was about is gone.")


class Layout(Protocol):
    """What effects need to know of a recipe: the one that runs, or the one that a stretch of the log was written by."""

    def shape(self, id_: StepId) -> Shape:
        """The shape of a cell, child or input."""

    def followed(self, recipe: str) -> tuple[tuple[StepId, StepId], ...]:
        """See `runtime.evaluate.program.Program`."""


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
    """A running instance of a recipe.

    refs: where its references lead; one without an entry owns a cell. key: what its parent finds it by, if anything.
    """

    id: str
    recipe: str
    parent: str | None
    refs: dict[str, Place]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An applied effect, which can be taken back and applied again under the same version.

    ended:    the charms that ended by it, and their cells with the version and fault that each had.
    let_go:   the calls that waited in these charms, and who was inside.
    replaced: the call that waited under the same id.
    """

    effect: Effect
    cell: Cell | None
    undo: Delta | None
    before: int = 0
    after: int = 0
    ended: tuple[tuple[Charm, ...], tuple[tuple[Cell, int, Fault | None], ...]] = ((), ())
    let_go: tuple[dict[str, Timer], dict[str, set[str]]] = ({}, {})
    replaced: Timer | None = None

    @property
    def cells(self) -> Iterable[Cell]:
        """The cells that are no longer what they were."""
        return (self.cell,) if self.cell is not None else (cell for cell, _, _ in self.ended[1])


class NoSuchCharm(Exception):
    """No charm has this id in the space."""

    def __init__(self, charm: str) -> None:
        super().__init__("there is no such page; start again from the first page of this app")
        self.charm = charm


class State:
    """Charms and cells; what a local is before anyone wrote it is computed, never stored: `runtime.initial`.

    keyed:     the charms that are found again by a key, under (parent, recipe, key).
    timers:    calls that wait. visits: who is inside.
    followers: the charms with a child for each element of a list in that cell, and the steps of those children.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._layout: Layout = program
        self.charms: dict[str, Charm] = {}
        self.cells: dict[CellKey, Cell] = {}
        self.keyed: dict[tuple[str | None, str, str], str] = {}
        self.timers = Timers()
        self.visits = Visits()
        self.followers: dict[CellKey, dict[tuple[str, StepId], None]] = {}
        self._versions = count(1)

    def lay_out(self, layout: Layout) -> None:
        """Go on under another recipe; what the state holds is of it from now on."""
        self._layout = layout
        self.followers.clear()
        for charm in self.charms.values():
            self._enter(charm)

    def charm(self, id_: str) -> Charm:
        """The charm with that id; raises NoSuchCharm."""
        found = self.charms.get(id_)
        if found is None:
            raise NoSuchCharm(id_)
        return found

    def charm_of(self, id_: Any, recipe: str) -> Charm:
        """The charm that a value names, of that recipe; raises Gone."""
        found = self.charms.get(id_) if isinstance(id_, str) else None
        if found is None or found.recipe != recipe:
            raise Gone
        return found

    def place(self, charm: Charm, step: str, visitor: str | None) -> Place:
        """Where the value of a cell, input or child of a charm lies, for a visitor."""
        name = step.partition(".")[2]
        if name in charm.refs:
            return charm.refs[name]
        return Place(CellKey(charm.id, name, visitor if self.program.holder(step).scope == "local" else None))

    def shape(self, key: CellKey) -> Shape:
        """The shape of a cell."""
        return self._layout.shape(f"{self.charm(key.charm).recipe}.{key.name}")

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
            if id_ in self.charms:
                self._exit(self.charms[id_])
            refs = {name: Place(CellKey(*cell), tuple(path)) for name, (cell, path) in made["passes"].items()}
            self._enter(Charm(id_, made["recipe"], made["parent"], refs, made.get("key")))
            return Change(effect, None, None)
        if effect[0] == "end":
            return self._end(effect)
        if effect[0] in ("rename", "forget"):
            return self._moved(effect)
        if effect[0] in ("timer", "done"):
            return Change(effect, None, None, replaced=self.timers.apply(effect))
        if effect[0] in ("enter", "leave"):
            self.visits.apply(effect)
            return Change(effect, None, None)
        _, charm, name, visitor, delta = effect
        cell = self.cells.get(key := CellKey(charm, name, visitor))
        if cell is None or not cell.stored:
            return self._first(effect, key, cell)
        cell.value, undo = apply(cell.value, delta)
        change = Change(effect, cell, undo, cell.version, next(self._versions))
        self._advance(change)
        return change

    def _enter(self, charm: Charm) -> None:
        self.charms[charm.id] = charm
        if charm.key is not None:
            self.keyed[charm.parent, charm.recipe, charm.key] = charm.id
        for step, root in self._layout.followed(charm.recipe):
            self.followers.setdefault(self.place(charm, root, None).cell, {})[charm.id, step] = None

    def _exit(self, charm: Charm) -> None:
        del self.charms[charm.id]
        if charm.key is not None:
            del self.keyed[charm.parent, charm.recipe, charm.key]
        for step, root in self._layout.followed(charm.recipe):
            del self.followers[self.place(charm, root, None).cell][charm.id, step]

    def _keep(self, timers: Mapping[str, Timer | None], visits: Mapping[str, set[str] | None]) -> None:
        """Have these calls wait, and these visitors inside; or, where it says None, no more."""
        for id_, timer in timers.items():
            self.timers.put(id_, timer)
        for charm_id, visitors in visits.items():
            self.visits.put(charm_id, visitors)

    def witness(self, charm: str, there: list[Any]) -> Cell | None:
        """Say who is there. This alone is in a cell by no effect; None where nobody reads it."""
        cell = self.cells.get(CellKey(charm, "here", None))
        if cell is not None:
            cell.value, cell.version = there, next(self._versions)
        return cell

    def _moved(self, effect: Effect) -> Change:
        """What only a change of the recipe does, before anything else happens; nothing takes it back."""
        cell = self.cells.pop(CellKey(*effect[1:4]))
        if effect[0] == "rename":
            cell.key = cell.key._replace(name=effect[4])
            self.cells[cell.key] = cell
        return Change(effect, cell, None)

    def _end(self, effect: Effect) -> Change:
        """Charms end, and their cells with them; whoever reads one of these finds that it is gone."""
        ended = dict.fromkeys(effect[1])
        cells = tuple((cell, cell.version, cell.fault) for cell in self.cells.values() if cell.key.charm in ended)
        charms = tuple(self.charms[id_] for id_ in ended)
        let_go = (self.timers.of(ended), self.visits.of(ended))
        change = Change(effect, None, None, after=next(self._versions), ended=(charms, cells), let_go=let_go)
        self.redo(change)
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
        if change.effect[0] == "spawn":
            self._exit(self.charms[change.effect[1]])
            return
        if change.effect[0] == "end":
            charms, cells = change.ended
            for charm in charms:
                self._enter(charm)
            for ended, version, fault in cells:
                ended.version, ended.fault, self.cells[ended.key] = version, fault, ended
            self._keep(*change.let_go)
            return
        if change.effect[0] in ("timer", "done"):
            self.timers.put(change.effect[1], change.replaced)
            return
        if change.effect[0] in ("enter", "leave"):
            opposite = "leave" if change.effect[0] == "enter" else "enter"
            self.visits.apply([opposite, *change.effect[1:]])
            return
        cell, undo = change.cell, change.undo
        assert cell is not None and undo is not None and cell.version == change.after, "changes are undone last first"
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
        if change.effect[0] in ("spawn", "timer", "done", "enter", "leave"):
            self.apply(change.effect)
            return
        if change.effect[0] == "end":
            charms, cells = change.ended
            for ended, _, _ in cells:
                ended.version, ended.fault = change.after, Gone()
                del self.cells[ended.key]
            for charm in charms:
                self._exit(charm)
            timers, visits = change.let_go
            self._keep(dict.fromkeys(timers), dict.fromkeys(visits))
            return
        cell = change.cell
        assert cell is not None
        if change.undo is not None and change.undo[0] == "unset":
            cell.value, cell.fault, cell.stored = change.effect[4][2], None, True
            self.cells[cell.key] = cell
        else:
            cell.value, _ = apply(cell.value, change.effect[4])
        self._advance(change)
