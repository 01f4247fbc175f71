"""What statements of handlers do to cells, seen through the Python API."""

from __future__ import annotations

from pathlib import Path

import pytest

import charm


def opened(folder: Path, members: str) -> charm.Space:
    path = folder / "app.recipe"
    path.write_text(f"recipe App {{\n{members}\n view {{ title 'App' }}\n}}\n", encoding="utf-8")
    return charm.open(charm.compile(path), store="memory:")


def test_for_chooses_elements_by_their_position_too(tmp_path: Path) -> None:
    members = """
      shared tasks: [{ key id: Text, done: Bool = false }] = [{ id: "a" }, { id: "b" }, { id: "c" }]
      on finish(past: Int) { for i, t in tasks where i > past { t.done = true } }
    """
    with opened(tmp_path, members) as space:
        page = space.visitor().open("/")
        page.send("finish", {"past": 0})
        assert [page.read(f"tasks.{i}.done") for i in range(3)] == [False, True, True]


@pytest.mark.parametrize(
    ("statement", "kept"),
    [
        ("grid[k][k] = 4", {"grid": {"new": {"new": 4}}}),
        ("grid[k][k] += 4", {"grid": {"new": {"new": 4}}}),
        ("lists[k].push(4)", {"lists": {"new": [4]}}),
        ("lists[k].insert(0, 4)", {"lists": {"new": [4]}}),
        ("records[k].n += 3", {"records": {"new": {"n": 4, "xs": []}}}),
        ("records[k].xs.push(3)", {"records": {"new": {"n": 1, "xs": [3]}}}),
        ("records[k].xs.clear()", {"records": {"new": {"n": 1, "xs": []}}}),
        ("own[k][k].push(4)", {"own": {"new": {"new": [4]}}}),
    ],
)
def test_a_write_below_a_missing_entry_starts_from_the_default_of_its_map(
    statement: str, kept: dict[str, object], tmp_path: Path
) -> None:
    members = """
      shared grid: {Text: {Text: Int = 0} = {}} = {}
      shared lists: {Text: [Int] = []} = {}
      shared records: {Text: { n: Int = 0, xs: [Int] = [] } = { n: 1 }} = {}
      local own: {Text: {Text: [Int] = []} = {}} = {}
    """
    with opened(tmp_path, members + f"on write(k: Text) {{ {statement} }}") as space:
        page = space.visitor().open("/")
        page.send("write", {"k": "new"})
        assert {name: page.read(name) for name in kept} == kept
        assert space.faults == []


def test_a_put_under_a_key_replaces_the_element_or_joins_the_list(tmp_path: Path) -> None:
    members = """
      shared items: [{ key id: Int, n: Int = 0 }](..2) = [{ id: 1, n: 4 }]
      on put(id: Int, into as at: Int = id, n: Int) { items[at] = { id, n } }
    """
    with opened(tmp_path, members) as space:
        page = space.visitor().open("/")
        with pytest.raises(charm.Refused, match='id is "4" in what is put at "3"'):
            page.send("put", {"id": 4, "into": 3, "n": 7})
        page.send("put", {"id": 2, "n": 5})
        page.send("put", {"id": 1, "n": 6})
        assert page.read("items") == [{"id": 1, "n": 6}, {"id": 2, "n": 5}]
        with pytest.raises(charm.Refused, match="items"):
            page.send("put", {"id": 3, "n": 7})
        assert page.read("items") == [{"id": 1, "n": 6}, {"id": 2, "n": 5}]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("things[7].n = 1", 'things has no element with the id "7"; it may be gone.'),
        ("remove things[7]", 'things has no element with the id "7"; it may be gone.'),
        ("things[1].tags['z'] += 1", 'things[1].tags has no entry "z"; it may be gone.'),
        ("things[1].best.n = 1", "things[1].best is none."),
        ("rows[5].n = 1", "rows has no element at 5; it has 1."),
        ("rows[0].things[1].n = 1", 'rows[0].things has no element with the id "1"; it may be gone.'),
        ("named['z'].n = 1", 'named has no entry "z"; it may be gone.'),
    ],
)
def test_a_refusal_names_what_is_not_there(statement: str, why: str, tmp_path: Path) -> None:
    members = f"""
      shared things: [{{ key id: Int, n: Int = 0, tags: {{Text: Int}} = {{}}, best: {{ n: Int }}? }}] = [{{ id: 1 }}]
      shared rows: [{{ n: Int, things: [{{ key id: Int, n: Int }}] }}] = [{{ n: 1, things: [] }}]
      shared named: {{Text: {{ n: Int }}}} = {{}}
      on write() {{ {statement} }}
    """
    with opened(tmp_path, members) as space:
        with pytest.raises(charm.Refused) as refused:
            space.visitor().open("/").send("write")
        assert str(refused.value) == why


@pytest.mark.parametrize("statement", ["plain[k][k] = 4", "plain[k][k] += 4"])
def test_a_write_below_a_missing_entry_without_default_is_refused(statement: str, tmp_path: Path) -> None:
    members = f"shared plain: {{Text: {{Text: Int}}}} = {{}}\n on write(k: Text) {{ {statement} }}"
    with opened(tmp_path, members) as space:
        page = space.visitor().open("/")
        with pytest.raises(charm.Refused):
            page.send("write", {"k": "new"})
        assert page.read("plain") == {}


def test_a_value_that_does_not_fit_leaves_no_entry_behind(tmp_path: Path) -> None:
    members = "shared grid: {Text: {Text: Int(0..) = 0} = {}} = {}\n on write(n: Int) { grid['a']['b'] = n }"
    with opened(tmp_path, members) as space:
        page = space.visitor().open("/")
        with pytest.raises(charm.Refused):
            page.send("write", {"n": -1})
        assert page.read("grid") == {}
