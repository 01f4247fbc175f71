"""The chat's graph broken by hand, one way at a time: each must be refused, wherever documents are taken in.

`CORRUPTIONS` is the table; `text_of(corruption)` the broken document.
"""

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


MESSAGES, LOG, ROW = "Session.messages", "template.3.children.0", "Session.view.Room.8.text"
COUNTED = {"op": "call", "function": "count", "args": [ref(MESSAGES)]}
NO_NAME = {"op": "set", "at": ref("Session.name"), "to": lit("")}
JOIN = "Chat.join.navigate"

_TEXTS = (
    Corruption("no JSON at all", lambda text: "recipe Chat {", "", "", "line 1, column 1", True),
    Corruption("cut off in the middle", lambda text: text[: len(text) // 2], "", "", "not JSON", True),
    Corruption("bytes that are no UTF-8", lambda text: b"\xff" + text.encode(), "", "", "UTF-8", True),
    Corruption("larger than the limit", lambda text: text + " " * 2**24, "", "", "bytes", True),
    Corruption("nested beyond the limit", lambda text: "[" * 100_000 + "]" * 100_000, "", "", "levels", True),
    Corruption("a list instead of an object", lambda text: "[]", "", "", "a list where an object", True),
    Corruption(
        "a number that is none",
        lambda text: text.replace('"rank": 2', '"rank": NaN', 1),
        "Chat.view.Room.3.text",
        "rank",
        "finite",
        True,
    ),
    Corruption(
        "a number beyond all numbers",
        lambda text: text.replace('"value": "someone"', '"value": 1e999', 1),
        "Chat.users",
        "type.x-missing.value",
        "finite",
        True,
    ),
    Corruption("an integer of endless digits", lambda text: text.replace("2000", "9" * 5000), "", "", "digits", True),
    Corruption(
        "a key twice in one object",
        lambda text: text.replace('"kind": "cell", ', '"kind": "cell", "kind": "cell", ', 1),
        "Chat.messages",
        "kind",
        "twice",
        True,
    ),
    Corruption(
        "half of a surrogate pair",
        lambda text: text.replace('"value": "Choose a username"', '"value": "\\ud800"'),
        "Session.view.1.text",
        "expr.then.value",
        "surrogate",
        True,
    ),
)

_SHAPES = (
    Corruption("a newer format", put("", "format", 2), "", "format", "newer"),
    Corruption("a format that is no number", put("", "format", "1"), "", "format", "whole number"),
    Corruption("a missing section", drop("", "edges"), "", "edges", "missing"),
    Corruption("a section nobody knows", put("", "plugins", []), "", "plugins", "no field"),
    Corruption("a missing field", drop("Session.draft", "type"), "Session.draft", "type", "missing"),
    Corruption("a missing operand", drop("Session.send", "body.1.value"), "Session.send", "body.1.value", "missing"),
    Corruption("a field nobody knows", put("Session.send", "when", 1), "Session.send", "when", "no field"),
    Corruption("an unknown kind of step", put("Chat.join", "kind", "script"), "Chat.join", "kind", "one of"),
    Corruption(
        "an unknown operator", put("Session.send", "body.0.test.op", "eval"), "Session.send", "body.0.test.op", "eval"
    ),
    Corruption(
        "an expression where a place belongs",
        put("Session.send", "body.2.at", lit("draft")),
        "Session.send",
        "body.2.at.op",
        "one of",
    ),
    Corruption(
        "a statement in an expression",
        put("Session.send", "body.2.to", {"op": "clear", "at": ref("Session.draft")}),
        "Session.send",
        "body.2.to.op",
        "clear",
    ),
    Corruption(
        "an operand of the wrong kind",
        put("Session.send", "body.1.at.step", 7),
        "Session.send",
        "body.1.at.step",
        "text",
    ),
    Corruption("an id that is code", put("Chat.join", "id", "Chat.join()"), "Chat.join()", "id", "form"),
    Corruption("an id with a newline", put("Chat.join", "id", "Chat.join\n"), "Chat.join\n", "id", "form"),
    Corruption("a rank with a point", put(ROW, "rank", 2.0), ROW, "rank", "whole number"),
    Corruption("a cell above rank 0", put("Chat.users", "rank", 1), "Chat.users", "rank", "must be 0"),
    Corruption("rows without a key", drop("Chat.view.Room.2.rows", "key"), "Chat.view.Room.2.rows", "key", "missing"),
    Corruption("a text with clauses", put(ROW, "clauses", [{"op": "limit", "to": lit(1)}]), ROW, "clauses", "no place"),
)

_NAMES = (
    Corruption("an id that stands twice", put("Session.view.1.text", "id", ROW), ROW, "id", "twice"),
    Corruption("a recipe with the id of another", put("Session", "id", "Chat"), "Chat", "id", "twice"),
    Corruption("a step of no recipe", put("Session.draft", "id", "Room.draft"), "Room.draft", "id", "no such recipe"),
    Corruption("a parameter that is a cell", put("Chat", "params", ["users"]), "Chat", "params.0", "cell"),
    Corruption("a parameter left out", put("Session", "params", ["messages"]), "Session", "params", "users"),
    Corruption(
        "an unknown step",
        put("Session.send", "body.2.to", ref("Session.nothing")),
        "Session.send",
        "body.2.to.step",
        "no step",
    ),
    Corruption(
        "a step of another recipe",
        put("Session.send", "body.2.to", ref("Chat.users")),
        "Session.send",
        "body.2.to.step",
        "another recipe",
    ),
    Corruption(
        "a handler read as a value",
        put("Session.send", "body.2.to", ref("Session.rename")),
        "Session.send",
        "body.2.to.step",
        "handler",
    ),
    Corruption(
        "an unknown function of the library",
        put("Chat.view.Room.2.rows", "clauses.0.in.function", "system"),
        "Chat.view.Room.2.rows",
        "clauses.0.in.function",
        "system",
    ),
    Corruption(
        "too many arguments",
        add("Chat.view.Room.2.rows", "clauses.0.in.args", lit(1)),
        "Chat.view.Room.2.rows",
        "clauses.0.in.args",
        "takes 1",
    ),
    Corruption(
        "an unknown function of the graph",
        put("Session.send", "body.2.to", {"op": "apply", "function": "blank", "args": []}),
        "Session.send",
        "body.2.to.function",
        "blank",
    ),
    Corruption(
        "a function that reads a cell", function("size", 0, ref("Chat.users")), "size", "expr.step", "are given"
    ),
    Corruption(
        "a function of the wrong arity",
        both(
            function("same", 1, {"op": "var", "n": 0}),
            put("Session.send", "body.2.to", {"op": "apply", "function": "same", "args": []}),
        ),
        "Session.send",
        "body.2.to.args",
        "takes 1",
    ),
    Corruption(
        "an unknown payload field",
        put("Session.rename", "body.0.to.name", "nickname"),
        "Session.rename",
        "body.0.to.name",
        "nickname",
    ),
    Corruption(
        "a payload field where there is no event",
        put(ROW, "expr", {"op": "payload", "name": "text"}),
        ROW,
        "expr.name",
        "text",
    ),
    Corruption("a variable that is not bound", put(ROW, "expr.of.n", 3), ROW, "expr.of.n", "not bound"),
    Corruption(
        "a variable bound twice",
        put("Chat.view.Room.2.rows", "clauses.0.id", 0),
        "Chat.view.Room.2.rows",
        "clauses.0.id",
        "twice",
    ),
    Corruption(
        "a value used as an element",
        put(ROW, "expr.of", {"op": "place", "n": 0}),
        ROW,
        "expr.of.n",
        "holds a value",
    ),
    Corruption(
        "a variable that the rows do not bind",
        put("Chat.view.Room.2.rows", "vars", [0, 7]),
        "Chat.view.Room.2.rows",
        "vars.1",
        "7",
    ),
    Corruption(
        "a spread outside of a list",
        put("Session.send", "body.2.to", {"op": "spread", "of": lit([])}),
        "Session.send",
        "body.2.to.op",
        "spread",
    ),
)

_TYPES = (
    Corruption(
        "a schema that is no type",
        put("Session.draft", "type", {"type": "string", "minItems": 2}),
        "Session.draft",
        "type",
        "minItems",
    ),
    Corruption("a word that is not JSON Schema's", put("Message", "format", "x"), "Message", "format", "no field"),
    Corruption(
        "an unknown type",
        put("Chat.messages", "type.items.$ref", "#/$defs/Post"),
        "Chat.messages",
        "type.items.$ref",
        "Post",
    ),
    Corruption(
        "a type that is only a name for itself",
        put("", "$defs.Loop", {"anyOf": [{"$ref": "#/$defs/Loop"}, {"type": "null"}]}),
        "Loop",
        "",
        "circle",
    ),
    Corruption(
        "cleaning that reads a cell",
        put("Session.name", "type.x-clean.args.0", ref("Session.draft")),
        "Session.name",
        "type.x-clean.args.0.step",
        "are given",
    ),
    Corruption(
        "a default that is no expression",
        put("Message", "properties.id.x-default", "new_id()"),
        "Message",
        "properties.id.x-default",
        "text where an object",
    ),
    Corruption(
        "bounds that nothing fits",
        put("Session.name", "type.minLength", 41),
        "Session.name",
        "type.minLength",
        "nothing fits",
    ),
    Corruption("a key that is no field", put("Message", "x-key", "name"), "Message", "x-key", "name"),
    Corruption(
        "an overlong pattern",
        put("Session.draft", "type.pattern", "a" * 1001),
        "Session.draft",
        "type.pattern",
        "characters",
    ),
)

_FLOW = (
    Corruption("a read of equal rank", put(ROW, "rank", 1), ROW, "rank", "stands in"),
    Corruption(
        "a read of higher rank",
        both(derive("Session.b", 1, ref("Session.a"), "Session.a"), derive("Session.a", 2, COUNTED, MESSAGES)),
        "Session.b",
        "rank",
        "Session.a",
    ),
    Corruption(
        "two derived values in a loop",
        both(
            derive("Session.a", 1, ref("Session.b"), "Session.b"), derive("Session.b", 2, ref("Session.a"), "Session.a")
        ),
        "Session.a",
        "rank",
        "loop",
    ),
    Corruption(
        "a derived value that reads itself",
        derive("Session.a", 1, ref("Session.a"), "Session.a"),
        "Session.a",
        "rank",
        "loop",
    ),
    Corruption(
        "a read that is not declared",
        drop("Session.send", "reads.2"),
        "Session.send",
        "reads",
        "leaves out `Session.draft`",
    ),
    Corruption(
        "a declared read that is none",
        add("Session.rename", "reads", "Session.draft"),
        "Session.rename",
        "reads.2",
        "Session.draft",
    ),
    Corruption("a write that is not declared", drop("Session.send", "writes.0"), "Session.send", "writes", MESSAGES),
    Corruption(
        "a declared write that is none",
        add("Session.send", "writes", "Session.users"),
        "Session.send",
        "writes.2",
        "Session.users",
    ),
    Corruption(
        "an edge that no step makes",
        add("", "edges", {"source": "Chat", "target": JOIN, "kind": "shows"}),
        "",
        "edges.25",
        "no step",
    ),
    Corruption("an edge left out", drop("", "edges.1"), JOIN, "", "Chat.messages"),
    Corruption(
        "a shared slot that reads a local",
        put("Session.view.1.text", "scope", "shared"),
        "Session.view.1.text",
        "expr.if.left.step",
        "local",
    ),
    Corruption(
        "a shared derived value that reads a local",
        derive("Session.a", 1, ref("Session.name"), "Session.name"),
        "Session.a",
        "expr.step",
        "local",
    ),
    Corruption("a shared slot that reads who looks", put(ROW, "expr", {"op": "me"}), ROW, "expr.op", "visitor"),
    Corruption("a shared slot in local rows", put("Session.view.Room.5.rows", "scope", "local"), ROW, "scope", "local"),
    Corruption(
        "a shared initial value that depends on who looks",
        put("Chat.messages", "init", {"op": "list", "items": [{"op": "me"}]}),
        "Chat.messages",
        "init.items.0.op",
        "visitor",
    ),
    Corruption(
        "an initial value that reads what stands below it",
        put("Session.name", "init", ref("Session.draft")),
        "Session.name",
        "init.step",
        "above",
    ),
    Corruption(
        "a local that begins with the time",
        put("Session.name", "init", {"op": "now"}),
        "Session.name",
        "init.op",
        "time",
    ),
    Corruption(
        "a derived value that draws lots", derive("Session.a", 1, {"op": "random"}), "Session.a", "expr.op", "each time"
    ),
)

_ACTIONS = (
    Corruption("a navigate to no recipe", put(JOIN, "recipe", "Lobby"), JOIN, "recipe", "Lobby"),
    Corruption("a navigate that leaves a parameter out", drop(JOIN, "passes.users"), JOIN, "passes", "users"),
    Corruption(
        "a navigate with a parameter nobody has", put(JOIN, "args", {"name": lit("x")}), JOIN, "args.name", "by value"
    ),
    Corruption(
        "a reference to something of another shape",
        put(JOIN, "passes.messages", ref("Chat.users")),
        JOIN,
        "passes.messages",
        "shape",
    ),
    Corruption(
        "a local passed by reference",
        both(
            put("Session.send", "body.2", {"op": "navigate", "step": "Session.send.navigate"}),
            add(
                "",
                "steps",
                {
                    "id": "Session.send.navigate",
                    "kind": "navigate",
                    "recipe": "Session",
                    "reads": [],
                    "passes": {"messages": ref(MESSAGES), "users": ref("Session.draft")},
                },
            ),
        ),
        "Session.send.navigate",
        "passes.users",
        "never leaves",
    ),
    Corruption("a navigate that nobody runs", put("Chat.join", "body", []), JOIN, "", "no handler"),
    Corruption(
        "a navigate of something else",
        put("Chat.join", "body.0.step", "Chat.users"),
        "Chat.join",
        "body.0.step",
        "cell",
    ),
    Corruption(
        "a handler of another recipe",
        add("Chat.join", "body", {"op": "send", "handler": "Session.send", "args": {}}),
        "Chat.join",
        "body.1.handler",
        "another recipe",
    ),
    Corruption(
        "a handler run without its payload",
        add("Session.send", "body", {"op": "send", "handler": "Session.rename", "args": {}}),
        "Session.send",
        "body.3.args",
        "username",
    ),
    Corruption(
        "a write to a parameter by value",
        both(
            put("Session.users", "by", "value"),
            put(JOIN, "args", {"users": ref("Chat.users")}),
            drop(JOIN, "passes.users"),
        ),
        "Session.rename",
        "body.1.at.of.step",
        "by value",
    ),
    Corruption(
        "a write to a derived value",
        both(derive("Session.a", 1, COUNTED, MESSAGES), put("Session.send", "body.2.at", ref("Session.a"))),
        "Session.send",
        "body.2.at.step",
        "only cells",
    ),
    Corruption(
        "a push onto a text",
        put("Session.send", "body.1.at", ref("Session.draft")),
        "Session.send",
        "body.1.at",
        "needs a list",
    ),
    Corruption(
        "a way into a text",
        put("Session.send", "body.2.at", {"op": "field", "of": ref("Session.draft"), "name": "length"}),
        "Session.send",
        "body.2.at.op",
        "here is a text",
    ),
    Corruption(
        "the removal of a whole cell",
        put("Session.send", "body.2", {"op": "remove", "at": ref(MESSAGES)}),
        "Session.send",
        "body.2.at.op",
        "element",
    ),
    Corruption(
        "an element by a field that is no key",
        put(
            "Session.send",
            "body.2",
            {"op": "remove", "at": {"op": "find", "of": ref(MESSAGES), "key": ref("Session.id"), "by": "author"}},
        ),
        "Session.send",
        "body.2.at.by",
        "key",
    ),
    Corruption(
        "a move to nowhere",
        add(
            "Session.send",
            "body",
            {
                "op": "each_element",
                "var": 0,
                "at": ref(MESSAGES),
                "body": [{"op": "move", "at": {"op": "place", "n": 0}}],
            },
        ),
        "Session.send",
        "body.3.body.0",
        "neither",
    ),
)

_VIEWS = (
    Corruption("a text slot made an attribute", put(ROW, "slot", "attribute"), ROW, "slot", "text"),
    Corruption("a text slot made a link", put(ROW, "slot", "url"), ROW, "slot", "text"),
    Corruption("an unknown element", put("Chat", "template.0.name", "script"), "Chat", "template.0.name", "script"),
    Corruption(
        "an unknown attribute",
        put("Chat", "template.3.attributes.onclick", lit("x")),
        "Chat",
        "template.3.attributes.onclick",
        "onclick",
    ),
    Corruption(
        "an input without a label",
        drop("Session", "template.1.children.0.attributes"),
        "Session",
        "template.1.children.0.attributes.label",
        "missing",
    ),
    Corruption(
        "a heading with children", put("Chat", "template.1.children", []), "Chat", "template.1.children", "none"
    ),
    Corruption("a heading of nothing", drop("Chat", "template.1.content"), "Chat", "template.1.content", "missing"),
    Corruption(
        "content that is no text",
        put("Chat", "template.1.content.value", 5),
        "Chat",
        "template.1.content.value",
        "text",
    ),
    Corruption(
        "an item outside of a list", put("Chat", "template.3.name", "column"), "Chat", f"{LOG}.body.0.name", "list"
    ),
    Corruption(
        "a slot shown twice",
        put("Session", "template.0.content.step", "Session.view.Room.3.text"),
        "Session",
        f"template.2{LOG[10:]}.body.0.content.step",
        "twice",
    ),
    Corruption(
        "a slot shown nowhere", put("Session", "template.0.content", lit("Chat")), "Session.view.1.text", "", "not show"
    ),
    Corruption(
        "a slot that is a cell",
        put("Session", "template.0.content.step", "Session.name"),
        "Session",
        "template.0.content.step",
        "no slot",
    ),
    Corruption(
        "a slot in other rows",
        put(ROW, "inside.0", "Session.view.Room.2.rows"),
        ROW,
        "inside",
        "Session.view.Room.5.rows",
    ),
    Corruption("a slot outside of its rows", drop(ROW, "inside"), ROW, "inside", "at the top"),
    Corruption(
        "a button without a handler of its own recipe",
        put("Chat", "template.2.handler", "Session.send"),
        "Chat",
        "template.2.handler",
        "another recipe",
    ),
    Corruption(
        "a button for a private handler", put("Chat.join", "private", True), "Chat", "template.2.handler", "private"
    ),
    Corruption(
        "a form without a handler", drop("Session", "template.1.handler"), "Session", "template.1.handler", "missing"
    ),
    Corruption(
        "an input for a field that its form does not send",
        put("Session", "template.1.children.0.field", "nickname"),
        "Session",
        "template.1.children.0.field",
        "payload field",
    ),
    Corruption(
        "a branch with nothing to show",
        put("Session", "template.0", {"op": "branch", "step": "Session.view.1.text", "of": []}),
        "Session",
        "template.0.of",
        "no template",
    ),
    Corruption(
        "a bound input without a place", drop("Session.view.7.value", "at"), "Session.view.7.value", "at", "place"
    ),
)

CORRUPTIONS = (*_TEXTS, *_SHAPES, *_NAMES, *_TYPES, *_FLOW, *_ACTIONS, *_VIEWS)
