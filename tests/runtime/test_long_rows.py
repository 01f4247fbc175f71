"""Derived values that read one another in long rows: made, brought up to date and taken back without end of the stack."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

import charm

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
