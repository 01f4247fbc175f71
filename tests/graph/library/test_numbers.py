"""Functions of numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.library.function import Fault
from tests.graph.library.calling import call

_FINITE = st.floats(allow_nan=False, allow_infinity=False)
_NUMBERS = _FINITE | st.integers()
_MODEST = st.floats(min_value=-1e12, max_value=1e12)


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("round", (0.5,), 1),
        ("round", (-0.5,), 0),
        ("round", (-0.4,), 0),
        ("round", (0.49999999999999994,), 0),
        ("round", (7,), 7),
        ("round", (1e300,), int(1e300)),
        ("round", (10**400,), 10**400),
        ("round", (2.675, 2), 2.68),
        ("round", (-2.675, 2), -2.67),
        ("round", (5, 2), 5),
        ("round", (1e22, 2), 1e22),
        ("round", (1249.9, -2), 1200.0),
        ("round", (-1250, -2), -1200),
        ("round", (5e-324, 400), 5e-324),
        ("round", (1.5, 10**30), 1.5),
        ("round", (1.5, -(10**30)), 0.0),
        ("floor", (-0.5,), -1),
        ("ceil", (-0.5,), 0),
        ("floor", (10**400,), 10**400),
        ("abs", (-(10**400),), 10**400),
        ("sign", (-0.0,), 0),
        ("clamp", (5, None, None), 5),
        ("clamp", (5, None, 3), 3),
        ("clamp", (5, 10, 0), 10),
        ("clamp", ("2026-01-01", "2026-02-01", None), "2026-02-01"),
        ("pow", (0, 0), 1),
        ("pow", (4, 0.5), 2),
        ("sqrt", (0,), 0),
        ("ratio", (0, 5), 0),
        ("ratio", (1, 0.0), None),
        ("quotient", (10**30, 7), 10**30 // 7),
        ("to_int", ("+3",), 3),
        ("to_int", ("",), None),
        ("to_int", ("1_000",), None),
        ("to_int", ("٣",), None),
        ("to_int", ("9" * 5000,), None),
        ("to_number", (".5",), 0.5),
        ("to_number", ("5.",), 5),
        ("to_number", ("nan",), None),
        ("to_number", ("inf",), None),
        ("to_number", ("1e999",), None),
        ("to_number", ("0x10",), None),
    ],
)
def test_a_function_of_numbers_gives(name: str, args: tuple[Any, ...], value: Any) -> None:
    result = call(name, *args)

    assert result == value
    assert isinstance(result, float) or type(result) is type(value)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("sqrt", (-1,)),
        ("sqrt", (10**400,)),
        ("pow", (0, -1)),
        ("pow", (-8, 0.5)),
        ("pow", (10, 400)),
        ("pow", (10**400, 1)),
        ("round", (1.7e308, -308)),
        ("ratio", (1e308, 1e-10)),
        ("ratio", (10**400, 3)),
    ],
)
def test_what_no_number_can_hold_is_a_fault(name: str, args: tuple[float, ...]) -> None:
    with pytest.raises(Fault):
        call(name, *args)


@given(_NUMBERS)
def test_round_floor_and_ceil_give_integers_and_rest_on_integers(number: float) -> None:
    for name in ("round", "floor", "ceil"):
        whole = call(name, number)
        assert type(whole) is int
        assert call(name, whole) == whole


@given(_NUMBERS)
def test_round_is_floor_or_ceil_whichever_is_nearer_and_ceil_for_halves(number: float) -> None:
    low, high, rounded = call("floor", number), call("ceil", number), call("round", number)
    exact = Decimal(number) if isinstance(number, int) else Decimal(repr(number))

    assert rounded == (high if exact - low >= high - exact else low)


@given(_MODEST, st.integers(0, 8))
def test_rounding_to_places_moves_by_half_a_place_at_most_and_not_again(number: float, places: int) -> None:
    rounded = call("round", number, places)

    assert abs(Decimal(repr(rounded)) - Decimal(repr(number))) * 2 <= Decimal(1).scaleb(-places)
    assert call("round", rounded, places) == rounded


@given(st.integers(-(10**12), 10**12))
def test_a_half_goes_up_on_either_side_of_zero(whole: int) -> None:
    assert call("round", whole + 0.5) == whole + 1


@given(_NUMBERS, st.none() | _NUMBERS, st.none() | _NUMBERS)
def test_clamping_twice_is_clamping_once(number: float, low: float | None, high: float | None) -> None:
    once = call("clamp", number, low, high)

    assert call("clamp", once, low, high) == once


@given(st.integers(), st.integers().filter(bool))
def test_quotient_and_remainder_make_the_whole_again(dividend: int, divisor: int) -> None:
    assert call("quotient", dividend, divisor) * divisor + dividend % divisor == dividend


@given(st.integers())
def test_an_integer_that_is_printed_reads_back(number: int) -> None:
    assert call("to_int", call("to_text", number)) == number


@given(_FINITE)
def test_a_number_that_is_printed_reads_back(number: float) -> None:
    assert call("to_number", call("to_text", number)) == number


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert isinstance(call("to_int", text), int | None)
    assert isinstance(call("to_number", text), float | None)
