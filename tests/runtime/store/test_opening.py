"""Which store an address opens."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.store.errors import BadStoreUrl
from runtime.store.memory import MemoryStore
from runtime.store.opening import open_store
from runtime.store.sqlite import SqliteStore


def test_the_scheme_chooses_the_store(tmp_path: Path) -> None:
    file = open_store(f"sqlite:{tmp_path / 'deep' / 'chat.db'}")
    asyncio.run(file.close())

    assert isinstance(open_store("memory:"), MemoryStore)
    assert isinstance(file, SqliteStore)
    assert (tmp_path / "deep" / "chat.db").exists()


def test_a_relative_path_is_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    asyncio.run(open_store("sqlite:chat.db").close())

    assert (tmp_path / "chat.db").exists()


@pytest.mark.parametrize("url", ["", "memory", "memory:x", "sqlite:", "chat.db", "redis://x", "sqlite:chat.lock"])
def test_any_other_address_is_refused_with_those_there_are(url: str) -> None:
    with pytest.raises(BadStoreUrl, match="memory: or sqlite:PATH") as refused:
        open_store(url)

    assert refused.value.url == url


def test_who_stores_in_memory_never_loads_the_engine() -> None:
    script = "import sys; from runtime.store.opening import open_store; open_store('memory:'); print(*sys.modules)"

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert {"apsw", "filelock"} & set(ran.stdout.split()) == set()
