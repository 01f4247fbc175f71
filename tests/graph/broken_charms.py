"""Documents in which charms are created, read or run in ways that cannot be."""

from typing import Any

from tests.graph.breaking import COUNTED, JOIN, MESSAGES, Corruption, Document, Edit, add, both, derive, lit, put, ref

_CHARM = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-charm": "Session"}
_PASSES = {"messages": ref("Chat.messages"), "users": ref("Chat.users")}
_KEYED = {
    "type": "object",
    "propertyNames": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-type": "Id"},
    "additionalProperties": _CHARM,
}


def child(step: str = "Chat.first", **fields: Any) -> Edit:
    """One more child."""
    given = {"recipe": "Session", "type": _CHARM, "reads": [], "passes": _PASSES, **fields}
    return add("", "steps", {"id": step, "kind": "child", "scope": "shared", "rank": 0, **given})


def spawn(**fields: Any) -> Edit:
    """One more spawn step of the handler that joins."""
    given = {"recipe": "Session", "reads": [], "passes": _PASSES, **fields}
    return add("", "steps", {"id": "Chat.join.spawn", "kind": "spawn", **given})


def said(**operands: Any) -> Edit:
    """One more statement of the handler that joins."""
    return add("Chat.join", "body", operands)


def peek(step: str) -> Document:
    """A value of another charm."""
    return {"op": "peek", "of": ref("Chat.first"), "step": step}


_SPAWNING: Document = {"op": "spawn", "step": "Chat.join.spawn"}
_ASSIGNED = said(op="assign", var=0, to=_SPAWNING)

CHARMS = (
    Corruption("a child of no recipe", child(recipe="Nobody", passes={}), "Chat.first", "recipe", "no recipe"),
    Corruption("a child that holds text", child(type={"type": "string"}), "Chat.first", "type", "charm of its recipe"),
    Corruption("a local child", child(scope="local"), "Chat.first", "scope", "shared"),
    Corruption("a child without its references", child(passes={}), "Chat.first", "passes", "leaves out"),
    Corruption(
        "a child for each element, held like one child",
        child(over=ref("Chat.messages"), var=0),
        "Chat.first",
        "type",
        "map of charms",
    ),
    Corruption(
        "a child for each element of a map",
        child(over=ref("Chat.users"), var=0, type=_KEYED),
        "Chat.first",
        "over",
        "a list",
    ),
    Corruption("a list of children without a variable", child(over=ref("Chat.messages")), "Chat.first", "over", "both"),
    Corruption(
        "a child that is given a local",
        child("Session.inner", passes={"messages": ref("Session.draft"), "users": ref("Session.users")}),
        "Session.inner",
        "passes.messages.step",
        "local",
    ),
    Corruption(
        "a child that reads a younger one",
        both(child(args={"messages": ref("Chat.second")}), child("Chat.second")),
        "Chat.first",
        "args.messages.step",
        "above",
    ),
    Corruption(
        "a child that reads another charm",
        both(child(), child("Chat.second", args={"messages": peek("Session.messages")})),
        "Chat.second",
        "args.messages.op",
        "initial values",
    ),
    Corruption(
        "a recipe that is its own child",
        child("Session.inner", passes={"messages": ref("Session.messages"), "users": ref("Session.users")}),
        "Session.inner",
        "recipe",
        "no end",
    ),
    Corruption(
        "a write to a child",
        both(child(), said(op="clear", at=ref("Chat.first"))),
        "Chat.join",
        "body.1.at.step",
        "child",
    ),
    Corruption(
        "a look at a local of another charm",
        both(child(), derive("Chat.a", 1, peek("Session.draft"), "Session.draft")),
        "Chat.a",
        "expr.step",
        "local",
    ),
    Corruption(
        "a look at a handler of another charm",
        both(child(), derive("Chat.a", 1, peek("Session.send"))),
        "Chat.a",
        "expr.step",
        "no value",
    ),
    Corruption(
        "a look at nothing of another charm",
        both(child(), derive("Chat.a", 1, peek("Session.nothing"))),
        "Chat.a",
        "expr.step",
        "no step",
    ),
    Corruption(
        "a look from an initial value",
        put("Chat.messages", "init", {**peek("Session.messages"), "of": lit("x")}),
        "Chat.messages",
        "init.op",
        "initial values",
    ),
    Corruption(
        "a value of another charm that is not declared as read",
        both(child(), derive("Chat.a", 1, peek("Session.messages"), "Chat.first")),
        "Chat.a",
        "reads",
        MESSAGES,
    ),
    Corruption(
        "values of two charms in a loop",
        both(
            child(),
            derive("Chat.a", 1, peek("Session.a"), "Chat.first", "Session.a"),
            derive("Session.a", 1, COUNTED, MESSAGES),
        ),
        "Chat.a",
        "rank",
        "Session.a",
    ),
    Corruption("a spawn that no handler runs", spawn(), "Chat.join.spawn", "", "no handler"),
    Corruption(
        "a spawn run twice",
        both(spawn(), _ASSIGNED, said(op="assign", var=1, to=_SPAWNING)),
        "Chat.join",
        "body.2.to.step",
        "twice",
    ),
    Corruption(
        "a spawn of a navigate",
        said(op="assign", var=0, to={"op": "spawn", "step": JOIN}),
        "Chat.join",
        "body.1.to.step",
        "no spawn",
    ),
    Corruption(
        "a spawn outside of handlers",
        both(spawn(), _ASSIGNED, derive("Chat.a", 1, _SPAWNING)),
        "Chat.a",
        "expr.op",
        "handlers",
    ),
    Corruption(
        "a spawn where a payload is taken in",
        both(spawn(), put("Chat.join", "payload.room", {**_CHARM, "x-default": _SPAWNING})),
        "Chat.join",
        "payload.room.x-default.op",
        "body",
    ),
    Corruption(
        "a spawn without its references",
        both(spawn(passes={}), _ASSIGNED),
        "Chat.join.spawn",
        "passes",
        "leaves out",
    ),
    Corruption("a spawn with a key", spawn(key=lit("x")), "Chat.join.spawn", "key", "no field"),
    Corruption(
        "a navigate whose key is not bound",
        put(JOIN, "key", {"op": "var", "n": 3}),
        JOIN,
        "key.n",
        "not bound",
    ),
    Corruption(
        "a handler of another charm without its payload",
        said(op="send", handler="Session.rename", args={}, to=lit("x")),
        "Chat.join",
        "body.1.args",
        "username",
    ),
    Corruption(
        "a handler of nobody",
        said(op="send", handler="Session.draft", args={}, to=lit("x")),
        "Chat.join",
        "body.1.handler",
        "no handler",
    ),
    Corruption(
        "a visit to nowhere", said(op="visit", to=ref("Chat.nowhere")), "Chat.join", "body.1.to.step", "no step"
    ),
    Corruption(
        "a slot of text where a charm is shown",
        put("Session", "template.0", {"op": "charm", "step": "Session.view.1.text"}),
        "Session.view.1.text",
        "slot",
        "charm",
    ),
    Corruption(
        "a link to two places",
        put(
            "Session",
            "template.0",
            {
                "op": "element",
                "name": "link",
                "content": {"op": "slot", "step": "Session.view.1.text"},
                "attributes": {"url": lit("https://example.org"), "to": lit("x")},
            },
        ),
        "Session",
        "template.0.attributes",
        "exactly one",
    ),
)
"""What creates, reads, runs and shows charms, each broken one way."""
