"""Derived values that read one another in long rows: each is made, brought up to date and taken back once."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from msgspec.structs import replace

import charm
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.library.function import Fault
from graph.model import Derive
from runtime.evaluate.program import Program

ROWS = {
    "each reads the next": ("let d600 = a", [f"let d{n} = d{n + 1} + 1" for n in range(600)], "d0", (601, 602)),
    "each reads the one before": ("let d0 = a", [f"let d{n + 1} = d{n} + 1" for n in range(600)], "d600", (601, 602)),
    "by functions": (
        "let d400 = a",
        [f"let d{n} = f{n}(1)\n  fn f{n}(x: Int) = x + d{n + 1}" for n in range(400)],
        "d0",
        (401, 402),
    ),
    # Each is read by two others: who goes all ways that lead to the first goes more than a million million.
    "each reads the two before": (
        "let d0 = a\n  let d1 = a",
        [f"let d{n + 2} = (d{n + 1} + d{n}) % 2" for n in range(60)],
        "d61",
        (1, 0),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_derived_values_in_a_long_row_have_their_values_at_once_and_after_an_event(row: str, tmp_path: Path) -> None:
    begin, members, last, (first, second) = ROWS[row]
    lines = "\n  ".join([begin, *members])
    text = (
        f"recipe A {{\n  shared a: Int = 1\n  shared seen: Int = 0\n  {lines}\n  on go() {{ a += 1 }}\n"
        f'  on look() {{\n    a += 1\n    seen = {last}\n    require seen < 0 else "No."\n  }}\n'
        f'  view {{ text "{{{last}}}" }}\n}}\n'
    )
    file = tmp_path / "a.recipe"
    file.write_text(text, encoding="utf-8")
    before = process_time()

    with charm.open(file, seed=1) as space:
        page = space.visitor().open()
        assert page.read(last) == first
        with pytest.raises(charm.Refused):
            page.send("look")
        assert page.read(last) == first
        page.send("go")
        assert page.read(last) == second
        assert not space.faults
    assert process_time() - before < 10


def test_an_expression_that_python_does_not_take_is_a_fault() -> None:
    graph, _ = compile_source(Source("a.recipe", "recipe A {\n  shared a: Bool = true\n  let d = not a\n}\n"))
    assert graph is not None
    (derived,) = (step for step in graph.steps if isinstance(step, Derive))
    expression = derived.expr
    for _ in range(220):
        expression = {"op": "not", "of": expression}

    value = Program(graph).value(replace(derived, expr=expression))

    with pytest.raises(Fault, match="nests too deeply"):
        value(None, True)
