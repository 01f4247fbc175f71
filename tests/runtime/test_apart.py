"""One bad element does not blank a list: what shows it, what reads it, what uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import charm

RECIPE = """
recipe App {
  shared xs: [Int] = [4, 0, 2]
  shared limit: Int = 5
  let shares = [{ of: x, share: 8 / x } for x in xs]
  let total = sum(s.share for s in shares)
  let length = count(shares)
  let ordered = [s.of for s in shares order by s.share]
  let bounded = [8 / x for x in xs where 8 / x < limit]
  let endless = [fold n = 0 for i in [j for j in range(0, 3000)] -> n + count([k for k in range(0, 3000)]) for x in xs]
  on push(x: Int) { xs.push(x) }
  on use(i: Int) {
    let s = shares[i]
    require s != none
    xs.push(round(s.share))
  }
  view {
    list label: "Shares" { for s in shares { item "{s.share} of {s.of}" } }
  }
}
"""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[charm.Charm]:
    path = tmp_path / "app.recipe"
    path.write_text(RECIPE, encoding="utf-8")
    with charm.open(charm.compile(path), store="memory:") as space:
        yield space.visitor().open("/")


def test_the_other_elements_are_as_they_were(page: charm.Charm) -> None:
    assert page.read("shares") == [{"of": 4, "share": 2}, None, {"of": 2, "share": 4}]
    assert page.read("length") == 3
    assert page.read("shares.2.share") == 4


def test_the_row_shows_the_fault_and_its_neighbours_their_values(page: charm.Charm) -> None:
    assert page.text().splitlines()[1:] == ["2 of 4", "⚠ division by zero", "4 of 2"]

    page.send("push", {"x": 8})

    assert page.text().splitlines()[1:] == ["2 of 4", "⚠ division by zero", "4 of 2", "1 of 8"]


@pytest.mark.parametrize("path", ["total", "ordered", "shares.1.share"])
def test_whatever_uses_the_bad_element_has_its_fault(path: str, page: charm.Charm) -> None:
    with pytest.raises(charm.Faulted, match="division by zero"):
        page.read(path)


def test_which_elements_there_are_is_no_business_of_one_of_them(page: charm.Charm) -> None:
    with pytest.raises(charm.Faulted, match="division by zero"):
        page.read("bounded")


def test_a_budget_is_for_the_whole_list(page: charm.Charm) -> None:
    with pytest.raises(charm.Faulted, match="more work"):
        page.read("endless")


def test_a_handler_that_takes_the_bad_element_is_rolled_back(page: charm.Charm) -> None:
    with pytest.raises(charm.Faulted, match="division by zero"):
        page.send("use", {"i": 1})
    assert page.read("xs") == [4, 0, 2]

    page.send("use", {"i": 2})

    assert page.read("xs") == [4, 0, 2, 4]
