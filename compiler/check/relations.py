"""How types relate: what fits where, what two have in common, what can be equal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from compiler.scope import UNKNOWN
from graph import types as t
from graph.schemas import DATE_PATTERN, ID_PATTERN, TIME_PATTERN
from graph.types import Type, Types

EMPTY_LIST: Type = t.ListOf(t.Nothing(), 0, 0)
"""The type of `[]`: it fits every list."""

EMPTY_MAP: Type = t.MapOf(t.Text(), t.Nothing())
"""The type of `{}` where no record is wanted: it fits every map."""

TEXTUAL = (t.Text, t.Enum, t.Id)
NUMERIC = (t.Int, t.Number)
REFINED = (t.Text, t.Int, t.Number, t.Enum)
OPTIONAL = (t.Option, t.Nothing)
# Names within names in what two types have in common, which is written out: a field doubles what each of two shows.
_JOINED_MAX = 10
_COMPOUND = (*OPTIONAL, t.ListOf, t.MapOf, t.Record, t.Union)

# A literal text fits these types where it has their form.
_FORMS: tuple[tuple[type, str], ...] = ((t.Id, ID_PATTERN), (t.Time, TIME_PATTERN), (t.Date, DATE_PATTERN))


def option_of(type_: Type) -> Type:
    """That type or none; an option stays one."""
    return type_ if isinstance(type_, OPTIONAL) or type_ == UNKNOWN else t.Option(type_)


def opened(type_: Type) -> Type:
    """The type of what is there where it is not none."""
    return type_.of if isinstance(type_, t.Option) else type_


def widened(type_: Type) -> Type:
    """The type without bounds and cleaning, for the result of a computation."""
    match type_:
        case t.Text() | t.Enum():
            return t.Text()
        case t.Int():
            return t.Int()
        case t.Number():
            return t.Number()
    return type_


def records_of(type_: Type) -> tuple[t.Record, ...]:
    """The records that a value of the type may be: one, the options of a union, or none at all."""
    match type_:
        case t.Record():
            return (type_,)
        case t.Union(_, options):
            return options
    return ()


def is_key(shape: Type) -> bool:
    """Whether a map may have keys of the type."""
    return isinstance(shape, (*TEXTUAL, t.Int, t.Time, t.Date, t.CharmOf))


class Relations(Struct, frozen=True):
    """The relations between types, given what the declared names stand for.

    exact:     whether the value is used as it stands. Otherwise it is put: the runtime cleans it, fills defaults
               and checks bounds.
    compared:  whether types fit that were met within the two that are compared, by their names. Recursive types meet
               themselves, and then fit; types that are met in two places are compared once.
    joining:   the names around the two that are joined. What two recursive types have in common would have no end.
    """

    types: Types
    exact: bool = False
    compared: dict[tuple[str, str], bool] | None = None
    joining: frozenset[tuple[str, str]] = frozenset()

    def shape(self, type_: Type) -> Type:
        """The type behind a name; other types, and the unknown one, are themselves."""
        if type(type_) is not t.Named:
            return type_
        clean: t.Cleaning | None = None
        while isinstance(type_, t.Named):
            if type_.name not in self.types:
                return UNKNOWN
            clean, type_ = clean or type_.clean, self.types[type_.name]
        return replace(type_, clean=clean) if clean and isinstance(type_, REFINED) else type_

    def takes(self, type_: Type) -> Type:
        """What may be put where a value of the type is wanted: the type, or what its cleaning takes."""
        shape = self.shape(type_)
        clean = shape.clean if isinstance(shape, REFINED) else None
        return type_ if clean is None else self.takes(clean.takes)

    def assured(self, actual: Type, wanted: Type) -> bool:
        """Whether every value of the one type is one of the other: nothing to fill, to clean or to check."""
        return actual == wanted or replace(self, exact=True).fits(actual, wanted)

    def fits(self, actual: Type, wanted: Type) -> bool:
        """Whether a value of the one type may stand where the other is wanted."""
        if actual == wanted:
            return True
        if type(actual) is type(wanted) is t.Named:
            return self._names_fit(actual, wanted)
        return self._shapes_fit(actual, wanted)

    def _names_fit(self, actual: t.Named, wanted: t.Named) -> bool:
        inner = replace(self, compared={}) if self.compared is None else self
        compared = inner.compared
        assert compared is not None, "made above"
        pair = (actual.name, wanted.name)
        if pair in compared:
            return compared[pair]
        compared[pair] = True
        fits = inner._shapes_fit(actual, wanted)
        if not fits:
            # What was found to fit meanwhile may have counted on it.
            names = list(compared)
            for each in names[names.index(pair) :]:
                if compared[each]:
                    del compared[each]
            compared[pair] = False
        return fits

    def _shapes_fit(self, actual: Type, wanted: Type) -> bool:
        found, place = self.shape(actual), self.shape(wanted)
        if not self.exact and isinstance(place, REFINED) and place.clean is not None:
            place = self.shape(self.takes(place.clean.takes))
        # What has a name after all is unknown.
        if isinstance(found, t.Named) or isinstance(place, (t.Named, t.Json)):
            return True
        if not isinstance(place, _COMPOUND):
            return _scalar_fits(found, place) and not (self.exact and _demands(place) and found != place)
        match found, place:
            case t.Nothing(), t.Option() | t.Nothing():
                return True
            case _, t.Option(into):
                return self.fits(opened(found), into)
            case t.ListOf(of), t.ListOf(into, low, high):
                sized = (low, high) == (0, None) or not self.exact
                return sized and (found.high == 0 or self.fits(of, into))
            case t.MapOf(key, of), t.MapOf(wanted_key, into):
                return isinstance(of, t.Nothing) or (self.fits(key, wanted_key) and self.fits(of, into))
            case t.Record() | t.Union(), t.Record() | t.Union():
                ways = records_of(place)
                return all(any(self._record_fits(one, into) for into in ways) for one in records_of(found))
        return _scalar_fits(found, place) and not (self.exact and _demands(place) and found != place)

    def _record_fits(self, actual: t.Record, wanted: t.Record) -> bool:
        if any(wanted.field(slot.name) is None for slot in actual.fields):
            return False
        for slot in wanted.fields:
            given = actual.field(slot.name)
            if given is None and (slot.required or self.exact):
                return False
            if given is not None and not self.fits(given.type, slot.type):
                return False
        return True

    def join(self, left: Type, right: Type) -> Type | None:
        """The narrowest type of which both are, or None where they have nothing in common."""
        if self.assured(right, left):
            return left if left != UNKNOWN else right
        if self.assured(left, right):
            return right
        if type(left) is type(right) is t.Named:
            if (left.name, right.name) in self.joining or len(self.joining) == _JOINED_MAX:
                return None
            inner = replace(self, joining=self.joining | {(left.name, right.name)})
            return inner.join(self.shape(left), self.shape(right))
        one, two = self.shape(left), self.shape(right)
        if isinstance(one, OPTIONAL) or isinstance(two, OPTIONAL):
            if isinstance(one, t.Nothing) or isinstance(two, t.Nothing):
                return option_of(right if isinstance(one, t.Nothing) else left)
            of = self.join(opened(one), opened(two))
            return None if of is None else option_of(of)
        match one, two:
            case t.Enum(values), t.Enum(more):
                return t.Enum(tuple(dict.fromkeys((*values, *more))))
            case (t.Text() | t.Enum() | t.Id(), t.Text() | t.Enum() | t.Id()):
                return t.Text()
            case (t.Int() | t.Number(), t.Int() | t.Number()):
                return t.Int() if isinstance(one, t.Int) and isinstance(two, t.Int) else t.Number()
            case t.ListOf(of), t.ListOf(other):
                if 0 in (one.high, two.high):
                    return right if one.high == 0 else left
                return self._wrapped(self.join(of, other))
            case t.MapOf(key, of), t.MapOf(other_key, other):
                keys, values_ = self.join(key, other_key), self.join(of, other)
                return None if keys is None or values_ is None else t.MapOf(keys, values_)
            case t.Record(), t.Record():
                return self._join_records(one, two)
        return None

    def _wrapped(self, item: Type | None) -> Type | None:
        return None if item is None else t.ListOf(item)

    def _join_records(self, one: t.Record, two: t.Record) -> Type | None:
        if {slot.name for slot in one.fields} != {slot.name for slot in two.fields}:
            return None
        slots = []
        for slot in one.fields:
            other = two.field(slot.name)
            type_ = None if other is None else self.join(slot.type, other.type)
            if type_ is None:
                return None
            slots.append(t.Slot(slot.name, type_))
        return t.Record(tuple(slots), one.key if one.key == two.key else None)

    def join_all(self, types: Iterable[Type]) -> Type | None:
        """The narrowest type of which all are; of none at all, that of an empty list's elements."""
        found: Type | None = None
        for type_ in types:
            found = type_ if found is None else self.join(found, type_)
            if found is None:
                return None
        return t.Nothing() if found is None else found

    def comparable(self, left: Type, right: Type) -> bool:
        """Whether a value of one can equal a value of the other."""
        if left == right:
            return True
        one, two = self.shape(opened(self.shape(left))), self.shape(opened(self.shape(right)))
        if isinstance(one, t.Nothing):
            return isinstance(self.shape(right), (*OPTIONAL, t.Json)) or two == UNKNOWN
        if isinstance(two, t.Nothing):
            return isinstance(self.shape(left), (t.Option, t.Json)) or one == UNKNOWN
        if isinstance(one, t.Json) or isinstance(two, t.Json):
            return True
        if isinstance(one, t.MapOf) and isinstance(two, t.MapOf) and t.Text() in (one.key, two.key):
            # A key that is written out is a text, and so is every key of a map as it is held.
            nothing = isinstance(one.value, t.Nothing) or isinstance(two.value, t.Nothing)
            return nothing or self.comparable(one.value, two.value)
        if isinstance(one, t.Enum) and isinstance(two, t.Enum):
            return not set(one.values).isdisjoint(two.values)
        if isinstance(one, TEXTUAL) and isinstance(two, TEXTUAL):
            return True
        if self.fits(one, two) or self.fits(two, one):
            return True
        return self.join(one, two) is not None


def _scalar_fits(found: Type, place: Type) -> bool:
    if isinstance(place, t.Text):
        return isinstance(found, TEXTUAL)
    match found, place:
        case t.Enum(values), t.Enum(wanted):
            return set(values) <= set(wanted)
        case t.Enum(values), _:
            form = next((form for class_, form in _FORMS if isinstance(place, class_)), None)
            return form is not None and all(re.search(form, value) for value in values)
        case (t.Int(), t.Int()) | (t.Int() | t.Number(), t.Number()):
            return True
    return found == place


def _demands(type_: Type) -> bool:
    """Whether there is more to the type than its shape: bounds, a pattern, cleaning."""
    if isinstance(type_, t.Enum):
        return type_.clean is not None
    return isinstance(type_, (t.Text, *NUMERIC)) and type_ != widened(type_)
