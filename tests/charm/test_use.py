"""Recipes of several files on a disk: commands and the Python API read what a recipe uses, beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from errno import EACCES
from os import strerror
from pathlib import Path

import pytest

import charm
from charm.commands.build import build
from charm.commands.check import Order, check
from charm.commands.test import test as run_tests
from charm.loading import load

TEAM = """use "lib/people.recipe" (Person, greeting)

recipe Team {
  shared people: [Person] = []
  on add(name: Text) { people.push({ name: name }) }
  view {
    text greeting(count(people))
    form -> add() {
      input name label: "Name"
      button "Add"
    }
  }
}

test "who is added counts" {
  visitors ann
  let team = spawn Team()
  ann: team.add(name: "Ann")
  ann: expect team shows "1 people"
}
"""
PEOPLE = """type Person { key id: Id = new_id(), name: Text(1..40) }
fn greeting(n: Int) = "{n} people"

test "the greeting counts" { expect greeting(2) == "2 people" }
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recipe and one that it uses, which is where commands are run."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "team.recipe").write_text(TEAM, encoding="utf-8")
    (tmp_path / "lib" / "people.recipe").write_text(PEOPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *paths: str) -> list[tuple[str, str]]:
    """The code and file of all that `charm check` tells."""
    check(Order(paths=paths, format_="json", cache=False))
    told = json.loads(capsys.readouterr().out)["diagnostics"]
    return [(each["code"], each["primary"]["file"]) for each in told]


def test_a_recipe_runs_with_what_it_uses_from_wherever_it_is_opened(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    with charm.open(project / "team.recipe") as space:
        page = space.visitor().open()
        page.send("add", {"name": "Ann"})

        assert "1 people" in page.text().splitlines()


def test_a_built_graph_needs_none_of_the_files(project: Path) -> None:
    assert build("team.recipe") == 0
    (project / "team.recipe").unlink()
    (project / "lib" / "people.recipe").unlink()

    with charm.open("team.graph.json") as space:
        assert "0 people" in space.visitor().open().text().splitlines()


def test_a_graph_of_several_files_is_drawn() -> None:
    drawn = subprocess.run([sys.executable, "-m", "charm", "graph", "team.recipe"], capture_output=True, check=True)

    assert b"people" in drawn.stdout


def test_the_tests_of_a_file_run_with_that_file_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(["team.recipe"], None, seed=0, runs=1) == 0
    printed = capsys.readouterr().out

    assert "who is added counts" in printed
    assert "the greeting counts" not in printed


def test_a_mistake_in_a_file_that_several_use_is_told_once_and_in_that_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "other.recipe").write_text(TEAM, encoding="utf-8")
    (project / "lib" / "people.recipe").write_text(PEOPLE.replace('"{n} people"', '"{m} people"'), encoding="utf-8")
    there = str(Path("lib", "people.recipe"))

    assert found(capsys, ".") == [("C0312", there)]
    assert found(capsys, "./team.recipe", "lib") == [("C0312", there)]
    assert found(capsys, "team.recipe", "other.recipe") == [("C0312", there)]


def test_a_cycle_is_told_once_for_all_its_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lib" / "people.recipe").write_text(
        f'use "../team.recipe" (Team)\n{PEOPLE}type Of {{ of: Charm(Team)? }}\n', encoding="utf-8"
    )

    assert found(capsys, ".") == [("C0008", str(Path("lib", "people.recipe")))]


def test_a_file_that_is_missing_is_guessed_from_those_beside_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "team.recipe").write_text(TEAM.replace("lib/people", "lib/peple"), encoding="utf-8")
    check(Order(paths=("team.recipe",), cache=False))

    assert "help: use `people.recipe`" in capsys.readouterr().out


def test_a_folder_a_circle_of_links_and_a_folder_that_is_missing_are_told_in_plain_words(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "folder.recipe").mkdir()
    (project / "round.recipe").symlink_to("round.recipe")
    text = 'use "folder.recipe" (A)\nuse "round.recipe" (B)\nuse "nowhere/c.recipe" (C)\n'
    (project / "team.recipe").write_text(f"{text}recipe R {{ shared n: Int = 0 }}\n", encoding="utf-8")

    assert [code for code, _ in found(capsys, "team.recipe")] == ["C0005", "C0005", "C0004"]


def test_a_file_that_may_not_be_read_is_told_in_plain_words(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(name: str) -> bytes:
        # Not by `chmod`: who runs the tests as root may read everything.
        if name.endswith("people.recipe"):
            raise PermissionError(EACCES, strerror(EACCES))
        return Path(name).read_bytes()

    monkeypatch.setattr("charm.loading.read_bytes", refused)

    assert found(capsys, "team.recipe") == [("C0005", "team.recipe")]


def test_a_folder_that_is_linked_into_itself_ends_at_the_depth(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "again").symlink_to(".")
    text = 'use "again/deep.recipe" (N)\ntype N { n: Int }\n'
    (project / "deep.recipe").write_text(text, encoding="utf-8")

    codes = {code for code, _ in found(capsys, "deep.recipe")}

    assert "C0009" in codes


def test_what_was_read_is_known_also_where_it_is_wrong(project: Path) -> None:
    (project / "lib" / "people.recipe").write_bytes(b"\xff")

    assert list(load("team.recipe").sources) == ["team.recipe", "lib/people.recipe"]
