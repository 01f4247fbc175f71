"""Functions of maps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.library.calling import call

_MAPS = st.dictionaries(st.text("abcd", max_size=2), st.integers())


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("keys", ({},), []),
        ("values", ({},), []),
        ("entries", ({},), []),
        ("from_entries", ([],), {}),
        ("from_entries", ([{"key": "a", "value": 1}, {"key": "a", "value": 2}],), {"a": 2}),
        ("has", ({"a": None}, "a"), True),
        ("merge", ({}, {}), {}),
        ("pick", ({"a": 1}, []), {}),
    ],
)
def test_a_function_of_maps_gives(name: str, args: tuple[Any, ...], value: Any) -> None:
    assert call(name, *args) == value


def test_a_merged_map_keeps_the_first_order_and_puts_new_keys_last() -> None:
    assert list(call("merge", {"b": 1, "a": 2}, {"c": 3, "a": 4})) == ["b", "a", "c"]


def test_a_picked_map_keeps_the_order_of_the_map() -> None:
    assert list(call("pick", {"b": 1, "a": 2}, ["a", "b"])) == ["b", "a"]


@given(_MAPS)
def test_entries_make_the_map_again_in_its_order(map_: dict[str, int]) -> None:
    again = call("from_entries", call("entries", map_))

    assert list(again.items()) == list(map_.items())


@given(_MAPS)
def test_keys_and_values_stand_in_one_order(map_: dict[str, int]) -> None:
    assert [map_[key] for key in call("keys", map_)] == call("values", map_)


@given(_MAPS, _MAPS)
def test_a_merged_map_has_what_either_has_and_the_second_wins(under: dict[str, int], over: dict[str, int]) -> None:
    merged = call("merge", under, over)

    assert set(merged) == set(under) | set(over)
    assert all(value == over.get(key, under.get(key)) for key, value in merged.items())


@given(_MAPS, st.text("abcd", max_size=2))
def test_a_key_is_either_taken_out_or_picked(map_: dict[str, int], key: str) -> None:
    without, picked = call("without", map_, key), call("pick", map_, [key])

    assert not call("has", without, key)
    assert without | picked == map_
    assert call("count", without) + call("count", picked) == len(map_)
