"""charm: recipes for live web apps that many people use at once. The Python API; `python -m charm` is the command line.

    graph = charm.compile("recipes/chat.recipe")
    with charm.open(graph) as space:
        page = space.visitor().open("/")
        page.send("join")

Names are imported when they are first used, so that a command which needs little starts quickly.
"""

from __future__ import annotations

# As typing has it. Loading that would take a quarter of the time of `charm --version`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from charm.api import (
        Charm,
        Expired,
        Faulted,
        Graph,
        Invalid,
        NoSuchCharm,
        NoSuchHandler,
        NoSuchPath,
        Receipt,
        RecipeError,
        Refused,
        Space,
        Unavailable,
        Visitor,
        asgi,
        compile,
        open,
        open_host,
    )

__all__ = [
    "Charm",
    "Expired",
    "Faulted",
    "Graph",
    "Invalid",
    "NoSuchCharm",
    "NoSuchHandler",
    "NoSuchPath",
    "Receipt",
    "RecipeError",
    "Refused",
    "Space",
    "Unavailable",
    "Visitor",
    "asgi",
    "compile",
    "open",
    "open_host",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'charm' has no attribute {name!r}")
    from charm import api

    return getattr(api, name)
