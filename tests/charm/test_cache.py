"""What a check remembers, and when it looks again."""

import json
from pathlib import Path

import pytest

from charm.cache import FOLDER, Cache, memory
from charm.checking import check_files
from charm.loading import Loaded

CLEAN = 'recipe A {\n  view {\n    text "a"\n  }\n}\n'
WRONG = CLEAN.replace('"a"', "größe")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.recipe").write_text(CLEAN, encoding="utf-8")
    Path("b.recipe").write_text(WRONG, encoding="utf-8")
    return tmp_path


def checked(*files: str) -> tuple[list[Loaded], list[str]]:
    """What a run finds, and which files it had to compile."""
    cache = Cache(memory(str(Path.cwd())))
    compiled = [file for file in files if cache.find(file) is None]
    results = list(check_files(files, cache))
    cache.save()
    return results, compiled


def test_a_file_that_has_not_changed_is_not_compiled_again() -> None:
    assert checked("a.recipe", "b.recipe")[1] == ["a.recipe", "b.recipe"]
    assert checked("a.recipe", "b.recipe")[1] == []


def test_what_is_remembered_is_what_was_found() -> None:
    first, again = checked("a.recipe", "b.recipe")[0], checked("a.recipe", "b.recipe")[0]

    assert [(each.name, each.diagnostics) for each in first] == [(each.name, each.diagnostics) for each in again]
    assert again[1].sources["b.recipe"].text == WRONG
    assert [each.errors for each in again] == [0, 1]


def test_what_a_comment_silenced_is_remembered_too() -> None:
    Path("b.recipe").write_text(WRONG.replace("größe", "größe # charm: ignore[C0312] why"), encoding="utf-8")

    assert [(each.silenced, each.diagnostics) for _ in range(2) for each in checked("b.recipe")[0]] == [(1, ())] * 2


def test_a_changed_file_is_looked_at_again_and_others_are_not() -> None:
    checked("a.recipe", "b.recipe")
    Path("b.recipe").write_text(CLEAN, encoding="utf-8")

    results, compiled = checked("a.recipe", "b.recipe")

    assert compiled == ["b.recipe"]
    assert [each.errors for each in results] == [0, 0]


def test_a_run_of_one_file_forgets_no_other() -> None:
    checked("a.recipe", "b.recipe")
    Path("a.recipe").write_text(CLEAN + "\n", encoding="utf-8")
    checked("a.recipe")

    assert checked("a.recipe", "b.recipe")[1] == []


def test_a_file_that_was_read_for_another_counts_as_part_of_it() -> None:
    Path("used.recipe").write_text(CLEAN, encoding="utf-8")
    cache = Cache(memory(str(Path.cwd())))
    (found,) = check_files(["a.recipe"], cache)
    source = found.sources["a.recipe"]
    cache.keep(Loaded("a.recipe", None, (), {"a.recipe": source, "used.recipe": source}))
    assert cache.find("a.recipe") is not None
    cache.save()

    Path("used.recipe").write_text(CLEAN + "\n", encoding="utf-8")

    assert Cache(memory(str(Path.cwd()))).find("a.recipe") is None


@pytest.mark.parametrize("content", [b"recipe Caf\xe9 {}", b""])
def test_a_file_that_could_not_be_read_as_a_recipe_is_looked_at_each_time(content: bytes) -> None:
    Path("a.recipe").write_bytes(content)
    checked("a.recipe")

    assert checked("a.recipe")[1] == ["a.recipe"]


def test_errors_of_a_file_that_uses_others_are_not_remembered_since_those_may_come() -> None:
    Path("a.recipe").write_text('use "gone.recipe" (Badge)\n' + WRONG, encoding="utf-8")
    checked("a.recipe")

    assert checked("a.recipe")[1] == ["a.recipe"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"read"', '"raed"'),
        lambda text: text.replace('"severity":"error"', '"severity":"fatal"'),
        lambda text: text.replace('"start":', '"start":-'),
        lambda text: json.dumps({**json.loads(text), "code": "another charm"}),
        lambda text: "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_memory_that_does_not_read_as_written_is_none(damage: object, folder: Path) -> None:
    first = checked("a.recipe", "b.recipe")[0]
    (file,) = (folder / FOLDER).glob("*.json")
    assert callable(damage)
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")

    results, compiled = checked("a.recipe", "b.recipe")

    assert "b.recipe" in compiled
    assert [each.diagnostics for each in results] == [each.diagnostics for each in first]


def test_the_folder_is_marked_as_a_cache_and_as_nothing_to_commit(folder: Path) -> None:
    checked("a.recipe")

    assert (folder / FOLDER / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (folder / FOLDER / "CACHEDIR.TAG").read_text(encoding="utf-8").startswith("Signature: 8a477f597d28d172789f0")
    assert len(list((folder / FOLDER).iterdir())) == 3


def test_the_memory_lies_at_the_root_of_the_repository_one_for_each_folder(tmp_path: Path) -> None:
    inner = tmp_path / "sub" / "deep"
    inner.mkdir(parents=True)
    assert Path(memory(str(inner))).parent == inner / FOLDER

    (tmp_path / ".git").mkdir()

    within, above = Path(memory(str(inner))), Path(memory(str(tmp_path)))
    assert within.parent == above.parent == tmp_path / FOLDER
    assert within != above


def test_where_nothing_can_be_written_checks_work_without_memory(folder: Path) -> None:
    (folder / FOLDER).write_text("a file is in the way", encoding="utf-8")

    assert checked("a.recipe")[1] == checked("a.recipe")[1] == ["a.recipe"]


def test_without_a_file_nothing_is_remembered(folder: Path) -> None:
    cache = Cache(None)
    list(check_files(["a.recipe"], cache))
    cache.save()

    assert cache.find("a.recipe") is None
    assert not (folder / FOLDER).exists()
