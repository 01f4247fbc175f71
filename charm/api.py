"""The Python API: compile a recipe, open a space, be a visitor, read and send; or serve it as an ASGI application."""

from __future__ import annotations

import random as chance
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from charm.clocks import TestClock, machine_time
from charm.drivers import Background, Driver, Stepping
from charm.loading import load
from charm.page_text import text_of
from graph.check import check
from graph.faults import GraphError
from graph.model import Graph
from runtime.events import (
    Event,
    Expired,
    Faulted,
    Invalid,
    NoSuchCharm,
    NoSuchHandler,
    NoSuchPath,
    Refused,
    Unavailable,
)
from runtime.host import Host
from runtime.opening import open_host as open_stored
from runtime.store.contract import Store
from runtime.store.opening import open_store

if TYPE_CHECKING:
    from charm.application import Application
    from compiler.diagnostics import Diagnostic

__all__ = [
    "Charm",
    "Expired",
    "Faulted",
    "Graph",
    "Invalid",
    "NoSuchCharm",
    "NoSuchHandler",
    "NoSuchPath",
    "Receipt",
    "RecipeError",
    "Refused",
    "Space",
    "Unavailable",
    "Visitor",
    "asgi",
    "compile",
    "open",
    "open_host",
]


class RecipeError(Exception):
    """A recipe or graph file that has errors; `diagnostics` are all that was found, in order."""

    def __init__(self, name: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        first = "; ".join(f"{each.code} {each.message}" for each in diagnostics[:3])
        super().__init__(f"{name}: {first}; see `charm check {name}`")
        self.diagnostics = diagnostics


def compile(path: str | Path, *, tests: bool = False) -> Graph:
    """The graph of a `.recipe` or `.graph.json` file. tests: with its `test` blocks. Raises RecipeError."""
    loaded = load(path, tests=tests)
    if loaded.graph is None:
        raise RecipeError(str(path), tuple(loaded.in_order))
    return loaded.graph


async def open_host(graph: Graph, *, store: Store, parameters: Mapping[str, Any] | None = None) -> Host:
    """The engine of a graph on an open store, with the machine's clock and randomness. Raises like `open`."""
    return await open_stored(
        graph, store, parameters=parameters or {}, clock=machine_time, random=chance.SystemRandom()
    )


def open(
    graph: Graph | str | Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    store: str = "memory:",
    seed: int | None = None,
    now: str | None = None,
) -> Space:
    """Open a space of a graph (or of the file at a path), without a server.

    parameters: of the root recipe, where the space is new. store: `memory:` or `sqlite:PATH`.
    seed: makes ids and chance repeatable and time stand still, for tests; now: at this Time instead of a fixed one.
    Raises RecipeError, GraphError, Invalid for parameters that do not fit, StoredStateDiffers, and StoreError.
    """
    found = graph if isinstance(graph, Graph) else compile(graph)
    faults = check(found)
    if faults:
        raise GraphError(faults)
    clock: Callable[[], str] = machine_time if seed is None else TestClock(now)
    random = chance.SystemRandom() if seed is None else chance.Random(seed)
    opened = open_store(store)
    driver: Driver = Stepping() if store == "memory:" else Background()
    try:
        host = driver.run(open_stored(found, opened, parameters=parameters or {}, clock=clock, random=random))
    except BaseException:
        driver.run(opened.close())
        driver.stop()
        raise
    return Space(host, driver, clock)


class Space:
    """An open space. Use it in a `with`, or call `close`."""

    def __init__(self, host: Host, driver: Driver, clock: Callable[[], str]) -> None:
        self._host, self._driver, self._clock = host, driver, clock

    def __enter__(self) -> Space:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Keep what there is to keep, and let the store go."""
        self._driver.run(self._host.close())
        self._driver.stop()

    @property
    def faults(self) -> list[str]:
        """What went wrong so far in handlers and in values that were read, oldest first."""
        return list(self._host.space.faults)

    @property
    def now(self) -> str:
        """The time of this space, as a Time."""
        return self._clock()

    def visitor(self, cookie: str | None = None) -> Visitor:
        """A visitor whom nobody knows, or the one with that cookie (128 bits, as the server gives them)."""
        return Visitor(self, cookie or secrets.token_urlsafe(16))

    def advance(self, milliseconds: int) -> None:
        """Let time pass in a space that was opened with a seed: what is due meanwhile happens, each at its moment."""
        assert isinstance(self._clock, TestClock), "only the clock of a seeded space can be moved"
        end = TestClock(self._clock())
        end.advance(milliseconds)
        while (due := self.run(_next_due(self._host))) is not None and due <= end():
            self._clock.advance_to(due)
            self.run(self._host.tick())
        self._clock.advance_to(end())

    def run(self, awaitable: Any) -> Any:
        """Run a coroutine of the host."""
        return self._driver.run(awaitable)

    @property
    def host(self) -> Host:
        """The engine behind."""
        return self._host


async def _next_due(host: Host) -> str | None:
    return host.next_due()


class Visitor:
    """One browser or API client, as the server knows it."""

    def __init__(self, space: Space, cookie: str) -> None:
        self._space = space
        self.key = sha256(cookie.encode()).hexdigest()[:32]

    def open(self, path: str = "/") -> Charm:
        """The charm at `/` or `/c/<id>`, as this visitor sees it; raises NoSuchCharm."""
        id_ = self._space.host.root if path == "/" else path.removeprefix("/c/")
        self._space.host.space.state.charm(id_)
        return Charm(self._space, self, id_)


class Receipt:
    """An event happened. seq: the commit; opened: the charm that it led to, as the same visitor sees it."""

    def __init__(self, seq: int, opened: Charm | None) -> None:
        self.seq, self.opened = seq, opened


class Charm:
    """A charm as one visitor sees it. Every object of this class is a client of its own, as a page load is."""

    def __init__(self, space: Space, visitor: Visitor, id_: str) -> None:
        self._space, self._visitor = space, visitor
        self._client = f"{space.now[:10].replace('-', '')}-{secrets.token_urlsafe(12)}"
        self._numbers = count(1)
        self.id = id_
        self.path = f"/c/{id_}"

    def send(self, handler: str, payload: Mapping[str, Any] | None = None) -> Receipt:
        """Run a handler, `left.increment` of the charm that is readable at `left`.

        Raises Invalid, Refused or Faulted when it did not happen, NoSuchHandler, NoSuchPath, Unavailable.
        """
        path, _, name = handler.rpartition(".")
        charm = self._at(path) if path else self
        return charm._event(name, payload or {}, {})

    def set(self, name: str, value: Any) -> Receipt:
        """Write a bound input that the page offers: a cell's name, or a path into it with slashes. Raises like send."""
        return self._event(None, {}, {name: value})

    def read(self, path: str = "") -> Any:
        """The JSON value at a dotted path, as this visitor may read it; raises NoSuchPath and Faulted."""
        self._space.run(self._space.host.tick())
        return self._space.run(self._space.host.state(self.id, self._visitor.key, path))

    def text(self) -> str:
        """The words on the page, one piece a line, without the values of inputs."""
        self._space.run(self._space.host.tick())
        return text_of(self._space.run(self._space.host.page(self.id, self._visitor.key)))

    def _at(self, path: str) -> Charm:
        """The charm whose id is readable at a path, as the same visitor sees it."""
        try:
            return self._visitor.open(f"/c/{self.read(path)}")
        except NoSuchCharm:
            raise NoSuchPath(path) from None

    def _event(self, handler: str | None, payload: Mapping[str, Any], sets: Mapping[str, Any]) -> Receipt:
        event = Event(self.id, self._visitor.key, self._client, next(self._numbers), handler, payload, sets)
        receipt = self._space.run(self._space.host.send(event))
        opened = [Charm(self._space, self._visitor, id_) for id_ in receipt.opened]
        return Receipt(receipt.seq, opened[0] if opened else None)


def asgi(
    path: str | Path,
    *,
    store: str | None = None,
    origins: tuple[str, ...] = (),
    parameters: Mapping[str, Any] | None = None,
) -> Application:
    """An ASGI application of a recipe or graph, for those who bring their own server.

    store: as for `open`; by default the file `.charm/<name>.db` beside the recipe. origins: the addresses under which
    browsers reach it, such as `https://chat.example`. The space is opened when the server starts the application
    (ASGI's lifespan) and closed when it stops. Raises RecipeError.
    """
    from charm.application import Application

    return Application(compile(path), store or default_store(path), origins, parameters or {})


def default_store(path: str | Path) -> str:
    """Where a recipe's state lies unless said otherwise."""
    file = Path(path)
    name = file.name.removesuffix(".recipe").removesuffix(".graph.json")
    return f"sqlite:{file.parent / '.charm' / f'{name}.db'}"
