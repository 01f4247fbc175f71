"""Who looks at what: the slots that a visitor's page of a charm shows, and the bytes that go to all who see the same.

All visitors whose pages show the same shared nodes form a group. Per commit each changed slot is encoded once, each
group's bytes are put together once, and every connection of the group gets the same object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any, NamedTuple

from runtime.evaluate.apart import as_nothing
from runtime.propagate.propagation import Propagation
from runtime.propagate.slots import Operation, Slot
from runtime.state import Charm, State


class Patch(NamedTuple):
    """What a commit changed on a page: operations as JSON, separated by commas."""

    seq: int
    shared: bytes
    local: bytes


class Audience:
    """A visitor at a charm: the nodes that their page shows.

    group:   the same for all who see the same shared nodes. own: the identities of the local ones.
    looking: how many connections and requests hold it.
    """

    __slots__ = ("charm", "group", "local", "looking", "own", "shared", "visitor")

    def __init__(self, charm: Charm, visitor: str, slots: list[Slot]) -> None:
        self.charm, self.visitor = charm, visitor
        # Enclosing slots come before those inside. Put in order here, since each commit goes through them all.
        in_order = sorted(slots, key=_order)
        self.shared = tuple(slot for slot in in_order if slot.step.scope == "shared")
        self.local = tuple(slot for slot in in_order if slot.step.scope == "local")
        self.group = tuple(map(id, self.shared))
        self.own = frozenset(map(id, self.local))
        self.looking = 0

    def slots(self) -> Iterator[Slot]:
        """All slots of the page, enclosing ones before those inside."""
        return merge(self.shared, self.local, key=_order)


class Audiences:
    """All audiences of a space. encoded: the ids of the slots encoded since somebody last emptied it."""

    def __init__(self, state: State, propagation: Propagation) -> None:
        self._state, self._propagation = state, propagation
        self._all: dict[tuple[str, str], Audience] = {}
        self.encoded: list[str] = []

    def enter(self, charm: Charm, visitor: str) -> Audience:
        """Begin to look; `leave` ends it."""
        found = self._all.get((charm.id, visitor))
        if found is None:
            steps = self._state.program.slots[charm.recipe]
            found = Audience(charm, visitor, [self._propagation.hold(charm, step, visitor) for step in steps])
            self._all[charm.id, visitor] = found
        found.looking += 1
        return found

    def leave(self, audience: Audience) -> None:
        """Look no more; what nobody else looks at is dropped."""
        audience.looking -= 1
        if audience.looking == 0:
            del self._all[audience.charm.id, audience.visitor]
            self._propagation.forget((*audience.local, *audience.shared))

    def patches(self, changed: list[Slot], seq: int) -> Iterator[tuple[Audience, Patch]]:
        """What a commit that changed these slots changes on each page that shows any of them."""
        encoded = {id(slot): self._encode(slot, slot.operations) for slot in changed if slot.operations}
        if not encoded:
            return
        groups: dict[tuple[int, ...], Patch] = {}
        for audience in self._all.values():
            patch = groups.get(audience.group)
            if patch is None:
                patch = groups[audience.group] = Patch(seq, _join(audience.shared, encoded), b"")
            if not audience.own.isdisjoint(encoded):
                patch = patch._replace(local=_join(audience.local, encoded))
            if patch.shared or patch.local:
                yield audience, patch

    def whole(self, audience: Audience, since: int) -> Patch:
        """Everything on a page that changed after a commit, as it is now."""
        slots = [slot for slot in audience.slots() if slot.seq > since]
        encoded = {id(slot): self._encode(slot, slot.whole()) for slot in slots}
        return Patch(0, _join(audience.shared, encoded), _join(audience.local, encoded))

    def _encode(self, slot: Slot, operations: Iterable[Operation]) -> bytes:
        self.encoded.append(slot.step.id)
        return b",".join(encode(operation) for operation in operations)


def _join(slots: tuple[Slot, ...], encoded: dict[int, bytes]) -> bytes:
    return b",".join([found for slot in slots if (found := encoded.get(id(slot)))])


def _order(slot: Slot) -> tuple[int, int]:
    return slot.rank, slot.number


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=as_nothing)


def encode(value: Any) -> bytes:
    """A JSON value as it goes over the wire and into the log: compact, keys in the order in which they are."""
    return _JSON.encode(value).encode()
