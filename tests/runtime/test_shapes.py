"""One type, one schema: what the runtime takes is what JSON Schema takes, and cleaning ends where it began."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import types as t
from graph.model import Graph, Recipe
from graph.schemas import schema_of
from runtime.evaluate.program import Program
from runtime.evaluate.support import Context
from runtime.values.shapes import Misfit, Shape

PROGRAM = Program(Graph((Recipe("Empty", (), ()),), ()))
VARIABLE = {"op": "var", "n": 0}


def cleaning(*functions: str) -> t.Cleaning:
    expr: dict[str, Any] = VARIABLE
    for function in functions:
        expr = {"op": "call", "function": function, "args": [expr]}
    return t.Cleaning(expr, t.Number() if functions[0] in ("round", "floor", "ceil") else t.Text())


bound = st.integers(-5, 5)
names = st.sampled_from(["a", "b", "c"])
texts = st.builds(
    t.Text, st.integers(0, 3), st.none() | st.integers(3, 6), st.none() | st.sampled_from(["^a", "b$", "[0-9]"])
)
numbers = st.builds(
    lambda kind, low, more: kind(low, low + more), st.sampled_from([t.Int, t.Number]), bound, st.integers(0, 9)
)
plain = (
    texts
    | numbers
    | st.sampled_from([t.Int(), t.Number(), t.Bool(), t.Id(), t.Date(), t.Time(), t.Duration(), t.Json()])
)
enums: st.SearchStrategy[t.Type] = st.lists(names, min_size=1, unique=True).map(lambda values: t.Enum(tuple(values)))


def compounds(inner: st.SearchStrategy[t.Type]) -> st.SearchStrategy[t.Type]:
    lists = st.builds(t.ListOf, inner, st.integers(0, 2), st.none() | st.integers(2, 4))
    maps = st.builds(t.MapOf, st.sampled_from([t.Text(), t.Int(), t.Id(), t.Enum(("a", "b"))]), inner)
    options = inner.filter(lambda type_: not isinstance(type_, t.Option | t.Json)).map(t.Option)
    fields = st.lists(st.tuples(names, inner), min_size=1, max_size=3, unique_by=lambda field: field[0])
    records = fields.map(lambda found: t.Record(tuple(t.Slot(name, type_) for name, type_ in found)))
    return lists | maps | options | records | unions(inner)


def unions(inner: st.SearchStrategy[t.Type]) -> st.SearchStrategy[t.Type]:
    def union(types: list[t.Type]) -> t.Type:
        options = (
            t.Record((t.Slot("kind", t.Enum((f"k{number}",))), t.Slot("a", type_)))
            for number, type_ in enumerate(types)
        )
        return t.Union("kind", tuple(options))

    return st.lists(inner, min_size=2, max_size=3).map(union)


types: st.SearchStrategy[t.Type] = st.recursive(st.one_of(plain, enums), compounds, max_leaves=6)
words = ["", "a", "ab", "b", "a1", "2026-01-01", "2026-01-01T00:00:00.000Z", "7", "-0", "k0", "éée", "a b"]
leaves = st.none() | st.booleans() | st.integers(-12, 12) | st.sampled_from([0.5, 2.0, 1e300, *words])
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.just("kind"), inner, max_size=3),
    max_leaves=8,
)


def near(type_: t.Type) -> st.SearchStrategy[Any]:
    """Values that fit often, and when they do not, only just."""
    match type_:
        case t.ListOf(item):
            return st.lists(near(item), max_size=4)
        case t.MapOf(t.Int(), value):
            return st.dictionaries(st.sampled_from(["1", "-2", "0", "01", "a"]), near(value), max_size=3)
        case t.MapOf(_, value):
            return st.dictionaries(names, near(value), max_size=3)
        case t.Option(of):
            return st.none() | near(of)
        case t.Record(fields):
            return st.fixed_dictionaries({}, optional={slot.name: near(slot.type) for slot in fields} | {"z": leaves})
        case t.Union(_, options):
            kinds = st.sampled_from([*(f"k{number}" for number in range(len(options))), "k9"])
            return st.one_of(
                [st.fixed_dictionaries({"kind": kinds}, optional={"a": near(o.fields[1].type)}) for o in options]
            )
        case t.Int() | t.Number():
            return st.integers(-6, 15) | leaves
    return leaves


def verdict(shape: Shape, value: Any) -> bool:
    try:
        shape.put(value, Context())
    except Misfit:
        return False
    return True


def valid(type_: t.Type, value: Any) -> bool:
    return jsonschema.Draft202012Validator(schema_of(type_)).is_valid(value)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(types.flatmap(lambda type_: st.tuples(st.just(type_), near(type_) | values)))
def test_the_runtime_and_json_schema_agree_on_every_value(case: tuple[t.Type, Any]) -> None:
    type_, value = case
    assert verdict(PROGRAM.shape_of(schema_of(type_)), value) == valid(type_, value)


first, second = st.sampled_from(["trim", "lower", "slug", "title_case"]), st.sampled_from(["trim", "upper"])
cleaned = (
    st.builds(lambda text, *by: t.Text(text.low, text.high, None, cleaning(*by)), texts, first, second)
    | st.sampled_from(["round", "floor", "ceil"]).map(lambda by: t.Int(-3, 3, cleaning(by)))
    | st.just(t.Enum(("a", "b"), cleaning("trim", "lower")))
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(cleaned, leaves | st.text(max_size=8) | st.sampled_from([" a ", "B", " 1.5", 2.5, -2.5]))
def test_what_is_put_fits_its_schema_and_is_cleaned_no_further(type_: t.Type, value: Any) -> None:
    shape = PROGRAM.shape_of(schema_of(type_))
    if verdict(shape, value):
        stored = shape.put(value, Context())
        assert valid(type_, stored)
        assert shape.put(stored, Context()) == stored
