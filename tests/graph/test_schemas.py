"""Types as JSON Schema: one schema for each type, and what the schema says of values."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from graph import format as graph_format
from graph import types as t
from graph.schemas import NotAType, schema_of, slot_schema, type_of
from tests.graph.breaking import CHAT

EXPRESSIONS = st.sampled_from([{"op": "lit", "value": 1}, {"op": "now"}, {"op": "var", "n": 0}])
NAMES = st.sampled_from(["a", "b", "kind", "Todo_2"])
COUNTS = st.none() | st.integers(0, 50)
NUMBERS = st.none() | st.integers(-5, 5) | st.floats(-2, 2)


def cleanings(types: st.SearchStrategy[Any]) -> st.SearchStrategy[t.Cleaning | None]:
    return st.none() | st.builds(t.Cleaning, EXPRESSIONS, types)


def slots(types: st.SearchStrategy[Any]) -> st.SearchStrategy[t.Slot]:
    return st.builds(t.Slot, NAMES, types, st.none() | EXPRESSIONS, st.none() | EXPRESSIONS)


def records(types: st.SearchStrategy[Any]) -> st.SearchStrategy[t.Record]:
    fields = st.lists(slots(types), max_size=3, unique_by=lambda slot: slot.name).map(tuple)
    return st.builds(t.Record, fields, st.none() | NAMES)


SCALARS = st.one_of(
    *(st.just(type_()) for type_ in (t.Bool, t.Time, t.Date, t.Duration, t.Id, t.Json, t.Nothing)),
    st.builds(t.CharmOf, NAMES),
)


def cleaned(types: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(t.Text, st.integers(0, 5), COUNTS, st.none() | st.just("^[a-z]$"), cleanings(types)),
        st.builds(t.Int, NUMBERS, NUMBERS, cleanings(types)),
        st.builds(t.Number, NUMBERS, NUMBERS, cleanings(types)),
        st.builds(t.Enum, st.lists(NAMES, min_size=1, unique=True).map(tuple), cleanings(types)),
        st.builds(t.Named, NAMES, cleanings(types)),
    )


def compound(types: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from([t.Text(), t.Id(), t.Int(), t.Text(1, 5), t.Enum(("a", "b"))])
    return st.one_of(
        cleaned(types),
        records(types),
        st.builds(t.Option, types),
        st.builds(t.ListOf, types, st.integers(0, 3), COUNTS, st.booleans(), st.none() | EXPRESSIONS),
        st.builds(t.MapOf, keys, types, st.none() | EXPRESSIONS),
        st.builds(t.Union, NAMES, st.lists(records(types), min_size=2, max_size=3).map(tuple)),
    )


@st.composite
def types_of_depth(draw: st.DrawFn, depth: int) -> Any:
    return draw(SCALARS if depth == 0 else SCALARS | compound(types_of_depth(depth - 1)))


TYPES = types_of_depth(2)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(TYPES)
def test_each_type_comes_back_from_its_schema(type_: t.Type) -> None:
    assert type_of(schema_of(type_)) == type_


@settings(max_examples=50, derandomize=True, deadline=None, database=None)
@given(TYPES)
def test_each_schema_fits_what_the_format_says_of_types(type_: t.Type) -> None:
    whole = graph_format.schema()
    validator = Draft202012Validator({"$ref": "#/$defs/type", "$defs": whole["$defs"]})

    assert [error.message for error in validator.iter_errors(schema_of(type_))] == []


@pytest.mark.parametrize(
    ("type_", "fits", "wrong"),
    [
        (t.Text(1, 3), ["a", "äöü", "👩‍🚀"], ["", "abcd", 1, None]),
        (t.Text(pattern="^[a-z]{2}$"), ["ab"], ["abc", "A"]),
        (t.Int(0, 10), [0, 10], [-1, 11, 1.5, "1", True, None]),
        (t.Number(None, 1.5), [-1e300, 0, 1.5], [1.6, "1", False]),
        (t.Bool(), [True, False], [0, 1, "true"]),
        (t.Time(), ["2026-11-22T21:44:00.000Z"], ["2026-11-22", "2026-11-22T21:44:00Z", 0]),
        (t.Date(), ["2026-11-22"], ["22.11.2026", "2026-11-22T21:44:00.000Z"]),
        (t.Duration(), [0, -1000], [1.5, "20s"]),
        (t.Id(), ["a-B_9"], ["", "a b", "a" * 65]),
        (t.Json(), [None, [], {"a": [1]}, "x"], []),
        (t.Nothing(), [None], [0, "", []]),
        (t.Enum(("open", "done")), ["open"], ["Open", None, 1]),
        (t.Option(t.Int()), [None, 1], ["", 1.5]),
        (t.ListOf(t.Int(), 1, 2), [[1], [1, 2]], [[], [1, 2, 3], ["a"], {}]),
        (t.MapOf(t.Text(), t.Int()), [{}, {"a b": 1}], [{"a": "1"}, []]),
        (t.MapOf(t.Int(), t.Bool()), [{"-12": True}, {"0": False}], [{"01": True}, {"a": True}]),
        (
            t.Record((t.Slot("a", t.Int()), t.Slot("b", t.Option(t.Int())))),
            [{"a": 1}],
            [{}, {"b": 1}, {"a": 1, "c": 2}],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_schema_tells_the_values_of_its_type_from_others(type_: t.Type, fits: list[Any], wrong: list[Any]) -> None:
    validator = Draft202012Validator(schema_of(type_))

    assert [value for value in fits if not validator.is_valid(value)] == []
    assert [value for value in wrong if validator.is_valid(value)] == []


def test_a_default_makes_a_field_optional_and_stands_in_its_schema() -> None:
    slot = t.Slot("at", t.Time(), default={"op": "now"})

    assert slot_schema(slot)["x-default"] == {"op": "now"}
    assert "required" not in schema_of(t.Record((slot,)))


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "string", "minItems": 1}, ""),
        ({"type": "string", "minLength": 0}, ""),
        ({"type": "array"}, ""),
        ({"type": "array", "items": {"type": "string", "format": "email"}}, "/items"),
        ({"type": "object", "properties": {"a": {"allOf": []}}, "additionalProperties": False}, "/properties/a"),
        ({"type": "object", "properties": {}}, ""),
        ({"type": "object", "additionalProperties": False}, "/additionalProperties"),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, ""),
        ({"x-type": "Money", "type": "number"}, ""),
        ({"enum": []}, ""),
        ({"enum": [1, 2]}, ""),
        ({"$ref": "https://example.org/schema"}, ""),
        ({"type": "unknown"}, "/type"),
    ],
)
def test_a_schema_of_no_type_is_refused_with_the_place(schema: Any, place: str) -> None:
    with pytest.raises(NotAType) as refused:
        type_of(copy.deepcopy(schema))

    assert refused.value.place == place


def test_the_published_schema_is_the_one_that_the_tables_give() -> None:
    assert graph_format.published() == graph_format.schema()


def test_the_published_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(graph_format.published())


def test_the_published_schema_by_itself_takes_the_chat() -> None:
    assert list(Draft202012Validator(graph_format.published()).iter_errors(json.loads(CHAT))) == []
