"""Shapes made of shapes: options, lists, maps, records, unions, and the names that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from runtime.limits import LIST_ITEMS_MAX
from runtime.values.collections import Rows, Table
from runtime.values.deltas import Lost, enter
from runtime.values.shapes import Cleaned, Compute, Fresh, Misfit, Shape, key_text


@dataclass(frozen=True, slots=True)
class Optional(Shape):
    """`T?`."""

    of: Shape

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        return None if value is None else self.of.put(value, fresh, outside=outside)

    def thaw(self, frozen: Any) -> Any:
        return None if frozen is None else self.of.thaw(frozen)

    def inner(self, value: Any, step: str) -> Shape:
        if value is None:
            raise KeyError(step)
        return self.of.inner(value, step)


@dataclass(frozen=True, slots=True)
class Listed(Shape):
    """`[T]`. key: the field that identifies an element, if its records have one."""

    item: Shape
    low: int = 0
    high: int | None = None
    key: str | None = None
    skip: bool = False
    wrong: Compute | None = None

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, list | tuple):
            raise Misfit(("", "must be a list"))
        kept: list[Any] = []
        errors: list[tuple[str, str]] = []
        for position, each in enumerate(value):
            try:
                kept.append(self._element(each, fresh, outside))
            except Misfit as misfit:
                if not (self.skip and outside):
                    errors += misfit.below(position).errors
        if errors:
            raise Misfit(*errors)
        rows = self._keyed(kept, skip=self.skip and outside) if self.key is not None else Rows(kept)
        self.check_size(len(rows))
        return rows

    def _element(self, value: Any, fresh: Fresh, outside: bool) -> Any:
        try:
            return self.item.put(value, fresh, outside=outside)
        except Misfit:
            if self.wrong is None or not outside:
                raise
            return self.item.put(self.wrong(fresh), fresh)

    def _keyed(self, values: list[Any], *, skip: bool) -> Rows:
        by_id: dict[str, Any] = {}
        for value in values:
            id_ = self.id_of(value)
            if id_ not in by_id:
                by_id[id_] = value
            elif not skip:
                raise Misfit(("", f'has two elements with the {self.key} "{id_}"'))
        return Rows(by_id.values(), list(by_id))

    def id_of(self, element: Any) -> str:
        """The id of an element of a keyed list."""
        return key_text(element[self.key])

    def check_size(self, size: int) -> None:
        """Raises Misfit where a list of that size would not fit."""
        if size < self.low:
            raise Misfit(("", f"must have at least {self.low} element{'s' * (self.low != 1)}"))
        if size > (LIST_ITEMS_MAX if self.high is None else self.high):
            raise Misfit(("", f"must have at most {LIST_ITEMS_MAX if self.high is None else self.high} elements"))

    def thaw(self, frozen: Any) -> Rows:
        if isinstance(frozen, dict):
            return Rows(map(self.item.thaw, frozen["items"]), list(frozen["ids"]), frozen["serial"])
        values = [self.item.thaw(value) for value in frozen]
        return Rows(values, None if self.key is None else [self.id_of(value) for value in values])

    def inner(self, value: Any, step: str) -> Shape:
        return self.item


@dataclass(frozen=True, slots=True)
class Mapped(Shape):
    """`{K: V}`. missing: what a missing key reads as."""

    key: Shape
    value: Shape
    missing: Compute | None = None

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, dict):
            raise Misfit(("", "must be an object"))
        table, errors = Table(), list[tuple[str, str]]()
        for key, each in value.items():
            try:
                table[self.key.put(key, fresh, outside=outside)] = self.value.put(each, fresh, outside=outside)
            except Misfit as misfit:
                errors += misfit.below(key).errors
        if errors:
            raise Misfit(*errors)
        if len(table) > LIST_ITEMS_MAX:
            raise Misfit(("", f"must have at most {LIST_ITEMS_MAX} entries"))
        return table

    def thaw(self, frozen: Any) -> Table:
        return Table((key, self.value.thaw(value)) for key, value in frozen.items())

    def inner(self, value: Any, step: str) -> Shape:
        return self.value


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a record, or a parameter of a handler. was: what the field is called in older stored values."""

    name: str
    shape: Shape
    default: Compute | None = None
    otherwise: Compute | None = None
    was: str | None = None

    def fill(self, given: dict[str, Any], fresh: Fresh, *above: Any, outside: bool) -> Any:
        """What the field becomes: given, or standing in. above: what its defaults may read."""
        if self.name in given:
            try:
                return self.shape.put(given[self.name], fresh, outside=outside)
            except Misfit:
                if self.otherwise is None or not outside:
                    raise
                return self.shape.put(self.otherwise(fresh, *above), fresh)
        stand_in = self.default if self.default is not None else self.otherwise
        if stand_in is not None:
            return self.shape.put(stand_in(fresh, *above), fresh)
        if isinstance(self.shape, Optional):
            return None
        raise Misfit(("", "is missing"))

    def misfits(self, given: dict[str, Any], fresh: Fresh, *, outside: bool) -> tuple[tuple[str, str], ...]:
        """What is wrong in what was given and nothing stands in for, by path; asks no default of this part."""
        if self.name not in given or (self.otherwise is not None and outside):
            return ()
        try:
            self.shape.put(given[self.name], fresh, outside=outside)
        except Misfit as misfit:
            return misfit.below(self.name).errors
        return ()


