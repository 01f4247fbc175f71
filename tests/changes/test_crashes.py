"""A migration is one commit: whatever happens to it, the log is of the old recipe or of the new one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

import charm
from charm.clocks import TestClock
from graph.model import Graph
from runtime.host import Event, Host
from runtime.opening import StoredStateDiffers, open_host, stored_surface
from runtime.store.errors import Unavailable, Unknown
from tests.runtime.chat import HeldStore

HERE = Path(__file__).parent
BEFORE, AFTER = (charm.compile(HERE / "converted-cell" / f"{name}.recipe") for name in ("before", "after"))


async def opened(graph: Graph, store: HeldStore) -> Host:
    return await open_host(graph, store, parameters={}, clock=TestClock(), random=Random(7))


async def filled(store: HeldStore) -> None:
    host = await opened(BEFORE, store)
    await host.send(Event(host.root, "ann", "20260101-page", 1, "add", {"name": "Ann"}, {}))


async def cells(host: Host) -> object:
    return await host.state(host.root, "ann", "")


def test_a_migration_that_the_store_did_not_take_leaves_the_old_state_to_the_old_recipe() -> None:
    async def test() -> None:
        store = HeldStore()
        await filled(store)
        store.failing = Unavailable("the disk", "it is gone")
        with pytest.raises(Unavailable):
            await opened(AFTER, store)

        assert await cells(await opened(BEFORE, store)) == {"people": ["Ann"]}
        assert await cells(await opened(AFTER, store)) == {"users": {"Ann": "Ann"}}

    asyncio.run(test())


def test_a_migration_that_was_stored_and_never_acknowledged_is_found_done() -> None:
    async def test() -> None:
        store = HeldStore()
        await filled(store)
        store.failing, store.lose_answer = Unknown("the disk", "the answer was lost"), True
        with pytest.raises(Unknown):
            await opened(AFTER, store)
        (space,) = await store.spaces()
        seq = (await store.head([space]))[space].seq

        assert await cells(await opened(AFTER, store)) == {"users": {"Ann": "Ann"}}
        assert (await store.head([space]))[space].seq == seq

    asyncio.run(test())


def test_a_migration_is_one_commit_that_says_what_is_stored_from_then_on() -> None:
    async def test() -> None:
        store = HeldStore()
        await filled(store)
        (space,) = await store.spaces()
        seq = (await store.head([space]))[space].seq
        host = await opened(AFTER, store)

        assert (await store.head([space]))[space].seq == host.space.seq == seq + 1
        assert await stored_surface(store) == host.space.program.surface

    asyncio.run(test())


def test_a_space_goes_through_three_recipes_and_back_is_refused() -> None:
    async def test() -> None:
        store = HeldStore()
        await filled(store)
        between = charm.compile(HERE / "renamed-cell" / "after.recipe")
        assert await cells(await opened(between, store)) == {"users": ["Ann"]}
        assert await cells(await opened(AFTER, store)) == {"users": {"Ann": "Ann"}}

        with pytest.raises(StoredStateDiffers, match="users"):
            await opened(between, store)

    asyncio.run(test())
