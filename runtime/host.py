"""A space with its store and its pages: the only place of the engine that awaits.

One append is in flight per space. Events that arrive meanwhile wait; when it settles they are planned one after the
other and appended as one batch. Nothing that follows from a commit is shown to anyone before it is durable (I1, I6).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.model import Graph, Recipe, StepId
from runtime import snapshots
from runtime.audience import Audience, Patch, Window
from runtime.connection import Connection
from runtime.events import (
    Event,
    Expired,
    Faulted,
    Invalid,
    NoSuchCharm,
    NoSuchHandler,
    NoSuchPath,
    Receipt,
    Refused,
    TooBusy,
    Unavailable,
)
from runtime.limits import (
    APPEND_COMMITS_MAX,
    EVENTS_OF_VISITOR_WAITING_MAX,
    EVENTS_WAITING_MAX,
    OUTCOMES_KEPT_MAX,
    SNAPSHOT_COMMITS,
)
from runtime.propagate.slots import Keys, Slot
from runtime.space import Answer, Planned, Space
from runtime.store.contract import Commit, Head, Snapshot, Store
from runtime.store.errors import Conflict, Duplicate, StoreError, Unknown

__all__ = [
    "Connection",
    "Event",
    "Expired",
    "Faulted",
    "Host",
    "Invalid",
    "NoSuchCharm",
    "NoSuchHandler",
    "NoSuchPath",
    "Page",
    "Receipt",
    "Refused",
    "TooBusy",
    "Unavailable",
]

ATTEMPTS = 3
"""How often a batch is planned again when the log turns out to be further than the replica."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a visitor's page of a charm shows, as of commit `seq`; good until the host is next asked for anything."""

    charm: str
    recipe: Recipe
    seq: int
    _slots: Mapping[StepId, Slot]
    _shown: Mapping[str, Page]

    def shown(self, charm: str | None) -> Page | None:
        """The page of a charm that a slot here shows; None for none, and for more charms than a page shows."""
        return None if charm is None else self._shown.get(charm)

    def value(self, slot: StepId, keys: Keys) -> Any:
        """The value of a slot, in the rows with these keys: of rows their keys, of a branch its number.

        KeyError where there is none: in a branch that is not shown.
        """
        found = self._slots[slot]
        value = found.table[keys]
        return list(value) if found.step.slot == "rows" else value


