"""Test blocks as steps for a runner."""

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Node
from tests.compiler.lower.compiling import bare, codes, compiled

RECIPES = """
type Todo { key id: Id = new_id(), title: Text }
recipe R {
  shared todos: [Todo] = []
  local draft: Text = ""
  let size = count(todos)
  on add(title: Text) { todos.push({ title }) }
  on drop(todo in todos) { remove todo }
  on open() { via() }
  on via() { navigate Page(4) }
  private on hidden() { todos.clear() }
}
recipe Page(n: Int) { view { text n } }
"""


def source(*lines: str) -> str:
    return RECIPES + 'test "it" {\n visitors ann, bo\n let r = spawn R()\n ' + "\n ".join(lines) + "\n}\n"


def steps(*lines: str) -> list[Node]:
    """The steps behind the first two, bare."""
    (test,) = compiled(source(*lines), tests=True).tests
    found: list[Node] = bare(test["steps"])
    return found[2:]


def var(n: int) -> Node:
    return {"op": "var", "n": n}


def peek(of: Node, step: str) -> Node:
    return {"op": "peek", "of": of, "step": step}


def test_a_test_begins_with_its_visitors_and_its_first_charm() -> None:
    (test,) = compiled(source(), tests=True).tests

    assert (test["name"], bare(test["steps"])) == (
        "it",
        [{"op": "visitors", "names": ["ann", "bo"]}, {"op": "spawn", "recipe": "R", "args": {}, "var": 0}],
    )


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (
            'ann: r.add("x")',
            {
                "op": "call",
                "who": "ann",
                "charm": var(0),
                "handler": "R.add",
                "args": {"title": {"op": "lit", "value": "x"}},
            },
        ),
        ("let page = r.open()", {"op": "call", "charm": var(0), "handler": "R.open", "args": {}, "var": 1}),
        (
            'ann: r.draft = "x"',
            {
                "op": "set",
                "who": "ann",
                "charm": var(0),
                "path": [{"op": "lit", "value": "draft"}],
                "to": {"op": "lit", "value": "x"},
            },
        ),
        ("let n = r.size", {"op": "let", "var": 1, "to": peek(var(0), "R.size")}),
        (
            "expect r.size == 0",
            {"op": "expect", "test": {"op": "eq", "left": peek(var(0), "R.size"), "right": {"op": "lit", "value": 0}}},
        ),
        (
            'bo: expect r shows "x"',
            {"op": "expect_shows", "who": "bo", "charm": var(0), "text": {"op": "lit", "value": "x"}},
        ),
        (
            'expect r.add() refused "title"',
            {"op": "expect_refused", "charm": var(0), "handler": "R.add", "args": {}, "text": "title"},
        ),
        ("wait 20s", {"op": "wait", "for": {"op": "lit", "value": 20000}}),
        ("restart", {"op": "restart"}),
        ("ann: leave", {"op": "leave", "who": "ann"}),
    ],
)
def test_a_line_becomes_one_step(line: str, step: Node) -> None:
    assert steps(line) == [step]


def test_an_element_is_passed_by_its_key_where_there_is_one() -> None:
    (call,) = steps("ann: r.drop(first(r.todos))")

    assert call["args"]["todo"]["op"] == "then"
    assert call["args"]["todo"]["do"]["name"] == "id"


def test_a_charm_that_a_call_opened_can_be_looked_at() -> None:
    assert steps("let page = r.open()", "expect page.n == 4")[1]["test"]["left"] == peek(var(1), "Page.n")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('ann: expect r.draft == ""', []),
        ('expect r.draft == ""', ["C0903"]),
        ("anne: r.open()", ["C0901"]),
        ('let x = r.add("y")', ["C0904"]),
        ("r.hidden()", ["C0612"]),
        ('r.ad("x")', ["C0601"]),
        ("r.add()", ["C0605"]),
        ("expect r.size refused", ["C0906"]),
        ('expect r.size shows "x"', ["C0902"]),
        ('r.draft += "x"', ["C0903", "C0905"]),
        ("let x = spawn Q()", ["C0317"]),
        ('expect r.add(title: 4) refused "title"', []),
        ("r.add(title: 4)", ["C0401"]),
    ],
)
def test_what_a_test_cannot_do_is_said(line: str, found: list[str]) -> None:
    assert sorted(codes(source(line))) == found


def test_an_option_is_opened_by_using_it() -> None:
    (call,) = steps("ann: r.add(title: first(r.todos).title)")

    assert (call["args"]["title"]["op"], call["args"]["title"]["type"]) == ("fit", {"type": "string"})
    (shown,) = steps('expect "{first(r.todos).title}" == "a"')
    assert shown["test"]["left"]["parts"][0]["op"] == "fit"


@pytest.mark.parametrize(("given", "position"), [("r.words[1]", "1"), ("first(r.words)", "0")])
def test_an_element_of_a_list_without_key_is_called_by_its_position(given: str, position: str) -> None:
    recipe = 'recipe R { shared words: [Text] = ["a"]\n on drop(word in words) { remove word } }\n'
    text = 'test "it" {{\n let r = spawn R()\n r.drop({})\n expect r.words == []\n}}\n'
    _, diagnostics = compile_source(Source("a.recipe", recipe + text.format(given)), tests=True)

    assert {each.code: each.help for each in diagnostics}[
        "C0615"
    ] == f"pass its position, as a script does: `{position}`"
    compiled(recipe + text.format(position), tests=True)


def test_what_a_handler_forgives_may_be_sent_to_it() -> None:
    recipe = """type Row { key id: Int(1..) }
recipe R {
  shared rows: [Row] = []
  shared n: Int = 0
  on load(rows as given: [Row else skip], n as by: Int(1..) else 1) {
    rows = given
    n = by
  }
}
"""
    compiled(recipe + 'test "it" {\n let r = spawn R()\n r.load(rows: [{ id: 0 }, { id: 1 }], n: "x")\n}\n', tests=True)
