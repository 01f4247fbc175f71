"""How values print in templates: `{value}` and `{number:format}`.

A format says, in this order, each part at most once and at least one of them:

    0w   zeros before the number until it has w digits before the decimal point: {7:03} is 007, {-7:03} is -007
    ,    commas between thousands: {1234567:,} is 1,234,567; never together with zeros
    .p   exactly p decimals, halves rounded up: {2.5:.2} is 2.50

Without `.p` a number has the decimals that it needs. Format widths and places are bounded in `graph.library.limits`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from graph.library.function import Fault
from graph.library.limits import FORMAT_PLACES_MAX, FORMAT_WIDTH_MAX, demand_text
from graph.library.rounding import decimal_of, decimals_of, half_up

_FORMAT = r"(?:0(?P<width>[0-9]{1,3}))?(?P<commas>,)?(?:\.(?P<places>[0-9]{1,3}))?"


def show(value: Any) -> str:
    """The value as a template prints it: text as it is, all else as compact JSON.

    Raises Fault where that is longer than TEXT_MAX.
    """
    if isinstance(value, str):
        return value
    pieces, size = [], 0
    for piece in _json(value):
        # Counted on the way: a value may hold one list many times over and print far longer than it is stored.
        size += len(piece)
        demand_text(size)
        pieces.append(piece)
    return "".join(pieces)


def fixed(number: float, format_: str) -> str:
    """The number printed by a format that `check_format` has passed."""
    parts = re.fullmatch(_FORMAT, format_)
    assert parts, "the checker has passed every format"
    if parts["places"] is None:
        exact = decimal_of(number)
        places = decimals_of(exact)
    else:
        places = int(parts["places"])
        exact = half_up(number, places)
    # The sign is put in front last: zeros go behind it, and what rounds to zero has none.
    whole, point, rest = format(exact.copy_abs(), f"{parts['commas'] or ''}.{places}f").partition(".")
    return ("-" if exact < 0 else "") + whole.rjust(int(parts["width"] or 0), "0") + point + rest


def check_format(format_: str) -> str | None:
    """What is wrong with a number format, as a sentence; None when nothing is."""
    parts = re.fullmatch(_FORMAT, format_)
    if not format_ or not parts:
        return "a number format is zeros (`03`), commas (`,`), decimals (`.2`), or commas and decimals (`,.2`)"
    if parts["width"] and parts["commas"]:
        return "a number format has zeros or commas, not both"
    if parts["width"] and not 1 <= int(parts["width"]) <= FORMAT_WIDTH_MAX:
        return f"a number format has zeros up to 1 to {FORMAT_WIDTH_MAX} digits"
    if parts["places"] and int(parts["places"]) > FORMAT_PLACES_MAX:
        return f"a number format has at most {FORMAT_PLACES_MAX} decimals"
    return None


def _json(value: Any) -> Iterator[str]:
    # The compiler loads this module for the formats of numbers.
    import json

    match value:
        case None | bool():
            yield {None: "null", True: "true", False: "false"}[value]
        case str():
            yield json.dumps(value, ensure_ascii=False)
        case int() | float():
            yield _number(value)
        case list():
            yield "["
            for position, item in enumerate(value):
                yield "," if position else ""
                yield from _json(item)
            yield "]"
        case dict():
            yield "{"
            for position, (key, of) in enumerate(value.items()):
                yield f"{',' if position else ''}{json.dumps(key, ensure_ascii=False)}:"
                yield from _json(of)
            yield "}"


def _number(number: float) -> str:
    """The number as JSON.stringify prints it: 5, 0.1, 1e+21."""
    try:
        text = repr(number)
    except ValueError as error:
        # Python refuses to write integers of more than 4,300 digits, since that takes quadratic time.
        raise Fault("a number with too many digits to print") from error
    if "e" not in text:
        return "0" if number == 0 else text.removesuffix(".0")
    # Python changes to exponents at 1e16 and below 1e-4, JavaScript at 1e21 and below 1e-6.
    if 1e-6 <= abs(number) < 1e21:
        return format(Decimal(text), "f")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent):+d}"
