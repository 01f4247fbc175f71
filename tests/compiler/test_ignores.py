"""What comments silence, what they cannot, and what is said of those that are wrong."""

import pytest

from compiler.diagnostics import Diagnostic
from compiler.ignores import Heard, hear
from compiler.pipeline import compile_source
from compiler.source import Source

RECIPE = """recipe Start {
  local secret: Int = 0
  on go() {
    navigate Page(secret)
  }
}

recipe Page(n: Int) {
  view {
    text n
  }
}
"""
CALL = "navigate Page(secret)"


def heard(text: str) -> Heard:
    source = Source("a.recipe", text)
    return hear(source, compile_source(source, tests=True)[1])


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [each.code for each in diagnostics]


def after_fix(text: str, diagnostic: Diagnostic) -> str:
    (edit,) = diagnostic.fixes[0].edits
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


def test_the_recipe_of_these_tests_has_one_warning() -> None:
    assert codes(heard(RECIPE).kept) == ["C2001"]


@pytest.mark.parametrize(
    "comment",
    [
        "# charm: ignore[C2001] all may see it",
        "#charm:ignore[C2001]",
        "# charm: ignore[ C2001 ]",
    ],
)
def test_a_comment_behind_code_silences_its_line(comment: str) -> None:
    found = heard(RECIPE.replace(CALL, f"{CALL}  {comment}"))

    assert (codes(found.kept), codes(found.silenced)) == ([], ["C2001"])


def test_a_comment_on_its_own_line_silences_the_next_line_with_code() -> None:
    found = heard(RECIPE.replace(CALL, f"# charm: ignore[C2001] all may see it\n\n    # More words.\n    {CALL}"))

    assert (codes(found.kept), codes(found.silenced)) == ([], ["C2001"])


def test_an_error_is_silenced_where_it_stands_and_nowhere_else() -> None:
    text = "recipe A {\n  shared n: Int = m  # charm: ignore[C0312] shown in the lesson\n  shared k: Int = j\n}\n"

    found = heard(text)

    assert (codes(found.kept), codes(found.silenced)) == (["C0312"], ["C0312"])
    assert found.kept[0].primary.span.start == text.index("j\n")


def test_a_text_that_reads_like_the_comment_is_no_comment() -> None:
    found = heard(RECIPE.replace("text n", "text '# charm: ignore[C2001]'"))

    assert codes(found.kept) == ["C2001"]


def test_a_syntax_error_is_never_silenced() -> None:
    assert codes(heard("type T = )  # charm: ignore[C0101, C0102, C0103, C0105]\n").kept) != []


def test_an_unused_comment_is_a_warning_whose_fix_removes_it() -> None:
    text = RECIPE.replace("  view {", "  view {  # charm: ignore[C2001]").replace(
        CALL, f"{CALL} # charm: ignore[C2001]"
    )

    (unused,) = heard(text).kept

    assert (unused.code, unused.severity, unused.fixes[0].safety) == ("C2091", "warning", "safe")
    assert after_fix(text, unused) == RECIPE.replace(CALL, f"{CALL} # charm: ignore[C2001]")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_removing_a_comment_of_its_own_line_leaves_no_empty_line(end: str) -> None:
    clean = 'recipe A {\n  view {\n    text "a"\n  }\n}\n'.replace("\n", end)
    text = clean.replace("  view", f"  # charm: ignore[C2001]{end}  view")

    (unused,) = heard(text).kept

    assert after_fix(text, unused) == clean


@pytest.mark.parametrize("listed", ["C2001, C0312", "C0312, C2001", "C0312,C2001", "C0312 C2001"])
def test_of_several_codes_the_unused_one_is_named_and_taken_out(listed: str) -> None:
    text = RECIPE.replace(CALL, f"{CALL}  # charm: ignore[{listed}] why")

    (unused,) = heard(text).kept

    assert "C0312" in unused.message
    assert after_fix(text, unused) == RECIPE.replace(CALL, f"{CALL}  # charm: ignore[C2001] why")


def test_a_code_that_there_is_not_is_named_with_the_nearest() -> None:
    found = heard(RECIPE.replace(CALL, f"{CALL}  # charm: ignore[C201]")).kept

    assert codes(found) == ["C2001", "C2092"]
    assert found[1].message == "no diagnostic has the code `C201`"
    assert found[1].fixes[0].edits[0].text == "C2001"


@pytest.mark.parametrize("comment", ["# charm: ignore", "# charm: ignore[]", "# charm: ignore C2001"])
def test_a_comment_without_a_code_silences_nothing_and_is_told_so(comment: str) -> None:
    found = heard(RECIPE.replace(CALL, f"{CALL}  {comment}")).kept

    assert sorted(codes(found)) == ["C2001", "C2092"]
    assert "names no code" in found[1].message


def test_nothing_is_called_unused_while_an_error_holds_warnings_back() -> None:
    text = RECIPE.replace("text n", "text m").replace(CALL, f"{CALL}  # charm: ignore[C2001]")

    assert codes(heard(text).kept) == ["C0312"]


def test_a_comment_at_the_end_of_the_file_speaks_of_nothing() -> None:
    assert codes(heard(RECIPE + "# charm: ignore[C2001]\n").kept) == ["C2001", "C2091"]
