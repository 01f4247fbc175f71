"""`charm run` as a process: what it prints, what it keeps, how it ends, and what it refuses."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from charm.__main__ import main
from tests.browser.server import Server

RECIPE = """
recipe Notes(shared title: Text = "none") {
  shared notes: [Text] = []
  on add(text: Text(1..20)) { notes.push(text) }
  view { heading "{title}: {count(notes)}" }
}
"""
COMMAND = (sys.executable, "-m", "charm", "run")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "notes.recipe"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def server(recipe: Path, *arguments: str) -> Server:
    return Server((*COMMAND, str(recipe), *arguments), recipe.parent / "output.log")


def asked(url: str, method: str, path: str, body: object = None) -> object:
    """The JSON answer of a server."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
    headers = {"Content-Type": "application/json", "Authorization": "Bearer 0123456789abcdef0123456789abcdef"}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse().read()
    connection.close()
    return json.loads(answer)


def root_of(url: str) -> str:
    """The address of the root charm, from its page."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'data-charm="([\w-]+)"', page)
    assert found, page
    return f"/c/{found[1]}"


def test_what_was_done_is_there_after_a_restart_and_the_output_says_where(recipe: Path) -> None:
    with server(recipe) as running:
        root = root_of(running.url)
        asked(running.url, "POST", f"{root}/on/add", {"text": "milk"})
        running.restart()

        assert asked(running.url, "GET", f"{root}/state/notes") == ["milk"]
        assert running.output.read_text(encoding="utf-8").splitlines()[:3] == [
            f"Notes is at {running.url}",
            f"  stored in {recipe.parent}/.charm/notes.db",
            "  Ctrl+C stops it",
        ]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_told_to(recipe: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, str(recipe), "--port", "0", "--store", "memory:"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()

        process.send_signal(how)

        assert (process.wait(5), process.stderr.read()) == (0, "")


def test_a_second_process_is_told_who_has_the_store(recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with server(recipe) as running:
        status = main(["run", str(recipe), "--port", "0"])

        said = " ".join(capsys.readouterr().err.split())
        assert status == 2
        assert re.search(rf"in use by process \d+ at {running.url}", said)


def test_a_built_graph_is_served_without_the_compiler(recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(recipe)]) == 0
    without = "import sys; sys.modules['lark'] = None; from charm.__main__ import main; sys.exit(main(sys.argv[1:]))"
    command = (sys.executable, "-c", without, "run", str(recipe.with_suffix(".graph.json")))

    with Server(command, recipe.parent / "output.log") as running:
        assert asked(running.url, "GET", f"{root_of(running.url)}/state/notes") == []


def test_parameters_reach_the_root(recipe: Path) -> None:
    with server(recipe, "--with", 'title="Hi"', "--store", "memory:") as running:
        assert asked(running.url, "GET", f"{root_of(running.url)}/state/title") == "Hi"


def test_a_recipe_that_no_longer_fits_is_refused_until_fresh_moves_the_state_aside(
    recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(recipe):
        pass
    recipe.write_text(RECIPE.replace("notes: [Text]", "notes: [{ text: Text }]").replace("notes.push(text)", ""))

    status = main(["run", str(recipe), "--port", "0"])

    said = capsys.readouterr().err
    assert status == 2
    assert "`Notes.notes` cannot hold what is stored" in said
    assert "--fresh" in said
    with server(recipe, "--fresh") as running:
        assert asked(running.url, "GET", f"{root_of(running.url)}/state/notes") == []
    assert [path.name[:11] for path in (recipe.parent / ".charm").glob("notes.db.*")] == ["notes.db.20"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "--origin http"),
        (["--store", "elsewhere:"], "memory: or sqlite:PATH"),
        (["--with", "titel=1"], "titel"),
        (["--with", "title=Hi"], "text needs quotes"),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_remedy(
    recipe: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(recipe), "--port", "0", *arguments]) == 2

    assert said in " ".join(capsys.readouterr().err.split())


def test_a_recipe_with_mistakes_is_not_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.recipe"
    wrong.write_text("recipe Wrong {\n  let total = missing\n}\n", encoding="utf-8")

    assert main(["run", str(wrong)]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "wrong.recipe:2:15" in said.err and said.err.endswith("1 error in 1 file\n")
    assert not (tmp_path / ".charm").exists()


def test_on_a_terminal_a_line_tells_how_it_goes(recipe: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, str(recipe), "--port", "0", "--store", "memory:"]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"}) as process:
        os.close(theirs)
        said, until = b"", monotonic() + 10
        while b"commits/s" not in said and monotonic() < until:
            said += os.read(ours, 1000)
        process.terminate()
        process.wait(5)
    os.close(ours)

    assert b"0 pages open \xc2\xb7 0 commits/s \xc2\xb7 0 faults" in said


def test_with_watch_a_save_takes_over_on_the_same_port_and_a_kill_afterwards_loses_nothing(recipe: Path) -> None:
    with server(recipe, "--watch") as running:
        root = root_of(running.url)
        asked(running.url, "POST", f"{root}/on/add", {"text": "milk"})
        renamed = RECIPE.replace("notes", "lines").replace("shared lines", "shared lines was notes")
        recipe.write_text(renamed, encoding="utf-8")
        until = monotonic() + 10
        while "reloaded in" not in (said := running.output.read_text(encoding="utf-8")):
            assert monotonic() < until, said
            sleep(0.02)
        asked(running.url, "POST", f"{root}/on/add", {"text": "bread"})

        running.kill()
        running.start()

        assert said.splitlines()[2] == "  watching for changes; Ctrl+C stops it"
        assert asked(running.url, "GET", f"{root}/state/lines") == ["milk", "bread"]


def test_the_browser_is_opened_at_the_page_when_asked_for(recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, seen = recipe.parent / "browser", recipe.parent / "seen"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}.part && mv {seen}.part {seen}\n', encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")

    with server(recipe, "--open", "--store", "memory:") as running:
        until = monotonic() + 10
        while not seen.exists() and monotonic() < until:
            sleep(0.02)

        assert seen.read_text(encoding="utf-8") == running.url
