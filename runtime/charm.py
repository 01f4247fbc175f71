"""A charm as one visitor may read it: its cells, parameters and derived values, by name."""

from __future__ import annotations

from typing import Any

from graph.library.function import Fault
from graph.model import Derive, Readable, name_of
from runtime.evaluate.apart import Broken
from runtime.events import NoSuchPath
from runtime.initial import Initials
from runtime.propagate.propagation import Propagation
from runtime.state import Charm, State
from runtime.values.collections import Rows
from runtime.values.deltas import Lost


class Reader:
    """Reads values of charms, each for a visitor: shared ones, and that visitor's own locals."""

    def __init__(self, state: State, initials: Initials, propagation: Propagation) -> None:
        self._state, self._initials, self._propagation = state, initials, propagation

    def names(self, charm: Charm) -> tuple[str, ...]:
        """What is readable of a charm, in the order of its recipe."""
        steps = self._state.program.graph.of(charm.recipe)
        return tuple(name_of(step.id) for step in steps if isinstance(step, Readable))

    def everything(self, charm: Charm, visitor: str | None) -> dict[str, Any]:
        """All readable values by name; what has a fault or is gone is left out."""
        found: dict[str, Any] = {}
        for name in self.names(charm):
            try:
                found[name] = self._value(charm, name, visitor)
            except (Fault, Lost):
                continue
        return found

    def at(self, charm: Charm, visitor: str | None, path: str) -> Any:
        """The value at a path: a name, then fields, keys and positions behind dots; `length` of a list is its size.

        Behind the id of a charm the path goes on in that charm. A copy, in which an element that has a fault is None.
        Raises NoSuchPath, and the fault of a value that has one.
        """
        return _copied(self._at(charm, visitor, path))

    def _at(self, charm: Charm, visitor: str | None, path: str) -> Any:
        if not path:
            return self.everything(charm, visitor)
        name, *rest = path.split(".")
        if not isinstance(self._state.program.steps.get(f"{charm.recipe}.{name}"), Readable):
            raise NoSuchPath(path)
        try:
            value = self._value(charm, name, visitor)
        except Lost:
            raise NoSuchPath(path) from None
        for number, step in enumerate(rest):
            if isinstance(value, str) and value in self._state.charms:
                return self._at(self._state.charm(value), visitor, ".".join(rest[number:]))
            value = _below(value, step, path)
        return value

    def _value(self, charm: Charm, name: str, visitor: str | None) -> Any:
        step = f"{charm.recipe}.{name}"
        if isinstance(self._state.program.steps[step], Derive):
            return self._propagation.read(charm, step, visitor)
        return self._initials.read(charm, step, visitor)


def _below(value: Any, step: str, path: str) -> Any:
    if isinstance(value, Broken):
        raise value.fault
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list):
        if step == "length":
            return len(value)
        if step.isdecimal() and int(step) < len(value):
            return value[int(step)]
    raise NoSuchPath(path)


def _copied(value: Any) -> Any:
    match value:
        case Broken():
            return None
        case dict():
            return {key: _copied(each) for key, each in value.items()}
        case Rows():
            # The elements stay who they are, for who asks for the children that go along with them.
            return Rows((_copied(each) for each in value), list(value.ids), value.serial)
        case list():
            return [_copied(each) for each in value]
    return value
