"""Where the time of commits comes from: the machine, or for tests a clock that only moves when told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, tzinfo=UTC)


def as_time(moment: datetime) -> str:
    """A moment as a Time of the language: RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def machine_time() -> str:
    """The time now."""
    return as_time(datetime.now(UTC))


class TestClock:
    """Stands still, at the start of 2026 unless another Time is given, until it is advanced."""

    __test__ = False

    def __init__(self, now: str | None = None) -> None:
        self._moment = START if now is None else datetime.fromisoformat(now)

    def __call__(self) -> str:
        return as_time(self._moment)

    def advance(self, milliseconds: int) -> None:
        """Let time pass."""
        self._moment += timedelta(milliseconds=milliseconds)

    def advance_to(self, time: str) -> None:
        """Let time pass up to a Time, unless that is past."""
        self._moment = max(self._moment, datetime.fromisoformat(time))
