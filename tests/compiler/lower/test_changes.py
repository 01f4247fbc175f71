"""What a recipe says of its past: old names, and migrations."""

import pytest

from graph.model import Cell, Input
from tests.compiler.lower.compiling import codes, compiled

RECIPE = """
type Todo {{ key id: Id
 title was name: Text }}
recipe List was Tasks(shared left was rest: Int = 0) {{
 shared todos was items: [Todo] = []
 shared users: {{Id: Text}} = {{}}
 {more}
 view {{ text count(todos), left }}
}}
""".replace("text count(todos), left", "text count(todos) + left + count(users)")


def test_old_names_of_recipes_parameters_cells_and_fields_are_in_the_graph() -> None:
    graph = compiled(RECIPE.format(more=""))

    was = {step.id: step.was for step in graph.steps if isinstance(step, Cell | Input)}
    assert was == {"List.left": "rest", "List.todos": "items", "List.users": None}
    assert graph.root.was == "Tasks"
    assert graph.types["Todo"]["properties"]["title"]["x-was"] == "name"


def test_a_migration_is_a_function_of_what_was_stored() -> None:
    graph = compiled(RECIPE.format(more="migrate users(old: [Text]) = { [t]: t for t in old }"))

    migration = graph.root.migrations["users"]
    assert migration.takes == {"type": "array", "items": {"type": "string"}}
    assert migration.expr is not None
    assert migration.expr["clauses"][0]["in"] == {
        "op": "var",
        "n": 0,
        "span": migration.expr["clauses"][0]["in"]["span"],
    }


def test_none_lets_go_what_is_no_more() -> None:
    graph = compiled(RECIPE.format(more="migrate guests(old: {Id: Text}) = none"))

    assert graph.root.migrations["guests"].expr is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("shared a was b: Int = 0\n shared b was a: Int = 0", "C0811"),
        ("shared a was left: Int = 0", "C0811"),
        ("shared a was a: Int = 0", "C0811"),
        ("shared a was items: Int = 0", "C0812"),
        ("migrate users(old: [Text]) = 3", "C0401"),
        ("migrate users(old: [Text]) = { [t]: t for t in olds }", "C0312"),
        ("migrate users(old: [Text]) = { [new_id()]: t for t in old }", "C0418"),
        ("migrate users(shared old: [Text]) = {}", "C0328"),
        ("migrate users(old: [Text]) = {}\n migrate users(old: [Int]) = {}", "C0313"),
        ("migrate users(old: {Id: Text}) = old", "C0814"),
        ("migrate users(old: [Text]) = { [me]: t for t in old }", "C0815"),
        ("migrate guests(old: [Text]) = old", "C0813"),
    ],
)
def test_what_cannot_be_taken_over_is_said(more: str, code: str) -> None:
    assert set(codes(RECIPE.format(more=more))) == {code}


def test_old_names_of_fields_are_as_clear_as_those_of_cells() -> None:
    record = "recipe R {{ shared xs: [{{ {fields} }}] = []\n view {{ text count(xs) }} }}"

    assert codes(record.format(fields="a was b: Int, b: Int")) == ["C0811"]
    assert codes(record.format(fields="a was c: Int, b was c: Int")) == ["C0812"]


def test_two_recipes_cannot_take_over_one() -> None:
    text = "recipe A was Q { view { text 1 } }\nrecipe B was Q { view { text 2 } }"

    assert codes(text) == ["C0812"]
