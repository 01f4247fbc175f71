"""How writes share a flush, and what each of them is told when something fails."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import apsw
import pytest

from runtime.limits import GROUP_WRITES_MAX
from runtime.store.errors import FileCorrupt, Full, NoSuchSpace, StoreError, Unavailable, Unknown
from runtime.store.group_commit import GroupCommit

Write = Callable[[apsw.Connection], int]


@pytest.fixture
def db(tmp_path: Path) -> apsw.Connection:
    db = apsw.Connection(str(tmp_path / "notes.db"))
    db.execute("CREATE TABLE notes (text TEXT)")
    return db


def note(text: str) -> Write:
    def work(db: apsw.Connection) -> int:
        db.execute("INSERT INTO notes VALUES (?)", (text,))
        return len(text)

    return work


def refused_after_writing(db: apsw.Connection) -> int:
    note("half")(db)
    raise NoSuchSpace("cellar")


def flushes_of(db: apsw.Connection) -> list[str]:
    """A list that grows by one with each transaction that commits."""
    flushes: list[str] = []

    def count() -> bool:
        flushes.append("flush")
        return False

    db.set_commit_hook(count)
    return flushes


def notes(db: apsw.Connection) -> list[str]:
    return sorted(text for (text,) in db.execute("SELECT text FROM notes"))


@asynccontextmanager
async def held_back(group: GroupCommit) -> AsyncIterator[None]:
    """Keep the writer busy within the block, so that all that is asked for there waits; then let it go on."""
    busy, go = threading.Event(), threading.Event()

    def hold(db: apsw.Connection) -> None:
        busy.set()
        assert go.wait(10)

    holding = asyncio.create_task(group.write(hold))
    await asyncio.to_thread(busy.wait, 10)
    try:
        yield
        # What was asked for reaches the queue before the writer may look.
        await asyncio.sleep(0)
    finally:
        go.set()
        await holding


async def answers_of_one_group(group: GroupCommit, *writes: Write) -> list[int | BaseException]:
    async with held_back(group):
        tasks = [asyncio.create_task(group.write(write)) for write in writes]
    return await asyncio.gather(*tasks, return_exceptions=True)


def test_all_that_wait_share_one_flush(db: apsw.Connection) -> None:
    flushes = flushes_of(db)
    group = GroupCommit(Path("notes.db"), db)
    texts = [f"{number:03}" for number in range(64)]

    answers = asyncio.run(answers_of_one_group(group, *map(note, texts)))

    assert answers == [3] * 64
    assert len(flushes) == 2, "one of the write that held the writer back, one of the 64 together"
    assert notes(db) == texts


def test_a_group_has_a_bound_and_the_rest_follows_in_the_next(db: apsw.Connection) -> None:
    flushes = flushes_of(db)
    group = GroupCommit(Path("notes.db"), db)

    answers = asyncio.run(answers_of_one_group(group, *[note("n")] * (GROUP_WRITES_MAX + 1)))

    assert answers == [1] * (GROUP_WRITES_MAX + 1)
    assert len(flushes) == 3


def test_nobody_is_answered_before_the_commit_returned(db: apsw.Connection) -> None:
    order: list[str] = []

    def slow_commit() -> bool:
        time.sleep(0.05)
        order.append("committed")
        return False

    async def write(group: GroupCommit) -> None:
        await group.write(note("a"))
        order.append("answered")

    db.set_commit_hook(slow_commit)
    asyncio.run(write(GroupCommit(Path("notes.db"), db)))

    assert order == ["committed", "answered"]


def test_a_write_that_is_refused_is_undone_alone(db: apsw.Connection) -> None:
    group = GroupCommit(Path("notes.db"), db)

    answers = asyncio.run(answers_of_one_group(group, note("a"), refused_after_writing, note("b")))

    assert [type(answer) for answer in answers] == [int, NoSuchSpace, int]
    assert notes(db) == ["a", "b"]


def test_a_full_disk_is_told_to_the_whole_group_and_nothing_of_it_stays(db: apsw.Connection) -> None:
    group = GroupCommit(Path("notes.db"), db)
    db.pragma("max_page_count", db.pragma("page_count") + 1)

    answers = asyncio.run(answers_of_one_group(group, note("a"), refused_after_writing, note("b" * 100_000)))

    assert [type(answer) for answer in answers] == [Full] * 3
    assert notes(db) == []
    assert asyncio.run(group.write(note("small"))) == 5


@pytest.mark.parametrize(
    ("error", "meaning"),
    [(apsw.IOError, Unknown), (apsw.NoMemError, Unknown), (apsw.FullError, Full), (apsw.BusyError, Unavailable)],
)
def test_a_commit_that_fails_is_unknown_unless_it_surely_was_not_applied(
    db: apsw.Connection, error: type[apsw.Error], meaning: type[StoreError]
) -> None:
    def fail() -> bool:
        raise error("the disk says no")

    def note_and_spoil_the_commit(db: apsw.Connection) -> int:
        db.set_commit_hook(fail)
        return note("a")(db)

    group = GroupCommit(Path("notes.db"), db)
    answers = asyncio.run(answers_of_one_group(group, note_and_spoil_the_commit, refused_after_writing))
    db.set_commit_hook(None)

    assert [type(answer) for answer in answers] == [meaning] * 2
    assert asyncio.run(group.write(note("next"))) == 4


@pytest.mark.parametrize(
    ("error", "meaning"), [(apsw.IOError, Unavailable), (apsw.BusyError, Unavailable), (apsw.CorruptError, FileCorrupt)]
)
def test_a_failure_before_the_commit_surely_applied_nothing(
    db: apsw.Connection, error: type[apsw.Error], meaning: type[StoreError]
) -> None:
    def fail(db: apsw.Connection) -> int:
        note("half")(db)
        raise error("the disk says no")

    answers = asyncio.run(answers_of_one_group(GroupCommit(Path("notes.db"), db), note("a"), fail))

    assert [type(answer) for answer in answers] == [meaning] * 2
    assert notes(db) == []


def test_a_fault_of_ours_in_one_write_leaves_nobody_waiting(db: apsw.Connection) -> None:
    def broken(db: apsw.Connection) -> int:
        raise ZeroDivisionError

    group = GroupCommit(Path("notes.db"), db)

    answers = asyncio.run(answers_of_one_group(group, note("a"), broken, note("b")))

    assert [type(answer) for answer in answers] == [Unavailable] * 3
    assert asyncio.run(group.write(note("next"))) == 4
    assert notes(db) == ["next"]


def test_a_write_cancelled_while_it_waits_is_left_out(db: apsw.Connection) -> None:
    async def cancel_one(group: GroupCommit) -> None:
        async with held_back(group):
            kept, cancelled = (asyncio.create_task(group.write(note(text))) for text in ("kept", "cancelled"))
            await asyncio.sleep(0)
            cancelled.cancel()
        await asyncio.gather(kept, cancelled, return_exceptions=True)
        assert cancelled.cancelled()

    asyncio.run(cancel_one(GroupCommit(Path("notes.db"), db)))

    assert notes(db) == ["kept"]


def test_closing_finishes_what_waits(db: apsw.Connection, tmp_path: Path) -> None:
    async def close_behind_writes(group: GroupCommit) -> list[int]:
        tasks = [asyncio.create_task(group.write(note(text))) for text in "abc"]
        await asyncio.sleep(0)
        await asyncio.to_thread(group.close)
        return await asyncio.gather(*tasks)

    assert asyncio.run(close_behind_writes(GroupCommit(Path("notes.db"), db))) == [1, 1, 1]
    assert notes(apsw.Connection(str(tmp_path / "notes.db"))) == ["a", "b", "c"]
