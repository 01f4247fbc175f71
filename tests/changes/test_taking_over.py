"""A recipe takes over from another one in an open space: as after a restart, and nobody has to notice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from pathlib import Path
from random import Random

import httpx
import pytest
from starlette.applications import Starlette

import charm
from charm.clocks import TestClock
from charm.page_text import text_of
from graph.model import Graph
from runtime import snapshots
from runtime.evaluate.program import Program
from runtime.host import Event, Host, Receipt, Unavailable
from runtime.limits import AWAY_SECONDS
from runtime.opening import StoredStateDiffers, change, open_host
from runtime.server.app import create_app
from runtime.space import Space
from runtime.store.contract import Page
from runtime.store.errors import Unavailable as StoreUnavailable
from runtime.store.errors import Unknown
from tests.runtime.chat import HeldStore
from tests.runtime.server.scripted import ORIGIN, PageSocket

HERE = Path(__file__).parent
BEFORE, AFTER = (charm.compile(HERE / "converted-cell" / f"{name}.recipe") for name in ("before", "after"))
LOST = charm.compile(HERE / "lost-cell" / "after.recipe")
ROOM = """
recipe Room {
  shared log: [Text] = []
  on ask(words: Text) { after 20s -> say(words) }
  private on say(words: Text) { log.push(words) }
  on enter() { log.push("in") }
  on leave() { log.push("out") }
  view { text "{count(here)} here"; for line in log { text line } }
}
"""


def run(test: Coroutine[None, None, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 10))


async def opened(graph: Graph, store: HeldStore) -> Host:
    return await open_host(graph, store, parameters={}, clock=TestClock(), random=Random(7))


async def add(host: Host, name: str, n: int) -> Receipt:
    return await host.send(Event(host.root, "ann", "20260101-page", n, "add", {"name": name}, {}))


async def cells(host: Host) -> object:
    return await host.state(host.root, "ann", "")


def test_state_goes_along_migrated_and_a_restart_finds_the_same() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        await add(host, "Ann", 1)

        await change(host, AFTER)

        assert host.graph is AFTER
        assert await cells(host) == {"users": {"Ann": "Ann"}}
        await add(host, "Bo", 2)
        assert await cells(host) == await cells(await opened(AFTER, store)) == {"users": {"Ann": "Ann", "Bo": "Bo"}}

    run(test())


def test_what_is_in_flight_happens_in_the_old_recipe_and_what_waits_in_the_new_one() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        store.held = True
        first = asyncio.create_task(add(host, "Ann", 1))
        await store.reached.wait()
        changing = asyncio.create_task(change(host, AFTER))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(add(host, name, n)) for n, name in enumerate(("Bo", "Cy"), 2)]
        await asyncio.sleep(0)
        assert not first.done() and not changing.done()
        store.held = False
        await changing

        receipts = [(await task).seq for task in (first, *waiting)]
        # The migration is the commit between them.
        assert receipts == [receipts[0], receipts[0] + 2, receipts[0] + 3]
        assert await cells(host) == {"users": {"Ann": "Ann", "Bo": "Bo", "Cy": "Cy"}}

    run(test())


def test_an_event_that_is_sent_again_after_the_change_has_the_receipt_of_before() -> None:
    async def test() -> None:
        host = await opened(BEFORE, HeldStore())
        receipt = await add(host, "Ann", 1)

        await change(host, AFTER)

        assert await add(host, "Ann", 1) == receipt
        assert await cells(host) == {"users": {"Ann": "Ann"}}

    run(test())


def test_what_would_be_lost_is_refused_and_the_space_goes_on_as_it_was() -> None:
    async def test() -> None:
        host = await opened(charm.compile(HERE / "lost-cell" / "before.recipe"), HeldStore())
        graph, seq, was = host.graph, host.space.seq, await cells(host)
        page = host.connect(host.root, "ann", None)

        with pytest.raises(StoredStateDiffers) as refused:
            await change(host, LOST)

        assert len(refused.value.differences) == 1
        assert (host.graph, host.space.seq, await cells(host)) == (graph, seq, was)
        assert host.connected == 1
        page.close()
        assert host.connected == 0

    run(test())


def test_a_store_that_cannot_take_the_migration_leaves_the_old_recipe_in_charge() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        await add(host, "Ann", 1)
        store.failing = StoreUnavailable("the disk", "it is gone")

        with pytest.raises(StoreUnavailable):
            await change(host, AFTER)

        await add(host, "Bo", 2)
        assert await cells(host) == {"people": ["Ann", "Bo"]}

    run(test())


@pytest.mark.parametrize("stored", [True, False])
def test_a_migration_whose_answer_is_lost_is_looked_up(stored: bool) -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        await add(host, "Ann", 1)
        store.failing, store.lose_answer = Unknown("the disk", "the answer was lost"), stored

        await change(host, AFTER)

        assert host.space.seq == 3
        await add(host, "Bo", 2)
        assert await cells(host) == {"users": {"Ann": "Ann", "Bo": "Bo"}}

    run(test())


def test_a_log_that_another_recipe_took_over_is_not_written_to() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        await add(host, "Ann", 1)
        other = await opened(AFTER, store)
        (space,) = await store.spaces()
        head = (await store.head([space]))[space]

        with pytest.raises(Unavailable, match="is not the store's"):
            await add(host, "Bo", 2)

        assert (await store.head([space]))[space] == head
        assert await cells(host) == {"people": ["Ann"]}
        # The recipe that the log is of now may be taken up all the same.
        await change(host, AFTER)
        await add(host, "Bo", 2)
        assert await cells(other) == {"users": {"Ann": "Ann"}}
        assert await cells(host) == {"users": {"Ann": "Ann", "Bo": "Bo"}}

    run(test())


def test_what_the_log_says_up_to_now_is_not_read_again() -> None:
    class Read(HeldStore):
        """A store that notes from where on it is read."""

        def __init__(self) -> None:
            super().__init__()
            self.since: list[int] = []

        async def read(self, space: str, after: int, limit: int) -> Page:
            self.since.append(after)
            return await super().read(space, after, limit)

    async def test() -> None:
        store = Read()
        host = await opened(BEFORE, store)
        for n, name in enumerate(("Ann", "Bo", "Cy"), 1):
            await add(host, name, n)
        seq = host.space.seq
        store.since.clear()

        await change(host, AFTER)

        assert store.since == [seq]

    run(test())


def test_a_space_that_went_on_is_the_one_that_its_log_tells() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        for n in range(1, 6):
            await add(host, f"name-{n}", n)
            if n == 3:
                await change(host, AFTER)

        from_log = await opened(AFTER, store)

        assert snapshots.freeze(host.space) == snapshots.freeze(from_log.space)
        assert host.head == from_log.head

    run(test())


def test_a_change_that_is_refused_late_has_not_touched_what_runs() -> None:
    async def test() -> None:
        store = HeldStore()
        host = await opened(BEFORE, store)
        for n, name in enumerate(("Ann", "Bo"), 1):
            await add(host, name, n)
        was = snapshots.freeze(host.space)
        # By then the migration has happened, in the space that would have taken over.
        store.failing = StoreUnavailable("the disk", "it is gone")

        with pytest.raises(StoreUnavailable):
            await change(host, AFTER)

        assert snapshots.freeze(host.space) == was

    run(test())


@pytest.mark.parametrize("graph", [BEFORE, AFTER], ids=["list", "map"])
def test_what_happens_in_a_space_concerns_none_that_followed_it(graph: Graph) -> None:
    async def test() -> None:
        host = await opened(graph, HeldStore())
        await add(host, "Ann", 1)
        other = Space(Program(graph), b"secret")
        snapshots.follow(other, host.space)
        was = snapshots.freeze(host.space)

        await add(host, "Bo", 2)

        assert snapshots.freeze(other) == was != snapshots.freeze(host.space)

    run(test())


def test_a_mistake_of_ours_while_loading_is_told_and_events_go_on() -> None:
    async def test() -> None:
        host = await opened(BEFORE, HeldStore())

        async def load(*_: object) -> tuple[object, object]:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await host.change(load)  # type: ignore[arg-type]

        await add(host, "Ann", 1)
        assert await cells(host) == {"people": ["Ann"]}

    run(test())


def test_pages_are_told_to_load_anew_and_the_new_ones_are_of_the_new_recipe() -> None:
    async def test() -> None:
        host = await opened(BEFORE, HeldStore())
        app = create_app(host, origins=(ORIGIN,))
        cookie = f"charm-{host.name}={'0123456789abcdef' * 2}"
        hello = {"hello": host.space.seq, "client": "20260101-page", "build": await _build(app, cookie)}
        async with PageSocket(app, host.root, cookie=cookie) as page, PageSocket(app, host.root, cookie=cookie) as late:
            for each in (page, late):
                await each.hear()
            page.say(hello)
            page.say({"ping": True})
            assert await page.frame() == {"pong": True}

            await change(host, AFTER)

            assert await page.frame() == {"reload": True}
            assert (await page.hear())["type"] == "websocket.close"
            # One that was on its way to say hello is of the old recipe, too.
            late.say(hello)
            assert await late.frame() == {"reload": True}
        assert host.connected == 0
        async with PageSocket(app, host.root, cookie=cookie) as page:
            await page.hear()
            page.say(hello | {"hello": host.space.seq, "build": await _build(app, cookie)})
            page.say({"ping": True})
            assert await page.frame() == {"pong": True}

    run(test())


async def _build(app: Starlette, cookie: str) -> str:
    """The build that a page says it is of."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        page = await client.get("/", headers={"Cookie": cookie})
    found = re.search(r'data-build="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def test_timers_and_who_is_inside_go_along_as_over_a_restart(tmp_path: Path) -> None:
    file, clock = tmp_path / "room.recipe", TestClock()

    def graph(source: str) -> Graph:
        file.write_text(source, encoding="utf-8")
        return charm.compile(file)

    async def log(host: Host) -> object:
        return await host.state(host.root, None, "log")

    async def test() -> None:
        host = await open_host(graph(ROOM), HeldStore(), parameters={}, clock=clock, random=Random(7))
        pages = [host.connect(host.root, who, None) for who in ("ann", "bo")]
        clock.advance(AWAY_SECONDS * 1000)
        await host.tick()
        await host.send(Event(host.root, "ann", "20260101-page", 1, "ask", {"words": "later"}, {}))
        assert await log(host) == ["in", "in"]

        await change(host, graph(ROOM.replace('here"', 'there"')))
        for page in pages:
            page.close()
        host.connect(host.root, "ann", None)
        clock.advance(20_000)
        await host.tick()
        assert await log(host) == ["in", "in", "later"]
        clock.advance(AWAY_SECONDS * 1000)
        await host.tick()

        # Ann came back in time, and Bo did not.
        assert await log(host) == ["in", "in", "later", "out"]
        assert "1 there" in text_of(await host.page(host.root, "ann"))

    run(test())
