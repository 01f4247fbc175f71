"""Completion of command lines: what charm answers, and what the shells that are installed make of it."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from select import select
from time import monotonic

import pytest

from charm.__main__ import main
from charm.overview import COMMANDS
from charm.pages import PAGES
from charm.words import KEYWORDS, MINTED, TYPES
from graph.elements import ELEMENTS
from graph.library.catalogue import FUNCTIONS

CAPTURE = pytest.CaptureFixture[str]
SHELLS = Path(__file__).parents[2] / "charm/shells"
START_SECONDS_MAX = 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with some files, which the test is in; `charm` there is that of this environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TERM", "dumb")
    (tmp_path / "home").mkdir()
    (tmp_path / "room").mkdir()
    for name in ("room.recipe", "room two.recipe", "room.graph.json", "room.db", "room.txt", "room/inner.recipe"):
        (tmp_path / name).touch()
    return tmp_path


def answered(capsys: CAPTURE, *words: str) -> list[str]:
    """What may stand at the last word, without what it means."""
    assert main(["__complete", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [line.partition("\t")[0] for line in out.splitlines()]


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


def test_the_first_word_is_a_command(capsys: CAPTURE) -> None:
    assert answered(capsys, "") == [*COMMANDS, "--version", "--help"]
    assert answered(capsys) == answered(capsys, "")
    assert answered(capsys, "ch") == ["check"]
    assert answered(capsys, "--v") == ["--version"]
    assert answered(capsys, "nothing") == []


@pytest.mark.parametrize("command", [*COMMANDS, "validate"])
def test_every_option_of_a_command_is_offered(command: str, capsys: CAPTURE) -> None:
    main([command, "--help"])
    options = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", capsys.readouterr().out, re.MULTILINE)

    assert [option for option in answered(capsys, command, "-") if option.startswith("--")] == options


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["check", "--output-format", "s"], ["sarif"]),
        (["check", "--output-format=s"], ["--output-format=sarif"]),
        (["check", "--output-format", "=", "s"], ["sarif"]),
        (["graph", "a.recipe", "--kind", "c"], ["cell", "child"]),
        (["graph", "--kind", "cell", "--kind", "h"], ["here", "handler"]),
        (["check", "--wa"], ["--watch"]),
        (["check", ""], [":files .recipe .graph.json"]),
        (["check", "a.recipe", "b"], [":files .recipe .graph.json"]),
        (["check", "--fix", ""], [":files .recipe .graph.json"]),
        (["check", "--against", ""], [":files .recipe .graph.json .db"]),
        (["run", "--port", "80", ""], [":files .recipe .graph.json"]),
        (["run", "--port", ""], []),
        (["run", "a.recipe", ""], []),
        (["ps", ""], [":files .recipe .graph.json .db"]),
        (["log", ""], [":files .recipe .graph.json .db"]),
        (["build", "a.recipe", "-o", ""], [":files"]),
        (["explain", "c031"], [f"C031{n}" for n in (2, 3, 4, 5, 6, 7, 9)]),
        (["explain", "C0312", ""], []),
        (["doc", "posi"], ["position", ":files .recipe"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["new", ""], []),
        (["nothing", ""], []),
    ],
)
def test_each_place_offers_what_may_stand_there(words: list[str], offered: list[str], capsys: CAPTURE) -> None:
    assert answered(capsys, *words) == offered


def test_codes_and_names_are_all_offered_with_what_they_mean(capsys: CAPTURE) -> None:
    assert answered(capsys, "explain", "") == list(PAGES)
    assert set(answered(capsys, "doc", "")) == {*FUNCTIONS, *ELEMENTS, *TYPES, *MINTED, *KEYWORDS, ":files .recipe"}
    main(["__complete", "doc", "button"])
    assert capsys.readouterr().out.splitlines()[0] == "button\tSomething to press"


def test_the_script_of_a_shell_is_printed_and_another_shell_is_refused(capsys: CAPTURE) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == 0
        assert capsys.readouterr().out == (SHELLS / f"charm.{shell}").read_text(encoding="utf-8")
    assert main(["completion", "tcsh"]) == 2
    assert "bash" in capsys.readouterr().err


LINES = [
    ("charm che", {"check"}),
    ("charm check --unsafe", {"--unsafe-fixes"}),
    ("charm check --output-format js", {"json", "json-lines"}),
    ("charm explain C031", {f"C031{n}" for n in (2, 3, 4, 5, 6, 7, 9)}),
    ("charm run roo", {"room/", "room.recipe", "room two.recipe", "room.graph.json"}),
    ("charm run room/", {"room/inner.recipe"}),
    ("charm ps room.d", {"room.db"}),
    ("charm build room.recipe -o room.t", {"room.txt"}),
]


@needs("bash")
@pytest.mark.parametrize(("line", "offered"), LINES)
def test_bash_is_given_what_may_stand_there(line: str, offered: set[str]) -> None:
    script = """
        source "$1"; shift
        complete -p charm
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        compopt() { :; }
        _charm charm "${COMP_WORDS[COMP_CWORD]}"
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    command = ["bash", "--norc", "-c", script, "bash", str(SHELLS / "charm.bash"), *line.split()]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    assert said[0] == "complete -F _charm charm"
    assert set(said[1:]) == {word.removesuffix("/") if word == "room/" else word for word in offered}


