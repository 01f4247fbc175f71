"""The door between the shell and the commands: help, usage, exit statuses, and mistakes of ours."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from charm.__main__ import main
from charm.overview import COMMANDS, OVERVIEW
from charm.version import GRAPH_FORMAT, VERSION
from graph.model import FORMAT

ROOT = Path(__file__).parents[2]


def typer_says(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Status and output of the same words when Typer reads them."""
    from charm.command_line import app

    with pytest.raises(SystemExit) as end:
        app(list(arguments), prog_name="charm")
    assert isinstance(end.value.code, int)
    return end.value.code, capsys.readouterr().out


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_are_the_same_without_typer(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = main([word]), capsys.readouterr().out

    assert (status, said) == typer_says(capsys, word)


def test_check_finds_the_same_without_typer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.graph.json").write_text("{}", encoding="utf-8")

    status, said = main(["check", "broken.graph.json", "gone.recipe"]), capsys.readouterr().out

    assert status == 1
    assert "C0091" in said and "C0093" in said
    for command in ("check", "validate"):
        assert (status, said) == typer_says(capsys, command, "broken.graph.json", "gone.recipe", "--output-format=full")


@pytest.mark.parametrize("words", [["fmt", "--check"], ["fmt", "--check", "a.recipe", "gone.recipe"], ["fmt"]])
def test_fmt_does_the_same_without_typer(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.recipe"

    file.write_text("recipe A { let a=1\n}", encoding="utf-8")
    status, said, done = main(words), capsys.readouterr().out, file.read_text(encoding="utf-8")
    file.write_text("recipe A { let a=1\n}", encoding="utf-8")

    assert (status, said) == typer_says(capsys, *words)
    assert done == file.read_text(encoding="utf-8")
    assert ("=1" in done) == ("--check" in words)


def test_the_version_is_that_of_the_distribution_and_of_the_graph_format() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert (project["version"], FORMAT) == (VERSION, GRAPH_FORMAT)


def test_the_page_of_help_lists_every_command() -> None:
    from charm.command_line import app

    listed = {command.name for command in app.registered_commands if not command.hidden}

    assert listed == set(COMMANDS)
    assert all(f"  {name:<11}{summary}" in OVERVIEW for name, summary in COMMANDS.items())
    assert max(map(len, OVERVIEW.splitlines())) <= 80


@pytest.mark.parametrize("command", [*COMMANDS, "validate"])
def test_every_command_explains_itself_in_eighty_columns(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([command, "--help"])

    said = capsys.readouterr().out
    assert status == 0
    assert said.startswith(f"Usage: charm {command}")
    assert max(map(len, said.splitlines())) <= 80


def test_charm_alone_shows_what_there_is_and_counts_as_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().out == OVERVIEW


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["chekc"], "chekc"),
        (["graph"], "FILE"),
        (["check", "--loud"], "--loud"),
        (["run", "a", "--port", "x"], "--port"),
    ],
)
def test_wrong_usage_is_status_two_and_names_what_is_wrong(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2

    said = capsys.readouterr()
    assert named in said.err
    assert "--help" in said.err
    assert said.out == ""


def _break_check(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: object) -> int:
        raise error

    monkeypatch.setattr("charm.commands.check.find", broken)


def test_a_mistake_of_ours_ends_in_a_report_to_paste(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _break_check(monkeypatch, KeyError("oops"))

    assert main(["check", "a.recipe"]) == 2

    said = capsys.readouterr().err
    (written,) = tmp_path.iterdir()
    assert said.startswith("error[C9999]: charm itself failed: KeyError: 'oops'\n")
    assert str(written) in said
    assert "Traceback" not in said
    text = written.read_text(encoding="utf-8")
    assert f"charm {VERSION}" in text and "command: charm check a.recipe" in text and "Traceback" in text


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _break_check(monkeypatch, KeyboardInterrupt())

    assert main(["check", "a.recipe"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("words", [["--help"], ["check", "missing.recipe"], ["explain", "C0312"]])
def test_a_process_of_its_own_says_and_answers_the_same(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    status = main(words)
    said = capfd.readouterr()

    ran = subprocess.run([sys.executable, "launcher/charm", *words], cwd=ROOT, capture_output=True, text=True)

    assert (ran.returncode, ran.stdout, ran.stderr) == (status, said.out, said.err)


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_a_reader_who_does_not_wait_for_a_line_gets_no_traceback(word: str) -> None:
    with subprocess.Popen(
        [sys.executable, "launcher/charm", word], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as charm:
        assert charm.stdout is not None and charm.stderr is not None
        charm.stdout.close()

        assert (charm.stderr.read(), charm.wait()) == (b"", 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is missing")
@pytest.mark.parametrize("words", [["--version"], ["check", "recipes/chat.recipe"], ["graph", "recipes/chat.recipe"]])
def test_output_that_cannot_be_written_is_told_with_what_to_do(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([sys.executable, "-m", "charm", *words], cwd=ROOT, stdout=full, stderr=subprocess.PIPE)

    assert ran.returncode == 2
    assert re.fullmatch(rb"error: the output cannot be written: No space left on device\nhelp: .+\n", ran.stderr)


def test_output_that_was_closed_changes_nothing_but_what_is_said(tmp_path: Path) -> None:
    (tmp_path / "wrong.recipe").write_text("recipe Wrong { let a = b }", encoding="utf-8")
    command = f'"{sys.executable}" -m charm check wrong.recipe >&- 2>&-'

    assert subprocess.run(["sh", "-c", command], cwd=tmp_path).returncode == 1


def test_a_reader_who_goes_away_gets_no_traceback(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.graph.json").write_text("{}", encoding="utf-8")
    names = [str(path) for path in tmp_path.iterdir()]

    with subprocess.Popen(
        [sys.executable, "-m", "charm", "check", *names], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()

        assert process.stderr.read() == b""


LIGHT = {
    "--version": {"typer", "rich", "lark", "dataclasses", "json"},
    "--help": {"typer", "rich", "lark", "dataclasses", "json"},
    "check tests/graph/chat.graph.json": {"typer", "rich", "lark", "starlette", "apsw"},
    "fmt --check recipes": {"lark", "starlette", "apsw", "jsonschema", "rich.console", "graph.model"},
    "explain C0312": {"lark", "starlette", "apsw", "jsonschema", "rich.console"},
    "doc round": {"lark", "starlette", "apsw", "jsonschema", "rich.console"},
}


@pytest.mark.parametrize("words", LIGHT)
def test_a_quick_command_loads_nothing_that_it_does_not_use(words: str) -> None:
    program = (
        f"import sys\nfrom charm.__main__ import main\nmain({words.split()})\nprint(*sys.modules, file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert LIGHT[words] & set(ran.stderr.split()) == set()


def test_colours_reach_a_terminal_only_when_asked_for_in_a_pipe(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    said = [
        subprocess.run(
            [sys.executable, "-m", "charm", "check", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=environ | more,
            check=False,
        ).stdout
        for more in ({}, {"FORCE_COLOR": "1"})
    ]

    assert "\x1b" not in said[0] and "\x1b[1;31merror[C0092]" in said[1]
    assert re.sub(r"\x1b\[[\d;]*m", "", said[1]) == said[0]


def test_json_is_nothing_but_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "gone.recipe", "--output-format", "json"]) == 1

    assert [found["code"] for found in json.loads(capsys.readouterr().out)["diagnostics"]] == ["C0091"]
