"""Rounding as a person does it: to so many decimals of what is printed, halves upwards."""

from __future__ import annotations

import math
from decimal import Decimal

_HALF = Decimal("0.5")
# No float has decimals or digits beyond these; more places would only cost time.
_PLACES_MAX = 400


def decimal_of(number: float) -> Decimal:
    """The decimal that the number prints as, which is what a person takes it for: 1.005, not the float just below."""
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number).removesuffix(".0"))


def decimals_of(exact: Decimal) -> int:
    """How many digits stand behind the decimal point."""
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int), "numbers of the language are finite"
    return max(-exponent, 0)


def half_up(number: float, places: int = 0) -> Decimal:
    """The number rounded to so many decimals; with places below zero to tens, hundreds and so on.

    Halves go towards plus infinity, so -2.5 becomes -2.
    """
    places = min(max(places, -_PLACES_MAX), _PLACES_MAX)
    if isinstance(number, int):
        step = 10 ** max(-places, 0)
        return Decimal((number + step // 2) // step * step)
    exact = decimal_of(number)
    if places >= 0 and decimals_of(exact) <= places:
        return exact
    return Decimal(math.floor(exact.scaleb(places) + _HALF)).scaleb(-places)
