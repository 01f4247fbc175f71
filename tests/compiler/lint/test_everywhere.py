"""All lints together: when they are quiet, and what their fixes do."""

from pathlib import Path

import pytest

from compiler.ignores import hear
from compiler.messages import MESSAGES
from compiler.pipeline import compile_source
from compiler.source import Source
from tests.compiler.lint.linting import codes, fixed, found

RECIPES = sorted([*Path("recipes").glob("*.recipe"), *Path("tests/conformance").glob("*.recipe")])
CODES = [code for code in MESSAGES if "C2002" <= code <= "C2013"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_of_ours_gives_no_warning_that_has_no_answer_in_it(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))

    assert [f"{each.code} {each.message}" for each in hear(source, compile_source(source, tests=True)[1]).kept] == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_warned_about_while_a_file_has_an_error(code: str) -> None:
    text = MESSAGES[code].failing + "\nlet wrong: Int = true\n"

    assert [each.severity for each in compile_source(Source("a.recipe", text))[1]] == ["error"]


@pytest.mark.parametrize("code", CODES)
def test_each_lint_is_a_warning_that_says_what_to_write(code: str) -> None:
    findings = found(MESSAGES[code].failing)

    assert findings
    for each in findings:
        assert (each.code, each.severity) == (code, "warning")
        assert each.help and each.primary.text and each.within


@pytest.mark.parametrize("code", CODES)
def test_all_places_of_a_finding_count_from_the_place_that_the_source_is_known_by(code: str) -> None:
    source = Source("a.recipe", MESSAGES[code].failing, number=7)

    for each in compile_source(source)[1]:
        spans = [edit.span for fix in each.fixes for edit in fix.edits]
        spans += [label.span for label in (each.primary, *each.secondary)]
        assert {span.number for span in spans} == {7}


@pytest.mark.parametrize("code", ["C2002", "C2005", "C2009", "C2013"])
def test_a_fix_takes_its_warning_away_and_brings_no_other(code: str) -> None:
    assert codes(fixed(MESSAGES[code].failing)) == []
