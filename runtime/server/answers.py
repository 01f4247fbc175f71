"""What went wrong, as a status: JSON for scripts, a page for people."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

from runtime.evaluate.apart import as_nothing
from runtime.server.document import notice

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Who knows a charm's address may read what is shared in it. With `no-referrer` forms would send `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOR_PAGES = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Cookie, Authorization",
}


def page_answer(html: str, status: int = 200) -> Response:
    """A page."""
    return Response(html, status, {**_ALWAYS, **_FOR_PAGES}, "text/html")


def json_answer(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON value. headers: more of them, with `_` for `-`."""
    more = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(msgspec.json.encode(value, enc_hook=as_nothing), status, {**_ALWAYS, **more}, "application/json")


def refusal(
    headers: Headers,
    status: int,
    message: str,
    *,
    errors: Sequence[tuple[str, str]] = (),
    fault: str | None = None,
    retry_seconds: float | None = None,
) -> Response:
    """What did not happen, and why.

    headers: of the request. errors: path and message of what is wrong in a payload. fault: the id of one in the log.
    """
    if wants_page(headers):
        words = " ".join((message, *(f"{path}: {wrong}" for path, wrong in errors)))
        answer = page_answer(notice(HTTPStatus(status).phrase, words), status)
    else:
        value: dict[str, Any] = {"message": message}
        if errors:
            value["errors"] = [{"path": path, "message": wrong} for path, wrong in errors]
        if fault is not None:
            value["id"] = fault
        answer = json_answer(value, status)
    if retry_seconds is not None:
        # Whole seconds, and never 0: that would be an invitation to hammer.
        answer.headers["Retry-After"] = str(max(1, round(retry_seconds + 0.5)))
    return answer


def wants_page(headers: Headers) -> bool:
    """Whether a person asks, as browsers say it."""
    return "text/html" in headers.get("accept", "")
