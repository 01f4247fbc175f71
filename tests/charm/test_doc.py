"""`charm doc` as a user runs it."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from charm.__main__ import main
from charm.words import KEYWORDS, MINTED, TYPES
from graph.elements import ELEMENTS
from graph.library.catalogue import FUNCTIONS, groups

OTHERS = ("view elements", "types", "words of the language")
CAPTURE = pytest.CaptureFixture[str]
RECIPE = '''\
"""For shared tallies."""

"""What is counted.

Never empty."""
type Thing {
  """As people call it."""
  key name: Text(1..40)
  weight: Number =
    1
}

type Mood = "good" | "bad"

let most: Int = 3

fn double(n: Int) -> Int = n * 2

"""Counts."""
recipe Tally(shared things: [Thing], local step: Int = 1) {
  """How many were counted."""
  shared count: Int = 0
  let twice: Int = double(count)
  """Counts one more."""
  private on add(thing in things, by as amount: Int else 1) { count += amount }
  every 10s -> add()
  always count >= 0 else "below zero"
  view { text "{count}" }
}

view Line(n: Int) { text "{n}" }

test "nothing" { visitors ann }
'''


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one recipe, which the test is in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tally.recipe").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def said(capsys: CAPTURE, *arguments: str) -> str:
    """Standard output of `charm doc` with status 0 and nothing on standard error."""
    assert main(["doc", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_without_a_name_it_lists_every_function_by_group_then_elements_types_and_words(capsys: CAPTURE) -> None:
    lines = said(capsys).splitlines()

    assert [line for line in lines if line and line[0] != " "] == [*groups(), *OTHERS]
    assert {signature for each in FUNCTIONS.values() for signature in each.signatures} <= {line[2:] for line in lines}
    assert lines.count("  count(xs: [T]) -> Int") == 2, "it stands in both of its groups"
    elements, types, words = (lines.index(group) for group in OTHERS)
    heads = [line[2:] if line[:3].strip() else "" for line in lines]
    assert [head for head in heads[elements + 1 : types] if head] == [each.example for each in ELEMENTS.values()]
    assert [head for head in heads[types + 1 : words] if head] == list(TYPES)
    assert [head for head in heads[words + 1 :] if head] == [*MINTED, *KEYWORDS]


@pytest.mark.parametrize("name", [None, *FUNCTIONS, *ELEMENTS, *TYPES, *MINTED, *KEYWORDS])
def test_every_page_fits_a_terminal_of_eighty_columns(
    name: str | None, capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert max(map(cell_len, said(capsys, *([name] if name else [])).splitlines())) <= 80


def test_a_function_has_its_ways_of_calling_and_its_examples_with_their_values(capsys: CAPTURE) -> None:
    assert said(capsys, "position") == (
        """\
position(xs: [T], x: T) -> Int?
position(t: Text, part: Text) -> Int?
    Where the list first has the value, or the text that part; none where it
    does not.

    position(["a", "b"], "b") is 1
    position("charm", "arm") is 2
    position([1], 2) is none
"""
    )


def test_an_element_says_what_it_takes_and_has_its_attributes(capsys: CAPTURE) -> None:
    page = said(capsys, "button")

    assert page.startswith('button "Save"\n    Something to press.')
    assert "    Takes a value and perhaps `-> handler(…)`.\n" in page
    assert '    tone: "neutral" | "good" | "warning" | "bad"\n        What it means.\n' in page


def test_an_element_says_where_it_stands_and_which_attributes_it_needs(capsys: CAPTURE) -> None:
    assert "Takes perhaps a value and perhaps a block; stands in `list`." in said(capsys, "item")
    assert "    value: Number\n        From 0 to 1. Required.\n" in said(capsys, "progress")


def test_an_element_that_needs_one_of_its_attributes_says_so(capsys: CAPTURE) -> None:
    page = said(capsys, "link")

    assert "    Takes a value; needs exactly one of `to` and `url`.\n" in page
    assert "    to: Charm\n        The charm that it leads to.\n" in page


def test_a_word_of_the_language_is_described_with_how_it_is_written(capsys: CAPTURE) -> None:
    assert said(capsys, "child") == (
        "child\n    `child left = Counter(count)`: a charm that lives and ends with this one.\n"
    )
    assert said(capsys, "shared") == "shared\n    One value for everyone who has the charm's address.\n"
    assert said(capsys, "Charm").startswith("Charm\n    A running charm of a recipe")


def test_children_of_a_recipe_are_among_its_members(folder: Path, capsys: CAPTURE) -> None:
    (folder / "p.recipe").write_text(
        "recipe P {\n  shared ns: [Int] = []\n  child one = C(1)\n  child all = [C(n) for n in ns]\n}\n"
        "recipe C(n: Int) {\n}\n",
        "utf-8",
    )

    assert "      child one = C(1)\n      child all = [C(n) for n in ns]\n" in said(capsys, "p.recipe")


def test_a_recipe_is_described_by_the_heads_of_its_declarations_and_the_words_above_them(capsys: CAPTURE) -> None:
    assert said(capsys, "tally.recipe") == (
        """\
