"""`charm fmt` as a user runs it."""

import io
import sys
from pathlib import Path

import pytest

from charm.__main__ import main

CALM = "recipe R {\n  shared a: Int = 0\n}\n"
WILD = "recipe R{\n shared a:Int=0 }\n"
BROKEN = "recipe R {\n  shared a: = 0\n}\n"
CAPTURE = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recipe in the style and one that is not, which the test is in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calm.recipe").write_text(CALM, encoding="utf-8")
    (tmp_path / "wild.recipe").write_text(WILD, encoding="utf-8")
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_fmt_writes_what_is_not_in_the_style_and_says_so(folder: Path, capsys: CAPTURE) -> None:
    before = (folder / "calm.recipe").stat().st_mtime_ns

    assert main(["fmt"]) == 0

    assert capsys.readouterr() == ("wild.recipe\n1 recipe formatted, 1 recipe in style\n", "")
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == CALM
    assert (folder / "calm.recipe").stat().st_mtime_ns == before
    assert main(["fmt", "--check"]) == 0


def test_check_lists_what_would_change_and_changes_nothing(folder: Path, capsys: CAPTURE) -> None:
    assert main(["fmt", "--check", "calm.recipe", "wild.recipe"]) == 1

    assert capsys.readouterr() == ("wild.recipe\n1 recipe to format, 1 recipe in style\n", "")
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == WILD


def test_diff_shows_what_would_change_as_a_patch_and_changes_nothing(folder: Path, capsys: CAPTURE) -> None:
    assert main(["fmt", "--diff"]) == 1

    said = capsys.readouterr()
    assert said.out == (
        "--- a/wild.recipe\n+++ b/wild.recipe\n@@ -1,2 +1,3 @@\n-recipe R{\n- shared a:Int=0 }\n"
        "+recipe R {\n+  shared a: Int = 0\n+}\n"
    )
    assert said.err == "1 recipe to format, 1 recipe in style\n"
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == WILD


def test_a_diff_is_coloured_where_colour_is_wanted(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert main(["fmt", "--diff"]) == 1
    assert "\x1b[31m- shared a:Int=0 }" in capsys.readouterr().out


def test_a_file_with_mistakes_is_left_alone_and_they_are_shown_while_others_are_formatted(
    folder: Path, capsys: CAPTURE
) -> None:
    (folder / "broken.recipe").write_text(BROKEN, encoding="utf-8")

    assert main(["fmt"]) == 1

    said = capsys.readouterr()
    assert "broken.recipe:2:12" in said.err and "1 error in 1 file" in said.err
    assert (folder / "broken.recipe").read_text(encoding="utf-8") == BROKEN
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == CALM


def test_standard_input_goes_formatted_to_standard_output(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    for text in (WILD, CALM):
        pipe(monkeypatch, text)

        assert main(["fmt", "-"]) == 0
        assert capsys.readouterr() == (CALM, "")


def test_standard_input_with_mistakes_gives_no_text_and_shows_them_under_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    pipe(monkeypatch, BROKEN)

    assert main(["fmt", "-", "--stdin-filename", "typed.recipe"]) == 1

    said = capsys.readouterr()
    assert said.out == "" and "typed.recipe:2:12" in said.err


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("gone.recipe", 1, "`gone.recipe` cannot be read"), ("x.graph.json", 2, "`x.graph.json` is a built graph")],
)
def test_what_is_no_recipe_is_told_by_name(path: str, status: int, said: str, capsys: CAPTURE) -> None:
    assert main(["fmt", path]) == status
    assert said in capsys.readouterr().err


def test_a_mistake_of_ours_leaves_every_file_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr("compiler.format.render", lambda doc, width: "let a = 2\n")

    assert main(["fmt"]) == 2

    assert "error[C9999]" in capsys.readouterr().err
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == WILD


def test_permissions_stay_and_a_link_stays_a_link(folder: Path) -> None:
    (folder / "wild.recipe").chmod(0o640)
    (folder / "link.recipe").symlink_to("wild.recipe")

    assert main(["fmt", "link.recipe"]) == 0

    assert (folder / "link.recipe").readlink() == Path("wild.recipe")
    assert (folder / "wild.recipe").read_text(encoding="utf-8") == CALM
    assert (folder / "wild.recipe").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["calm.recipe", "link.recipe", "wild.recipe"]
