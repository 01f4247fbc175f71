"""Functions of numbers."""

from __future__ import annotations

import math

from graph.library.function import Fault, Function


def half_up(number: float, places: int = 0) -> float:
    """The number rounded to so many decimals, halves upwards, as a person does it with what is printed.

    The shortest decimal that means this float is what gets rounded, so that 1.005 becomes 1.01 although the float
    lies a little below.
    """
    from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

    if isinstance(number, int) and places >= 0:
        return number
    exact = Decimal(repr(number))
    step = Decimal(1).scaleb(-places)
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    # ROUND_HALF_UP takes halves away from zero; upwards means towards plus infinity, so -2.5 becomes -2.
    if exact < 0 and exact - exact.quantize(step, rounding=ROUND_FLOOR) == step / 2:
        rounded = exact.quantize(step, rounding=ROUND_FLOOR) + step
    return float(rounded)


def rounded(number: float, places: int | None = None) -> float:
    """`round`: an Int without places, else a Number."""
    if not math.isfinite(number):
        raise Fault("a number too large to round")
    return int(half_up(number)) if places is None else half_up(number, min(max(places, -300), 300))


def clamp(number: float, low: float | None, high: float | None) -> float:
    """The number moved into low..high; None is no bound."""
    if low is not None and number < low:
        return low
    return high if high is not None and number > high else number


def power(base: float, exponent: float) -> float:
    """`pow`: a Number."""
    try:
        result = float(base) ** float(exponent)
    except (OverflowError, ZeroDivisionError) as error:
        raise Fault("a power that no number can hold") from error
    if isinstance(result, complex) or not math.isfinite(result):
        raise Fault("a power that no number can hold")
    return result


def square_root(number: float) -> float:
    """`sqrt`: a Number; faults below zero."""
    if number < 0:
        raise Fault("the square root of a negative number")
    return math.sqrt(number)


FUNCTIONS = (
    Function("round", ("round(x: Number) -> Int", "round(x: Number, places: Int) -> Number"), "The nearest whole number, or number of so many decimals; halves go up.", (("round(2.5)", 3), ("round(-2.5)", -2), ("round(1.005, 2)", 1.01)), rounded),
    Function("floor", ("floor(x: Number) -> Int",), "The largest whole number that is not above.", (("floor(2.7)", 2), ("floor(-2.1)", -3)), math.floor),
    Function("ceil", ("ceil(x: Number) -> Int",), "The smallest whole number that is not below.", (("ceil(2.1)", 3), ("ceil(-2.7)", -2)), math.ceil),
    Function("abs", ("abs(x: N) -> N",), "The number without its sign.", (("abs(-3)", 3), ("abs(2.5)", 2.5)), abs),
    Function("sign", ("sign(x: Number) -> Int",), "-1, 0 or 1.", (("sign(-7)", -1), ("sign(0)", 0)), lambda x: (x > 0) - (x < 0)),
    Function("clamp", ("clamp(x: N, low: N?, high: N?) -> N",), "The number moved into the bounds. In a type, `clamp` alone takes the type's own.", (("clamp(12, 0, 10)", 10), ("clamp(-1, 0, none)", 0)), clamp),
    Function("pow", ("pow(x: Number, y: Number) -> Number",), "x to the power y.", (("pow(2, 10)", 1024),), power),
    Function("sqrt", ("sqrt(x: Number) -> Number",), "The square root; a fault below zero.", (("sqrt(9)", 3),), square_root),
)