@dataclass(frozen=True, slots=True)
class Fields(Shape):
    """A record. `parts` are put in order, and a default may read those above it."""

    parts: tuple[Part, ...]

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, dict):
            raise Misfit(("", "must be an object"))
        record: dict[str, Any] = {}
        errors: list[tuple[str, str]] = []
        for part in self.parts:
            # What stands in may read the fields above: with one of those wrong, it is not to be asked.
            if errors:
                errors += part.misfits(value, fresh, outside=outside)
                continue
            try:
                record[part.name] = part.fill(value, fresh, record, outside=outside)
            except Misfit as misfit:
                errors += misfit.below(part.name).errors
        errors += [(name, "is not a field here") for name in value if self._part(name) is None]
        if errors:
            raise Misfit(*errors)
        return record

    def thaw(self, frozen: Any) -> Any:
        return {name: self.inner(frozen, name).thaw(value) for name, value in frozen.items()}

    def _part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    def inner(self, value: Any, step: str) -> Shape:
        part = self._part(step)
        if part is None:
            raise KeyError(step)
        return part.shape


@dataclass(frozen=True, slots=True)
class Tagged(Shape):
    """A tagged union: one record shape per literal of the tag."""

    tag: str
    options: dict[str, Shape]

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        if not isinstance(value, dict):
            raise Misfit(("", "must be an object"))
        chosen = value.get(self.tag)
        if not isinstance(chosen, str) or chosen not in self.options:
            raise Misfit((self.tag, "must be " + " or ".join(f'"{each}"' for each in self.options)))
        return self.options[chosen].put(value, fresh, outside=outside)

    def thaw(self, frozen: Any) -> Any:
        return self.options[frozen[self.tag]].thaw(frozen)

    def inner(self, value: Any, step: str) -> Shape:
        return self.options[value[self.tag]].inner(value, step)


@dataclass(slots=True)
class Later(Shape):
    """A named type, looked up when it is used: types may contain themselves."""

    find: Callable[[], Shape]

    def put(self, value: Any, fresh: Fresh, *, outside: bool = False) -> Any:
        return self.find().put(value, fresh, outside=outside)

    def thaw(self, frozen: Any) -> Any:
        return self.find().thaw(frozen)

    def inner(self, value: Any, step: str) -> Shape:
        return self.find().inner(value, step)


def bare(shape: Shape) -> Shape:
    """The shape behind names, cleaning and options: what it is, rather than how it is written."""
    while True:
        match shape:
            case Later():
                shape = shape.find()
            case Cleaned():
                shape = shape.bounds
            case Optional():
                shape = shape.of
            case _:
                return shape


def shape_at(shape: Shape, value: Any, path: Iterable[str]) -> Shape:
    """The shape of what lies at a path of a value of this shape; raises Lost. The end of the path may be missing."""
    for number, step in enumerate(steps := tuple(path)):
        try:
            shape = bare(shape).inner(value, step)
        except KeyError:
            raise Lost(step) from None
        if number < len(steps) - 1:
            value = enter(value, step)
    return shape


def frozen(value: Any) -> Any:
    """A value of a cell as JSON that `thaw` gives back with the same ids."""
    match value:
        case Rows() if value.serial and value.ids != [str(n) for n in range(1, value.serial + 1)]:
            return {"items": [frozen(each) for each in value], "ids": value.ids, "serial": value.serial}
        case list():
            return [frozen(each) for each in value]
        case dict():
            return {key: frozen(each) for key, each in value.items()}
    return value
