"""A space: a root charm and all charms spawned from it; plans events, settles them, shows what is.

The core does no IO and never awaits. `plan` runs handlers on the state and takes everything back; `accept`, once the
commits are durable, lets it happen again. In between, and to whoever looks, the state is the last accepted one (I6).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.changes.surface import surface_from
from graph.library.function import Fault
from graph.model import Handler
from runtime import inputs
from runtime.audience import Audience, Audiences, Patch, encode
from runtime.charm import Reader
from runtime.evaluate.program import Program
from runtime.evaluate.support import FAULTS, faults, meter
from runtime.events import REFUSALS, Event, Faulted, NoSuchHandler, Receipt
from runtime.identity import mint
from runtime.initial import Initials
from runtime.limits import APPEND_COMMITS_MAX, FAULTS_KEPT_MAX
from runtime.outcomes import Outcomes
from runtime.presence import Presence
from runtime.propagate.propagation import Propagation
from runtime.state import Cell, Change, Charm, Effect, Place, State
from runtime.timers import Call
from runtime.transact.refusals import Invalid, NotUpheld, Refused
from runtime.transact.transaction import Transaction
from runtime.values.shapes import Misfit

Answer = Receipt | Exception
"""What an event comes to: it happened, or why it did not."""


@dataclass(frozen=True, slots=True)
class PlannedCommit:
    """A commit that is not durable yet. body: what the log keeps; outcomes: (client, n) of an event, none of a call."""

    body: bytes
    outcomes: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]
    event: Event | Call
    receipt: Receipt
    now: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What a batch would do. answers: one per event, in order, none for calls; good once the commits are durable."""

    commits: tuple[PlannedCommit, ...]
    answers: tuple[Answer, ...]

    @property
    def ends_charms(self) -> bool:
        """Whether charms end by it."""
        return any(change.ended[0] for commit in self.commits for change in commit.changes)


_Ran = tuple[Event | Call, Receipt, tuple[Change, ...]]
"""What ran in a batch, what it led to, and what it changed."""


