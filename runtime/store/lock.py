"""One process per database file, and the name of that process for whoever comes second."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from runtime.store.errors import Locked, Unavailable


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a store open. address: where it serves; None while it has not said so."""

    pid: int
    address: str | None


def holder_of(database: Path) -> Holder | None:
    """Who has the store in this file open, told without touching its lock; None where no process has.

    What a killed process left in the lock file counts for nothing, as long as no other process got its number.
    """
    holder = _holder(database.resolve().with_suffix(".lock"))
    return holder if holder is not None and _is_alive(holder.pid) else None


class StoreLock:
    """A lock file beside the database. While it is held it says, as JSON, by which pid and at which address.

    The lock is the kernel's, so a process that was killed leaves none behind; the file itself stays, since two
    processes could otherwise each lock a file of that name. Windows is untested.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_suffix(".lock")
        # Never a mere marker file, which would outlive a crash; and released by whichever thread closes the store.
        self._lock = FileLock(self._path, blocking=False, mode=0o600, thread_local=False, fallback_to_soft=False)

    def acquire(self) -> None:
        """Take the lock or raise `Locked` at once; never waits."""
        try:
            self._lock.acquire()
        except Timeout:
            holder = _holder(self._path)
            pid, address = (holder.pid, holder.address) if holder else (None, None)
            raise Locked(self._database, pid, address) from None
        except OSError as error:
            raise Unavailable(str(self._path), str(error)) from error
        self._write({"pid": os.getpid(), "address": None})

    def set_address(self, url: str) -> None:
        """Say where this process serves; `Unavailable` when it no longer holds the lock."""
        if not self._lock.is_locked:
            raise Unavailable(str(self._database), "it was closed")
        self._write({"pid": os.getpid(), "address": url})

    def release(self) -> None:
        """Let the next one in; it must not meet our name in the moment before it writes its own."""
        if self._lock.is_locked:
            self._path.write_text("", encoding="utf-8")
            self._lock.release()

    def _write(self, holder: dict[str, object]) -> None:
        try:
            self._path.write_text(json.dumps(holder), encoding="utf-8")
        except OSError as error:
            raise Unavailable(str(self._path), str(error)) from error


def _holder(path: Path) -> Holder | None:
    """What a lock file says; None for what its process has not written yet."""
    try:
        holder = json.loads(path.read_bytes())
        return Holder(int(holder["pid"]), holder["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        # It is there, and somebody else's.
        return True
    return True
