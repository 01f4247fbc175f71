"""Every address, and every way in which it can answer; as scripts see it."""

import json
from typing import Any

import pytest

from graph.codec import decode
from runtime.events import (
    Event,
    Expired,
    Faulted,
    Invalid,
    NoSuchCharm,
    NoSuchHandler,
    Receipt,
    Refused,
    TooBusy,
    Unavailable,
)
from runtime.limits import BODY_BYTES_MAX, PAYLOAD_DEPTH_MAX
from runtime.server.assets import ASSETS_HASH
from runtime.server.gate import visitor_of
from tests.runtime.server.scripted import CHAT, COOKIE, ORIGIN, ScriptedHost, ask

FAILURES: dict[Exception, tuple[int, Any]] = {
    Invalid(("username", "is missing")): (
        422,
        {"message": "Please check what you entered.", "errors": [{"path": "username", "message": "is missing"}]},
    ),
    Refused("Not now."): (409, {"message": "Not now."}),
    NoSuchCharm("ann"): (404, {"message": "There is nothing at this address."}),
    NoSuchHandler("odd", ("send",)): (404, {"message": "There is nothing at this address."}),
    Expired(): (410, {"message": str(Expired())}),
    Faulted("f1", "division by zero"): (500, {"message": str(Faulted("f1", "division by zero")), "id": "f1"}),
    TooBusy(3): (429, {"message": "Too much at once; try again in a moment."}),
    Unavailable("disk"): (503, {"message": "The store is unavailable; try again in a moment."}),
}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_script_gets_each_failure_as_a_status_and_json(failure: Exception) -> None:
    answer = ask(ScriptedHost(answers=[failure]).app(), "POST", "/c/ann/on/send")

    assert (answer.status_code, answer.json()) == FAILURES[failure]
    assert ("retry-after" in answer.headers) == (answer.status_code in (429, 503))


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_person_gets_each_failure_as_a_page(failure: Exception) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}

    answer = ask(ScriptedHost(answers=[failure]).app(), "POST", "/c/ann/on/send", content=b"", headers=form)

    assert answer.status_code == FAILURES[failure][0]
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_an_event_by_a_script_is_named_by_its_key_and_answered_with_a_receipt() -> None:
    host = ScriptedHost(answers=[Receipt(8, ("new",))])

    answer = ask(
        host.app(),
        "POST",
        "/c/ann/on/rename",
        json={"username": "Ann", "set": {"draft": "x"}},
        headers={"idempotency-key": "20261122-k3Zq:4"},
    )

    assert (answer.status_code, answer.json()) == (200, {"seq": 8, "opened": ["/c/new"]})
    assert host.events == [
        Event("ann", visitor_of(COOKIE), "20261122-k3Zq", 4, "rename", {"username": "Ann"}, {"draft": "x"})
    ]


def test_an_event_without_a_key_is_like_no_other() -> None:
    host = ScriptedHost()
    app = host.app()

    for _ in range(2):
        ask(app, "POST", "/c/ann/on/send")

    assert len({event.client for event in host.events}) == 2


