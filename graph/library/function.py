"""What a function of the library is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct


class Fault(Exception):
    """A computation that has no value: a division by zero, a budget used up, a list that would be too long.

    Raised by library functions and generated code; caught at the boundary of a derived value or a handler.
    """


class Function(Struct, frozen=True):
    """A pure function.

    signatures: in the type language; several where it may be called in several ways, told apart by the count of
                arguments or by their types. A name of one letter is a type left open, the narrowest that fits all
                arguments: T and V any, K one that may be the key of a map, N Int or Number, O one that has an
                order (Int, Number, Text, Bool, Time, Date, Duration, Id).
    examples:   pairs of an expression and its value as JSON; each one runs as a test.
    evaluate:   the code. It never changes an argument and never returns a list or map that is one: those of cells
                are changed in place by later writes. Elements are not, so it may return what an argument holds.
    """

    name: str
    signatures: tuple[str, ...]
    doc: str
    examples: tuple[tuple[str, Any], ...]
    evaluate: Callable[..., Any]

    def __post_init__(self) -> None:
        assert self.signatures and self.doc and self.examples, f"{self.name}: signature, doc and example are needed"
