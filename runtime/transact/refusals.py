"""Why an event does not happen: what it brings does not fit, or the recipe does not let it happen now."""

from __future__ import annotations

from typing import Any

from graph.model import StepId
from runtime.values.collections import Rows

GONE = "What this was about is gone."


def missing(name: str, value: Any, step: str, key: str | None) -> str:
    """That nothing is one step below a value. key: what tells the elements of a list apart, if anything."""
    if isinstance(value, Rows):
        which = "" if key is None else f' with the {key} "{step}"'
        return f"{name} has no element{which}; it may be gone."
    return f"{name} is none." if value is None else f'{name} has no entry "{step}"; it may be gone.'


class Refused(Exception):
    """The event was well formed, but the recipe does not let it happen now; the text is for the visitor."""


class NotUpheld(Refused):
    """An `always` would not hold any more. invariant: its step."""

    def __init__(self, invariant: StepId, message: str) -> None:
        super().__init__(message)
        self.invariant = invariant


class Invalid(Exception):
    """A payload that does not fit; `errors` are (path, message)."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {message}" if path else message for path, message in errors))
        self.errors = errors
