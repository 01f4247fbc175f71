"""Functions of dates and times. Times are in UTC; a view's `time` element shows them in each reader's own zone."""

from __future__ import annotations

import re
from datetime import date

from graph.library.calendar import DAY, HOUR, MINUTE, date_after, day_of, moment_of, time_at
from graph.library.function import Fault, Function

# Written here and not taken from the system's locale: a page must read the same on every machine.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE_SIZE = len("2026-11-22")
# Compiled where they are first used: the compiler loads this module for its signatures.
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?)(Z|[+-][0-9]{2}:[0-9]{2})"


def _day(when: str) -> date:
    """The day of a Date or a Time."""
    if len(when) > _DATE_SIZE:
        moment_of(when)
    return day_of(when[:_DATE_SIZE])


def _within_day(time: str) -> int:
    return moment_of(time) % DAY


def _year(when: str) -> int:
    return _day(when).year


def _month(when: str) -> int:
    return _day(when).month


def _day_of_month(when: str) -> int:
    return _day(when).day


def _hour(time: str) -> int:
    return _within_day(time) // HOUR


def _minute(time: str) -> int:
    return _within_day(time) % HOUR // MINUTE


def _weekday(when: str) -> int:
    return _day(when).isoweekday()


def _weekday_name(when: str) -> str:
    return _WEEKDAYS[_day(when).weekday()]


def _month_name(when: str) -> str:
    return _MONTHS[_day(when).month - 1]


def _date_of(time: str) -> str:
    return _day(time).isoformat()


def _time_of(date_text: str) -> str:
    return f"{day_of(date_text).isoformat()}T00:00:00.000Z"


def _start_of_day(time: str) -> str:
    return _time_of(_date_of(time))


def _start_of_week(date_text: str) -> str:
    day = day_of(date_text)
    return date_after(day, -day.weekday())


def _start_of_month(date_text: str) -> str:
    return day_of(date_text).replace(day=1).isoformat()


def _length_of(year: int, month: int) -> int:
    # Loaded where it is asked for, since it loads every locale's names of the months.
    from calendar import monthrange

    return monthrange(year, month)[1]


def _days_in_month(date_text: str) -> int:
    day = day_of(date_text)
    return _length_of(day.year, day.month)


def _to_date(text: str) -> str | None:
    trimmed = text.strip()
    try:
        return day_of(trimmed).isoformat() if re.fullmatch(_DATE, trimmed) else None
    except Fault:
        return None


def _to_time(text: str) -> str | None:
    trimmed = text.strip().upper()
    try:
        return time_at(moment_of(trimmed)) if re.fullmatch(_TIME, trimmed) else None
    except Fault:
        return None


def _add_days(date_text: str, days: int) -> str:
    return date_after(day_of(date_text), days)


def _add_months(date_text: str, months: int) -> str:
    day = day_of(date_text)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Fault("a date outside the years 1 to 9999")
    last = _length_of(year, month + 1)
    return date(year, month + 1, min(day.day, last)).isoformat()


def _days_between(start: str, end: str) -> int:
    return (day_of(end) - day_of(start)).days


def _format_date(when: str) -> str:
    day = _day(when)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _format_time(time: str) -> str:
    minutes = _within_day(time) // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


