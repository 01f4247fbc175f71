"""The types of the recipe language, as plain values. `graph.schemas` gives each its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

Expr = dict[str, Any]
"""An expression node as it stands in the document: `op` first, operands by name."""


class Cleaning(Struct, frozen=True):
    """What happens to a value on its way into a type: `expr` over variable 0, which has type `takes`."""

    expr: Expr
    takes: Type


class Text(Struct, frozen=True):
    """Text of low..high code points; `pattern` is RE2 and searched, as in JSON Schema."""

    low: int = 0
    high: int | None = None
    pattern: str | None = None
    clean: Cleaning | None = None


class Int(Struct, frozen=True):
    """An exact integer within low..high, both included."""

    low: int | float | None = None
    high: int | float | None = None
    clean: Cleaning | None = None


class Number(Struct, frozen=True):
    """A finite float64 within low..high, both included."""

    low: int | float | None = None
    high: int | float | None = None
    clean: Cleaning | None = None


class Bool(Struct, frozen=True):
    """true or false; never a number."""


class Time(Struct, frozen=True):
    """A moment: RFC 3339 in UTC with milliseconds, as text, so that order of text is order of time."""


class Date(Struct, frozen=True):
    """A calendar day, as text: 2026-11-22."""


class Duration(Struct, frozen=True):
    """A length of time in whole milliseconds."""


class Id(Struct, frozen=True):
    """A name that the runtime minted (`new_id()`, `me`), or any text of that shape."""


class Json(Struct, frozen=True):
    """Any JSON value; `as` gives it a type."""


class Nothing(Struct, frozen=True):
    """The type of `none` alone, and of the elements of an empty list: it fits every option."""


class Enum(Struct, frozen=True):
    """One of a few texts, in the order in which they were declared; at least one."""

    values: tuple[str, ...]
    clean: Cleaning | None = None


class ListOf(Struct, frozen=True):
    """low..high elements.

    From outside, an element that is wrong is left out (`skip`) or replaced by `otherwise`.
    """

    item: Type
    low: int = 0
    high: int | None = None
    skip: bool = False
    otherwise: Expr | None = None


class MapOf(Struct, frozen=True):
    """Values by key, in order of insertion. `default`: what a missing key reads as; None makes it an option."""

    key: Type
    value: Type
    default: Expr | None = None


class Slot(Struct, frozen=True):
    """A place for a value: `default` for what is missing, `otherwise` for what is missing or wrong.

    In a record both may read the fields above, through variable 0.
    was: what the field was called in stored values of an older recipe; the type is the same without it.
    """

    name: str
    type: Type
    default: Expr | None = None
    otherwise: Expr | None = None
    was: str | None = None

    @property
    def required(self) -> bool:
        """True when a value must be given."""
        return self.default is None and self.otherwise is None and not isinstance(self.type, Option)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Slot) and self._typing() == other._typing()

    def __hash__(self) -> int:
        return hash(self._typing())

    def _typing(self) -> tuple[str, Type, Expr | None, Expr | None]:
        return self.name, self.type, self.default, self.otherwise


class Record(Struct, frozen=True):
    """A closed record. `key`: the field that identifies it in a list."""

    fields: tuple[Slot, ...]
    key: str | None = None

    def field(self, name: str) -> Slot | None:
        """The field of that name, or None."""
        for slot in self.fields:
            if slot.name == name:
                return slot
        return None


class Option(Struct, frozen=True):
    """A value or none. Never an option of an option."""

    of: Type


class Union(Struct, frozen=True):
    """One of several records, told apart by the literal in their field `tag`."""

    tag: str
    options: tuple[Record, ...]


class CharmOf(Struct, frozen=True):
    """The id of a charm of that recipe."""

    recipe: str


class Named(Struct, frozen=True):
    """A type by its name in `$defs`, with the cleaning of its use, if any: `Priority(trim, lower)`."""

    name: str
    clean: Cleaning | None = None


Type = (
    Text
    | Int
    | Number
    | Bool
    | Time
    | Date
    | Duration
    | Id
    | Json
    | Nothing
    | Enum
    | ListOf
    | MapOf
    | Record
    | Option
    | Union
    | CharmOf
    | Named
)
Types = Mapping[str, Type]
"""The named types of a document."""


def resolve(type_: Type, types: Types) -> Type:
    """The type behind a name; other types are themselves. A use's own cleaning comes on top."""
    while isinstance(type_, Named):
        clean, type_ = type_.clean, types[type_.name]
        if clean is not None and isinstance(type_, Text | Int | Number | Enum):
            type_ = replace(type_, clean=clean)
    return type_
