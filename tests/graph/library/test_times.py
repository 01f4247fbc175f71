"""Functions of dates, times and durations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.library.calendar import DAY, moment_of, time_at
from graph.library.function import Fault
from graph.schemas import DATE_PATTERN, TIME_PATTERN
from tests.graph.library.calling import call

_DATES = st.dates().map(date.isoformat)
_FIRST, _LAST = moment_of("0001-01-01T00:00:00.000Z"), moment_of("9999-12-31T23:59:59.999Z")
_TIMES = st.integers(_FIRST, _LAST).map(time_at)
_DURATIONS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("year", ("0001-01-01",), 1),
        ("month", ("2026-01-31T23:59:59.999Z",), 1),
        ("day", ("2026-01-31T23:59:59.999Z",), 31),
        ("hour", ("1969-12-31T23:59:59.999Z",), 23),
        ("minute", ("1969-12-31T23:59:59.999Z",), 59),
        ("weekday", ("2026-11-22T21:44:00.000Z",), 7),
        ("weekday_name", ("2026-11-23T00:00:00.000Z",), "Monday"),
        ("month_name", ("2026-01-01",), "January"),
        ("start_of_week", ("2026-11-16",), "2026-11-16"),
        ("start_of_week", ("2027-01-02",), "2026-12-28"),
        ("start_of_month", ("2024-02-29",), "2024-02-01"),
        ("days_in_month", ("1900-02-01",), 28),
        ("days_in_month", ("2000-02-01",), 29),
        ("add_days", ("2026-11-22", 0), "2026-11-22"),
        ("add_days", ("0001-01-02", -1), "0001-01-01"),
        ("add_months", ("2024-02-29", 12), "2025-02-28"),
        ("add_months", ("2024-12-31", -10), "2024-02-29"),
        ("days_between", ("2026-11-22", "2026-11-21"), -1),
        ("to_date", (" 2026-11-22 ",), "2026-11-22"),
        ("to_date", ("20261122",), None),
        ("to_date", ("2026-W47-7",), None),
        ("to_date", ("0000-01-01",), None),
        ("to_date", ("",), None),
        ("to_time", ("2026-11-22t21:44:00z",), "2026-11-22T21:44:00.000Z"),
        ("to_time", ("2026-11-22T21:44:00.5Z",), "2026-11-22T21:44:00.500Z"),
        ("to_time", ("2026-11-22T21:44:00.1239Z",), None),
        ("to_time", ("2026-11-22T21:44:00",), None),
        ("to_time", ("2026-11-22T25:00Z",), None),
        ("to_time", ("0001-01-01T00:00+01:00",), None),
        ("to_time", ("2026-11-22",), None),
        ("format_date", ("2026-11-02T21:44:00.000Z",), "2 November 2026"),
        ("format_time", ("2026-11-22T00:00:59.999Z",), "00:00"),
        ("minutes", (1 / 3,), 20_000),
        ("hours", (1.1,), 3_960_000),
        ("seconds", (-0.0005,), 0),
        ("days", (10**30,), 10**30 * DAY),
        ("in_days", (-DAY // 2,), -0.5),
        ("format_duration", (90_061_001,), "1d 1h 1m 1.001s"),
        ("format_duration", (-1,), "-0.001s"),
        ("format_duration", (10**30 * DAY,), "1" + "0" * 30 + "d"),
    ],
)
def test_a_function_of_dates_gives(name: str, args: tuple[Any, ...], value: Any) -> None:
    assert call(name, *args) == value


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("year", ("2026-02-30",)),
        ("year", ("2026-11-22T99:00:00.000Z",)),
        ("hour", ("2026-11-22T12:60:00.000Z",)),
        ("date_of", ("0000-01-01T00:00:00.000Z",)),
        ("add_days", ("9999-12-31", 1)),
        ("add_days", ("2026-11-22", 10**30)),
        ("add_months", ("9999-12-31", 1)),
        ("add_months", ("0001-01-01", -1)),
        ("start_of_week", ("0001-00-01",)),
        ("minutes", (1e308,)),
        ("in_days", (10**400,)),
    ],
)
def test_what_no_calendar_has_is_a_fault(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(Fault):
        call(name, *args)


def test_a_moment_outside_the_calendar_is_a_fault() -> None:
    with pytest.raises(Fault, match="outside the years 1 to 9999"):
        time_at(_LAST + 1)
    with pytest.raises(Fault, match="outside the years 1 to 9999"):
        time_at(10**400)


@given(_TIMES)
def test_a_moment_has_one_time_and_a_time_one_moment(time: str) -> None:
    assert re.fullmatch(TIME_PATTERN, time)
    assert time_at(moment_of(time)) == time
    assert call("to_time", time) == time


@given(_TIMES, _TIMES)
def test_times_in_order_of_text_are_in_order_of_moment(left: str, right: str) -> None:
    assert (left < right) == (moment_of(left) < moment_of(right))


@given(_DATES, _DATES)
def test_the_days_between_two_days_lead_from_one_to_the_other(start: str, end: str) -> None:
    assert call("add_days", start, call("days_between", start, end)) == end


@given(_DATES, st.integers(-1000, 1000))
def test_a_day_some_months_away_is_in_that_month(day: str, months: int) -> None:
    month = call("year", day) * 12 + call("month", day) - 1 + months
    if not 12 <= month < 10_000 * 12:
        with pytest.raises(Fault):
            call("add_months", day, months)
        return
    moved = call("add_months", day, months)

    assert re.fullmatch(DATE_PATTERN, moved)
    assert call("year", moved) * 12 + call("month", moved) - 1 == month
    assert call("day", moved) == min(call("day", day), call("days_in_month", moved))


@given(_TIMES)
def test_the_parts_of_a_time_are_those_of_its_text(time: str) -> None:
    parts = [call(name, time) for name in ("year", "month", "day", "hour", "minute")]

    assert parts == [int(part) for part in re.split("[-T:]", time)[:5]]


@given(_TIMES)
def test_a_day_begins_at_most_a_day_before_any_of_its_times(time: str) -> None:
    start = call("start_of_day", time)

    assert start == call("time_of", call("date_of", time))
    assert 0 <= moment_of(time) - moment_of(start) < DAY


@given(_DATES)
def test_a_week_begins_on_a_monday_and_a_month_on_its_first(day: str) -> None:
    monday = call("start_of_week", day)

    assert call("weekday", monday) == 1
    assert call("days_between", monday, day) == call("weekday", day) - 1
    assert call("day", call("start_of_month", day)) == 1


@pytest.mark.parametrize("unit", ["days", "hours", "minutes", "seconds"])
@given(duration=_DURATIONS)
def test_a_duration_in_any_unit_is_that_duration(unit: str, duration: int) -> None:
    assert call(unit, call(f"in_{unit}", duration)) == duration


@given(_DURATIONS)
def test_a_duration_is_told_in_parts_that_add_up(duration: int) -> None:
    told = call("format_duration", duration)
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    parts = [call(units[part[-1]], float(part[:-1])) for part in told.removeprefix("-").split()]

    assert sum(parts) * (-1 if told.startswith("-") else 1) == duration


@given(st.text())
def test_any_text_is_a_date_or_time_or_none(text: str) -> None:
    assert isinstance(call("to_date", text), str | None)
    assert isinstance(call("to_time", text), str | None)
