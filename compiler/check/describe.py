"""How types are called in messages: as they are written, short."""

from __future__ import annotations

from compiler.scope import UNKNOWN
from graph import types as t
from graph.types import Type

_FIELDS_SHOWN = 4


def describe(type_: Type) -> str:
    """The type as one would write it, without what does not matter for a mistake: bounds, cleaning, defaults."""
    match type_:
        case t.Nothing():
            return "none"
        case t.Enum(values):
            return " | ".join(f'"{value}"' for value in values)
        case t.ListOf(t.Nothing()):
            return "an empty list"
        case t.ListOf(of):
            return f"[{describe(of)}]"
        case t.MapOf(_, t.Nothing()):
            return "an empty map"
        case t.MapOf(key, of):
            return f"{{{describe(key)}: {describe(of)}}}"
        case t.Option(of):
            inner = describe(of)
            return f"({inner})?" if " | " in inner else f"{inner}?"
        case t.Record():
            return _record(type_)
        case t.Union(_, options):
            return " | ".join(_record(option) for option in options)
        case t.CharmOf(recipe):
            return f"Charm({recipe})"
        case t.Named(name):
            return "unknown" if type_ == UNKNOWN else name
    return type(type_).__name__


def _record(record: t.Record) -> str:
    shown = [f"{slot.name}: {describe(slot.type)}" for slot in record.fields[:_FIELDS_SHOWN]]
    more = ["…"] if len(record.fields) > _FIELDS_SHOWN else []
    return f"{{ {', '.join(shown + more)} }}"
