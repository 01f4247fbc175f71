"""What `charm run` decides before it serves: parameters, the store and its place, the address."""

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from charm.api import default_store
from charm.failures import CommandError
from charm.listening import check_reach, listen_at, url_of
from charm.parameters import read_parameters
from charm.stored import move_aside, place_of
from runtime.store.errors import Locked
from runtime.store.opening import open_store

NOW = datetime(2026, 11, 22, 10, 11, 12, tzinfo=UTC)


def test_parameters_are_json_or_files_of_it(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('[{"text": "hé"}]', encoding="utf-8")

    given = read_parameters(["step=2", 'title="a=b"', f"messages=@{old}", "step=3"])

    assert given == {"step": 3, "title": "a=b", "messages": [{"text": "hé"}]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title", "has no value"),
        ("=3", "has no value"),
        ("title=Hi", "text needs quotes: --with 'title=\"text\"'"),
        ("n=NaN", "NaN is no number of JSON"),
        ("n=@gone.json", "`gone.json` cannot be read: No such file or directory"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        read_parameters([text])

    assert said in str(refused.value)


def test_a_file_of_bad_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(b"\xff")

    with pytest.raises(CommandError, match=r"old\.json"):
        read_parameters([f"messages=@{tmp_path / 'old.json'}"])


@pytest.mark.parametrize("name", ["recipes/chat.recipe", "recipes/chat.graph.json"])
def test_a_recipe_and_its_built_graph_keep_their_state_in_one_place_beside_them(name: str) -> None:
    assert default_store(name) == f"sqlite:{Path('recipes/.charm/chat.db')}"


def test_the_place_of_a_store_is_said_in_words() -> None:
    assert place_of("sqlite:.charm/chat.db") == ".charm/chat.db"
    assert place_of("memory:") == "memory only, gone when it stops"


def test_starting_anew_moves_every_file_of_the_store_aside_and_deletes_none(tmp_path: Path) -> None:
    for name in ("chat.db", "chat.db-wal"):
        (tmp_path / name).write_text(name, encoding="utf-8")

    aside = move_aside(f"sqlite:{tmp_path / 'chat.db'}", NOW)

    assert aside == tmp_path / "chat.db.2026-11-22T10-11-12"
    kept = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".lock"}
    assert kept == {"chat.db.2026-11-22T10-11-12": "chat.db", "chat.db.2026-11-22T10-11-12-wal": "chat.db-wal"}


@pytest.mark.parametrize("store", ["memory:", "sqlite:nowhere/chat.db"])
def test_where_nothing_was_stored_nothing_is_moved(store: str) -> None:
    assert move_aside(store, NOW) is None


def test_a_store_that_is_in_use_is_not_moved(tmp_path: Path) -> None:
    address = f"sqlite:{tmp_path / 'chat.db'}"
    store = open_store(address)

    with pytest.raises(Locked):
        move_aside(address, NOW)

    assert (tmp_path / "chat.db").exists()
    asyncio.run(store.close())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_every_network_needs_an_origin(host: str) -> None:
    with pytest.raises(CommandError, match="--origin http"):
        check_reach(host, ())

    check_reach(host, ("http://chat.example",))


def test_a_free_port_is_found_and_named() -> None:
    with listen_at("127.0.0.1", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_taken_port_is_an_error_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError) as refused:
            listen_at("127.0.0.1", port)

    assert str(refused.value) == f"port {port} is taken; stop what listens there, or choose another: --port {port + 1}"


def test_an_address_of_another_machine_is_an_error() -> None:
    with pytest.raises(CommandError, match="choose an address of this machine"):
        listen_at("192.0.2.1", 8000)
