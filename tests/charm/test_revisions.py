"""Files as they were in a revision of git."""

import subprocess
from pathlib import Path

import pytest

from charm.failures import CommandError
from charm.revisions import content_at


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms/a.recipe").write_text("old", encoding="utf-8")
    for arguments in (
        ["init", "-q"],
        ["add", "rooms/a.recipe"],
        ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "first"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)
    (tmp_path / "rooms/a.recipe").write_text("new", encoding="utf-8")
    return tmp_path


def test_a_file_is_read_as_it_was_in_a_revision(repository: Path) -> None:
    assert content_at("HEAD", str(repository / "rooms/a.recipe")) == b"old"


def test_a_file_named_from_inside_its_folder_is_found_too(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "rooms")

    assert content_at("HEAD", "a.recipe") == b"old"


@pytest.mark.parametrize(
    ("revision", "file", "said"),
    [
        ("HEAD~7", "rooms/a.recipe", "`HEAD~7` is no file, and no revision that git knows"),
        ("--help", "rooms/a.recipe", "`--help` is no file, and no revision"),
        ("HEAD", "rooms/b.recipe", "is not in the revision `HEAD`"),
    ],
)
def test_what_git_does_not_have_is_said(repository: Path, revision: str, file: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        content_at(revision, str(repository / file))


def test_a_file_outside_of_a_repository_has_no_revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(CommandError, match="is not in a git repository"):
        content_at("HEAD", str(tmp_path / "a.recipe"))


def test_a_machine_without_git_is_told_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CommandError, match="git is not installed"):
        content_at("HEAD", str(repository / "rooms/a.recipe"))
