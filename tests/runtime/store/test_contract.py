"""What every store promises. Each test here runs on every store; a new store is added to `store_url`."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from runtime.limits import APPEND_BYTES_MAX, APPEND_COMMITS_MAX, META_BYTES_MAX, READ_BYTES_MAX, SNAPSHOT_BYTES_MAX
from runtime.store import rules
from runtime.store.contract import GENESIS, Commit, Head, Snapshot, Store
from runtime.store.errors import (
    Conflict,
    Diverged,
    Duplicate,
    Fenced,
    NoSuchSpace,
    SpaceExists,
    StoreError,
    TooLarge,
    Unavailable,
)
from runtime.store.opening import open_store


@pytest.fixture(params=["memory", "sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return {"memory": "memory:", "sqlite": f"sqlite:{tmp_path / 'rooms.db'}"}[request.param]


def on_every_store(promise: Callable[[Store], Awaitable[None]]) -> Callable[[str], None]:
    """Make a test of a promise about a store that has one space, `room`."""

    async def keep(url: str) -> None:
        store = open_store(url)
        try:
            await store.create("room", b"{}")
            await promise(store)
        finally:
            await store.close()

    def test(store_url: str) -> None:
        asyncio.run(keep(store_url))

    return test


def sent(client: str, n: int) -> Commit:
    return Commit(f'{{"from":"{client}","n":{n}}}'.encode(), ((client, n),))


async def commits_in(store: Store, space: str = "room") -> tuple[Commit, ...]:
    page = await store.read(space, 0, 1_000)
    assert page.head == GENESIS.after(*page.commits)
    return page.commits


@on_every_store
async def test_a_log_reads_back_as_it_was_appended(store: Store) -> None:
    timer = Commit(b'{"tick":1}')
    several = Commit(b'{"\xc3\xa4":2}', (("zoe", 0), ("ann", 2**63 - 1)))

    head = await store.append("room", GENESIS, [sent("ann", 1), timer], epoch=0)
    head = await store.append("room", head, [several], epoch=0)

    assert await commits_in(store) == (sent("ann", 1), timer, several)
    assert await store.head(["room"]) == {"room": head}


@on_every_store
async def test_the_chain_hashes_every_body_in_order(store: Store) -> None:
    head = await store.append("room", GENESIS, [Commit(b"1"), Commit(b"2")], epoch=0)

    assert head == Head(2, sha256(sha256(bytes(32) + b"1").digest() + b"2").digest())


@on_every_store
async def test_an_append_at_an_old_head_is_refused_with_the_present_one(store: Store) -> None:
    head = await store.append("room", GENESIS, [sent("ann", 1)], epoch=0)

    with pytest.raises(Conflict, match="catch up") as refused:
        await store.append("room", GENESIS, [sent("bo", 1)], epoch=0)

    assert refused.value.head == head
    assert await commits_in(store) == (sent("ann", 1),)


@on_every_store
async def test_an_append_ahead_of_the_log_is_refused(store: Store) -> None:
    with pytest.raises(Conflict, match="load the space again") as refused:
        await store.append("room", Head(7, bytes(32)), [sent("ann", 1)], epoch=0)

    assert refused.value.head == GENESIS


@on_every_store
async def test_another_history_of_the_same_length_is_called_diverged(store: Store) -> None:
    head = await store.append("room", GENESIS, [sent("ann", 1)], epoch=0)
    lost = GENESIS.after(sent("bo", 1))

    with pytest.raises(Diverged) as refused:
        await store.append("room", lost, [sent("ann", 2)], epoch=0)

    assert refused.value.head == head
    assert await commits_in(store) == (sent("ann", 1),)


@on_every_store
async def test_a_repeated_event_has_its_effect_once_and_is_told_where(store: Store) -> None:
    head = await store.append("room", GENESIS, [sent("ann", 1), sent("ann", 2)], epoch=0)

    for expected in (GENESIS, head):
        with pytest.raises(Duplicate) as refused:
            await store.append("room", expected, [Commit(b"again", (("ann", 2),))], epoch=0)
        assert (refused.value.client, refused.value.n, refused.value.seq) == ("ann", 2, 2)

    assert await commits_in(store) == (sent("ann", 1), sent("ann", 2))


@on_every_store
async def test_one_repeated_event_in_a_batch_keeps_all_of_it_out(store: Store) -> None:
    head = await store.append("room", GENESIS, [sent("ann", 1)], epoch=0)

    with pytest.raises(Duplicate):
        await store.append("room", head, [sent("bo", 1), sent("bo", 2), sent("ann", 1)], epoch=0)

    assert await commits_in(store) == (sent("ann", 1),)
    assert (await store.append("room", head, [sent("bo", 1)], epoch=0)).seq == 2


@on_every_store
async def test_the_same_number_from_another_client_or_in_another_space_is_another_event(store: Store) -> None:
    await store.create("hall", b"{}")
    head = await store.append("room", GENESIS, [sent("ann", 1)], epoch=0)

    await store.append("room", head, [sent("bo", 1)], epoch=0)
    await store.append("hall", GENESIS, [sent("ann", 1)], epoch=0)

    assert len(await commits_in(store, "room")) == 2
    assert len(await commits_in(store, "hall")) == 1


@on_every_store
async def test_an_owner_is_fenced_off_by_the_next(store: Store) -> None:
    first = await store.claim("room", "a:1", 0)
    head = await store.append("room", GENESIS, [sent("ann", 1)], epoch=first)
    second = await store.claim("room", "b:1", first)

    with pytest.raises(Fenced) as refused:
        await store.append("room", head, [sent("ann", 2)], epoch=first)

    assert refused.value.epoch == second > first
    assert (await store.append("room", head, [sent("ann", 2)], epoch=second)).seq == 2


@on_every_store
async def test_of_two_that_claim_at_once_one_gets_the_space(store: Store) -> None:
    answers = await asyncio.gather(*(store.claim("room", node, 0) for node in "ab"), return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, int)] == [1]
    assert [answer.epoch for answer in answers if isinstance(answer, Fenced)] == [1]


@on_every_store
async def test_of_two_appends_at_one_head_one_is_in_and_one_conflicts(store: Store) -> None:
    both = (store.append("room", GENESIS, [sent(client, 1)], epoch=0) for client in ("ann", "bo"))
    answers = await asyncio.gather(*both, return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Head"]
    assert len(await commits_in(store)) == 1


@on_every_store
async def test_appends_to_many_spaces_at_once_keep_each_log_whole(store: Store) -> None:
    async def fill(space: str) -> Head:
        await store.create(space, b"{}")
        head = GENESIS
        for n in range(5):
            head = await store.append(space, head, [sent(space, n)], epoch=0)
        return head

    spaces = [f"room {number}" for number in range(40)]
    heads = await asyncio.gather(*map(fill, spaces))

    assert await store.head(spaces) == dict(zip(spaces, heads, strict=True))
    for space in spaces:
        assert await commits_in(store, space) == tuple(sent(space, n) for n in range(5))


@on_every_store
async def test_a_page_holds_what_follows_up_to_its_limit_and_tells_the_head(store: Store) -> None:
    commits = tuple(sent("ann", n) for n in range(5))
    head = await store.append("room", GENESIS, commits, epoch=0)

    pages = [await store.read("room", after, 2) for after in (0, 2, 4, 5, 9)]

    assert [page.commits for page in pages] == [commits[:2], commits[2:4], commits[4:], (), ()]
    assert {page.head for page in pages} == {head}


@on_every_store
async def test_a_page_ends_early_rather_than_grow_large_but_always_gets_on(store: Store) -> None:
    small, large = Commit(b"s"), Commit(b"l" * (READ_BYTES_MAX + 1))
    head = await store.append("room", GENESIS, [small, large], epoch=0)
    await store.append("room", head, [small, small], epoch=0)

    pages = [(await store.read("room", after, 1_000)).commits for after in (0, 1, 2)]

    assert pages == [(small,), (large,), (small, small)]


@on_every_store
async def test_an_append_beyond_the_limits_is_refused_whole(store: Store) -> None:
    half = Commit(bytes(APPEND_BYTES_MAX // 2 + 1))

    with pytest.raises(TooLarge) as bytes_refused:
        await store.append("room", GENESIS, [half, half], epoch=0)
    with pytest.raises(TooLarge) as count_refused:
        await store.append("room", GENESIS, [Commit(b"1")] * (APPEND_COMMITS_MAX + 1), epoch=0)

    assert bytes_refused.value.size_max == APPEND_BYTES_MAX
    assert count_refused.value.size_max == APPEND_COMMITS_MAX
    assert await commits_in(store) == ()


@on_every_store
async def test_meta_and_snapshots_beyond_the_limits_are_refused(store: Store) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "SNAPSHOT_BYTES_MAX", 10)
        with pytest.raises(TooLarge):
            await store.snapshot("room", Snapshot(GENESIS, bytes(11)))
    with pytest.raises(TooLarge):
        await store.create("hall", bytes(META_BYTES_MAX + 1))

    assert SNAPSHOT_BYTES_MAX > 10
    assert await store.spaces() == ("room",)
    assert await store.latest_snapshot("room") is None


@on_every_store
async def test_spaces_are_listed_as_created_and_keep_their_meta(store: Store) -> None:
    await store.create("attic", b"\x00\xff")

    with pytest.raises(SpaceExists):
        await store.create("room", b"other")

    assert await store.spaces() == ("room", "attic")
    assert [await store.meta(space) for space in ("room", "attic")] == [b"{}", b"\x00\xff"]


@on_every_store
async def test_a_space_that_is_not_there_is_named_and_left_out_of_heads(store: Store) -> None:
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: store.meta("cellar"),
        lambda: store.append("cellar", GENESIS, [sent("ann", 1)], epoch=0),
        lambda: store.read("cellar", 0, 1),
        lambda: store.snapshot("cellar", Snapshot(GENESIS, b"{}")),
        lambda: store.latest_snapshot("cellar"),
        lambda: store.claim("cellar", "a:1", 0),
    ]
    for call in calls:
        with pytest.raises(NoSuchSpace, match="cellar"):
            await call()

    assert await store.head(["cellar", "room"]) == {"room": GENESIS}
    assert await store.spaces() == ("room",)


@on_every_store
async def test_the_latest_snapshot_is_the_one_of_the_highest_number(store: Store) -> None:
    assert await store.latest_snapshot("room") is None
    heads = [GENESIS]
    for n in range(3):
        heads.append(await store.append("room", heads[-1], [sent("ann", n)], epoch=0))

    seen = []
    for number, body in ((0, b"empty"), (2, b"two"), (3, b"three"), (1, b"late"), (3, b"three again")):
        await store.snapshot("room", Snapshot(heads[number], body))
        seen.append(await store.latest_snapshot("room"))

    assert [snapshot and snapshot.body for snapshot in seen] == [b"empty", b"two", b"three", b"three", b"three again"]
    assert seen[-1] == Snapshot(heads[3], b"three again")


@pytest.mark.parametrize("strange", [GENESIS.after(Commit(b"other")), Head(9, bytes(32)), Head(0, b"x" * 32)])
def test_a_snapshot_of_another_history_is_refused(store_url: str, strange: Head) -> None:
    @on_every_store
    async def keep(store: Store) -> None:
        await store.append("room", GENESIS, [sent("ann", 1)], epoch=0)

        with pytest.raises(Diverged):
            await store.snapshot("room", Snapshot(strange, b"{}"))

        assert await store.latest_snapshot("room") is None

    keep(store_url)


@on_every_store
async def test_a_closed_store_refuses_everything_and_may_be_closed_again(store: Store) -> None:
    await store.close()
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: store.create("hall", b"{}"),
        store.spaces,
        lambda: store.meta("room"),
        lambda: store.append("room", GENESIS, [sent("ann", 1)], epoch=0),
        lambda: store.read("room", 0, 1),
        lambda: store.head(["room"]),
        lambda: store.snapshot("room", Snapshot(GENESIS, b"{}")),
        lambda: store.latest_snapshot("room"),
        lambda: store.claim("room", "a:1", 0),
        lambda: store.set_address("http://127.0.0.1:8000/"),
    ]

    for call in calls:
        with pytest.raises(Unavailable, match="closed"):
            await call()


@dataclass(frozen=True, slots=True)
class Call:
    """One random call, to be made of two stores alike."""

    name: str
    arguments: tuple[object, ...]
    options: dict[str, int]

    async def of(self, store: Store) -> object:
        try:
            return await getattr(store, self.name)(*self.arguments, **self.options)
        except StoreError as refusal:
            return type(refusal), vars(refusal)


def a_call(chance: random.Random, heads: list[Head]) -> Call:
    """A call that is about as often refused as taken; heads: those seen so far, of any space."""
    space = chance.choice(["room", "hall", "attic"])
    head = chance.choice(heads[-4:])
    events = {(chance.choice("ab"), chance.randrange(30)) for _ in range(chance.randint(1, 2))}
    append = Call("append", (space, head, [sent(*event) for event in sorted(events)]), {"epoch": chance.randrange(2)})
    return chance.choice(
        [
            *[append] * 8,
            Call("create", (space, b"{}"), {}),
            Call("claim", (space, "a:1", 0), {}),
            Call("read", (space, chance.randrange(9), chance.randint(1, 9)), {}),
            Call("head", (["room", "hall", "attic"],), {}),
            Call("snapshot", (space, Snapshot(head, b"{}")), {}),
            Call("latest_snapshot", (space,), {}),
        ]
    )


@pytest.mark.parametrize("seed", range(5))
def test_all_stores_answer_any_run_of_calls_alike(seed: int, tmp_path: Path) -> None:
    async def compare() -> tuple[int, set[object]]:
        chance, heads, kinds = random.Random(seed), [GENESIS], set[object]()
        memory, sqlite = open_store("memory:"), open_store(f"sqlite:{tmp_path / 'rooms.db'}")
        for _ in range(300):
            call = a_call(chance, heads)
            expected, found = await call.of(memory), await call.of(sqlite)
            assert found == expected, call
            kinds.add(expected[0] if isinstance(expected, tuple) else type(expected))
            if isinstance(expected, Head):
                heads.append(expected)
        await sqlite.close()
        return len(heads), kinds

    appended, kinds = asyncio.run(compare())

    assert appended > 5
    assert kinds >= {Head, Conflict, Duplicate, Fenced, NoSuchSpace, SpaceExists, Diverged}