class Host:
    """One open space. name: its short id, for the cookie's name; root: the id of the root charm."""

    def __init__(
        self, space: Space, store: Store, space_id: str, head: Head, *, clock: Callable[[], str], random: Random
    ) -> None:
        self.graph: Graph = space.program.graph
        self.name = space_id
        self._space, self._store, self._head = space, store, head
        self._clock, self._random = clock, random
        self._waiting: deque[tuple[Event, asyncio.Future[Receipt]]] = deque()
        self._of_visitor: Counter[str] = Counter()
        self._running = False
        self._draining: asyncio.Task[None] | None = None
        self._connections: dict[Audience, dict[Connection, None]] = {}
        self._snapshot_seq = head.seq
        self.commits = 0

    @property
    def root(self) -> str:
        """The id of the root charm."""
        return self._space.root

    @property
    def space(self) -> Space:
        """The engine's core, for tests and tools that look without a server."""
        return self._space

    @property
    def connected(self) -> int:
        """Pages that are connected now."""
        return len({connection for connections in self._connections.values() for connection in connections})

    # Events.

    async def send(self, event: Event) -> Receipt:
        """Let an event happen; the receipt is given only when it is durable.

        Raises Invalid, Refused, Faulted, NoSuchHandler, NoSuchCharm, Expired: it did not happen; TooBusy: it was not
        looked at; Unavailable: it may have happened, and sending it again is safe.
        """
        if self._running:
            return await self._wait(event)
        self._running = True
        try:
            (answer,) = await self._commit([event])
        finally:
            self._running = False
            if self._waiting:
                self._running = True
                # Held, since the loop itself keeps only a weak reference to a task.
                self._draining = asyncio.get_running_loop().create_task(self._drain())
        if isinstance(answer, Receipt):
            return answer
        raise answer

    async def _wait(self, event: Event) -> Receipt:
        if len(self._waiting) >= EVENTS_WAITING_MAX or self._of_visitor[event.visitor] >= EVENTS_OF_VISITOR_WAITING_MAX:
            raise TooBusy(1)
        settled: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, settled))
        self._of_visitor[event.visitor] += 1
        return await settled

    async def _drain(self) -> None:
        """Carry out what waits, batch by batch."""
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), APPEND_COMMITS_MAX))]
                self._of_visitor.subtract(event.visitor for event, _ in batch)
                self._of_visitor = +self._of_visitor
                answers: Iterable[Answer] = itertools.repeat(Unavailable("the server stopped"))
                try:
                    answers = await self._commit([event for event, _ in batch])
                finally:
                    _settle(batch, answers)
        finally:
            self._running = False

    async def _commit(self, events: list[Event]) -> tuple[Answer, ...]:
        """Plan, append, accept. What the store may or may not have taken is looked up before it is tried again."""
        answers: tuple[Answer, ...] = ()
        for _ in range(ATTEMPTS):
            planned = self._space.plan(events, self._clock(), self._random)
            answers = planned.answers
            if not planned.commits:
                return answers
            try:
                await self._append(planned)
            except (Conflict, Duplicate, Unknown) as error:
                try:
                    await self._catch_up()
                except StoreError as unreadable:
                    return _without(answers, Unavailable(str(unreadable)))
                if isinstance(error, Duplicate) and error.seq <= self._space.seq - OUTCOMES_KEPT_MAX:
                    # It happened so long ago that its outcome is forgotten; the rest of the batch may go on.
                    return _without(answers, Expired()) if len(events) == 1 else await self._one_by_one(events)
                continue
            except StoreError as error:
                return _without(answers, Unavailable(str(error)))
            return answers
        return _without(answers, Unavailable("the log went on too fast"))

    async def _one_by_one(self, events: list[Event]) -> tuple[Answer, ...]:
        answers: list[Answer] = []
        for event in events:
            answers += await self._commit([event])
        return tuple(answers)

    async def _append(self, planned: Planned) -> None:
        commits = [Commit(commit.body, (commit.outcome,)) for commit in planned.commits]
        self._head = await self._store.append(self.name, self._head, commits, epoch=0)
        # The pages are told only after the append returned. Told earlier, a crash would leave them showing what the
        # log never had.
        self._publish(self._space.accept(planned))
        if planned.ends_charms:
            self._dismiss()
        self.commits += len(commits)
        if self._space.seq - self._snapshot_seq >= SNAPSHOT_COMMITS:
            # A snapshot saves time and holds nothing that the log has not: failing, it fails nobody's event.
            with contextlib.suppress(StoreError):
                await self._snapshot()

    async def _catch_up(self) -> None:
        """Let happen what the log has beyond this replica."""
        while True:
            page = await self._store.read(self.name, self._head.seq, APPEND_COMMITS_MAX)
            changed = [cell for commit in page.commits for cell in self._space.replay(commit.body)]
            self._head = self._head.after(*page.commits)
            self._publish(self._space.settle(changed))
            self._dismiss()
            if self._head.seq >= page.head.seq:
                return

    async def _snapshot(self) -> None:
        self._snapshot_seq = self._space.seq
        await self._store.snapshot(self.name, Snapshot(self._head, snapshots.freeze(self._space)))

    async def close(self) -> None:
        """Keep a snapshot of a space that changed, and let the store go."""
        try:
            if self._space.seq > self._snapshot_seq:
                await self._snapshot()
        finally:
            await self._store.close()

    # Looking.

    async def page(self, charm: str, visitor: str) -> Page:
        """What a visitor's page of a charm shows now; raises NoSuchCharm. It is to be read before the next await."""
        window = self._space.audiences.open(self._space.state.charm(charm), visitor)
        self._space.audiences.close(window)
        self._space.initials.sweep()
        pages: dict[str, Page] = {}
        for id_, audience in window.parts.items():
            recipe = next(recipe for recipe in self.graph.recipes if recipe.id == audience.charm.recipe)
            slots = {slot.step.id: slot for slot in audience.slots()}
            pages[id_] = Page(id_, recipe, self._space.seq, slots, pages)
        return pages[charm]

    async def state(self, charm: str, visitor: str | None, path: str) -> Any:
        """What a visitor may read of a charm at a dotted path; "" is everything.

        Raises NoSuchCharm, NoSuchPath, and Faulted for a value that has a fault.
        """
        return self._space.state_of(self._space.state.charm(charm), visitor, path)

    def connect(self, charm: str, visitor: str, since: int | None) -> Connection:
        """Follow a page from commit `since` on (None: from now on); raises NoSuchCharm."""
        window = self._space.audiences.open(self._space.state.charm(charm), visitor)
        at = self._space.seq if since is None else since
        connection = Connection(window, at, self._whole, self._leave)
        self._tell(connection)
        if at > self._space.seq:
            connection.reload()
        elif at < self._space.seq:
            connection.fall_behind()
        return connection

    def _whole(self, window: Window, since: int) -> Patch:
        return self._space.audiences.whole(window, since)._replace(seq=self._space.seq)

    def _tell(self, connection: Connection) -> None:
        """From now on a connection hears of all that is in its window."""
        for audience in connection.window.parts.values():
            self._connections.setdefault(audience, {})[connection] = None

    def _tell_no_more(self, connection: Connection, parts: Iterable[Audience]) -> None:
        for audience in parts:
            connections = self._connections.get(audience, {})
            connections.pop(connection, None)
            if not connections:
                self._connections.pop(audience, None)

    def _leave(self, connection: Connection) -> None:
        if connection in self._connections.get(connection.window.own, ()):
            self._tell_no_more(connection, connection.window.parts.values())
            self._space.audiences.close(connection.window)
            self._space.initials.sweep()

    def _publish(self, patches: list[tuple[Audience, Patch]]) -> None:
        changed: dict[Connection, dict[Audience, Patch]] = {}
        for audience, patch in patches:
            for connection in self._connections.get(audience, ()):
                if audience is connection.window.own and not audience.shows:
                    connection.push(patch)
                else:
                    changed.setdefault(connection, {})[audience] = patch
        for connection, found in changed.items():
            before = connection.window.parts
            connection.push(self._space.audiences.together(connection.window, found, self._space.seq))
            if connection.window.parts is not before:
                self._tell_no_more(connection, before.values())
                self._tell(connection)

    def _dismiss(self) -> None:
        """Tell the pages of charms that have ended."""
        charms = self._space.state.charms
        ended = [audience for audience in self._connections if audience.charm.id not in charms]
        for audience in ended:
            for connection in self._connections[audience]:
                if connection.window.own is audience:
                    connection.gone()


def _without(answers: tuple[Answer, ...], error: Exception) -> tuple[Answer, ...]:
    """The answers of a batch of which nothing was stored: refusals stand, receipts do not."""
    return tuple(error if isinstance(answer, Receipt) else answer for answer in answers)


def _settle(batch: list[tuple[Event, asyncio.Future[Receipt]]], answers: Iterable[Answer]) -> None:
    for (_, settled), answer in zip(batch, answers, strict=False):
        if settled.done():
            continue
        if isinstance(answer, Receipt):
            settled.set_result(answer)
        else:
            settled.set_exception(answer)
