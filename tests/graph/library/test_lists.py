"""Functions of lists, and those that lists share with text and maps."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.library.function import Fault
from graph.library.limits import LIST_MAX
from tests.graph.library.calling import call

_INTS = st.lists(st.integers())
_MODEST = st.lists(st.floats(min_value=-1e100, max_value=1e100))
_MIXED = st.lists(st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5]) | st.text("ab"))


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("sum", ([10**30, 1],), 10**30 + 1),
        ("sum", ([0.1] * 10,), 1),
        ("sum", ([1e308, -1e308, 1],), 1),
        ("avg", ([0.1] * 10,), 0.1),
        ("avg", ([7],), 7),
        ("median", ([1, 2, 3, 10],), 2.5),
        ("min", ([2, 1.5],), 1.5),
        ("max", (["ab", "b", "B"],), "b"),
        ("min", (3, 2), 2),
        ("max", (1, 3, 2), 3),
        ("first", ([None, 1],), None),
        ("distinct", ([1, True, 1.0, "1", None, None],), [1, True, "1", None]),
        ("distinct", ([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}, {"a": 1}],), [{"a": 1, "b": [2]}, {"a": 1}]),
        ("sort", ([],), []),
        ("sort", (["é", "z", "Z", "10", "9", "😀"],), ["10", "9", "Z", "z", "é", "😀"]),
        ("sort", ([True, False],), [False, True]),
        ("flatten", ([],), []),
        ("zip", ([], [1]), []),
        ("chunk", ([1, 2, 3, 4], 4), [[1, 2, 3, 4]]),
        ("chunk", ([1], 10**30), [[1]]),
        ("range", (0,), []),
        ("range", (-3,), []),
        ("range", (-2, 1), [-2, -1, 0]),
        ("range", (10**30, 10**30 + 2), [10**30, 10**30 + 1]),
        ("range", (10**30, -(10**30)), []),
        ("position", ([True, 1], 1), 1),
        ("position", ([1, "1"], "1"), 1),
        ("position", ([[1], [2]], [2.0]), 1),
        ("position", ("charm", ""), 0),
        ("position", ("charm", "x"), None),
        ("contains", ([1, 0], True), False),
        ("contains", ([{"a": None}], {"a": None}), True),
        ("contains", ("", ""), True),
        ("reverse", ([],), []),
        ("slice", ([1, 2, 3], -2), [2, 3]),
        ("slice", ([1, 2, 3], 0, -1), [1, 2]),
        ("slice", ([1, 2, 3], 2, 1), []),
        ("slice", ("charm", 1, 10**30), "harm"),
        ("take", ([1, 2], 0), []),
        ("take", ([1, 2], 10**30), [1, 2]),
        ("drop", ([1, 2], -(10**30)), [1, 2]),
        ("drop", ("charm", 2), "arm"),
        ("without", ([1, True, 1.0], 1), [True]),
        ("without", ({"a": 1}, "b"), {"a": 1}),
        ("count", ({},), 0),
    ],
)
def test_a_function_of_lists_gives(name: str, args: tuple[Any, ...], value: Any) -> None:
    result = call(name, *args)

    assert result == value
    # Python takes True for 1; the language does not.
    assert str(result) == str(value) or isinstance(result, float)


@pytest.mark.parametrize("name", ["avg", "median", "min", "max", "first", "last"])
def test_what_has_no_value_for_an_empty_list_is_none(name: str) -> None:
    assert call(name, []) is None


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("sum", ([1e308, 1e308],)),
        ("sum", ([10**400, 0.5],)),
        ("avg", ([10**400, 10**400],)),
        ("median", ([10**400],)),
        ("chunk", ([1], 0)),
        ("chunk", ([], -1)),
        ("range", (LIST_MAX + 1,)),
        ("range", (-(10**30), 10**30)),
        ("flatten", ([[0] * (LIST_MAX // 2 + 1)] * 2,)),
    ],
)
def test_what_cannot_be_built_is_a_fault(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(Fault):
        call(name, *args)


def test_a_range_of_the_greatest_size_is_none_too_long() -> None:
    assert len(call("range", LIST_MAX)) == LIST_MAX


@given(_INTS)
def test_a_sum_of_integers_is_an_integer(numbers: list[int]) -> None:
    assert type(call("sum", numbers)) is int


@given(_MODEST, st.randoms(use_true_random=False))
def test_a_sum_is_exact_whatever_the_order(numbers: list[float], random: Any) -> None:
    shuffled = random.sample(numbers, len(numbers))

    assert call("sum", shuffled) == call("sum", numbers) == float(sum(map(Fraction, numbers)))


@given(_MODEST.filter(bool))
def test_the_median_lies_between_least_and_greatest(numbers: list[float]) -> None:
    assert call("min", numbers) <= call("median", numbers) <= call("max", numbers)


@given(st.lists(st.text()) | _INTS)
def test_sorting_twice_is_sorting_once_and_loses_nothing(values: list[Any]) -> None:
    once = call("sort", values)

    assert call("sort", once) == once
    assert all(once.count(value) == values.count(value) for value in values)
    assert all(left <= right for left, right in pairwise(once))


@given(_MIXED)
def test_distinct_elements_stay_so_and_cover_all(values: list[Any]) -> None:
    once = call("distinct", values)

    assert call("distinct", once) == once
    assert all(call("contains", once, value) for value in values)
    assert [call("position", once, value) for value in once] == list(range(len(once)))


@given(_MIXED, st.integers(1, 5))
def test_chunks_flatten_to_the_list_again(values: list[Any], size: int) -> None:
    chunks = call("chunk", values, size)

    assert call("flatten", chunks) == values
    assert all(len(chunk) == size for chunk in chunks[:-1])


@given(_MIXED, st.integers(-3, 10))
def test_what_is_taken_and_what_is_dropped_make_the_list_again(values: list[Any], count: int) -> None:
    assert call("take", values, count) + call("drop", values, count) == values


@given(_MIXED)
def test_reversing_twice_changes_nothing(values: list[Any]) -> None:
    assert call("reverse", call("reverse", values)) == values


@given(_MIXED, st.booleans() | st.integers(-2, 2))
def test_what_is_taken_out_is_not_contained(values: list[Any], gone: Any) -> None:
    assert not call("contains", call("without", values, gone), gone)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("distinct", ([1],)),
        ("sort", ([1],)),
        ("take", ([1], 5)),
        ("drop", ([1], 0)),
        ("slice", ([1], 0)),
        ("reverse", ([1],)),
        ("without", ([1], 2)),
    ],
)
def test_a_list_that_has_nothing_to_change_comes_back_as_another_list(name: str, args: tuple[Any, ...]) -> None:
    assert call(name, *args) == args[0]
