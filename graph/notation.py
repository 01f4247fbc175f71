"""Types of a graph as they are written in a recipe: `[Message]`, `{Id: Text = "someone"}`, `Text(trim, 1..40)`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graph import types as t
from graph.model import Node, Schema
from graph.schemas import slot_of, type_of


def type_text(schema: Schema) -> str:
    """The type of a cell, payload field or parameter."""
    return _text(type_of({word: part for word, part in schema.items() if word not in ("x-default", "x-else")}))


def slot_text(name: str, schema: Schema) -> str:
    """`name: Type`, with its default where that is a literal."""
    return _slot(slot_of(name, schema))


def _text(type_: t.Type) -> str:
    match type_:
        case t.Text() | t.Int() | t.Number() | t.Enum() | t.Named():
            return _refined(type_)
        case t.Option(of):
            return f"{_text(of)}?"
        case t.ListOf(item, low, high, skip, otherwise):
            wrong = " else skip" if skip else _stand_in("else", otherwise)
            return f"[{_text(item)}{wrong}]" + (f"({_range(low or None, high)})" if low or high is not None else "")
        case t.MapOf(key, value, default):
            return f"{{{_text(key)}: {_text(value)}{_stand_in('=', default)}}}"
        case t.Record(fields, key):
            return "{ " + ", ".join(f"{'key ' if slot.name == key else ''}{_slot(slot)}" for slot in fields) + " }"
        case t.Union(_, options):
            return " | ".join(map(_text, options))
        case t.CharmOf(recipe):
            return f"Charm({recipe})"
        case t.Nothing():
            return "none"
        case t.Bool() | t.Time() | t.Date() | t.Duration() | t.Id() | t.Json():
            return type(type_).__name__


def _refined(type_: t.Text | t.Int | t.Number | t.Enum | t.Named) -> str:
    """A type with its cleaning and bounds in parentheses."""
    parts = list(_cleaning(type_.clean.expr)) if type_.clean else []
    head = type(type_).__name__
    match type_:
        case t.Named(name):
            head = name
        case t.Enum(values):
            head = " | ".join(json.dumps(value, ensure_ascii=False) for value in values)
        case t.Text(low, high, pattern):
            parts += [_range(low or None, high)] if low or high is not None else []
            parts += [f"matches: '{pattern}'"] if pattern is not None else []
        case t.Int(low, high) | t.Number(low, high):
            parts += [_range(low, high)] if low is not None or high is not None else []
    return f"{head}({', '.join(parts)})" if parts else head


def _cleaning(expr: Node) -> Iterator[str]:
    """The functions that clean a value, in the order in which they run: the innermost call first."""
    if expr["op"] in ("call", "apply"):
        yield from _cleaning(expr["args"][0])
        yield expr["function"]


def _range(low: float | None, high: float | None) -> str:
    return f"{'' if low is None else low}..{'' if high is None else high}"


def _slot(slot: t.Slot) -> str:
    return f"{slot.name}: {_text(slot.type)}{_stand_in('=', slot.default)}{_stand_in('else', slot.otherwise)}"


def _stand_in(word: str, expr: Node | None) -> str:
    """`= "someone"`; what is computed is not spelled out."""
    if expr is None:
        return ""
    value = json.dumps(expr["value"], ensure_ascii=False) if expr["op"] == "lit" else "…"
    return f" {word} {value}"
