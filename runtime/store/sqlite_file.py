"""The database file of the SQLite store: its format, its engine, and who may read it.

A log is only as durable as the engine is told to be, so everything that bears on it stands here.
"""

import os
from pathlib import Path

import apsw

from runtime.store.errors import EngineTooOld, FileCorrupt, Full, NewerFormat, NotAStore, StoreError, Unavailable

# 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint meets a reset of the log.
ENGINE_LEAST = "3.51.3"
APPLICATION_ID = int.from_bytes(b"chrm")
FORMAT = 1

# `commits` keeps its rowid: commits of many spaces in one group then share the table's last page, and a body of
# some kilobytes stays in one page. `outcomes` is what finds a repeated event; commits.outcomes is what gives a
# commit back as it was, in order.
SCHEMA = """
CREATE TABLE spaces (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    meta BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    owner TEXT,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL
) STRICT;
CREATE TABLE commits (
    space INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL,
    outcomes BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (space, seq)
) STRICT;
CREATE TABLE outcomes (
    space INTEGER NOT NULL,
    client TEXT NOT NULL,
    n INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (space, client, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
    space INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (space, seq)
) STRICT;
"""


def failure(path: Path, error: apsw.Error) -> StoreError:
    """What an error of the engine means, anywhere but in a COMMIT: surely nothing was applied."""
    match error:
        case apsw.FullError():
            return Full(str(path))
        case apsw.CorruptError() | apsw.NotADBError():
            return FileCorrupt(path, str(error))
        case _:
            return Unavailable(str(path), str(error))


def check_engine(version: str) -> None:
    """Raise `EngineTooOld` for an SQLite that must not hold a log."""
    if _ordered(version) < _ordered(ENGINE_LEAST):
        raise EngineTooOld(version, ENGINE_LEAST)


def prepare_folder(path: Path) -> None:
    """Make the folder of the database, for its owner only, where there is none."""
    missing = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in missing:
            _flush_folder(folder.parent)
    except OSError as error:
        raise Unavailable(str(path), str(error)) from error


def connect_writer(path: Path) -> apsw.Connection:
    """Open or create the database and make it durable; the caller holds its lock.

    Errors: `NotAStore` and `NewerFormat`, both before anything in the file changed; `FileCorrupt`, `Full`,
    `Unavailable`.
    """
    try:
        # The engine gives its other files the mode of this one. One that exists may be somebody else's.
        if not path.exists():
            path.touch(mode=0o600)
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    except OSError as error:
        raise Unavailable(str(path), str(error)) from error
    except apsw.Error as error:
        raise failure(path, error) from error
    try:
        _identify(path, db)
        _make_durable(path, db)
        if db.pragma("user_version") == 0:
            _create_schema(db)
    except apsw.Error as error:
        db.close()
        raise failure(path, error) from error
    except StoreError:
        db.close()
        raise
    return db


def connect_reader(path: Path, *, identified: bool = False) -> apsw.Connection:
    """Open the database for reading, beside the writer. It sees what is committed, never what is in progress.

    identified: whether to look first what the file is, where no writer of ours did.
    """
    try:
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.Error as error:
        raise failure(path, error) from error
    try:
        if identified:
            _identify(path, db)
    except apsw.Error as error:
        db.close()
        raise failure(path, error) from error
    except StoreError:
        db.close()
        raise
    return db


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder: a power cut could else take a new store away whole. The engine does its own."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _identify(path: Path, db: apsw.Connection) -> None:
    try:
        application_id, found = db.pragma("application_id"), db.pragma("user_version")
        is_blank = db.execute("SELECT count(*) FROM sqlite_schema").get == 0
    except apsw.NotADBError:
        raise NotAStore(path) from None
    if application_id != APPLICATION_ID and not (is_blank and application_id == found == 0):
        raise NotAStore(path)
    if found > FORMAT:
        raise NewerFormat(path, found, FORMAT)


def _make_durable(path: Path, db: apsw.Connection) -> None:
    if db.pragma("journal_mode", "wal") != "wal":
        raise Unavailable(str(path), "its file system has no shared memory for SQLite's WAL; use a local disk")
    db.pragma("synchronous", "full")
    # macOS alone: there a plain fsync leaves the data in the drive's cache.
    db.pragma("fullfsync", 1)
    # A process killed between writing a commit and flushing it leaves a commit that we would read and show, and
    # that a power cut could still take back. The checkpoint flushes what was found before anybody sees it.
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").get  # noqa: B018
    assert db.pragma("synchronous") == 2


def _create_schema(db: apsw.Connection) -> None:
    with db:
        db.execute(SCHEMA)
        db.pragma("application_id", APPLICATION_ID)
        db.pragma("user_version", FORMAT)


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