tally.recipe
  For shared tallies.

  recipe Tally(shared things: [Thing], local step: Int = 1)
      Counts.

      shared count: Int = 0
          How many were counted.

      let twice: Int

      private on add(thing in things, by as amount: Int else 1)
          Counts one more.

      every 10s -> add()

      always count >= 0 else "below zero"

  view Line(n: Int)

  type Thing
      What is counted.

      Never empty.

      key name: Text(1..40)
          As people call it.

      weight: Number = 1

  type Mood = "good" | "bad"

  let most: Int

  fn double(n: Int) -> Int
"""
    )


def test_declarations_of_which_nothing_is_said_stand_close_together(folder: Path, capsys: CAPTURE) -> None:
    (folder / "plain.recipe").write_text('recipe P {\n  shared a: Int = 0\n  local b: Text = ""\n}\n', "utf-8")

    assert said(capsys, "plain.recipe").endswith('\n      shared a: Int = 0\n      local b: Text = ""\n')


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_a_recipe_that_cannot_be_read_is_status_one_with_its_mistakes(
    format_: str, folder: Path, capsys: CAPTURE
) -> None:
    (folder / "tally.recipe").write_text("recipe Tally {\n  shared count Int = 0\n}\n", "utf-8")

    assert main(["doc", "tally.recipe", "--format", format_]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "tally.recipe:2:" in err and err.endswith("1 error in 1 file\n")


def test_bytes_that_are_no_text_are_a_mistake_of_the_file(folder: Path, capsys: CAPTURE) -> None:
    (folder / "tally.recipe").write_bytes(b"recipe Caf\xe9 {\n}\n")

    assert main(["doc", "tally.recipe"]) == 1
    assert "error[C0002]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "problem", "remedy"),
    [
        ("roudn", "no function, view element, type or word of the language is called `roudn`", "did you mean `round`?"),
        (
            "buton",
            "no function, view element, type or word of the language is called `buton`",
            "did you mean `button`?",
        ),
        (
            "xyzzy",
            "no function, view element, type or word of the language is called `xyzzy`",
            "`charm doc` lists what there is",
        ),
        (
            "gone.recipe",
            "`gone.recipe` cannot be read: No such file or directory",
            "check the path and its permissions",
        ),
    ],
)
def test_what_there_is_not_is_status_two_with_a_remedy(name: str, problem: str, remedy: str, capsys: CAPTURE) -> None:
    assert main(["doc", name]) == 2
    assert capsys.readouterr() == ("", f"error: {problem}\nhelp: {remedy}\n")


def test_as_markdown_each_part_has_a_heading_one_level_deeper(capsys: CAPTURE) -> None:
    assert said(capsys, "ratio", "--format", "markdown") == (
        """\
## ratio

```
ratio(part: Number, whole: Number) -> Number?
```

The part divided by the whole; none where the whole is 0, so that `ratio(done, total) ?? 0` never faults.

- `ratio(1, 4)` is `0.25`
- `ratio(1, 0)` is `none`

"""
    )
    headings = [line for line in said(capsys, "tally.recipe", "--format=markdown").splitlines() if line[:1] == "#"]
    assert headings[:3] == ["## tally.recipe", "### Tally", "#### count"]


def test_as_json_it_is_everything_with_examples_as_pairs(capsys: CAPTURE) -> None:
    listed = json.loads(said(capsys, "--format", "json"))

    assert [group["name"] for group in listed] == [*groups(), *OTHERS]
    assert listed[0]["parts"][0]["examples"] == [list(example) for example in FUNCTIONS["round"].examples]
    assert [part["name"] for part in listed[-3]["parts"]] == list(ELEMENTS)
    assert json.loads(said(capsys, "tally.recipe", "--format=json"))[0]["parts"][0]["doc"] == "Counts."
