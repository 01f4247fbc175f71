"""Values to try for a type: few, the simplest first, then those at its edges."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import inf, isfinite

from charm.exploring.run import Written
from graph import types as t

NONE = Written(None, "none")
_FEW = 8
_DEPTH_MAX = 4
_TEXTS = ("a", "b", "A b", "a\nb", "1", " a ", "")
_WHOLE = (1, 0, 2, -1, 3, 10, 100)
_LONG = 60


def candidates(type_: t.Type, types: t.Types, depth: int = 0) -> tuple[Written, ...]:
    """Up to a few values of a type, each once. Charms are found in a space, never made up: of these there are none."""
    if depth > _DEPTH_MAX:
        return ()
    found = {each.text: each for each in _of(t.resolve(type_, types), types, depth)}
    return tuple(islice(found.values(), _FEW))


def _of(type_: t.Type, types: t.Types, depth: int) -> Iterable[Written]:
    match type_:
        case t.Text(low, high):
            return map(text, _texts(low, high))
        case t.Int(low, high):
            return (Written(n, str(n)) for n in _numbers(low, high, _WHOLE))
        case t.Number(low, high):
            return (Written(n, json.dumps(n)) for n in _numbers(low, high, (*_WHOLE, 0.5)))
        case t.Bool():
            return Written(True, "true"), Written(False, "false")
        case t.Time():
            return map(text, ("2026-01-01T00:00:00.000Z", "2026-02-28T23:59:59.999Z", "1999-12-31T00:00:00.000Z"))
        case t.Date():
            return map(text, ("2026-01-01", "2024-02-29", "1999-12-31"))
        case t.Duration():
            return Written(1000, "1s"), Written(0, "0s"), Written(86_400_000, "1d")
        case t.Id():
            return text("a"), text("b")
        case t.Json():
            return text("a"), Written(1, "1"), NONE
        case t.Enum(values):
            return map(text, values)
        case t.Option(of):
            return NONE, *candidates(of, types, depth)
        case t.ListOf(item, low, high):
            return _lists(candidates(item, types, depth + 1), low, high)
        case t.MapOf(key, value):
            return _maps(candidates(key, types, depth + 1), candidates(value, types, depth + 1))
        case t.Record():
            return _records(type_, types, depth)
        case t.Union(_, options):
            return (each for option in options for each in _records(option, types, depth))
        case _:
            return ()


def text(value: str) -> Written:
    """A text as a recipe writes it; also an Id, Time, Date, or one of a few words."""
    return Written(value, json.dumps(value, ensure_ascii=False).replace("{", r"\{").replace("}", r"\}"))


def _texts(low: int, high: int | None) -> Iterator[str]:
    most = _LONG if high is None else min(high, _LONG)
    for each in _TEXTS:
        longer = each + "a" * (low - len(each))
        if len(longer) <= most:
            yield longer
    yield "x" * max(most, low)


def _numbers(low: float | None, high: float | None, some: Iterable[float]) -> Iterator[float]:
    lowest, highest = -inf if low is None else low, inf if high is None else high
    for each in (*some, lowest, highest, lowest + 1, highest - 1):
        if isfinite(each) and lowest <= each <= highest:
            yield int(each) if each == int(each) else each


def _lists(items: tuple[Written, ...], low: int, high: int | None) -> Iterator[Written]:
    for size in (low, low + 1, low + 2):
        if (items or not size) and (high is None or size <= high):
            chosen = [items[n % len(items)] for n in range(size)]
            yield Written([each.value for each in chosen], f"[{', '.join(each.text for each in chosen)}]")


def _maps(keys: tuple[Written, ...], values: tuple[Written, ...]) -> Iterator[Written]:
    yield Written({}, "{}")
    for key, value in zip(keys, values, strict=False):
        name = key.value if isinstance(key.value, str) else key.text
        yield Written({name: value.value}, f"{{ [{key.text}]: {value.text} }}")


def _records(record: t.Record, types: t.Types, depth: int) -> Iterator[Written]:
    """The record with the simplest of all, then with one field after the other varied."""
    fields = {slot.name: candidates(slot.type, types, depth + 1) for slot in record.fields if slot.required}
    if not all(fields.values()):
        return
    simplest = {name: values[0] for name, values in fields.items()}
    yield _record(simplest)
    for name, values in fields.items():
        yield from (_record({**simplest, name: value}) for value in values[1:])
    for slot in record.fields:
        if not slot.required:
            yield from (_record({**simplest, slot.name: each}) for each in candidates(slot.type, types, depth + 1)[:2])


def _record(fields: Mapping[str, Written]) -> Written:
    written = ", ".join(f"{name}: {each.text}" for name, each in fields.items())
    return Written({name: each.value for name, each in fields.items()}, f"{{ {written} }}" if fields else "{}")
