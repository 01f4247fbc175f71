"""What a store promises: a log of commits per space, appended to on condition, never changed.

Invariants that live here, by the numbers which tests and reviews cite: I1 acknowledged implies durable, I2 each
(client, n) has its effect at most once, I3 the sequence is contiguous and the chain whole, I4 if one append was
acknowledged before another was sent, it comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

CHAIN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Commit:
    """The effects of one handled event, as the log keeps them.

    body:     canonical JSON, made and read by the caller; the store looks at its bytes only.
    outcomes: (client, n) of each event whose outcome stands in the body, n in 0..2**63 - 1; the store finds
              a repeated event by them. Empty for what no client sent, such as a timer.
    """

    body: bytes
    outcomes: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        assert self.body, "a commit without a body says nothing"
        assert all(client and 0 <= n < 2**63 for client, n in self.outcomes)


@dataclass(frozen=True, slots=True)
class Head:
    """A place in a log, and by its chain the whole history up to there.

    seq:   number of the last commit; commits count from 1, so 0 is the empty log.
    chain: 32 bytes, SHA-256 of (the chain before, then the commit's body).
    """

    seq: int
    chain: bytes

    def __post_init__(self) -> None:
        assert self.seq >= 0
        assert len(self.chain) == CHAIN_BYTES

    def after(self, *commits: Commit) -> "Head":
        """The head once these commits followed, in this order."""
        chain = self.chain
        for commit in commits:
            chain = sha256(chain + commit.body).digest()
        return Head(self.seq + len(commits), chain)


GENESIS = Head(0, bytes(CHAIN_BYTES))
"""The head of every log that has no commit yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a log.

    commits: contiguous, from the one after the asked number on.
    head:    the log's own head at that moment. The page is the last when its commits reach `head.seq`; a replica
             is on the store's history when its head `after(*commits)` is then `head`.
    """

    commits: tuple[Commit, ...]
    head: Head


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a space at one place of its log. body: canonical JSON, opaque to the store."""

    head: Head
    body: bytes


class Log(Protocol):
    """What there is to read of a store, for who looks without opening it."""

    async def spaces(self) -> tuple[str, ...]:
        """All spaces, in the order of their creation."""

    async def meta(self, space: str) -> bytes:
        """What the space was created with."""

    async def read(self, space: str, after: int, limit: int) -> Page:
        """Commits `after + 1` and on: at most `limit` (1..READ_COMMITS_MAX), ended early by READ_BYTES_MAX.

        At least one commit while there are any; none when `after` is at or beyond the head.
        Errors: `LogCorrupt` for a stretch that does not match its chain.
        """

    async def head(self, spaces: Sequence[str]) -> dict[str, Head]:
        """The heads of those of the spaces that exist; never raises `NoSuchSpace`."""

    async def latest_snapshot(self, space: str) -> Snapshot | None:
        """The newest snapshot that is whole; None means: replay the log from its beginning."""

    async def close(self) -> None:
        """Finish what waits and let go. May be repeated; every other call is then `Unavailable`."""


class Store(Log, Protocol):
    """A log per space. Every method but `append` raises only `NoSuchSpace`, `Unavailable` and what it names.

    A coroutine that is cancelled while it writes MAY have been applied, as after `Unknown`.
    """

    async def create(self, space: str, meta: bytes) -> None:
        """Register a space with an empty log. meta: its incarnation, secret and the like; kept as it is, for good.

        Errors: `SpaceExists` (nothing changed), `TooLarge`, `Full`, `Unknown`.
        """

    async def append(self, space: str, expected: Head, commits: Sequence[Commit], *, epoch: int) -> Head:
        """Add one or more commits after `expected`, all or none; give the new head.

        Returns only when they are durable on the engine's full promise (I1). No (client, n) twice in one call.
        epoch: what `claim` gave, or 0 where nobody ever claimed.

        Errors, in the order in which they are looked for; only the last but one leaves it open whether it happened:
        `TooLarge`; `NoSuchSpace`; `Fenced`: a newer owner took over; `Diverged`: our history is not the store's;
        `Duplicate`: this (client, n) is in the log, answer from the stored outcome; `Conflict`: the log went on,
        catch up and rerun; `Full`; `Unknown`: MAY be applied, read before anything else, never use a new n;
        `Unavailable`.
        """

    async def snapshot(self, space: str, snapshot: Snapshot) -> None:
        """Keep a snapshot; the two of the highest numbers stay, and one of a number replaces that of the same.

        Errors: `Diverged` when its head is no place of the log, `TooLarge`, `Full`, `Unknown`.
        """

    async def claim(self, space: str, node: str, seen_epoch: int) -> int:
        """Become the space's owner; give the epoch to append with. node: who claims, told to operators only.

        Errors: `Fenced` when the epoch is no longer `seen_epoch`; it carries the present one, to be seen next.
        """

    async def set_address(self, url: str) -> None:
        """Say where the server that holds this store is reached, for who finds it taken."""
