"""The rank of steps: depth in dataflow order, and loops."""

from compiler.rank import rank
from compiler.source import Source
from graph.model import Cell, Derive, Node, Step, StepId, View


def cell(step: StepId) -> Cell:
    return Cell(step, "shared", {"type": "integer"}, {"op": "lit", "value": 0})


def derive(step: StepId, *reads: StepId) -> Derive:
    expr: Node = {
        "op": "list",
        "items": [{"op": "ref", "step": read, "span": [n, n + 1]} for n, read in enumerate(reads)],
    }
    return Derive(step, "shared", {"type": "integer"}, 1, reads, expr)


def slot(step: StepId, *reads: StepId, inside: tuple[StepId, int] | None = None) -> View:
    return View(step, "text", "shared", 1, reads, inside, {"op": "lit", "value": ""})


def ranks(*steps: Step) -> dict[StepId, int]:
    ranked, problems = rank(steps, {0: Source("a.recipe", "")})
    assert problems == ()
    return {step.id: step.rank for step in ranked if isinstance(step, Cell | Derive | View)}


def test_a_derived_value_ranks_above_the_deepest_step_that_it_reads() -> None:
    found = ranks(derive("R.c", "R.a", "R.b"), derive("R.b", "R.a"), cell("R.a"))

    assert found == {"R.a": 0, "R.b": 1, "R.c": 2}


def test_a_slot_ranks_above_the_slots_that_it_stands_in() -> None:
    found = ranks(cell("R.a"), slot("R.view.1.rows", "R.a"), slot("R.view.2.text", inside=("R.view.1.rows", 0)))

    assert (found["R.view.1.rows"], found["R.view.2.text"]) == (1, 2)


def test_what_reads_nothing_comes_after_the_cells() -> None:
    assert ranks(derive("R.a")) == {"R.a": 1}


def test_a_chain_of_ten_thousand_derived_values_is_ranked() -> None:
    chain = [derive(f"R.d{n}", f"R.d{n + 1}") for n in range(10_000)]

    assert ranks(*chain, cell("R.d10000"))["R.d0"] == 10_000


def test_a_loop_is_drawn_with_the_place_of_each_edge() -> None:
    steps = (derive("R.a", "R.b"), derive("R.b", "R.x", "R.c"), derive("R.c", "R.a"), cell("R.x"))

    _, (problem,) = rank(steps, {0: Source("a.recipe", "")})

    assert (problem.code, problem.primary.span.start) == ("C0801", 0)
    assert [(label.text, label.span.start) for label in problem.secondary] == [
        ("`b` reads `c`", 1),
        ("`c` reads `a`", 0),
    ]
    assert problem.notes == ("`a` -> `b` -> `c` -> `a` (each reads the next)",)


def test_two_loops_are_two_errors_and_what_reads_a_loop_is_none() -> None:
    steps = (derive("R.a", "R.a"), derive("R.b", "R.c"), derive("R.c", "R.b"), derive("R.d", "R.a", "R.b"))

    _, problems = rank(steps, {0: Source("a.recipe", "")})

    assert [problem.within for problem in problems] == ["R.a", "R.b"]
