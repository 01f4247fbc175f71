"""Recipes as steps: parameters, cells, derived values, and what they may start from."""

import pytest

from graph.model import Cell, Derive, Input
from tests.compiler.lower.compiling import bare, codes, compiled


def test_parameters_come_first_then_members_as_written_then_slots() -> None:
    graph = compiled(
        "recipe R(shared a: Int = 0, b: Int = 1) {\n"
        " let d = a + b\n view { text d }\n shared c: Int = 2\n on go() { c = d }\n}"
    )

    assert [step.id for step in graph.steps] == ["R.a", "R.b", "R.d", "R.c", "R.go", "R.view.1.text"]
    assert graph.root.params == ("a", "b")


def test_a_parameter_is_a_reference_a_value_or_a_local() -> None:
    graph = compiled("recipe R(shared a: Int = 0, b: Int, local c: Int else 2) {\n let d = a\n}")
    a, b, c = (step for step in graph.steps if isinstance(step, Input))

    assert [(step.by, step.scope) for step in (a, b, c)] == [
        ("reference", "shared"),
        ("value", "shared"),
        ("local", "local"),
    ]
    assert (bare(a.init), b.init, bare(c.otherwise)) == ({"op": "lit", "value": 0}, None, {"op": "lit", "value": 2})


def test_a_derived_value_is_local_where_it_reads_a_local_at_any_depth() -> None:
    graph = compiled(
        "recipe R {\n shared a: Int = 0\n local b: Int = 0\n let c = a + 1\n let d = b + c\n let e = d * 2\n}"
    )
    derived = {step.id: (step.scope, step.rank) for step in graph.steps if isinstance(step, Derive)}

    assert derived == {"R.c": ("shared", 1), "R.d": ("local", 2), "R.e": ("local", 3)}


def test_a_derived_value_that_reads_me_is_local() -> None:
    graph = compiled("recipe R {\n shared owner: Id? = none\n let mine = owner == me\n}")

    assert [step.scope for step in graph.steps if isinstance(step, Cell | Derive)] == ["shared", "local"]


def test_a_cell_that_is_an_option_starts_as_none() -> None:
    (cell,) = compiled("recipe R {\n shared a: Int?\n}").steps

    assert isinstance(cell, Cell)
    assert bare(cell.init) == {"op": "lit", "value": None}


def test_a_cell_keeps_its_old_name_and_its_documentation() -> None:
    (cell,) = compiled('recipe R {\n """How many."""\n shared total was sum_of: Int = 0\n}').steps

    assert isinstance(cell, Cell)
    assert (cell.was, cell.doc) == ("sum_of", "How many.")


def test_one_type_has_one_schema_wherever_it_stands() -> None:
    graph = compiled("recipe R {\n shared a: {Text: Int = 0} = {}\n\n\n shared b: {Text: Int = 0} = {}\n}")
    a, b = graph.steps

    assert isinstance(a, Cell)
    assert isinstance(b, Cell)
    assert a.type == b.type


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ("local a: Id = new_id()", []),
        ("local a: Number = random()\n local b: Number = a * 2", []),
        ("local a: Id = me", []),
        ("shared a: Time = now()", []),
        ("shared a: Id = new_id()", []),
        ("shared n: Int = 0\n local a: Int = n", ["C0505"]),
        ("local a: Time = now()", ["C0505"]),
        ("local a: Id = me\n shared b: Id = a", ["C0504"]),
        ("shared a: Id = me", ["C0504"]),
    ],
)
def test_a_shared_cell_starts_the_same_for_all_and_a_local_the_same_at_each_look(
    members: str, found: list[str]
) -> None:
    assert codes(f"recipe R {{\n {members}\n}}") == found


def test_a_loop_among_derived_values_is_one_error() -> None:
    assert codes("recipe R {\n let a = b + 1\n let b = c\n let c = a\n}") == ["C0801"]
