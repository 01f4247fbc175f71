"""Each way in which a store fails: what happened, in fields and in words, and what to do next.

`Unknown` alone leaves open whether an append was applied; every other says that it surely was not.
"""

from pathlib import Path

from runtime.store.contract import Head


class StoreError(Exception):
    """The root of all that a store raises."""


class BadStoreUrl(StoreError):
    """No store can be opened by this address."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url!r} names no store; write memory: or sqlite:PATH, such as sqlite:.charm/chat.db")
        self.url = url


class NoSuchSpace(StoreError):
    """The store has no space of this name."""

    def __init__(self, space: str) -> None:
        super().__init__(f"the store has no space {space!r}; check that it is the right store, or create the space")
        self.space = space


class SpaceExists(StoreError):
    """A space of this name is there already."""

    def __init__(self, space: str) -> None:
        super().__init__(f"the store has a space {space!r} already; go on with it, or choose another name")
        self.space = space


class Conflict(StoreError):
    """The log is not where the append expected it. head: where it is."""

    def __init__(self, space: str, expected: Head, head: Head) -> None:
        behind = expected.seq < head.seq
        remedy = "catch up and run the events again" if behind else "drop the replica and load the space again"
        super().__init__(f"space {space!r} is at commit {head.seq}, not at {expected.seq}; {remedy}")
        self.space, self.expected, self.head = space, expected, head


class Duplicate(StoreError):
    """An event of the append is in the log already. seq: the commit that holds its outcome."""

    def __init__(self, space: str, client: str, n: int, seq: int) -> None:
        super().__init__(
            f"event {n} of client {client!r} is in space {space!r} already; answer it with the outcome in commit {seq}"
        )
        self.space, self.client, self.n, self.seq = space, client, n, seq


class Fenced(StoreError):
    """Another owner claimed the space. epoch: the present one."""

    def __init__(self, space: str, epoch: int) -> None:
        super().__init__(f"space {space!r} is owned at epoch {epoch} by another; stop writing to it, or claim it anew")
        self.space, self.epoch = space, epoch


class Diverged(StoreError):
    """The caller's history is not the store's. head: where the store is."""

    def __init__(self, space: str, ours: Head, head: Head) -> None:
        super().__init__(
            f"space {space!r}: our commit {ours.seq} is not the store's, which is at {head.seq};"
            " drop the replica, stop serving the space and look for a second writer or a restored backup"
        )
        self.space, self.ours, self.head = space, ours, head


class Unknown(StoreError):
    """A write failed at a moment when it may have been applied."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: a write may or may not be applied ({reason}); read the head, then retry the same n")
        self.where, self.reason = where, reason


class Full(StoreError):
    """There is no room left; nothing was applied."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: no space left on its disk, nothing was written; free some, then try again")
        self.where = where


class TooLarge(StoreError):
    """What was to be written passes a bound of `runtime/limits.py`. Sizes in the unit that `what` names."""

    def __init__(self, what: str, size: int, size_max: int) -> None:
        super().__init__(f"{what}: {size:,} where at most {size_max:,} are taken; split it, or store less")
        self.what, self.size, self.size_max = what, size, size_max


class Unavailable(StoreError):
    """The store cannot be reached or used now; nothing was applied."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: the store cannot be used now ({reason}); mend that, then try again")
        self.where, self.reason = where, reason


class Locked(StoreError):
    """Another process has the file open. pid, address: of that process, as far as it has said."""

    def __init__(self, path: Path, pid: int | None, address: str | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        at, instead = (f" at {address}", "use that one") if address else ("", "wait for it")
        super().__init__(f"{path} is in use by {holder}{at}; {instead}, stop it, or choose another file")
        self.path, self.pid, self.address = path, pid, address


class LogCorrupt(StoreError):
    """A stored commit does not match its chain."""

    def __init__(self, path: Path, space: str, seq: int) -> None:
        super().__init__(
            f"{path}: commit {seq} of space {space!r} does not match its chain; copy the file, then restore a backup"
        )
        self.path, self.space, self.seq = path, space, seq


class FileCorrupt(StoreError):
    """The database file itself is damaged, so that the engine cannot follow it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is damaged ({reason}); copy the file, check the disk, then restore a backup")
        self.path, self.reason = path, reason


class NotAStore(StoreError):
    """The file belongs to something else. It was left as it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a charm store, and was left as it is; choose another file")
        self.path = path


class NewerFormat(StoreError):
    """The file was written by a newer charm. found, known: format versions."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(f"{path} has format {found}, and this charm knows up to {known}; install a newer charm")
        self.path, self.found, self.known = path, found, known


class EngineTooOld(StoreError):
    """The linked SQLite may corrupt a log in WAL mode. found, least: versions such as 3.51.3."""

    def __init__(self, found: str, least: str) -> None:
        super().__init__(f"SQLite {found} can corrupt a store; install apsw {least} or newer, which brings its own")
        self.found, self.least = found, least
