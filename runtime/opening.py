"""Opening a space: found it where the store has none, else bring back what is stored, migrated where that is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random
from typing import Any

from graph.changes.surface import Surface, surface_from
from graph.model import Graph
from runtime import snapshots
from runtime.audience import encode
from runtime.evaluate.program import Program
from runtime.host import ATTEMPTS, Host
from runtime.identity import mint
from runtime.limits import READ_COMMITS_MAX
from runtime.migrating import StoredStateDiffers, migrate
from runtime.past import Past
from runtime.space import Space
from runtime.store.contract import GENESIS, Commit, Head, Log, Store
from runtime.store.errors import Conflict, Unknown

__all__ = ["StoredStateDiffers", "change", "open_host", "rehearse", "stored_surface"]


async def open_host(
    graph: Graph, store: Store, *, parameters: Mapping[str, Any], clock: Callable[[], str], random: Random
) -> Host:
    """The one space of a store, running this graph.

    parameters: of the root, where the space does not exist yet. clock: the time now, as a Time.
    A space that another recipe stored is migrated by one commit. Raises Invalid for parameters that do not fit,
    StoredStateDiffers with nothing changed, and what the store raises.
    """
    spaces = await store.spaces()
    if not spaces:
        return await _found(graph, store, parameters, clock, random)
    (name, *_) = spaces
    space, head = await _bring_back(graph, store, name, clock(), random)
    return Host(space, store, name, head, clock=clock, random=random)


async def change(host: Host, graph: Graph) -> None:
    """Let an open space go on with another graph, as if it had been stopped and opened with that.

    Events on their way happen in one or the other, and pages load anew. Raises StoredStateDiffers and what the store
    raises: the space goes on as it was.
    """

    async def load(store: Store, name: str, now: str, random: Random) -> tuple[Space, Head]:
        for _ in range(ATTEMPTS - 1):
            # An append whose answer was lost is in the log, or it is not: reading on finds out.
            with suppress(Conflict, Unknown):
                return await _bring_back(graph, store, name, now, random, running=(host.space, host.head))
        # Whatever the space that runs has not heard of its log.
        return await _bring_back(graph, store, name, now, random)

    await host.change(load)


async def _bring_back(
    graph: Graph, store: Store, name: str, now: str, random: Random, running: tuple[Space, Head] | None = None
) -> tuple[Space, Head]:
    """A stored space, migrated where that is needed, as it stands at the head. Raises as `open_host` does.

    running: see `_load`.
    """
    space, head, before = await _load(graph, store, name, running)
    body = None
    if before != space.program.surface:
        body = migrate(space, before, now, random)
    # What a recipe says of its state is no part of how that is stored, so it may be new in any case.
    _demand_upheld(space, now, random)
    if body is not None:
        head = await store.append(name, head, [Commit(body)], epoch=0)
    elif (body_of_timers := space.wind(now, random)) is not None:
        head = await store.append(name, head, [Commit(body_of_timers)], epoch=0)
    space.resume(now)
    return space, head


async def rehearse(graph: Graph, store: Log, now: str, random: Random) -> None:
    """See whether a space could be opened with this graph. Nothing is written; raises StoredStateDiffers if not."""
    for name in (await store.spaces())[:1]:
        space, _, before = await _load(graph, store, name)
        migrate(space, before, now, random)
        _demand_upheld(space, now, random)


def _demand_upheld(space: Space, now: str, random: Random) -> None:
    broken = tuple(space.broken(now, random))
    if broken:
        raise StoredStateDiffers(broken)


async def stored_surface(store: Log) -> Surface | None:
    """What the space of a store was stored by; None where there is none."""
    spaces = await store.spaces()
    if not spaces:
        return None
    (name, *_) = spaces
    snapshot = await store.latest_snapshot(name)
    surface: Any = None if snapshot is None else json.loads(snapshot.body)["surface"]
    seq = 0 if snapshot is None else snapshot.head.seq
    while True:
        page = await store.read(name, seq, READ_COMMITS_MAX)
        for commit in page.commits:
            surface = json.loads(commit.body).get("surface", surface)
        seq += len(page.commits)
        if seq >= page.head.seq:
            return surface_from(surface)


async def _found(
    graph: Graph, store: Store, parameters: Mapping[str, Any], clock: Callable[[], str], random: Random
) -> Host:
    secret = random.randbytes(32)
    program = Program(graph)
    first = Space(program, secret).found(parameters, clock(), random)
    name = mint(random)[:8].replace("-", "0").replace("_", "0")
    await store.create(name, encode({"incarnation": mint(random), "secret": secret.hex()}))
    head = await store.append(name, GENESIS, [Commit(first)], epoch=0)
    # A space of its own: in the one that planned it, what was derived meanwhile follows cells that were taken back.
    space = Space(program, secret)
    space.replay(first)
    return Host(space, store, name, head, clock=clock, random=random)


async def _load(
    graph: Graph, store: Log, name: str, running: tuple[Space, Head] | None = None
) -> tuple[Space, Head, Surface]:
    """A space at the head of its log, that head, and what the space was stored by last: it is still laid out so.

    Where that is what the graph is, the space is ready; else it is to be migrated before anything else.
    running: the same space, open, as of that head. What the log says up to there is not read again.
    """
    meta = json.loads(await store.meta(name))
    known = None if running is None else (running[0].program.graph, running[0].program.surface)
    space = Space(Program(graph, known), bytes.fromhex(meta["secret"]))
    head, surface = GENESIS, space.program.surface
    if running is not None:
        other, head = running
        surface = other.program.surface
        space.state.lay_out(Past(surface))
        snapshots.follow(space, other)
    elif (snapshot := await store.latest_snapshot(name)) is not None:
        head, found = snapshot.head, json.loads(snapshot.body)
        surface = _laid_out(space, found)
        snapshots.thaw(space, found)
    while True:
        page = await store.read(name, head.seq, READ_COMMITS_MAX)
        for commit in page.commits:
            body = json.loads(commit.body)
            if "surface" in body:
                surface = _laid_out(space, body)
            space.repeat(body)
        head = head.after(*page.commits)
        if head.seq >= page.head.seq:
            break
    if surface == space.program.surface:
        space.state.lay_out(space.program)
    return space, head, surface


def _laid_out(space: Space, stored: Mapping[str, Any]) -> Surface:
    """Lay a space out as the log or a snapshot says that it was."""
    surface = surface_from(stored["surface"])
    space.state.lay_out(Past(surface))
    return surface
