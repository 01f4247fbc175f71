"""What others rely on of a graph: the types of what is stored, what scripts may call and read, what pages show.

A space keeps the surface that its values were stored by, so it is small, holds no expressions that an older charm
could have written otherwise, and compares equal when nothing outside would notice a difference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from graph.model import (
    Cell,
    Child,
    Derive,
    Function,
    Graph,
    Handler,
    Input,
    Recipe,
    Schema,
    Scope,
    StepId,
    View,
    are_same,
    name_of,
    recipe_of,
)
from graph.schemas import NamedTypes
from graph.types import Type

# How values are cleaned and mended concerns what is put from now on, not what is stored.
_NOT_STORED = frozenset({"x-clean", "x-takes", "x-else", "x-skip", "x-wrong", "x-missing", "x-default", "x-was"})
_STANDS_IN: Schema = {"op": "lit", "value": None}


class Holder(Struct, frozen=True):
    """A cell, parameter or child as it is stored.

    by:     `cell`, `child`, or how the parameter is passed: `reference`, `value`, `local`.
    needed: nothing stands in for it, so it has to be passed when a charm is created.
    """

    type: Schema
    scope: Scope
    by: str
    needed: bool


class Callable(Struct, frozen=True):
    """A handler that may be called from outside. payload: schemas by field; body: a hash of what it does."""

    payload: dict[str, Schema]
    body: str


class Outline(Struct, frozen=True):
    """One recipe. values: schemas of derived values; page: a hash of all that its page is made of."""

    params: tuple[str, ...]
    holders: dict[str, Holder]
    values: dict[str, Schema]
    handlers: dict[str, Callable]
    page: str


class Surface(Struct, frozen=True, dict=True):
    """All recipes by name, the root first, and the types that they name."""

    types: dict[str, Schema]
    recipes: dict[str, Outline]

    @cached_property
    def named(self) -> Mapping[str, Type]:
        """The types by name."""
        return NamedTypes(self.types)

    def holder(self, id_: StepId) -> Holder:
        """The cell, parameter or child of that id."""
        return self.recipes[recipe_of(id_)].holders[name_of(id_)]

    def encode(self) -> bytes:
        """As JSON, as a space stores it: an object with the fields by name."""
        return msgspec.json.encode(self)


def surface_of(graph: Graph, before: tuple[Graph, Surface] | None = None) -> Surface:
    """The surface of a graph. Cost: one walk of its expressions.

    before: another graph and its surface. What of that is part of this graph too, the same steps and not only equal
    ones, is not walked again.
    """
    types = {name: stored(schema) for name, schema in graph.types.items()}
    known = {} if before is None else _in_both(graph, *before)
    return Surface(types, {recipe.id: known.get(recipe.id) or _outline(graph, recipe) for recipe in graph.recipes})


def _in_both(graph: Graph, before: Graph, surface: Surface) -> dict[str, Outline]:
    """The outlines of the recipes of which nothing was made anew, nor any function that they could call."""
    if not are_same(graph.functions, before.functions):
        return {}
    return {recipe: surface.recipes[recipe] for recipe in graph.in_common(before)}


def surface_from(document: Mapping[str, Any]) -> Surface:
    """The surface that a space stored, from the JSON values that it was encoded as."""
    recipes = {
        name: Outline(
            tuple(recipe["params"]),
            {key: Holder(**holder) for key, holder in recipe["holders"].items()},
            recipe["values"],
            {key: Callable(**handler) for key, handler in recipe["handlers"].items()},
            recipe["page"],
        )
        for name, recipe in document["recipes"].items()
    }
    return Surface(document["types"], recipes)


def _outline(graph: Graph, recipe: Recipe) -> Outline:
    holders: dict[str, Holder] = {}
    values: dict[str, Schema] = {}
    handlers: dict[str, Callable] = {}
    shown: list[Any] = [recipe.template]
    for step in graph.of(recipe.id):
        match step:
            case Input(by=by):
                is_needed = step.init is None and step.otherwise is None
                holders[name_of(step.id)] = Holder(stored(step.type), step.scope, by, is_needed)
            case Cell() | Child():
                holders[name_of(step.id)] = Holder(stored(step.type), step.scope, step.kind, needed=False)
            case Derive():
                values[name_of(step.id)] = stored(step.type)
                shown.append(step.expr)
            case View():
                shown.append([step.slot, step.expr, step.clauses, step.key, step.at])
            case Handler() if not step.private:
                payload = {name: _payload(schema) for name, schema in step.payload.items()}
                handlers[name_of(step.id)] = Callable(payload, _hash([step.body], graph))
    return Outline(recipe.params, holders, values, handlers, _hash(shown, graph))


def stored(schema: Schema) -> Schema:
    """A type's schema without what does not concern stored values."""
    kept: Schema = {}
    for word, part in schema.items():
        if word == "properties":
            kept[word] = {name: stored(field) for name, field in part.items()}
        elif word in ("items", "propertyNames", "additionalProperties"):
            kept[word] = stored(part) if isinstance(part, dict) else part
        elif word in ("anyOf", "oneOf"):
            kept[word] = [stored(option) for option in part]
        elif word not in _NOT_STORED:
            kept[word] = part
    if "properties" in kept:
        # A stored record has all its fields, so whether one had to be given when it was made is said of none.
        options = {name for name, field in kept["properties"].items() if "anyOf" in field}
        kept["required"] = [name for name in kept["properties"] if name not in options]
        if not kept["required"]:
            del kept["required"]
    return kept


def _payload(schema: Schema) -> Schema:
    """A payload field's schema: of what stands in for it only that something does."""
    has_stand_in = "x-default" in schema or "x-else" in schema
    return stored(schema) | ({"x-default": _STANDS_IN} if has_stand_in else {})


def _hash(parts: list[Any], graph: Graph) -> str:
    """A hash of expressions and of the functions that they call, wherever in the file all of them stand."""
    own = {function.id: function for function in graph.functions}
    called: dict[str, Function] = {}
    # Most recipes have no function of their own, and then nothing is looked for.
    waiting: list[Any] = [parts] if own else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            name = part.get("function") if part.get("op") == "apply" else None
            if name in own and name not in called:
                called[name] = own[name]
                waiting.append(own[name].expr)
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
    functions = [[name, _placeless(called[name].expr)] for name in sorted(called)]
    text = json.dumps([_placeless(parts), functions], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def _placeless(value: Any) -> Any:
    """Nodes without their spans."""
    if isinstance(value, dict):
        is_node = isinstance(value.get("op"), str)
        return {name: _placeless(part) for name, part in value.items() if not (is_node and name == "span")}
    return [_placeless(part) for part in value] if isinstance(value, list | tuple) else value
