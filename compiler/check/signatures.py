"""Signatures of library functions: read from their text, matched against the types of arguments.

A one-letter name is a type that is left open: N a number, O something with an order, K a key of a map, others any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct, field

from compiler.check.relations import NUMERIC, TEXTUAL, Relations, opened, option_of, widened
from compiler.scope import UNKNOWN
from graph import types as t
from graph.library.catalogue import FUNCTIONS
from graph.types import Type

_TOKEN = re.compile(r"\w+|->|\S")
_PLAIN: dict[str, Type] = {
    "Text": t.Text(),
    "Int": t.Int(),
    "Number": t.Number(),
    "Bool": t.Bool(),
    "Time": t.Time(),
    "Date": t.Date(),
    "Duration": t.Duration(),
    "Id": t.Id(),
    "Json": t.Json(),
}
_ORDERED = (*NUMERIC, *TEXTUAL, t.Time, t.Date, t.Duration)
OPEN_NAMES = {"N": "a number", "O": "what has an order", "K": "text", "T": "anything", "V": "anything"}
"""What the letters stand for, for people."""

_OPEN: dict[str, tuple[type, ...]] = {"N": NUMERIC, "O": _ORDERED, "K": (*TEXTUAL, t.Time, t.Date, t.CharmOf)}


class Signature(Struct, frozen=True):
    """One way to call a function. text: as the library has it."""

    text: str
    names: tuple[str, ...]
    params: tuple[Type, ...]
    result: Type


@cache
def signatures_of(function: str) -> tuple[Signature, ...]:
    """The signatures of a library function, in the order in which they are tried."""
    return tuple(_Reader(text).signature() for text in FUNCTIONS[function].signatures)


class _Reader:
    """Reads one signature; the library's tests hold its texts to this form."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def signature(self) -> Signature:
        """`name(param: Type, …) -> Type`."""
        self._next()
        params = self._fields("(", ")")
        self._skip("->")
        result = self._type()
        return Signature(self._text, tuple(name for name, _ in params), tuple(type_ for _, type_ in params), result)

    def _next(self) -> str:
        self._at += 1
        token: str = self._tokens[self._at - 1]
        return token

    def _skip(self, token: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += found
        return found

    def _fields(self, opening: str, closing: str) -> list[tuple[str, Type]]:
        self._skip(opening)
        fields: list[tuple[str, Type]] = []
        while not self._skip(closing):
            name = self._next()
            self._skip(":")
            fields.append((name, self._type()))
            self._skip(",")
        return fields

    def _type(self) -> Type:
        found = self._base()
        return t.Option(found) if self._skip("?") else found

    def _base(self) -> Type:
        if self._skip("["):
            item = self._type()
            self._skip("]")
            return t.ListOf(item)
        if not self._skip("{"):
            name = self._next()
            return _PLAIN.get(name, t.Named(name))
        if self._tokens[self._at].islower():
            return t.Record(tuple(t.Slot(name, type_) for name, type_ in self._fields("{", "}")))
        key = self._type()
        self._skip(":")
        value = self._type()
        self._skip("}")
        return t.MapOf(key, value)


class Matching(Struct):
    """The types that the open ones of a signature stand for, found by going through the arguments in order.

    rest: what those stand for that no argument says: nothing, or something unknown.
    """

    relations: Relations
    rest: Type = field(default_factory=t.Nothing)
    open: dict[str, Type] = {}

    def accepts(self, param: Type, actual: Type) -> bool:
        """Whether an argument of that type fits the parameter, given those before it."""
        if isinstance(param, t.Named) and param != UNKNOWN:
            return self._accepts_open(param.name, actual)
        shape = self.relations.shape(actual)
        match param, shape:
            case t.Option(of), _:
                return isinstance(shape, t.Nothing) or self.accepts(of, opened(shape))
            case t.ListOf(of), t.ListOf(item, high=high):
                return high == 0 or self.accepts(of, item)
            case t.MapOf(key, of), t.MapOf(actual_key, value):
                # Keys of a JSON object are text: what the library sees of a map of integers are their digits.
                digits = isinstance(self.relations.shape(actual_key), t.Int)
                fits = self.accepts(key, t.Text() if digits else actual_key)
                return fits and (isinstance(value, t.Nothing) or self.accepts(of, value))
            case t.Record(fields), t.Record():
                given = [(slot, shape.field(slot.name)) for slot in fields]
                return all(found is not None and self.accepts(slot.type, found.type) for slot, found in given)
        return self.relations.fits(actual, param)

    def _accepts_open(self, name: str, actual: Type) -> bool:
        shape = self.relations.shape(actual)
        kinds = _OPEN.get(name)
        if kinds is not None and shape != UNKNOWN and not isinstance(shape, (*kinds, t.Nothing)):
            return False
        # What is computed of numbers does not keep to the bounds of one of them.
        found = widened(shape) if isinstance(shape, NUMERIC) and kinds is not None else actual
        joined = self.relations.join(self.open[name], found) if name in self.open else found
        if joined is None:
            return False
        self.open[name] = joined
        return True

    def result(self, type_: Type, *, keep_open: bool = False) -> Type:
        """A type of the signature with its open types filled in; one that no argument said is `rest`."""
        match type_:
            case t.Named(name):
                return self.open.get(name, type_ if keep_open else t.Int() if name == "N" else self.rest)
            case t.Option(of):
                return option_of(self.result(of, keep_open=keep_open))
            case t.ListOf(of):
                return t.ListOf(self.result(of, keep_open=keep_open))
            case t.MapOf(key, of):
                keys = self.open.get("K", t.Text()) if isinstance(key, t.Named) else key
                return t.MapOf(keys, self.result(of, keep_open=keep_open))
            case t.Record(fields):
                slots = (t.Slot(slot.name, self.result(slot.type, keep_open=keep_open)) for slot in fields)
                return t.Record(tuple(slots))
        return type_


class Refusal(Struct, frozen=True):
    """Why a signature does not take the arguments: the first one that does not fit, and what it should be.

    wanted: with the types that are still open by their letters.
    """

    signature: Signature
    position: int
    wanted: Type


def match_signature(relations: Relations, signature: Signature, args: Sequence[Type]) -> Type | Refusal:
    """The type of the call's result, or why it cannot be called so. As many arguments as parameters."""
    is_known = UNKNOWN not in [relations.shape(actual) for actual in args]
    matching = Matching(relations, t.Nothing() if is_known else UNKNOWN)
    for position, (param, actual) in enumerate(zip(signature.params, args, strict=True)):
        if not matching.accepts(param, actual):
            return Refusal(signature, position, matching.result(param, keep_open=True))
    return matching.result(signature.result)
