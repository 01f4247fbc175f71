"""The one style: what a reader sees, and what can be relied on whatever the recipe is."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.format import WIDTH, format_source, same
from compiler.parse import parse
from compiler.source import Source
from tests.compiler.format.respacing import comments_of, respaced

RECIPES = sorted(
    path
    for folder in ("recipes", "tests/conformance", "tests/compiler/recipes")
    for path in Path(folder).glob("*.recipe")
)
CASES = sorted((Path(__file__).parent / "cases").glob("*.before.recipe"))


def formatted(text: str) -> str:
    """The text in the style; it has no syntax errors."""
    made, diagnostics = format_source(Source("test.recipe", text))
    assert made is not None, diagnostics
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name.split(".")[0])
def test_each_case_comes_out_as_its_neighbour_says(case: Path) -> None:
    after = case.with_name(case.name.replace(".before.", ".after."))

    assert formatted(case.read_text(encoding="utf-8")) == after.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*RECIPES, *CASES], ids=lambda path: path.stem)
def test_every_recipe_keeps_its_meaning_and_its_comments_and_a_second_run_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    once = formatted(text)

    assert same(parse(Source("a", text))[0], parse(Source("b", once))[0])
    assert comments_of(once) == comments_of(text)
    assert formatted(once) == once


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from([path for path in RECIPES if path.stem in ("forms", "board", "chat")]),
    seed=st.integers(0, 2**32),
    share=st.sampled_from([0.02, 0.1, 0.5]),
    width=st.sampled_from([1, 30, 60, WIDTH]),
)
def test_wherever_spaces_lines_and_comments_are_put_all_is_kept_and_a_second_run_changes_nothing(
    path: Path, seed: int, share: float, width: int
) -> None:
    text = respaced(path.read_text(encoding="utf-8"), seed, share)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("compiler.format.WIDTH", width)
        once = formatted(text)
        assert formatted(once) == once

    # That the meaning is the same is the formatter's own check.
    assert comments_of(once) == comments_of(text)
    assert [line for line in once.split("\n") if line != line.rstrip()] == []
    assert once.endswith("\n") and not once.endswith("\n\n")


def test_all_ways_to_space_a_recipe_come_to_the_same_text() -> None:
    wild = "recipe R{shared   a:Int=0\n\n\n\n  on  h( ){a=a+1 ;b.push( {c:1,d} )}\n}"
    calm = "recipe R {\n  shared a: Int = 0\n\n  on h() { a = a + 1; b.push({ c: 1, d }) }\n}\n"

    assert (formatted(wild), formatted(calm)) == (calm, calm)


def test_a_file_with_windows_line_ends_gets_plain_ones() -> None:
    assert formatted('"""A.\r\n\r\n   B."""\r\nlet a = 1 # one\r\nlet b = 2\r\n') == (
        '"""A.\n\nB."""\nlet a = 1  # one\nlet b = 2\n'
    )


def test_what_cannot_be_parsed_is_refused_with_all_its_mistakes() -> None:
    source = Source("test.recipe", "recipe R {\n  shared a: = 0\n  on h( { a = 1 }\n}\n")

    assert format_source(source) == (None, parse(source)[1])


def test_what_is_wrong_in_meaning_is_formatted_all_the_same() -> None:
    assert formatted("let  a = nowhere( 1 )") == "let a = nowhere(1)\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("let a = 1", "let a = 2"),
        ("let a = 1", "let a = 1.0"),
        ("let a = [1]", "let a = [1, 1]"),
        ("let a = b.c", "let a = b[c]"),
        ('"""A."""\nlet a = 1', '"""B."""\nlet a = 1'),
    ],
)
def test_the_formatters_own_check_sees_a_change_of_meaning(one: str, other: str) -> None:
    assert not same(parse(Source("a", one))[0], parse(Source("a", other))[0])


def test_a_change_of_meaning_would_be_a_mistake_of_ours_and_leave_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.format.render", lambda doc, width: "let a = 2\n")

    with pytest.raises(AssertionError, match=r"would change what test\.recipe means"):
        format_source(Source("test.recipe", "let a = 1\n"))


@pytest.mark.parametrize(
    "inside", ["({})", "[{}]", "f({})", "not {}", "if a then b else {}", "{{ a: {} }}", "a + ({})"]
)
def test_nesting_as_deep_as_the_parser_takes_is_formatted(inside: str) -> None:
    text = "1"
    for _ in range(60):
        text = inside.format(text)

    once = formatted(f"let a = {text}\n")

    assert formatted(once) == once


def test_parentheses_which_the_parser_does_not_count_may_be_any_deep() -> None:
    assert formatted(f"let a = {'(' * 3000}1{')' * 3000}\n").count("(") == 3000


def test_thirty_five_hundred_lines_take_less_than_a_few_seconds() -> None:
    chat = Path("recipes/chat.recipe").read_text(encoding="utf-8")
    # Without the file's own documentation, which stands once.
    recipes = chat.split("\n", 2)[2]
    text = "\n".join(recipes for _ in range(46))
    assert text.count("\n") > 3500

    begin = time.process_time()
    formatted(text)

    assert time.process_time() - begin < 10
