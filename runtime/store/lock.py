"""One process per database file, and the name of that process for whoever comes second."""

import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from runtime.store.errors import Locked, Unavailable


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
            raise Locked(self._database, *self._holder()) from None
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

    def _holder(self) -> tuple[int | None, str | None]:
        """Pid and address of who holds the lock; None for what it has not written yet."""
        try:
            holder = json.loads(self._path.read_bytes())
            return holder["pid"], holder["address"]
        except (OSError, ValueError, KeyError, TypeError):
            return None, None
