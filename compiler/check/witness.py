"""What the checker and lowering tell of names as they meet them."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import syntax
from compiler.scope import Kind, Typed
from compiler.source import Span
from graph.types import Record, Type


class Witness:
    """Is told what each name means, where that is found out; this one listens to nothing.

    `compiler.index` listens, for editors. What it hears is said once for each time that a place is looked at,
    so the same may be said again.
    """

    def use(self, name: syntax.Name, declared: Span) -> None:
        """The name stands for what is declared there; the span is that of the declaration's name."""

    def bound(self, name: syntax.Name, kind: Kind, value: Typed) -> None:
        """The name is declared here, in a body or as a parameter, and stands for that value."""

    def value(self, expr: syntax.Expr, found: Typed) -> None:
        """The expression has this type."""

    def member(self, name: syntax.Name, shape: Type) -> None:
        """The name is that of a field of a value of this shape, or would have to be."""

    def record(self, type_: Record, fields: Mapping[str, Span], base: Record | None = None) -> None:
        """The fields of this type are declared there; the others are those of `base`."""


UNHEARD = Witness()
"""For those who only want the result."""
