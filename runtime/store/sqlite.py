"""The embedded store: one SQLite file, one process, every commit flushed before it is acknowledged.

Writes go through one thread that commits whatever waits as one group; reads through a second connection on a thread
of their own, which sees committed state only. The event loop never waits for the disk.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import apsw

from runtime.limits import SNAPSHOTS_KEPT
from runtime.store.contract import CHAIN_BYTES, GENESIS, Commit, Head, Page, Snapshot
from runtime.store.errors import Diverged, Duplicate, FileCorrupt, LogCorrupt, NoSuchSpace, SpaceExists, Unavailable
from runtime.store.group_commit import GroupCommit
from runtime.store.lock import StoreLock
from runtime.store.rules import (
    check_commits,
    check_history,
    check_meta,
    check_owner,
    check_page,
    check_snapshot,
    check_turn,
    fill_page,
)
from runtime.store.sqlite_file import check_engine, connect_reader, connect_writer, failure, prepare_folder

T = TypeVar("T")


def open_sqlite(path: Path) -> "SqliteStore":
    """Open the store in this file, or begin one there.

    Errors: `Locked` at once when another process has it; `EngineTooOld`, `NotAStore`, `NewerFormat`, `FileCorrupt`,
    `Full`, `Unavailable`. After any of them nothing is held.
    """
    check_engine(apsw.sqlite_lib_version())
    # One file under two names must meet one lock.
    path = path.resolve()
    prepare_folder(path)
    lock = StoreLock(path)
    lock.acquire()
    with ExitStack() as undo:
        undo.callback(lock.release)
        writer = connect_writer(path)
        undo.callback(writer.close)
        store = SqliteStore(path, lock, writer, connect_reader(path))
        undo.pop_all()
    return store


def read_sqlite(path: Path) -> "SqliteLog":
    """Look into the store in this file, whoever has it open: it is neither locked nor written.

    Errors: `EngineTooOld`, `NotAStore`, `NewerFormat`, `FileCorrupt`, `Unavailable`. After any of them nothing is held.
    """
    check_engine(apsw.sqlite_lib_version())
    return SqliteLog(path, connect_reader(path, identified=True))


class SqliteLog:
    """The reading half of the contract over one SQLite file. Owns its connection."""

    def __init__(self, path: Path, reader: apsw.Connection) -> None:
        self._path, self._reader = path, reader
        self._reader_thread = ThreadPoolExecutor(1, thread_name_prefix="store-reader")

    async def spaces(self) -> tuple[str, ...]:
        return await self._read(lambda db: tuple(name for (name,) in db.execute("SELECT name FROM spaces ORDER BY id")))

    async def meta(self, space: str) -> bytes:
        return await self._read(lambda db: _meta(db, space))

    async def read(self, space: str, after: int, limit: int) -> Page:
        check_page(after, limit)
        return await self._read(lambda db: _page(self._path, db, space, after, limit))

    async def head(self, spaces: Sequence[str]) -> dict[str, Head]:
        return await self._read(lambda db: _heads(db, spaces))

    async def latest_snapshot(self, space: str) -> Snapshot | None:
        return await self._read(lambda db: _latest_snapshot(db, space))

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._reader_thread.shutdown(wait=True)
        self._reader.close()

    async def _read(self, work: Callable[[apsw.Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            reading = loop.run_in_executor(self._reader_thread, self._in_one_view, work)
        except RuntimeError:
            raise Unavailable(str(self._path), "it was closed") from None
        return await reading

    def _in_one_view(self, work: Callable[[apsw.Connection], T]) -> T:
        """Run `work` within a transaction, so that its queries all see the same moment."""
        try:
            self._reader.execute("BEGIN")
            return work(self._reader)
        except apsw.Error as error:
            raise failure(self._path, error) from error
        except UnicodeDecodeError as error:
            raise FileCorrupt(self._path, str(error)) from error
        finally:
            if self._reader.in_transaction:
                self._reader.execute("ROLLBACK")


class SqliteStore(SqliteLog):
    """The contract over one SQLite file. Made by `open_sqlite`; owns the lock and both connections."""

    def __init__(self, path: Path, lock: StoreLock, writer: apsw.Connection, reader: apsw.Connection) -> None:
        super().__init__(path, reader)
        self._lock = lock
        self._writer = GroupCommit(path, writer)

    async def create(self, space: str, meta: bytes) -> None:
        check_meta(meta)
        await self._writer.write(lambda db: _create(db, space, meta))

    async def append(self, space: str, expected: Head, commits: Sequence[Commit], *, epoch: int) -> Head:
        check_commits(commits)
        return await self._writer.write(lambda db: _append(db, space, expected, commits, epoch))

    async def snapshot(self, space: str, snapshot: Snapshot) -> None:
        check_snapshot(snapshot.body)
        await self._writer.write(lambda db: _keep_snapshot(db, space, snapshot))

    async def claim(self, space: str, node: str, seen_epoch: int) -> int:
        return await self._writer.write(lambda db: _claim(db, space, node, seen_epoch))

    async def set_address(self, url: str) -> None:
        await asyncio.to_thread(self._lock.set_address, url)

    def _close(self) -> None:
        super()._close()
        # The writer last: the connection that closes last brings the WAL into the database.
        self._writer.close()
        self._lock.release()


def _create(db: apsw.Connection, space: str, meta: bytes) -> None:
    if db.execute("SELECT 1 FROM spaces WHERE name = ?", (space,)).get:
        raise SpaceExists(space)
    db.execute(
        "INSERT INTO spaces (name, meta, epoch, seq, chain) VALUES (?, ?, 0, ?, ?)",
        (space, meta, GENESIS.seq, GENESIS.chain),
    )


def _meta(db: apsw.Connection, space: str) -> bytes:
    meta: bytes | None = db.execute("SELECT meta FROM spaces WHERE name = ?", (space,)).get
    if meta is None:
        raise NoSuchSpace(space)
    return meta


def _place(db: apsw.Connection, space: str) -> tuple[int, int, Head]:
    """Row id, epoch and head of a space."""
    row = db.execute("SELECT id, epoch, seq, chain FROM spaces WHERE name = ?", (space,)).get
    if row is None:
        raise NoSuchSpace(space)
    space_id, epoch, seq, chain = row
    return space_id, epoch, _stored_head(seq, chain)


def _stored_head(seq: object, chain: object) -> Head:
    """The head that a row holds. Damage within a row can give any value of any type, unnoticed by the engine."""
    if isinstance(seq, int) and seq >= 0 and isinstance(chain, bytes) and len(chain) == CHAIN_BYTES:
        return Head(seq, chain)
    raise apsw.CorruptError("a head is not what was written")


def _append(db: apsw.Connection, space: str, expected: Head, commits: Sequence[Commit], epoch: int) -> Head:
    space_id, present_epoch, head = _place(db, space)
    check_owner(space, epoch, present_epoch)
    check_history(space, expected, head)
    _check_unsent(db, space, space_id, commits)
    check_turn(space, expected, head)
    for commit in commits:
        head = head.after(commit)
        db.execute(
            "INSERT INTO commits (space, seq, chain, outcomes, body) VALUES (?, ?, ?, ?, ?)",
            (space_id, head.seq, head.chain, json.dumps(commit.outcomes).encode(), commit.body),
        )
        for client, n in commit.outcomes:
            db.execute(
                "INSERT INTO outcomes (space, client, n, seq) VALUES (?, ?, ?, ?)", (space_id, client, n, head.seq)
            )
    db.execute("UPDATE spaces SET seq = ?, chain = ? WHERE id = ?", (head.seq, head.chain, space_id))
    return head


def _check_unsent(db: apsw.Connection, space: str, space_id: int, commits: Sequence[Commit]) -> None:
    for commit in commits:
        for client, n in commit.outcomes:
            seq = db.execute(
                "SELECT seq FROM outcomes WHERE space = ? AND client = ? AND n = ?", (space_id, client, n)
            ).get
            if seq is not None:
                raise Duplicate(space, client, n, seq)


def _page(path: Path, db: apsw.Connection, space: str, after: int, limit: int) -> Page:
    space_id, _, head = _place(db, space)
    last = min(after + limit, head.seq)
    if after >= last:
        return Page((), head)
    start = _head_at(db, space_id, after)
    if start is None:
        raise LogCorrupt(path, space, after)
    rows = db.execute(
        "SELECT seq, chain, outcomes, body FROM commits WHERE space = ? AND seq > ? AND seq <= ? ORDER BY seq",
        (space_id, after, last),
    )
    return Page(fill_page(_verified(path, space, rows, start, last, head)), head)


def _verified(path: Path, space: str, rows: Iterator[Any], at: Head, last: int, head: Head) -> Iterator[Commit]:
    """The commits in rows, each once it is known to follow the one before; `LogCorrupt` names the first that is not.

    at: the head before the first row. last: the number that the last row must have. head: the log's own.
    """
    while at.seq < last:
        seq, chain, outcomes, body = next(rows, (None, None, None, None))
        commit = _stored_commit(body, outcomes)
        if commit is None:
            raise LogCorrupt(path, space, at.seq + 1)
        at = at.after(commit)
        if (seq, chain) != (at.seq, at.chain) or (at.seq == head.seq and at != head):
            raise LogCorrupt(path, space, at.seq)
        yield commit


def _stored_commit(body: object, outcomes: object) -> Commit | None:
    """The commit that a row holds; None for what no append ever wrote, so that damage meets no assertion of ours."""
    if not (isinstance(body, bytes) and body and isinstance(outcomes, bytes)):
        return None
    try:
        pairs = tuple((str(client), int(n)) for client, n in json.loads(outcomes))
    except (TypeError, ValueError):
        return None
    return Commit(body, pairs) if all(client and 0 <= n < 2**63 for client, n in pairs) else None


def _head_at(db: apsw.Connection, space_id: int, seq: int) -> Head | None:
    """The head at one commit of the log; None where the log has no such commit."""
    if seq == GENESIS.seq:
        return GENESIS
    chain = db.execute("SELECT chain FROM commits WHERE space = ? AND seq = ?", (space_id, seq)).get
    return _stored_head(seq, chain) if chain is not None else None


def _heads(db: apsw.Connection, spaces: Sequence[str]) -> dict[str, Head]:
    heads: dict[str, Head] = {}
    for space in spaces:
        row = db.execute("SELECT seq, chain FROM spaces WHERE name = ?", (space,)).get
        if row is not None:
            heads[space] = _stored_head(*row)
    return heads


def _keep_snapshot(db: apsw.Connection, space: str, snapshot: Snapshot) -> None:
    space_id, _, head = _place(db, space)
    at = snapshot.head
    if _head_at(db, space_id, at.seq) != at:
        raise Diverged(space, at, head)
    db.execute(
        "INSERT OR REPLACE INTO snapshots (space, seq, chain, digest, body) VALUES (?, ?, ?, ?, ?)",
        (space_id, at.seq, at.chain, _digest(at.chain, snapshot.body), snapshot.body),
    )
    db.execute(
        "DELETE FROM snapshots WHERE space = ? AND seq NOT IN"
        " (SELECT seq FROM snapshots WHERE space = ? ORDER BY seq DESC LIMIT ?)",
        (space_id, space_id, SNAPSHOTS_KEPT),
    )


def _latest_snapshot(db: apsw.Connection, space: str) -> Snapshot | None:
    space_id, _, _ = _place(db, space)
    rows = db.execute("SELECT seq, chain, digest, body FROM snapshots WHERE space = ? ORDER BY seq DESC", (space_id,))
    for seq, chain, digest, body in rows:
        # A damaged one is passed over: the one before it and a longer stretch of the log lead to the same state.
        head = _head_at(db, space_id, seq) if isinstance(seq, int) else None
        if head and head.chain == chain and isinstance(body, bytes) and _digest(head.chain, body) == digest:
            return Snapshot(head, body)
    return None


def _digest(chain: bytes, body: bytes) -> bytes:
    return sha256(chain + body).digest()


def _claim(db: apsw.Connection, space: str, node: str, seen_epoch: int) -> int:
    space_id, present_epoch, _ = _place(db, space)
    check_owner(space, seen_epoch, present_epoch)
    epoch = present_epoch + 1
    db.execute("UPDATE spaces SET epoch = ?, owner = ? WHERE id = ?", (epoch, node, space_id))
    return epoch
