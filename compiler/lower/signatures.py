"""Handlers as those who call them see them: their parameters, and what an argument becomes in a payload."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from compiler import syntax
from compiler.check.nodes import node
from compiler.diagnostics import instead
from compiler.lower.arguments import paired
from compiler.lower.context import Context, ElementParam, Signature, other_end
from compiler.lower.paths import ELEMENT, target
from compiler.lower.schemas import payload_schema
from compiler.scope import UNKNOWN, Kind, Place, Scope, Typed
from compiler.spelling import closest
from graph.library.catalogue import FUNCTIONS
from graph.model import Element, Node, Schema
from graph.timing import RUN_BY_PRESENCE
from graph.types import Json, Record, Slot

_ELEMENT: Kind = "element"
_FIELD: Kind = "payload field"


def signature_of(context: Context, handler: syntax.Handler) -> Signature:
    """Check a handler's parameters, from left to right; each may read those before it and the recipe's names."""
    checker, scope = context.checker, context.scope.step()
    slots, elements = {}, {}
    for param in handler.params:
        name, inner = param.name.text, param.inner
        if param.source is not None:
            elements[name] = found = _element(context, param.source, scope)
            at = node("place", param.span, n=found.element.var)
            value, kind = Typed(at, found.item, Place(at, found.item)), _ELEMENT
        else:
            assert param.slot is not None, "the grammar gives what is no element a type"
            slots[name] = slot = checker.slot(param.slot, scope, what=f"the parameter `{name}`")
            value, kind = Typed(node("payload", param.span, name=name), slot.type), _FIELD
        scope = checker.bind(scope, inner, kind, value)
    return Signature(handler, context.step_id(handler.name.text), scope, slots, elements)


def _element(context: Context, source: syntax.Expr, scope: Scope) -> ElementParam:
    var = scope.variables.next()
    found = target(context, source, scope, what=ELEMENT)
    if found is None:
        return ElementParam(Element(var, node("ref", source.span, step="")), UNKNOWN, Json(), None)
    list_ = context.list_of(found[1].type)
    if list_ is None:
        context.report("C0613", source.span, "this is no list")
        return ElementParam(Element(var, found[1].node), UNKNOWN, Json(), None)
    record, field = context.checker.shape(list_.item), context.key_of(list_.item)
    slot = record.field(field) if isinstance(record, Record) and field else None
    return ElementParam(Element(var, found[1].node), list_.item, slot.type if slot else Json(), field)


def payload_of(signature: Signature) -> dict[str, Schema]:
    """The schema of each payload field, in the order of the parameters.

    An element of a list without key is any JSON: its internal id from a page, its position from a script.
    """
    schemas = {}
    for param in signature.params:
        name = param.name.text
        slot = signature.slots[name].named(name) if name in signature.slots else None
        schemas[name] = payload_schema(slot or Slot(name, signature.elements[name].key))
    return schemas


def given_by(call: syntax.Call, signature: Signature) -> frozenset[str]:
    """The names of the parameters for which a call has an argument; `arguments` reports what is wrong with them."""
    names = [param.name.text for param in signature.params]
    by_position = [name for name, arg in zip(names, call.args, strict=False) if arg.name is None]
    return frozenset([*by_position, *(arg.name.text for arg in call.args if arg.name is not None)])


def arguments(
    context: Context, signature: Signature, call: syntax.Call, scope: Scope, row_ids: Mapping[str, int]
) -> dict[str, Typed]:
    """The payload that a call says, by field: values for parameters by value, keys for elements.

    row_ids: for each name of a row in a list without key, the variable with the row's internal id.
    """
    if not call.args:
        return {}
    callee = f"handler `{signature.handler.name.text}`"
    given = paired(signature.params, call.args, context, callee)
    return {name: _argument(context, signature, name, value, scope, row_ids) for name, value in given.items()}


def _argument(
    context: Context, signature: Signature, name: str, value: syntax.Expr, scope: Scope, row_ids: Mapping[str, int]
) -> Typed:
    if name not in signature.elements:
        return context.checker.expect(value, signature.type_of(name), scope, what=f"the argument `{name}`")
    param = signature.elements[name]
    if isinstance(value, syntax.Name) and value.text in row_ids:
        return Typed(node("var", value.span, n=row_ids[value.text]), Json())
    typed = context.checker.infer(value, scope)
    if UNKNOWN in (typed.type, param.item):
        return typed
    if context.opened(typed.type) == context.checker.shape(param.item):
        return _key_of_element(context, typed, param, value, scope)
    if param.field is None:
        return typed
    return context.checker.expect(value, param.key, scope, what=f"the argument `{name}`")


def _key_of_element(context: Context, typed: Typed, param: ElementParam, value: syntax.Expr, scope: Scope) -> Typed:
    if param.field is None:
        hint = None
        if scope.sees_locals:
            at = context.checker.written(value.key.span) if isinstance(value, syntax.Index) else "0"
            hint = f"pass its position, as a script does: `{at}`"
        context.report("C0615", value.span, "which element it is cannot be said", help=hint)
        return replace(typed, type=UNKNOWN)
    if context.checker.shape(typed.type) == context.checker.shape(param.item):
        return replace(typed, node=node("field", value.span, of=typed.node, name=param.field), type=param.key, at=None)
    # An option: the key of what is there, or none, which the handler refuses.
    var = scope.variables.next()
    key = node("field", value.span, of=node("var", value.span, n=var), name=param.field)
    return replace(typed, node=node("then", value.span, of=typed.node, var=var, do=key), type=param.key, at=None)


def as_fields(found: dict[str, Typed]) -> dict[str, Node]:
    """The nodes of arguments, by field."""
    return {name: typed.node for name, typed in found.items()}


def handler_called(context: Context, name: syntax.Name) -> Signature | None:
    """The handler of that name; what is none is reported: C0601, C0610 a function of the library, C1106 presence."""
    known = context.signatures
    if name.text in known:
        declared = known[name.text].handler.name.span
        context.checker.witness.use(name, declared)
        if name.text in RUN_BY_PRESENCE:
            label = other_end(declared, "the runtime calls it")
            hint = "put what both do into a handler of its own, and call that"
            context.report("C1106", name.span, "from here", secondary=label, help=hint, name=name.text)
            return None
        return known[name.text]
    if context.checker.findings.is_broken(name.text):
        return None
    nearest = closest(name.text, known)
    if nearest is None and name.text in FUNCTIONS:
        hint = f"a function gives a value: use it in an expression, `let x = {name.text}(…)`"
        context.report("C0610", name.span, "nothing happens here", help=hint, name=name.text)
        return None
    others = ", ".join(f"`{each}`" for each in known)
    hint = (
        f"use `{nearest}`" if nearest else f"the handlers here are {others}" if known else "declare it: `on …() { … }`"
    )
    context.report(
        "C0601",
        name.span,
        "not found",
        help=hint,
        fixes=instead(name.span, nearest),
        name=name.text,
        recipe=context.recipe,
    )
    return None
