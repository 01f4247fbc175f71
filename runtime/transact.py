"""A handler at work: one event's effects on the state, all of them or none.

The transaction applies each effect to the state at once, so that a handler reads its own writes, and keeps what
undoes it. Whoever started it takes everything back when it ends; what becomes of the effects is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any, NoReturn

from graph.library.function import Fault
from graph.model import Child, Derive, Handler, StepId, View, name_of, recipe_of
from runtime.evaluate.support import Context, meter, over
from runtime.identity import mint
from runtime.initial import Initials
from runtime.limits import HANDLERS_NESTED_MAX, SPAWNS_MAX
from runtime.state import CellKey, Change, Charm, Effect, Gone, Place, State
from runtime.values.collections import Rows, Table
from runtime.values.compounds import Listed, Mapped, Part, bare, shape_at
from runtime.values.deltas import Delta, Lost
from runtime.values.shapes import Misfit, Shape, key_text

GONE = "What this was about is gone."
Derived = Callable[[Charm, str, str | None], Any]
"""Gives the value of a derived value of a charm for a visitor, up to date with the state as it is."""


class Refused(Exception):
    """The event was well formed, but the recipe does not let it happen now; the text is for the visitor."""


class Invalid(Exception):
    """A payload that does not fit; `errors` are (path, message)."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {message}" if path else message for path, message in errors))
        self.errors = errors


