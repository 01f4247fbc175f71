"""The types of the recipe language, as plain values. `graph.schemas` gives each its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Expr = dict[str, Any]
"""An expression node as it stands in the document: `op` first, operands by name."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What happens to a value on its way into a type: `expr` over variable 0, which has type `takes`."""

    expr: Expr
    takes: Type


@dataclass(frozen=True, slots=True)
class Text:
    """Text of low..high code points; `pattern` is RE2 and searched, as in JSON Schema."""

    low: int = 0
    high: int | None = None
    pattern: str | None = None
    clean: Cleaning | None = None


@dataclass(frozen=True, slots=True)
class Int:
    """An exact integer within low..high, both included."""

    low: int | float | None = None
    high: int | float | None = None
    clean: Cleaning | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A finite float64 within low..high, both included."""

    low: int | float | None = None
    high: int | float | None = None
    clean: Cleaning | None = None


@dataclass(frozen=True, slots=True)
class Bool:
    """true or false; never a number."""


@dataclass(frozen=True, slots=True)
class Time:
    """A moment: RFC 3339 in UTC with milliseconds, as text, so that order of text is order of time."""


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day, as text: 2026-11-22."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole milliseconds."""


@dataclass(frozen=True, slots=True)
class Id:
    """A name that the runtime minted (`new_id()`, `me`), or any text of that shape."""


@dataclass(frozen=True, slots=True)
class Json:
    """Any JSON value; `as` gives it a type."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The type of `none` alone, and of the elements of an empty list: it fits every option."""


@dataclass(frozen=True, slots=True)
class Enum:
    """One of a few texts, in the order in which they were declared; at least one."""

    values: tuple[str, ...]
    clean: Cleaning | None = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """low..high elements.

    From outside, an element that is wrong is left out (`skip`) or replaced by `otherwise`.
    """

    item: Type
    low: int = 0
    high: int | None = None
    skip: bool = False
    otherwise: Expr | None = None


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values by key, in order of insertion. `default`: what a missing key reads as; None makes it an option."""

    key: Type
    value: Type
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value: `default` for what is missing, `otherwise` for what is missing or wrong.

    In a record both may read the fields above, through variable 0.
    was: what the field was called in stored values of an older recipe; the type is the same without it.
    """

    name: str
    type: Type
    default: Expr | None = None
    otherwise: Expr | None = None
    was: str | None = field(default=None, compare=False)

    @property
    def required(self) -> bool:
        """True when a value must be given."""
        return self.default is None and self.otherwise is None and not isinstance(self.type, Option)


@dataclass(frozen=True, slots=True)
class Record:
    """A closed record. `key`: the field that identifies it in a list."""

    fields: tuple[Slot, ...]
    key: str | None = None

    def field(self, name: str) -> Slot | None:
        """The field of that name, or None."""
        return next((slot for slot in self.fields if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Option:
    """A value or none. Never an option of an option."""

    of: Type


@dataclass(frozen=True, slots=True)
class Union:
    """One of several records, told apart by the literal in their field `tag`."""

    tag: str
    options: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class CharmOf:
    """The id of a charm of that recipe."""

    recipe: str


@dataclass(frozen=True, slots=True)
class Named:
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
