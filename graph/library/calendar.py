"""Days and moments behind their texts: 2026-11-22 and 2026-11-22T21:44:00.000Z, in the years 1 to 9999."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from graph.library.function import Fault

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Units of durations, in milliseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def day_of(date_text: str) -> date:
    """The day that a Date means. Faults for one that no calendar has, as 2026-02-30."""
    try:
        return date.fromisoformat(date_text)
    except ValueError as error:
        raise Fault(f"no day of the calendar: {date_text[:40]}") from error


def moment_of(time_text: str) -> int:
    """The moment that a Time means, in milliseconds since 1970. Faults for one that no clock shows."""
    try:
        moment = datetime.fromisoformat(time_text)
    except ValueError as error:
        raise Fault(f"no moment of the calendar: {time_text[:40]}") from error
    return (moment - _EPOCH) // _MILLISECOND


def time_at(moment: int) -> str:
    """The Time of a moment in milliseconds since 1970. Faults outside the years 1 to 9999."""
    try:
        moment_text = (_EPOCH + timedelta(milliseconds=moment)).isoformat(timespec="milliseconds")
    except OverflowError as error:
        raise Fault("a time outside the years 1 to 9999") from error
    return moment_text.replace("+00:00", "Z")


def date_after(day: date, days: int) -> str:
    """The Date so many days after that one. Faults outside the years 1 to 9999."""
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError as error:
        raise Fault("a date outside the years 1 to 9999") from error
