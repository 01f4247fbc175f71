"""Types as JSON Schema (draft 2020-12) and back: each type has exactly one schema, each such schema one type.

The compiler thinks in types, the document holds schemas, and the runtime gets its types back from them. What
JSON Schema has no word for stands in keywords that start with `x-`, which validators pass over:

x-type     Time, Date, Duration, Id: what would else be plain text or a plain integer
x-clean    an expression over variable 0, applied to a value before its bounds are checked
x-takes    the schema of what x-clean accepts
x-key      the field that identifies an element of a list of this record
x-tag      the field whose literal tells the options of a union apart
x-charm    the recipe whose charms a value names
x-missing  an expression: what a missing key of a map reads as
x-skip     true: an element that is wrong, from outside, is left out of its list
x-wrong    an expression: what replaces an element that is wrong, from outside
x-default  an expression: what a field or parameter is when it is missing
x-else     an expression: what a field or parameter is when it is missing or, from outside, wrong
x-was      what a field was called in stored values of an older recipe
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph import types as t

Schema = dict[str, Any]

TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
INT_KEY_PATTERN = r"^(0|-?[1-9]\d*)$"

OF_SLOTS = frozenset({"x-default", "x-else", "x-was"})
"""The keywords that belong to a field or parameter rather than to its type."""

_BY_NAME: dict[str, tuple[Schema, t.Type]] = {
    "Time": ({"type": "string", "pattern": TIME_PATTERN}, t.Time()),
    "Date": ({"type": "string", "pattern": DATE_PATTERN}, t.Date()),
    "Duration": ({"type": "integer"}, t.Duration()),
    "Id": ({"type": "string", "pattern": ID_PATTERN}, t.Id()),
}
_NAME_OF = {type_: name for name, (_, type_) in _BY_NAME.items()}


class NotAType(ValueError):
    """A schema that no type of the language has; `place` is the path within the schema, with slashes."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place or 'schema'}: {why}")
        self.place, self.why = place, why


def schema_of(type_: t.Type) -> Schema:
    """The one JSON Schema of a type; named types are references into `$defs`."""
    match type_:
        case t.Named(name, clean):
            return {"$ref": f"#/$defs/{name}"} | _clean(clean)
        case t.Text(low, high, pattern, clean):
            return _present(type="string", minLength=low or None, maxLength=high, pattern=pattern) | _clean(clean)
        case t.Int(low, high, clean):
            return _present(type="integer", minimum=low, maximum=high) | _clean(clean)
        case t.Number(low, high, clean):
            return _present(type="number", minimum=low, maximum=high) | _clean(clean)
        case t.Bool():
            return {"type": "boolean"}
        case t.Time() | t.Date() | t.Duration() | t.Id():
            return {**_BY_NAME[_NAME_OF[type_]][0], "x-type": _NAME_OF[type_]}
        case t.CharmOf(recipe):
            return {"type": "string", "pattern": ID_PATTERN, "x-charm": recipe}
        case t.Json():
            return {}
        case t.Nothing():
            return {"type": "null"}
        case t.Enum(values, clean):
            return {"enum": list(values)} | _clean(clean)
        case t.Option(of):
            return {"anyOf": [schema_of(of), {"type": "null"}]}
        case t.Union(tag, options):
            return {"oneOf": [schema_of(option) for option in options], "x-tag": tag}
        case t.ListOf():
            return _list_schema(type_)
        case t.MapOf(key, value, default):
            names = None if key == t.Text() else _key_schema(key)
            schema = _present(type="object", propertyNames=names, additionalProperties=schema_of(value))
            return schema | ({} if default is None else {"x-missing": default})
        case t.Record(fields, key):
            properties = {slot.name: slot_schema(slot) for slot in fields}
            required = [slot.name for slot in fields if slot.required] or None
            schema = _present(type="object", properties=properties, required=required, additionalProperties=False)
            return schema | ({} if key is None else {"x-key": key})


def slot_schema(slot: t.Slot) -> Schema:
    """The schema of a field or parameter: its type's, with what stands in for a missing value."""
    of_slot = {"x-default": slot.default, "x-else": slot.otherwise, "x-was": slot.was}
    return schema_of(slot.type) | {word: part for word, part in of_slot.items() if part is not None}


def _list_schema(type_: t.ListOf) -> Schema:
    schema = _present(type="array", items=schema_of(type_.item), minItems=type_.low or None, maxItems=type_.high)
    if type_.skip:
        schema["x-skip"] = True
    if type_.otherwise is not None:
        schema["x-wrong"] = type_.otherwise
    return schema


def _key_schema(key: t.Type) -> Schema:
    # Keys of a JSON object are text: those of a map of integers are integers written in digits.
    return {"type": "string", "pattern": INT_KEY_PATTERN, "x-type": "Int"} if isinstance(key, t.Int) else schema_of(key)


