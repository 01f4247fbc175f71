"""`charm run --watch`: what is saved takes over from what runs, or is told to be wrong and nothing else happens."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from time import monotonic

import pytest

import charm
from charm.api import open_host
from charm.loading import GRAPH_SUFFIX, Loaded, load_bytes
from charm.reloading import GONE_SECONDS, Reloading
from charm.screen import Screen
from charm.status import Status
from graph.codec import encode
from graph.places import settled
from runtime.host import Event, Host
from runtime.store.opening import open_store

NOTES = """recipe Notes {
  shared notes: [Text] = []
  on add(text: Text(1..20)) { notes.push(text) }
  view { heading "{count(notes)} notes"; form -> add() { input text label: "Text"; button "Add" } }
}
"""
TITLED = NOTES.replace('view { heading "', 'view { heading "All: ')
MIGRATED = NOTES.replace("shared notes: [Text]", "shared lines was notes: [Text]").replace("notes.", "lines.")
MIGRATED = MIGRATED.replace("count(notes)", "count(lines)")
RELOADED = re.compile(r"\d\d:\d\d:\d\d  reloaded in \d+ ms")
Said = Callable[[], str]


@pytest.fixture(params=["memory:", "sqlite:"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:{tmp_path / 'notes.db'}" if request.param == "sqlite:" else str(request.param)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "notes.recipe"
    path.write_text(NOTES, encoding="utf-8")
    return path


def run(test: Coroutine[None, None, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 30))


def save(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def remove(file: Path) -> None:
    file.unlink()


@asynccontextmanager
async def followed(
    file: Path, store: str = "memory:", compile_: Callable[[str, bytes], Loaded] | None = None
) -> AsyncIterator[tuple[Host, Said]]:
    """A file that runs and is followed, and what the terminal says of it."""
    there = Screen(StringIO(), 80, colour=False, terminal=False)
    reloading = Reloading(str(file), compile_)
    graph = reloading.first(there)
    assert graph is not None
    host = await open_host(graph, store=open_store(store))
    try:
        async with reloading.follow(host, there, lambda: None):
            yield host, there.stream.getvalue  # type: ignore[attr-defined]
    finally:
        await host.close()


async def until(holds: Callable[[], object], seconds: float = 10) -> None:
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end
        await asyncio.sleep(0.01)


async def add(host: Host, text: str, n: int) -> None:
    await host.send(Event(host.root, "ann", "20991231-page", n, "add", {"text": text}, {}))


async def notes(host: Host, name: str = "notes") -> object:
    return (await host.state(host.root, "ann", ""))[name]


def test_a_good_save_takes_over_with_the_state_kept_and_one_line_says_so(recipe: Path, store: str) -> None:
    async def test() -> None:
        async with followed(recipe, store) as (host, said):
            await add(host, "milk", 1)

            save(recipe, TITLED)
            await until(said)

            assert settled(host.graph) == charm.compile(recipe)
            assert await notes(host) == ["milk"]
            await add(host, "bread", 2)
            assert await notes(host) == ["milk", "bread"]
            (line,) = said().splitlines()
            assert RELOADED.fullmatch(line)

    run(test())


def test_what_was_is_migrated(recipe: Path, store: str) -> None:
    async def test() -> None:
        async with followed(recipe, store) as (host, said):
            await add(host, "milk", 1)

            save(recipe, MIGRATED)
            await until(said)

            assert await notes(host, "lines") == ["milk"]

    run(test())


def test_a_save_with_errors_is_drawn_and_what_runs_goes_on(
    recipe: Path, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def test() -> None:
        async with followed(recipe, store) as (host, said):
            graph = host.graph
            save(recipe, NOTES.replace("notes.push", "nots.push"))
            await until(said)

            assert host.graph is graph
            await add(host, "milk", 1)
            assert await notes(host) == ["milk"]
            assert said().endswith("  not reloaded; what ran before goes on\n")
            drawn = capsys.readouterr().err
            assert "notes.recipe:3:31" in drawn and drawn.endswith("1 error in 1 file\n")

            save(recipe, NOTES)
            await until(lambda: said().endswith("  as it was; there is nothing to reload\n"))
            save(recipe, TITLED)
            await until(lambda: RELOADED.search(said()))
            assert await notes(host) == ["milk"]

    run(test())


def test_a_save_that_would_lose_something_is_refused_with_the_list_and_nothing_is_stored(
    recipe: Path, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def test() -> None:
        async with followed(recipe, store) as (host, said):
            await add(host, "milk", 1)
            graph, seq = host.graph, host.space.seq

            save(recipe, MIGRATED.replace(" was notes", ""))
            await until(said)

            assert (host.graph, host.space.seq) == (graph, seq)
            told = capsys.readouterr().err
            assert "`Notes.notes` is gone, and what it holds would be lost; write `was notes`" in told
            assert "--fresh" in told
            await add(host, "bread", 2)
            assert await notes(host) == ["milk", "bread"]

            save(recipe, MIGRATED)
            await until(lambda: RELOADED.search(said()))
            assert await notes(host, "lines") == ["milk", "bread"]

    run(test())


def test_warnings_are_drawn_and_it_takes_over_and_comments_that_ignore_are_heard(recipe: Path) -> None:
    async def test() -> None:
        async with followed(recipe) as (host, said):
            save(recipe, NOTES.replace("  view", "  let spare = 1\n  view"))
            await until(lambda: RELOADED.search(said()))
            assert "warning[" in said() and "1 warning in 1 file" in said()

            before, graph = said(), host.graph
            ignored = "  let spare = 1  # charm: ignore[C2001] later\n  view"
            code = re.search(r"warning\[(C\d+)\]", said())
            assert code
            save(recipe, NOTES.replace("  view", ignored.replace("C2001", code[1])))
            await until(lambda: host.graph is not graph and said() != before)
            assert RELOADED.fullmatch(said().removeprefix(before).strip())

    run(test())


def test_a_file_that_it_uses_takes_over_as_well_also_one_that_was_not_used_before(recipe: Path, tmp_path: Path) -> None:
    async def test() -> None:
        other = tmp_path / "words.recipe"
        save(other, 'let greeting = "Hi"\n')
        async with followed(recipe) as (host, said):
            with_use = 'use "words.recipe" (greeting)\n' + NOTES.replace(' notes"', ' {greeting}"')
            save(recipe, with_use)
            await until(said)
            assert len(said().splitlines()) == 1 and RELOADED.match(said()), said()

            save(other, 'let greeting = "Hello"\n')
            await until(lambda: len(said().splitlines()) == 2)

            assert all(RELOADED.match(line) for line in said().splitlines())
            assert '"Hello"' in encode(host.graph)

    run(test())


def test_a_built_graph_is_followed_too(recipe: Path, tmp_path: Path) -> None:
    async def test() -> None:
        built = tmp_path / f"notes{GRAPH_SUFFIX}"
        save(built, encode(charm.compile(recipe)))
        save(recipe, TITLED)
        async with followed(built) as (host, said):
            await add(host, "milk", 1)

            save(built, encode(charm.compile(recipe)))
            await until(said)

            assert RELOADED.match(said())
            assert settled(host.graph) == charm.compile(built)
            assert await notes(host) == ["milk"]

    run(test())


def test_a_file_that_is_away_for_a_moment_is_not_missed_and_one_that_stays_away_is(
    recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def test() -> None:
        async with followed(recipe) as (host, said):
            remove(recipe)
            await asyncio.sleep(GONE_SECONDS / 4)
            save(recipe, TITLED)
            await until(said)
            assert RELOADED.match(said())
            assert capsys.readouterr().err == ""

            graph = host.graph
            remove(recipe)
            await until(lambda: "not reloaded" in said())
            assert host.graph is graph
            assert "notes.recipe` cannot be read: no such file" in " ".join(capsys.readouterr().err.split())

    run(test())


def test_a_save_that_changes_nothing_says_nothing(recipe: Path) -> None:
    async def test() -> None:
        compiled: list[bytes] = []

        def compile_(name: str, content: bytes) -> Loaded:
            compiled.append(content)
            return load_bytes(name, content)

        async with followed(recipe, compile_=compile_) as (host, said):
            graph = host.graph
            save(recipe, NOTES)
            await until(lambda: len(compiled) == 2)
            await asyncio.sleep(0.1)

            assert (host.graph, said()) == (graph, "")

    run(test())


def test_a_mistake_of_ours_is_reported_and_what_runs_goes_on(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def reports(folder: Path) -> list[Path]:
        return [*folder.glob("charm-bug-*.txt")]

    async def test() -> None:
        def compile_(name: str, content: bytes) -> Loaded:
            assert b"All" not in content, "a mistake of ours"
            return load_bytes(name, content)

        async with followed(recipe, compile_=compile_) as (host, said):
            save(recipe, TITLED)
            await until(said)

            assert "C9999" in capsys.readouterr().err
            assert len(reports(tmp_path)) == 1
            await add(host, "milk", 1)
            save(recipe, NOTES.replace('notes"', 'of them"'))
            await until(lambda: RELOADED.search(said()))
            assert await notes(host) == ["milk"]

    run(test())


def test_events_that_come_all_the_while_are_each_there_once_and_in_their_order(recipe: Path, store: str) -> None:
    async def test() -> None:
        async with followed(recipe, store) as (host, said):
            sent = 0
            for number in range(3):
                save(recipe, NOTES.replace('notes"', f'notes {number}"'))
                while len(said().splitlines()) <= number:
                    sent += 1
                    await add(host, str(sent), sent)
                    await asyncio.sleep(0.002)

            assert sent > 10
            assert await notes(host) == [str(n) for n in range(1, sent + 1)]

    run(test())


def test_the_line_below_counts_the_faults_of_the_recipe_that_runs(recipe: Path) -> None:
    async def test() -> None:
        async with followed(recipe) as (host, said):
            out = StringIO()
            status = Status(host, Screen(out, 80, colour=False, terminal=True))
            host.space.faults = ["one", "two"]
            status.show()
            save(recipe, TITLED)
            await until(said)
            host.space.faults = ["three"]
            status.show()

            assert [line for line in out.getvalue().replace("\x1b[K", "").splitlines() if "fault:" in line] == [
                "  fault: one", "  fault: two", "  fault: three",
            ]  # fmt: skip

    run(test())
