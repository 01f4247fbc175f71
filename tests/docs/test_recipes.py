"""The recipes that ship with charm keep what the documentation promises of them."""

from pathlib import Path

import pytest

from charm.__main__ import main
from tests.docs.pages import ROOT

RECIPES = sorted((ROOT / "recipes").glob("*.recipe"))
EACH = pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)


@EACH
def test_a_recipe_is_short_has_tests_and_names_its_pattern_in_its_first_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    about = text.split('"""')[1]

    assert text.count("\n") < 120
    assert "The pattern is " in about
    assert '\ntest "' in text


@EACH
def test_a_recipe_is_told_of_in_the_patterns(path: Path) -> None:
    assert f"(../recipes/{path.name})" in (ROOT / "docs/patterns.md").read_text(encoding="utf-8")


def test_nothing_is_to_be_said_of_the_recipes_and_exploring_finds_nothing_in_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    assert main(["check", "recipes", "--no-cache"]) == 0
    assert main(["fmt", "--check", "recipes"]) == 0
    assert main(["test", "recipes", "--runs", "50"]) == 0

    said = capsys.readouterr().out
    assert "warning" not in said
    assert said.count("explored 50 runs") == len(RECIPES)
