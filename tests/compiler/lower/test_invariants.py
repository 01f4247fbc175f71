"""`always` to a step: what it reads, what it may not read, and what it means for handlers."""

import pytest

from graph.model import Always
from tests.compiler.lower.compiling import bare, codes, compiled, handler

RECIPE = """
recipe R(seats: Int = 2, shared led: Int = 0) {{
  shared n: Int = 0
  shared taken: [Id] = []
  shared always: Int = 1
  shared always2: Int = 1
  local mine: Int = 0
  child kid = K()
  let used = count(taken)
  let own = used + mine
  let far = kid.k
  fn twice(x: Int) = x * led
  {members}
}}
recipe K {{ shared k: Int = 1 }}
"""


def test_an_always_is_a_step_with_what_it_reads_and_says() -> None:
    graph = compiled(
        RECIPE.format(members='"""Room."""\n always used <= seats else "{seats} at most"\n always n > always + always2')
    )
    first, second = (step for step in graph.steps if isinstance(step, Always))

    assert (first.id, first.reads, first.doc) == ("R.always.1", ("R.used", "R.seats"), "Room.")
    assert bare(first.expr) == {
        "op": "le",
        "left": {"op": "ref", "step": "R.used"},
        "right": {"op": "ref", "step": "R.seats"},
    }
    assert first.message["op"] == "text"
    assert second.id == "R.always.2"
    assert bare(second.message) == {"op": "lit", "value": "That cannot be done now."}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("n > mine", ["C0510"]),
        ("own > 0", ["C0510"]),
        ('me != ""', ["C0510"]),
        ('n > 0 else "for {me}"', ["C0510"]),
        ("led > 0", ["C0511"]),
        ("twice(n) > 0", ["C0511"]),
        ("kid.k > 0", ["C0511"]),
        ("far > 0", ["C0511"]),
        ('n > 0 else "not {led}"', ["C0511"]),
        ("random() < 2", ["C0418"]),
        ("count(here) > 0", ["C1105"]),
        ("n", ["C0412"]),
        ("n > 0 else 4", ["C0401"]),
    ],
)
def test_an_always_is_over_what_all_share_of_its_own_charm(condition: str, found: list[str]) -> None:
    assert codes(RECIPE.format(members=f"always {condition}")) == found


@pytest.mark.parametrize(
    ("always", "conflict"),
    [("n >= 0", "conflicts"), ("used < 3", "commutes"), ("used + n < 3", "conflicts"), ("seats > 0", "commutes")],
)
def test_a_write_that_an_always_may_stop_counts_as_reading(always: str, conflict: str) -> None:
    graph = compiled(RECIPE.format(members=f"always {always}\n on go() {{ n += 1 }}"))

    assert handler(graph, "R.go").conflict == conflict


def test_a_write_through_a_reference_counts_as_reading_what_an_always_there_is_about() -> None:
    text = "recipe R {\n shared n: Int = 0\n always n >= 0\n child one = One(n)\n}\n"
    graph = compiled(text + "recipe One(shared n: Int) {\n on go() { n += 1 }\n}")

    assert handler(graph, "One.go").conflict == "conflicts"
