"""`charm check --against`: a revision, a graph, a recipe, a store that somebody serves."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

import charm
from charm.__main__ import main
from graph.codec import encode

PAIRS = Path(__file__).parent.parent / "changes"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository in which `before` of a pair was committed as list.recipe; one is in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copy(PAIRS / "lost-field" / "before.recipe", "list.recipe")
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.email=a@example.org", "-c", "user.name=A", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *arguments], check=True)
    return tmp_path


def change_to(pair: str) -> None:
    shutil.copy(PAIRS / pair / "after.recipe", "list.recipe")


def check(*arguments: str) -> int:
    return main(["check", "--no-cache", *arguments])


def test_a_lossy_change_since_a_revision_is_an_error_with_the_migration_to_write(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_to("lost-field")

    assert check("list.recipe", "--against", "HEAD") == 1
    said = capsys.readouterr().out
    assert "list.recipe: 7 changes since HEAD" in said
    assert "  storage  refused  `List.todos` cannot hold what is stored: `todos[]` has no" in said
    assert "`migrate todos(old: [{ key id: Id, text: Text }])" in said
    assert "error[C0094]" in said
    assert max(map(len, said.splitlines())) <= 80


def test_a_safe_change_is_shown_and_passes(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_to("renamed-and-new-field")

    assert check("--against", "HEAD") == 0
    assert "  storage  safe     `List.tasks` takes over what is stored as `todos`" in capsys.readouterr().out


def test_nothing_has_changed_since_the_same(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--against", "HEAD") == 0
    assert "list.recipe: nothing has changed since HEAD" in capsys.readouterr().out


def test_a_recipe_that_is_new_in_a_folder_breaks_nothing_and_one_that_was_named_is_asked_after(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy("list.recipe", "other.recipe")

    assert check(".", "--against", "HEAD") == 0
    assert check("other.recipe", "--against", "HEAD") == 2
    assert "`other.recipe` is not in the revision `HEAD`" in capsys.readouterr().err


def test_what_a_recipe_uses_is_taken_from_the_revision_too(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("types.recipe").write_text("type Item {\n  key id: Id\n  text: Text\n}\n")
    Path("using.recipe").write_text(
        'use "types.recipe" (Item)\n\nrecipe Using {\n  shared items: [Item] = []\n\n'
        "  view {\n    text count(items)\n  }\n}\n"
    )
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "-c", "user.email=a@example.org", "-c", "user.name=A", "commit", "-qm", "y"], check=True)
    Path("types.recipe").write_text("type Item {\n  key id: Id\n}\n")

    assert check("using.recipe", "--against", "HEAD") == 1
    assert "`items[]` has no field `text` any more" in " ".join(capsys.readouterr().out.split())


def test_a_built_graph_and_an_older_recipe_can_be_compared_with(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("old.graph.json").write_text(encode(charm.compile("list.recipe")))
    shutil.copy("list.recipe", "old.recipe")
    change_to("lost-field")

    assert check("list.recipe", "--against", "old.graph.json") == 1
    assert check("list.recipe", "--against", "old.recipe") == 1
    assert capsys.readouterr().out.count("C0094]") == 2


def test_a_store_is_compared_with_while_a_server_has_it_and_is_left_as_it_is(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(PAIRS / "narrowed" / "before.recipe", "list.recipe")
    change = PAIRS / "narrowed" / "after.recipe"
    with charm.open("list.recipe", store="sqlite:.charm/list.db") as space:
        page = space.visitor().open()
        page.send("name", {"words": "abc"})
        shutil.copy(change, "list.recipe")
        seq = space.host.space.seq

        assert check("list.recipe", "--against", ".charm/list.db") == 0
        page.send("name", {"words": "far too long"})
        assert check("list.recipe", "--against", "sqlite:.charm/list.db") == 1
        assert "must have at most 5 characters" in " ".join(capsys.readouterr().out.split())
        assert space.host.space.seq == seq + 1


def test_what_is_lost_in_types_and_not_in_a_store_is_no_error_there(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(PAIRS / "new-parameter-without-default" / "before.recipe", "list.recipe")
    with charm.open("list.recipe", store="sqlite:list.db"):
        pass
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "-c", "user.email=a@example.org", "-c", "user.name=A", "commit", "-qm", "y"], check=True)
    change_to("new-parameter-without-default")

    assert check("list.recipe", "--against", "HEAD") == 1
    assert check("list.recipe", "--against", "list.db") == 0


def test_programs_get_every_change_as_the_published_schema_says(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_to("lost-field")

    assert check("list.recipe", "--against", "HEAD", "--output-format", "json") == 1
    said = json.loads(capsys.readouterr().out)
    schema = json.loads((resources.files("charm.formats") / "check.schema.json").read_text())
    jsonschema.validate(said, schema)
    assert [(change["kind"], change["verdict"]) for change in said["changes"][:2]] == [
        ("storage", "breaks"),
        ("link", "safe"),
    ]
    assert said["changes"][0]["help"] == said["diagnostics"][0]["help"]


@pytest.mark.parametrize(
    ("against", "words"),
    [
        ("nowhere", "`nowhere` is no file, and no revision"),
        ("none.db", "there is no store at `none.db`"),
        ("list.db", "list.db"),
        ("memory:", "`memory:` cannot be compared with"),
        ("none.graph.json", "`none.graph.json` has errors"),
    ],
)
def test_what_cannot_be_compared_with_is_said_in_a_line(
    repository: Path, capsys: pytest.CaptureFixture[str], against: str, words: str
) -> None:
    Path("list.db").write_text("no database\n" * 100)

    assert check("list.recipe", "--against", against) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_outside_of_a_repository_a_revision_means_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.copy(PAIRS / "narrowed" / "after.recipe", "list.recipe")

    assert check("list.recipe", "--against", "HEAD") == 2
    assert "not in a git repository" in capsys.readouterr().err
