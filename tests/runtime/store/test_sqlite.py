"""What the store in one SQLite file promises beyond the contract: it survives, it is alone, it notices damage."""

import asyncio
import os
import random
import stat
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import apsw
import pytest

from runtime.limits import SNAPSHOTS_KEPT
from runtime.store.contract import GENESIS, Commit, Head, Snapshot, Store
from runtime.store.errors import (
    Duplicate,
    EngineTooOld,
    Locked,
    LogCorrupt,
    NewerFormat,
    NotAStore,
    StoreError,
    Unavailable,
)
from runtime.store.sqlite import SqliteStore, open_sqlite
from runtime.store.sqlite_file import FORMAT, check_engine, connect_writer

T = TypeVar("T")
COMMITS = tuple(Commit(f'{{"text":"message number {n}"}}'.encode(), (("ann", n),)) for n in range(30))

# Appends one commit after the other, for ever, and prints the number of each once it is acknowledged.
APPENDER = """
import asyncio, sys
from pathlib import Path
from runtime.store.contract import GENESIS, Commit
from runtime.store.sqlite import open_sqlite

async def append() -> None:
    store = open_sqlite(Path(sys.argv[1]))
    await store.set_address("http://127.0.0.1:8000/")
    await store.create("room", b"{}")
    head = GENESIS
    while True:
        head = await store.append("room", head, [Commit(b"1", (("ann", head.seq + 1),))], epoch=0)
        print(head.seq, flush=True)

asyncio.run(append())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rooms.db"


def with_store(path: Path, use: Callable[[SqliteStore], Awaitable[T]]) -> T:
    """Open the store in `path`, use it, close it."""

    async def run() -> T:
        store = open_sqlite(path)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def fill(store: Store) -> Head:
    await store.create("room", b"meta")
    return await store.append("room", GENESIS, COMMITS, epoch=0)


async def whole_log(store: Store) -> tuple[Commit, ...]:
    return (await store.read("room", 0, 1_000)).commits


@contextmanager
def appender(path: Path, until: int) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A process that appends and has got to `until`; with the numbers that it acknowledged so far."""
    with subprocess.Popen([sys.executable, "-c", APPENDER, str(path)], stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            acknowledged: list[int] = []
            while until not in acknowledged:
                acknowledged.append(int(child.stdout.readline()))
            yield child, acknowledged
        finally:
            child.kill()


def test_what_was_acknowledged_before_kill_9_is_there_afterwards(path: Path) -> None:
    with appender(path, until=50) as (child, acknowledged):
        child.kill()
        assert child.stdout is not None
        acknowledged += map(int, child.stdout.read().split())

    log = with_store(path, whole_log)

    assert acknowledged == list(range(1, len(acknowledged) + 1))
    assert [n for commit in log for _, n in commit.outcomes][: len(acknowledged)] == acknowledged


def test_everything_is_there_after_reopening(path: Path) -> None:
    async def before(store: Store) -> Head:
        head = await fill(store)
        await store.snapshot("room", Snapshot(head, b"state"))
        assert await store.claim("room", "a:1", 0) == 1
        return head

    async def after(store: Store) -> None:
        assert await whole_log(store) == COMMITS
        assert await store.spaces() == ("room",)
        assert await store.meta("room") == b"meta"
        assert await store.latest_snapshot("room") == Snapshot(head, b"state")
        with pytest.raises(Duplicate):
            await store.append("room", head, [COMMITS[3]], epoch=1)
        assert (await store.append("room", head, [Commit(b"1")], epoch=1)).seq == 31

    head = with_store(path, before)
    with_store(path, after)


def test_a_second_process_is_refused_at_once_and_told_who_has_the_store(path: Path) -> None:
    with appender(path, until=1) as (child, _):
        # Twice, since the first that is refused must not wipe out what the second is told.
        for _ in range(2):
            with pytest.raises(Locked, match=f"process {child.pid} at http://127.0.0.1:8000/") as refused:
                open_sqlite(path)
            assert (refused.value.pid, refused.value.address) == (child.pid, "http://127.0.0.1:8000/")

    assert with_store(path, whole_log) != ()


def test_a_second_opener_in_the_same_process_is_refused_under_any_name_of_the_file(path: Path) -> None:
    link = path.with_name("other.db")
    link.symlink_to(path)

    async def open_again(store: Store) -> None:
        with pytest.raises(Locked) as refused:
            open_sqlite(link)
        assert (refused.value.pid, refused.value.address) == (os.getpid(), None)

    with_store(path, open_again)


def test_a_closed_store_leaves_one_file_and_a_lock_that_names_nobody(path: Path) -> None:
    with_store(path, fill)

    assert {file.name for file in path.parent.iterdir()} == {"rooms.db", "rooms.lock"}
    assert path.with_suffix(".lock").read_text() == ""


def test_commits_are_flushed_in_full(path: Path) -> None:
    db = connect_writer(path)

    assert db.pragma("synchronous") == 2
    assert db.pragma("journal_mode") == "wal"
    assert (db.pragma("application_id"), db.pragma("user_version")) == (0x6368726D, FORMAT)


def test_what_a_killed_process_left_unflushed_is_flushed_before_it_is_shown(path: Path) -> None:
    with appender(path, until=5) as (child, _):
        child.kill()
    assert path.with_name("rooms.db-wal").stat().st_size > 0

    db = connect_writer(path)

    assert path.with_name("rooms.db-wal").stat().st_size == 0, "the log went into the database, by a checkpoint"
    assert db.execute("SELECT count(*) FROM commits").get >= 5


def test_only_the_owner_may_read_a_new_store(tmp_path: Path) -> None:
    path = tmp_path / ".charm" / "rooms.db"

    async def modes(store: Store) -> dict[str, int]:
        await fill(store)
        return {file.name: stat.S_IMODE(file.stat().st_mode) for file in (path.parent, *path.parent.iterdir())}

    names = ("rooms.db", "rooms.db-wal", "rooms.db-shm", "rooms.lock")

    assert with_store(path, modes) == {".charm": 0o700} | dict.fromkeys(names, 0o600)


def test_the_names_of_new_folders_are_flushed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor).st_ino))

    with_store(tmp_path / "new" / "newer" / "rooms.db", fill)

    assert set(flushed) == {folder.stat().st_ino for folder in (tmp_path, tmp_path / "new")}


