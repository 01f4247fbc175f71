"""What comes in and what is answered: events, receipts, and the ways in which an event does not happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.state import NoSuchCharm
from runtime.transact.refusals import Invalid, NotUpheld, Refused

__all__ = [
    "REFUSALS",
    "Event",
    "Expired",
    "Faulted",
    "Invalid",
    "NoSuchCharm",
    "NoSuchHandler",
    "NoSuchPath",
    "NotUpheld",
    "Receipt",
    "Refused",
    "TooBusy",
    "Unavailable",
]


@dataclass(frozen=True, slots=True)
class Event:
    """A request to write bound inputs, to run a handler, or both: one commit, or nothing happens.

    visitor: the hash of their cookie.
    client:  one page load, form or script; begins with the day it was made, as YYYYMMDD. n: counts up per client.
    handler: its name within the recipe; None writes inputs only.
    sets:    values by input: the cell's name, or a path into it with slashes.
    """

    charm: str
    visitor: str
    client: str
    n: int
    handler: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An event happened. seq: the state that it led to, or was found in; opened: charms that the visitor is sent to."""

    seq: int
    opened: tuple[str, ...] = ()


class NoSuchHandler(Exception):
    """The recipe has no handler of that name that a visitor may call."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(f"there is no handler {name!r} here; there are: {', '.join(names) or 'none'}")
        self.name, self.names = name, names


class NoSuchPath(Exception):
    """Nothing is readable at a path."""

    def __init__(self, path: str) -> None:
        super().__init__(f"nothing is readable at {path!r}; leave the path out to see what is")
        self.path = path


class Faulted(Exception):
    """A computation came to a point where there is no value; nothing was changed. id: to find it among the faults."""

    def __init__(self, id_: str, message: str) -> None:
        super().__init__(f"something went wrong here, and nothing was changed ({message}; fault {id_})")
        self.id, self.message = id_, message


class Expired(Exception):
    """An event so old that nobody can tell any more whether it happened."""

    def __init__(self) -> None:
        super().__init__("this was sent too long ago to be carried out; reload the page and look whether it happened")


REFUSALS = (Invalid, Refused, Faulted, NoSuchHandler, NoSuchCharm, Expired)
"""The ways in which an event is answered that does not happen; what else is raised is about the server, or a bug."""


class Unavailable(Exception):
    """The store cannot be written or read now; whether the event happened is not known. Sending it again is safe."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this cannot be stored right now ({why}); try again in a moment")


class TooBusy(Exception):
    """More events wait than the space takes. retry_seconds: when to try again."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(f"too much is going on here; try again in {retry_seconds} s")
        self.retry_seconds = retry_seconds
