"""The gate: every request and every socket passes it, or is turned away.

It decides three things. Is this server meant (`Host`)? Does one of our own pages ask, or something that is no
page at all (`Sec-Fetch-Site`, `Origin`)? And which visitor is it (`Authorization`, the cookie)?
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.server.answers import refusal

COOKIE_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most."""

_SECRET = re.compile(r"[0-9a-f]{32}")
_ALIKE = ("127.0.0.1", "localhost", "[::1]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def visitor_of(cookie: str) -> str:
    """The visitor who holds this cookie, as everything behind the gate knows them: 32 hex digits."""
    return sha256(cookie.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that may pass. cookie: the visitor's secret. fresh: they do not have it yet. secure: over HTTPS."""

    cookie: str
    fresh: bool
    secure: bool


class TurnedAway(Exception):
    """A request that may not pass; the status and the words say why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules of one application. origins: ours, such as `https://chat.example`. space: its short id."""

    origins: frozenset[str]
    space: str

    def admit(self, kind: str, method: str, headers: Headers) -> Visit:
        """The visit that a request (kind `http` or `websocket`) is. Raises TurnedAway."""
        host = headers.get("host", "")
        if not any(f"{scheme}://{_without_port(host, scheme)}" in self.origins for scheme in _DEFAULT_PORTS):
            raise TurnedAway(
                403, f"This server does not answer to {host[:100]!r}; start it with --origin and that address."
            )
        if not self._is_from_us(kind, method, headers):
            raise TurnedAway(403, "This came from a page of another site; open the charm's own page instead.")
        bearer = _bearer(headers.get("authorization"))
        if kind == "websocket" and bearer is None and "origin" not in headers:
            raise TurnedAway(403, "A socket needs an Origin, or a bearer; send one of the two.")
        secure = f"https://{_without_port(host, 'https')}" in self.origins
        cookie = cookie_parser(headers.get("cookie", "")).get(self.cookie_name(secure=secure), "")
        known = bearer if bearer is not None else cookie if _SECRET.fullmatch(cookie) else None
        return Visit(known or token_hex(16), known is None, secure)

    def cookie_name(self, *, secure: bool) -> str:
        """The space's id is part of it, since all ports of a host share their cookies."""
        # Browsers drop Secure cookies, and with them the __Host- prefix, on plain HTTP off loopback.
        return f"__Host-charm-{self.space}" if secure else f"charm-{self.space}"

    def set_cookie(self, visit: Visit) -> str:
        """The header that tells a fresh visitor their cookie."""
        name, secure = self.cookie_name(secure=visit.secure), "; Secure" if visit.secure else ""
        return f"{name}={visit.cookie}; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def _is_from_us(self, kind: str, method: str, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site is None:
            return origin is None or _normal(origin) in self.origins
        if site in ("same-origin", "none"):
            return True
        # Somebody followed a link to us from a mail or another site. That only shows the page: no GET has effects.
        mode, dest = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
        return (kind, method, mode, dest) == ("http", "GET", "navigate", "document")


def gated(app: ASGIApp, gate: Gate, is_public: Callable[[str], bool]) -> ASGIApp:
    """The application behind its gate. The visitor is in `scope["visitor"]`.

    is_public: paths whose answer is the same for everyone and may be kept by caches, so it never sets a cookie.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await app(scope, receive, send)
        kind, headers = scope["type"], Headers(scope=scope)
        try:
            visit = gate.admit(kind, scope.get("method", "GET"), headers)
        except TurnedAway as denied:
            if kind == "websocket":
                # Before it is accepted: servers answer the handshake with 403.
                return await send({"type": "websocket.close", "code": 1008, "reason": denied.message[:120]})
            return await refusal(headers, denied.status, denied.message)(scope, receive, send)

        async def tell(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                MutableHeaders(scope=message).append("set-cookie", gate.set_cookie(visit))
            await send(message)

        scope["visitor"] = visitor_of(visit.cookie)
        return await app(scope, receive, tell if visit.fresh and not is_public(scope["path"]) else send)

    return guard


def ours(origins: tuple[str, ...]) -> frozenset[str]:
    """The origins as browsers write them; one on loopback stands for all three names of it."""
    found = {_normal(origin) for origin in origins}
    for origin in tuple(found):
        scheme, _, place = origin.partition("://")
        name, port = _split_port(place)
        if name in _ALIKE:
            found |= {f"{scheme}://{alike}{port}" for alike in _ALIKE}
    return frozenset(found)


def _normal(origin: str) -> str:
    scheme, _, place = origin.strip().lower().rstrip("/").partition("://")
    return f"{scheme}://{_without_port(place, scheme)}"


def _without_port(place: str, scheme: str) -> str:
    """Host and port in lower case, without the port that the scheme has anyway."""
    return place.lower().removesuffix(_DEFAULT_PORTS.get(scheme, ""))


def _split_port(place: str) -> tuple[str, str]:
    port = urlsplit(f"//{place}").port
    return (place, "") if port is None else (place.removesuffix(f":{port}"), f":{port}")


def _bearer(authorization: str | None) -> str | None:
    """The secret of a script. Raises TurnedAway for one that cannot be."""
    if authorization is None:
        return None
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not _SECRET.fullmatch(secret.strip()):
        raise TurnedAway(401, "Authorization is `Bearer` and 32 hex digits: the value of a visitor's cookie.")
    return secret.strip()
