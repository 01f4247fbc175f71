"""Several charms in one space: children, spawned charms, what they read and do of each other; seen through the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw
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


def test_a_space_with_children_is_what_it_was_by_log_and_by_snapshot(tmp_path: Path) -> None:
    path, store = tmp_path / "app.recipe", f"sqlite:{tmp_path / 'app.db'}"
    path.write_text(ROWS, encoding="utf-8")
    graph = charm.compile(path)
    with charm.open(graph, store=store) as space:
        page = space.visitor().open("/")
        for handler, payload in (("all", {}), ("add", {"id": "b"}), ("take", {"item": "a"}), ("all", {})):
            page.send(handler, payload)
        was, charms = page.read(), len(space.host.space.state.charms)
        assert was["labels"] == ["b: 6"]

    # The first one reads the snapshot that closing left, the second the log alone.
    for _ in range(2):
        with charm.open(graph, store=store) as space:
            page = space.visitor().open("/")
            assert (page.read(), len(space.host.space.state.charms)) == (was, charms)
            page.send("add", {"id": f"c{_}"})
            assert page.read("labels")[-1] == f"c{_}: 5"
            was = page.read()
            charms += 1
        connection = apsw.Connection(str(tmp_path / "app.db"))
        connection.execute("DELETE FROM snapshots")
        connection.close()


KEYED = """
recipe App {
  shared visits: Int = 0
  shared other: Charm(Room)? = none
  on mine(name: Text = "") {
    visits += 1
    navigate Own(visits, name) keyed by me
  }
  on room(name: Text) { navigate Room(name) keyed by name }
  on found() { other = spawn Room("spawned") }
  on go() {
    let room = other
    require room != none else "There is none."
    navigate room
  }
  view { title "App" }
}
recipe Own(shared visits: Int, local name: Text) {
  local greeting: Text = "hello {name}"
  view { text greeting }
}
recipe Room(name: Text) { view { heading name } }
"""


def test_by_a_key_the_same_charm_is_found_again(open_: Open) -> None:
    page = open_(KEYED)
    first, second, other = (page.send("room", {"name": name}).opened for name in ("a", "a", "b"))
    assert first is not None and second is not None and other is not None
    assert first.id == second.id != other.id
    assert other.read("name") == "b"


def test_who_comes_to_a_keyed_charm_again_keeps_what_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "app.recipe"
    path.write_text(KEYED, encoding="utf-8")
    with charm.open(charm.compile(path), store="memory:") as space:
        ann, bo = space.visitor().open("/"), space.visitor().open("/")
        at = ann.send("mine", {"name": "Ann"}).opened
        assert at is not None
        assert at.read("greeting") == "hello Ann"

        again, of_bo = ann.send("mine", {"name": "Anna"}).opened, bo.send("mine", {"name": "Bo"}).opened

        assert again is not None and of_bo is not None
        assert (again.id == at.id, of_bo.id == at.id) == (True, False)
        assert (again.read("greeting"), again.read("visits"), of_bo.read("greeting")) == ("hello Ann", 3, "hello Bo")


def test_a_charm_in_a_cell_is_gone_to(open_: Open) -> None:
    page = open_(KEYED)
    with pytest.raises(charm.Refused, match="There is none"):
        page.send("go")
    page.send("found")

    there = page.send("go").opened

    assert there is not None
    assert there.id == page.read("other")
    assert page.read("other.name") == "spawned"


POINTING = """
recipe App {
  shared items: [{ key id: Text, n: Int = 1 }] = [{ id: "a" }]
  child rows = [Row(item) for item in items]
  shared chosen: Charm(Row)? = none
  let size = if chosen == none then none else chosen.size
  on choose(id: Text) { chosen = rows[id] }
  on put(to: Charm(Row)) { chosen = to }
  on take(item in items) { remove item }
  on poke() {
    let row = chosen
    require row != none
    row.poke()
  }
  on half() {
    items.push({ id: "b" })
    for row in rows { row.poke() }
    require count(items) > 5 else "Too few."
  }
  view { text "{size ?? 0}" }
}
recipe Row(shared item: { key id: Text, n: Int = 1 }) {
  shared pokes: Int = 0
  let size = item.n + pokes
  on poke() { pokes += 1 }
  on open() { navigate Detail(pokes) }
  view { text "{size}" }
}
recipe Detail(shared pokes: Int) {
  on poke() { pokes += 1 }
  view { text "{pokes} pokes" }
}
"""


def test_whoever_names_a_charm_that_has_ended_is_told(open_: Open) -> None:
    page = open_(POINTING)
    page.send("choose", {"id": "a"})
    page.send("poke")
    assert page.read("size") == 2

    page.send("take", {"item": "a"})

    with pytest.raises(charm.Faulted, match="is gone"):
        page.read("size")
    with pytest.raises(charm.Refused, match="is gone"):
        page.send("poke")
    assert page.text().splitlines() == ["⚠ What this page was about is gone."]


def test_a_reference_into_a_charm_that_has_ended_says_so(tmp_path: Path) -> None:
    path = tmp_path / "app.recipe"
    path.write_text(POINTING, encoding="utf-8")
    with charm.open(charm.compile(path), store="memory:") as space:
        ann = space.visitor()
        page = ann.open("/")
        detail = ann.open(page.read("rows.a")).send("open").opened
        assert detail is not None
        detail.send("poke")
        assert detail.text() == "1 pokes"

        page.send("take", {"item": "a"})

        assert "is gone" in detail.text()
        with pytest.raises(charm.Refused, match="is gone"):
            detail.send("poke")


@pytest.mark.parametrize("id_", ["nobody", "", "x" * 22])
def test_an_id_from_outside_must_be_that_of_such_a_charm(id_: str, open_: Open) -> None:
    page = open_(POINTING)
    with pytest.raises(charm.Invalid, match="to: must be"):
        page.send("put", {"to": id_})
    with pytest.raises(charm.Invalid, match="to: must be the id of a Row"):
        page.send("put", {"to": page.id})
    page.send("put", {"to": page.read("rows.a")})
    assert page.read("size") == 1


def test_a_refused_handler_leaves_no_child_behind(open_: Open) -> None:
    page = open_(POINTING)
    before = page.read()

    with pytest.raises(charm.Refused, match="Too few"):
        page.send("half")

    assert page.read() == before


def test_what_peeks_at_a_charm_is_computed_only_when_that_changes(tmp_path: Path) -> None:
    path = tmp_path / "app.recipe"
    path.write_text(ROWS, encoding="utf-8")
    with charm.open(charm.compile(path), store="memory:") as space:
        ann = space.visitor()
        page = ann.open("/")
        for id_ in "bcd":
            page.send("add", {"id": id_})
        host = space.host
        connection = host.connect(page.id, "someone", None)
        row = ann.open(page.read("rows.c"))
        ran = host.space.propagation.ran
        ran.clear()

        row.send("grow", {"by": 1})

        assert [step for step in ran if step.startswith("Row.")] == ["Row.size", "Row.label"]
        assert [step for step in ran if step.startswith("App.view")] == ["App.view.3.text"]
        connection.close()
