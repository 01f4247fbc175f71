"""From an address to an open store; the only place that knows which kinds there are."""

from pathlib import Path

from runtime.store.contract import Store
from runtime.store.errors import BadStoreUrl
from runtime.store.memory import MemoryStore


def open_store(url: str) -> Store:
    """Open the store that `url` names: `memory:`, or `sqlite:PATH` with a path as the shell would take it.

    Errors: `BadStoreUrl`; for SQLite what `open_sqlite` raises, `Locked` among it.
    """
    scheme, _, place = url.partition(":")
    if url == "memory:":
        return MemoryStore()
    # The lock of `chat.db` is `chat.lock`; a database of that name would be its own lock.
    if scheme == "sqlite" and place and Path(place).suffix != ".lock":
        # The engine is loaded only for who stores in it.
        from runtime.store.sqlite import open_sqlite

        return open_sqlite(Path(place))
    raise BadStoreUrl(url)
