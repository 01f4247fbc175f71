"""No recipe can hang or exhaust the server: each kind of growth ends in a fault, and the space goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

import charm

RECIPE = """fn down(n: Int) -> Int = if n <= 0 then 0 else down(n - 1) + 1
fn forever(n: Int) -> Int = forever(n + 1)

recipe Greedy {{
  shared n: Int = 1
  shared out: Json = 0
  on run() {{ out = {expression} }}
  on fine() {{ n += 1 }}
  view {{ title "Greedy" }}
}}
"""

GREEDY = {
    "recursion without end": "forever(0)",
    "recursion that is too deep": "down(100000)",
    "a loop in a loop in a loop": "count(a for a in range(1000) for b in range(1000) for c in range(1000))",
    "whole numbers that double their digits": "fold x = 3 for i in range(64) -> x * x",
    "sums that double": "fold x = 1 for i in range(100000) -> x + x",
    "floats beyond the largest": "1.5 * pow(10, 308) * 10",
    "text that doubles": 'fold t = "ab" for i in range(64) -> "{t}{t}"',
    "lists that double": "fold xs = [1] for i in range(64) -> [...xs, ...xs]",
    "a long list": "range(100000000)",
    "a long search in every pass": "count(i for i in range(100000) where contains(range(100000), i))",
    "division by zero": "1 / (n - 1)",
}


@pytest.mark.parametrize("expression", GREEDY.values(), ids=GREEDY.keys())
def test_a_greedy_handler_faults_and_the_space_goes_on(expression: str, tmp_path: Path) -> None:
    path = tmp_path / "greedy.recipe"
    path.write_text(RECIPE.format(expression=expression), encoding="utf-8")
    with charm.open(path, seed=1) as space:
        page = space.visitor().open()
        with pytest.raises(charm.Faulted):
            page.send("run")
        page.send("fine")
        assert (page.read("n"), page.read("out")) == (2, 0)
        assert len(space.faults) == 1
