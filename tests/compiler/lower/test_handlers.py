"""Handlers as steps: payload, elements, what they read and write, and whether two runs commute."""

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Handler
from tests.compiler.lower.compiling import bare


def handler(text: str, name: str = "go") -> Handler:
    """The handler of that name in a recipe `R` with cells of all sorts."""
    whole = f"""
type Todo {{ key id: Text(trim, 1..9), votes: Int = 0 }}
type Note {{ text: Text }}
type Line {{ key id: Id = new_id(), text: Text }}

recipe R {{
  shared todos: [Todo] = []
  shared notes: [Note] = []
  shared lines: [Line] = []
  shared few: [Text](..5) = []
  shared names: {{Id: Text = ""}} = {{}}
  shared n: Int = 0
  shared level: Int(clamp, 0..9) = 0
  local mine: Int = 0
  let double = n * 2
  {text}
}}
"""
    graph, problems = compile_source(Source("a.recipe", whole))
    assert [each for each in problems if each.severity == "error"] == []
    assert graph is not None
    return next(step for step in graph.steps if isinstance(step, Handler) and step.id == f"R.{name}")


def test_an_element_is_named_in_the_payload_by_its_key() -> None:
    found = handler("on go(id as todo in todos, by: Int else todo.votes) { todo.votes = by }")

    assert bare(found.elements["id"].at) == {"op": "ref", "step": "R.todos"}
    assert found.elements["id"].var == 0
    assert (found.payload["id"]["minLength"], found.payload["id"]["maxLength"]) == (1, 9)
    assert found.payload["by"]["x-else"] == {"op": "field", "of": {"op": "place", "n": 0}, "name": "votes"}


def test_an_element_of_a_list_without_key_is_any_json_in_the_payload() -> None:
    assert handler("on go(note in notes) { remove note }").payload == {"note": {}}


def test_a_default_in_a_payload_may_read_the_fields_before_it() -> None:
    found = handler("on go(a: Int, b: Int = a + n) { n = b }")

    assert found.payload["b"]["x-default"]["left"] == {"op": "payload", "name": "a"}
    assert found.reads == ("R.n",)


@pytest.mark.parametrize(
    ("text", "reads", "writes"),
    [
        ("on go() { n = mine }", ("R.mine",), ("R.n",)),
        ('on go() { names[me] = "" }', (), ("R.names",)),
        ("on go(todo in todos) { todo.votes = n }", ("R.n",), ("R.todos",)),
        ("on go(todo in todos) { todo.votes = todo.votes * 2 }", ("R.todos",), ("R.todos",)),
        ("on go() { n = double\n mine = n }", ("R.double", "R.n"), ("R.n", "R.mine")),
        ("on go() { other() }\n on other() { n = mine }", ("R.mine",), ("R.n",)),
        ("on go() { other() }\n on other() { go() }", (), ()),
        ("on go() { for t in todos { t.votes = 0 } }", ("R.todos",), ("R.todos",)),
    ],
)
def test_what_a_handler_reads_and_writes_is_known(text: str, reads: object, writes: object) -> None:
    found = handler(text)

    assert (found.reads, found.writes) == (reads, writes)


@pytest.mark.parametrize(
    ("text", "conflict"),
    [
        ("on go() { n += 1 }", "commutes"),
        ('on go() { notes.push({ text: "" }) }', "commutes"),
        ('on go() { lines.push({ text: "" }) }', "commutes"),
        ("on go() { mine = mine + 1 }", "commutes"),
        ('on go() { names[me] = "x" }', "commutes by key"),
        ('on go(line in lines) { line.text = "x" }', "commutes by key"),
        ("on go(line in lines) { remove line }", "commutes by key"),
        ("on go() { n = 4 }", "conflicts"),
        ("on go() { level += 1 }", "conflicts"),
        ('on go() { few.push("x") }', "conflicts"),
        ('on go() { todos.push({ id: "x" }) }', "conflicts"),
        ('on go() { require n < 3 else "full"\n n += 1 }', "conflicts"),
        ('on go() { require double < 3 else "full"\n n += 1 }', "conflicts"),
        ("on go() { other() }\n on other() { n = 4 }", "conflicts"),
        ("on go(line in lines) { move line to 0 }", "conflicts"),
    ],
)
def test_two_runs_commute_unless_the_outcome_of_a_write_depends_on_what_is_there(text: str, conflict: str) -> None:
    assert handler(text).conflict == conflict


def test_a_handler_that_only_handlers_may_call_says_so() -> None:
    assert handler("private on go() { n = 1 }").private


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (
            "on drop(word in long) { remove word }",
            "Name the list in a cell that `long` is made of, and `require` what it was chosen by.",
        ),
        (
            "on drop(word in given) { remove word }",
            "Take the key, `id: …`, and read `given[id]`; or declare it `shared given: …`.",
        ),
    ],
)
def test_an_element_of_what_is_no_list_in_a_cell_is_told_the_way_to_one(member: str, said: str) -> None:
    text = f"""recipe R(given: [Text] = []) {{
  shared words: [Text] = []
  let long = [w for w in words where size(w) > 3]
  {member}
}}
"""
    _, diagnostics = compile_source(Source("a.recipe", text))

    assert said in [each.help for each in diagnostics]
