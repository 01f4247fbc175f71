"""The schemas of types: whether each is a type of the language, and the expressions that stand in them."""

from __future__ import annotations

from collections.abc import Iterator

from graph import types as t
from graph.check.program import Program
from graph.model import Node, Schema
from graph.schemas import NotAType, type_of
from graph.walk import Path

Finding = tuple[Path, str]
_BOUNDS = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))
_KEYS = (t.Text, t.Id, t.Int, t.Enum, t.Time, t.Date, t.CharmOf)
_EXPRESSIONS = ("x-clean", "x-missing", "x-wrong", "x-default", "x-else")


def type_findings(program: Program, schema: Schema) -> Iterator[Finding]:
    """What is wrong with a schema as a type of the language, except within its expressions."""
    try:
        type_of(schema)
    except NotAType as error:
        yield tuple(part for part in error.place.split("/") if part), error.why
        return
    for word in ("x-default", "x-else"):
        if word in schema:
            yield (word,), "stands in for a missing field or parameter, and this type is of neither"
    if "x-was" in schema:
        yield ("x-was",), "is what a field was called, and this type is of none"
    for path, part in schemas_in(schema):
        for place, message in _part_findings(program, part):
            yield (*path, *place), message


def expressions_in(schema: Schema) -> Iterator[tuple[Path, Node]]:
    """The expressions of a type: cleaning, defaults, what replaces wrong elements; the last of a path says which."""
    for path, part in schemas_in(schema):
        yield from (((*path, word), part[word]) for word in _EXPRESSIONS if word in part)


def schemas_in(schema: Schema) -> Iterator[tuple[Path, Schema]]:
    """A schema and all schemas in it, outer before inner, with their paths."""
    waiting: list[tuple[Path, Schema]] = [((), schema)]
    while waiting:
        path, part = waiting.pop()
        yield path, part
        single = ("items", "propertyNames", "additionalProperties", "x-takes")
        inner: list[tuple[Path, Schema]] = [
            ((word,), part[word]) for word in single if isinstance(part.get(word), dict)
        ]
        for word in ("anyOf", "oneOf"):
            inner += (((word, n), option) for n, option in enumerate(part.get(word, ())))
        inner += ((("properties", name), field) for name, field in part.get("properties", {}).items())
        waiting += (((*path, *place), each) for place, each in reversed(inner))


def _part_findings(program: Program, schema: Schema) -> Iterator[Finding]:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    if name and name not in program.names:
        yield ("$ref",), f"there is no type `{name}` in `$defs`"
    if schema.get("x-charm") not in (None, *program.recipes):
        yield ("x-charm",), f"there is no recipe `{schema['x-charm']}`"
    for low, high in _BOUNDS:
        if low in schema and high in schema and schema[low] > schema[high]:
            yield (low,), f"is {schema[low]}, above `{high}`, {schema[high]}: nothing fits"
    if "x-key" in schema:
        yield from _key_findings(program, schema)
    if "x-tag" in schema:
        yield from _tag_findings(schema)
    # The names of an integer-keyed map are integers in digits, which is the schema of no type.
    names = schema.get("propertyNames", {"x-type": "Int"})
    if names.get("x-type") != "Int" and not isinstance(program.opened(program.typed(names)), (*_KEYS, type(None))):
        yield ("propertyNames",), "is not a type of keys: text, numbers and ids are"


def _key_findings(program: Program, schema: Schema) -> Iterator[Finding]:
    field = schema["properties"].get(schema["x-key"])
    if field is None:
        yield ("x-key",), f"there is no field `{schema['x-key']}` in this record"
    elif not isinstance(program.opened(program.typed(field)), (*_KEYS, type(None))):
        yield ("x-key",), f"`{schema['x-key']}` is not of a type of keys: text, numbers and ids are"


def _tag_findings(schema: Schema) -> Iterator[Finding]:
    seen: list[str] = []
    for n, option in enumerate(schema["oneOf"]):
        values = option["properties"].get(schema["x-tag"], {}).get("enum", ())
        if len(values) != 1:
            yield ("oneOf", n), f"has no field `{schema['x-tag']}` with one literal, which tells the options apart"
        elif values[0] in seen:
            yield ("oneOf", n), f"has the same `{schema['x-tag']}` as an option before it"
        seen += values
