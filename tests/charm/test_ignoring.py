"""`.gitignore` and `.charmignore`, as `charm check FOLDER` honours them."""

from pathlib import Path

import pytest

from charm.finding import find


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.recipe", "b.recipe", "old/c.recipe", "old/keep.recipe", "new/d.recipe", "new/old/e.recipe"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    return tmp_path


def write(name: str, *patterns: str) -> None:
    Path(name).write_text("".join(f"{pattern}\n" for pattern in patterns), encoding="utf-8")


ALL = ("a.recipe", "b.recipe", "new/d.recipe", "new/old/e.recipe", "old/c.recipe", "old/keep.recipe")


def test_without_such_files_nothing_is_left_out() -> None:
    assert find(["."])[0] == ALL


@pytest.mark.parametrize("name", [".gitignore", ".charmignore"])
@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["b.recipe"], ("a.recipe", "new/d.recipe", "new/old/e.recipe", "old/c.recipe", "old/keep.recipe")),
        (["old/"], ("a.recipe", "b.recipe", "new/d.recipe")),
        (["/old/"], ("a.recipe", "b.recipe", "new/d.recipe", "new/old/e.recipe")),
        (["old/*", "!keep.recipe"], ("a.recipe", "b.recipe", "new/d.recipe", "new/old/e.recipe", "old/keep.recipe")),
        (["# only words", "", "*.recipe", "!a.*"], ("a.recipe",)),
    ],
)
def test_patterns_mean_what_they_mean_to_git(name: str, patterns: list[str], left: tuple[str, ...]) -> None:
    write(name, *patterns)

    assert find(["."])[0] == left


def test_charmignore_decides_over_gitignore_and_an_inner_file_over_an_outer_one() -> None:
    write(".gitignore", "c.recipe", "d.recipe")
    write(".charmignore", "!c.recipe")
    write("new/.gitignore", "!d.recipe", "/old/")

    assert find(["."])[0] == ("a.recipe", "b.recipe", "new/d.recipe", "old/c.recipe", "old/keep.recipe")


def test_a_file_that_is_named_is_always_taken() -> None:
    write(".gitignore", "*.recipe")

    assert find(["b.recipe"])[0] == ("b.recipe",)


def test_a_folder_that_is_named_is_looked_into_though_it_is_left_out() -> None:
    Path(".git").mkdir()
    write(".gitignore", "old/")

    assert find(["old"])[0] == ("old/c.recipe", "old/keep.recipe")


def test_in_a_repository_the_patterns_above_a_named_folder_hold() -> None:
    write(".gitignore", "d.recipe")
    assert find(["new"])[0] == ("new/d.recipe", "new/old/e.recipe")

    Path(".git").mkdir()

    assert find(["new"])[0] == ("new/old/e.recipe",)


def test_a_folder_all_of_whose_recipes_are_left_out_has_none() -> None:
    write(".charmignore", "*.recipe")

    files, (empty,) = find(["."])

    assert files == ()
    assert [each.code for each in empty.diagnostics] == ["C0092"]


def test_a_pattern_file_of_any_bytes_is_no_mistake() -> None:
    Path(".gitignore").write_bytes(b"\xff\xfe[\n*.bak\n")

    assert find(["."])[0] == ALL