def test_callers_on_two_loops_in_two_threads_share_a_store(path: Path) -> None:
    async def append(store: Store, space: str) -> None:
        await store.create(space, b"{}")
        head = GENESIS
        for commit in COMMITS:
            head = await store.append(space, head, [commit], epoch=0)

    store = open_sqlite(path)
    threads = [threading.Thread(target=lambda name=name: asyncio.run(append(store, name))) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heads = asyncio.run(store.head(["a", "b"]))
    asyncio.run(store.close())

    assert heads == dict.fromkeys(("a", "b"), GENESIS.after(*COMMITS))


@pytest.mark.parametrize(
    ("damage", "seq"),
    [
        ("UPDATE commits SET body = CAST(replace(body, 'number 4', 'number 5') AS BLOB) WHERE seq = 5", 5),
        ("UPDATE commits SET chain = zeroblob(32) WHERE seq = 7", 7),
        ("DELETE FROM commits WHERE seq = 9", 9),
        ("DELETE FROM commits WHERE seq = 30", 30),
        ("UPDATE commits SET outcomes = x'ff' WHERE seq = 2", 2),
        ("UPDATE commits SET body = x'' WHERE seq = 3", 3),
        ("UPDATE spaces SET chain = zeroblob(32)", 30),
        ("UPDATE spaces SET seq = 31", 31),
    ],
)
def test_a_changed_log_is_found_on_reading_and_names_the_commit(path: Path, damage: str, seq: int) -> None:
    with_store(path, fill)
    apsw.Connection(str(path)).execute(damage)

    with pytest.raises(LogCorrupt) as found:
        with_store(path, whole_log)

    assert (found.value.path, found.value.space, found.value.seq) == (path, "room", seq)


def test_one_flipped_byte_in_a_commit_of_the_file_is_found(path: Path) -> None:
    with_store(path, fill)
    content = path.read_bytes()
    assert content.count(b"message number 17") == 1
    path.write_bytes(content.replace(b"message number 17", b"message nUmber 17"))

    with pytest.raises(LogCorrupt) as found:
        with_store(path, whole_log)

    assert found.value.seq == 18


def test_a_flipped_byte_anywhere_never_changes_a_commit_unnoticed(path: Path) -> None:
    """Whatever the byte belongs to, the bodies read back as they were, or the error is one of the store's own."""
    with_store(path, fill)
    content = path.read_bytes()
    chance = random.Random(1)
    found = set()
    for _ in range(150):
        place = chance.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :])
        try:
            log = with_store(path, whole_log)
        except StoreError as error:
            found.add(type(error))
        else:
            assert [commit.body for commit in log] == [commit.body for commit in COMMITS], f"byte {place}"

    assert LogCorrupt in found


