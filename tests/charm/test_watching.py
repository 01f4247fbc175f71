"""When files count as changed, and what `charm check --watch` does then."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from charm.__main__ import main
from charm.watching import changes


def seen(files: Callable[[], list[str]], *steps: Callable[[], object]) -> int:
    """How many changes are told when between two looks these things happen, and then Ctrl+C is pressed."""
    coming = iter(steps)

    def rest() -> None:
        step = next(coming, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    count = 0
    with suppress(KeyboardInterrupt):
        for _ in changes(files, rest):
            count += 1
    return count


def nothing() -> None:
    """A look at which all is as it was."""


def test_a_change_is_told_once_it_has_settled(tmp_path: Path) -> None:
    file = tmp_path / "a.recipe"
    file.touch()

    def write(words: str) -> Callable[[], object]:
        return lambda: file.write_text(words, encoding="utf-8")

    def files() -> list[str]:
        return [str(file)]

    assert seen(files, nothing, nothing) == 0
    assert seen(files, write("a"), nothing, nothing) == 1
    assert seen(files, write("ab"), write("abc"), nothing) == 1
    assert seen(files, write("abcd"), nothing, write("abcde"), nothing) == 2


def test_files_may_go_and_come(tmp_path: Path) -> None:
    file = tmp_path / "a.recipe"
    file.touch()

    assert seen(lambda: [str(each) for each in tmp_path.iterdir()], file.unlink, nothing, file.touch, nothing) == 2
    assert seen(lambda: [str(file)], file.unlink, nothing) == 1


def test_a_file_written_anew_with_as_many_bytes_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.recipe"
    file.write_text("one", encoding="utf-8")
    os.utime(file, ns=(0, 0))

    assert seen(lambda: [str(file)], lambda: file.write_text("two", encoding="utf-8"), nothing) == 1


def test_watch_checks_again_after_each_change_and_ends_with_the_last_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("a.recipe")
    file.write_text("recipe A {\n  let a = b\n}\n", encoding="utf-8")

    def steps() -> Iterator[Callable[[], object]]:
        yield lambda: file.write_text("recipe A {\n  let a = 1\n}\n", encoding="utf-8")
        yield nothing
        yield nothing

    coming = steps()

    def sleep(_: float) -> None:
        step = next(coming, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("charm.commands.check.time.sleep", sleep)

    assert main(["check", "--watch"]) == 0

    said = capsys.readouterr().out
    assert said.index("1 error in 1 file") < said.index("checked 1 recipe: no problems")
    assert said.count("watching; Ctrl+C ends") == 2
    assert "\x1b" not in said
