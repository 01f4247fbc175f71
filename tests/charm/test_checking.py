"""What comments silence where one file uses another, and what is told of them in which."""

from pathlib import Path

import pytest

from charm.cache import Cache
from charm.checking import SESSIONS_MAX, Sessions, check_files
from charm.loading import Loaded

USER = (
    'use "people.recipe" (Person)\n\nrecipe A {\n  shared all: [Person] = []\n'
    "  view {\n    for p in all { text p.name }\n  }\n}\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.recipe").write_text(USER, encoding="utf-8")


def found(name: str, line: str) -> Loaded:
    """What is wrong with one of the two files, when the used one declares a name like this."""
    Path("people.recipe").write_text(f"type Person {{\n  key id: Id = new_id()\n  {line}\n}}\n", encoding="utf-8")
    (result,) = check_files([name], Cache(None))
    return result


def test_what_a_file_silences_is_not_told_of_it_where_it_is_used() -> None:
    line = "name: Txt  # charm: ignore[C0315] shown in the lesson"

    assert [each.code for each in found("people.recipe", "name: Txt").diagnostics] == ["C0315"]
    assert [each.code for each in found("a.recipe", "name: Txt").diagnostics] == ["C0315"]
    assert [(found(name, line).diagnostics, found(name, line).silenced) for name in ("people.recipe", "a.recipe")] == [
        ((), 1),
        ((), 0),
    ]


def test_a_comment_that_silences_nothing_is_told_only_in_its_own_file() -> None:
    line = "name: Text  # charm: ignore[C0315] shown in the lesson"

    assert [each.code for each in found("people.recipe", line).diagnostics] == ["C2091"]
    assert found("a.recipe", line).diagnostics == ()


def test_a_file_that_is_checked_again_and_again_has_a_session_of_its_own_and_few_are_kept() -> None:
    sessions = Sessions()
    first = sessions.of("a.recipe")

    assert sessions.of("b.recipe") is not first
    assert sessions.of("a.recipe") is first
    for number in range(SESSIONS_MAX):
        sessions.of(f"{number}.recipe")
    assert sessions.of("a.recipe") is not first
