"""A store in memory: for the Python API, tests and conformance runs. It ends with its process.

No coroutine here ever suspends, so a caller without a loop may step one with a single `send(None)`: it returns at
once, on the caller's thread. Use from one thread at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from runtime.limits import SNAPSHOTS_KEPT
from runtime.store.contract import GENESIS, Commit, Head, Page, Snapshot
from runtime.store.errors import Diverged, Duplicate, NoSuchSpace, SpaceExists, Unavailable
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


@dataclass(slots=True)
class _Log:
    """One space. heads[n] is the head at commit n; sent is the commit that holds each (client, n)."""

    meta: bytes
    epoch: int = 0
    commits: list[Commit] = field(default_factory=list)
    heads: list[Head] = field(default_factory=lambda: [GENESIS])
    sent: dict[tuple[str, int], int] = field(default_factory=dict)
    snapshots: dict[int, Snapshot] = field(default_factory=dict)


class MemoryStore:
    """The contract over plain lists and dicts."""

    def __init__(self) -> None:
        self._logs: dict[str, _Log] = {}
        self._closed = False

    async def create(self, space: str, meta: bytes) -> None:
        check_meta(meta)
        logs = self._open_logs()
        if space in logs:
            raise SpaceExists(space)
        logs[space] = _Log(meta)

    async def spaces(self) -> tuple[str, ...]:
        return tuple(self._open_logs())

    async def meta(self, space: str) -> bytes:
        return self._log(space).meta

    async def append(self, space: str, expected: Head, commits: Sequence[Commit], *, epoch: int) -> Head:
        check_commits(commits)
        log = self._log(space)
        head = log.heads[-1]
        check_owner(space, epoch, log.epoch)
        check_history(space, expected, head)
        for commit in commits:
            for client, n in commit.outcomes:
                if (seq := log.sent.get((client, n))) is not None:
                    raise Duplicate(space, client, n, seq)
        check_turn(space, expected, head)
        for commit in commits:
            head = head.after(commit)
            log.commits.append(commit)
            log.heads.append(head)
            log.sent.update(dict.fromkeys(commit.outcomes, head.seq))
        return head

    async def read(self, space: str, after: int, limit: int) -> Page:
        check_page(after, limit)
        log = self._log(space)
        return Page(fill_page(log.commits[after : after + limit]), log.heads[-1])

    async def head(self, spaces: Sequence[str]) -> dict[str, Head]:
        logs = self._open_logs()
        return {space: logs[space].heads[-1] for space in spaces if space in logs}

    async def snapshot(self, space: str, snapshot: Snapshot) -> None:
        check_snapshot(snapshot.body)
        log = self._log(space)
        if snapshot.head not in log.heads[snapshot.head.seq : snapshot.head.seq + 1]:
            raise Diverged(space, snapshot.head, log.heads[-1])
        log.snapshots[snapshot.head.seq] = snapshot
        for seq in sorted(log.snapshots)[:-SNAPSHOTS_KEPT]:
            del log.snapshots[seq]

    async def latest_snapshot(self, space: str) -> Snapshot | None:
        snapshots = self._log(space).snapshots
        return snapshots[max(snapshots)] if snapshots else None

    async def claim(self, space: str, node: str, seen_epoch: int) -> int:
        log = self._log(space)
        check_owner(space, seen_epoch, log.epoch)
        log.epoch += 1
        return log.epoch

    async def set_address(self, url: str) -> None:
        """Nothing to tell: no other process can find this store."""
        self._open_logs()

    async def close(self) -> None:
        self._closed = True

    def _open_logs(self) -> dict[str, _Log]:
        if self._closed:
            raise Unavailable("memory:", "it was closed")
        return self._logs

    def _log(self, space: str) -> _Log:
        log = self._open_logs().get(space)
        if log is None:
            raise NoSuchSpace(space)
        return log
