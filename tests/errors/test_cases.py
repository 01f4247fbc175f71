"""What is said of each mistake is what its folder has: read it there as a person would, before it changes."""

import json

import pytest

from tests.errors.cases import FOLDER, WIDTH, Case, cases, said

CASES = list(cases())
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
ANEW = "look at what changed, then: python -m tests.errors --write"


@EACH
def test_what_is_said_of_a_mistake_is_what_its_folder_has(case: Case) -> None:
    kept = {path.name: path.read_bytes() for path in case.folder.iterdir() if path.is_file()}

    assert kept == {
        **{name: content for name, content in case.kept.items() if "/" not in name},
        **{name: text.encode() for name, text in said(case).items()},
    }, ANEW


@EACH
def test_each_folder_shows_its_own_code(case: Case) -> None:
    found = json.loads((case.folder / "expected.json").read_text(encoding="utf-8"))["diagnostics"]

    assert case.code in {each["code"] for each in found}


@EACH
def test_what_people_read_fits_their_terminal(case: Case) -> None:
    lines = (case.folder / "expected.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if len(line) > WIDTH] == []


def test_each_code_has_a_folder_and_each_folder_a_code() -> None:
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir() and folder.name.startswith("C")}

    assert folders == {case.code for case in CASES}, ANEW
