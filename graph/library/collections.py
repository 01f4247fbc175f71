"""Functions that text and lists share, and that lists and maps share. Positions count from 0."""

from __future__ import annotations

from typing import Any

from graph.library.equality import identity, same
from graph.library.function import Function


def position_of(value: Any, values: list[Any]) -> int | None:
    """Where the list first has the value, or None."""
    # Nothing but a text equals a text, so that Python's own search is right, and much faster.
    if isinstance(value, str):
        return values.index(value) if value in values else None
    wanted = identity(value)
    return next((position for position, item in enumerate(values) if identity(item) == wanted), None)


def _contains(within: Any, part: Any) -> bool:
    return part in within if isinstance(within, str) else position_of(part, within) is not None


def _position(within: Any, part: Any) -> int | None:
    if isinstance(within, list):
        return position_of(part, within)
    found: int = within.find(part)
    return None if found < 0 else found


def _reverse(sequence: Any) -> Any:
    return sequence[::-1]


def _slice(sequence: Any, start: int, end: int | None = None) -> Any:
    return sequence[start:end]


def _take(sequence: Any, count: int) -> Any:
    return sequence[: max(count, 0)]


def _drop(sequence: Any, count: int) -> Any:
    return sequence[max(count, 0) :]


def _without(collection: Any, gone: Any) -> Any:
    if isinstance(collection, dict):
        return {key: value for key, value in collection.items() if key != gone}
    return [item for item in collection if not same(item, gone)]


OF_TEXT_AND_LISTS = (
    Function(
        "contains",
        ("contains(xs: [T], x: T) -> Bool", "contains(t: Text, part: Text) -> Bool"),
        "Whether the list has the value (as `x in xs` says too), or the text that part.",
        (("contains([1, 2], 2)", True), ('contains("charm", "arm")', True), ("contains([], 1)", False)),
        _contains,
    ),
    Function(
        "position",
        ("position(xs: [T], x: T) -> Int?", "position(t: Text, part: Text) -> Int?"),
        "Where the list first has the value, or the text that part; none where it does not.",
        (('position(["a", "b"], "b")', 1), ('position("charm", "arm")', 2), ("position([1], 2)", None)),
        _position,
    ),
    Function(
        "reverse",
        ("reverse(xs: [T]) -> [T]", "reverse(t: Text) -> Text"),
        "The list or text from its end to its start.",
        (("reverse([1, 2, 3])", [3, 2, 1]), ('reverse("abc")', "cba")),
        _reverse,
    ),
    Function(
        "slice",
        (
            "slice(xs: [T], start: Int) -> [T]",
            "slice(xs: [T], start: Int, end: Int) -> [T]",
            "slice(t: Text, start: Int) -> Text",
            "slice(t: Text, start: Int, end: Int) -> Text",
        ),
        "The part from the start up to the end, which is left out; positions below 0 count from the end.",
        (("slice([1, 2, 3, 4], 1, 3)", [2, 3]), ('slice("charm", -3)', "arm"), ("slice([1, 2], 5)", [])),
        _slice,
    ),
    Function(
        "take",
        ("take(xs: [T], count: Int) -> [T]", "take(t: Text, count: Int) -> Text"),
        "So many from the start, or all where there are fewer.",
        (("take([1, 2, 3], 2)", [1, 2]), ('take("ab", 5)', "ab"), ("take([1], -1)", [])),
        _take,
    ),
    Function(
        "drop",
        ("drop(xs: [T], count: Int) -> [T]", "drop(t: Text, count: Int) -> Text"),
        "All but so many from the start.",
        (("drop([1, 2, 3], 2)", [3]), ('drop("ab", 5)', ""), ("drop([1], -1)", [1])),
        _drop,
    ),
)

OF_LISTS_AND_MAPS = (
    Function(
        "count",
        ("count(xs: [T]) -> Int", "count(m: {K: V}) -> Int"),
        "How many elements the list has, or entries the map.",
        (("count([4, 5])", 2), ('count({ ["a"]: 1 })', 1), ("count([])", 0)),
        len,
    ),
    Function(
        "without",
        ("without(xs: [T], x: T) -> [T]", "without(m: {K: V}, key: K) -> {K: V}"),
        "The list without every element that equals the value, or the map without that key.",
        (("without([1, 2, 1], 1)", [2]), ('without({ ["a"]: 1, ["b"]: 2 }, "a")', {"b": 2})),
        _without,
    ),
)

FUNCTIONS = OF_TEXT_AND_LISTS + OF_LISTS_AND_MAPS
