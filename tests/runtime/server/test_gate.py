"""Who may pass, for every combination of what a request says about where it comes from."""

from itertools import product
from typing import Any

import pytest
from starlette.datastructures import Headers

from runtime.server.gate import COOKIE_SECONDS, Gate, TurnedAway, ours, visitor_of
from tests.runtime.server.scripted import COOKIE, ORIGIN, PageSocket, ScriptedHost, ask, run

HOSTS = {"127.0.0.1:8000": True, "localhost:8000": True, "LOCALHOST:8000": True, "[::1]:8000": True}
HOSTS |= {"127.0.0.1:9000": False, "127.0.0.1": False, "evil.example": False, "": False}
ORIGINS = {None: True, ORIGIN: True, "http://localhost:8000": True}
ORIGINS |= {"http://evil.example": False, "https://127.0.0.1:8000": False, "null": False, "": False}
SITES = {"same-origin": True, "none": True, "same-site": False, "cross-site": False, "odd": False}
BEARERS = {None: None, f"Bearer {COOKIE}": True, "Bearer short": False, f"Basic {COOKIE}": False}


def expected(kind: str, host: str, origin: str | None, site: str | None, bearer: str | None) -> int | None:
    """The status that turns the request away by the words of the rules, or None: it passes."""
    if not HOSTS[host]:
        return 403
    if not (SITES[site] if site is not None else ORIGINS[origin]):
        return 403
    if BEARERS[bearer] is False:
        return 401
    if kind == "websocket" and origin is None and bearer is None:
        return 403
    return None


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", HOSTS)
def test_the_gate_lets_pass_what_the_rules_say_and_nothing_else(kind: str, host: str) -> None:
    gate = Gate(ours((ORIGIN,)), "k3z")

    for origin, site, bearer, cookie in product(ORIGINS, (None, *SITES), BEARERS, (None, f"charm-k3z={COOKIE}")):
        sent = {"host": host, "origin": origin, "sec-fetch-site": site, "authorization": bearer, "cookie": cookie}
        headers = Headers({name: value for name, value in sent.items() if value is not None})
        status = None
        visit = None
        try:
            visit = gate.admit(kind, "POST", headers)
        except TurnedAway as denied:
            status = denied.status

        assert status == expected(kind, host, origin, site, bearer), sent
        if visit is not None:
            assert visit.fresh == (bearer is None and cookie is None), sent
            assert visit.cookie == COOKIE or visit.fresh, sent


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_another_site_shows_the_page_and_does_nothing_else(site: str) -> None:
    app = ScriptedHost().app()
    followed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert ask(app, "GET", "/c/ann", headers=followed).status_code == 200
    assert ask(app, "POST", "/c/ann/on/send", headers=followed).status_code == 403
    assert ask(app, "GET", "/c/ann", headers={**followed, "sec-fetch-dest": "iframe"}).status_code == 403
    assert ask(app, "GET", "/c/ann/state", headers={**followed, "sec-fetch-mode": "cors"}).status_code == 403


def test_every_address_is_behind_the_gate() -> None:
    app = ScriptedHost().app()
    paths = [
        "/",
        "/c/ann",
        "/c/ann/state",
        "/c/ann/graph.json",
        "/healthz",
        "/readyz",
        "/static/x/client.js",
        "/nowhere",
    ]

    asked = [ask(app, "GET", path, headers={"host": "evil.example"}) for path in paths]

    assert {answer.status_code for answer in asked} == {403}
    assert "--origin" in asked[0].json()["message"]


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "", "cookie": f"charm-k3z={COOKIE}"}],
)
def test_a_socket_that_may_not_pass_is_never_accepted(headers: dict[str, str]) -> None:
    async def story() -> tuple[dict[str, Any], ScriptedHost]:
        host = ScriptedHost()
        async with PageSocket(host.app(), "ann", **headers) as page:
            return await page.hear(), host

    message, host = run(story())
    assert (message["type"], message["code"]) == ("websocket.close", 1008)
    assert host.connected == []


def test_a_socket_with_a_bearer_needs_no_origin() -> None:
    async def story() -> list[tuple[str, str, int | None]]:
        host = ScriptedHost()
        headers = {"origin": "", "cookie": "", "authorization": f"Bearer {COOKIE}"}
        async with PageSocket(host.app(), "ann", **headers) as page:
            assert (await page.hear())["type"] == "websocket.accept"
        return host.connected

    run(story())


def test_who_comes_without_a_cookie_is_a_new_visitor_each_time_and_is_told() -> None:
    app = ScriptedHost().app()

    answers = [ask(app, "GET", "/c/ann/state", cookies={}) for _ in range(2)]

    cookies = [answer.headers["set-cookie"] for answer in answers]
    assert cookies[0] != cookies[1]
    name, secret = cookies[0].partition(";")[0].split("=")
    assert (name, len(secret)) == ("charm-k3z", 32)
    assert cookies[0].endswith(f"; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax")
    assert answers[0].json()["visitor"] == visitor_of(secret)


def test_who_comes_with_a_cookie_or_the_same_value_as_a_bearer_is_one_visitor() -> None:
    app = ScriptedHost().app()

    by_cookie = ask(app, "GET", "/c/ann/state")
    by_bearer = ask(app, "GET", "/c/ann/state", cookies={}, headers={"authorization": f"Bearer {COOKIE}"})

    assert by_cookie.json() == by_bearer.json() == {"path": "", "visitor": visitor_of(COOKIE)}
    assert "set-cookie" not in {**by_cookie.headers, **by_bearer.headers}


@pytest.mark.parametrize("cookie", ["", "x" * 32, COOKIE[:-1], COOKIE.upper(), "0" * 4_000])
def test_a_cookie_that_is_none_of_ours_is_as_good_as_none(cookie: str) -> None:
    answer = ask(ScriptedHost().app(), "GET", "/", cookies={"charm-k3z": cookie})

    assert answer.status_code == 200
    assert "set-cookie" in answer.headers


def test_over_https_the_cookie_is_bound_to_its_host() -> None:
    app = ScriptedHost().app("https://chat.example", "http://127.0.0.1:8000")

    secure = ask(app, "GET", "/", headers={"host": "chat.example"}, cookies={"charm-k3z": COOKIE})
    plain = ask(app, "GET", "/", cookies={"__Host-charm-k3z": COOKIE})

    assert secure.headers["set-cookie"].startswith("__Host-charm-k3z=")
    assert secure.headers["set-cookie"].endswith("; Secure")
    assert plain.headers["set-cookie"].startswith("charm-k3z=")


@pytest.mark.parametrize("path", ["/static/x/client.js", "/healthz"])
def test_what_is_the_same_for_everyone_sets_no_cookie(path: str) -> None:
    assert "set-cookie" not in ask(ScriptedHost().app(), "GET", path, cookies={}).headers


def test_a_default_port_is_no_other_origin() -> None:
    gate = Gate(ours(("https://Chat.example:443/",)), "k3z")

    visit = gate.admit("http", "GET", Headers({"host": "chat.example", "origin": "https://chat.example"}))

    assert visit.secure
