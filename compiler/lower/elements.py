"""One element of a view: what it may have, what it shows, what it binds to and what it sends."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.nodes import is_literal, lit, node
from compiler.diagnostics import Label, instead, without
from compiler.lower.arguments import demand, is_required
from compiler.lower.bindings import bind_input
from compiler.lower.context import Context
from compiler.lower.drags import OPERANDS, lower_drag, lower_drop
from compiler.lower.frames import Form, Frame, Painter
from compiler.lower.signatures import arguments, as_fields, given_by, handler_called
from compiler.scope import UNKNOWN, Place, Typed
from compiler.spelling import closest
from graph.elements import ELEMENTS, Attribute, Element, safe_url
from graph.library.printing import show
from graph.model import Node
from graph.types import Bool, Int, Number, Time, Type

_TYPES: dict[str, Type] = {"Bool": Bool(), "Int": Int(), "Number": Number(), "Time": Time()}

# The elements that cannot do without some attribute.
_DEMANDING = {
    name for name, kind in ELEMENTS.items() if kind.one_of or any(each.required for each in kind.attributes.values())
}


def kind_of(context: Context, element: syntax.Element, frame: Frame) -> Element | None:
    """The element of the table that this is, with its parts counted; None where there is no such element.

    Errors: C0704 no such element, C0705 a part that it needs is missing, C0706 a part that it cannot have, C0707 it
    stands in the wrong element, C0713 a button that does nothing, C0714 a form, or a control with an arrow, in a form.
    """
    name = element.name.text
    kind = ELEMENTS.get(name)
    if kind is None:
        nearest = closest(name, ELEMENTS)
        hint = f"use `{nearest}`" if nearest else f"the elements are {', '.join(ELEMENTS)}"
        context.report(
            "C0704",
            element.name.span,
            "no such element",
            help=hint,
            fixes=instead(element.name.span, nearest),
            name=name,
        )
        return None
    if kind.content == ("required" if element.content is None else "none"):
        _miscounted(context, element, element.content is not None, "content", kind)
    if kind.arrow == ("required" if element.arrow is None else "none"):
        _miscounted(context, element, element.arrow is not None, "an arrow", kind)
    if kind.children == ("none" if element.children else "required"):
        _miscounted(context, element, bool(element.children), "a block", kind)
    if kind.within and frame.parent not in kind.within:
        wanted = " or ".join(f"`{each}`" for each in kind.within)
        context.report("C0707", element.name.span, f"not in {wanted}", name=name, wanted=wanted)
    if name == "button" and element.arrow is None and frame.form is None:
        hint = "say what it does: `button … -> handler()`; or put it in a form"
        context.report("C0713", element.span, "nothing happens when it is pressed", help=hint)
    if frame.form is not None and (name == "form" or (kind.binds and element.arrow is not None)):
        context.report("C0714", element.name.span, "already in a form")
    return kind


def _miscounted(context: Context, element: syntax.Element, is_there: bool, part: str, kind: Element) -> None:
    code, label = ("C0706", f"with {part}") if is_there else ("C0705", f"without {part}")
    hint = f"for example: {kind.example}"
    context.report(code, element.name.span, label, help=hint, name=kind.name, part=part)


def form_of(context: Context, kind: Element, element: syntax.Element) -> Form | None:
    """What an element sends with what is typed: a form or a control with an arrow, where its handler is known."""
    arrow = element.arrow
    if arrow is None or not (kind.name == "form" or kind.binds) or not isinstance(arrow.function, syntax.Name):
        return None
    signature = context.signatures.get(arrow.function.text)
    return None if signature is None else Form(signature, given_by(arrow, signature))


def demand_filled(context: Context, form: Form, element: syntax.Element) -> None:
    """Report each field of the handler that neither the arrow nor an input of the form gives (C0712)."""
    signature, arrow = form.signature, element.arrow
    assert arrow is not None, "a form has an arrow"
    for param in signature.params:
        name = param.name.text
        if is_required(param) and name not in form.given and name not in form.filled:
            call = f"-> {signature.handler.name.text}({name}: …)"
            context.report(
                "C0712",
                arrow.span,
                f"nothing gives `{name}`",
                secondary=(Label(param.span, "it must be given"),),
                help=f'add `input {name} label: "…"` to the form, or give it: `{call}`',
                name=name,
                handler=signature.handler.name.text,
            )


def lower_head(
    painter: Painter, kind: Element, element: syntax.Element, frame: Frame, number: int, accepted: Place | None
) -> dict[str, Any]:
    """The operands of an element's node, all but its children.

    frame: what its children stand in. accepted: the list whose elements can be dropped on it.
    """
    operands: dict[str, Any] = {"name": kind.name}
    if element.content is not None and not kind.binds and kind.content != "none":
        operands["content"] = _content(painter, kind, element.content, frame, number)
    if (element.attributes or kind.name in _DEMANDING) and (
        attributes := _attributes(painter, kind, element, frame, number)
    ):
        operands["attributes"] = attributes
    if element.content is not None and kind.binds:
        operands |= bind_input(painter, element, element.content, frame, number)
    if kind.name == "card":
        operands |= lower_drag(painter, element, frame, number)
    filled: Collection[str] | None = frame.form.filled if kind.binds and frame.form is not None else ()
    if kind.name == "column":
        dropped = lower_drop(painter.context, element, accepted)
        operands |= dropped
        # What a drop should give and does not is reported already.
        filled = [dropped[name] for name in ("drop", "before") if name in dropped] or None
    elif kind.name == "form":
        filled = None
    if element.arrow is not None and kind.arrow != "none":
        operands |= _arrow(painter, element.arrow, frame, number, filled)
    return operands


def _content(painter: Painter, kind: Element, expr: syntax.Expr, frame: Frame, number: int) -> Node:
    checker, is_time = painter.context.checker, kind.name in ("time", "countdown")
    if not is_time and (written := _written_text(checker, expr, frame)) is not None:
        return lit(written, expr.span)
    scope = frame.for_slot()
    if is_time:
        moment = checker.whole(expr, Time(), scope, what=f"the content of `{kind.name}`")
        typed = checker.pure(moment, expr.span, what="a view")
        slot = painter.slot(frame, number, "time", "time", typed.node, typed.use, expr.span)
        return node("slot", expr.span, step=slot)
    typed = checker.pure(checker.text(expr, scope), expr.span, what="a view")
    text = _literal_text(typed)
    if text is not None:
        return lit(text, expr.span)
    return node("slot", expr.span, step=painter.slot(frame, number, "text", "text", typed.node, typed.use, expr.span))


def _written_text(checker: Checker, expr: syntax.Expr, frame: Frame) -> str | None:
    """A text that stands there as it is, as most contents and attributes do: it takes no slot, and all may have it."""
    if type(expr) is not syntax.Literal or not isinstance(expr.value, str):
        return None
    if checker.is_heard:
        checker.infer(expr, frame.scope)
    return expr.value


def _literal_text(typed: Typed) -> str | None:
    """The text of an expression that never changes."""
    made = typed.node
    if made["op"] not in ("text", "lit"):
        return None
    parts = made["parts"] if made["op"] == "text" else [made]
    return "".join(show(part["value"]) for part in parts) if is_literal(*parts) and typed.type != UNKNOWN else None


def _attributes(painter: Painter, kind: Element, element: syntax.Element, frame: Frame, number: int) -> dict[str, Node]:
    """The contents of attributes, in the order written."""
    context = painter.context
    found: dict[str, Node] = {}
    seen: set[str] = set()
    for attribute in element.attributes:
        name = attribute.name.text
        described = kind.attributes.get(name)
        if described is None:
            nearest = closest(name, kind.attributes)
            others = ", ".join(f"`{each}`" for each in kind.attributes) or "none"
            hint = f"use `{nearest}`" if nearest else f"its attributes: {others}"
            context.report(
                "C0708",
                attribute.name.span,
                "no such attribute",
                help=hint,
                fixes=instead(attribute.name.span, nearest),
                name=name,
                element=kind.name,
            )
        elif name in seen:
            context.report("C0715", attribute.name.span, "given again", fixes=without(attribute.span), name=name)
        elif described.type not in OPERANDS:
            found[name] = _attribute(painter, described, attribute, frame, number)
        seen.add(name)
    for name, described in kind.attributes.items():
        if described.required and name not in seen:
            hint = f"for example: {kind.example}"
            context.report("C0709", element.name.span, f"without `{name}`", help=hint, element=kind.name, name=name)
    if kind.one_of and len(seen.intersection(kind.one_of)) != 1:
        names, hint = " or ".join(f"`{name}`" for name in kind.one_of), f"for example: {kind.example}"
        context.report("C0718", element.name.span, f"give it {names}", help=hint, element=kind.name, names=names)
    return found


def _attribute(painter: Painter, described: Attribute, attribute: syntax.Attribute, frame: Frame, number: int) -> Node:
    context, checker, value = painter.context, painter.context.checker, attribute.value
    name = attribute.name.text
    if described.type == "Text" and (written := _written_text(checker, value, frame)) is not None:
        _check_text(context, described, attribute, written)
        return lit(written, value.span)
    scope = frame.for_slot()
    if described.type in _TYPES:
        typed = checker.whole(value, _TYPES[described.type], scope, what=f"the attribute `{name}`")
    elif described.type == "Charm":
        typed = checker.charm(value, scope, what=name)
    else:
        typed = checker.text(value, scope)
    checker.pure(typed, value.span, what="a view")
    text = _literal_text(typed)
    _check_text(context, described, attribute, text)
    if described.type in _TYPES and is_literal(typed.node):
        return lit(typed.node["value"], value.span)
    if described.type not in _TYPES and text is not None:
        return lit(text, value.span)
    return node(
        "slot", value.span, step=painter.slot(frame, number, name, described.slot, typed.node, typed.use, value.span)
    )


def _check_text(context: Context, described: Attribute, attribute: syntax.Attribute, text: str | None) -> None:
    """Report a text that an attribute cannot have; one that can change shows only when it is there."""
    name, span = attribute.name.text, attribute.value.span
    if described.choices and text not in described.choices:
        choices = ", ".join(f'"{choice}"' for choice in described.choices)
        context.report("C0710", span, f"one of {choices}", name=name, choices=choices)
    if described.slot == "url" and text is not None and safe_url(text) is None:
        hint = "write it whole, for example `https://…`; a charm is linked with `to:`"
        context.report("C0725", span, "it leads nowhere", help=hint, url=text)


def _arrow(
    painter: Painter, arrow: syntax.Call, frame: Frame, number: int, filled: Collection[str] | None
) -> dict[str, Any]:
    """The handler that an element sends to, and a slot for the arguments where there are any.

    filled: the parameters that the element itself gives; None where what is missing is not said here.
    """
    context, scope = painter.context, frame.for_slot()
    if not isinstance(arrow.function, syntax.Name):
        path = arrow.function
        charm = path.of if isinstance(path, syntax.Field) else path
        context.checker.infer(charm, scope)
        call, owner = context.checker.written(arrow.span), context.checker.written(charm.span)
        hint = f"write a handler `on …() {{ {call} }}` and send to that, or `show {owner}`"
        context.report("C1012", arrow.span, "of another charm", help=hint)
        return {}
    signature = handler_called(context, arrow.function)
    if signature is None:
        for arg in arrow.args:
            context.checker.infer(arg.value, scope)
        return {}
    if signature.handler.is_private:
        declared = (Label(signature.handler.name.span, "it is private"),)
        hint = "leave `private` out, or call it from a handler that a view may use"
        context.report("C0612", arrow.span, "from a page", secondary=declared, help=hint, name=arrow.function.text)
    found = arguments(context, signature, arrow, scope, frame.row_ids)
    if filled is not None:
        demand(signature.params, {*found, *filled}, arrow.span, context, f"handler `{arrow.function.text}`")
    for arg in arrow.args:
        typed = found.get(arg.name.text) if arg.name else None
        if typed is not None:
            context.checker.pure(typed, arg.value.span, what="a view")
    if not found:
        return {"handler": signature.id}
    record = node("record", arrow.span, fields=as_fields(found))
    use = Typed(record, UNKNOWN).using(*found.values()).use
    return {"handler": signature.id, "args": painter.slot(frame, number, "args", "args", record, use, arrow.span)}
