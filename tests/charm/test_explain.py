"""`charm explain` as a user runs it."""

import json

import pytest
from rich.cells import cell_len

from charm.__main__ import main
from charm.pages import PAGES

CAPTURE = pytest.CaptureFixture[str]


def test_a_page_says_what_a_code_means_and_shows_the_mistake_and_how_it_is_mended(capsys: CAPTURE) -> None:
    assert main(["explain", "C0601"]) == 0
    assert capsys.readouterr() == (
        """\
error[C0601]: no handler of recipe `…` is called `…`

Statements that call, and arrows in views, name a handler of the same recipe:
`on name() { … }`.

This has the mistake:

    recipe Tally {
      shared n: Int = 0
      on press() {
        ad(1)
      }
      on add(amount: Int) {
        n += amount
      }
    }

This has not:

    recipe Tally {
      shared n: Int = 0
      on press() {
        add(1)
      }
      on add(amount: Int) {
        n += amount
      }
    }
""",
        "",
    )


@pytest.mark.parametrize("code", PAGES)
def test_every_page_fits_a_terminal_of_eighty_columns(
    code: str, capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert main(["explain", code]) == 0

    said = capsys.readouterr().out
    assert max(map(cell_len, said.splitlines())) <= 80
    assert said.startswith(f"{PAGES[code].severity}[{code}]: ")
    assert len(said.splitlines()) < 100


def test_an_example_that_needs_very_much_text_is_cut(capsys: CAPTURE) -> None:
    main(["explain", "C0003"])
    (long,) = (line for line in capsys.readouterr().out.splitlines() if "xxx" in line)
    main(["explain", "C0119"])

    assert (len(long), long[-1]) == (80, "…")
    assert "    … and 36 more lines\n" in capsys.readouterr().out


def test_the_files_beside_an_example_are_shown_and_of_very_many_only_the_first(capsys: CAPTURE) -> None:
    main(["explain", "C0005"])
    few = capsys.readouterr().out
    main(["explain", "C0009"])

    assert "Beside it there is `people.recipe`:\n\n    type Person {" in few
    assert "Beside it there is a folder, `folder.recipe`." in few
    assert "… and 32 more files\n" in capsys.readouterr().out


def test_a_byte_that_is_no_text_is_shown_by_its_number(capsys: CAPTURE) -> None:
    main(["explain", "C0002"])
    page = capsys.readouterr().out
    main(["explain", "C0002", "--format", "json"])

    assert "recipe Caf\\xe9 {" in page
    assert json.loads(capsys.readouterr().out)["failing"].startswith("recipe Caf\\xe9 {")


def test_as_json_a_page_is_what_the_compiler_knows_of_the_code(capsys: CAPTURE) -> None:
    assert main(["explain", "C0312", "--format", "json"]) == 0

    message = PAGES["C0312"]
    assert json.loads(capsys.readouterr().out) == {
        "code": "C0312",
        "name": message.name,
        "severity": "error",
        "template": message.template,
        "explanation": message.explanation,
        "failing": message.failing,
        "fixed": message.fixed,
        "files": {},
    }


def test_a_code_may_be_typed_in_small_letters(capsys: CAPTURE) -> None:
    assert main(["explain", "c0312"]) == 0
    assert capsys.readouterr().out.startswith("error[C0312]: ")


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("C0600", "the closest codes are `C0601`, `C0602` and `C0603`"),
        ("312", "the closest codes are `C0312`, `C0313` and `C0314`"),
        ("unknown", "a code is `C` and four digits, as `charm check` prints it"),
        ("C03123", "a code is `C` and four digits, as `charm check` prints it"),
    ],
)
def test_a_code_that_there_is_not_is_status_two_with_those_next_to_it(code: str, remedy: str, capsys: CAPTURE) -> None:
    assert main(["explain", code]) == 2
    assert capsys.readouterr() == ("", f"error: there is no page for the code `{code}`\nhelp: {remedy}\n")


def test_what_the_command_line_itself_prints_has_a_page_too(capsys: CAPTURE) -> None:
    assert main(["explain", "C9999"]) == 0
    page = capsys.readouterr().out

    assert page.startswith("error[C9999]: charm itself failed: …\n\nThis is never the recipe's fault")
    assert "    $ charm check chat.recipe\n" in page


def test_a_message_of_nothing_but_what_is_filled_in_is_called_by_its_name(capsys: CAPTURE) -> None:
    main(["explain", "C0093"])

    assert capsys.readouterr().out.startswith("error[C0093]: broken graph\n")
