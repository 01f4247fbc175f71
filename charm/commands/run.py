"""`charm run`: serve a recipe, or a built graph, until someone stops it."""

from __future__ import annotations

import asyncio
import webbrowser
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from charm.api import default_store, open_host
from charm.failures import CommandError
from charm.listening import check_reach, listen_at, url_of
from charm.loading import load_graph
from charm.parameters import read_parameters
from charm.reloading import Reloading
from charm.screen import Screen, screen
from charm.status import status_line
from charm.stored import move_aside, place_of
from graph.model import Graph
from runtime.events import Invalid
from runtime.opening import StoredStateDiffers
from runtime.server.app import create_app
from runtime.server.serve import serve
from runtime.store.errors import StoreError
from runtime.store.opening import open_store


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line.

    store:      the address of a store; None for the recipe's own.
    parameters: `name=JSON` or `name=@FILE`.
    watch:      whether a file that is changed takes over.
    """

    file: str
    host: str
    port: int
    origins: tuple[str, ...]
    store: str | None
    parameters: tuple[str, ...]
    fresh: bool
    open_browser: bool
    watch: bool


def run(order: Order) -> int:
    """Serve until SIGINT or SIGTERM; the status is 0 then, 1 when the recipe has errors.

    Errors: CommandError for whatever keeps it from serving, with the remedy.
    """
    check_reach(order.host, order.origins)
    parameters = read_parameters(order.parameters)
    there = screen()
    # Before the file is read, so that no save comes between.
    reloading = Reloading(order.file) if order.watch else None
    graph = load_graph(order.file) if reloading is None else reloading.first(there)
    if graph is None:
        return 1
    address = order.store or default_store(order.file)
    try:
        if order.fresh and (aside := move_aside(address, datetime.now().astimezone())):
            there.print(f"What was stored is now in {aside}")
        asyncio.run(_run(order, graph, parameters, address, there, reloading))
    except StoreError as error:
        # Each of them ends with what to do next.
        what, _, remedy = str(error).partition("; ")
        raise CommandError(what, remedy) from error
    except StoredStateDiffers as error:
        raise CommandError(
            "what is stored does not fit the recipe as it is now",
            "write what each line asks for, or start anew with --fresh, which moves what is stored aside",
            error.differences,
        ) from error
    except Invalid as error:
        points = tuple(f"{name}: {message}" for name, message in error.errors)
        raise CommandError(
            f"{graph.root.id} cannot start with these parameters", "set them by --with", points
        ) from error
    return 0


async def _run(
    order: Order, graph: Graph, parameters: dict[str, Any], address: str, there: Screen, reloading: Reloading | None
) -> None:
    store = open_store(address)
    try:
        with listen_at(order.host, order.port) as listener:
            url = url_of(listener)
            await store.set_address(url)

            def greet() -> None:
                there.print(*_greeting(graph.root.id, url, address, watched=order.watch))
                if order.open_browser:
                    # In a thread: a browser that runs in the terminal returns only when it is left.
                    asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)

            host = await open_host(graph, store=store, parameters=parameters)
            try:
                with status_line(host, there) as make_room:
                    following = nullcontext() if reloading is None else reloading.follow(host, there, make_room)
                    async with following:
                        await serve(create_app(host, origins=(url, *order.origins)), listener, started=greet)
            finally:
                await host.close()
    finally:
        await store.close()


def _greeting(name: str, url: str, address: str, *, watched: bool) -> tuple[str, ...]:
    """Where it is, what is kept where, how to end it."""
    watching = "watching for changes; " if watched else ""
    return f"{name} is at {url}", f"  stored in {place_of(address)}", f"  {watching}Ctrl+C stops it"
