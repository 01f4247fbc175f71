"""The page's own channel, frame by frame."""

import asyncio
import json
from typing import Any

import pytest

from runtime.events import Expired, Faulted, Invalid, NoSuchCharm, Receipt, Refused, TooBusy, Unavailable
from runtime.limits import CONNECTIONS_PER_VISITOR_MAX, FRAME_BYTES_MAX
from runtime.server.gate import visitor_of
from tests.runtime.server.reading import read
from tests.runtime.server.scripted import COOKIE, PageSocket, ScriptedHost, ask, run

CLIENT = "20261122-k3Zq"


def build_of(host: ScriptedHost) -> str:
    """What the page says of the program that made it."""
    return next(read(ask(host.app(), "GET", "/").text).all("body")).get("data-build")


def talk(host: ScriptedHost, *frames: Any, answers: int, charm: str = "ann") -> list[dict[str, Any]]:
    """What a page hears that says hello and then these frames: so many messages, the accepting one left out."""
    build = build_of(host)

    async def story() -> list[dict[str, Any]]:
        async with PageSocket(host.app(), charm) as page:
            assert (await page.hear())["type"] == "websocket.accept"
            page.say({"hello": 5, "client": CLIENT, "build": build})
            for frame in frames:
                page.say(frame)
            return [await page.hear() for _ in range(answers)]

    return run(story())


def test_a_page_follows_its_charm_from_where_it_is() -> None:
    host = ScriptedHost()
    build = build_of(host)

    async def story() -> Any:
        async with PageSocket(host.app(), "ann") as page:
            await page.hear()
            page.say({"hello": 5, "client": CLIENT, "build": build})
            page.say({"ping": True})
            assert await page.frame() == {"pong": True}
            host.connections[0].frames.put_nowait(b'{"to":6,"shared":[],"local":[]}')
            return await page.frame()

    assert run(story()) == {"to": 6, "shared": [], "local": []}
    assert host.connected == [("ann", visitor_of(COOKIE), 5)]
    assert host.connections[0].closed


def test_events_and_edits_are_answered_by_their_number() -> None:
    host = ScriptedHost(answers=[Receipt(6), Receipt(7, ("new",))])

    heard = talk(
        host,
        {"set": {"draft": "x"}, "n": 1},
        {"event": "send", "n": 2, "payload": {"a": 1}, "set": {"draft": "y"}},
        answers=2,
    )

    assert [message["text"] for message in heard] == ['{"ack":1,"to":6}', '{"ack":2,"to":7,"go":"/c/new"}']
    assert [(event.client, event.n, event.handler, event.sets) for event in host.events] == [
        (CLIENT, 1, None, {"draft": "x"}),
        (CLIENT, 2, "send", {"draft": "y"}),
    ]


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (Refused("Not now."), {"refused": 1, "message": "Not now."}),
        (
            Invalid(("a", "is missing")),
            {
                "refused": 1,
                "message": "Please check what you entered.",
                "errors": [{"path": "a", "message": "is missing"}],
            },
        ),
        (Faulted("f1", "x"), {"refused": 1, "message": str(Faulted("f1", "x"))}),
        (Expired(), {"refused": 1, "message": str(Expired())}),
    ],
)
def test_what_does_not_happen_is_said_with_its_reason(failure: Exception, answer: Any) -> None:
    (heard,) = talk(ScriptedHost(answers=[failure]), {"event": "send", "n": 1}, answers=1)

    assert json.loads(heard["text"]) == answer


def test_a_patch_goes_before_the_answer_of_the_event_that_made_it() -> None:
    host = ScriptedHost()
    build = build_of(host)

    async def publish(event: Any) -> Receipt:
        host.connections[0].frames.put_nowait(b'{"to":7,"shared":[],"local":[]}')
        return Receipt(7)

    async def story() -> list[Any]:
        host.sends = publish
        async with PageSocket(host.app(), "ann") as page:
            await page.hear()
            page.say({"hello": 5, "client": CLIENT, "build": build})
            found = []
            for n in range(1, 20):
                page.say({"event": "send", "n": n})
                found += [await page.frame(), await page.frame()]
            return found

    assert ["ack" in frame for frame in run(story())] == [False, True] * 19


def test_a_page_of_another_program_is_told_to_load_anew() -> None:
    async def story() -> tuple[Any, dict[str, Any]]:
        async with PageSocket(ScriptedHost().app(), "ann") as page:
            await page.hear()
            page.say({"hello": 5, "client": CLIENT, "build": "older"})
            return await page.frame(), await page.hear()

    frame, message = run(story())
    assert frame == {"reload": True}
    assert message["type"] == "websocket.close"


