"""Stored values under another type: fields renamed and filled, bounds checked, nothing cleaned or mended."""

from __future__ import annotations

from typing import Any

from runtime.values.collections import Rows, Table
from runtime.values.compounds import Fields, Later, Listed, Mapped, Optional, Tagged, bare
from runtime.values.deltas import Lost, Path, enter
from runtime.values.shapes import Cleaned, Fresh, Misfit, Shape


def carry(value: Any, shape: Shape, fresh: Fresh) -> Any:
    """A stored value as a cell of that shape holds it; raises Misfit with the first place that does not fit.

    Elements keep their order, and their ids unless another field, or none, identifies them now.
    """
    match shape:
        case Later():
            return carry(value, shape.find(), fresh)
        case Cleaned():
            return carry(value, shape.bounds, fresh)
        case Optional():
            return None if value is None else carry(value, shape.of, fresh)
        case Listed() if isinstance(value, list):
            return _list(value, shape, fresh)
        case Mapped() if isinstance(value, dict):
            return Table(
                (shape.key.put(key, fresh), _inside(each, shape.value, fresh, key)) for key, each in value.items()
            )
        case Fields() if isinstance(value, dict):
            return _record(value, shape, fresh)
        case Tagged() if isinstance(value, dict) and value.get(shape.tag) in shape.options:
            return carry(value, shape.options[value[shape.tag]], fresh)
    return shape.put(value, fresh)


def _inside(value: Any, shape: Shape, fresh: Fresh, step: object) -> Any:
    try:
        return carry(value, shape, fresh)
    except Misfit as misfit:
        raise misfit.below(step) from None


def _list(values: list[Any], shape: Listed, fresh: Fresh) -> Rows:
    carried = [_inside(each, shape.item, fresh, position) for position, each in enumerate(values)]
    shape.check_size(len(carried))
    if shape.key is not None:
        ids = [shape.id_of(each) for each in carried]
        twice = next((id_ for id_ in ids if ids.count(id_) > 1), None) if len(set(ids)) < len(ids) else None
        if twice is not None:
            raise Misfit(("", f'has two elements with the {shape.key} "{twice}"'))
        return Rows(carried, ids)
    # Ids that a list gave are numbers below its serial; those of a key are not, and are given anew.
    if isinstance(values, Rows) and all(id_.isdecimal() and int(id_) <= values.serial for id_ in values.ids):
        return Rows(carried, list(values.ids), values.serial)
    return Rows(carried)


def _record(value: dict[str, Any], shape: Fields, fresh: Fresh) -> dict[str, Any]:
    record: dict[str, Any] = {}
    left = dict(value)
    for part in shape.parts:
        name = part.name if part.name in value else part.was
        try:
            if name is not None and name in left:
                record[part.name] = carry(left.pop(name), part.shape, fresh)
            else:
                record[part.name] = part.fill({}, fresh, record, outside=False)
        except Misfit as misfit:
            raise misfit.below(part.name) from None
    if left:
        raise Misfit(*((name, "has no place any more") for name in left))
    return record


def carried_path(path: Path, old: Any, new: Any, shape: Shape) -> list[str]:
    """Where the end of a path lies after its cell was carried; raises Lost where there is nothing any more.

    old, new: the cell's value before and after; shape: of the value after.
    """
    found: list[str] = []
    for step in path:
        shape, here = bare(shape), step
        if isinstance(shape, Tagged):
            shape = bare(shape.options[new[shape.tag]])
        if isinstance(old, Rows) and isinstance(new, Rows) and (position := old.position(step)) is not None:
            here = new.ids[position]
        elif isinstance(shape, Fields) and step not in new:
            here = next((part.name for part in shape.parts if part.was == step), step)
        try:
            shape = shape.inner(new, here)
        except KeyError:
            raise Lost(step) from None
        old, new = enter(old, step), enter(new, here)
        found.append(here)
    return found
