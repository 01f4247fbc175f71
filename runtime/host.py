"""A space with its store and its pages: the only place of the engine that awaits.

One append is in flight per space. Events that arrive meanwhile wait; when it settles they are planned one after the
other and appended as one batch. Nothing that follows from a commit is shown to anyone before it is durable (I1, I6).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.library.calendar import moment_of, time_at
from graph.model import Graph, Recipe, StepId
from runtime import snapshots
from runtime.alarm import Alarm
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
    AWAKE_SECONDS,
    EVENTS_OF_VISITOR_WAITING_MAX,
    EVENTS_WAITING_MAX,
    OUTCOMES_KEPT_MAX,
    PRESENCE_ROUNDS_MAX,
    RETRY_SECONDS,
    SNAPSHOT_COMMITS,
)
from runtime.propagate.slots import Keys, Slot
from runtime.space import Answer, Planned, Space
from runtime.store.contract import Commit, Head, Snapshot, Store
from runtime.store.errors import Conflict, Diverged, Duplicate, StoreError, Unknown

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

Load = Callable[[Store, str, str, Random], Awaitable[tuple[Space, Head]]]
"""Brings a space back from its store, ready to go on at that head, given its short id and the time now."""


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
        # When somebody was last there, and whether the alarm went off while an append was in flight.
        self._seen = ""
        self._rang = False
        self._ticking: list[asyncio.Future[None]] = []
        self._changes: deque[tuple[Load, asyncio.Future[None]]] = deque()
        self._alarm = Alarm(clock, self._ring)
        # What is due is called from now on, whether or not anybody comes.
        self._wind()

    @property
    def root(self) -> str:
        """The id of the root charm."""
        return self._space.root

    @property
    def head(self) -> Head:
        """Where the log stands, as far as the space knows."""
        return self._head

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
            self._go_on()
        if isinstance(answer, Receipt):
            return answer
        raise answer

    def _go_on(self) -> None:
        """Carry out what came up meanwhile."""
        if not (self._waiting or self._rang or self._changes):
            return
        self._running = True
        # Held, since the loop itself keeps only a weak reference to a task.
        self._draining = asyncio.get_running_loop().create_task(self._drain())

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
            while self._waiting or self._rang or self._changes:
                if self._changes:
                    await self._turn_over(*self._changes.popleft())
                    continue
                self._rang, ticking, self._ticking = False, self._ticking, []
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), APPEND_COMMITS_MAX))]
                self._of_visitor.subtract(event.visitor for event, _ in batch)
                self._of_visitor = +self._of_visitor
                answers: Iterable[Answer] = itertools.repeat(Unavailable("the server stopped"))
                try:
                    answers = await self._commit([event for event, _ in batch])
                finally:
                    _settle(batch, answers)
                    for made in ticking:
                        if not made.done():
                            made.set_result(None)
        finally:
            self._running = False

    async def _commit(self, events: list[Event]) -> tuple[Answer, ...]:
        """Carry out what is due, then these events; give an answer for each."""
        before = self.commits
        try:
            return await self._attempt(events)
        finally:
            self._wind(is_stuck=self.commits == before)

    async def _attempt(self, events: list[Event]) -> tuple[Answer, ...]:
        """Plan, append, accept. What the store may or may not have taken is looked up before it is tried again."""
        answers: tuple[Answer, ...] = ()
        for _ in range(ATTEMPTS):
            now = self._clock()
            if events:
                self._seen = now
            planned = self._space.plan(events, now, self._random, awake=self._is_awake(now))
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
        commits = [Commit(commit.body, commit.outcomes) for commit in planned.commits]
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
            if any(self._space.is_of_another(commit.body) for commit in page.commits):
                # Another recipe has taken the log over. Its effects mean nothing here, nor ours to it.
                raise Diverged(self.name, self._head, page.head)
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
        while self._draining is not None and not self._draining.done():
            await asyncio.wait([self._draining])
        self._alarm.stop()
        try:
            if self._space.seq > self._snapshot_seq:
                await self._snapshot()
        finally:
            await self._store.close()

    # Another recipe.

    async def change(self, load: Load) -> None:
        """Go on with the space that `load` gives, of another graph, in place of this one; the pages load anew.

        What is in flight is settled first, and events that come meanwhile wait for the other space, so that each of
        them happens in one of the two. Raises what `load` raises: then the space stays the one that it was.
        """
        changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changes.append((load, changed))
        if not self._running:
            self._go_on()
        await changed

    async def _turn_over(self, load: Load, changed: asyncio.Future[None]) -> None:
        # Whatever it was that went wrong, who waits for the change has to hear of it, and events go on.
        (error,) = await asyncio.gather(self._take(load), return_exceptions=True)
        if changed.done():
            return
        if error is None:
            changed.set_result(None)
        else:
            changed.set_exception(error)

    async def _take(self, load: Load) -> None:
        now = self._clock()
        self._space, self._head = await load(self._store, self.name, now, self._random)
        self.graph = self._space.program.graph
        # Their windows look at the space that was. Nobody is told of what it does any more.
        looking, self._connections = self._connections, {}
        if looking:
            self._seen = now
        for connection in {connection for connections in looking.values() for connection in connections}:
            connection.reload()
        self._wind()

    # Time.

    def next_due(self) -> str | None:
        """When the next call is due that nobody sends; None: nothing waits."""
        once, again = self._space.next_due(repeats=False), self._space.next_due(repeats=True)
        if again is not None and not self._is_awake(max(again, self._clock())):
            again = None
        return min((time for time in (once, again) if time is not None), default=None)

    async def tick(self) -> None:
        """Make the calls whose time has come. What the store does not take stays due."""
        if self._running:
            self._rang = True
            made: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._ticking.append(made)
            return await made
        self._running = True
        try:
            await self._commit([])
        finally:
            self._running = False
            self._go_on()

    def wake(self) -> None:
        """Somebody is there: what rested goes on."""
        self._seen = self._clock()
        self._wind()

    def _is_awake(self, now: str) -> bool:
        """Whether somebody looks, or did so lately: else what is called again and again rests."""
        if self._connections or not self._seen:
            return bool(self._connections)
        return moment_of(now) < moment_of(self._seen) + AWAKE_SECONDS * 1000

    def _wind(self, *, is_stuck: bool = False) -> None:
        """Set the alarm. is_stuck: nothing of what is due could be stored, so there is no hurry."""
        now, due = self._clock(), self.next_due()
        if is_stuck and due is not None and due <= now:
            due = time_at(moment_of(now) + RETRY_SECONDS * 1000)
        self._alarm.set(due)

    def _ring(self) -> None:
        self._rang = True
        if not self._running:
            self._go_on()

    # Looking.

    async def page(self, charm: str, visitor: str) -> Page:
        """What a visitor's page of a charm shows now; raises NoSuchCharm. It is to be read before the next await."""
        self.wake()
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
        self._tell(connection, ())
        self._publish([])
        self.wake()
        if at > self._space.seq:
            connection.reload()
        elif at < self._space.seq or window.shows_any(self._space.program.present):
            # Who is there changed without a commit since the page was made.
            connection.fall_behind()
        return connection

    def _whole(self, window: Window, since: int) -> Patch:
        return self._space.audiences.whole(window, since)._replace(seq=self._space.seq)

    def _tell(self, connection: Connection, before: Collection[Audience]) -> None:
        """From now on a connection hears of all that is in its window, and no more of what was in it before."""
        now, parts = self._clock(), set(connection.window.parts.values())
        for audience in connection.window.parts.values():
            if audience not in self._connections:
                self._space.come(audience.charm.id, audience.visitor, now)
            self._connections.setdefault(audience, {})[connection] = None
        for audience in before:
            if audience not in parts:
                self._tell_no_more(connection, audience, now)

    def _tell_no_more(self, connection: Connection, audience: Audience, now: str) -> None:
        connections = self._connections[audience]
        del connections[connection]
        if not connections:
            del self._connections[audience]
            self._space.go(audience.charm.id, audience.visitor, now)

    def _leave(self, connection: Connection) -> None:
        if connection not in self._connections.get(connection.window.own, ()):
            return
        for audience in connection.window.parts.values():
            self._tell_no_more(connection, audience, self._clock())
        self._space.audiences.close(connection.window)
        self._space.initials.sweep()
        self._publish([])
        self.wake()

    def _publish(self, patches: list[tuple[Audience, Patch]]) -> None:
        """Tell all pages what changes on them, and then what follows from who looks at what since."""
        for _ in range(PRESENCE_ROUNDS_MAX):
            self._push(patches)
            patches = self._space.witness()
            if not patches:
                return

    def _push(self, patches: list[tuple[Audience, Patch]]) -> None:
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
                self._tell(connection, before.values())

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
