"""What running the tests of a recipe finds, step by step."""

from pathlib import Path

import pytest

from charm.outcomes import Outcome
from charm.testing import run_tests
from compiler.pipeline import compile_source
from compiler.source import Source

RECIPE = """
recipe Board {
  shared notes: [Text(1..20)] = []
  shared at: Time? = none
  local draft: Text = ""
  let size = count(notes)

  on add(text: Text(trim, 1..20)) {
    require size < 2 else "The board is full."
    notes.push(text)
    at = now()
  }

  on open() {
    navigate Detail(notes)
  }

  on divide(n: Int) {
    require 1 / n > 0 else "too small"
  }

  view {
    heading "Notes: {size}"
    input draft label: "Draft"
    form -> add() {
      input text label: "Note"
      button "Add"
    }
    button "Open" -> open()
  }
}

recipe Detail(shared notes: [Text(1..20)]) {
  local filter: Text = ""
  view { heading "{count(notes)} in all" }
}

test "it" {
  visitors ann, bo
  let board = spawn Board()
  STEPS
}
"""


def ran(*steps: str) -> Outcome:
    """What the test with these steps, after `visitors ann, bo` and `let board = spawn Board()`, came to."""
    text = RECIPE.replace("STEPS", "\n  ".join(steps))
    graph, diagnostics = compile_source(Source("board.recipe", text), tests=True)
    assert graph is not None, diagnostics
    (outcome,) = run_tests("board.recipe", graph)
    if outcome.failure is not None:
        # A failure is always placed at the last step of these tests.
        assert text[outcome.failure.span.start : outcome.failure.span.end] in steps[-1]
    return outcome


@pytest.mark.parametrize(
    "steps",
    [
        ('ann: board.add(text: " milk ")', 'expect board.notes == ["milk"]', "expect board.size == 1"),
        ('board.add(text: "milk")', 'bo: expect board shows "Notes: 1"'),
        ('ann: board.draft = "half"', 'ann: expect board.draft == "half"', 'bo: expect board.draft == ""'),
        ('ann: board.draft = "half"', 'ann: expect not (board.draft == "") and board.size == 0'),
        (
            'let nothing = ""',
            "expect board.add(text: nothing) refused",
            'expect board.add(text: nothing) refused "text"',
        ),
        ('board.add(text: "a")', 'board.add(text: "b")', 'expect board.add(text: "c") refused "full"'),
        ("ann: let detail = board.open()", 'board.add(text: "a")', 'bo: expect detail shows "1 in all"'),
        ('let words = ["a", "b"]', "expect count(words) == 2"),
        (
            'board.add(text: "a")',
            "let before = board.at",
            "wait 20s",
            'board.add(text: "b")',
            "expect board.at != before",
        ),
        ('board.add(text: "a")', 'ann: board.draft = "x"', "restart", 'ann: expect board.draft == "x"'),
        ("let other = spawn Board()", 'board.add(text: "a")', "expect other.notes == []"),
        ("ann: leave", "expect board.size == 0"),
    ],
    ids=lambda steps: " ; ".join(steps),
)
def test_a_test_whose_steps_come_out_as_it_says_is_ok(steps: tuple[str, ...]) -> None:
    assert ran(*steps).failure is None


@pytest.mark.parametrize(
    ("steps", "message", "expected", "actual"),
    [
        (('board.add(text: "a")', 'expect board.notes == ["b"]'), "this does not hold", '["b"]', '["a"]'),
        (("expect board.size > 3",), "this does not hold", "more than 3", "0"),
        (("expect board.size != 0",), "this does not hold", "not 0", "0"),
        (("expect not true",), "this does not hold", "true", "false"),
        (("expect 1 / board.size == 1",), "this has a fault", "a value", "division by zero"),
        (('expect board.add(text: "a") refused "full"',), "this was not refused", '"full"', "it happened"),
        (
            ('let nothing = ""', 'expect board.add(text: nothing) refused "full"'),
            "this was refused for another reason",
            '"full"',
            "text",
        ),
        (('expect board shows "Notes: 7"',), "the page does not show this", '"Notes: 7"', "Notes: 0 · Draft"),
        (("board.divide(n: 0)",), "this has a fault", "it happened", "zero"),
        (
            ('board.add(text: "a")', 'board.add(text: "b")', 'board.add(text: "c")'),
            "this was refused",
            "it happened",
            "The board is full.",
        ),
    ],
    ids=lambda value: " ; ".join(value) if isinstance(value, tuple) else "",
)
def test_a_step_that_comes_out_otherwise_says_what_was_expected_and_what_was(
    steps: tuple[str, ...], message: str, expected: str, actual: str
) -> None:
    failure = ran(*steps).failure

    assert failure is not None
    assert failure.message == message
    assert expected in failure.expected
    assert actual in failure.actual


def test_every_test_starts_anew() -> None:
    test = 'test "{}" {{\n  let board = spawn Board()\n  board.add(text: "a")\n  expect board.size == 1\n}}\n'
    text = RECIPE.split("test ")[0] + test.format("one") + test.format("two")
    graph, _ = compile_source(Source("board.recipe", text), tests=True)
    assert graph is not None

    outcomes = run_tests("board.recipe", graph)

    assert [(outcome.name, outcome.failure) for outcome in outcomes] == [("one", None), ("two", None)]


def test_a_test_looks_into_children_and_into_charms_that_were_spawned() -> None:
    path = Path(__file__).with_name("several_charms.recipe")
    graph, diagnostics = compile_source(Source(path.name, path.read_text("utf-8")), tests=True)

    assert graph is not None, diagnostics
    assert [(each.name, each.failure) for each in run_tests(path.name, graph) if each.failure] == []
