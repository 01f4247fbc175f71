"""Functions of numbers."""

from __future__ import annotations

import math
import re
from typing import Any

from graph.library.function import Fault, Function
from graph.library.rounding import half_up

# Compiled where they are first used: the compiler loads this module for its signatures.
_INT = r"[+-]?[0-9]+"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def finite(number: float) -> float:
    """The number; faults where a computation has left what a Number can hold."""
    if not math.isfinite(number):
        raise Fault("a number that is too large")
    return number


def as_float(number: float) -> float:
    """The float64 that an Int is when it is used as a Number."""
    try:
        return float(number)
    except OverflowError as error:
        raise Fault("a number that is too large") from error


def _round(number: float, places: int | None = None) -> float:
    if isinstance(number, int):
        return int(half_up(number, places or 0))
    if places is None:
        # A float without decimals is this integer, digit by digit, also where it prints as a shorter one.
        return int(number) if number.is_integer() else int(half_up(number))
    return finite(float(half_up(number, places)))


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _clamp(value: Any, low: Any, high: Any) -> Any:
    # The lower bound comes last, so that clamping twice is clamping once even where the bounds are crossed.
    if high is not None and value > high:
        value = high
    return low if low is not None and value < low else value


def _power(base: float, exponent: float) -> float:
    try:
        result = as_float(base) ** as_float(exponent)
    except (OverflowError, ZeroDivisionError) as error:
        raise Fault("a power that no number can hold") from error
    if isinstance(result, complex):
        raise Fault("a power that no number can hold")
    return finite(result)


def _square_root(number: float) -> float:
    if number < 0:
        raise Fault("the square root of a negative number")
    return math.sqrt(as_float(number))


def _ratio(part: float, whole: float) -> float | None:
    if whole == 0:
        return None
    try:
        return finite(part / whole)
    except OverflowError as error:
        raise Fault("a number that is too large") from error


def _quotient(dividend: int, divisor: int) -> int | None:
    return None if divisor == 0 else dividend // divisor


def _to_int(text: str) -> int | None:
    digits = text.strip()
    if not re.fullmatch(_INT, digits):
        return None
    try:
        return int(digits)
    except ValueError:
        # More digits than Python takes from a stranger.
        return None


def _to_number(text: str) -> float | None:
    digits = text.strip()
    number = float(digits) if re.fullmatch(_NUMBER, digits) else math.inf
    return number if math.isfinite(number) else None


FUNCTIONS = (
    Function(
        "round",
        ("round(x: Number) -> Int", "round(x: Number, places: Int) -> Number"),
        "The nearest whole number, or number of so many decimals, below 0 of tens and so on; halves go up.",
        (("round(2.5)", 3), ("round(-2.5)", -2), ("round(1.005, 2)", 1.01), ("round(1250, -2)", 1300)),
        _round,
    ),
    Function(
        "floor",
        ("floor(x: Number) -> Int",),
        "The largest whole number that is not above.",
        (("floor(2.7)", 2), ("floor(-2.1)", -3)),
        math.floor,
    ),
    Function(
        "ceil",
        ("ceil(x: Number) -> Int",),
        "The smallest whole number that is not below.",
        (("ceil(2.1)", 3), ("ceil(-2.7)", -2)),
        math.ceil,
    ),
    Function(
        "abs",
        ("abs(x: N) -> N",),
        "The number without its sign.",
        (("abs(-3)", 3), ("abs(2.5)", 2.5)),
        abs,
    ),
    Function(
        "sign",
        ("sign(x: Number) -> Int",),
        "-1, 0 or 1.",
        (("sign(-7)", -1), ("sign(0)", 0), ("sign(0.1)", 1)),
        _sign,
    ),
    Function(
        "clamp",
        ("clamp(x: O, low: O?, high: O?) -> O",),
        "The value moved into the bounds; none is no bound. In a type, `clamp` alone takes the type's own.",
        (("clamp(12, 0, 10)", 10), ("clamp(-1, 0, none)", 0), ("clamp(0.5, 0, 1)", 0.5)),
        _clamp,
    ),
    Function(
        "pow",
        ("pow(base: Number, exponent: Number) -> Number",),
        "The base to that power; a fault where no number can hold it.",
        (("pow(2, 10)", 1024), ("pow(2, -1)", 0.5)),
        _power,
    ),
    Function(
        "sqrt",
        ("sqrt(x: Number) -> Number",),
        "The square root; a fault below zero.",
        (("sqrt(9)", 3), ("sqrt(2.25)", 1.5)),
        _square_root,
    ),
    Function(
        "ratio",
        ("ratio(part: Number, whole: Number) -> Number?",),
        "The part divided by the whole; none where the whole is 0, so that `ratio(done, total) ?? 0` never faults.",
        (("ratio(1, 4)", 0.25), ("ratio(1, 0)", None)),
        _ratio,
    ),
    Function(
        "quotient",
        ("quotient(dividend: Int, divisor: Int) -> Int?",),
        "How often the divisor goes into the dividend, rounded down, so that `%` is what remains; none for divisor 0.",
        (("quotient(17, 5)", 3), ("quotient(-17, 5)", -4), ("quotient(1, 0)", None)),
        _quotient,
    ),
    Function(
        "to_int",
        ("to_int(t: Text) -> Int?",),
        "The whole number that is written in decimal digits, blanks around it passed over; none for any other text.",
        (('to_int("42")', 42), ('to_int(" -7 ")', -7), ('to_int("4.5")', None), ('to_int("many")', None)),
        _to_int,
    ),
    Function(
        "to_number",
        ("to_number(t: Text) -> Number?",),
        "The number that is written in decimal digits, blanks around it passed over; none for any other text.",
        (('to_number("2.50")', 2.5), ('to_number("1e3")', 1000), ('to_number("2,5")', None)),
        _to_number,
    ),
)
