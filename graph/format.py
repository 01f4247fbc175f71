"""The JSON Schema of a graph document, made from the table of operators and the step classes.

`python -m graph.format` writes it to `graph.schema.json`, which is what we publish; a test holds the two together.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, get_args

from graph.limits import ARITY_MAX, ID_CHARACTERS_MAX, PATTERN_CHARACTERS_MAX, STEPS_MAX
from graph.model import FORMAT, SlotKind
from graph.operators import OPERATORS, PLACES, Group, Operator

Schema = dict[str, Any]
SCHEMA_ID = "https://charm.invalid/graph/1"
ID = r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$"
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"

_SPAN: Schema = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 3}
_NUMBER_OF_VARIABLE: Schema = {"type": "integer", "minimum": 0, "maximum": 9999}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(of: Schema, names: str = NAME) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": names}, "additionalProperties": of}


def _closed(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_OPERANDS: dict[str, Schema] = {
    "expression": _ref("expression"),
    "expressions": _list(_ref("expression")),
    "fields": _object(_ref("expression")),
    "place": _ref("place"),
    "value": {},
    "name": {"type": "string", "pattern": NAME},
    "function": {"type": "string", "pattern": NAME},
    "own function": {"type": "string", "pattern": ID},
    "variable": _NUMBER_OF_VARIABLE,
    "bound variable": _NUMBER_OF_VARIABLE,
    "type": _ref("type"),
    "text": {"type": "string", "maxLength": 2000},
    "flag": {"type": "boolean"},
    "step": _ref("id"),
    "navigate step": _ref("id"),
    "spawn step": _ref("id"),
    "handler step": _ref("id"),
    "slot step": _ref("id"),
    "statements": _list(_ref("statement")),
    "clauses": {**_list(_ref("clause")), "minItems": 1},
    "pairs": _list({"type": "array", "prefixItems": [_ref("expression")] * 2, "minItems": 2, "maxItems": 2}),
    "cases": _list(_closed({"values": _list({}), "then": _ref("expression")})),
    "branches": _list(_closed({"values": _list({}), "body": _list(_ref("statement"))})),
    "orderings": {**_list(_closed({"by": _ref("expression"), "descending": {"type": "boolean"}})), "minItems": 1},
    "content": {"$ref": "#/$defs/content"},
    "contents": _object(_ref("content")),
    "template": _list(_ref("template")),
    "templates": _list(_list(_ref("template"))),
}

_SCOPE: Schema = {"enum": ["shared", "local"]}
_RANK: Schema = {"type": "integer", "minimum": 0, "maximum": 10_000}
_DOC: Schema = {"type": "string"}
_IDS: Schema = _list(_ref("id"))
_EXPRESSION = _ref("expression")
_ABOUT: Schema = {"doc": _DOC, "span": _SPAN}
_CREATED: Schema = {
    "recipe": {"type": "string", "pattern": NAME},
    "reads": _IDS,
    "passes": _object(_ref("place")),
    "args": _object(_EXPRESSION),
}

_STEPS: dict[str, Schema] = {
    "input": _closed(
        {
            "by": {"enum": ["reference", "value", "local"]},
            "scope": _SCOPE,
            "type": _ref("type"),
            "rank": {"type": "integer", "const": 0},
            "init": _EXPRESSION,
            "otherwise": _EXPRESSION,
            "was": _OPERANDS["name"],
            **_ABOUT,
        },
        ("init", "otherwise", "was", "doc", "span"),
    ),
    "cell": _closed(
        {
            "scope": _SCOPE,
            "type": _ref("type"),
            "rank": {"type": "integer", "const": 0},
            "init": _EXPRESSION,
            "otherwise": _EXPRESSION,
            "was": {"type": "string", "pattern": NAME},
            **_ABOUT,
        },
        ("otherwise", "was", "doc", "span"),
    ),
    "child": _closed(
        {
            "scope": {"const": "shared"},
            "type": _ref("type"),
            "rank": {"type": "integer", "const": 0},
            **_CREATED,
            "over": _ref("place"),
            "var": _NUMBER_OF_VARIABLE,
            **_ABOUT,
        },
        ("passes", "args", "over", "var", "doc", "span"),
    ),
    "derive": _closed(
        {
            "scope": _SCOPE,
            "type": _ref("type"),
            "rank": {**_RANK, "minimum": 1},
            "reads": _IDS,
            "expr": _EXPRESSION,
            **_ABOUT,
        },
        ("doc", "span"),
    ),
    "handler": _closed(
        {
            "payload": _object(_ref("type")),
            "elements": _object(_closed({"var": _NUMBER_OF_VARIABLE, "at": _ref("place")})),
            "private": {"type": "boolean"},
            "reads": _IDS,
            "writes": _IDS,
            "conflict": {"type": "string"},
            "body": _list(_ref("statement")),
            **_ABOUT,
        },
        ("elements", "private", "doc", "span"),
    ),
    "every": _closed(
        {
            "period": _EXPRESSION,
            "handler": _ref("id"),
            "reads": _IDS,
            "args": _object(_EXPRESSION),
            "to": _EXPRESSION,
            **_ABOUT,
        },
        ("args", "to", "doc", "span"),
    ),
    "here": _closed(
        {"type": _ref("type"), "scope": {"const": "shared"}, "rank": {"type": "integer", "const": 0}, "span": _SPAN},
        ("span",),
    ),
    "navigate": _closed({**_CREATED, "key": _EXPRESSION, "span": _SPAN}, ("passes", "args", "key", "span")),
    "spawn": _closed({**_CREATED, "span": _SPAN}, ("passes", "args", "span")),
    "always": _closed({"reads": _IDS, "expr": _EXPRESSION, "message": _EXPRESSION, **_ABOUT}, ("doc", "span")),
    "view": _closed(
        {
            "slot": {"enum": list(get_args(SlotKind))},
            "scope": _SCOPE,
            "rank": _RANK,
            "reads": _IDS,
            "inside": {
                "type": "array",
                "prefixItems": [_ref("id"), {"type": "integer", "minimum": 0}],
                "minItems": 2,
                "maxItems": 2,
            },
            "expr": _EXPRESSION,
            "clauses": _OPERANDS["clauses"],
            "key": _EXPRESSION,
            "vars": {**_list(_NUMBER_OF_VARIABLE), "minItems": 1},
            "at": _ref("place"),
            "span": _SPAN,
        },
        ("inside", "expr", "clauses", "key", "vars", "at", "span"),
    ),
}
_SLOT_NEEDS: Schema = {
    "if": {"properties": {"slot": {"const": "rows"}}},
    "then": {"required": ["clauses", "key", "vars"]},
    "else": {"required": ["expr"], "properties": {name: {"not": {}} for name in ("clauses", "key", "vars")}},
}


def _type() -> Schema:
    # The words that graph.schemas writes, and what may stand behind each; which of them make a type, it knows itself.
    count, bound, type_ = {"type": "integer", "minimum": 0}, {"type": "number"}, _ref("type")
    words = {
        "type": {"enum": ["string", "integer", "number", "boolean", "null", "array", "object"]},
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), count),
        **dict.fromkeys(("minimum", "maximum"), bound),
        "pattern": {"type": "string", "maxLength": PATTERN_CHARACTERS_MAX},
        "enum": {**_list({"type": "string"}), "minItems": 1, "uniqueItems": True},
        "$ref": {"type": "string", "pattern": r"^#/\$defs/[A-Za-z_][A-Za-z0-9_]*$"},
        "items": type_,
        "properties": _object(type_),
        "required": _list(_OPERANDS["name"]),
        "additionalProperties": {"if": {"type": "boolean"}, "then": {"const": False}, "else": type_},
        "propertyNames": type_,
        "anyOf": _list(type_),
        "oneOf": _list(type_),
        "x-type": {"enum": ["Time", "Date", "Duration", "Id", "Int"]},
        "x-takes": type_,
        **dict.fromkeys(("x-key", "x-tag", "x-charm", "x-was"), _OPERANDS["name"]),
        "x-skip": {"const": True},
        **dict.fromkeys(("x-clean", "x-missing", "x-wrong", "x-default", "x-else"), _EXPRESSION),
    }
    return {"type": "object", "properties": words, "additionalProperties": False}


def _of_operator(operator: Operator) -> Schema:
    names = {name.rstrip("?"): _OPERANDS[kind] for name, kind in operator.operands.items()}
    optional = tuple(name.rstrip("?") for name in operator.operands if name.endswith("?"))
    return _closed({"op": {"const": operator.name}, **names, "span": _SPAN}, (*optional, "span"))


def _node(names: list[str]) -> Schema:
    # if/then by operator rather than oneOf, so that an error points at the operand that is wrong.
    cases = [{"if": {"properties": {"op": {"const": name}}}, "then": _ref(f"op-{name}")} for name in names]
    return {"type": "object", "required": ["op"], "properties": {"op": {"enum": names}}, "allOf": cases}


def _group(group: Group) -> Schema:
    return _node([operator.name for operator in OPERATORS.values() if operator.group == group])


def _step() -> Schema:
    cases = [{"if": {"properties": {"kind": {"const": kind}}}, "then": _ref(f"step-{kind}")} for kind in _STEPS]
    shape = {"id": _ref("id"), "kind": {"enum": list(_STEPS)}}
    return {"type": "object", "required": ["id", "kind"], "properties": shape, "allOf": cases}


def _with_identity(kind: str, schema: Schema) -> Schema:
    whole = {
        **schema,
        "properties": {"id": _ref("id"), "kind": {"const": kind}, **schema["properties"]},
        "required": ["id", "kind", *schema["required"]],
    }
    return whole | _SLOT_NEEDS if kind == "view" else whole


def schema() -> Schema:
    """The schema of a document, as data; deterministic."""
    recipe = {"id": _OPERANDS["name"], "params": _list(_OPERANDS["name"]), "template": _list(_ref("template"))}
    migration = _closed({"takes": _ref("type"), "expr": _EXPRESSION, "span": _SPAN}, ("expr", "span"))
    changed = {"was": _OPERANDS["name"], "migrations": _object(migration)}
    function = {"id": _ref("id"), "arity": {"type": "integer", "minimum": 0, "maximum": ARITY_MAX}, "expr": _EXPRESSION}
    edge = {
        "source": _ref("id"),
        "target": _ref("id"),
        "kind": {"enum": ["reads", "writes", "spawns", "passes", "shows", "calls"]},
    }
    document = {
        "format": {"type": "integer", "const": FORMAT},
        "sources": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
        "$defs": _object(_ref("type")),
        "functions": _list(_closed({**function, **_ABOUT}, ("doc", "span"))),
        "recipes": {**_list(_closed({**recipe, **changed, **_ABOUT}, (*changed, "doc", "span"))), "minItems": 1},
        "steps": {**_list(_ref("step")), "maxItems": STEPS_MAX},
        "edges": _list(_closed(edge)),
        "tests": _list({"type": "object"}),
    }
    definitions = {
        "id": {"type": "string", "pattern": ID, "maxLength": ID_CHARACTERS_MAX},
        "type": _type(),
        "content": _node(["lit", "slot"]),
        "expression": _group("expression"),
        "place": _node(list(PLACES)),
        "clause": _group("clause"),
        "statement": _group("statement"),
        "template": _node(["element", "branch", "rows", "charm"]),
        "step": _step(),
        **{f"step-{kind}": _with_identity(kind, step) for kind, step in _STEPS.items()},
        **{f"op-{operator.name}": _of_operator(operator) for operator in OPERATORS.values()},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, "title": "charm graph"}
    return {**head, **_closed(document, ("tests",)), "$defs": definitions}


def published() -> Schema:
    """The schema as it is published with the package."""
    text = resources.files("graph").joinpath("graph.schema.json").read_text("utf-8")
    found: Schema = json.loads(text)
    return found


def main() -> None:
    """Write the published schema anew."""
    path = resources.files("graph").joinpath("graph.schema.json")
    with resources.as_file(path) as file:
        file.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
