"""The bounds on what a function of the library may build.

Arguments of recipes come from visitors: without a bound, `repeat("x", n)` would let one event take all memory.
"""

from __future__ import annotations

from graph.library.function import Fault

LIST_MAX = 1_000_000
"""Elements of a list."""

TEXT_MAX = 1_000_000
"""Code points of a text."""

FORMAT_PLACES_MAX = 20
"""Decimals in a number format."""

FORMAT_WIDTH_MAX = 40
"""Digits before the decimal point to which a number format pads."""


def demand_list(size: int) -> None:
    """Fault when a list of that size is too long to be built."""
    if size > LIST_MAX:
        raise Fault(f"a list of more than {LIST_MAX:,} elements")


def demand_text(size: int) -> None:
    """Fault when a text of that size is too long to be built."""
    if size > TEXT_MAX:
        raise Fault(f"a text of more than {TEXT_MAX:,} characters")
