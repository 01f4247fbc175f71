"""Pairs of recipes: what a change is said to be, and what a space that the first one stored becomes under the second.

Each folder holds a `before.recipe` and an `after.recipe`; the table says what is sent before, how every change is
classed, and what is read after, or why the second recipe is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import charm
from charm.clocks import TestClock
from graph.changes.compare import compare
from graph.changes.surface import surface_from, surface_of
from graph.model import Graph
from runtime.events import Event
from runtime.opening import StoredStateDiffers

HERE = Path(__file__).parent
ANN = "ann-ann-ann-ann-ann-ann"
Sent = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """changes: (kind, verdict, subject), all that there are, in order.

    sent:    (charm, handler, payload); the charm is "/", or "opened" for the last that an event led to.
    reads:   by "charm path" what Ann reads after; a path that starts with `=` is the charm's recipe.
    refused: words of what the start says instead.
    """

    name: str
    changes: tuple[tuple[str, str, str], ...]
    sent: tuple[Sent, ...] = ()
    reads: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ()


def add(name: str) -> Sent:
    return ("/", "add", {"name": name})


TWO = (add("Ann"), add("Bo"))
TODOS = (
    ("/", "add", {"id": "a", "text": "Milk"}),
    ("/", "add", {"id": "b", "text": "Bread"}),
    ("/", "open", {"todo": "b"}),
)
TITLE = (("/", "name", {"words": "Report"}),)
SAID: tuple[Sent, ...] = (("/", "join", {}), ("opened", "call", {"name": "Ann"}))
PAGE = ("page", "safe")

PAIRS = (
    Pair(
        "renamed-cell",
        (
            ("storage", "safe", "Register.users"),
            ("link", "safe", "Register.add"),
            ("link", "breaks", "Register.people"),
            (*PAGE, "Register"),
        ),
        TWO,
        {"/ users": ["Ann", "Bo"]},
    ),
    Pair(
        "converted-cell",
        (
            ("storage", "safe", "Register.users"),
            ("link", "breaks", "Register.add"),
            ("link", "breaks", "Register.people"),
            (*PAGE, "Register"),
        ),
        TWO,
        {"/ users": {"Ann": "Ann", "Bo": "Bo"}},
    ),
    Pair(
        "another-type",
        (
            ("storage", "breaks", "Register.users"),
            ("link", "breaks", "Register.add"),
            ("link", "breaks", "Register.users"),
        ),
        TWO,
        refused=("`Register.users` has another type now", "`migrate users(old: [Text]) = …`"),
    ),
    Pair(
        "migration-of-another-type",
        (
            ("storage", "breaks", "Register.users"),
            ("link", "breaks", "Register.add"),
            ("link", "breaks", "Register.users"),
        ),
        TWO,
        refused=("its `migrate` takes another type than is stored", "`migrate users(old: [Text]) = …`"),
    ),
    Pair(
        "failing-migration",
        (
            ("storage", "safe", "Register.sizes"),
            ("link", "breaks", "Register.add"),
            ("link", "breaks", "Register.sizes"),
            (*PAGE, "Register"),
        ),
        (add(""),),
        refused=("`sizes` of /c/", "division by zero"),
    ),
    Pair(
        "lost-cell",
        (
            ("storage", "safe", "Register.users"),
            ("storage", "breaks", "Register.people"),
            ("link", "safe", "Register.add"),
            ("link", "breaks", "Register.people"),
            (*PAGE, "Register"),
        ),
        TWO,
        refused=("`Register.people` is gone", "`was people`", "`migrate people(old: [Text]) = none`"),
    ),
    Pair(
        "dropped-cell",
        (
            ("storage", "safe", "Register.users"),
            ("storage", "safe", "Register.people"),
            ("link", "safe", "Register.add"),
            ("link", "breaks", "Register.people"),
            (*PAGE, "Register"),
        ),
        TWO,
        {"/ ": {"users": []}},
    ),
    Pair(
        "renamed-and-new-field",
        (
            ("storage", "safe", "List.tasks"),
            ("link", "safe", "List.add"),
            ("link", "breaks", "List.todos"),
            (*PAGE, "List"),
            ("link", "safe", "Detail.write"),
            ("link", "breaks", "Detail.item"),
            (*PAGE, "Detail"),
        ),
        TODOS,
        {
            "/ tasks.0": {"id": "a", "title": "Milk", "done": False, "at": "2026-01-01T00:00:00.000Z"},
            "opened item.title": "Bread",
        },
    ),
    Pair(
        "lost-field",
        (
            ("storage", "breaks", "List.todos"),
            ("link", "safe", "List.add"),
            ("link", "breaks", "List.todos"),
            (*PAGE, "List"),
            ("link", "safe", "Detail.write"),
            ("link", "breaks", "Detail.item"),
            (*PAGE, "Detail"),
        ),
        TODOS,
        refused=("`todos[]` has no field `text` any more", "`migrate todos(old: [{ key id: Id, text: Text }]) = …`"),
    ),
    Pair(
        "lost-recipe",
        (("link", "breaks", "List.open"), ("storage", "breaks", "Detail")),
        TODOS,
        refused=("`Detail` is gone, and its charms would be lost", "`was Detail`"),
    ),
    Pair(
        "renamed-recipe",
        (
            ("storage", "safe", "Page"),
            ("storage", "safe", "Page.todo"),
            ("link", "safe", "Page.write"),
            ("link", "breaks", "Page.item"),
            (*PAGE, "Page"),
        ),
        TODOS,
        {"/ todos.1.text": "Bread", "opened todo.text": "Bread", "opened =": "Page"},
    ),
    Pair("narrowed", (("storage", "depends", "Note.title"),), (("/", "name", {"words": "abc"}),), {"/ title": "abc"}),
    Pair(
        "narrowed",
        (("storage", "depends", "Note.title"),),
        TITLE,
        refused=("what is in `title` of /c/", "must have at most 5 characters"),
    ),
    Pair("widened", (("storage", "safe", "Note.title"),), TITLE, {"/ title": "Report"}),
    Pair(
        "shared-to-local",
        (("storage", "breaks", "Note.title"),),
        TITLE,
        refused=("`Note.title` was shared and is local now",),
    ),
    Pair("another-page", ((*PAGE, "Note"),), TITLE, {"/ title": "Report"}),
    Pair(
        "links",
        (
            ("link", "breaks", "Desk.add"),
            ("link", "breaks", "Desk.add"),
            ("link", "breaks", "Desk.reset"),
            ("link", "safe", "Desk.clear"),
            ("link", "safe", "Desk.half"),
        ),
        (("/", "add", {"by": 4}),),
        {"/ n": 4},
    ),
    Pair(
        "renamed-local",
        (
            ("storage", "safe", "Session.name"),
            ("link", "safe", "Session.call"),
            ("link", "breaks", "Session.nick"),
            (*PAGE, "Session"),
        ),
        SAID,
        {"/ said": ["Ann"], "opened name": "Ann"},
    ),
    Pair(
        "new-parameter-without-default",
        (("storage", "breaks", "Session.topic"), (*PAGE, "Session")),
        SAID,
        refused=("`Session.topic` is new", "give it a default"),
    ),
    Pair(
        "new-parameter-without-default",
        (("storage", "breaks", "Session.topic"), (*PAGE, "Session")),
        (),
        {"/ said": []},
    ),
    Pair(
        "new-parameter-with-default",
        (("storage", "safe", "Session.topic"), (*PAGE, "Session")),
        SAID,
        {"opened topic": "any", "opened nick": "Ann"},
    ),
    Pair(
        "other-root",
        (("storage", "breaks", "Lobby"), (*PAGE, "Lobby")),
        SAID,
        refused=("`Lobby` is the first recipe, which was `Chat`",),
    ),
    Pair(
        "new-key",
        (("storage", "depends", "List.names"),),
        (("/", "add", {"id": "a", "name": "Ann"}), ("/", "add", {"id": "b", "name": "Bo"})),
        {"/ names": [{"id": "a", "name": "Ann"}, {"id": "b", "name": "Bo"}]},
    ),
    Pair(
        "new-key",
        (("storage", "depends", "List.names"),),
        (("/", "add", {"id": "a", "name": "Ann"}), ("/", "add", {"id": "a", "name": "Bo"})),
        refused=('has two elements with the id "a"',),
    ),
)
EACH = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.name}{'-refused' * bool(pair.refused)}")


def graphs(pair: Pair) -> tuple[Graph, Graph]:
    return charm.compile(HERE / pair.name / "before.recipe"), charm.compile(HERE / pair.name / "after.recipe")


def test_every_pair_of_recipes_is_in_the_table() -> None:
    assert {pair.name for pair in PAIRS} == {
        folder.name for folder in HERE.iterdir() if (folder / "after.recipe").exists()
    }


@EACH
def test_every_change_is_classed(pair: Pair) -> None:
    before, after = graphs(pair)
    # As a store gives it back: what a space remembers of its recipe is enough to tell.
    stored = surface_from(json.loads(surface_of(before).encode()))

    found = compare(stored, after).changes
    assert tuple((change.kind, change.verdict, change.subject) for change in found) == pair.changes
    assert all(change.help for change in found if change.is_refused)


@EACH
def test_a_recipe_has_not_changed_against_itself(pair: Pair) -> None:
    for graph in graphs(pair):
        assert compare(surface_of(graph), graph).changes == ()


@EACH
def test_stored_state_is_taken_over_or_refused_and_left_alone(pair: Pair, tmp_path: Path) -> None:
    before, after = graphs(pair)
    store = f"sqlite:{tmp_path / 'space.db'}"
    opened, told = filled(before, store, pair.sent)

    if pair.refused:
        with pytest.raises(StoredStateDiffers) as refused:
            charm.open(after, store=store)
        assert all(words in str(refused.value) for words in pair.refused), str(refused.value)
        with charm.open(before, store=store) as space:
            assert everything(space, opened) == told
        return
    assert pair.reads is not None
    with charm.open(after, store=store, seed=2) as space:
        first, seq = everything(space, opened), space.host.space.seq
        for where, value in pair.reads.items():
            assert read(space, opened, where) == value
    # Once by the snapshot of the clean stop, once by replaying the log from its first commit.
    for _ in range(2):
        with charm.open(after, store=store) as space:
            assert (everything(space, opened), space.host.space.seq) == (first, seq)
        forget_snapshots(tmp_path / "space.db")


def filled(graph: Graph, store: str, sent: tuple[Sent, ...]) -> tuple[list[str], object]:
    """The charms of a space in which events were sent, and all that Ann can read there."""
    with charm.open(graph, store=store, seed=1) as space:
        paths = ["/"]
        for where, handler, payload in sent:
            path = paths[0] if where == "/" else paths[-1]
            receipt = space.visitor(ANN).open(path).send(handler, payload)
            paths += [receipt.opened.path] if receipt.opened else []
        return paths, everything(space, paths)


def everything(space: charm.Space, paths: list[str]) -> list[Any]:
    return [space.visitor(ANN).open(path).read() for path in paths]


def read(space: charm.Space, paths: list[str], where: str) -> Any:
    place, _, path = where.partition(" ")
    seen = space.visitor(ANN).open(paths[0] if place == "/" else paths[-1])
    return space.host.space.state.charm(seen.id).recipe if path == "=" else seen.read(path)


def forget_snapshots(database: Path) -> None:
    import apsw

    connection = apsw.Connection(str(database))
    connection.execute("DELETE FROM snapshots")
    connection.close()


def test_what_was_acknowledged_before_a_migration_is_answered_the_same_after_it(tmp_path: Path) -> None:
    before, after = graphs(Pair("converted-cell", ()))
    store = f"sqlite:{tmp_path / 'space.db'}"
    with charm.open(before, store=store, seed=1) as space:
        host = space.host
        event = Event(host.root, "ann", "20260101-page", 1, "add", {"name": "Ann"}, {})
        receipt = space.run(host.send(event))

    with charm.open(after, store=store, seed=2) as space:
        assert space.run(space.host.send(event)) == receipt
        assert read(space, ["/"], "/ users") == {"Ann": "Ann"}


def test_the_clock_of_the_pairs_stands_where_the_table_says() -> None:
    assert TestClock()() == "2026-01-01T00:00:00.000Z"
