"""What the page and the server say to each other, and how an event is named so that it has its effect once.

The page says `{"hello": seq, "client": …}` first, then events `{"event": "send", "n": 3, "payload": {…}, "set": {…}}`
and edits `{"set": {"draft": "x"}, "n": 4}`, with a `charm` where they concern one that the page shows within; and now
and then `{"ping": true}`. It hears patches, which the host makes,
and from here: `{"ack": 3, "to": 42, "go": "/c/…"}`, `{"refused": 3, "message": …, "errors": […]}`, `{"pong": true}`,
`{"reload": true}` and `{"gone": true}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from time import time_ns
from typing import Any, TypeVar

import msgspec

from runtime.limits import FRAME_BYTES_MAX, PAYLOAD_DEPTH_MAX

Json = Any
"""A JSON value as Python has it."""

# The day it was made, so that one which is forgotten can be told from one that never was.
_CLIENT = re.compile(r"\d{8}-[A-Za-z0-9_-]{1,40}", re.ASCII)
_N_MAX = 2**53 - 1
Shape = TypeVar("Shape", bound=msgspec.Struct)


class Malformed(Exception):
    """What came from outside is not what it should be. status: of the answer, 400 or 413."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first frame: what the page shows, whose events follow, and of which build it is."""

    hello: int
    client: str
    build: str


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Any later frame: an event, edits, both, or a ping. charm: one that is shown, if not the page's."""

    charm: str | None = None
    event: str | None = None
    n: int | None = None
    payload: dict[str, Any] = msgspec.field(default_factory=dict)
    set: dict[str, Any] = msgspec.field(default_factory=dict)
    ping: bool = False


@dataclass(frozen=True, slots=True)
class EventName:
    """Which event of which client: the same name again is the same event. n: 1 .. 2**53 - 1."""

    client: str
    n: int

    @classmethod
    def read(cls, text: str) -> EventName:
        """The name in an `Idempotency-Key` or a form. Raises Malformed."""
        client, _, n = text.partition(":")
        if not n.isascii() or not n.isdigit() or not 1 <= int(n[:17]) <= _N_MAX:
            raise Malformed("An event is named `client:n`, n counting up from 1.")
        return cls(checked_client(client), int(n))

    @classmethod
    def fresh(cls) -> EventName:
        """A name for an event that came without one, so that it is like no other."""
        return cls(new_client(), 1)

    def __str__(self) -> str:
        return f"{self.client}:{self.n}"


def today() -> str:
    """The day in UTC, as a client's name begins with it."""
    return datetime.now(UTC).strftime("%Y%m%d")


def server_milliseconds() -> int:
    """The time since 1970, from which a page knows how far its own clock is off."""
    return time_ns() // 1_000_000


def new_client() -> str:
    """A name for a client, never used before."""
    return f"{today()}-{token_urlsafe(12)}"


def checked_client(client: str) -> str:
    """The client's name if it can be one. Raises Malformed."""
    if not _CLIENT.fullmatch(client):
        raise Malformed("A client is named by the day it was made and 1 to 40 of A-Z a-z 0-9 _ -, as in 20261122-k3Zq.")
    return client


def read_json(body: bytes) -> Json:
    """The JSON value in a body. Raises Malformed, also for one that nests too deep."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed(f"This is no JSON: {error}.") from error
    return shallow(value)


def shallow(value: Json) -> Json:
    """The value, whose nesting is within bounds. Raises Malformed."""
    level: Sequence[Json] = (value,)
    for _ in range(PAYLOAD_DEPTH_MAX):
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]
        if not level:
            return value
    raise Malformed(f"This nests deeper than {PAYLOAD_DEPTH_MAX} levels.")


def read_hello(frame: bytes) -> Hello:
    """The first frame. Raises Malformed."""
    hello = _read(frame, Hello)
    checked_client(hello.client)
    return hello


def read_said(frame: bytes) -> Said:
    """A later frame. Raises Malformed."""
    said = _read(frame, Said)
    if not said.ping and (said.n is None or not 1 <= said.n <= _N_MAX):
        raise Malformed("Events and edits are numbered: n counts up from 1.")
    if not said.ping and said.event is None and not said.set:
        raise Malformed("A frame holds an event, edits, or both.")
    return said


def write(**frame: Json) -> str:
    """A frame to the page."""
    return msgspec.json.encode(frame).decode()


def _read(frame: bytes, shape: type[Shape]) -> Shape:
    if len(frame) > FRAME_BYTES_MAX:
        raise Malformed(f"A frame holds at most {FRAME_BYTES_MAX} bytes.", 413)
    try:
        return msgspec.json.decode(frame, type=shape)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed(f"This frame is not understood: {error}.") from error


def _inside(value: Json) -> Sequence[Json]:
    match value:
        case dict():
            return tuple(value.values())
        case list():
            return value
    return ()
