"""A space whose clock stands still until it is told to go on, with pages that come and go; for tests of time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import charm
from charm.clocks import TestClock
from runtime.connection import Connection
from runtime.host import Host


async def _connect(host: Host, of: str, visitor: str) -> Connection:
    return host.connect(of, visitor, None)


async def _close(connection: Connection) -> None:
    connection.close()


async def _next(connection: Connection) -> bytes | str:
    return await connection.next()


class Clockwork:
    """A recipe that runs on a memory store, or on a file, where it can be closed and opened again."""

    def __init__(self, source: str, folder: Path, *, store: str = "memory:", **parameters: Any) -> None:
        self.file, self.store = folder / "app.recipe", store
        self.file.write_text(source, encoding="utf-8")
        self.space = charm.open(charm.compile(self.file), store=store, seed=1, parameters=parameters)

    def reopen(self, source: str | None = None, *, milliseconds: int = 0) -> None:
        """Stop, and start again so much later, with the same recipe or another one."""
        if source is not None:
            self.file.write_text(source, encoding="utf-8")
        clock = TestClock(self.space.now)
        clock.advance(milliseconds)
        self.space.close()
        self.space = charm.open(charm.compile(self.file), store=self.store, seed=2, now=clock())

    @property
    def commits(self) -> int:
        """How many there are in the log."""
        return self.space.host.space.seq

    def as_(self, who: str) -> charm.Charm:
        """The root as that visitor sees it, whether or not they look."""
        return self.space.visitor(who).open("/")

    def read(self, path: str) -> Any:
        """A shared value of the root, as it is: nothing that is due happens for that."""
        return self.space.run(self.space.host.state(self.space.host.root, None, path))

    def look(self, who: str, of: str | None = None) -> Connection:
        """Open a page of the root, or of that charm."""
        found = self.space.run(_connect(self.space.host, of or self.space.host.root, self.space.visitor(who).key))
        self.space.run(self.space.host.tick())
        return found  # type: ignore[no-any-return]

    def close(self, page: Connection) -> None:
        """Close a page."""
        self.space.run(_close(page))
        self.space.run(self.space.host.tick())

    def told(self, page: Connection) -> list[Any]:
        """The operations of the frame that a page has next; without one the test ends here."""
        frame = json.loads(self.space.run(_next(page)))
        return [*frame["shared"], *frame["local"]]

    def me(self, who: str) -> str:
        """What a visitor is called."""
        found = self.space.host.space.initials.me(self.space.visitor(who).key)
        assert found is not None
        return found
