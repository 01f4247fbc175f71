"""Functions of lists: what adds them up, what picks from them, what makes new ones."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

from graph.library.equality import identity
from graph.library.function import Fault, Function
from graph.library.limits import demand_list
from graph.library.numbers import as_float, finite


def _sum(numbers: list[float]) -> float:
    if all(isinstance(number, int) for number in numbers):
        return sum(numbers)
    try:
        # The exact sum, rounded once: the order of a list does not matter, and ten times 0.1 is 1.
        return finite(math.fsum(numbers))
    except OverflowError as error:
        raise Fault("a sum that is too large") from error


def _average(numbers: list[float]) -> float | None:
    if not numbers:
        return None
    total = _sum(numbers)
    try:
        return total / len(numbers)
    except OverflowError as error:
        raise Fault("an average that is too large") from error


def _median(numbers: list[float]) -> float | None:
    if not numbers:
        return None
    ordered, middle = sorted(numbers), len(numbers) // 2
    return as_float(ordered[middle]) if len(numbers) % 2 else _average(ordered[middle - 1 : middle + 1])


def _min(*values: Any) -> Any:
    return min(values) if len(values) > 1 else min(values[0], default=None)


def _max(*values: Any) -> Any:
    return max(values) if len(values) > 1 else max(values[0], default=None)


def _first(values: list[Any]) -> Any:
    return values[0] if values else None


def _last(values: list[Any]) -> Any:
    return values[-1] if values else None


def _distinct(values: list[Any]) -> list[Any]:
    first_seen: dict[Any, Any] = {}
    for value in values:
        first_seen.setdefault(identity(value), value)
    return list(first_seen.values())


def _flatten(lists: list[list[Any]]) -> list[Any]:
    demand_list(sum(map(len, lists)))
    return list(chain.from_iterable(lists))


def _zip(lefts: list[Any], rights: list[Any]) -> list[Any]:
    return [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]


def _chunk(values: list[Any], size: int) -> list[list[Any]]:
    if size < 1:
        raise Fault("chunks of no elements")
    return [values[start : start + size] for start in range(0, len(values), size)]


def _range(*bounds: int) -> list[int]:
    start, end = bounds if len(bounds) == 2 else (0, bounds[0])
    demand_list(end - start)
    return list(range(start, end))


FUNCTIONS = (
    Function(
        "sum",
        ("sum(xs: [N]) -> N", "sum(xs: [Duration]) -> Duration"),
        "All numbers or durations added up; 0 for none.",
        (("sum([1, 2, 3])", 6), ("sum([0.1, 0.2, 0.3])", 0.6), ("sum([])", 0)),
        _sum,
    ),
    Function(
        "avg",
        ("avg(xs: [Number]) -> Number?",),
        "The sum divided by the count; none for an empty list.",
        (("avg([1, 2])", 1.5), ("avg([])", None)),
        _average,
    ),
    Function(
        "median",
        ("median(xs: [Number]) -> Number?",),
        "The number in the middle, or the average of the two there; none for an empty list.",
        (("median([9, 1, 2])", 2), ("median([1, 2])", 1.5), ("median([])", None)),
        _median,
    ),
    Function(
        "min",
        ("min(xs: [O]) -> O?", "min(a: O, b: O) -> O", "min(a: O, b: O, c: O) -> O"),
        "The least element of the list, none where it is empty; or the least of the values.",
        (("min([3, 1, 2])", 1), ("min([])", None), ("min(2, 1.5)", 1.5), ('min("b", "a", "c")', "a")),
        _min,
    ),
    Function(
        "max",
        ("max(xs: [O]) -> O?", "max(a: O, b: O) -> O", "max(a: O, b: O, c: O) -> O"),
        "The greatest element of the list, none where it is empty; or the greatest of the values.",
        (("max([3, 1, 2])", 3), ("max([])", None), ("max(2, 1.5)", 2), ('max("b", "a", "c")', "c")),
        _max,
    ),
    Function(
        "first",
        ("first(xs: [T]) -> T?",),
        "The first element, or none.",
        (("first([7, 8])", 7), ("first([])", None)),
        _first,
    ),
    Function(
        "last",
        ("last(xs: [T]) -> T?",),
        "The last element, or none.",
        (("last([7, 8])", 8), ("last([])", None)),
        _last,
    ),
    Function(
        "any",
        ("any(xs: [Bool]) -> Bool",),
        "Whether at least one is true; false for an empty list.",
        (("any([false, true])", True), ("any([])", False)),
        any,
    ),
    Function(
        "all",
        ("all(xs: [Bool]) -> Bool",),
        "Whether none is false; true for an empty list.",
        (("all([true, false])", False), ("all([])", True)),
        all,
    ),
    Function(
        "distinct",
        ("distinct(xs: [T]) -> [T]",),
        "The elements without those that were there before, in order of first sight.",
        (("distinct([2, 1, 2])", [2, 1]),),
        _distinct,
    ),
    Function(
        "sort",
        ("sort(xs: [O]) -> [O]",),
        "The elements from least to greatest; text by code point. `order by` sorts records.",
        (("sort([10, 9, 1.5])", [1.5, 9, 10]), ('sort(["b", "a", "B"])', ["B", "a", "b"])),
        sorted,
    ),
    Function(
        "flatten",
        ("flatten(xs: [[T]]) -> [T]",),
        "The elements of all lists, one list after the other.",
        (("flatten([[1], [], [2, 3]])", [1, 2, 3]),),
        _flatten,
    ),
    Function(
        "zip",
        ("zip(lefts: [T], rights: [V]) -> [{ left: T, right: V }]",),
        "The elements of two lists in pairs, as many as the shorter list has.",
        (('zip([1, 2, 3], ["a", "b"])', [{"left": 1, "right": "a"}, {"left": 2, "right": "b"}]),),
        _zip,
    ),
    Function(
        "chunk",
        ("chunk(xs: [T], size: Int) -> [[T]]",),
        "The list cut into lists of that size, of which the last may be shorter; a fault for sizes below 1.",
        (("chunk([1, 2, 3], 2)", [[1, 2], [3]]), ("chunk([], 2)", [])),
        _chunk,
    ),
    Function(
        "range",
        ("range(count: Int) -> [Int]", "range(start: Int, end: Int) -> [Int]"),
        "So many integers from 0, or those from the start up to the end, which is left out.",
        (("range(3)", [0, 1, 2]), ("range(2, 5)", [2, 3, 4]), ("range(5, 2)", [])),
        _range,
    ),
)