def _present(**words: Any) -> Schema:
    return {word: value for word, value in words.items() if value is not None}


def _clean(clean: t.Cleaning | None) -> Schema:
    return {} if clean is None else {"x-clean": clean.expr, "x-takes": schema_of(clean.takes)}


def type_of(schema: Schema, place: str = "") -> t.Type:
    """The type whose schema this is.

    Raises NotAType, with the place, for a schema that `schema_of` gives for no type. What belongs to the slot, not
    to the type (`x-default`, `x-else`, `x-was`), is passed over: see `slot_of`.
    """
    type_ = _read(schema, place)
    plain = {word: value for word, value in schema.items() if word not in OF_SLOTS}
    if schema_of(type_) != plain:
        extra = sorted(plain.keys() ^ schema_of(type_).keys())
        raise NotAType(place, f"not the schema of a type of the language (look at {', '.join(extra) or 'its values'})")
    return type_


def slot_of(name: str, schema: Schema, place: str = "") -> t.Slot:
    """The field or parameter with that schema; raises NotAType like `type_of`."""
    return t.Slot(name, type_of(schema, place), schema.get("x-default"), schema.get("x-else"), schema.get("x-was"))


def _read(schema: Schema, place: str) -> t.Type:
    if not isinstance(schema, dict):
        raise NotAType(place, "a schema is an object")
    match schema:
        case {"$ref": str(ref)} if ref.startswith("#/$defs/"):
            return t.Named(ref.removeprefix("#/$defs/"), _cleaning(schema, place))
        case {"enum": [*values]} if values and all(isinstance(value, str) for value in values):
            return t.Enum(tuple(values), _cleaning(schema, place))
        case {"x-type": str(name)} if name in _BY_NAME:
            return _BY_NAME[name][1]
        case {"x-charm": str(recipe)}:
            return t.CharmOf(recipe)
        case {"anyOf": [of, {"type": "null"}]}:
            return t.Option(type_of(of, f"{place}/anyOf/0"))
        case {"oneOf": [*options], "x-tag": str(tag)}:
            records = [type_of(option, f"{place}/oneOf/{n}") for n, option in enumerate(options)]
            return t.Union(tag, tuple(record for record in records if isinstance(record, t.Record)))
        case {"type": str(kind)}:
            return _read_kind(kind, schema, place)
        case _ if not schema.keys() - OF_SLOTS:
            return t.Json()
    raise NotAType(place, "not the schema of a type of the language")


def _read_kind(kind: str, schema: Schema, place: str) -> t.Type:
    low, high = schema.get("minimum"), schema.get("maximum")
    match kind:
        case "string":
            clean = _cleaning(schema, place)
            return t.Text(schema.get("minLength", 0), schema.get("maxLength"), schema.get("pattern"), clean)
        case "integer":
            return t.Int(low, high, _cleaning(schema, place))
        case "number":
            return t.Number(low, high, _cleaning(schema, place))
        case "boolean":
            return t.Bool()
        case "null":
            return t.Nothing()
        case "array":
            item = type_of(schema.get("items", {}), f"{place}/items")
            bounds = schema.get("minItems", 0), schema.get("maxItems")
            return t.ListOf(item, *bounds, schema.get("x-skip", False), schema.get("x-wrong"))
        case "object" if "properties" in schema:
            return _read_record(schema, place)
        case "object":
            value = type_of(schema.get("additionalProperties", {}), f"{place}/additionalProperties")
            return t.MapOf(_read_key(schema.get("propertyNames"), place), value, schema.get("x-missing"))
    raise NotAType(f"{place}/type", f"no type of the language is a JSON Schema {kind!r}")


def _read_record(schema: Schema, place: str) -> t.Record:
    properties = schema["properties"]
    if not isinstance(properties, dict):
        raise NotAType(f"{place}/properties", "fields are an object of schemas")
    fields = [slot_of(name, field, f"{place}/properties/{name}") for name, field in properties.items()]
    return t.Record(tuple(fields), schema.get("x-key"))


def _read_key(schema: Schema | None, place: str) -> t.Type:
    if schema is None:
        return t.Text()
    return t.Int() if schema.get("x-type") == "Int" else type_of(schema, f"{place}/propertyNames")


def _cleaning(schema: Schema, place: str) -> t.Cleaning | None:
    if "x-clean" not in schema:
        return None
    return t.Cleaning(schema["x-clean"], type_of(schema.get("x-takes", {}), f"{place}/x-takes"))


class NamedTypes(Mapping[str, t.Type]):
    """Types by name, each read from its schema when it is first asked for: of a large program few are needed."""

    __slots__ = ("_read", "_schemas")

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._read: dict[str, t.Type] = {}

    def __getitem__(self, name: str) -> t.Type:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = type_of(self._schemas[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemas)

    def __len__(self) -> int:
        return len(self._schemas)