class Transaction(Context):
    """One event in one charm. changes: what happened so far; opened: the charm that the visitor is sent to."""

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
        super().__init__(initials.me(visitor))
        self._state, self._initials, self._derived = state, initials, derived
        self._charm, self._visitor, self._now, self._random = charm, visitor, now, random
        self._sends = 0
        self._spawns = 0
        # Children whose list may have gained or lost elements since they were last looked at.
        self._behind: dict[tuple[str, StepId], None] = {}
        self.changes: list[Change] = []
        self.opened: str | None = None

    # What expressions ask for.

    def now(self) -> str:
        return self._now

    def new_id(self) -> str:
        return mint(self._random)

    def random(self) -> float:
        return self._random.random()

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

    def value(self, place: Place) -> Any:
        """What lies at a place; refuses the event where that is gone."""
        try:
            return self._initials.value(place)
        except (Lost, Gone):
            raise Refused(GONE) from None

    # Running handlers.

    def run(self, handler: Handler, given: Mapping[str, Any], *, outside: bool) -> None:
        """Check a payload, then run a handler on it. Raises Invalid, Refused, or a fault of the handler's code."""
        self._state.program.handler(handler)(self, self._payload(handler, given, outside))

    def send(self, id_: StepId, args: dict[str, Any], to: Any = None) -> None:
        """Run another handler in the same transaction: of the charm that `to` names, of this one without."""
        handler = self._state.program.steps[id_]
        assert isinstance(handler, Handler)
        if to is not None:
            with self._at(self._other(to, id_)):
                self.send(id_, args)
            return
        meter.charge(1)
        self._sends += 1
        if self._sends > HANDLERS_NESTED_MAX:
            raise Fault(f"handlers call each other more than {HANDLERS_NESTED_MAX} times")
        try:
            self.run(handler, args, outside=False)
        except Invalid as invalid:
            raise Refused(str(invalid)) from invalid

    @contextmanager
    def _at(self, charm: Charm) -> Iterator[None]:
        """Within, it is that charm whose handler runs and whose cells are filled."""
        before, self._charm = self._charm, charm
        try:
            yield
        finally:
            self._charm = before

    def finish(self) -> None:
        """All that was asked for has run: let happen what follows from it within the same commit."""
        self._bring_children_in_line()

    def _payload(self, handler: Handler, given: Mapping[str, Any], outside: bool) -> dict[str, Any]:
        payload: dict[str, Any] = {}
        errors: list[tuple[str, str]] = []
        for part in self._state.program.payload(handler):
            # What stands in, and the list that an element is in, may be read from the parameters before.
            if errors:
                errors += part.misfits(dict(given), self, outside=outside)
                continue
            try:
                payload[part.name] = self._parameter(handler, part, given, payload, outside)
            except Misfit as misfit:
                errors += misfit.below(part.name).errors
        known = handler.payload
        errors += [(name, "is not a field here") for name in given if name not in known]
        if errors:
            raise Invalid(*errors)
        return payload

    def _parameter(
        self, handler: Handler, part: Part, given: Mapping[str, Any], payload: dict[str, Any], outside: bool
    ) -> Any:
        value = part.fill(dict(given), self, payload, outside=outside)
        element = handler.elements.get(part.name)
        if element is None:
            return value
        rows = self._state.program.rows_of(handler, part.name)(self, payload)
        return self._element(rows, value)

    def place(self, slot: View, variables: Sequence[Any]) -> Place:
        """The place that an input is bound to, given the variables of the rows around it."""
        assert slot.at is not None
        return self._state.program.place_of_slot(slot)(self, *variables)  # type: ignore[no-any-return]

    def _element(self, rows: Place, key: Any) -> Place:
        # A list without key is addressed by internal id from a page and by position from a script.
        if type(key) is int and not isinstance(self._listed(rows).key, str):
            return self.nth(rows, key)
        return self.point(rows.below(key))

    # Places.

    def at(self, step: str) -> Place:
        """Where the value of a cell or input of this charm lies."""
        assert self._charm is not None
        return self._state.place(self._charm, step, self._visitor)

    def nth(self, rows: Place, index: int) -> Place:
        """The element of a list at a position; refuses the event where there is none."""
        values = self.value(rows)
        if not isinstance(values, Rows) or not 0 <= index < len(values):
            raise Refused(GONE)
        return rows.below(values.ids[index])

    def point(self, place: Place) -> Place:
        """The same place; refuses the event where nothing is there."""
        self.value(place)
        return place

    def gone(self, place: Place) -> bool:
        """Whether what was at a place is no longer there."""
        try:
            self._initials.value(place)
        except Lost:
            return True
        return False

    def elements(self, rows: Place, where: Callable[[int, Place], bool] | None = None) -> list[tuple[int, Place]]:
        """Positions and places of the elements of a list that pass the test, chosen now."""
        values = over(self.value(rows))
        places = [(position, rows.below(id_)) for position, id_ in enumerate(values.ids)]
        return [each for each in places if where is None or where(*each)]

    def _shape(self, place: Place) -> Shape:
        shape = self._state.shape(place.cell)
        try:
            return shape_at(shape, self._initials.cell(place.cell).value, place.path)
        except Lost:
            raise Refused(GONE) from None

    def _listed(self, rows: Place) -> Listed:
        shape = bare(self._shape(rows))
        assert isinstance(shape, Listed), "graph.check looked at what statements are used on"
        return shape

    # Statements.

    def refuse(self, message: str) -> NoReturn:
        """`require` that did not hold."""
        raise Refused(message)

    def set(self, place: Place, value: Any, *, outside: bool = False) -> None:
        """Put a value in a place, cleaned and checked by the place's own type."""
        self._ensure_above(place)
        with _named(place):
            put = self._shape(place).put(value, self, outside=outside)
        self._keep_key(place, put)
        self._effect(place, ["set", list(place.path), put])

    def _keep_key(self, place: Place, put: Any) -> None:
        """An element is known by its key, so the key stays as long as the element is there."""
        if len(place.path) == 0:
            return
        above = Place(place.cell, place.path[:-1])
        shape = bare(self._shape(above))
        if isinstance(shape, Listed) and shape.key is not None and shape.id_of(put) != place.path[-1]:
            raise Refused(f"The {shape.key} of an element cannot change.")
        if len(place.path) > 1:
            listed = bare(self._shape(Place(place.cell, place.path[:-2])))
            if isinstance(listed, Listed) and listed.key == place.path[-1] and put != self.value(place):
                raise Refused(f"The {listed.key} of an element cannot change.")

    def _ensure_above(self, place: Place) -> None:
        if place.path:
            self._ensure(Place(place.cell, place.path[:-1]))

    def _ensure(self, container: Place) -> None:
        """Make sure that an effect in a container finds it: a stored local, entries that have a default."""
        cell = self._initials.cell(container.cell)
        if not cell.stored:
            if cell.fault is not None:
                raise cell.fault
            self._effect(Place(container.cell), ["set", [], cell.value])
        for length in range(1, len(container.path) + 1):
            entry = Place(container.cell, container.path[:length])
            above = bare(self._shape(Place(container.cell, container.path[: length - 1])))
            if self.gone(entry) and isinstance(above, Mapped) and above.missing is not None:
                self.set(entry, above.missing(self))

    def change(self, place: Place, by: Any) -> None:
        """`+=`: add to a number; a map's missing entry starts from the map's default."""
        self._ensure_above(place)
        if place.path:
            container = bare(self._shape(Place(place.cell, place.path[:-1])))
            if isinstance(container, Mapped) and self.gone(place):
                if container.missing is None:
                    raise Refused(GONE)
                self.set(place, container.missing(self))
        value = self.value(place)
        if value is None:
            raise Refused(GONE)
        with _named(place):
            put = self._shape(place).put(value + by, self)
        if put == value + by and place.path:
            self._effect(place, ["add", list(place.path), by])
        else:
            self.set(place, put)

    def push(self, rows: Place, value: Any) -> None:
        """Put an element at the end of a list."""
        self._ensure(rows)
        self._join(rows, None, value)

    def insert(self, rows: Place, index: int, value: Any) -> None:
        """Put an element before the one at a position; beyond the last one is the end, below 0 the start."""
        self._ensure(rows)
        values = self.value(rows)
        index = max(index, 0)
        self._join(rows, values.ids[index] if index < len(values) else None, value)

    def _join(self, rows: Place, before: str | None, value: Any) -> None:
        listed = self._listed(rows)
        values = self.value(rows)
        with _named(rows):
            put = listed.item.put(value, self)
            listed.check_size(len(values) + 1)
            id_ = str(values.serial + 1) if listed.key is None else listed.id_of(put)
            if listed.key is not None and values.position(id_) is not None:
                raise Misfit(("", f'already has an element with the {listed.key} "{id_}"'))
        self._effect(rows, ["insert", list(rows.path), id_, before, put])

    def remove(self, place: Place) -> None:
        """Take an element of a list or an entry of a map away; it must be there."""
        self.point(place)
        above, last = Place(place.cell, place.path[:-1]), place.path[-1]
        shape = bare(self._shape(above))
        self._ensure(above)
        if isinstance(shape, Listed):
            with _named(above):
                shape.check_size(len(self.value(above)) - 1)
            self._effect(above, ["remove", list(above.path), last])
        else:
            self._effect(above, ["drop", list(place.path)])

    def move(self, place: Place, *, to: int | None = None, before: Place | None = None) -> None:
        """Move an element within its list: to a position, before another, or with neither to the end."""
        self.point(place)
        above, last = Place(place.cell, place.path[:-1]), place.path[-1]
        others = [id_ for id_ in self.value(above).ids if id_ != last]
        target: str | None
        if before == place:
            return
        if before is not None:
            self.point(before)
            if before.path[:-1] != above.path or before.cell != above.cell:
                raise Refused("Both must stand in one list.")
            target = before.path[-1]
        else:
            target = None if to is None or to >= len(others) else others[max(to, 0)]
        self._ensure(above)
        self._effect(above, ["move", list(above.path), last, target])

    def clear(self, place: Place) -> None:
        """Take all elements or entries away."""
        self._ensure_above(place)
        self.set(place, [] if isinstance(bare(self._shape(place)), Listed) else {})

    # Charms.

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
        try:
            with self._at(charm):
                for name, value in own.items():
                    self.set(self.at(f"{charm.recipe}.{name}"), value)
        except Misfit as misfit:
            raise Refused(str(misfit)) from misfit

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
        self._apply(["cell", *place.cell, delta])
        self._behind |= self._state.followers.get(place.cell, {})

    def _apply(self, effect: Effect) -> None:
        try:
            self.changes.append(self._state.apply(effect))
        except Lost:
            raise Refused(GONE) from None


@contextmanager
def _named(place: Place) -> Iterator[None]:
    """A value that does not fit a place refuses the event, and says which place."""
    try:
        yield
    except Misfit as misfit:
        name = place.path[-1] if place.path and not place.path[-1].isdecimal() else place.cell.name
        raise Refused("; ".join(f"{path or name} {why}" for path, why in misfit.errors)) from misfit
