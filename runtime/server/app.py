"""The addresses, and what each answers; a plain ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from graph.codec import encode
from graph.model import Handler, StepId
from runtime.events import (
    Event,
    Expired,
    Faulted,
    Invalid,
    NoSuchCharm,
    NoSuchHandler,
    NoSuchPath,
    Receipt,
    Refused,
    TooBusy,
    Unavailable,
)
from runtime.host import Host, Page
from runtime.limits import BODY_BYTES_MAX, RETRY_SECONDS
from runtime.server.answers import json_answer, page_answer, refusal
from runtime.server.assets import ASSETS, ASSETS_HASH, MEDIA_TYPES
from runtime.server.document import document
from runtime.server.forms import SentForm, read_fields, read_form, read_set_form
from runtime.server.gate import Gate, gated, ours
from runtime.server.made import Made
from runtime.server.parts import Complaint
from runtime.server.protocol import EventName, Json, Malformed, read_json
from runtime.server.socket import Seats, live

_FORM = "application/x-www-form-urlencoded"
_CHECK = "Please check what you entered."


def create_app(host: Host, *, origins: tuple[str, ...]) -> Starlette:
    """The application that serves a host.

    origins: the addresses by which browsers reach it, such as `http://127.0.0.1:8000`; whoever comes by another one
    is turned away. The host is opened and closed by whoever made it.
    """
    site = _Site(host, Made(host), Seats())
    routes = [
        Route("/", site.root, methods=["GET"]),
        Route("/c/{charm}", site.page, methods=["GET"]),
        Route("/c/{charm}/on/{handler}", site.on, methods=["POST"]),
        Route("/c/{charm}/set/{input:path}", site.set, methods=["POST"]),
        Route("/c/{charm}/state", site.state, methods=["GET"]),
        Route("/c/{charm}/state/{path:path}", site.state, methods=["GET"]),
        Route("/c/{charm}/graph.json", site.graph, methods=["GET"]),
        WebSocketRoute("/c/{charm}/live", site.live),
        Route("/static/{hash}/{name}", _static, methods=["GET"]),
        Route("/healthz", _healthy, methods=["GET"]),
        Route("/readyz", site.ready, methods=["GET"]),
    ]
    gate = Gate(ours(origins), host.name)
    return Starlette(
        routes=routes,
        middleware=[Middleware(gated, gate=gate, is_public=lambda path: path.startswith(("/static/", "/healthz")))],
        exception_handlers=_EXCEPTION_HANDLERS,
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """What the endpoints share."""

    host: Host
    made: Made
    seats: Seats

    async def root(self, request: Request) -> Response:
        return await self._page(request, self.host.root)

    async def page(self, request: Request) -> Response:
        return await self._page(request, request.path_params["charm"])

    async def _page(self, request: Request, charm: str) -> Response:
        page = await self.host.page(charm, request.scope["visitor"])
        return page_answer(self._html(page))

    def _html(self, page: Page, complaint: Complaint | None = None) -> str:
        made = self.made.now()
        return document(page, made.renderings, made.build, complaint)

    async def on(self, request: Request) -> Response:
        """Run a handler."""
        body, name = await _body(request), request.path_params["handler"]
        if not _is_form(request):
            payload, sets = _payload_and_sets(body)
            return _receipt(await self._send(request, _event_name(request), name, payload, sets))
        page = await self.host.page(request.path_params["charm"], request.scope["visitor"])
        form = read_form(read_fields(body), self._handler(page, name), self.host.graph)
        return await self._send_form(request, page, form, name, name)

    async def set(self, request: Request) -> Response:
        """Write a bound input."""
        body, path = await _body(request), request.path_params["input"]
        if not _is_form(request):
            value = read_json(body)
            if not isinstance(value, dict) or value.keys() != {"value"}:
                raise Malformed('The body is {"value": …}.')
            return _receipt(await self._send(request, _event_name(request), None, {}, {path: value["value"]}))
        page = await self.host.page(request.path_params["charm"], request.scope["visitor"])
        form = read_set_form(read_fields(body), path, page.recipe.id, self.host.graph)
        return await self._send_form(request, page, form, None, path)

    async def _send_form(
        self, request: Request, page: Page, form: SentForm, handler: str | None, sends: str
    ) -> Response:
        """Do what a form says; where that does not work, show the page again, with the form as it was sent."""
        try:
            receipt = await self._send(request, form.event, handler, form.payload, form.sets)
        except (Invalid, Refused) as error:
            status, errors = (422, error.errors) if isinstance(error, Invalid) else (409, ())
            again = await self._stood_on(request, page, form)
            complaint = form.complaint(page.charm, sends, _CHECK if errors else str(error), errors)
            return page_answer(self._html(again, complaint), status)
        charm = receipt.opened[0] if receipt.opened else (await self._stood_on(request, page, form)).charm
        return RedirectResponse(f"/c/{charm}", 303, {"Cache-Control": "no-store"})

    async def _stood_on(self, request: Request, page: Page, form: SentForm) -> Page:
        """The page that a form stood on: that of its own charm, or of one that shows it."""
        visitor = request.scope["visitor"]
        try:
            return await self.host.page(form.page or page.charm, visitor)
        except NoSuchCharm:
            return await self.host.page(page.charm, visitor)

    async def _send(
        self, request: Request, name: EventName, handler: str | None, payload: dict[str, Json], sets: dict[str, Json]
    ) -> Receipt:
        charm, visitor = request.path_params["charm"], request.scope["visitor"]
        event = Event(charm, visitor, name.client, name.n, handler, payload, sets)
        # A client that hangs up does not take back what it said, least of all in the middle of an append.
        return await asyncio.shield(self.host.send(event))

    def _handler(self, page: Page, name: str) -> Handler:
        id_: StepId = f"{page.recipe.id}.{name}"
        for step in self.host.graph.of(page.recipe.id):
            if isinstance(step, Handler) and step.id == id_:
                return step
        raise HTTPException(404)

    async def state(self, request: Request) -> Response:
        """What this visitor may read."""
        # The host writes paths with dots, as the Python API does.
        path = request.path_params.get("path", "").replace("/", ".")
        return json_answer(await self.host.state(request.path_params["charm"], request.scope["visitor"], path))

    async def graph(self, request: Request) -> Response:
        """The program."""
        # Who does not know a charm does not learn what it runs.
        await self.host.page(request.path_params["charm"], request.scope["visitor"])
        return Response(encode(self.host.graph), 200, {"Cache-Control": "no-store"}, "application/json")

    async def live(self, socket: WebSocket) -> None:
        """The page's own channel."""
        await live(socket, self.host, socket.path_params["charm"], lambda: self.made.now().build, self.seats)

    async def ready(self, request: Request) -> Response:
        """Whether the root can be shown; 503 where the store does not let it."""
        await self.host.page(self.host.root, request.scope["visitor"])
        return PlainTextResponse("ready\n")


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS or request.path_params["hash"] != ASSETS_HASH:
        raise HTTPException(404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(ASSETS[name], 200, headers, MEDIA_TYPES[name])


def _receipt(receipt: Receipt) -> Response:
    return json_answer({"seq": receipt.seq, "opened": [f"/c/{charm}" for charm in receipt.opened]})


def _is_form(request: Request) -> bool:
    """Whether the body is a form. Raises HTTPException for what is neither that nor JSON."""
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media not in (_FORM, "application/json"):
        raise HTTPException(415, f"Send application/json or {_FORM}.")
    return media == _FORM


async def _body(request: Request) -> bytes:
    """The whole body. Raises Malformed (413) as soon as it is too long, whatever its headers said."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise Malformed(f"A body holds at most {BODY_BYTES_MAX} bytes.", 413)
    return bytes(body)


def _event_name(request: Request) -> EventName:
    key = request.headers.get("idempotency-key")
    return EventName.fresh() if key is None else EventName.read(key)


def _payload_and_sets(body: bytes) -> tuple[dict[str, Json], dict[str, Json]]:
    """The payload of a JSON body, and the edits of bound inputs beside it, under `set`."""
    value = read_json(body) if body else {}
    if not isinstance(value, dict):
        raise Malformed("The body is an object: the payload's fields.")
    sets = value.pop("set", {})
    if not isinstance(sets, dict):
        raise Malformed("`set` is an object: values by the address of a bound input.")
    return value, sets


_Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def _answered(status: int, words: str | None = None) -> _Handler:
    """Answers an exception with that status and its own text, or with these words."""

    async def answer(request: Request, error: Exception) -> Response:
        return refusal(request.headers, status, str(error) if words is None else words)

    return answer


async def _invalid(request: Request, error: Invalid) -> Response:
    return refusal(request.headers, 422, _CHECK, errors=error.errors)


async def _malformed(request: Request, error: Malformed) -> Response:
    return refusal(request.headers, error.status, error.message)


async def _faulted(request: Request, error: Faulted) -> Response:
    return refusal(request.headers, 500, str(error), fault=error.id)


async def _too_busy(request: Request, error: TooBusy) -> Response:
    return refusal(request.headers, 429, "Too much at once; try again in a moment.", retry_seconds=error.retry_seconds)


async def _unavailable(request: Request, error: Unavailable) -> Response:
    words = "The store is unavailable; try again in a moment."
    return refusal(request.headers, 503, words, retry_seconds=RETRY_SECONDS)


async def _http(request: Request, error: HTTPException) -> Response:
    words = _NOTHING_HERE if error.status_code == 404 else error.detail
    answer = refusal(request.headers, error.status_code, words)
    answer.headers.update(error.headers or {})
    return answer


# One text for what was never there and for what this visitor may not see.
_NOTHING_HERE = "There is nothing at this address."
_EXCEPTION_HANDLERS: dict[Any, _Handler] = {
    Invalid: _invalid,
    Refused: _answered(409),
    NoSuchCharm: _answered(404, _NOTHING_HERE),
    NoSuchHandler: _answered(404, _NOTHING_HERE),
    NoSuchPath: _answered(404, _NOTHING_HERE),
    Expired: _answered(410),
    Malformed: _malformed,
    Faulted: _faulted,
    TooBusy: _too_busy,
    Unavailable: _unavailable,
    HTTPException: _http,
}
