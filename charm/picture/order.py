"""The two questions of a layered drawing: in which order things stand in a column, and how far apart.

Columns come from outside. Both answers are exact where they can be and depend on nothing but the input: the same graph
is drawn the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_SWEEPS = 8

Wire = tuple[int, int]
"""Two things in neighbouring columns, the left one first."""


def in_order(columns: Sequence[Sequence[int]], wires: Sequence[Wire]) -> list[list[int]]:
    """Each column in an order in which few wires cross: the best of some sweeps by mean position, the given one first.

    The first column stays as it is. A wire that stands there twice counts twice.
    Cost: sweeps times wires times their logarithm.
    """
    right: dict[int, list[int]] = {}
    left: dict[int, list[int]] = {}
    for start, end in wires:
        right.setdefault(start, []).append(end)
        left.setdefault(end, []).append(start)
    best = present = [list(column) for column in columns]
    fewest = _crossings(present, right)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        present = _swept(present, left if sweep % 2 == 0 else right, backwards=sweep % 2 == 1)
        if (count := _crossings(present, right)) < fewest:
            best, fewest = present, count
    return best


def _swept(columns: list[list[int]], neighbours: Mapping[int, Sequence[int]], *, backwards: bool) -> list[list[int]]:
    """All columns sorted by the mean position of what their things are tied to, from one side to the other."""
    result = [list(column) for column in columns]
    rising = range(1, len(result))
    for number in reversed(range(1, len(result) - 1)) if backwards else rising:
        other = {thing: at for at, thing in enumerate(result[number + 1 if backwards else number - 1])}
        means: dict[int, float] = {}
        for at, thing in enumerate(result[number]):
            ends = [other[end] for end in neighbours.get(thing, ())]
            means[thing] = sum(ends) / len(ends) if ends else at
        result[number].sort(key=means.__getitem__)
    return result


def _crossings(columns: Sequence[Sequence[int]], right: Mapping[int, Sequence[int]]) -> int:
    count = 0
    for here, there in pairwise(columns):
        at = {thing: number for number, thing in enumerate(there)}
        ends = [sorted(at[end] for end in right.get(thing, ())) for thing in here]
        seen: list[int] = []
        for group in ends:
            count += sum(before > end for end in group for before in seen)
            seen += group
    return count


@dataclass(slots=True)
class _Block:
    """Neighbours that stand as close as they may, as one: the weighted mean of where they want its start to be."""

    wanted: float
    weight: float
    size: int


def spread(wanted: Sequence[float], gaps: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Positions nearest to those wanted, by weighted squares, that keep the order and the gaps.

    gaps: the least distance between each position and the one before; the first is 0. Exact, in linear time: pool
    adjacent violators.
    """
    offsets = list(accumulate(gaps))
    blocks: list[_Block] = []
    for want, offset, weight in zip(wanted, offsets, weights, strict=True):
        blocks.append(_Block(want - offset, weight, 1))
        while len(blocks) > 1 and blocks[-2].wanted > blocks[-1].wanted:
            last = blocks.pop()
            before = blocks[-1]
            weight = before.weight + last.weight
            mean = (before.wanted * before.weight + last.wanted * last.weight) / weight
            blocks[-1] = _Block(mean, weight, before.size + last.size)
    starts = [block.wanted for block in blocks for _ in range(block.size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