FUNCTIONS = (
    Function(
        "year",
        ("year(d: Date) -> Int", "year(t: Time) -> Int"),
        "The year, in UTC.",
        (('year("2026-11-22")', 2026), ('year("2026-11-22T21:44:00.000Z")', 2026)),
        _year,
    ),
    Function(
        "month",
        ("month(d: Date) -> Int", "month(t: Time) -> Int"),
        "The month from 1 to 12, in UTC.",
        (('month("2026-11-22")', 11),),
        _month,
    ),
    Function(
        "day",
        ("day(d: Date) -> Int", "day(t: Time) -> Int"),
        "The day of the month, from 1, in UTC.",
        (('day("2026-11-22")', 22),),
        _day_of_month,
    ),
    Function(
        "hour",
        ("hour(t: Time) -> Int",),
        "The hour from 0 to 23, in UTC.",
        (('hour("2026-11-22T21:44:00.000Z")', 21),),
        _hour,
    ),
    Function(
        "minute",
        ("minute(t: Time) -> Int",),
        "The minute of the hour, from 0 to 59.",
        (('minute("2026-11-22T21:44:00.000Z")', 44),),
        _minute,
    ),
    Function(
        "weekday",
        ("weekday(d: Date) -> Int", "weekday(t: Time) -> Int"),
        "The day of the week from 1, Monday, to 7, Sunday, in UTC.",
        (('weekday("2026-11-22")', 7), ('weekday("2026-11-23")', 1)),
        _weekday,
    ),
    Function(
        "weekday_name",
        ("weekday_name(d: Date) -> Text", "weekday_name(t: Time) -> Text"),
        "The English name of the day of the week, in UTC.",
        (('weekday_name("2026-11-22")', "Sunday"),),
        _weekday_name,
    ),
    Function(
        "month_name",
        ("month_name(d: Date) -> Text", "month_name(t: Time) -> Text"),
        "The English name of the month, in UTC.",
        (('month_name("2026-11-22")', "November"),),
        _month_name,
    ),
    Function(
        "date_of",
        ("date_of(t: Time) -> Date",),
        "The day of the time, in UTC.",
        (('date_of("2026-11-22T21:44:00.000Z")', "2026-11-22"),),
        _date_of,
    ),
    Function(
        "time_of",
        ("time_of(d: Date) -> Time",),
        "The time at which the day begins, in UTC.",
        (('time_of("2026-11-22")', "2026-11-22T00:00:00.000Z"),),
        _time_of,
    ),
    Function(
        "start_of_day",
        ("start_of_day(t: Time) -> Time",),
        "The time at which the day of that time begins, in UTC.",
        (('start_of_day("2026-11-22T21:44:00.000Z")', "2026-11-22T00:00:00.000Z"),),
        _start_of_day,
    ),
    Function(
        "start_of_week",
        ("start_of_week(d: Date) -> Date",),
        "The Monday of the day's week.",
        (('start_of_week("2026-11-22")', "2026-11-16"),),
        _start_of_week,
    ),
    Function(
        "start_of_month",
        ("start_of_month(d: Date) -> Date",),
        "The first day of the day's month.",
        (('start_of_month("2026-11-22")', "2026-11-01"),),
        _start_of_month,
    ),
    Function(
        "days_in_month",
        ("days_in_month(d: Date) -> Int",),
        "How many days the day's month has.",
        (('days_in_month("2028-02-10")', 29),),
        _days_in_month,
    ),
    Function(
        "to_date",
        ("to_date(t: Text) -> Date?",),
        "The day that is written as year-month-day; none for any other text and for days that do not exist.",
        (('to_date("2026-11-22")', "2026-11-22"), ('to_date("2026-02-30")', None), ('to_date("soon")', None)),
        _to_date,
    ),
    Function(
        "to_time",
        ("to_time(t: Text) -> Time?",),
        "The time that is written as RFC 3339 says, in any zone; none for any other text.",
        (('to_time("2026-11-22T22:44+01:00")', "2026-11-22T21:44:00.000Z"), ('to_time("noon")', None)),
        _to_time,
    ),
    Function(
        "add_days",
        ("add_days(d: Date, days: Int) -> Date",),
        "The day so many days later.",
        (('add_days("2026-12-31", 1)', "2027-01-01"), ('add_days("2026-03-01", -1)', "2026-02-28")),
        _add_days,
    ),
    Function(
        "add_months",
        ("add_months(d: Date, months: Int) -> Date",),
        "The day so many months later, or the last of that month where it is shorter.",
        (('add_months("2026-01-31", 1)', "2026-02-28"), ('add_months("2026-01-15", -1)', "2025-12-15")),
        _add_months,
    ),
    Function(
        "days_between",
        ("days_between(start: Date, end: Date) -> Int",),
        "How many days the end is after the start; below 0 where it is before.",
        (('days_between("2026-11-22", "2026-12-24")', 32),),
        _days_between,
    ),
    Function(
        "format_date",
        ("format_date(d: Date) -> Text", "format_date(t: Time) -> Text"),
        "The day as English text, in UTC.",
        (('format_date("2026-11-02")', "2 November 2026"),),
        _format_date,
    ),
    Function(
        "format_time",
        ("format_time(t: Time) -> Text",),
        "Hour and minute on a clock of 24 hours, in UTC.",
        (('format_time("2026-11-22T09:05:00.000Z")', "09:05"),),
        _format_time,
    ),
)
