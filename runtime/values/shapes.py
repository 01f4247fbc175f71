"""Shapes: the types of a graph at work, deciding what fits, cleaning it, and filling what is left out.

`put` takes a value on its way into a cell or parameter and gives what is stored: cleaned, with defaults filled in,
lists as Rows and maps as Table. It never changes what it was given. From outside (payloads, parameters, requests)
`else` and `skip` stand in for what is wrong; from inside, a value that does not fit is refused as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import re2

from runtime.limits import INT_BITS_MAX, TEXT_POINTS_MAX, VALUE_NESTING_MAX

FLOAT_BITS_MAX = 1_023
"""Whole numbers of so many bits surely have a float64 near them."""

Compute = Callable[..., Any]
"""A compiled expression: (context, variables …) -> value."""


class Fresh(Protocol):
    """What defaults may draw on; see `runtime.evaluate.support` for the contexts that there are."""

    @property
    def me(self) -> str:
        """The Id of the visitor; raises Fault where there is none."""

    def now(self) -> str:
        """The recorded time."""

    def new_id(self) -> str:
        """An Id that was never given before."""

    def random(self) -> float:
        """A Number in 0..1, 1 excluded."""

    def is_charm(self, value: str, recipe: str) -> bool:
        """Whether a charm of that recipe has this id; where nobody can tell, it may."""


class Misfit(Exception):
    """A value that does not fit; `errors` are (path within the value, why), one or more."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {why}" if path else why for path, why in errors))
        self.errors = errors

    def below(self, step: object) -> Misfit:
        """The same, seen from one step above."""
        return Misfit(*((f"{step}.{path}" if path else str(step), why) for path, why in self.errors))


class Shape:
    """Any JSON value: the shape of `Json`, and the root of the others."""

    __slots__ = ()

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        """The value as it is stored; raises Misfit."""
        return _plain(value, VALUE_NESTING_MAX)

    def thaw(self, frozen: Any) -> Any:
        """A stored value, read back from JSON: as it was, neither cleaned nor checked."""
        return frozen

    def inner(self, value: Any, step: str) -> Shape:
        """The shape of what lies one step below `value`, which has this shape; KeyError where there is no such step."""
        if isinstance(value, dict):
            return JSON
        raise KeyError(step)

    def fits(self, value: Any) -> bool:
        """Whether a value fits as it stands: nothing cleaned, nothing filled in."""
        try:
            return bool(self.put(value, _NOTHING_FRESH) == value)
        except Misfit:
            return False


class _NothingFresh:
    """For a verdict on a value as it stands: whatever would have to be filled in does not fit."""

    @property
    def me(self) -> str:
        raise Misfit(("", "a default is missing"))

    def now(self) -> str:
        raise Misfit(("", "a default is missing"))

    new_id = now

    def random(self) -> float:
        raise Misfit(("", "a default is missing"))

    def is_charm(self, value: str, recipe: str) -> bool:
        return True


_NOTHING_FRESH = _NothingFresh()
JSON = Shape()


def _plain(value: Any, depth: int) -> Any:
    """A deep copy without identities, so that nothing outside holds a part of a cell."""
    if depth == 0:
        raise Misfit(("", "is nested too deeply"))
    match value:
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise Misfit(("", "has a key that is no text"))
            return {key: _plain(part, depth - 1) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part, depth - 1) for part in value]
        case float() if not math.isfinite(value):
            raise Misfit(("", "is no finite number"))
        case None | bool() | int() | float() | str():
            return value
    raise Misfit(("", "is no JSON value"))


class TrueOrFalse(Shape):
    """`Bool`."""

    __slots__ = ()

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, bool):
            raise Misfit(("", "must be true or false"))
        return value


class Nothing(Shape):
    """The type of `none` alone."""

    __slots__ = ()

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if value is not None:
            raise Misfit(("", "must be empty"))
        return None


@dataclass(frozen=True, slots=True)
class Cleaned(Shape):
    """A shape behind cleaning functions.

    takes:  the shape of what the first function accepts.
    trusted: the functions are the library's, so cleaning twice is known to be cleaning once.
    """

    takes: Shape
    clean: Compute
    bounds: Shape
    trusted: bool

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        cleaned = self.clean(fresh, self.takes.put(value, fresh, outside=outside))
        if not self.trusted and self.clean(fresh, cleaned) != cleaned:
            raise Misfit(("", "is changed again when it is cleaned twice, so it cannot be stored"))
        return self.bounds.put(cleaned, fresh, outside=outside)

    def thaw(self, frozen: Any) -> Any:
        return self.bounds.thaw(frozen)


@dataclass(frozen=True, slots=True)
class Words(Shape):
    """`Text` and what is written as text: Id, Time, Date. Lengths count code points."""

    low: int = 0
    high: int | None = None
    pattern: re2.Pattern | None = None
    what: str = ""

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, str):
            raise Misfit(("", f"must be {self.what or 'text'}"))
        if len(value) < self.low:
            enough = "must not be empty" if self.low == 1 else f"must have at least {self.low} characters"
            raise Misfit(("", enough))
        if self.high is not None and len(value) > self.high:
            raise Misfit(("", f"must have at most {self.high} character{'s' * (self.high != 1)}"))
        if len(value) > TEXT_POINTS_MAX:
            raise Misfit(("", "is too long"))
        if not _is_unicode(value):
            raise Misfit(("", "has a character that is no Unicode text"))
        if self.pattern is not None and not self.pattern.search(value):
            raise Misfit(("", f"must be {self.what}" if self.what else "does not have the form asked for"))
        return value


@dataclass(frozen=True, slots=True)
class CharmId(Shape):
    """`Charm(R)`: the id of a charm. ids: what an id looks like."""

    ids: Words
    recipe: str

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        id_ = self.ids.put(value, fresh)
        if not fresh.is_charm(id_, self.recipe):
            raise Misfit(("", f"must be the id of a {self.recipe}"))
        return id_


def _is_unicode(value: str) -> bool:
    # A lone surrogate can be written in JSON but not in UTF-8, so no log and no socket could carry it.
    if value.isascii():
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Numeric(Shape):
    """`Int` and `Number`. A whole float is an Int, as in JSON Schema, and is stored as one."""

    whole: bool
    low: float | None = None
    high: float | None = None

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Misfit(("", "must be a whole number" if self.whole else "must be a number"))
        if isinstance(value, float):
            if not math.isfinite(value):
                raise Misfit(("", "must be a number that is not infinite"))
            if self.whole:
                if not value.is_integer():
                    raise Misfit(("", "must be a whole number"))
                value = int(value)
        elif value.bit_length() > (INT_BITS_MAX if self.whole else FLOAT_BITS_MAX):
            raise Misfit(("", "is too large"))
        if self.low is not None and value < self.low:
            raise Misfit(("", f"must be at least {self.low}"))
        if self.high is not None and value > self.high:
            raise Misfit(("", f"must be at most {self.high}"))
        return value


@dataclass(frozen=True, slots=True)
class OneOf(Shape):
    """An enum."""

    values: tuple[str, ...]

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, str) or value not in self.values:
            raise Misfit(("", "must be " + " or ".join(f'"{each}"' for each in self.values)))
        return value


def key_text(key: Any) -> str:
    """A key as it stands in paths and on the wire: text as it is, numbers in digits."""
    return key if isinstance(key, str) else str(key)
