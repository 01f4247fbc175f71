"""Several charms in one space: children, spawned charms, what they read and do of each other; seen through the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import charm

Open = Callable[[str], charm.Charm]

COUNTER = """
recipe Counter(shared value: Int = 0) {
  let label = "at {value}"
  on add(n: Int = 1) { value += n }
  view { text label }
}
"""


@pytest.fixture
def open_(tmp_path: Path) -> Open:
    def opened(source: str) -> charm.Charm:
        path = tmp_path / "app.recipe"
        path.write_text(source, encoding="utf-8")
        return charm.open(charm.compile(path), store="memory:").visitor().open("/")

    return opened


def test_a_child_is_there_with_its_parent_and_is_read_through_it(open_: Open) -> None:
    page = open_(
        """recipe App {
          shared count: Int = 3
          child left = Counter(count)
          child right = Counter(10)
          let both = "{left.label} and {right.label}"
          on add() { left.add(n: 2)
            right.add() }
          view { text both }
        }"""
        + COUNTER
    )
    assert page.read("both") == "at 3 and at 10"

    page.send("add")

    assert page.read("both") == "at 5 and at 11"
    assert (page.read("count"), page.read("left.value"), page.read("right.value")) == (5, 5, 11)
    assert page.text().splitlines() == ["at 5 and at 11"]


ROWS = (
    """
type Item { key id: Text, n: Int = 0 }
recipe App {
  shared items: [Item] = [{ id: "a", n: 1 }]
  child rows = [Row(item) for item in items]
  let labels = [row.label for row in rows]
  let total = sum(row.size for row in rows)
  on add(id: Text) {
    items.push({ id })
    rows[id]?.grow(by: 5)
  }
  on take(item in items) { remove item }
  on all() { for row in rows { row.grow(by: 1) } }
  on reset() { items = [{ id: "a", n: 7 }, { id: "z", n: 9 }] }
  view { list label: "Rows" { for row in rows { item row.label } } }
}
recipe Row(shared item: Item) {
  shared grown: Int = 0
  let size = item.n + grown
  let label = "{item.id}: {size}"
  on grow(by: Int) { grown += by }
  view { text label }
}
"""
).replace("rows[id]?.grow(by: 5)", "let made = rows[id]\n    if made != none { made.grow(by: 5) }")


def test_children_come_and_go_with_the_elements_of_a_list(open_: Open) -> None:
    page = open_(ROWS)
    assert page.read("labels") == ["a: 1"]

    page.send("add", {"id": "b"})
    assert page.read("labels") == ["a: 1", "b: 5"]
    assert page.text().splitlines() == ["Rows", "a: 1", "b: 5"]

    page.send("take", {"item": "a"})
    assert page.read("labels") == ["b: 5"]
    assert page.read("total") == 5

    page.send("reset")
    assert page.read("labels") == ["a: 7", "z: 9"]


def test_a_child_keeps_what_it_has_while_its_element_is_there(open_: Open) -> None:
    page = open_(ROWS)
    page.send("all")
    assert page.read("labels") == ["a: 2"]

    page.send("reset")

    assert page.read("labels") == ["a: 8", "z: 9"]
