"""Names and types as written; what may stand in a place for a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from compiler.source import Span

# Types hold expressions (defaults) and expressions hold types (`x as T`):
# one of the two modules can only name the other.
if TYPE_CHECKING:
    from compiler.syntax.expressions import Arg, Expr


class Name(Struct, frozen=True):
    """A name where it stands: declared, used as a value, or after a dot. Upper case first: a type, recipe or view."""

    span: Span
    text: str

    @property
    def is_upper(self) -> bool:
        """Whether it is spelled as types, recipes and named views are."""
        return self.text[:1].isupper()


class Range(Struct, frozen=True):
    """Bounds in a type, both inclusive, `None` where open: `1..40`, `..40`, `0..`. Never both open."""

    span: Span
    low: int | float | None
    high: int | float | None


class CleanStep(Struct, frozen=True):
    """A cleaning function in a type, applied in order before the bounds: `trim`, `round`."""

    span: Span
    function: Name
    args: tuple[Arg, ...]


class Named(Struct, frozen=True):
    """A refinement with a name: `matches: '^[a-z]{2}$'`."""

    span: Span
    name: Name
    value: Expr


Refinement: TypeAlias = Range | CleanStep | Named


class TypeName(Struct, frozen=True):
    """A named type, refined or not: `Int`, `Priority(trim, lower)`."""

    span: Span
    name: Name
    refinements: tuple[Refinement, ...]


class CharmType(Struct, frozen=True):
    """`Charm(R)`: a charm of recipe R."""

    span: Span
    recipe: Name


class ListType(Struct, frozen=True):
    """`[T]`, `[T else skip]`, `[Text](2..6)`. Only here may the slot skip; it has no default."""

    span: Span
    item: Slot
    size: Range | None


class MapType(Struct, frozen=True):
    """`{K: V}`, `{K: V = d}`: a missing key reads as the value slot's default."""

    span: Span
    key: Type
    value: Slot


class FieldDecl(Struct, frozen=True):
    """A field of a record type; `key` marks the one that identifies an element of a list."""

    span: Span
    name: Name
    was: Name | None
    slot: Slot
    is_key: bool
    doc: str | None


class RecordType(Struct, frozen=True):
    """`{ kind: "circle", r: Number }`; fields in the order written."""

    span: Span
    fields: tuple[FieldDecl, ...]


class OptionType(Struct, frozen=True):
    """`T?`: a value of T, or none."""

    span: Span
    of: Type


class UnionType(Struct, frozen=True):
    """`A | B`: two or more options, never a union itself."""

    span: Span
    options: tuple[Type, ...]


class LiteralType(Struct, frozen=True):
    """`"open"`: the type with this one value."""

    span: Span
    value: str


Type: TypeAlias = TypeName | CharmType | ListType | MapType | RecordType | OptionType | UnionType | LiteralType


class Slot(Struct, frozen=True):
    """A place for a value: a cell, field, parameter, element, map value.

    default:   `T = d`, taken when the value is missing.
    otherwise: `T else d`, taken when it is missing or wrong; at most one of the two is written.
    skips:     `T else skip`, only in a list: the wrong element is left out.
    """

    span: Span
    type: Type
    default: Expr | None
    otherwise: Expr | None
    skips: bool
