"""`charm ps` as an operator runs it, over stores that are served and stores that are not."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import apsw
import pytest

import charm
from charm.__main__ import main
from runtime.store.sqlite import open_sqlite
from tests.browser.server import Server

CAPTURE = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
RECIPE = """
type Item { key id: Text }
recipe Board {
  shared items: [Item] = []
  shared rooms: [Charm(Room)] = []
  child hall = Room("hall")
  child notes = [Note(item) for item in items]
  on add(id: Text) { items.push({ id }) }
  on take_out(item in items) { remove item }
  on open(name: Text) { navigate Room(name) }
  on mine() { navigate Room("mine") keyed by me }
  on make() { rooms.push(spawn Room("made")) }
  view { text "{count(rooms)}"
    show hall
    for note in notes { show note } }
}
recipe Room(name: Text) {
  local draft: Text = ""
  local mood: Text = "fine"
  on write(text: Text) { draft = text }
  on feel(mood as felt: Text) { mood = felt }
  view { text "{name} {draft} {mood}" }
}
recipe Note(shared item: Item) { view { text item.id } }
"""

CHANGES = {
    "recipe Room(": "recipe Place was Room(",
    "= Room(": "= Place(",
    "Charm(Room)": "Charm(Place)",
    "navigate Room": "navigate Place",
    "spawn Room": "spawn Place",
    "child hall =": 'child attic = Place("attic")\n  child hall =',
    "draft: Text =": "words was draft: Text =",
    "draft = text": "words = text",
    "{draft}": "{words}",
}
"""What makes a later version of the recipe of it."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recipe of which nothing is stored yet, which the test is in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "board.recipe").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def lived(use: Callable[[charm.Space], Any], recipe: str = "board.recipe", store: str = ".charm/board.db") -> Any:
    """What `use` gives of a space that is served meanwhile, and closed then."""
    with charm.open(recipe, store=f"sqlite:{store}") as space:
        return use(space)


def listed(capsys: CAPTURE, *arguments: str) -> Any:
    """The only store that is listed, as JSON."""
    capsys.readouterr()
    assert main(["ps", *arguments, "--format", "json"]) == 0
    (store,) = json.loads(capsys.readouterr().out)
    return store


def bodies() -> list[bytes]:
    """The commits of the stored space, as they are."""
    rows = apsw.Connection(".charm/board.db").execute("SELECT body FROM commits ORDER BY seq")
    return [bytes(body) for (body,) in rows]


def by_way(store: Any) -> list[tuple[str, str, str | None, bool]]:
    return [(each["recipe"], each["came"], each["by"], each["keyed"]) for each in store["charms"]]


