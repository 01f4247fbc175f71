"""A document against the published JSON Schema, with its findings said in our own words.

The document is looked at object by object: each `$ref` of the schema waits in a queue instead of being entered at
once. So nesting costs no depth of the stack, and the path of a finding is the path of the field.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from graph.format import schema
from graph.walk import Path

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

Finding = tuple[Path, str]
"""Where something is wrong, from the root of the document, and what."""

FINDINGS_MAX = 1_000
"""Findings after which the rest of a document is not looked at: it is something else than a graph."""

_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def findings(document: object) -> tuple[Finding, ...]:
    """Everything in which a JSON value differs from the schema of a graph document, in the order of the document."""
    found: dict[Finding, None] = {}
    waiting: deque[tuple[Path, Any, str]] = deque([((), document, "")])
    while waiting and len(found) < FINDINGS_MAX:
        place, value, name = waiting.popleft()
        for error in _validator(name).iter_errors(value):
            path = (*place, *error.absolute_path)
            if error.validator == "$ref":
                waiting.append((path, error.instance, str(error.validator_value).rpartition("/")[2]))
            else:
                found |= dict.fromkeys(_translated(path, error))
    return tuple(found)


@cache
def _validator(name: str) -> Validator:
    """The validator of one definition of the schema, or of the document."""
    whole = schema()
    return _validator_class()(whole["$defs"][name] if name else whole)


@cache
def _validator_class() -> Callable[[Any], Validator]:
    # Imported late, since it takes a tenth of a second and only documents from outside need it.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def wait(_validator: Any, _ref: Any, _instance: Any, _schema: Any) -> Iterator[ValidationError]:
        yield ValidationError("")

    def by_constant(validator: Any, cases: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        # Every `allOf` of our schema asks which constant a property has: looking takes less than validating.
        for case in cases:
            ((name, constant),) = case["if"]["properties"].items()
            if isinstance(instance, dict) and instance.get(name) == constant["const"]:
                yield from validator.descend(instance, case["then"])

    def whole_pattern(_validator: Any, pattern: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        # In Python `$` also stands before a newline at the end, which no name of ours may have.
        if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + r"\Z", instance):
            yield ValidationError("")

    # 1.0 is an integer to JSON Schema, but generated code numbers variables and positions with what stands here.
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    words = {"$ref": wait, "allOf": by_constant, "pattern": whole_pattern}
    strict: Callable[[Any], Validator] = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, words, type_checker=types
    )
    return strict


def _translated(path: Path, error: ValidationError) -> Iterator[Finding]:
    """What one error of jsonschema says, as findings of ours."""
    wanted: Any = error.validator_value
    value: Any = error.instance
    match error.validator:
        case "required":
            yield from (((*path, name), "is missing") for name in wanted if name not in value)
        case "additionalProperties":
            known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
            unknown = (name for name in value if name not in known)
            yield from (((*path, name), f"is no field of this; there are {_listed(known)}") for name in unknown)
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            yield (*path, value), "is not a name: letters, digits and _, a letter first"
        case _:
            yield path, _sentence(str(error.validator), wanted, value)


def _sentence(word: str, wanted: Any, value: Any) -> str:
    """What is wrong with a value that fails one keyword of the schema."""
    match word:
        case "type":
            return f"is {_kind(value)} where {_TYPES[wanted]} is wanted"
        case "enum":
            return f"is {_shown(value)}, but must be one of {_listed(wanted)}"
        case "const":
            return f"is {_shown(value)}, but must be {_shown(wanted)}"
        case "pattern":
            return f"is {_shown(value)}, which is not of the form wanted here: {wanted}"
        case "minItems" | "maxItems":
            return f"has {len(value)} elements, but {_bound(word)} {wanted} are wanted"
        case "minLength" | "maxLength":
            return f"has {len(value)} characters, but {_bound(word)} {wanted} are wanted"
        case "minimum" | "maximum":
            return f"is {_shown(value)}, but {_bound(word)} {wanted} is wanted"
        case "uniqueItems":
            return "has the same element twice"
    # What is left is `not: {}`, which nothing fits: a field that steps of this kind do not have.
    return "has no place in a step of this kind"


def _bound(word: str) -> str:
    return "at least" if word.startswith("min") else "at most"


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case None:
            return "null"
    return "an object"


def _shown(value: object) -> str:
    """A value as far as it fits into a sentence."""
    shown = f"`{value}`" if isinstance(value, str) else repr(value) if isinstance(value, int | float) else _kind(value)
    return shown if len(shown) <= 60 else f"{shown[:56]}…`"


def _listed(names: Any) -> str:
    return ", ".join(str(name) for name in names)
