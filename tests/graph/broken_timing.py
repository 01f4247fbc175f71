"""Documents in which timers call what needs a visitor, or in which who is there decides what is stored."""

from typing import Any

from tests.graph.breaking import JOIN, Corruption, Edit, add, both, derive, lit, put, ref

_NOTE = {"id": "Chat.note", "kind": "handler", "payload": {}, "reads": [], "writes": [], "conflict": "commutes"}
_WHO = {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-type": "Id"}}
_HERE = add("", "steps", {"id": "Chat.here", "kind": "here", "type": _WHO, "scope": "shared", "rank": 0})
_PRESENT = {"op": "call", "function": "count", "args": [ref("Chat.here")]}
_MINE = {"op": "require", "test": lit(True), "message": {"op": "me"}}


def note(*body: Any, **fields: Any) -> Edit:
    """One more handler of the chat."""
    return add("", "steps", {**_NOTE, "body": list(body), **fields})


def every(**fields: Any) -> Edit:
    """A call of that handler again and again."""
    given = {"period": lit(1000), "handler": "Chat.note", "reads": [], **fields}
    return add("", "steps", {"id": "Chat.every", "kind": "every", **given})


def after(**operands: Any) -> Edit:
    """A call of that handler from the one that joins, later."""
    given = {"op": "after", "delay": lit(1000), "handler": "Chat.note", "args": {}, **operands}
    return add("Chat.join", "body", given)


TIMING = (
    Corruption("a timer of no handler", every(), "Chat.every", "handler", "no handler"),
    Corruption(
        "a timer of another recipe's handler", every(handler="Session.send"), "Chat.every", "handler", "another recipe"
    ),
    Corruption("a timer with a field too many", both(note(), every(args={"x": lit(1)})), "Chat.every", "args.x", "no"),
    Corruption("a timer of a joining visitor", every(handler="Chat.join"), "Chat.join", "body.0.op", "nobody"),
    Corruption("a timer that reads me", both(note(_MINE), every()), "Chat.note", "body.0.message.op", "no visitor"),
    Corruption(
        "a call later that reads me", both(note(_MINE), after()), "Chat.note", "body.0.message.op", "no visitor"
    ),
    Corruption(
        "a timer whose handler sends one that reads me",
        both(
            note({"op": "send", "handler": "Chat.mine", "args": {}}),
            add("", "steps", {**_NOTE, "id": "Chat.mine", "body": [_MINE]}),
            every(),
        ),
        "Chat.mine",
        "body.0.message.op",
        "no visitor",
    ),
    Corruption("a timer given me", both(note(), every(args={"x": {"op": "me"}})), "Chat.every", "args.x.op", "visitor"),
    Corruption(
        "a period that changes",
        both(note(), every(period={"op": "call", "function": "count", "args": [ref("Chat.messages")]})),
        "Chat.every",
        "period.args.0.step",
        "cannot be read",
    ),
    Corruption(
        "a period that is another time each time",
        both(note(), every(period={"op": "random"})),
        "Chat.every",
        "period.op",
        "differs",
    ),
    Corruption(
        "an enter that takes something",
        note(id="Chat.enter", payload={"x": {"type": "integer"}}),
        "Chat.enter",
        "payload",
        "nothing is said",
    ),
    Corruption(
        "a page that offers to enter",
        both(note(id="Chat.enter"), put("Chat", "template.2.handler", "Chat.enter")),
        "Chat",
        "template.2.handler",
        "the runtime",
    ),
    Corruption(
        "a handler that sends leave",
        both(note(id="Chat.leave"), add("Chat.join", "body", {"op": "send", "handler": "Chat.leave", "args": {}})),
        "Chat.join",
        "body.1.handler",
        "the runtime",
    ),
    Corruption(
        "an enter that navigates",
        note({"op": "navigate", "step": JOIN}, id="Chat.enter"),
        "Chat.enter",
        "body.0.op",
        "nobody could be sent",
    ),
    Corruption(
        "who is there, under another name",
        add("", "steps", {"id": "Chat.who", "kind": "here", "type": _WHO, "scope": "shared", "rank": 0}),
        "Chat.who",
        "id",
        "Recipe.here",
    ),
    Corruption(
        "who is there, as a number",
        add(
            "", "steps", {"id": "Chat.here", "kind": "here", "type": {"type": "integer"}, "scope": "shared", "rank": 0}
        ),
        "Chat.here",
        "type",
        "list of Id",
    ),
    Corruption(
        "a handler that reads who is there",
        both(_HERE, note({"op": "assign", "var": 0, "to": _PRESENT}, reads=["Chat.here"])),
        "Chat.note",
        "body.0.to.args.0.step",
        "who is there",
    ),
    Corruption(
        "a handler that reads what follows from who is there",
        both(
            _HERE,
            derive("Chat.many", 1, _PRESENT, "Chat.here"),
            note({"op": "assign", "var": 0, "to": ref("Chat.many")}, reads=["Chat.many"]),
        ),
        "Chat.note",
        "body.0.to.step",
        "who is there",
    ),
    Corruption(
        "a handler that writes who is there",
        both(_HERE, note({"op": "clear", "at": ref("Chat.here")}, writes=["Chat.here"])),
        "Chat.note",
        "body.0.at.step",
        "who is there",
    ),
    Corruption(
        "a look of a handler at who is elsewhere",
        both(
            _HERE,
            note(
                {"op": "assign", "var": 0, "to": {"op": "peek", "of": lit("x"), "step": "Chat.here"}},
                reads=["Chat.here"],
            ),
        ),
        "Chat.note",
        "body.0.to.step",
        "who is there",
    ),
)
