"""How values print in templates."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.library.function import Fault
from graph.library.limits import FORMAT_PLACES_MAX, FORMAT_WIDTH_MAX, TEXT_MAX
from graph.library.printing import check_format, fixed, show

_FINITE = st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _FINITE | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ('as it is "here"\n', 'as it is "here"\n'),
        ("", ""),
        (5, "5"),
        (5.0, "5"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e16, "10000000000000000"),
        (1.2345678901234568e20, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (10**30, "1" + "0" * 30),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        ([1, 2.0, "a", None, True], '[1,2,"a",null,true]'),
        (
            {"name": 'Ann "A"', "tags": ["ü", "\n"], "at": {"x": -0.5}},
            '{"name":"Ann \\"A\\"","tags":["ü","\\n"],"at":{"x":-0.5}}',
        ),
    ],
)
def test_a_value_prints_as_json_does_and_text_as_it_is(value: Any, printed: str) -> None:
    assert show(value) == printed


@given(_JSON.filter(lambda value: not isinstance(value, str)))
def test_what_prints_reads_back_as_the_same_json(value: Any) -> None:
    # As JavaScript reads it, where every number is a float64.
    assert json.loads(show(value), parse_int=float) == value


def test_a_value_that_would_print_too_long_faults_before_it_is_written() -> None:
    value: Any = "x" * 1000
    for _ in range(60):
        value = [value, value]

    with pytest.raises(Fault, match="a text of more than 1,000,000 characters"):
        show(value)


def test_a_text_prints_whatever_its_size() -> None:
    assert len(show("x" * (TEXT_MAX + 1))) == TEXT_MAX + 1


def test_an_integer_of_too_many_digits_to_print_faults() -> None:
    with pytest.raises(Fault, match="too many digits"):
        show(10**5000)


@pytest.mark.parametrize(
    ("number", "format_", "printed"),
    [
        (2.5, ".2", "2.50"),
        (1.005, ".2", "1.01"),
        (-1.005, ".2", "-1.00"),
        (2.5, ".0", "3"),
        (-2.5, ".0", "-2"),
        (0.5, ".0", "1"),
        (-0.001, ".2", "0.00"),
        (7, ".1", "7.0"),
        (0, ".2", "0.00"),
        (1e300, ".1", "1" + "0" * 300 + ".0"),
        (1e-300, ".3", "0.000"),
        (10**40, ",.1", "10" + ",000" * 13 + ".0"),
        (1234567.891, ",.2", "1,234,567.89"),
        (-1234.5, ",", "-1,234.5"),
        (1000.0, ",", "1,000"),
        (999, ",", "999"),
        (7, "03", "007"),
        (-7, "03", "-007"),
        (12345, "03", "12345"),
        (2.5, "03", "002.5"),
        (2.567, "03.1", "002.6"),
        (99.995, "02.2", "100.00"),
    ],
)
def test_a_format_says_decimals_commas_and_zeros(number: float, format_: str, printed: str) -> None:
    assert check_format(format_) is None
    assert fixed(number, format_) == printed


@given(_FINITE | st.integers(), st.integers(0, FORMAT_PLACES_MAX))
def test_a_format_with_places_always_has_that_many(number: float, places: int) -> None:
    printed = fixed(number, f".{places}")

    assert len(printed.partition(".")[2]) == places
    assert not printed.startswith("-") or float(printed) < 0


@given(_FINITE | st.integers())
def test_commas_are_all_that_a_format_of_commas_adds(number: float) -> None:
    assert float(fixed(number, ",").replace(",", "")) == float(number)


@pytest.mark.parametrize(
    ("format_", "wrong"),
    [
        ("", "a number format is"),
        ("2", "a number format is"),
        (".", "a number format is"),
        ("0", "a number format is"),
        ("x", "a number format is"),
        (".2,", "a number format is"),
        (".2f", "a number format is"),
        (" .2", "a number format is"),
        (".٢", "a number format is"),
        ("03,", "zeros or commas, not both"),
        ("00", f"1 to {FORMAT_WIDTH_MAX} digits"),
        (f"0{FORMAT_WIDTH_MAX + 1}", f"1 to {FORMAT_WIDTH_MAX} digits"),
        (f".{FORMAT_PLACES_MAX + 1}", f"at most {FORMAT_PLACES_MAX} decimals"),
        (".9999", "a number format is"),
    ],
)
def test_a_format_that_says_nothing_is_refused_with_what_is_wrong(format_: str, wrong: str) -> None:
    assert wrong in (check_format(format_) or "")