@needs("fish")
@pytest.mark.parametrize(("line", "offered"), LINES)
def test_fish_offers_what_may_stand_there(line: str, offered: set[str]) -> None:
    command = ["fish", "--no-config", "-c", f'source "{SHELLS}/charm.fish"; complete -C "{line}"']

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    assert {word.partition("\t")[0] for word in said} == offered


def typed(command: list[str], lines: list[str], until: str) -> str:
    """What a shell on a terminal shows after these lines were typed, up to what it says last."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        said, limit = "", monotonic() + START_SECONDS_MAX
        for line in lines:
            os.write(ours, line.encode())
        while until not in said and monotonic() < limit:
            if select([ours], [], [], 0.1)[0]:
                said += os.read(ours, 4096).decode(errors="replace")
        process.kill()
    os.close(ours)
    return said


TYPED = [
    # A Tab in the middle of what is typed, and what the shell then runs: `echo` shows the words as it understood them.
    ("charm expl\tC031\t2", "<explain> <C0312>"),
    ("charm check --output-f\tjunit", "<check> <--output-format> <junit>"),
    ("charm run room\\ t\t", "<run> <room two.recipe>"),
    ("charm check room/\t", "<check> <room/inner.recipe>"),
]


@needs("bash")
@pytest.mark.parametrize(("line", "run"), TYPED)
def test_bash_on_a_terminal_completes_what_is_typed(line: str, run: str, folder: Path) -> None:
    script = shutil.which("charm")
    (folder / "rc").write_text(
        f"source {SHELLS}/charm.bash\nbind 'set bell-style none'\nPS1='> '\n"
        f'charm() {{ if [[ $1 == __complete ]]; then {script} "$@"; else printf \'<%s> \' "$@"; echo END; fi; }}\n',
        encoding="utf-8",
    )

    assert f"{run} END" in typed(["bash", "--rcfile", "rc", "-i"], [f"{line}\r"], f"{run} END")


@needs("zsh")
@pytest.mark.parametrize("way", ["read", "found in a folder of functions"])
@pytest.mark.parametrize(("line", "run"), TYPED)
def test_zsh_on_a_terminal_completes_what_is_typed(line: str, run: str, way: str, folder: Path) -> None:
    script = shutil.which("charm")
    shutil.copy(SHELLS / "charm.zsh", folder / "home/_charm")
    load = "autoload -U compinit; compinit -u -D"
    load = f"{load}; source ~/_charm" if way == "read" else f"fpath=(~ $fpath); {load}"
    (folder / "home/.zshrc").write_text(
        f"{load}; setopt no_beep; PS1='> '\n"
        f'charm() {{ if [[ $1 == __complete ]]; then {script} "$@"; else printf \'<%s> \' "$@"; echo END; fi; }}\n',
        encoding="utf-8",
    )

    assert f"{run} END" in typed(["zsh", "-i"], [f"{line}\r"], f"{run} END")
