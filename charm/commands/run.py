"""`charm run`: serve a recipe, or a built graph, until someone stops it."""

from __future__ import annotations

import asyncio
import webbrowser
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from charm.api import default_store, open_host
from charm.failures import CommandError
from charm.listening import check_reach, listen_at, url_of
from charm.loading import load_graph
from charm.parameters import read_parameters
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
    """

    file: str
    host: str
    port: int
    origins: tuple[str, ...]
    store: str | None
    parameters: tuple[str, ...]
    fresh: bool
    open_browser: bool


def run(order: Order) -> int:
    """Serve until SIGINT or SIGTERM; the status is 0 then, 1 when the recipe has errors.

    Errors: CommandError for whatever keeps it from serving, with the remedy.
    """
    check_reach(order.host, order.origins)
    parameters = read_parameters(order.parameters)
    graph = load_graph(order.file)
    if graph is None:
        return 1
    address, there = order.store or default_store(order.file), screen()
    try:
        if order.fresh and (aside := move_aside(address, datetime.now().astimezone())):
            there.print(f"What was stored is now in {aside}")
        asyncio.run(_run(order, graph, parameters, address, there))
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


async def _run(order: Order, graph: Graph, parameters: dict[str, Any], address: str, there: Screen) -> None:
    store = open_store(address)
    try:
        with listen_at(order.host, order.port) as listener:
            url = url_of(listener)
            await store.set_address(url)

            def greet() -> None:
                there.print(*_greeting(graph.root.id, url, address))
                if order.open_browser:
                    # In a thread: a browser that runs in the terminal returns only when it is left.
                    asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)

            host = await open_host(graph, store=store, parameters=parameters)
            try:
                with status_line(host, there):
                    await serve(create_app(host, origins=(url, *order.origins)), listener, started=greet)
            finally:
                await host.close()
    finally:
        await store.close()


def _greeting(name: str, url: str, address: str) -> tuple[str, ...]:
    """Where it is, what is kept where, how to end it."""
    return f"{name} is at {url}", f"  stored in {place_of(address)}", "  Ctrl+C stops it"