def test_every_charm_is_listed_with_how_it_came(capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> None:
        board = space.visitor().open("/")
        board.send("add", {"id": "a"})
        board.send("open", {"name": "x"})
        board.send("mine")
        board.send("make")

    lived(use)

    store = listed(capsys, "board.recipe")

    assert by_way(store) == [
        ("Board", "start", None, False),
        ("Room", "child", "hall", False),
        ("Note", "child", "notes", False),
        ("Room", "opened", "open", False),
        ("Room", "opened", "mine", True),
        ("Room", "spawned", "make", False),
    ]
    root, *others = store["charms"]
    assert {each["parent"] for each in others} == {root["id"]}
    assert [each["made"]["seq"] for each in store["charms"]] == [1, 1, 2, 3, 4, 5]
    assert root["url"] == f"/c/{root['id']}"
    assert (store["commits"], store["process"], store["address"]) == (5, None, None)


def test_what_is_listed_is_what_the_space_has(capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> dict[str, tuple[str, str | None]]:
        board = space.visitor().open("/")
        for name in ("a", "b", "c"):
            board.send("add", {"id": name})
            board.send("open", {"name": name})
        board.send("take_out", {"item": "b"})
        return {each.id: (each.recipe, each.parent) for each in space.host.space.state.charms.values()}

    had = lived(use)

    assert {each["id"]: (each["recipe"], each["parent"]) for each in listed(capsys)["charms"]} == had


def test_a_child_that_ended_with_its_element_is_gone(capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> None:
        board = space.visitor().open("/")
        board.send("add", {"id": "a"})
        board.send("take_out", {"item": "a"})

    lived(use)

    assert [each["recipe"] for each in listed(capsys)["charms"]] == ["Board", "Room"]


def test_the_last_commit_of_a_charm_is_what_ran_there_or_changed_it(capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> None:
        board = space.visitor().open("/")
        room = board.send("open", {"name": "x"}).opened
        assert room is not None
        room.send("write", {"text": "hello"})
        board.send("add", {"id": "a"})

    lived(use)

    assert [(each["recipe"], each["last"]["seq"]) for each in listed(capsys)["charms"]] == [
        ("Board", 4),
        ("Room", 1),
        ("Room", 3),
        ("Note", 4),
    ]


@pytest.mark.parametrize("format_", ["text", "json"])
def test_visitors_with_locals_are_counted_and_nothing_of_theirs_is_told(format_: str, capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> list[str]:
        first = space.visitor().open("/").send("open", {"name": "x"}).opened
        assert first is not None
        cookies = [f"{name}-{name}-{name}-{name}-{name}" for name in ("anna", "bobo", "cyan")]
        for cookie in cookies[:2]:
            page = space.visitor(cookie).open(f"/c/{first.id}")
            page.send("write", {"text": "a secret"})
            page.send("feel", {"mood": "a secret"})
        return cookies

    cookies = lived(use)

    assert main(["ps", "--format", format_]) == 0
    said = capsys.readouterr().out
    stored = {json.loads(body)["event"][0] for body in bodies() if b'"event"' in body}
    assert [secret for secret in ("secret", *cookies, *stored) if secret in said] == []
    assert len(stored) == 3
    assert [each["visitors"] for each in listed(capsys)["charms"]] == [0, 0, 2]


def test_a_key_is_not_told_since_it_may_come_from_a_local(capsys: CAPTURE) -> None:
    lived(lambda space: space.visitor().open("/").send("mine"))
    keys = re.findall(r'"key":"([^"]+)"', bodies()[1].decode())

    assert main(["ps"]) == main(["ps", "--format", "json"]) == 0
    said = capsys.readouterr().out
    assert len(keys) == 1 and keys[0] not in said
    assert "mine, keyed" in said


def test_a_terminal_of_eighty_columns_holds_the_list(capsys: CAPTURE) -> None:
    ids = lived(lambda space: [each.id for each in [space.visitor().open("/")]] + [space.visitor().open("/").id])
    capsys.readouterr()

    assert main(["ps", "board.recipe"]) == 0

    path, served, counts, blank, heads, *rows = capsys.readouterr().out.splitlines()
    assert (path, served, blank) == (".charm/board.db", "  not served now", "")
    assert re.fullmatch(r"  2 charms, 1 commit, the last (now|\ds ago)", counts)
    assert heads.split() == ["CHARM", "RECIPE", "CAME", "BY", "MADE", "LAST", "VISITORS"]
    assert rows[0].startswith(f"{ids[0]}  Board   the start   ")
    assert re.search(r"  └ Room  child hall  (now|\ds) +(now|\ds) +0$", rows[1])


def test_names_that_are_too_long_are_cut_and_ids_never(folder: Path, capsys: CAPTURE) -> None:
    name = "A" + "very" * 15
    source = RECIPE.replace("Room", name).replace("hall", "h" * 60)
    (folder / "board.recipe").write_text(source, encoding="utf-8")
    lived(lambda space: space.visitor().open("/"))
    ids = [each["id"] for each in listed(capsys)["charms"]]

    assert main(["ps"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line[:22] for line in lines[5:]] == ids
    assert "…" in lines[6]


@pytest.mark.parametrize(
    ("now", "age"),
    [
        ("2026-01-01T00:00:00.400Z", "now"),
        ("2025-12-31T23:59:00.000Z", "now"),
        ("2026-01-01T00:00:59.999Z", "59s"),
        ("2026-01-01T00:59:59.999Z", "59m"),
        ("2026-01-01T23:59:59.999Z", "23h"),
        ("2028-09-26T23:59:59.999Z", "999d"),
        ("2028-09-27T00:00:00.000Z", "2y"),
    ],
)
def test_ages_are_told_in_the_unit_that_fits(
    now: str, age: str, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    monkeypatch.setattr("charm.api.machine_time", lambda: "2026-01-01T00:00:00.000Z")
    lived(lambda space: space.visitor().open("/"))
    monkeypatch.setattr("charm.commands.ps.machine_time", lambda: now)

    assert main(["ps"]) == 0

    said = capsys.readouterr().out
    assert f"the last {age}" in said
    assert [line.split()[-3:-1] for line in said.splitlines()[5:]] == [[age, age]] * 2


def test_a_log_of_several_versions_of_a_recipe_reads_like_any_other(folder: Path, capsys: CAPTURE) -> None:
    def use(space: charm.Space) -> None:
        room = space.visitor().open("/").send("open", {"name": "x"}).opened
        assert room is not None
        room.send("write", {"text": "hello"})

    lived(use)
    changed = RECIPE
    for before, after in CHANGES.items():
        changed = changed.replace(before, after)
    (folder / "board.recipe").write_text(changed, encoding="utf-8")

    lived(lambda space: space.visitor().open("/"))

    store = listed(capsys)
    assert by_way(store) == [
        ("Board", "start", None, False),
        ("Place", "child", "hall", False),
        ("Place", "opened", "open", False),
        ("Place", "child", "attic", False),
    ]
    assert [each["visitors"] for each in store["charms"]] == [0, 0, 1, 0]


def test_a_space_that_is_served_is_listed_with_its_server_and_disturbed_by_nothing(
    folder: Path, capsys: CAPTURE
) -> None:
    command = (sys.executable, "-m", "charm", "run", "board.recipe")
    with Server(command, folder / "output.log") as running:
        before = sorted((path.name, path.read_bytes()) for path in (folder / ".charm").glob("*.lock"))
        store = listed(capsys, "board.recipe")
        assert store["address"] == running.url
        assert store["process"] == json.loads((folder / ".charm/board.lock").read_bytes())["pid"]

        connection = HTTPConnection(urlsplit(running.url).netloc, timeout=5)
        connection.request("POST", f"{store['charms'][0]['url']}/on/make", "{}", {"Content-Type": "application/json"})
        assert connection.getresponse().status == 200
        connection.close()

        assert [each["by"] for each in listed(capsys)["charms"]] == [None, "hall", "make"]
        assert sorted((path.name, path.read_bytes()) for path in (folder / ".charm").glob("*.lock")) == before
        assert main(["ps"]) == 0
        assert f"  served at {running.url} by process {store['process']}\n" in capsys.readouterr().out
        running.kill()

        killed = listed(capsys)
        assert (killed["process"], killed["address"], len(killed["charms"])) == (None, None, 3)


def test_a_space_that_a_program_has_open_is_listed_with_that_program(capsys: CAPTURE) -> None:
    def use(_: charm.Space) -> None:
        assert main(["ps"]) == 0

    lived(use)

    assert f"  open in process {os.getpid()}\n" in capsys.readouterr().out


def test_without_a_file_all_stores_below_are_listed_but_those_of_tools(folder: Path, capsys: CAPTURE) -> None:
    for place in (".charm/board.db", "apps/.charm/other.db", "node_modules/.charm/no.db", ".venv/.charm/no.db"):
        lived(lambda space: space.visitor().open("/"), store=place)
    capsys.readouterr()

    assert main(["ps"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.endswith(".db")] == [".charm/board.db", "apps/.charm/other.db"]


def test_a_store_is_named_by_its_recipe_its_graph_its_path_or_its_address(capsys: CAPTURE) -> None:
    lived(lambda space: space.visitor().open("/"))
    main(["build", "board.recipe"])

    names = ("board.recipe", "board.graph.json", ".charm/board.db", "sqlite:.charm/board.db")

    assert len({json.dumps(listed(capsys, name)) for name in names}) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "error: nothing is stored here help: name a recipe or a store, or start one: charm run FILE"),
        (["board.recipe"], "error: nothing is stored of `board.recipe` help: start it with charm run board.recipe"),
        (["gone.db"], "error: there is no store at `gone.db` help: name a recipe, or a database"),
        (["notes.db"], "notes.db is not a charm store, and was left as it is help: choose another file"),
    ],
)
def test_where_there_is_no_store_the_remedy_is_told(
    arguments: list[str], said: str, folder: Path, capsys: CAPTURE
) -> None:
    (folder / "notes.db").write_text("not a database at all, though it has some length " * 20, encoding="utf-8")

    assert main(["ps", *arguments]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert said in " ".join(err.split())


def test_a_damaged_log_is_told_with_the_commit(capsys: CAPTURE) -> None:
    lived(lambda space: space.visitor().open("/").send("add", {"id": "a"}))
    with apsw.Connection(".charm/board.db") as database:
        database.execute("UPDATE commits SET body = ? WHERE seq = 2", (b"{}",))

    assert main(["ps"]) == 2

    assert "commit 2" in capsys.readouterr().err


def test_a_store_whose_first_start_broke_off_has_no_charms_yet(folder: Path, capsys: CAPTURE) -> None:
    asyncio.run(open_sqlite(folder / ".charm/board.db").close())

    assert main(["ps"]) == 0
    assert capsys.readouterr().out == ".charm/board.db\n  not served now; nothing has happened in it\n"
    assert listed(capsys)["charms"] == []