def test_a_damaged_snapshot_is_passed_over_for_the_one_before(path: Path) -> None:
    async def take_three(store: Store) -> None:
        await fill(store)
        for length in (10, 20, 30):
            await store.snapshot("room", Snapshot(GENESIS.after(*COMMITS[:length]), f"state {length}".encode()))

    async def latest(store: Store) -> Snapshot | None:
        return await store.latest_snapshot("room")

    with_store(path, take_three)
    db = apsw.Connection(str(path))
    assert db.execute("SELECT count(*) FROM snapshots").get == SNAPSHOTS_KEPT == 2

    seen = [with_store(path, latest)]
    for seq in (30, 20):
        db.execute("UPDATE snapshots SET body = x'00' WHERE seq = ?", (seq,))
        seen.append(with_store(path, latest))

    assert [snapshot and snapshot.body for snapshot in seen] == [b"state 30", b"state 20", None]


def foreign_database(path: Path) -> None:
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE books (title TEXT)")
    db.close()


@pytest.mark.parametrize(
    "write", [foreign_database, lambda path: path.write_text("Dear diary, " * 100)], ids=["database", "text"]
)
def test_a_file_of_something_else_is_refused_and_left_as_it_is(path: Path, write: Callable[[Path], object]) -> None:
    write(path)
    before = path.read_bytes(), path.stat().st_mtime_ns

    with pytest.raises(NotAStore, match="not a charm store"):
        open_sqlite(path)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_store_that_cannot_be_opened_leaves_nothing_locked(path: Path) -> None:
    path.write_text("Dear diary, " * 100)
    with pytest.raises(NotAStore) as refused:
        open_sqlite(path)
    path.unlink()

    # The traceback keeps the failed opening's objects alive, so only a lock let go on purpose is free now.
    assert refused.tb is not None
    with_store(path, fill)


def test_a_store_of_a_newer_format_is_refused_with_the_remedy(path: Path) -> None:
    with_store(path, fill)
    apsw.Connection(str(path)).pragma("user_version", FORMAT + 1)

    with pytest.raises(NewerFormat, match="install a newer charm") as refused:
        open_sqlite(path)

    assert (refused.value.found, refused.value.known) == (FORMAT + 1, FORMAT)


def test_a_place_where_no_file_can_be_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.db").mkdir()

    for path in (tmp_path / "file" / "rooms.db", tmp_path / "folder.db"):
        with pytest.raises(Unavailable) as refused:
            open_sqlite(path)
        assert refused.value.where.startswith(str(path))


def test_an_engine_that_may_corrupt_a_log_is_refused() -> None:
    for version in ("3.7.0", "3.51.2"):
        with pytest.raises(EngineTooOld, match=r"3\.51\.3 or newer"):
            check_engine(version)

    for version in ("3.51.3", "3.52.0", "4.0.0", apsw.sqlite_lib_version()):
        check_engine(version)
