"""The one vocabulary of changes: what the log stores, what undoes a commit, and what incremental steps live on.

A delta says what happens below the path of a cell:

["set", path, value]                  the value there, or at a key of a map, becomes another
["drop", path]                        the entry of a map is taken away
["insert", path, id, before, value]   an element joins the list at `path` before the one with id `before` (None: end)
["remove", path, id]                  it leaves
["move", path, id, before]            it stands elsewhere
["add", path, n]                      n is added to a number

A path is a list of field names, map keys and element ids: never positions, so that a log outlives its recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runtime.values.collections import Rows, Table

Delta = list[Any]
Path = Sequence[str]
ABSENT: Any = object()
"""What a delta undoes to where there was nothing."""


class Lost(Exception):
    """A path that leads nowhere: no such element or entry, or a none on the way."""


def enter(value: Any, step: str) -> Any:
    """What lies one step below a value; raises Lost."""
    if isinstance(value, Rows):
        position = value.position(step)
        if position is None:
            raise Lost(step)
        return value[position]
    if isinstance(value, dict) and step in value:
        return value[step]
    raise Lost(step)


def look(value: Any, path: Path) -> Any:
    """What lies at the end of a path; raises Lost."""
    for step in path:
        value = enter(value, step)
    return value


def apply(value: Any, delta: Delta) -> tuple[Any, Delta]:
    """The value after a delta, and the delta that undoes it.

    The outermost list or map is changed in place, everything between it and the change is copied. Raises Lost, with
    nothing changed. Cost: the length of the path, and of what is copied along it.
    """
    if not delta[1] and delta[0] in ("set", "add"):
        return (delta[2] if delta[0] == "set" else value + delta[2]), ["set", [], value]
    return _at(value, delta[1], delta, outermost=True)


def _at(value: Any, path: Path, delta: Delta, *, outermost: bool) -> tuple[Any, Delta]:
    if _ends_here(path, delta):
        target = value if outermost and isinstance(value, Rows | Table) else _copied(value)
        return target, _change(target, path, delta)
    below, undo = _at(enter(value, path[0]), path[1:], delta, outermost=False)
    target = value if outermost and isinstance(value, Rows | Table) else _copied(value)
    _replace(target, path[0], below)
    return target, undo


def _ends_here(path: Path, delta: Delta) -> bool:
    # set, drop and add change the container of the last step; insert, remove and move the list at the path itself.
    return len(path) == (1 if delta[0] in ("set", "drop", "add") else 0)


def _copied(value: Any) -> Any:
    match value:
        case Rows():
            return value.copy()
        case Table():
            return Table(value)
        case dict():
            return dict(value)
    raise Lost("no list, map or record")


def _replace(target: Any, step: str, value: Any) -> None:
    if isinstance(target, Rows):
        position = target.position(step)
        assert position is not None, "enter() found it"
        target[position] = value
    else:
        target[step] = value


def _change(target: Any, path: Path, delta: Delta) -> Delta:
    whole = delta[1]
    match delta:
        case ["set", _, value]:
            old = target.get(path[0], ABSENT) if isinstance(target, dict) else enter(target, path[0])
            _replace(target, path[0], value)
            return ["drop", whole] if old is ABSENT else ["set", whole, old]
        case ["add", _, n]:
            # Undone by the old number: for floats, adding -n would not give it back to the last digit.
            old = enter(target, path[0])
            _replace(target, path[0], old + n)
            return ["set", whole, old]
        case ["drop", _]:
            return _drop(target, path[0], whole)
    return _change_list(target, delta)


def _drop(target: Any, key: str, whole: Path) -> Delta:
    if not isinstance(target, dict) or key not in target:
        raise Lost(key)
    if key == next(reversed(target)):
        return ["set", whole, target.pop(key)]
    # The order of a map is part of its value, so undoing puts the entry back where it was: the old map as a whole.
    before = type(target)(target)
    del target[key]
    return ["set", whole[:-1], before]


def _change_list(target: Any, delta: Delta) -> Delta:
    if not isinstance(target, Rows):
        raise Lost("no list")
    whole = delta[1]
    match delta:
        case ["insert", _, id_, before, value]:
            target.put_in(_position(target, before), id_, value)
            return ["remove", whole, id_]
        case ["remove", _, id_]:
            position = _position(target, id_)
            _, value = target.take_out(position)
            return ["insert", whole, id_, _id_at(target, position), value]
        case ["move", _, id_, before]:
            position = _position(target, id_)
            _, value = target.take_out(position)
            undo = ["move", whole, id_, _id_at(target, position)]
            target.put_in(_position(target, before), id_, value)
            return undo
    raise AssertionError(f"no such delta: {delta[0]}")


def _position(rows: Rows, id_: str | None) -> int:
    if id_ is None:
        return len(rows)
    position = rows.position(id_)
    if position is None:
        raise Lost(id_)
    return position


def _id_at(rows: Rows, position: int) -> str | None:
    return rows.ids[position] if position < len(rows) else None
