"""What becomes of the payload of an event, seen through the Python API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import charm

SOURCE = """
type Entry { value: Int = 0 }
type Group { key id: Text, entries: [Entry] = [{}, {}] }
type Pair { a: Int, b: Int else a }

recipe App {
  shared groups: [Group] = [{ id: "north" }, { id: "south" }]
  shared total: Int = 0

  on raise(group in groups, entry in group.entries, by: Int else entry.value) { entry.value += by }
  on add(a: Int, b: Int else a) { total += a + b }
  on put(pair: Pair) { total = pair.a + pair.b }

  view { title "App" }
}
"""


@pytest.fixture
def space(tmp_path: Path) -> Iterator[charm.Space]:
    path = tmp_path / "app.recipe"
    path.write_text(SOURCE, encoding="utf-8")
    with charm.open(charm.compile(path), store="memory:") as opened:
        yield opened


def test_a_parameter_can_be_an_element_of_a_list_within_another_parameter(space: charm.Space) -> None:
    page = space.visitor().open("/")
    page.send("raise", {"group": "south", "entry": 1, "by": 5})
    assert page.read("groups") == [
        {"id": "north", "entries": [{"value": 0}, {"value": 0}]},
        {"id": "south", "entries": [{"value": 0}, {"value": 5}]},
    ]


@pytest.mark.parametrize(
    ("group", "entry"),
    [("west", 0), ("north", 2), ("north", -1), ("north", None), ("north", True), ("north", 0.5), ("north", [])],
)
def test_an_event_about_an_inner_element_that_is_not_there_is_refused(
    space: charm.Space, group: str, entry: object
) -> None:
    with pytest.raises(charm.Refused):
        space.visitor().open("/").send("raise", {"group": group, "entry": entry})
    assert not space.faults


@pytest.mark.parametrize(
    ("handler", "payload", "wrong"),
    [
        ("add", {"a": "x", "b": "y"}, "a"),
        ("put", {"pair": {"a": "x", "b": "y"}}, "pair.a"),
        ("raise", {"group": 5, "entry": 0, "by": "y"}, "group"),
        ("raise", {"entry": 0}, "group"),
    ],
)
def test_what_would_stand_in_for_one_field_is_not_asked_where_one_before_it_is_wrong(
    space: charm.Space, handler: str, payload: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(charm.Invalid) as refused:
        space.visitor().open("/").send(handler, payload)
    assert [path for path, _ in refused.value.errors] == [wrong]
    assert not space.faults


def test_all_that_is_wrong_in_a_payload_is_said_at_once(space: charm.Space) -> None:
    with pytest.raises(charm.Invalid) as refused:
        space.visitor().open("/").send("put", {"pair": {"a": "x"}, "more": 1})
    assert [path for path, _ in refused.value.errors] == ["pair.a", "more"]
