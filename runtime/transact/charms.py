"""Charms that come and go by an event: created by handlers, found by a key, or children of others.

A child lives and ends with its charm, or with the element of a list that it stands for: in the same commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from graph.library.function import Fault
from graph.model import Child, Derive, StepId, name_of, recipe_of
from runtime.identity import mint
from runtime.initial import Initials
from runtime.limits import SPAWNS_MAX
from runtime.state import CellKey, Charm, Gone, Place, State
from runtime.transact.refusals import GONE, Refused
from runtime.transact.writes import Writes
from runtime.values.collections import Rows, Table
from runtime.values.deltas import Delta
from runtime.values.shapes import Misfit, key_text

Derived = Callable[[Charm, str, str | None], Any]
"""Gives the value of a derived value of a charm for a visitor, up to date with the state as it is."""


class Charms(Writes):
    """Writes that read and create charms. opened: the charm that the visitor is sent to."""

    def __init__(
        self,
        state: State,
        initials: Initials,
        derived: Derived,
        charm: Charm | None,
        visitor: str | None,
        now: str,
        random: Random,
    ) -> None:
        super().__init__(state, initials, charm, visitor, now, random)
        self._derived = derived
        self._spawns = 0
        # Children whose list may have gained or lost elements since they were last looked at.
        self._behind: dict[tuple[str, StepId], None] = {}
        self.opened: str | None = None

    # What expressions ask for.

    def read(self, step: str) -> Any:
        """The value of a step of this charm, this transaction's own writes included."""
        assert self._charm is not None
        return self._read(self._charm, step)

    def peek(self, charm: Any, step: StepId) -> Any:
        """See Context; refuses the event where the charm has ended."""
        return self._read(self._other(charm, step), step)

    def _read(self, charm: Charm, step: StepId) -> Any:
        declared = self._state.program.steps[step]
        if isinstance(declared, Derive | Child):
            self._bring_children_in_line()
        if isinstance(declared, Derive):
            try:
                return self._derived(charm, step, self._visitor)
            except Gone as gone:
                raise Refused(str(gone)) from gone
        return self.value(self._state.place(charm, step, self._visitor))

    def _other(self, charm: Any, step: StepId) -> Charm:
        """The charm that a value names, which has that step."""
        try:
            return self._state.charm_of(charm, recipe_of(step))
        except Gone as gone:
            raise Refused(str(gone)) from gone

    def is_charm(self, value: str, recipe: str) -> bool:
        found = self._state.charms.get(value)
        return found is not None and found.recipe == recipe

    @contextmanager
    def _at(self, charm: Charm) -> Iterator[None]:
        """Within, it is that charm whose handler runs and whose cells are filled."""
        before, self._charm = self._charm, charm
        try:
            yield
        finally:
            self._charm = before

    def navigate(self, recipe: str, passes: dict[str, Place], args: dict[str, Any], key: Any = None) -> None:
        """Create a charm, or find the one of that key; the visitor is sent there when the commit is durable."""
        assert self._charm is not None
        by_key = None if key is None else key_text(key)
        found = None if by_key is None else self._state.keyed.get((self._charm.id, recipe, by_key))
        if found is None:
            self.visit(self.create(recipe, passes, args, by_key))
            return
        self._welcome(self._state.charm(found), args)
        self.visit(found)

    def visit(self, charm: Any) -> None:
        """Send the visitor to a charm when the commit is durable. Once per event."""
        if self.opened is not None:
            raise Fault("an event can navigate only once")
        if charm not in self._state.charms:
            raise Refused(GONE)
        self.opened = charm

    def create(self, recipe: str, passes: dict[str, Place], args: Mapping[str, Any], key: str | None = None) -> str:
        """Create a charm from within a handler; give its id. Refuses the event where an argument does not fit."""
        try:
            return self.spawn(recipe, passes, args, key=key)
        except Misfit as misfit:
            raise Refused(str(misfit)) from misfit

    def _welcome(self, charm: Charm, args: Mapping[str, Any]) -> None:
        """A visitor comes to a charm that is there already: only what is theirs alone counts, and only at first."""
        own = {
            name: args[name]
            for name in args
            if self._state.program.holder(f"{charm.recipe}.{name}").scope == "local"
            and not self._initials.cell(CellKey(charm.id, name, self._visitor)).stored
        }
        with self._at(charm):
            for name, value in own.items():
                self.set(self.at(f"{charm.recipe}.{name}"), value)

    def spawn(
        self,
        recipe: str,
        passes: dict[str, Place],
        args: Mapping[str, Any],
        *,
        key: str | None = None,
        outside: bool = False,
    ) -> str:
        """Create a charm of a recipe; give its id. Raises Misfit for an argument that does not fit."""
        self._spawns += 1
        if self._spawns > SPAWNS_MAX:
            raise Fault(f"an event can create at most {SPAWNS_MAX} charms")
        id_ = mint(self._random)
        passed = {name: [list(place.cell), list(place.path)] for name, place in passes.items()}
        parent = None if self._charm is None else self._charm.id
        made = {"recipe": recipe, "parent": parent, "passes": passed}
        self._apply(["spawn", id_, made if key is None else made | {"key": key}])
        self.fill(self._state.charm(id_), args, outside=outside)
        return id_

    def fill(self, charm: Charm, args: Mapping[str, Any], *, outside: bool) -> None:
        """Give a charm's cells their first values, in order: each may read those above it. Raises Misfit."""
        errors: list[tuple[str, str]] = []
        with self._at(charm):
            for step in self._state.program.cells(charm.recipe):
                name = name_of(step.id)
                if name in charm.refs or CellKey(charm.id, name, None) in self._state.cells:
                    continue
                if isinstance(step, Child):
                    if not errors:
                        self._first_children(step)
                    continue
                if name not in args and (errors or step.scope == "local"):
                    continue
                try:
                    part = self._state.program.part(step.id)
                    value = part.fill({name: args[name]} if name in args else {}, self, outside=outside)
                    self._effect(self.at(step.id), ["set", [], value])
                except Misfit as misfit:
                    errors += misfit.below(name).errors
        if errors:
            raise Misfit(*errors)

    def _first_children(self, child: Child) -> None:
        """The children that a charm begins with. This transaction is at that charm."""
        if child.over is None:
            passes, args = self._state.program.passed(child)(self, None, None)
            self._effect(self.at(child.id), ["set", [], self.spawn(child.recipe, passes, args)])
        else:
            self._effect(self.at(child.id), ["set", [], Table()])
            self._children_of(child)

    def _bring_children_in_line(self) -> None:
        """Children come and go with the elements that they stand for; theirs may be lists with children, too."""
        while self._behind:
            behind, self._behind = self._behind, {}
            for id_, step in behind:
                charm, child = self._state.charms.get(id_), self._state.program.steps[step]
                assert isinstance(child, Child)
                # It may have ended with an element of its own.
                if charm is None:
                    continue
                try:
                    with self._at(charm):
                        self._children_of(child)
                except Misfit as misfit:
                    raise Refused(str(misfit)) from misfit

    def _children_of(self, child: Child) -> None:
        rows: Place = self._state.program.list_of(child)(self)
        values = Rows() if self.gone(rows) else self._initials.value(rows)
        holder = self.at(child.id)
        held: Table = self.value(holder)
        over = [id_ for id_ in held if values.position(id_) is None]
        if over:
            self._end([held[id_] for id_ in over])
        for id_ in over:
            self._effect(holder, ["drop", [id_]])
        for id_, value in zip(values.ids, values, strict=True):
            if id_ not in held:
                passes, args = self._state.program.passed(child)(self, rows.below(id_), value)
                self._effect(holder, ["set", [id_], self.spawn(child.recipe, passes, args)])

    def _end(self, charms: Iterable[str]) -> None:
        """End charms, and before them the children that they have."""
        ending = dict.fromkeys(charms)
        waiting = list(ending)
        while waiting:
            charm = self._state.charm(waiting.pop())
            for step in self._state.program.cells(charm.recipe):
                if isinstance(step, Child):
                    held = self._initials.value(self._state.place(charm, step.id, None))
                    below = [held] if step.over is None else list(held.values())
                    ending |= dict.fromkeys(below)
                    waiting += below
        self._apply(["end", list(ending)])

    def _effect(self, place: Place, delta: Delta) -> None:
        super()._effect(place, delta)
        self._behind |= self._state.followers.get(place.cell, {})
