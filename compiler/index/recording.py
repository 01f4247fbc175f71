"""The witness that remembers what it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler import syntax
from compiler.check.describe import describe
from compiler.check.relations import records_of
from compiler.check.witness import Witness
from compiler.scope import UNKNOWN, Kind, Typed
from compiler.source import Span
from graph.types import Record, Type


class Recording(Witness):
    """What was said of the names and expressions of a program, by place.

    uses:    for a name, where what it means is declared.
    names:   those that bodies and parameters declare: what they stand for.
    values:  the type of each expression; the narrowest that was said of it.
    owners:  for the name of a field, the shape of what it is a field of.
    """

    def __init__(self) -> None:
        self.uses: dict[Span, Span] = {}
        self.names: dict[Span, tuple[str, Kind, Typed]] = {}
        self.values: dict[Span, Typed] = {}
        self.owners: dict[Span, Type] = {}
        self._records: list[tuple[Record, Mapping[str, Span]]] = []

    def use(self, name: syntax.Name, declared: Span) -> None:
        """Remember it."""
        self.uses[name.span] = declared

    def bound(self, name: syntax.Name, kind: Kind, value: Typed) -> None:
        """Remember it; what a view shows is told for each place where it is shown."""
        if name.span not in self.names or self.names[name.span][2].type == UNKNOWN:
            self.names[name.span] = (name.text, kind, value)

    def value(self, expr: syntax.Expr, found: Typed) -> None:
        """Remember it, unless more was known already."""
        if found.type != UNKNOWN or expr.span not in self.values:
            self.values[expr.span] = found

    def member(self, name: syntax.Name, shape: Type) -> None:
        """Remember it."""
        self.owners[name.span] = shape

    def record(self, type_: Record, fields: Mapping[str, Span], base: Record | None = None) -> None:
        """Remember it, with what the other record declares."""
        inherited = {} if base is None or base is type_ else self.fields_of(base)
        self._records.append((type_, {**inherited, **fields}))

    def declared_fields(self, name: str, shape: Type) -> tuple[Span, ...]:
        """Where a field of a record, or of each option of a union, is declared."""
        found = (self.fields_of(record).get(name) for record in records_of(shape))
        return tuple(dict.fromkeys(span for span in found if span is not None))

    def fields_of(self, record: Record) -> Mapping[str, Span]:
        """The fields that a record's type declares, and where.

        The checker hands on the very type that was declared, but for records that it takes apart and builds anew:
        those are known by their fields.
        """
        same = (fields for type_, fields in self._records if type_ is record)
        equal = (fields for type_, fields in self._records if type_ == record)
        alike = (fields for _, fields in self._records if fields.keys() == {slot.name for slot in record.fields})
        return next(same, None) or next(equal, None) or next(alike, {})

    def written_out(self) -> Iterable[Span]:
        """Where fields are declared, in types and in records that no type declares."""
        return (span for _, fields in self._records for span in fields.values())

    def type_at(self, span: Span) -> str:
        """The type of an expression in words, or "" where none is known."""
        found = self.values.get(span)
        return "" if found is None else said(found.type)


def said(type_: Type) -> str:
    """A type in words, "" for an unknown one."""
    return "" if type_ == UNKNOWN else describe(type_)
