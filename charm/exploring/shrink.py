"""The smallest run that still fails in the same way: fewer moves, fewer visitors, simpler values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from charm.exploring.run import Call, Element, Fill, Given, Move, Run, Spot, Wait, Written

Simpler = Callable[[Move, str], tuple[Written, ...]]
"""The values to try for a parameter of a move (or for what is filled in, by the name ""), the simplest first."""

_ATTEMPTS_MAX = 1_500


def shrink(run: Run, fails: Callable[[Run], bool], simpler: Simpler) -> Run:
    """The run made smaller as long as something can be left out or made simpler. Deterministic.

    fails: whether a run comes to the same. simpler: see Simpler; for parameters of the root the move is the last.
    Cost: at most so many plays of a run as `_ATTEMPTS_MAX` says.
    """
    attempts = 0

    def better(candidate: Run) -> bool:
        nonlocal attempts
        attempts += 1
        return attempts <= _ATTEMPTS_MAX and fails(candidate)

    while True:
        before = run
        for step in (_shorter, _fewer_parameters, _fewer_visitors, _simpler_values(simpler)):
            run = _improved(run, step, better)
        if run == before:
            return run


def _improved(run: Run, step: Callable[[Run], Iterator[Run]], better: Callable[[Run], bool]) -> Run:
    """What one way of making it smaller leads to, begun anew after each success."""
    while True:
        found = next((candidate for candidate in step(run) if better(candidate)), None)
        if found is None:
            return run
        run = found


def _shorter(run: Run) -> Iterator[Run]:
    """Without some of the moves: halves first, then ever less. The last move is the one that fails."""
    moves, last = run.moves[:-1], run.moves[-1:]
    size = len(moves)
    while size:
        for start in range(0, len(moves), size):
            yield replace(run, moves=(*moves[:start], *moves[start + size :], *last))
        size //= 2


def _fewer_parameters(run: Run) -> Iterator[Run]:
    for number in range(len(run.parameters)):
        yield replace(run, parameters=run.parameters[:number] + run.parameters[number + 1 :])


def _fewer_visitors(run: Run) -> Iterator[Run]:
    """With all that one visitor does, or one thing of it, done by another who came before."""
    visitors = run.visitors
    for place, who in enumerate(visitors):
        for other in visitors[:place]:
            yield replace(run, moves=tuple(_by(move, who, other) for move in run.moves))
    for number, move in enumerate(run.moves):
        if isinstance(move, Wait):
            continue
        for other in visitors[: visitors.index(move.who)]:
            yield replace(run, moves=(*run.moves[:number], replace(move, who=other), *run.moves[number + 1 :]))


def _by(move: Move, who: int, other: int) -> Move:
    """What one visitor does, done by another."""
    return move if isinstance(move, Wait) or move.who != who else replace(move, who=other)


def _simpler_values(simpler: Simpler) -> Callable[[Run], Iterator[Run]]:
    def candidates(run: Run) -> Iterator[Run]:
        for number, move in enumerate(run.moves):
            for made in _simpler_moves(move, simpler):
                yield replace(run, moves=(*run.moves[:number], made, *run.moves[number + 1 :]))

    return candidates


def _simpler_moves(move: Move, simpler: Simpler) -> Iterator[Move]:
    if isinstance(move, Wait):
        yield from (replace(move, time=time) for time in _before(move.time, simpler(move, "")))
        return
    yield from (replace(move, charm=charm) for charm in _earlier(move.charm))
    if isinstance(move, Fill):
        yield from (replace(move, value=value) for value in _before(move.value, simpler(move, "")))
        return
    for number, (name, given) in enumerate(move.args):
        rest = move.args[:number], move.args[number + 1 :]
        yield replace(move, args=(*rest[0], *rest[1]))
        for value in _simpler_given(move, name, given, simpler):
            yield replace(move, args=(*rest[0], (name, value), *rest[1]))


def _simpler_given(move: Call, name: str, given: Given, simpler: Simpler) -> Iterator[Given]:
    if isinstance(given, Written):
        yield from _before(given, simpler(move, name))
    elif isinstance(given, Element):
        yield from (replace(given, at=at) for at in range(given.at))
        yield from (replace(given, rows=rows) for rows in _earlier(given.rows))
    else:
        yield from _earlier(given)


def _earlier(spot: Spot) -> Iterator[Spot]:
    """What stands further to the front of a list, or is a charm that was opened before."""
    yield from (replace(spot, base=base) for base in range(spot.base))
    for number, step in enumerate(spot.path):
        if isinstance(step, int):
            for at in range(step):
                yield replace(spot, path=(*spot.path[:number], at, *spot.path[number + 1 :]))


def _before(given: Written, values: tuple[Written, ...]) -> tuple[Written, ...]:
    """The values that are simpler than the one there is."""
    return values[: values.index(given)] if given in values else values
