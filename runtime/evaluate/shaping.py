"""Types as shapes: `graph.types` says what a type is, `runtime.values.shapes` what it does to a value."""

from __future__ import annotations

from collections.abc import Callable

import re2

from graph import types as t
from graph.model import Node
from graph.schemas import DATE_PATTERN, ID_PATTERN, INT_KEY_PATTERN, TIME_PATTERN
from runtime.values import compounds as c
from runtime.values import shapes as s
from runtime.values.shapes import Compute, Shape

Compile = Callable[[Node, int], Compute]
"""Makes a function (context, variables …) of an expression that has so many variables."""


class PatternTooHard(Exception):
    """A pattern that RE2 does not take: backreferences, lookarounds, or too large when compiled."""

    def __init__(self, pattern: str, why: str) -> None:
        super().__init__(f"pattern {pattern!r}: {why}; use a pattern that RE2 takes")
        self.pattern, self.why = pattern, why


def shape_of(type_: t.Type, types: t.Types, compile_: Compile, made: dict[str, Shape]) -> Shape:
    """The shape of a type. made: the shapes of named types so far; each is made once, when it is first used."""

    def inner(of: t.Type) -> Shape:
        return shape_of(of, types, compile_, made)

    match type_:
        case t.Named(name, None):
            return c.Later(lambda: named(name, types, compile_, made))
        case t.Named(name, clean) if clean is not None:
            return _cleaned(clean, inner(t.Named(name)), inner, compile_)
        case t.Text(clean=clean) | t.Int(clean=clean) | t.Number(clean=clean) | t.Enum(clean=clean) if (
            clean is not None
        ):
            return _cleaned(clean, _scalar(type_), inner, compile_)
        case t.ListOf(item, low, high, skip, otherwise):
            wrong = None if otherwise is None else compile_(otherwise, 0)
            return c.Listed(inner(item), low, high, _key(item, types), skip, wrong)
        case t.MapOf(key, value, default):
            missing = None if default is None else compile_(default, 0)
            return c.Mapped(_map_key(key, inner), inner(value), missing)
        case t.Record(fields, _):
            return c.Fields(tuple(part_of(slot, types, compile_, made) for slot in fields))
        case t.Option(of):
            return c.Optional(inner(of))
        case t.Union(tag, options):
            return c.Tagged(tag, {_literal(option, tag): inner(option) for option in options})
    return _scalar(type_)


def named(name: str, types: t.Types, compile_: Compile, made: dict[str, Shape]) -> Shape:
    """The shape of a named type."""
    if name not in made:
        made[name] = shape_of(types[name], types, compile_, made)
    return made[name]


def part_of(slot: t.Slot, types: t.Types, compile_: Compile, made: dict[str, Shape]) -> c.Part:
    """A field of a record; its defaults read the record so far through variable 0."""
    default = None if slot.default is None else compile_(slot.default, 1)
    otherwise = None if slot.otherwise is None else compile_(slot.otherwise, 1)
    return c.Part(slot.name, shape_of(slot.type, types, compile_, made), default, otherwise, slot.was)


def _scalar(type_: t.Type) -> Shape:
    match type_:
        case t.Text(low, high, pattern):
            return s.Words(low, high, None if pattern is None else pattern_of(pattern))
        case t.Int(low, high):
            return s.Numeric(True, low, high)
        case t.Number(low, high):
            return s.Numeric(False, low, high)
        case t.Duration():
            return s.Numeric(True)
        case t.Bool():
            return s.TrueOrFalse()
        case t.Time():
            return s.Words(pattern=pattern_of(TIME_PATTERN), what="a time such as 2026-11-22T21:44:00.000Z")
        case t.Date():
            return s.Words(pattern=pattern_of(DATE_PATTERN), what="a date such as 2026-11-22")
        case t.Id():
            return _id()
        case t.CharmOf(recipe):
            return s.CharmId(_id(), recipe)
        case t.Enum(values):
            return s.OneOf(values)
        case t.Nothing():
            return s.Nothing()
    return s.JSON


def _id() -> s.Words:
    return s.Words(pattern=pattern_of(ID_PATTERN), what="an id: up to 64 letters, digits, - and _")


def pattern_of(pattern: str) -> re2.Pattern:
    """A compiled pattern; raises PatternTooHard."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise PatternTooHard(pattern, str(error)) from error


def _cleaned(clean: t.Cleaning, bounds: Shape, inner: Callable[[t.Type], Shape], compile_: Compile) -> Shape:
    return s.Cleaned(inner(clean.takes), compile_(clean.expr, 1), bounds, trusted=not _calls_own(clean.expr))


def _calls_own(node: object) -> bool:
    if isinstance(node, dict):
        return node.get("op") == "apply" or any(map(_calls_own, node.values()))
    return isinstance(node, list) and any(map(_calls_own, node))


def _key(item: t.Type, types: t.Types) -> str | None:
    resolved = t.resolve(item, types)
    return resolved.key if isinstance(resolved, t.Record) else None


def _map_key(key: t.Type, inner: Callable[[t.Type], Shape]) -> Shape:
    # Keys are text in JSON and in memory; those of a map of integers are digits.
    return s.Words(pattern=pattern_of(INT_KEY_PATTERN), what="a whole number") if isinstance(key, t.Int) else inner(key)


def _literal(option: t.Record, tag: str) -> str:
    slot = option.field(tag)
    assert slot is not None and isinstance(slot.type, t.Enum), "graph.check looked at the tags of unions"
    return slot.type.values[0]
