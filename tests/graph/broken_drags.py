"""Documents in which what is dragged, dropped or chosen would be sent where nothing takes it."""

from typing import Any

from tests.graph.breaking import MESSAGES, ROW, Corruption, Edit, both, drop, lit, put, ref

_CARD = "template.3.children.0.body.0"
_CONTROL = "template.1.children.0"
_KEY = "Session.view.Room.7.text"


def card(**operands: Any) -> Edit:
    """The rows of the conversation are cards that can be dragged, but for these operands."""
    given = {"op": "element", "name": "card", "children": [], "list": "messages", "drag": ROW, **operands}
    return both(put(ROW, "slot", "args"), drop(_KEY, "inside"), put("Session", _CARD, given))


def column(**operands: Any) -> Edit:
    """The form for a name is a column, with an element of the messages as the payload of its handler."""
    given = {"op": "element", "name": "column", "children": [], "handler": "Session.rename", **operands}
    element = {"username": {"var": 0, "at": ref(MESSAGES)}}
    return both(put("Session.rename", "elements", element), put("Session", "template.1", given))


_ACCEPTS = {"list": "messages", "drop": "username"}

DRAGS = (
    Corruption("a card of no list", card(list=None), "Session", f"{_CARD}.list", "text"),
    Corruption(
        "what is dragged, by a slot of words",
        both(card(), put(ROW, "slot", "text")),
        ROW,
        "slot",
        "args",
    ),
    Corruption(
        "a text that can be dragged", card(name="text", content=lit("x")), "Session", f"{_CARD}.drag", "dragged"
    ),
    Corruption(
        "what is dragged as an attribute",
        put("Session", _CARD, {"op": "element", "name": "card", "children": [], "attributes": {"drag": lit("x")}}),
        "Session",
        f"{_CARD}.attributes.drag",
        "operand",
    ),
    Corruption(
        "a card that things are dropped on", card(drop="username"), "Session", f"{_CARD}.drop", "nothing is dropped"
    ),
    Corruption("a column that sends without being dropped on", column(), "Session", "template.1", "together"),
    Corruption(
        "a column that accepts and does not say which field",
        column(list="messages"),
        "Session",
        "template.1",
        "together",
    ),
    Corruption(
        "what is dropped as a field that is no element",
        both(column(**_ACCEPTS), drop("Session.rename", "elements")),
        "Session",
        "template.1.drop",
        "element",
    ),
    Corruption(
        "a place before which nothing asks for",
        column(**_ACCEPTS, before="next"),
        "Session",
        "template.1.before",
        "payload field",
    ),
    Corruption(
        "a control with an arrow in a form",
        put("Session", f"{_CONTROL}.handler", "Session.rename"),
        "Session",
        f"{_CONTROL}.handler",
        "form",
    ),
    Corruption(
        "a control with an arrow that is bound to a cell",
        both(
            put("Session", "template.4.children", [{"op": "element", "name": "button", "content": lit("Send")}]),
            put(
                "Session",
                "template.1",
                {
                    "op": "element",
                    "name": "input",
                    "attributes": {"label": lit("Message")},
                    "value": "Session.view.7.value",
                    "handler": "Session.rename",
                },
            ),
        ),
        "Session",
        "template.1.value",
        "bound",
    ),
)
