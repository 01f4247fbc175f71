"""Inputs: what an element that takes what people type is bound to."""

from __future__ import annotations

from typing import Any

from compiler import syntax
from compiler.diagnostics import Label, instead
from compiler.lower.context import Context
from compiler.lower.frames import Form, Frame, Painter
from compiler.lower.paths import target
from compiler.scope import UNKNOWN
from compiler.source import Span
from compiler.spelling import closest
from graph.types import Bool, Enum, ListOf, MapOf, Record, Type, Union


def bind_input(
    painter: Painter, element: syntax.Element, content: syntax.Expr, frame: Frame, number: int
) -> dict[str, Any]:
    """A payload `field` of the form's handler, or a slot with the `value` of a path in a cell, bound both ways.

    A control with an arrow of its own is a parameter that the arrow leaves open, and nothing else.
    Errors: C0711 the arrow gives it too, C0716 no such name, C0717 another kind of value, C0719 no parameter.
    """
    context, form = painter.context, frame.form
    if form is not None and isinstance(content, syntax.Name):
        slot = form.signature.slots.get(content.text)
        if slot is not None:
            _fill(context, form, content)
            declared = next(each for each in form.signature.params if each.name.text == content.text)
            context.checker.witness.use(content, declared.name.span)
            _check_kind(context, element, slot.type, content.span)
            return {"field": content.text}
        if frame.scope.find(content.text) is None:
            return _neither(context, form, content, frame)
    if element.arrow is not None:
        return _no_parameter(context, form, content)
    found = target(context, content, frame.for_slot(), what=f"`{element.name.text}`")
    if found is None:
        return {}
    typed, place = found
    _check_kind(context, element, place.type, content.span)
    slot_id = painter.slot(frame, number, "value", "value", typed.node, typed.use, content.span, place.node)
    return {"value": slot_id}


def _fill(context: Context, form: Form, name: syntax.Name) -> None:
    if name.text in form.given:
        hint = "leave it out of the arrow, or leave the input out"
        context.report("C0711", name.span, "the arrow gives it already", help=hint, name=name.text)
    form.filled.add(name.text)


def _no_parameter(context: Context, form: Form | None, content: syntax.Expr) -> dict[str, Any]:
    # Without a form the handler is not known, which the arrow says.
    if form is not None:
        name = form.signature.handler.name
        fields = ", ".join(f"`{each}`" for each in form.signature.slots if each not in form.given) or "none"
        declared = (Label(name.span, "its handler"),)
        hint = f"the arrow leaves open: {fields}; or leave the arrow out, and it is bound to its cell"
        context.report("C0719", content.span, "no parameter", secondary=declared, help=hint, handler=name.text)
        # It stands for one of them, so none is called missing as well.
        form.filled.update(form.signature.slots)
    return {}


def _neither(context: Context, form: Form, name: syntax.Name, frame: Frame) -> dict[str, Any]:
    handler = form.signature.handler
    nearest = closest(name.text, [*form.signature.slots, *frame.scope.names])
    fields = ", ".join(f"`{each}`" for each in form.signature.slots) or "none"
    hint = f"use `{nearest}`" if nearest else f"its fields: {fields}"
    declared = (Label(handler.name.span, "its handler"),)
    context.report(
        "C0716",
        name.span,
        "not found",
        secondary=declared,
        help=hint,
        fixes=instead(name.span, nearest),
        name=name.text,
        handler=handler.name.text,
    )
    # It stands for some field, so the one that it was meant for is not called missing as well.
    form.filled.add(nearest or name.text)
    return {}


def _check_kind(context: Context, element: syntax.Element, type_: Type, span: Span) -> None:
    """Whether people can type a value of this type into this element (C0717)."""
    shape, name = context.opened(type_), element.name.text
    if UNKNOWN in (shape, type_):
        return
    fits = {"checkbox": isinstance(shape, Bool), "select": isinstance(shape, Enum)}.get(
        name, not isinstance(shape, ListOf | MapOf | Record | Union | Bool)
    )
    if not fits:
        takes = {"checkbox": "a Bool", "select": "one of a few texts"}.get(name, "text, a number, a date or a time")
        hint = "use `checkbox`" if isinstance(shape, Bool) else None
        context.report("C0717", span, f"`{name}` takes {takes}", help=hint, name=name, takes=takes)
