"""Functions of durations, which are whole milliseconds."""

from __future__ import annotations

from functools import partial

from graph.library.calendar import DAY, HOUR, MINUTE, SECOND
from graph.library.function import Fault, Function
from graph.library.numbers import finite
from graph.library.printing import show
from graph.library.rounding import half_up


def _of_units(number: float, *, unit: int) -> int:
    return number * unit if isinstance(number, int) else int(half_up(finite(number * unit)))


def _in_units(duration: int, *, unit: int) -> float:
    try:
        return duration / unit
    except OverflowError as error:
        raise Fault("a duration that is too long") from error


def _format_duration(duration: int) -> str:
    rest, parts = abs(duration), []
    for letter, unit in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        whole, rest = divmod(rest, unit)
        if whole:
            parts.append(f"{show(whole)}{letter}")
    if rest or not parts:
        parts.append(f"{show(rest / SECOND)}s")
    return ("-" if duration < 0 else "") + " ".join(parts)


FUNCTIONS = (
    Function(
        "days",
        ("days(n: Number) -> Duration",),
        "The duration of so many days of 24 hours.",
        (("days(1.5)", 129_600_000),),
        partial(_of_units, unit=DAY),
    ),
    Function(
        "hours",
        ("hours(n: Number) -> Duration",),
        "The duration of so many hours.",
        (("hours(2)", 7_200_000),),
        partial(_of_units, unit=HOUR),
    ),
    Function(
        "minutes",
        ("minutes(n: Number) -> Duration",),
        "The duration of so many minutes.",
        (("minutes(1.5)", 90_000),),
        partial(_of_units, unit=MINUTE),
    ),
    Function(
        "seconds",
        ("seconds(n: Number) -> Duration",),
        "The duration of so many seconds, to the millisecond.",
        (("seconds(0.25)", 250), ("seconds(0.0005)", 1)),
        partial(_of_units, unit=SECOND),
    ),
    Function(
        "in_days",
        ("in_days(d: Duration) -> Number",),
        "How many days of 24 hours the duration is.",
        (("in_days(hours(36))", 1.5),),
        partial(_in_units, unit=DAY),
    ),
    Function(
        "in_hours",
        ("in_hours(d: Duration) -> Number",),
        "How many hours the duration is.",
        (("in_hours(minutes(90))", 1.5),),
        partial(_in_units, unit=HOUR),
    ),
    Function(
        "in_minutes",
        ("in_minutes(d: Duration) -> Number",),
        "How many minutes the duration is.",
        (("in_minutes(seconds(90))", 1.5),),
        partial(_in_units, unit=MINUTE),
    ),
    Function(
        "in_seconds",
        ("in_seconds(d: Duration) -> Number",),
        "How many seconds the duration is.",
        (("in_seconds(minutes(2))", 120),),
        partial(_in_units, unit=SECOND),
    ),
    Function(
        "format_duration",
        ("format_duration(d: Duration) -> Text",),
        "The duration in days, hours, minutes and seconds, units of none left out.",
        (
            ("format_duration(minutes(90))", "1h 30m"),
            ("format_duration(days(2))", "2d"),
            ("format_duration(seconds(-61.5))", "-1m 1.5s"),
            ("format_duration(seconds(0))", "0s"),
        ),
        _format_duration,
    ),
)
