"""How to break the chat's graph by hand: edits of its document, and what a broken one must be refused with."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHAT = (Path(__file__).parent / "chat.graph.json").read_text(encoding="utf-8")

Document = dict[str, Any]
Edit = Callable[[Document], None]


@dataclass(frozen=True, slots=True)
class Corruption:
    """One way to break the chat, and the fault that must be among those reported.

    edit: of the document; or of its text, where what is wrong is no JSON.
    word: stands in the fault's message.
    """

    name: str
    edit: Edit | Callable[[str], str | bytes]
    step: str
    field: str
    word: str
    is_text: bool = False


def text_of(corruption: Corruption) -> bytes:
    """The broken document."""
    if corruption.is_text:
        broken = corruption.edit(CHAT)  # type: ignore[arg-type]
        return broken if isinstance(broken, bytes) else str(broken).encode()
    document = json.loads(CHAT)
    corruption.edit(document)
    return json.dumps(document).encode()


def part(document: Document, owner: str) -> Any:
    """The step, recipe or type with that id; "" is the document."""
    if not owner:
        return document
    parts = [*document["steps"], *document["recipes"], *document["functions"]]
    return next((part for part in parts if part["id"] == owner), document["$defs"].get(owner))


def _holder(document: Document, owner: str, field: str) -> tuple[Any, Any]:
    *outer, last = (int(name) if name.isdigit() else name for name in field.split("."))
    holder = part(document, owner)
    for name in outer:
        holder = holder[name]
    return holder, last


def put(owner: str, field: str, value: Any) -> Edit:
    """Write a field, by its path."""

    def edit(document: Document) -> None:
        holder, last = _holder(document, owner, field)
        holder[last] = value

    return edit


def drop(owner: str, field: str) -> Edit:
    """Take a field, or an element of a list, away."""

    def edit(document: Document) -> None:
        holder, last = _holder(document, owner, field)
        del holder[last]

    return edit


def add(owner: str, field: str, value: Any) -> Edit:
    """Put an element at the end of a list."""

    def edit(document: Document) -> None:
        holder, last = _holder(document, owner, field)
        holder[last].append(value)

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(document: Document) -> None:
        for each in edits:
            each(document)

    return edit


def ref(step: str) -> Document:
    return {"op": "ref", "step": step}


def lit(value: Any) -> Document:
    return {"op": "lit", "value": value}


def derive(name: str, rank: int, expr: Document, *reads: str, scope: str = "shared") -> Edit:
    """One more derived value, with the edges that it makes."""
    step = {"id": name, "kind": "derive", "scope": scope, "type": {"type": "integer"}, "rank": rank}
    edges = [add("", "edges", {"source": read, "target": name, "kind": "reads"}) for read in reads]
    return both(add("", "steps", {**step, "reads": list(reads), "expr": expr}), *edges)


def function(name: str, arity: int, expr: Document) -> Edit:
    """One more function of the graph."""
    return add("", "functions", {"id": name, "arity": arity, "expr": expr})


MESSAGES, ROW = "Session.messages", "Session.view.Room.8.text"
COUNTED = {"op": "call", "function": "count", "args": [ref(MESSAGES)]}
JOIN = "Chat.join.navigate"
