"""What is passed to a charm that is opened: places for references, values for the rest."""

import pytest

from graph.model import Handler, Input, Navigate, Spawn
from tests.compiler.lower.compiling import bare, codes, compiled

TODO = 'type Todo { key id: Id = new_id(), title: Text(..80) = "" }\n'


def recipes(statements: str, params: str, handler_params: str = "") -> str:
    """A recipe whose handler `go` navigates, and a recipe `Page` with those parameters."""
    return f"""{TODO}
recipe R {{
  shared todos: [Todo] = []
  shared n: Int(0..9) = 0
  shared names: {{Id: Text = "someone"}} = {{}}
  local mine: Int = 0
  on go({handler_params}) {{ {statements} }}
}}
recipe Page({params}) {{ view {{ text "x" }} }}
"""


def navigates(text: str) -> list[Navigate]:
    return [step for step in compiled(text).steps if isinstance(step, Navigate)]


def test_a_reference_is_a_place_and_a_value_an_expression() -> None:
    (step,) = navigates(recipes("navigate Page(n, n + 1)", "shared a: Int(0..9), b: Int"))

    assert bare(step.passes) == {"a": {"op": "ref", "step": "R.n"}}
    assert list(step.args) == ["b"]
    assert (step.id, step.recipe, step.reads) == ("R.go.navigate", "Page", ("R.n",))


def test_a_reference_may_lead_to_an_element() -> None:
    (step,) = navigates(recipes("navigate Page(todo)", "shared a: Todo", "todo in todos"))

    assert bare(step.passes) == {"a": {"op": "place", "n": 0}}


def test_a_value_may_start_the_cell_of_a_reference_with_a_default() -> None:
    (step,) = navigates(recipes("navigate Page(4)", "shared a: Int = 0"))

    assert (step.passes, bare(step.args)) == ({}, {"a": {"op": "lit", "value": 4}})


def test_an_option_that_is_not_passed_is_none() -> None:
    graph = compiled(recipes("navigate Page()", "a: Int?, shared b: Text?"))

    assert [bare(step.init) for step in graph.steps if isinstance(step, Input)] == [{"op": "lit", "value": None}] * 2


def test_each_navigate_of_a_handler_is_a_step_of_its_own() -> None:
    graph = compiled(recipes("if n > 0 { navigate Page(1) } else { navigate Page(2) }", "a: Int"))

    ids = [step.id for step in graph.steps if isinstance(step, Handler | Navigate)]
    assert ids == ["R.go", "R.go.navigate", "R.go.navigate2"]


@pytest.mark.parametrize(
    ("statement", "params", "found"),
    [
        ("navigate Page(mine)", "shared a: Int", ["C0501"]),
        ("navigate Page(mine)", "local a: Int", []),
        ("navigate Page(mine)", "a: Int", ["C2001"]),
        ("navigate Page(me)", "local a: Id", []),
        ("navigate Page(n + 1)", "shared a: Int", ["C0506"]),
        ("navigate Page(mine + 1)", "shared a: Int = 0", ["C0508"]),
        ("navigate Page(n)", "shared a: Int", []),
        ("navigate Page(n)", "shared a: Int(0..20)", []),
        ("navigate Page(n)", "shared a: Int(1..9)", ["C0507"]),
        ("navigate Page(n)", "shared a: Number", ["C0507"]),
        ("navigate Page(names)", "shared a: {Id: Text}", ["C0507"]),
        ("navigate Page(names)", 'shared a: {Id: Text = "someone"}', []),
        ("navigate Page(todos)", "shared a: [Todo]", []),
        ("navigate Page(todos)", "shared a: [Todo](..5)", ["C0507"]),
        ("navigate Page()", "shared a: Int", ["C0605"]),
        ("navigate Page()", "shared a: Int = 0, b: Int?", []),
        ("navigate Page(1, 2)", "a: Int", ["C0602"]),
        ("navigate Page(b: 2, a: 1)", "a: Int, b: Int", []),
        ("navigate Page(a: 1, a: 2)", "a: Int", ["C0604"]),
        ("navigate Page(c: 1)", "a: Int = 0", ["C0603"]),
        ("navigate Paige()", "a: Int = 0", ["C0317"]),
    ],
)
def test_what_is_passed_must_fit(statement: str, params: str, found: list[str]) -> None:
    assert codes(recipes(statement, params)) == found


def test_what_of_an_element_a_new_charm_is_given_or_keyed_by_is_read_of_its_list() -> None:
    graph = compiled("""
type Page { key title: Text, words: Text = "" }
recipe Wiki {
  shared pages: [Page] = []
  shared made: [Charm(Copy)] = []
  on open(page in pages) { navigate Reader(page) keyed by page.title }
  on copy(page in pages) { made.push(spawn Copy(page.words)) }
}
recipe Reader(shared page: Page) {}
recipe Copy(words: Text) {}
""")
    reads = {step.id: step.reads for step in graph.steps if isinstance(step, Navigate | Spawn)}

    assert reads == {"Wiki.open.navigate": ("Wiki.pages",), "Wiki.copy.spawn": ("Wiki.pages",)}
