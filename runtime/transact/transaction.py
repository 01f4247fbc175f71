"""A handler at work: one event's effects on the state, all of them or none.

The transaction applies each effect to the state at once, so that a handler reads its own writes, and keeps what
undoes it. Whoever started it takes everything back when it ends; what becomes of the effects is not its business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from graph.library.function import Fault
from graph.model import Handler, StepId, View
from runtime.evaluate.support import meter
from runtime.limits import HANDLERS_NESTED_MAX
from runtime.state import Charm, Place
from runtime.timers import Call
from runtime.transact.refusals import Invalid, NotUpheld, Refused
from runtime.transact.timing import Timing
from runtime.values.compounds import Part
from runtime.values.shapes import Misfit


class Transaction(Timing):
    """One event in one charm. changes: what happened so far; opened: the charm that the visitor is sent to."""

    _sends = 0

    def run(self, handler: Handler, given: Mapping[str, Any], *, outside: bool) -> None:
        """Check a payload, then run a handler on it. Raises Invalid, Refused, or a fault of the handler's code."""
        self._state.program.handler(handler)(self, self._payload(handler, given, outside))

    def carry_out(self, call: Call) -> None:
        """Make a call of the clock's or of presence. Raises like `run`; the first change is that it was made."""
        found = self.take_up(call)
        if found is not None:
            charm, name, given = found
            handler = self._state.program.steps.get(f"{charm.recipe}.{name}")
            if isinstance(handler, Handler):
                with self._at(charm):
                    self.run(handler, given, outside=False)
            elif call.visitor is None:
                raise Fault(f"there is no handler `{name}` any more")
        self.finish()

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

    def finish(self) -> None:
        """All that was asked for has run: let happen what follows, then see whether all holds that always does.

        Raises NotUpheld, which is a Refused, for an `always` that does not.
        """
        self._bring_children_in_line()
        written: dict[str, set[str]] = {}
        for change in self.changes:
            if change.cell is not None:
                written.setdefault(change.cell.key.charm, set()).add(change.cell.key.name)
        for id_, names in written.items():
            charm = self._state.charms.get(id_)
            if charm is not None:
                self.uphold(charm, names)

    def uphold(self, charm: Charm, written: Set[str] | None = None) -> None:
        """Raise NotUpheld where an `always` of a charm does not hold. written: only those over these cells."""
        with self._at(charm):
            for invariant in self._state.program.invariants(charm.recipe):
                if (written is None or invariant.cells & written) and not invariant.holds(self):
                    raise NotUpheld(invariant.id, invariant.message(self))

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
