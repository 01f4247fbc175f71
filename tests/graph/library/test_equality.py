"""Equality of values."""

from __future__ import annotations

from typing import Any

import pytest

from graph.library.equality import identity, same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (0, -0.0),
        ("é", "é"),
        (None, None),
        ([1, [True]], [1.0, [True]]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([], []),
    ],
)
def test_values_that_mean_one_thing_are_the_same(left: Any, right: Any) -> None:
    assert same(left, right)
    assert len({identity(left), identity(right)}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (True, 1),
        (False, 0),
        (False, None),
        (0, None),
        (1, "1"),
        ("", None),
        ([], {}),
        ([1], 1),
        ([1, 2], [2, 1]),
        ([True], [1]),
        ({"a": True}, {"a": 1}),
        ({"a": None}, {}),
        ([["a", 1]], {"a": 1}),
    ],
)
def test_values_of_two_kinds_or_contents_are_not_the_same(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert len({identity(left), identity(right)}) == 2
