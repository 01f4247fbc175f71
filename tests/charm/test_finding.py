"""Which files the paths on a command line mean."""

from pathlib import Path

import pytest

from charm.finding import find


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.recipe", "a.recipe", "deep/down/c.recipe", "notes.md", "a.graph.json", ".hidden.recipe"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for made in (".git", ".venv", "node_modules", "build", "__pycache__"):
        (tmp_path / made).mkdir()
        (tmp_path / made / "copy.recipe").touch()
    return tmp_path


def test_a_folder_means_the_recipes_at_any_depth_but_those_of_tools(folder: Path) -> None:
    files, wrong = find([str(folder)])

    assert [Path(file).relative_to(folder).as_posix() for file in files] == [
        "a.recipe",
        "b.recipe",
        "deep/down/c.recipe",
    ]
    assert wrong == ()


def test_a_file_is_taken_as_it_is_and_only_once(folder: Path) -> None:
    graph, hidden = str(folder / "a.graph.json"), str(folder / ".hidden.recipe")

    files, _ = find([graph, hidden, graph, "-", "gone.recipe"])

    assert files == (graph, hidden, "-", "gone.recipe")


def test_names_in_the_folder_one_is_in_are_short(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    assert find(["."])[0] == ("a.recipe", "b.recipe", "deep/down/c.recipe")


def test_a_folder_without_recipes_is_a_mistake_with_a_code(folder: Path) -> None:
    _, wrong = find([str(folder / ".git"), str(folder / "deep"), str(folder / "node_modules" / "..")])
    empty = folder / "empty"
    empty.mkdir()

    _, (result,) = find([str(empty)])

    assert wrong == ()
    assert [found.code for found in result.diagnostics] == ["C0092"]
