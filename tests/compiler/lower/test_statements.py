"""Statements of handlers: what each becomes, and what they teach."""

import pytest

from tests.compiler.lower.compiling import body, codes

TODO = """
type Todo { key id: Id = new_id(), title: Text = "", done: Bool = false, votes: Int = 0 }
"""


def recipe(statements: str, params: str = "") -> str:
    """A recipe with cells of all sorts, and a handler `go`."""
    return f"""{TODO}
recipe R {{
  shared todos: [Todo] = []
  shared words: [Text] = []
  shared scores: {{Text: Int = 0}} = {{}}
  shared n: Int = 0
  shared best: Todo? = none
  shared since: Time = now()
  shared line: Text = ""
  on go({params}) {{
    {statements}
  }}
  on other(amount: Int, again: Bool = false) {{ n += amount }}
  on pick(todo in todos) {{ todo.done = true }}
}}
"""


def ref(name: str) -> dict[str, object]:
    return {"op": "ref", "step": f"R.{name}"}


def lit(value: object) -> dict[str, object]:
    return {"op": "lit", "value": value}


def place(n: int) -> dict[str, object]:
    return {"op": "place", "n": n}


def field(of: object, name: str) -> dict[str, object]:
    return {"op": "field", "of": of, "name": name}


N = ref("n")
SCORE = {"op": "entry", "of": ref("scores"), "key": lit("a"), "missing": lit(0)}
WORD = {"op": "nth", "of": ref("words"), "index": lit(0)}


@pytest.mark.parametrize(
    ("statement", "node"),
    [
        ("n = 4", {"op": "set", "at": N, "to": lit(4)}),
        ("n += 4", {"op": "change", "at": N, "by": lit(4)}),
        ("n -= 4", {"op": "change", "at": N, "by": lit(-4)}),
        ("n -= n", {"op": "change", "at": N, "by": {"op": "neg", "of": N}}),
        ('scores["a"] += 1', {"op": "change", "at": SCORE, "by": lit(1)}),
        (
            "since += 20s",
            {"op": "set", "at": ref("since"), "to": {"op": "later", "left": ref("since"), "right": lit(20000)}},
        ),
        ('words.push("x")', {"op": "push", "at": ref("words"), "value": lit("x")}),
        ('words.insert(0, "x")', {"op": "insert", "at": ref("words"), "index": lit(0), "value": lit("x")}),
        ("words.clear()", {"op": "clear", "at": ref("words")}),
        ("scores.clear()", {"op": "clear", "at": ref("scores")}),
        ('remove scores["a"]', {"op": "remove", "at": SCORE}),
        ("remove words[0]", {"op": "remove", "at": WORD}),
        ("move words[0] to 2", {"op": "move", "at": WORD, "to": lit(2)}),
        (
            'require n > 0 else "no"',
            {"op": "require", "test": {"op": "gt", "left": N, "right": lit(0)}, "message": lit("no")},
        ),
        ("other(2)", {"op": "send", "handler": "R.other", "args": {"amount": lit(2)}}),
        (
            "if n == 0 { n = 1 }",
            {
                "op": "if",
                "test": {"op": "eq", "left": N, "right": lit(0)},
                "then": [{"op": "set", "at": N, "to": lit(1)}],
            },
        ),
        (
            'match line { "a" -> n = 1, _ -> n = 2 }',
            {
                "op": "switch",
                "of": ref("line"),
                "cases": [{"values": ["a"], "body": [{"op": "set", "at": N, "to": lit(1)}]}],
                "else": [{"op": "set", "at": N, "to": lit(2)}],
            },
        ),
    ],
)
def test_a_statement_becomes_one_node(statement: str, node: object) -> None:
    assert body(recipe(statement)) == [node]


def test_a_let_is_a_numbered_variable_for_the_rest_of_the_block() -> None:
    assert body(recipe("let m = n + 1\n n = m")) == [
        {"op": "assign", "var": 0, "to": {"op": "add", "left": N, "right": lit(1)}},
        {"op": "set", "at": N, "to": {"op": "var", "n": 0}},
    ]


def test_a_loop_over_a_list_in_a_cell_refers_to_its_elements() -> None:
    (loop,) = body(recipe("for i, t in todos where not t.done where t.votes > i { t.done = true }"))

    assert (loop["op"], loop["var"], loop["index"], loop["at"]) == ("each_element", 0, 1, ref("todos"))
    assert loop["where"]["op"] == "and"
    assert loop["body"] == [{"op": "set", "at": field(place(0), "done"), "to": lit(True)}]


def test_a_loop_over_a_sorted_list_finds_the_elements_by_key() -> None:
    (loop,) = body(recipe("for t in todos order by t.votes limit 1 { t.done = true }"))

    found = {"op": "find", "of": ref("todos"), "key": field({"op": "var", "n": 0}, "id"), "by": "id"}
    assert loop["op"] == "each"
    assert loop["body"] == [{"op": "set", "at": field(found, "done"), "to": lit(True)}]


def test_a_loop_over_a_value_binds_values() -> None:
    (loop,) = body(recipe('for w in ["a", "b"] { scores[w] += 1 }'))

    assert [clause["op"] for clause in loop["clauses"]] == ["for"]
    assert loop["body"][0]["at"]["key"] == {"op": "var", "n": 0}


def test_an_element_is_passed_to_a_handler_by_its_key() -> None:
    (send,) = body(recipe("pick(one)", "one in todos"))

    assert send["args"] == {"todo": field(place(0), "id")}


def test_a_require_opens_an_option_for_the_rest_of_the_block() -> None:
    assert codes(recipe('require best != none else "none"\n line = best.title')) == []


def test_what_is_known_of_a_cell_is_forgotten_when_it_is_written() -> None:
    assert codes(recipe('require best != none else "no"\n best = none\n line = best.title')) == ["C0411"]


def test_what_is_known_of_a_cell_is_forgotten_when_another_handler_runs() -> None:
    assert codes(recipe('require best != none else "no"\n other(1)\n line = best.title')) == ["C0411"]


def test_what_is_known_of_a_let_outlasts_a_write_to_the_cell_that_it_was_read_from() -> None:
    kept = recipe('let b = best; require b != none else ""; best = none; words.push(b.title)')
    assert codes(kept) == []


def test_a_write_to_one_cell_leaves_what_is_known_of_another() -> None:
    assert codes(recipe('require best != none else "no"\n n = 1\n line = best.title')) == []


def test_what_a_later_pass_of_a_loop_may_undo_is_not_known_in_it() -> None:
    looping = 'require best != none else "no"\n for w in words { line = best.title\n best = none }'

    assert codes(recipe(looping)) == ["C0411"]


def test_a_branch_that_writes_a_cell_ends_what_is_known_of_it() -> None:
    branching = 'require best != none else "no"\n if n > 0 { best = none }\n line = best.title'

    assert codes(recipe(branching)) == ["C0411"]
