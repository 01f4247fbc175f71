"""Drag and drop: of which list a card is an element, and what a drop on a column sends."""

from __future__ import annotations

from typing import Any

from compiler import syntax
from compiler.check.describe import describe
from compiler.check.nodes import node
from compiler.diagnostics import Label
from compiler.lower.context import Context, Signature
from compiler.lower.frames import Frame, Painter
from compiler.lower.paths import target
from compiler.lower.signatures import given_by
from compiler.scope import UNKNOWN, Meaning, Place, Typed
from compiler.source import Span
from graph.model import Node, name_of
from graph.types import Option, Type

OPERANDS = frozenset({"Element", "List"})
"""The types of attributes that become operands of the node; see graph.elements."""

# What the payload field is called that gets the key of the element behind the place of the drop.
_BEFORE = "before"


def accepted_by(context: Context, element: syntax.Element, frame: Frame) -> Place | None:
    """The list in a cell whose elements a column accepts, if it accepts any.

    Errors: C0502 and C0503 a value that is in no cell, C0721 no list, or one that has no fixed path.
    """
    value = _attribute(element, "accepts")
    if value is None:
        return None
    found = target(context, value, frame.for_slot(), what="`accepts`")
    if found is None:
        return None
    place = found[1]
    if context.list_of(place.type) is None or _path(place.node) is None:
        names = [f"`{name}`" for name, meaning in frame.scope.names.items() if _is_list(context, meaning)]
        hint = f"the lists here: {', '.join(names)}" if names else "declare one: `shared cards: [Card] = []`"
        context.report("C0721", value.span, "this is no such list", help=hint)
        return None
    return place


def _is_list(context: Context, meaning: Meaning) -> bool:
    """Whether a name is that of a list in a cell."""
    place = meaning.value.at if meaning.value is not None else None
    return place is not None and place.node["op"] == "ref" and context.list_of(place.type) is not None


def lower_drag(painter: Painter, element: syntax.Element, frame: Frame, number: int) -> dict[str, Any]:
    """The `list` that a card, this element, is an element of, and `drag`, a slot with its key.

    Errors: C0720 what has no key in a list in a cell.
    """
    value = _attribute(element, "drag")
    if value is None:
        return {}
    context = painter.context
    typed = context.checker.pure(context.checker.infer(value, frame.for_slot()), value.span, what="a view")
    if typed.type == UNKNOWN:
        return {}
    found = _of_place(typed) or _of_column(context, typed, value.span, frame)
    if found is None:
        hint = "make it a row of a `for` over a list in a cell: `for c in cards { card drag: c { … } }`"
        context.report("C0720", value.span, "an element of which list?", help=hint)
        return {}
    path, key = found
    return {"list": path, "drag": painter.slot(frame, number, "drag", "args", key, typed.use, value.span)}


def _of_place(typed: Typed) -> tuple[str, Node] | None:
    """The list and the key of an element that is known by its place in a cell."""
    if typed.at is None or typed.at.node["op"] != "find":
        return None
    path = _path(typed.at.node["of"])
    return None if path is None else (path, typed.at.node["key"])


def _of_column(context: Context, typed: Typed, span: Span, frame: Frame) -> tuple[str, Node] | None:
    """The same of a record with a key, read by way of a derived value: it is of the list that its column accepts."""
    for place in frame.accepted:
        list_, path = context.list_of(place.type), _path(place.node)
        if list_ is None or path is None or context.checker.shape(list_.item) != context.checker.shape(typed.type):
            continue
        if (field := context.key_of(list_.item)) is not None:
            return path, node("field", span, of=typed.node, name=field)
    return None


def lower_drop(context: Context, element: syntax.Element, accepted: Place | None) -> dict[str, Any]:
    """The `list` that a column accepts, and which payload fields of its handler a drop gives: `drop` and `before`.

    Errors: C0722 an arrow or `accepts` alone, C0723 no one parameter for what is dropped, C0724 a `before` that
    cannot be none.
    """
    arrow, value = element.arrow, _attribute(element, "accepts")
    if (arrow is None) != (value is None):
        span, label = (element.name.span, "no arrow") if arrow is None else (arrow.span, "no `accepts`")
        hint = 'say both: `column label: "…" accepts: cards -> place(…)`'
        context.report("C0722", span, label, help=hint)
    if arrow is None or accepted is None or not isinstance(arrow.function, syntax.Name):
        return {}
    signature, path = context.signatures.get(arrow.function.text), _path(accepted.node)
    return {} if signature is None or path is None else _fields(context, arrow, signature, path)


def _fields(context: Context, arrow: syntax.Call, signature: Signature, path: str) -> dict[str, Any]:
    given, name = given_by(arrow, signature), signature.handler.name
    elements = {each: param for each, param in signature.elements.items() if each not in given}
    taking = [each for each, param in elements.items() if _path(param.element.at) == path and each != _BEFORE]
    if len(taking) != 1:
        label = f"either of {', '.join(f'`{each}`' for each in taking)}" if taking else "nothing takes what is dropped"
        declared = (Label(name.span, "its handler"),)
        hint = f"leave one open: `on {name.text}(card in {path}, …)`"
        context.report("C0723", arrow.span, label, secondary=declared, help=hint, handler=name.text, list=path)
        return {}
    found = {"list": path, "drop": taking[0]}
    before = next((param for param in signature.params if param.name.text == _BEFORE), None)
    if before is None or _BEFORE in given:
        return found
    key = signature.elements[taking[0]].key
    if not _may_be_none(context, signature.type_of(_BEFORE), key):
        at = (Label(before.span, "this always wants one"),)
        hint = f"declare it `before: {describe(key)}?`, the key of an element, or none at the end"
        context.report("C0724", arrow.span, "what is dropped last is before none", secondary=at, help=hint)
    return {**found, "before": _BEFORE}


def _may_be_none(context: Context, type_: Type, key: Type) -> bool:
    """Whether it takes the key of an element, or none."""
    shape = context.checker.shape(type_)
    return isinstance(shape, Option) and type(context.opened(shape)) is type(context.checker.shape(key))


def _attribute(element: syntax.Element, name: str) -> syntax.Expr | None:
    return next((each.value for each in element.attributes if each.name.text == name), None)


def _path(place: Node) -> str | None:
    """A place by its names: `cards`, `board.cards`; None where it takes a key to get there."""
    match place:
        case {"op": "ref", "step": step}:
            return name_of(step)
        case {"op": "field", "of": of, "name": name}:
            return None if (outer := _path(of)) is None else f"{outer}.{name}"
    return None
