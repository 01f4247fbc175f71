"""Group commit: one thread, one connection, one flush for all the writes that wait.

A flush to disk costs milliseconds whatever it carries. While one runs, more writes arrive; the next transaction
takes all of them, each in a savepoint of its own, so that one which is refused leaves the others alone.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import apsw

from runtime.limits import GROUP_WRITES_MAX
from runtime.store.errors import Full, StoreError, Unavailable, Unknown
from runtime.store.sqlite_file import failure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Write:
    """work: reads and writes within a transaction, or raises a `StoreError` that refuses it. answer: in its loop."""

    work: Callable[[apsw.Connection], Any]
    answer: asyncio.Future[Any]


class GroupCommit:
    """Runs writes in the order in which they were asked for, and answers each once its group is on disk (I1).

    Owns the connection. May be asked from any thread and any event loop.
    """

    def __init__(self, path: Path, db: apsw.Connection) -> None:
        self._path, self._db = path, db
        self._waiting: deque[_Write] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")

    async def write(self, work: Callable[[apsw.Connection], T]) -> T:
        """Give what `work` gave, once that is durable.

        Errors: what `work` raised; `Full`, `FileCorrupt` and `Unavailable`: not applied; `Unknown`: may be applied.
        Cancelled while it waits, the write is left out; cancelled later, it may be applied.
        """
        write = _Write(work, asyncio.get_running_loop().create_future())
        self._waiting.append(write)
        try:
            self._thread.submit(self._commit_waiting)
        except RuntimeError:
            raise Unavailable(str(self._path), "it was closed") from None
        answer: T = await write.answer
        return answer

    def close(self) -> None:
        """Finish what waits, then close the connection. Blocks meanwhile."""
        self._thread.shutdown(wait=True)
        self._db.close()

    def _commit_waiting(self) -> None:
        """Commit all that wait. Asked for once per write; most find theirs done with an earlier one's group."""
        group = self._take_group()
        if not group:
            return
        # What they are told when a fault of ours in some `work` comes by here: nobody may be left waiting.
        results: list[Any] = [Unavailable(str(self._path), "a write of its group broke") for _ in group]
        try:
            results = self._commit(group)
        finally:
            _answer(group, results)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _take_group(self) -> list[_Write]:
        group: list[_Write] = []
        while self._waiting and len(group) < GROUP_WRITES_MAX:
            write = self._waiting.popleft()
            if not write.answer.cancelled():
                group.append(write)
        return group

    def _commit(self, group: list[_Write]) -> list[Any]:
        """For each write what it gave, or the `StoreError` to raise for it."""
        meaning = failure
        try:
            self._db.execute("BEGIN IMMEDIATE")
            results = [self._attempt(write) for write in group]
            meaning = _commit_failure
            self._db.execute("COMMIT")
        except apsw.Error as error:
            # One answer for all, the refused too: what they were told may rest on a write that is gone with the rest.
            return [meaning(self._path, error) for _ in group]
        return results

    def _attempt(self, write: _Write) -> Any:
        """The result of one write, or the refusal that undid it alone."""
        self._db.execute("SAVEPOINT one")
        try:
            result = write.work(self._db)
        except StoreError as refusal:
            self._db.execute("ROLLBACK TO one")
            result = refusal
        # An error of the engine does not come by here: a full disk has ended the whole transaction by itself.
        self._db.execute("RELEASE one")
        return result


def _answer(group: list[_Write], results: list[Any]) -> None:
    """Tell each its result, by one call into each event loop: waking a loop costs more than a small write."""
    answers: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for write, result in zip(group, results, strict=True):
        answers.setdefault(write.answer.get_loop(), []).append((write.answer, result))
    for loop, told in answers.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, told)


def _settle(told: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for answer, result in told:
        if answer.done():
            continue  # cancelled meanwhile
        if isinstance(result, StoreError):
            answer.set_exception(result)
        else:
            answer.set_result(result)


def _commit_failure(path: Path, error: apsw.Error) -> StoreError:
    """What an error of a COMMIT means.

    A full disk and a busy file are met before the commit's last frame is written. After any other error that frame
    may be in the file without its flush, and whether it is found after a crash is open.
    """
    match error:
        case apsw.FullError():
            return Full(str(path))
        case apsw.BusyError():
            return Unavailable(str(path), str(error))
        case _:
            return Unknown(str(path), str(error))
