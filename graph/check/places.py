"""Places: which cells may be written, what stands at a path in one, and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from graph import types as t
from graph.check.program import Program
from graph.model import Cell, Input, Node, StepId
from graph.walk import Path


class Place(Struct, frozen=True):
    """A cell, or a path in one. type: of what stands there; None when it is not known, so that all goes."""

    root: StepId
    type: t.Type | None


class PlaceFault(Exception):
    """A place that is none. path: of the operand to blame, within the node."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


_KINDS: Mapping[type[t.Type], str] = {
    t.Text: "a text",
    t.Int: "a number",
    t.Number: "a number",
    t.Duration: "a duration",
    t.Bool: "a truth value",
    t.ListOf: "a list",
    t.MapOf: "a map",
    t.Record: "a record",
    t.Union: "a record",
}
_CONTAINERS: Mapping[str, tuple[type[t.Type], ...]] = {
    "field": (t.Record, t.Union),
    "entry": (t.MapOf,),
    "find": (t.ListOf,),
    "nth": (t.ListOf,),
}
_TARGETS: Mapping[str, tuple[type[t.Type], ...]] = {
    "push": (t.ListOf,),
    "insert": (t.ListOf,),
    "clear": (t.ListOf, t.MapOf),
    "change": (t.Int, t.Number, t.Duration),
}
_ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "remove": ("entry", "find", "nth", "place"),
    "move": ("find", "nth", "place"),
}


def root_of(program: Program, step: StepId) -> Place:
    """The place that a step is as a whole; raises PlaceFault unless it is a cell, or a parameter that refers to one."""
    found = program.steps[step]
    if isinstance(found, Input) and found.by != "reference":
        raise PlaceFault(("step",), f"`{step}` is a parameter by value, which nothing may write to")
    if not isinstance(found, Input | Cell):
        raise PlaceFault(("step",), f"`{step}` is a {found.kind}: only cells may be written to")
    return Place(step, program.typed(found.type))


def within(program: Program, place: Place, node: Node) -> Place:
    """The place that one more part of a path leads to; raises PlaceFault where there is no such part."""
    operator = node["op"]
    container = program.opened(place.type)
    if container is None or isinstance(container, t.Json):
        return Place(place.root, None)
    if not isinstance(container, _CONTAINERS[operator]):
        wanted = " or ".join(dict.fromkeys(_KINDS[kind] for kind in _CONTAINERS[operator]))
        raise PlaceFault(("op",), f"is `{operator}`, which goes into {wanted}, but here is {_named(container)}")
    match container:
        case t.Record() | t.Union():
            return Place(place.root, _field(container, node["name"]))
        case t.MapOf(_, value):
            return Place(place.root, value)
        case t.ListOf(item):
            _check_key(program, item, node)
            return Place(place.root, item)
    raise AssertionError(f"no way into {container}")


def element_in(program: Program, place: Place) -> Place:
    """Any one element of the list at a place; raises PlaceFault when there is no list."""
    found = program.opened(place.type)
    if found is None or isinstance(found, t.Json):
        return Place(place.root, None)
    if not isinstance(found, t.ListOf):
        raise PlaceFault((), f"leads to {_named(found)}, but elements are those of a list")
    return Place(place.root, found.item)


def _field(record: t.Record | t.Union, name: str) -> t.Type | None:
    options = record.options if isinstance(record, t.Union) else (record,)
    found = [slot.type for option in options if (slot := option.field(name)) is not None]
    if not found:
        raise PlaceFault(("name",), f"there is no field `{name}` in this record")
    return found[0] if all(type_ == found[0] for type_ in found) else None


def _check_key(program: Program, item: t.Type, node: Node) -> None:
    record = program.opened(item)
    if node["op"] == "find" and record is not None:
        key, by = record.key if isinstance(record, t.Record) else None, node.get("by")
        if key != by:
            told = "an internal id is" if by is None else f"`{by}` is"
            instead = "they have none" if key is None else f"`{key}` is"
            raise PlaceFault(("by",), f"{told} not the key of these elements: {instead}")


def check_target(program: Program, place: Place, node: Node) -> None:
    """Check that a statement can do what it does to the place it names; raises PlaceFault with the path in the node."""
    operator = node["op"]
    allowed = _ELEMENTS.get(operator)
    if allowed is not None and node["at"]["op"] not in allowed:
        raise PlaceFault(
            ("at", "op"), f"is `{node['at']['op']}`, but `{operator}` needs an element or entry of something"
        )
    kinds = _TARGETS.get(operator)
    found = program.opened(place.type)
    if kinds is not None and found is not None and not isinstance(found, (*kinds, t.Json)):
        wanted = " or ".join(dict.fromkeys(_KINDS[kind] for kind in kinds))
        raise PlaceFault(("at",), f"leads to {_named(found)}, but `{operator}` needs {wanted}")


def _named(type_: t.Type) -> str:
    return _KINDS.get(type(type_), "a single value")


def narrower(program: Program, inner: t.Type, outer: t.Type) -> str | None:
    """Why a reference of type `inner` cannot stand for a place of type `outer`; None when it can.

    Both have the same shape and the same default of missing keys, and what the place may hold fits the reference.
    Names are followed with a list of what is still to compare, since types may hold themselves.
    """
    waiting = [(inner, outer)]
    seen: list[tuple[t.Type, t.Type]] = []
    while waiting:
        pair = waiting.pop()
        if pair[0] == pair[1] or pair in seen:
            continue
        seen.append(pair)
        one, other = (program.types.get(type_.name) if isinstance(type_, t.Named) else type_ for type_ in pair)
        if one is None or other is None:
            continue
        if isinstance(one, t.Named) or isinstance(other, t.Named):
            waiting.append((one, other))
            continue
        parts = _parts(one), _parts(other)
        if type(one) is not type(other) or parts[0].keys() != parts[1].keys() or _marks(one) != _marks(other):
            return "it has another shape"
        if not _covers(one, other):
            return "its bounds are narrower"
        waiting += [(parts[0][name], parts[1][name]) for name in parts[0]]
    return None


def _parts(type_: t.Type) -> dict[str, t.Type]:
    match type_:
        case t.Option(of):
            return {"of": of}
        case t.ListOf(item):
            return {"item": item}
        case t.MapOf(key, value):
            return {"key": key, "value": value}
        case t.Record(fields):
            return {slot.name: slot.type for slot in fields}
        case t.Union(_, options):
            return {str(n): option for n, option in enumerate(options)}
    return {}


def _marks(type_: t.Type) -> object:
    match type_:
        case t.MapOf(default=default):
            return default
        case t.Record(key=key):
            return key
        case t.Union(tag=tag):
            return tag
        case t.CharmOf(recipe):
            return recipe
    return None


def _covers(one: t.Type, other: t.Type) -> bool:
    """Whether all that fits the bounds of the other type fits those of the first."""
    match one, other:
        case t.Enum(values), t.Enum(others):
            return set(others) <= set(values)
        case ((t.Text() | t.Int() | t.Number() | t.ListOf()), (t.Text() | t.Int() | t.Number() | t.ListOf())):
            low = one.low is None or (other.low is not None and one.low <= other.low)
            high = one.high is None or (other.high is not None and one.high >= other.high)
            pattern = one.pattern if isinstance(one, t.Text) else None
            return low and high and (pattern is None or (isinstance(other, t.Text) and pattern == other.pattern))
    return True
