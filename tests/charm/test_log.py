"""`charm log` as an operator runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

import charm
from charm.__main__ import main

CAPTURE = pytest.CaptureFixture[str]
RECIPE = """
recipe Lobby {
  shared names: [Text] = []
  child hall = Hall("hall")
  on join() { navigate Session(names) }
}
recipe Hall(label: Text) { view { text label } }
recipe Session(shared names: [Text]) {
  local name: Text = ""
  on rename(to: Text) {
    name = to
    names.push(to)
    names.push("again")
  }
  view { input name label: "Name" }
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recipe of which nothing is stored yet, which the test is in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("charm.api.machine_time", lambda: "2026-03-01T10:20:30.400Z")
    (tmp_path / "lobby.recipe").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def lived(use: Callable[[charm.Charm], object] = lambda page: page) -> None:
    """What `use` does from the root on is stored."""
    with charm.open("lobby.recipe", store="sqlite:.charm/lobby.db") as space:
        use(space.visitor("anna-anna-anna-anna-anna").open("/"))


def chat(page: charm.Charm) -> None:
    session = page.send("join").opened
    assert session is not None
    session.send("rename", {"to": "a secret"})
    session.set("name", "a secret")


def listed(capsys: CAPTURE, *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["log", "lobby.recipe", "--format", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_commit_is_listed_with_what_ran_and_what_it_changed_without_values(capsys: CAPTURE) -> None:
    lived(chat)
    capsys.readouterr()

    assert main(["log", "lobby.recipe"]) == 0

    assert capsys.readouterr().out == (
        "COMMIT  TIME (UTC)           WHAT             CHANGED\n"
        "     1  2026-03-01 10:20:30  start            +Lobby, +Hall, Lobby.names,\n"
        "                                              Hall.label, Lobby.hall\n"
        "     2  2026-03-01 10:20:30  Lobby.join       +Session\n"
        "     3  2026-03-01 10:20:30  Session.rename   Session.name (local), Lobby.names\n"
        "     4  2026-03-01 10:20:30  Session (input)  Session.name (local)\n"
    )


def test_as_json_it_has_the_charms_and_neither_values_nor_visitors(capsys: CAPTURE) -> None:
    lived(chat)
    body = apsw.Connection(".charm/lobby.db").execute("SELECT body FROM commits WHERE seq = 3").get
    assert isinstance(body, bytes)

    commits = listed(capsys)

    assert (commits[2]["charm"], commits[2]["changed"]) == (
        commits[1]["made"][0],
        ["Session.name (local)", "Lobby.names"],
    )
    assert [commit["seq"] for commit in commits] == [1, 2, 3, 4]
    said = json.dumps(commits)
    assert [word for word in ("secret", "anna", json.loads(body)["event"][0]) if word in said] == []


def test_the_last_ones_are_listed_and_the_others_counted(capsys: CAPTURE) -> None:
    lived(chat)

    assert main(["log", "lobby.recipe", "--last", "1"]) == 0

    assert capsys.readouterr().out.endswith(
        "     4  2026-03-01 10:20:30  Session (input)  Session.name (local)\n\n3 earlier commits: --last 4 shows all\n"
    )
    assert [commit["seq"] for commit in listed(capsys, "--last", "2")] == [3, 4]


def test_a_change_of_the_recipe_is_a_commit_of_its_own(folder: Path, capsys: CAPTURE) -> None:
    lived(chat)
    changed = RECIPE.replace("recipe Session(", "recipe Guest was Session(").replace(
        "navigate Session", "navigate Guest"
    )
    (folder / "lobby.recipe").write_text(changed, encoding="utf-8")
    lived(lambda page: page.send("join"))

    *_, change, join = listed(capsys)

    assert (change["what"], change["charm"], change["made"]) == ("new recipe", None, [])
    assert (join["what"], len(join["made"])) == ("Lobby.join", 1)


def test_a_name_that_is_too_long_takes_a_line_of_its_own(folder: Path, capsys: CAPTURE) -> None:
    (folder / "lobby.recipe").write_text(RECIPE.replace("rename", "re" * 16 + "name"), encoding="utf-8")
    lived(lambda page: page.send("join").opened.send("re" * 16 + "name", {"to": "x"}))  # type: ignore[union-attr]
    capsys.readouterr()

    assert main(["log", "lobby.recipe", "--last", "1"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"     3  2026-03-01 10:20:30  Session.{'re' * 16}name"
    assert lines[2].strip() == "Session.name (local),"
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("what", ["nothing", "a store without a space"])
def test_where_nothing_happened_the_remedy_is_told(what: str, capsys: CAPTURE) -> None:
    if what != "nothing":
        lived()
        database = apsw.Connection(".charm/lobby.db")
        for table in ("outcomes", "commits", "snapshots", "spaces"):
            database.execute(f"DELETE FROM {table}")
        database.close()

    assert main(["log", "lobby.recipe"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "start it with charm run lobby.recipe" in " ".join(err.split())