@pytest.mark.parametrize("charm", ["nobody", "ann"])
def test_a_page_is_told_when_its_charm_is_gone(charm: str) -> None:
    host = ScriptedHost(answers=[NoSuchCharm("ann")])

    said, closed = talk(host, {"event": "send", "n": 1}, answers=2, charm=charm)

    assert (said["text"], closed["type"], closed["code"]) == ('{"gone":true}', "websocket.close", 4404)


def test_when_the_store_is_unavailable_the_page_is_told_nothing_and_tries_again() -> None:
    (closed,) = talk(ScriptedHost(answers=[Unavailable("disk")]), {"event": "send", "n": 1}, answers=1)

    assert (closed["type"], closed["code"]) == ("websocket.close", 1013)


def test_a_page_that_is_too_fast_waits_and_loses_nothing() -> None:
    host = ScriptedHost(answers=[TooBusy(0), TooBusy(0), Receipt(6)])

    (heard,) = talk(host, {"event": "send", "n": 1}, answers=1)

    assert (heard["text"], len(host.events)) == ('{"ack":1,"to":6}', 3)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"n": 1}',
        '{"event": "send"}',
        '{"event": "send", "n": 0}',
        '{"event": "send", "n": 1.5}',
        '{"event": 1, "n": 1}',
        '{"event": "send", "n": 1, "more": 1}',
        '{"set": [], "n": 1}',
        "[" * 60_000,
        '{"event": "' + "x" * FRAME_BYTES_MAX + '", "n": 1}',
    ],
)
def test_a_frame_that_no_page_sends_closes_that_connection_and_runs_nothing(frame: str) -> None:
    host = ScriptedHost()

    (closed,) = talk(host, frame, answers=1)

    assert (closed["type"], closed["code"], host.events) == ("websocket.close", 1008, [])
    assert host.connections[0].closed


def test_a_payload_that_nests_too_deep_is_refused_and_the_connection_stays() -> None:
    host = ScriptedHost()
    deep = '{"event": "send", "n": 1, "payload": {"a": ' + "[" * 40 + "]" * 40 + "}}"

    refused, acknowledged = talk(host, deep, {"event": "send", "n": 2}, answers=2)

    assert (json.loads(refused["text"])["refused"], json.loads(acknowledged["text"])["ack"]) == (1, 2)
    assert [event.n for event in host.events] == [2]


@pytest.mark.parametrize(
    "hello", ["{}", '{"hello": "x", "client": "20261122-a", "build": ""}', '{"hello": 1, "client": "odd", "build": ""}']
)
def test_who_does_not_say_hello_is_not_connected(hello: str) -> None:
    host = ScriptedHost()

    async def story() -> dict[str, Any]:
        async with PageSocket(host.app(), "ann") as page:
            await page.hear()
            page.say(hello)
            return await page.hear()

    assert (run(story())["code"], host.connected) == (1008, [])


def test_a_page_that_goes_away_does_not_take_back_what_it_said() -> None:
    host = ScriptedHost()
    build = build_of(host)
    done: list[int] = []

    async def slowly(event: Any) -> Receipt:
        await asyncio.sleep(0.05)
        done.append(event.n)
        return Receipt(7)

    async def story() -> None:
        host.sends = slowly
        async with PageSocket(host.app(), "ann") as page:
            await page.hear()
            page.say({"hello": 5, "client": CLIENT, "build": build})
            page.say({"event": "send", "n": 1})
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.06)

    run(story())
    assert done == [1]


def test_one_visitor_has_so_many_connections_and_a_closed_one_makes_room() -> None:
    host = ScriptedHost()

    async def story() -> tuple[dict[str, Any], dict[str, Any]]:
        app = host.app()
        pages = [PageSocket(app, "ann") for _ in range(CONNECTIONS_PER_VISITOR_MAX)]
        for page in pages:
            await page.__aenter__()
            await page.hear()
        async with PageSocket(app, "ann") as one_more:
            await one_more.hear()
            refused = await one_more.hear()
        await pages[0].__aexit__()
        async with PageSocket(app, "ann") as again:
            await again.hear()
            again.say("{}")
            accepted = await again.hear()
        for page in pages[1:]:
            await page.__aexit__()
        return refused, accepted

    refused, accepted = run(story())
    assert (refused["code"], accepted["code"]) == (1013, 1008)
