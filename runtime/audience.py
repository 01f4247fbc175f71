"""Who looks at what: the slots that a visitor's page of a charm shows, and the bytes that go to all who see the same.

All visitors whose pages show the same shared nodes form a group. Per commit each changed slot is encoded once, each
group's bytes are put together once, and every connection of the group gets the same object.

A view may show other charms, and theirs others again: a window is all that one page shows. In its frames the operation
`["in", charm, recipe]` says which charm the following ones concern, and `["in", ""]` that it is the page's own again.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge
from typing import Any, NamedTuple

from graph.model import StepId
from runtime.evaluate.apart import as_nothing
from runtime.limits import PARTS_MAX
from runtime.propagate.propagation import Propagation
from runtime.propagate.slots import Operation, Slot
from runtime.state import Charm, State


class Patch(NamedTuple):
    """What a commit changed on a page: operations as JSON, separated by commas.

    shown: the charms that a slot shows since then, of which the page knows nothing.
    """

    seq: int
    shared: bytes
    local: bytes
    shown: frozenset[str] = frozenset()


class Audience:
    """A visitor at a charm: the nodes that their page shows.

    group:   the same for all who see the same shared nodes. own: the identities of the local ones.
    shows:   the slots that show other charms.
    looking: how many windows hold it.
    """

    __slots__ = ("charm", "group", "local", "looking", "own", "shared", "shows", "visitor")

    def __init__(self, charm: Charm, visitor: str, slots: list[Slot], shows: frozenset[StepId]) -> None:
        self.charm, self.visitor = charm, visitor
        self.shows = tuple(slot for slot in slots if slot.step.id in shows)
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


class Window:
    """What one page shows: `own`, the charm that it is of, and in `parts` that and all charms shown within, each once.

    parts: by charm; what shows a charm comes before it.
    """

    __slots__ = ("own", "parts")

    def __init__(self, own: Audience) -> None:
        self.own = own
        self.parts = {own.charm.id: own}

    def shows_any(self, steps: Collection[StepId]) -> bool:
        """Whether the page has any of these slots."""
        return any(slot.step.id in steps for audience in self.parts.values() for slot in audience.slots())


class Audiences:
    """All audiences of a space. encoded: the ids of the slots encoded since somebody last emptied it."""

    def __init__(self, state: State, propagation: Propagation) -> None:
        self._state, self._propagation = state, propagation
        self._all: dict[tuple[str, str], Audience] = {}
        self.encoded: list[str] = []

    def open(self, charm: Charm, visitor: str) -> Window:
        """Begin to look at a page; `close` ends it."""
        window = Window(self._enter(charm, visitor))
        self.follow(window)
        return window

    def close(self, window: Window) -> None:
        """Look no more; what nobody else looks at is dropped."""
        for audience in window.parts.values():
            self._leave(audience)

    def follow(self, window: Window) -> None:
        """Bring the charms in a window in line with what its slots show."""
        if not window.own.shows:
            return
        found = {window.own.charm.id: window.own}
        waiting = deque(found.values())
        while waiting:
            for id_ in _shown(waiting.popleft().shows):
                charm = self._state.charms.get(id_)
                if charm is not None and id_ not in found and len(found) < PARTS_MAX:
                    found[id_] = window.parts.get(id_) or self._enter(charm, window.own.visitor)
                    waiting.append(found[id_])
        for id_ in window.parts.keys() - found.keys():
            self._leave(window.parts[id_])
        if list(found) != list(window.parts):
            window.parts = found

    def _enter(self, charm: Charm, visitor: str) -> Audience:
        found = self._all.get((charm.id, visitor))
        if found is None:
            program = self._state.program
            slots = [self._propagation.hold(charm, step, visitor) for step in program.slots[charm.recipe]]
            found = Audience(charm, visitor, slots, program.shows(charm.recipe))
            self._all[charm.id, visitor] = found
        found.looking += 1
        return found

    def _leave(self, audience: Audience) -> None:
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
            if audience.shows:
                patch = patch._replace(shown=_newly_shown(audience, encoded))
            if patch.shared or patch.local:
                yield audience, patch

    def together(self, window: Window, found: Mapping[Audience, Patch], seq: int) -> Patch:
        """One patch for a window, of what a commit changed in its parts; what is newly shown is in it whole."""
        self.follow(window)
        new = {charm for patch in found.values() for charm in patch.shown}
        shared, local = [], []
        for id_, audience in window.parts.items():
            if id_ in new:
                whole = self._whole(audience, -1)
                local.append(_inside(window, audience, (whole.shared, whole.local)))
                # The page makes it anew, and with it everything that it shows.
                new.update(_shown(audience.shows))
            elif audience in found:
                shared.append(_inside(window, audience, (found[audience].shared,)))
                local.append(_inside(window, audience, (found[audience].local,)))
        return Patch(seq, b",".join(filter(None, shared)), b",".join(filter(None, local)))

    def whole(self, window: Window, since: int) -> Patch:
        """Everything on a page that changed after a commit, as it is now; the charms that it shows whole."""
        own = self._whole(window.own, since)
        local = [own.local]
        for audience in (*window.parts.values(),)[1:]:
            whole = self._whole(audience, -1)
            local.append(_inside(window, audience, (whole.shared, whole.local)))
        return Patch(0, own.shared, b",".join(filter(None, local)))

    def _whole(self, audience: Audience, since: int) -> Patch:
        # Who was there when the page was made is in no commit, so that is always said anew.
        present = self._state.program.present
        slots = [slot for slot in audience.slots() if slot.seq > since or slot.step.id in present]
        encoded = {id(slot): self._encode(slot, slot.whole()) for slot in slots}
        return Patch(0, _join(audience.shared, encoded), _join(audience.local, encoded))

    def _encode(self, slot: Slot, operations: Iterable[Operation]) -> bytes:
        self.encoded.append(slot.step.id)
        return b",".join(encode(operation) for operation in operations)


def _join(slots: tuple[Slot, ...], encoded: dict[int, bytes]) -> bytes:
    return b",".join([found for slot in slots if (found := encoded.get(id(slot)))])


def _shown(slots: Iterable[Slot]) -> Iterator[str]:
    """The charms that these slots show."""
    return (charm for slot in slots for charm in slot.table.values() if charm is not None)


def _newly_shown(audience: Audience, encoded: Mapping[int, bytes]) -> frozenset[str]:
    """The charms that a commit made slots of an audience show; one may have shown the same before, elsewhere."""
    told = (operation for slot in audience.shows if id(slot) in encoded for operation in slot.operations)
    return frozenset(operation[3] for operation in told if operation[3] is not None)


def _inside(window: Window, audience: Audience, operations: Iterable[bytes]) -> bytes:
    """Operations of one part of a window, with what says whose they are."""
    joined = b",".join(filter(None, operations))
    if audience is window.own or not joined:
        return joined
    return b'%b,%b,["in",""]' % (encode(["in", audience.charm.id, audience.charm.recipe]), joined)


def _order(slot: Slot) -> tuple[int, int]:
    return slot.rank, slot.number


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=as_nothing)


def encode(value: Any) -> bytes:
    """A JSON value as it goes over the wire and into the log: compact, keys in the order in which they are."""
    return _JSON.encode(value).encode()