class Space:
    """One space in memory. seq: the commit that its state is of; root: the id of its first charm.

    secret: the space's own, for keyed names.
    faults: what went wrong in handlers and in values that were asked for, the newest last.
    """

    def __init__(self, program: Program, secret: bytes) -> None:
        self.program = program
        self.seq = 0
        self.root = ""
        self.faults: list[str] = []
        self.outcomes = Outcomes()
        self.state = State(program)
        self.presence = Presence()
        self.initials = Initials(self.state, self.presence, secret)
        self.propagation = Propagation(self.state, self.initials)
        self.audiences = Audiences(self.state, self.propagation)
        self._reader = Reader(self.state, self.initials, self.propagation)

    # Coming to be.

    def found(self, parameters: Mapping[str, Any], now: str, random: Random) -> bytes:
        """The body of the first commit: it creates the root charm. Raises Invalid for parameters that do not fit."""
        meter.start()
        transaction = Transaction(self.state, self.initials, self.propagation.read, None, None, now, random)
        names = self.program.graph.root.params
        try:
            unknown = [(name, "is no parameter of this recipe") for name in parameters if name not in names]
            if unknown:
                raise Misfit(*unknown)
            transaction.spawn(self.program.graph.root.id, {}, parameters, outside=True)
            transaction.finish()
        except Misfit as misfit:
            raise Invalid(*misfit.errors) from misfit
        except Refused as refused:
            raise Invalid(("", str(refused))) from refused
        except FAULTS as error:
            raise Invalid(("", f"this app cannot begin: {faults(error)}")) from error
        finally:
            self._take_back(transaction.changes)
        return self.begun([change.effect for change in transaction.changes], now)

    def fill(self, now: str, random: Random) -> list[Change]:
        """Give cells that the recipe has gained their first values. Raises Misfit for one that has none."""
        transaction = Transaction(self.state, self.initials, self.propagation.read, None, None, now, random)
        for charm in tuple(self.state.charms.values()):
            transaction.fill(charm, {}, outside=False)
        return transaction.changes

    def wind(self, now: str, random: Random) -> bytes | None:
        """The body of a commit, which has happened, that sets timers as the recipe has them now; None if they are."""
        transaction = Transaction(self.state, self.initials, self.propagation.read, None, None, now, random)
        for charm in self.state.charms.values():
            transaction.wind(charm)
        if not transaction.changes:
            return None
        self.seq += 1
        return encode({"at": now, "effects": [change.effect for change in transaction.changes]})

    def resume(self, now: str) -> None:
        """The space was opened: who was inside has left, unless they come back in time."""
        for charm, visitor in self.state.visits.all():
            self.presence.miss(charm, visitor, now)

    def broken(self, now: str, random: Random) -> Iterator[str]:
        """What does not hold, of all that a recipe says always does: its message, for each charm of which it is so."""
        for charm in self.state.charms.values():
            meter.start()
            transaction = Transaction(self.state, self.initials, self.propagation.read, None, None, now, random)
            try:
                transaction.uphold(charm)
            except (Refused, *FAULTS) as error:
                yield f"an `always` of `{charm.recipe}` does not hold in /c/{charm.id}: {error}"

    def begun(self, effects: list[Effect], now: str) -> bytes:
        """The body of the first commit by this recipe: with it stands by which types values are stored from now on."""
        return self.signed({"at": now, "effects": effects})

    def signed(self, body: Mapping[str, Any]) -> bytes:
        """A body for the store that says by which types its values are stored."""
        # Encoded by itself: of a large program it is most of the body.
        return b'%b,"surface":%b}' % (encode(body).removesuffix(b"}"), self.program.surface.encode())

    def replay(self, body: bytes) -> list[Cell]:
        """Let a commit of the log happen; give the cells that it changed. Raises what a broken body raises."""
        return self.repeat(json.loads(body))

    def is_of_another(self, body: bytes) -> bool:
        """Whether a commit of the log, and all behind it, were made by a recipe that keeps its state in another way."""
        # Nearly none says by what it was made, and none has to be read twice to see that.
        surface = json.loads(body).get("surface") if b'"surface"' in body else None
        return surface is not None and surface_from(surface) != self.program.surface

    def repeat(self, commit: Mapping[str, Any]) -> list[Cell]:
        """`replay` of a body that was read already."""
        self.seq += 1
        changed: list[Cell] = []
        for effect in commit["effects"]:
            change = self.state.apply(self.state.thawed(effect))
            if not self.root:
                self.root = effect[1]
            changed += self._stamped(change)
        if "event" in commit:
            visitor, client, n, opened = commit["event"]
            self.outcomes.record(visitor, client, n, Receipt(self.seq, tuple(opened)), commit["at"])
        return changed

    # Events.

    def plan(self, events: Sequence[Event], now: str, random: Random, *, awake: bool = True) -> Planned:
        """Make the calls that are due, then run the events, each on what the one before left; take everything back.

        awake: whether `every` calls; else it rests, as where nobody has looked for a while.
        """
        answers: list[Answer] = []
        kept: list[_Ran] = []
        try:
            for call in self._due(now, awake=awake):
                if changes := self._carry_out(call, now, random):
                    kept.append((call, Receipt(self.seq + len(kept) + 1), changes))
            for event in events:
                try:
                    answer, changes = self._answer(event, now, random, self.seq + len(kept) + 1, kept)
                except REFUSALS as refusal:
                    answers.append(refusal)
                    continue
                answers.append(answer)
                if changes:
                    kept.append((event, answer, changes))
        finally:
            for _, _, changes in reversed(kept):
                self._take_back(changes)
            self.propagation.restore()
            self.initials.sweep()
        return Planned(tuple(self._commit(*each, now) for each in kept), tuple(answers))

    def _answer(
        self, event: Event, now: str, random: Random, seq: int, before: Sequence[_Ran]
    ) -> tuple[Receipt, tuple[Change, ...]]:
        """What one event comes to, with its changes applied; raises why it does not happen, with nothing applied."""
        known = self.outcomes.find(event.visitor, event.client, event.n, now)
        for earlier, receipt, _ in before:
            if isinstance(earlier, Event) and _name(earlier) == _name(event):
                known = receipt
        if known is not None:
            return known, ()
        charm = self.state.charm(event.charm)
        handler = self.handler(charm, event.handler)
        transaction = Transaction(self.state, self.initials, self.propagation.read, charm, event.visitor, now, random)
        try:
            self._run(transaction, charm, handler, event)
        except BaseException as error:
            # Whatever it was, nothing of it may stay: the state is the last accepted one, or nobody can trust it.
            self._take_back(transaction.changes)
            if isinstance(error, FAULTS):
                raise self._faulted(event.handler or "set", faults(error), random) from error
            raise
        opened = () if transaction.opened is None else (transaction.opened,)
        return Receipt(seq if transaction.changes else seq - 1, opened), tuple(transaction.changes)

    def _run(self, transaction: Transaction, charm: Charm, handler: Handler | None, event: Event) -> None:
        meter.start()
        if event.sets:
            places = self._inputs(transaction, charm, event)
            for name, place, value in places:
                try:
                    transaction.set(place, value, outside=True)
                except Refused as refused:
                    raise Invalid((name, str(refused).removeprefix(f"{name} "))) from refused
        if handler is not None:
            transaction.run(handler, event.payload, outside=True)
        transaction.finish()

    def _inputs(self, transaction: Transaction, charm: Charm, event: Event) -> list[tuple[str, Place, Any]]:
        """The places that an event's bound inputs lead to, with what is to be put there."""
        # Only the inputs of the page are asked for, not all of it: a long history is no business of who types.
        steps = [step for step in self.program.slots[charm.recipe] if step.slot == "value"]
        slots = [self.propagation.hold(charm, step, event.visitor) for step in steps]
        try:
            return [(name, inputs.find(transaction, slots, name), value) for name, value in event.sets.items()]
        finally:
            self.propagation.forget(slots)

    def handler(self, charm: Charm, name: str | None) -> Handler | None:
        """The handler of that name that a visitor may call; raises NoSuchHandler."""
        if name is None:
            return None
        offered = self.program.handlers[charm.recipe]
        if name not in offered:
            raise NoSuchHandler(name, tuple(offered))
        return offered[name]

    def _faulted(self, where: str, fault: Fault, random: Random) -> Faulted:
        found = Faulted(mint(random)[:8], str(fault))
        self.faults = [*self.faults, f"{where}: {fault} ({found.id})"][-FAULTS_KEPT_MAX:]
        return found

    def _take_back(self, changes: Iterable[Change]) -> None:
        for change in reversed(tuple(changes)):
            self.state.undo(change)

    # What nobody sends: the clock's calls, and those of presence.

    def next_due(self, *, repeats: bool) -> str | None:
        """When something has to be called: again and again, or else once. None: nothing waits."""
        if repeats:
            return self.state.timers.next(repeats=True)
        times = (self.state.timers.next(repeats=False), self.presence.next())
        return min((time for time in times if time is not None), default=None)

    def _due(self, now: str, *, awake: bool) -> list[Call]:
        """The calls whose time has come."""
        found: list[Call] = []
        for news, visit in tuple(self.presence.news(now)):
            if self._concerns(news, *visit):
                found.append(Call(visit[0], news, visit[1]))
            else:
                self.presence.told(news, visit)
        timers = self.state.timers
        ids = timers.due(now, repeats=False, most=APPEND_COMMITS_MAX)
        if awake:
            ids += timers.due(now, repeats=True, most=APPEND_COMMITS_MAX)
        found += (Call(timer.charm, id_) for id_ in ids if (timer := timers.get(id_)) is not None)
        return found[:APPEND_COMMITS_MAX]

    def _concerns(self, news: str, charm: str, visitor: str) -> bool:
        """Whether a charm is to be told that somebody came or has left."""
        found = self.state.charms.get(charm)
        if found is None or not self.program.attends(found.recipe):
            return False
        return self.state.visits.is_inside(charm, visitor) == (news == "leave")

    def _carry_out(self, call: Call, now: str, random: Random) -> tuple[Change, ...]:
        """Make a call. Refused or at fault, it was made all the same: nobody could send it again."""
        charm = self.state.charms.get(call.charm)
        if charm is None or (call.visitor is None and self.state.timers.get(call.why) is None):
            # A call before this one has ended the charm.
            return ()
        transaction = Transaction(self.state, self.initials, self.propagation.read, charm, call.visitor, now, random)
        meter.start()
        try:
            transaction.carry_out(call)
        except (Invalid, NotUpheld, *FAULTS) as error:
            # There is nobody who could be told that an `always` stopped it, so whoever runs the server is.
            made = self._only_made(transaction)
            fault = Fault(str(error)) if isinstance(error, Invalid | NotUpheld) else faults(error)
            self._faulted(f"{charm.recipe}, called by {call.why if call.visitor else 'a timer'}", fault, random)
            return made
        except Refused:
            return self._only_made(transaction)
        except BaseException:
            self._take_back(transaction.changes)
            raise
        return tuple(transaction.changes)

    def _only_made(self, transaction: Transaction) -> tuple[Change, ...]:
        """Take all back but that a call was made."""
        made, *others = transaction.changes
        self._take_back(others)
        return (made,)

    def come(self, charm: str, visitor: str, now: str) -> None:
        """The first page of a visitor shows a charm; `witness` lets it be seen."""
        self.presence.come(charm, visitor, now)

    def go(self, charm: str, visitor: str, now: str) -> None:
        """The last page of a visitor that showed a charm is gone."""
        self.presence.go(charm, visitor, now)

    def witness(self) -> list[tuple[Audience, Patch]]:
        """What changes on pages since others came and went."""
        changed, self.presence.changed = self.presence.changed, {}
        cells = (self.state.witness(charm, self.initials.there(charm)) for charm in changed)
        return self.settle([cell for cell in cells if cell is not None])

    def _commit(self, event: Event | Call, receipt: Receipt, changes: tuple[Change, ...], now: str) -> PlannedCommit:
        # Encoded only after all was taken back: a list that was set and then pushed to is one object in both effects.
        effects = [change.effect for change in changes]
        if isinstance(event, Call):
            body: dict[str, Any] = {"at": now, "call": [event.charm, event.why], "effects": effects}
            return PlannedCommit(encode(body), (), changes, event, receipt, now)
        body = {
            "at": now,
            "on": [event.charm, event.handler],
            "event": [event.visitor, event.client, event.n, list(receipt.opened)],
            "effects": effects,
        }
        return PlannedCommit(encode(body), ((_whose(event), event.n),), changes, event, receipt, now)

    def accept(self, planned: Planned) -> list[tuple[Audience, Patch]]:
        """The commits are durable: let them happen, and give what changes on each page that is looked at."""
        changed: list[Cell] = []
        for commit in planned.commits:
            self.seq += 1
            for change in commit.changes:
                self.state.redo(change)
                changed += self._stamped(change)
            event = commit.event
            if isinstance(event, Event):
                self.outcomes.record(event.visitor, event.client, event.n, commit.receipt, commit.now)
            elif event.visitor is not None:
                self.presence.told(event.why, (event.charm, event.visitor))
        return self.settle(changed)

    def _stamped(self, change: Change) -> Iterable[Cell]:
        """The cells that a change is about, with the commit that it came by."""
        for cell in change.cells:
            cell.seq = self.seq
            yield cell

    def settle(self, changed: Iterable[Cell]) -> list[tuple[Audience, Patch]]:
        """Bring everything that follows from these cells up to date; give what changes on each page."""
        slots = self.propagation.settle(dict.fromkeys(changed), self.seq)
        return list(self.audiences.patches(slots, self.seq))

    # Looking.

    def state_of(self, charm: Charm, visitor: str | None, path: str) -> Any:
        """What a visitor may read of a charm; raises NoSuchPath, and Faulted for a value that has a fault."""
        try:
            return self._reader.at(charm, visitor, path)
        except Fault as fault:
            raise self._faulted(path, fault, Random()) from fault
        finally:
            self.propagation.restore()
            self.initials.sweep()


def _name(event: Event) -> tuple[str, str, int]:
    """What tells an event from all others."""
    return event.visitor, event.client, event.n


def _whose(event: Event) -> str:
    """The client as the log knows it: two visitors may call their clients the same."""
    return f"{event.visitor}/{event.client}"
