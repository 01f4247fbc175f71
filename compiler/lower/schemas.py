"""Schemas as they stand in the graph: without places in the file, so that one type has one schema wherever it is."""

from __future__ import annotations

from typing import Any

from graph.model import Schema
from graph.schemas import schema_of, slot_schema
from graph.types import Slot, Type

_NESTS = frozenset((dict, list))


def schema(type_: Type) -> Schema:
    """The schema of a type. Moving a line changes none, and two cells of one type compare equal."""
    found: Schema = unplaced(schema_of(type_))
    return found


def payload_schema(slot: Slot) -> Schema:
    """The schema of a payload field."""
    found: Schema = unplaced(slot_schema(slot))
    return found


def unplaced(tree: Any) -> Any:
    """A schema or node without the spans of its nodes. What a literal holds is a value and stays as it is."""
    if isinstance(tree, list):
        return [unplaced(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    op = tree.get("op")
    if op == "lit":
        return {"op": "lit", "value": tree["value"]}
    is_node = isinstance(op, str)
    if not is_node and _NESTS.isdisjoint(map(type, tree.values())):
        return tree
    # Most of a schema are words and numbers.
    return {
        name: unplaced(part) if type(part) in _NESTS else part
        for name, part in tree.items()
        if not (is_node and name == "span")
    }