def test_a_bound_input_is_written_by_its_address() -> None:
    host = ScriptedHost()

    answer = ask(host.app(), "POST", "/c/ann/set/todos/a%20b/title", json={"value": "milk"})

    assert answer.json() == {"seq": 7, "opened": []}
    assert (host.events[0].handler, host.events[0].sets) == (None, {"todos/a b/title": "milk"})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("on/send", b"[]"),
        ("on/send", b"{"),
        ("on/send", b'{"set": 1}'),
        ("on/send", b"\xff"),
        ("on/send", b'{"a": NaN}'),
        ("on/send", b"[" * 5000),
        ("on/send", b'{"a": ' + b"[" * PAYLOAD_DEPTH_MAX + b"]" * PAYLOAD_DEPTH_MAX + b"}"),
        ("set/draft", b"{}"),
        ("set/draft", b'{"value": 1, "more": 2}'),
        ("set/draft", b'"x"'),
    ],
)
def test_a_body_that_is_not_what_it_should_be_runs_nothing(path: str, body: bytes) -> None:
    host = ScriptedHost()

    answer = ask(host.app(), "POST", f"/c/ann/{path}", content=body)

    assert (answer.status_code, host.events) == (400, [])
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "key", ["", "a:1", "20261122-a", "20261122-a:0", "20261122-a:-1", f"20261122-{'a' * 41}:1", "20261122-a:²"]
)
def test_a_key_that_names_no_event_is_refused(key: str) -> None:
    answer = ask(ScriptedHost().app(), "POST", "/c/ann/on/send", headers={"idempotency-key": key.encode()})

    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    host = ScriptedHost()

    answer = ask(host.app(), "POST", "/c/ann/on/send", content=json.dumps({"a": "x" * BODY_BYTES_MAX}))

    assert (answer.status_code, host.events) == (413, [])


@pytest.mark.parametrize("media", ["text/plain", "multipart/form-data; boundary=x", "application/xml"])
def test_a_body_of_another_kind_is_refused(media: str) -> None:
    # A page of another site can send these without being asked first.
    assert ask(ScriptedHost().app(), "POST", "/c/ann/on/send", headers={"content-type": media}).status_code == 415


def test_state_is_read_by_a_path() -> None:
    app = ScriptedHost().app()

    assert ask(app, "GET", "/c/ann/state").json()["path"] == ""
    assert ask(app, "GET", "/c/ann/state/slots/0/label").json()["path"] == "slots.0.label"
    assert ask(app, "GET", "/c/ann/state/nowhere").status_code == 404


def test_the_graph_is_given_to_who_knows_a_charm() -> None:
    app = ScriptedHost().app()

    assert decode(ask(app, "GET", "/c/ann/graph.json").content) == CHAT
    assert ask(app, "GET", "/c/other/graph.json").status_code == 404


@pytest.mark.parametrize("path", ["/nowhere", "/c/other", "/c/other/state", "/c/other/graph.json", "/c/ann/nowhere"])
def test_what_is_not_there_answers_the_same_everywhere(path: str) -> None:
    answer = ask(ScriptedHost().app(), "GET", path)

    assert (answer.status_code, answer.json()) == (404, {"message": "There is nothing at this address."})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/c/ann/on/send"), ("GET", "/c/ann/set/draft"), ("POST", "/"), ("DELETE", "/c/ann")]
)
def test_a_method_that_an_address_does_not_have_does_nothing(method: str, path: str) -> None:
    host = ScriptedHost()

    assert ask(host.app(), method, path).status_code == 405
    assert host.events == []


def test_health_is_of_the_process_and_readiness_of_the_store() -> None:
    app = ScriptedHost(failure=Unavailable("disk")).app()

    assert [ask(app, "GET", path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    assert ask(ScriptedHost().app(), "GET", "/readyz").status_code == 200


def test_assets_are_kept_for_good_and_found_only_by_their_present_hash() -> None:
    app = ScriptedHost().app()

    kept = ask(app, "GET", f"/static/{ASSETS_HASH}/client.js")

    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-type"].startswith("text/javascript")
    assert ask(app, "GET", "/static/0000/client.js").status_code == 404
    assert ask(app, "GET", f"/static/{ASSETS_HASH}/../app.py").status_code == 404


def test_nothing_that_a_visitor_sees_is_kept_by_a_cache() -> None:
    app = ScriptedHost().app()

    answers = [ask(app, "GET", path) for path in ("/", "/c/ann/state", "/nowhere", "/c/ann/graph.json")]

    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_the_pages_of_a_charm_tell_nobody_their_address() -> None:
    assert ask(ScriptedHost().app(ORIGIN), "GET", "/").headers["referrer-policy"] == "same-origin"
