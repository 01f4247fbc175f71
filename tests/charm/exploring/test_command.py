"""`charm test` explores: what it prints, writes and answers."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from charm.__main__ import main

CAPTURE = pytest.CaptureFixture[str]

SHEET = """recipe Sheet {
  shared seats: Int(1..) = 1
  shared taken: [Id] = []
  always count(taken) <= seats else "All {seats} seats are taken."

  on take() {
    taken.push(me)
  }
  on name(seat: Int(7..), seats as wanted: Int) {
    require seat == 77 else "No such seat."
    seats = wanted
  }
}
"""
PASTED = """
test "take keeps what always holds" {
  visitors ann
  let sheet = spawn Sheet()
  ann: sheet.take()
  ann: sheet.take()
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "sheet.recipe").write_text(SHEET, encoding="utf-8")
    return tmp_path


def test_what_exploring_found_is_printed_so_that_it_can_be_pasted(capsys: CAPTURE) -> None:
    assert main(["test"]) == 1

    out = capsys.readouterr().out
    assert out == (
        "sheet.recipe\n"
        "  failed  exploring: take keeps what always holds\n"
        "  ┌─ sheet.recipe:4:3\n"
        '4 │   always count(taken) <= seats else "All {seats} seats are taken."\n'
        "  │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  │   `take` runs into this\n"
        "expected: `take` itself refuses what would break it\n"
        "actual: All 1 seats are taken.\n"
        "help: `require` it in `take`; or, where the `always` is meant to be what refuses\n"
        '  it, say so in a test: end it with `expect … refused "…"`\n'
        "test: the smallest run that fails so, to be pasted into the recipe\n"
        f"{PASTED}"
        "\n"
        'no tests; write one with: test "what must hold" { … }; exploring found 1 failure\n'
    )


def test_what_was_pasted_fails_as_well_and_as_a_refusal_that_is_meant_it_is_enough(
    folder: Path, capsys: CAPTURE
) -> None:
    (folder / "sheet.recipe").write_text(SHEET + PASTED, encoding="utf-8")
    assert main(["test", "--runs", "0"]) == 1
    assert "this was refused" in capsys.readouterr().out

    meant = PASTED.replace("  ann: sheet.take()\n}", '  ann: expect sheet.take() refused "seats"\n}')
    (folder / "sheet.recipe").write_text(SHEET + meant, encoding="utf-8")
    assert main(["test"]) == 0
    assert capsys.readouterr().out == (
        "sheet.recipe\n"
        "  ok      take keeps what always holds\n"
        "  ok      explored 200 runs, 150 events\n"
        "note: no event of `Sheet.name` ever happened: what these need was not hit upon\n"
        "\n"
        "1 test ok\n"
    )


def test_how_many_runs_there_are_and_where_chance_begins_can_be_said(folder: Path, capsys: CAPTURE) -> None:
    (folder / "sheet.recipe").write_text("recipe R {\n  shared n: Int = 0\n  on up() { n += 1 }\n}\n", encoding="utf-8")
    said = []
    for arguments in (["--runs", "5"], ["--runs", "5"], ["--runs", "5", "--seed", "4"], ["--runs", "0"]):
        assert main(["test", *arguments]) == 0
        said.append(capsys.readouterr().out)

    assert "explored 5 runs" in said[0]
    assert said[0] == said[1]
    assert "explored" not in said[3]


def test_what_was_found_is_written_as_junit_too(folder: Path) -> None:
    main(["test", "--junit", "out.xml"])

    (suite,) = ElementTree.parse(folder / "out.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    (case,) = suite
    (failure,) = case
    assert (case.get("name"), failure.get("message")) == (
        "exploring: take keeps what always holds",
        "`take` runs into this",
    )
    assert PASTED.strip() in (failure.text or "")


def test_a_recipe_in_which_visitors_can_do_nothing_is_not_explored(folder: Path, capsys: CAPTURE) -> None:
    (folder / "sheet.recipe").write_text("recipe R {\n  shared n: Int = 0\n}\n", encoding="utf-8")

    assert main(["test"]) == 0
    assert "explored" not in capsys.readouterr().out
