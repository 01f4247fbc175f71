"""A run: how a space is opened, and what visitors then do one after the other. All of it can be written in a test.

Ids are minted anew in each space, so what a run says of charms and elements is where they are found, never their ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

KEYS: Literal["keys()"] = "keys()"
VALUES: Literal["values()"] = "values()"

Path = tuple[str | int, ...]
"""Names of values and fields, positions in lists, and `KEYS` or `VALUES` of a map."""

ROOT = 0
"""The number of the variable that holds the first charm."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value as a test names it: the charm that a variable holds, or what a path from there leads to."""

    base: int = ROOT
    path: Path = ()

    def below(self, *path: str | int) -> Spot:
        """What a path from here leads to."""
        return Spot(self.base, (*self.path, *path))


FIRST = Spot()
"""The first charm."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it stands. text: as a recipe writes it."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a list, by its position now. key: the field by which events name it; None: they say where it is."""

    rows: Spot
    at: int
    key: str | None


Given = Written | Spot | Element
"""What is given for a parameter."""


@dataclass(frozen=True, slots=True)
class Call:
    """A visitor sends an event. opens: the number of the variable for the charm to which it leads, if it does."""

    who: int
    charm: Spot
    recipe: str
    handler: str
    args: tuple[tuple[str, Given], ...]
    opens: int


@dataclass(frozen=True, slots=True)
class Fill:
    """A visitor types into an input that is bound to a cell or parameter, or to a field in one."""

    who: int
    charm: Spot
    recipe: str
    path: tuple[str, ...]
    value: Written


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes."""

    time: Written


Move = Call | Fill | Wait


@dataclass(frozen=True, slots=True)
class Run:
    """Parameters of the root, and moves in their order."""

    parameters: tuple[tuple[str, Written], ...]
    moves: tuple[Move, ...]

    @property
    def visitors(self) -> tuple[int, ...]:
        """Who takes part, in the order of their first move."""
        return tuple(dict.fromkeys(move.who for move in self.moves if not isinstance(move, Wait)))

    @property
    def named(self) -> frozenset[int]:
        """The variables that moves name charms and values by."""
        return frozenset(spot.base for move in self.moves for spot in _spots(move))


def _spots(move: Move) -> Iterator[Spot]:
    if not isinstance(move, Wait):
        yield move.charm
    for _, given in move.args if isinstance(move, Call) else ():
        match given:
            case Spot():
                yield given
            case Element():
                yield given.rows


def follow(value: Any, path: Path) -> Any:
    """What a path leads to within a value; raises LookupError or TypeError where nothing is there."""
    for step in path:
        match step:
            case "keys()":
                value = list(value)
            case "values()":
                value = list(value.values())
            case int() if isinstance(value, dict):
                # Children of elements are held by key, and a recipe sees them as a list.
                value = list(value.values())[step]
            case _:
                value = value[step]
    return value
