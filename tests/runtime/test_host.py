"""What the engine promises about commits: durable before visible, once only, one evaluation for everybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

import pytest

from runtime.connection import Connection
from runtime.host import Event, Expired, Invalid, Refused, Unavailable
from runtime.store.errors import Full, Unknown
from runtime.store.memory import MemoryStore
from runtime.transact.transaction import Transaction
from tests.runtime.chat import Chat, HeldStore, open_chat

ROWS = "Session.view.Room.5.rows"
TEXT = "Session.view.Room.8.text"


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 30))


async def frame(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await asyncio.wait_for(connection.next(), 5))
    return found


async def silent(connection: Connection) -> bool:
    try:
        await asyncio.wait_for(connection.next(), 0.05)
    except TimeoutError:
        return True
    return False


def test_nothing_of_a_commit_reaches_anyone_before_the_store_has_it() -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann, bo = await chat.join("ann", "Ann"), await chat.join("bo", "Bo")
        pages = [chat.host.connect(ann, "ann", None), chat.host.connect(bo, "bo", None)]
        before = await chat.host.state(bo, "bo", "")
        store.held = True
        sending = asyncio.create_task(chat.say("ann", ann, "hello"))
        await store.reached.wait()

        assert all([await silent(page) for page in pages])
        assert not sending.done()
        assert await chat.host.state(bo, "bo", "") == before
        rendered = await chat.host.page(bo, "bo")
        assert rendered.value(ROWS, ()) == []

        store.held = False
        receipt = await sending
        for page in pages:
            assert (await frame(page))["to"] == receipt.seq
        assert await chat.texts() == ["hello"]

    run(test())


def test_events_that_wait_for_an_append_are_one_batch_in_their_order() -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        store.held = True
        first = asyncio.create_task(chat.say("ann", ann, "0"))
        await store.reached.wait()
        others = [asyncio.create_task(chat.say("ann", ann, str(n))) for n in range(1, 20)]
        await asyncio.sleep(0)
        store.held = False
        receipts = [await task for task in (first, *others)]

        assert await chat.texts() == [str(n) for n in range(20)]
        assert [receipt.seq for receipt in receipts] == list(range(receipts[0].seq, receipts[0].seq + 20))

    run(test())


def test_an_event_that_is_sent_again_has_one_effect_and_one_receipt() -> None:
    async def test() -> None:
        store = MemoryStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        event = Event(ann, "ann", "20260101-page", 1, "send", {}, {"draft": "once"})
        first = await chat.host.send(event)
        again = await chat.host.send(event)
        # Another process opens the same log: it knows the outcome as well.
        later = await open_chat(store)

        assert first == again == await later.host.send(event)
        assert await later.texts() == ["once"]

    run(test())


def test_the_same_event_twice_in_one_batch_happens_once() -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        store.held = True
        blocker = asyncio.create_task(chat.say("ann", ann, "first"))
        await store.reached.wait()
        event = Event(ann, "ann", "20260101-page", 1, "send", {}, {"draft": "twice"})
        both = [asyncio.create_task(chat.host.send(event)) for _ in range(2)]
        await asyncio.sleep(0)
        store.held = False
        await blocker

        assert await both[0] == await both[1]
        assert await chat.texts() == ["first", "twice"]

    run(test())


@pytest.mark.parametrize("stored", [True, False])
def test_an_append_whose_answer_is_lost_is_looked_up_before_it_is_tried_again(stored: bool) -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        page = chat.host.connect(ann, "ann", None)
        store.failing, store.lose_answer = Unknown("space", "the disk went away"), stored
        await chat.say("ann", ann, "hello")

        assert await chat.texts() == ["hello"]
        assert len((await frame(page))["shared"]) == 4, "one row and its three slots"

    run(test())


def test_what_the_store_cannot_take_did_not_happen_and_may_be_sent_again() -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        event = Event(ann, "ann", "20260101-page", 1, "send", {}, {"draft": "hello"})
        store.failing = Full("the disk is full")
        with pytest.raises(Unavailable):
            await chat.host.send(event)
        assert await chat.texts() == []
        await chat.host.send(event)
        assert await chat.texts() == ["hello"]

    run(test())


def test_in_a_batch_those_that_cannot_happen_leave_the_others_alone() -> None:
    async def test() -> None:
        store = HeldStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        store.held = True
        blocker = asyncio.create_task(chat.say("ann", ann, "first"))
        await store.reached.wait()
        batch = [
            asyncio.create_task(chat.say("ann", ann, "second")),
            asyncio.create_task(chat.event("ann", "nowhere", "send")),
            asyncio.create_task(chat.event("ann", ann, "sned")),
            asyncio.create_task(chat.host.send(Event(ann, "ann", "20200101-old", 1, "send", {}, {"draft": "old"}))),
            asyncio.create_task(chat.say("bo", ann, "no name yet")),
            asyncio.create_task(chat.say("ann", ann, "third")),
        ]
        await asyncio.sleep(0)
        store.held = False
        await blocker
        answers = await asyncio.gather(*batch, return_exceptions=True)

        found = [type(answer).__name__ for answer in answers]
        assert found == ["Receipt", "NoSuchCharm", "NoSuchHandler", "Expired", "Refused", "Receipt"]
        assert await chat.texts() == ["first", "second", "third"]

    run(test())


def test_a_bug_of_ours_in_a_handler_leaves_the_state_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        before = await chat.host.state(ann, "ann", "")

        def broken(*_: object) -> None:
            raise AssertionError("a bug")

        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "push", broken)
            with pytest.raises(AssertionError, match="a bug"):
                await chat.say("ann", ann, "lost")
        assert await chat.host.state(ann, "ann", "") == before
        await chat.say("ann", ann, "found")
        assert await chat.texts() == ["found"]

    run(test())


def test_with_a_hundred_sessions_a_shared_step_is_evaluated_and_encoded_once_per_commit() -> None:
    async def test() -> None:
        chat = await open_chat()
        sessions = {f"v{n}": await chat.join(f"v{n}", f"V{n}") for n in range(100)}
        pages = [chat.host.connect(session, who, None) for who, session in sessions.items()]
        ran, encoded = chat.host.space.propagation.ran, chat.host.space.audiences.encoded
        ran.clear()
        encoded.clear()
        await chat.say("v0", sessions["v0"], "hello")

        room = [f"Session.view.Room.{slot}" for slot in ("5.rows", "7.text", "8.text", "9.time")]
        assert sorted(ran) == sorted([*room, "Session.view.7.value"]), (
            "the sender's own draft besides, which was emptied"
        )
        assert encoded == room
        frames = [await page.next() for page in pages]
        assert len({frames[n] for n in range(1, 100)}) == 1

    run(test())


def test_a_local_that_changes_is_told_to_that_visitor_only() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann, bo = await chat.join("ann", "Ann"), await chat.join("bo", "Bo")
        mine, other = chat.host.connect(ann, "ann", None), chat.host.connect(bo, "bo", None)
        stranger = chat.host.connect(ann, "stranger", None)
        chat.host.space.propagation.ran.clear()
        await chat.event("ann", ann, None, {"draft": "half"})

        assert (await frame(mine))["local"] == [["set", 7, [], "half"]]
        assert await silent(other)
        assert await silent(stranger)
        assert chat.host.space.propagation.ran == ["Session.view.7.value"]

    run(test())


def test_a_message_into_a_history_of_ten_thousand_sends_and_computes_one_row() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        for n in range(10_000):
            await chat.say("ann", ann, str(n))
        page = chat.host.connect(ann, "ann", None)
        receipt = await chat.say("ann", ann, "the last")
        found = await frame(page)

        (key,) = {operation[3] for operation in found["shared"] if operation[0] == "insert"}
        assert found["to"] == receipt.seq
        assert [operation[0] for operation in found["shared"]] == ["insert", "set", "set", "set"]
        assert {tuple(operation[2]) for operation in found["shared"][1:]} == {(key,)}

    run(test())


def test_a_rename_is_told_as_one_value_per_message_of_that_person() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann, bo = await chat.join("ann", "Ann"), await chat.join("bo", "Bo")
        for who, session in (("ann", ann), ("bo", bo), ("ann", ann)):
            await chat.say(who, session, f"by {who}")
        page = chat.host.connect(bo, "bo", None)
        await chat.event("ann", ann, "rename", username="Anna")
        found = await frame(page)

        assert [operation[3] for operation in found["shared"]].count("Anna") == 3, "the list of users, two messages"
        assert all(operation[0] == "set" for operation in found["shared"])

    run(test())


def test_a_page_that_comes_back_gets_what_changed_since_whole() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann, bo = await chat.join("ann", "Ann"), await chat.join("bo", "Bo")
        await chat.say("ann", ann, "seen")
        at = chat.host.space.seq
        await chat.say("ann", ann, "missed")
        page = chat.host.connect(bo, "bo", at)
        found = await frame(page)

        rows = next(operation for operation in found["shared"] if operation[0] == "rows")
        assert len(rows[3]) == 2
        assert {operation[3] for operation in found["shared"] if operation[0] == "set"} >= {"seen", "missed"}
        assert found["local"] == []
        assert await silent(page)

    run(test())


def test_a_page_from_a_future_that_was_lost_is_told_to_load_again() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann")
        assert await frame(chat.host.connect(ann, "ann", chat.host.space.seq + 5)) == {"reload": True}

    run(test())


def test_a_slow_page_gets_only_what_is_true_in_the_end() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        slow = chat.host.connect(ann, "ann", None)
        for n in range(200):
            await chat.say("ann", ann, f"{n} " + "x" * 1_900)
        found = await frame(slow)

        rows = [operation for operation in found["shared"] if operation[0] == "rows"]
        assert [len(operation[3]) for operation in rows] == [200]
        assert found["to"] == chat.host.space.seq

    run(test())


def test_a_refused_event_changes_nothing_and_costs_no_evaluation() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann")
        page = chat.host.connect(ann, "ann", None)
        seq = chat.host.space.seq
        chat.host.space.propagation.ran.clear()
        with pytest.raises(Refused, match="Choose a username first"):
            await chat.say("ann", ann, "hello")
        with pytest.raises(Invalid) as invalid:
            await chat.event("ann", ann, "rename", username="", nickname="A")

        assert invalid.value.errors == (("username", "must not be empty"), ("nickname", "is not a field here"))
        assert chat.host.space.seq == seq
        assert chat.host.space.propagation.ran == []
        assert await silent(page)
        assert (await chat.host.state(ann, "ann", "draft")) == ""

    run(test())


def test_who_opens_a_copied_address_has_locals_of_their_own() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        await chat.event("ann", ann, None, {"draft": "secret"})
        mine, theirs = await chat.host.state(ann, "ann", ""), await chat.host.state(ann, "stranger", "")

        assert (mine["name"], mine["draft"]) == ("Ann", "secret")
        assert (theirs["name"], theirs["draft"]) == ("", "")
        assert theirs["id"] != mine["id"]
        assert theirs["users"] == mine["users"] == {mine["id"]: "Ann"}

    run(test())


def test_looking_writes_nothing_and_leaves_nothing_behind() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        state = chat.host.space.state
        before = (chat.host.space.seq, set(state.cells))
        first = await chat.host.state(ann, "stranger", "id")
        await chat.host.page(ann, "stranger")
        page = chat.host.connect(ann, "another", None)
        page.close()

        assert (chat.host.space.seq, set(state.cells)) == before
        assert await chat.host.state(ann, "stranger", "id") == first

    run(test())


def test_a_space_opened_again_is_what_it_was_by_log_and_by_snapshot() -> None:
    async def test() -> None:
        store = MemoryStore()
        chat = await open_chat(store)
        ann = await chat.join("ann", "Ann")
        for n in range(5):
            await chat.say("ann", ann, str(n))
        await chat.event("ann", ann, None, {"draft": "half"})
        was = await everything(chat, ann)
        by_log = await open_chat(store)
        assert await everything(by_log, ann) == was
        await by_log.host._snapshot()
        by_snapshot = await open_chat(store)
        assert await everything(by_snapshot, ann) == was
        assert by_snapshot.host.root == chat.host.root

    run(test())


async def everything(chat: Chat, session: str) -> object:
    return [await chat.host.state(charm, who, "") for charm in (chat.host.root, session) for who in ("ann", "bo")]


def test_an_event_of_a_client_too_old_to_be_known_is_never_run() -> None:
    async def test() -> None:
        chat = await open_chat()
        ann = await chat.join("ann", "Ann")
        with pytest.raises(Expired):
            await chat.host.send(Event(ann, "ann", "20251201-page", 1, "send", {}, {"draft": "old"}))
        assert await chat.texts() == []

    run(test())
