"""What every store checks in the same way, whatever it keeps the log in."""

from collections.abc import Iterable, Sequence

from runtime.limits import (
    APPEND_BYTES_MAX,
    APPEND_COMMITS_MAX,
    META_BYTES_MAX,
    READ_BYTES_MAX,
    READ_COMMITS_MAX,
    SNAPSHOT_BYTES_MAX,
)
from runtime.store.contract import Commit, Head
from runtime.store.errors import Conflict, Diverged, Fenced, TooLarge


def check_commits(commits: Sequence[Commit]) -> None:
    """Raise `TooLarge` for an append beyond the limits."""
    assert commits, "an append of nothing has no head to give"
    outcomes = [outcome for commit in commits for outcome in commit.outcomes]
    assert len(outcomes) == len(set(outcomes)), "the caller runs an event once in a batch"
    _check_size("commits in one append", len(commits), APPEND_COMMITS_MAX)
    _check_size("bytes in one append", sum(len(commit.body) for commit in commits), APPEND_BYTES_MAX)


def check_meta(meta: bytes) -> None:
    """Raise `TooLarge` for meta beyond the limit."""
    _check_size("bytes of a space's meta", len(meta), META_BYTES_MAX)


def check_snapshot(body: bytes) -> None:
    """Raise `TooLarge` for a snapshot beyond the limit."""
    _check_size("bytes of a snapshot", len(body), SNAPSHOT_BYTES_MAX)


def check_owner(space: str, epoch: int, present: int) -> None:
    """Raise `Fenced` unless the caller's epoch is the present one."""
    if epoch != present:
        raise Fenced(space, present)


def check_history(space: str, ours: Head, head: Head) -> None:
    """Raise `Diverged` when both heads have one number and two histories."""
    if ours.seq == head.seq and ours.chain != head.chain:
        raise Diverged(space, ours, head)


def check_turn(space: str, expected: Head, head: Head) -> None:
    """Raise `Conflict` unless the log is where it was expected."""
    if expected != head:
        raise Conflict(space, expected, head)


def check_page(after: int, limit: int) -> None:
    """Assert that a page is asked for as the contract says."""
    assert after >= 0
    assert 1 <= limit <= READ_COMMITS_MAX


def fill_page(commits: Iterable[Commit]) -> tuple[Commit, ...]:
    """As many of the commits as fit a page by their bytes, but one at least, so that a reader gets on."""
    taken: list[Commit] = []
    room = READ_BYTES_MAX
    for commit in commits:
        room -= len(commit.body)
        if taken and room < 0:
            break
        taken.append(commit)
    return tuple(taken)


def _check_size(what: str, size: int, size_max: int) -> None:
    if size > size_max:
        raise TooLarge(what, size, size_max)
