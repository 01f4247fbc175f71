"""Names, fields and indexes: what leads to a value, and often to a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from compiler import syntax
from compiler.check.charms import CheckedChild, children_of, keyed_children, keyed_children_of, part_of
from compiler.check.describe import describe
from compiler.check.habits import FIELDS, VALUES
from compiler.check.nodes import embedded, is_leaf, is_literal, lit, node, placed
from compiler.check.presence import infer_here
from compiler.check.relations import opened, option_of, records_of
from compiler.diagnostics import Edit, Fix, Label, diagnose, instead
from compiler.scope import UNKNOWN, Place, Scope, Typed, Use
from compiler.source import Span
from compiler.spelling import closest
from graph import types as t
from graph.model import Node
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


_ID: Type = t.Id()
_ONE_FOR_EACH = Use(local=True)


def unknown(span: Span) -> Typed:
    """What stands in for an expression that is already reported."""
    return Typed(lit(None, span), UNKNOWN, Place(lit(None, span), UNKNOWN))


def path_of(expr: syntax.Expr) -> str | None:
    """The text of a path such as `asked` or `players[me].choice`; None where the expression is none."""
    match expr:
        case syntax.Name(_, text):
            return text
        case syntax.Field(_, of, name) if (path := path_of(of)) is not None:
            return f"{path}.{name.text}"
        case syntax.Index(_, of, key) if (path := path_of(of)) is not None:
            inner = repr(key.value) if isinstance(key, syntax.Literal) else path_of(key)
            return None if inner is None else f"{path}[{inner}]"
    return None


def report_no_place(checker: Checker, expr: syntax.Expr, scope: Scope, what: str) -> None:
    """Report a value that is no path in a cell; the first or last element of a list has one, which is said."""
    help_ = "a path starts with the name of a cell, of a reference, or of an element in one"
    match expr:
        case syntax.Call(_, syntax.Name(_, "first" | "last" as end), (arg,)) if checker.infer(arg.value, scope).at:
            written = checker.written(arg.value.span)
            list_ = checker.shape(checker.infer(arg.value, scope).type)
            item = checker.shape(list_.item) if isinstance(list_, t.ListOf) else None
            if isinstance(item, t.Record) and item.key is not None:
                found = checker.written(expr.span)
                help_ = f"find it by its key: `let {end}_one = {found}`, then `{written}[{end}_one.{item.key}]`"
            else:
                help_ = f"write `{written}[{'0' if end == 'first' else f'count({written}) - 1'}]`"
    checker.report(diagnose("C0422", expr.span, "computed", help=help_, what=what))


def infer_name(checker: Checker, expr: syntax.Name, scope: Scope) -> Typed:
    """A name used as a value."""
    if expr.text == "me":
        return _known(expr, Typed(node("me", expr.span), _ID, None, _ONE_FOR_EACH), scope)
    meaning = scope.names.get(expr.text)
    if meaning is None:
        if expr.text == "here":
            return _known(expr, infer_here(checker, expr, scope), scope)
        return _unknown_name(checker, expr, scope)
    checker.witness.use(expr, meaning.declared)
    if meaning.kind == "field below":
        label = (Label(meaning.declared, f"`{expr.text}` is declared here"),)
        help_ = "a default reads the fields above it: move that one up"
        checker.report(diagnose("C0327", expr.span, "not known yet", secondary=label, help=help_, name=expr.text))
        return unknown(expr.span)
    value = meaning.value
    at = value and value.at
    # What most names stand for binds nothing, so it may stand here as it is.
    is_plain = value is not None and is_leaf(value.node) and (at is None or at.node is value.node or is_leaf(at.node))
    if value is None or not is_plain:
        value = checker.value_of(meaning, expr.span, scope)
        at = value.at
    span = placed(expr.span)
    made = {**value.node, "span": span}
    if at is not None:
        # What stands in a cell is most often its own place.
        at = Place(made if at.node is value.node else {**at.node, "span": span}, at.type)
    found = Typed(made, value.type, at, value.use)
    return _known(expr, found, scope) if scope.facts else found


def _known(expr: syntax.Expr, typed: Typed, scope: Scope) -> Typed:
    """The same with what a condition has said of it."""
    fact = scope.facts.get(path_of(expr) or "") if scope.facts else None
    return typed if fact is None else Typed(typed.node, fact.type, typed.at, typed.use)


def _unknown_name(checker: Checker, expr: syntax.Name, scope: Scope) -> Typed:
    name = expr.text
    if name in VALUES:
        checker.report(diagnose("C0322", expr.span, "not known here", help=VALUES[name], name=name))
        return unknown(expr.span)
    if (kind := checker.kind_of(name, scope)) is not None:
        what, declared, help_ = kind
        label = (Label(declared, "declared here"),) if declared else ()
        checker.report(diagnose("C0324", expr.span, what, secondary=label, help=help_, name=name, what=what))
    elif (later := checker.declared_elsewhere(name, scope)) is not None:
        label = (Label(later, f"`{name}` is declared here"),)
        help_ = "move the declaration up, or compute it where it is read"
        checker.report(diagnose("C0327", expr.span, "not known yet", secondary=label, help=help_, name=name))
    else:
        known = {meaning.name: meaning.declared for meaning in scope.names.values()}
        checker.findings.unknown("C0312", expr, scope.owner, known)
    return unknown(expr.span)


def infer_field(checker: Checker, expr: syntax.Field, scope: Scope) -> Typed:
    """`of.name`."""
    return _field_of(checker, expr, checker.infer(expr.of, scope), scope)


def _field_of(checker: Checker, expr: syntax.Field, of: Typed, scope: Scope) -> Typed:
    shape = checker.shape(opened(checker.shape(of.type)))
    checker.witness.member(expr.name, shape)
    if shape == UNKNOWN:
        return unknown(expr.span).using(of)
    if isinstance(shape, t.CharmOf):
        return _known(expr, _part(checker, of, shape, expr, scope), scope)
    type_ = _field_type(checker, shape, expr, of.type)
    if type_ is None:
        return unknown(expr.span).using(of)
    found = _through(
        checker,
        of,
        expr.span,
        scope,
        lambda inner: node("field", expr.span, of=inner, name=expr.name.text),
        type_,
        type_,
    )
    return _known(expr, found, scope)


def _part(checker: Checker, of: Typed, charm: t.CharmOf, expr: syntax.Field, scope: Scope) -> Typed:
    """`room.topic`: a value of another charm. Nobody writes it from here, so it is no place."""
    if not isinstance(checker.shape(of.type), t.Option):
        children = children_of(checker, of, charm, expr.name, scope)
        if children is not None:
            return children
    found = part_of(checker, charm, expr.name, scope)
    if found is None:
        return unknown(expr.span).using(of)
    type_, step = found
    value = _through(
        checker,
        replace(of, at=None),
        expr.span,
        scope,
        lambda inner: node("peek", expr.span, of=inner, step=step),
        type_,
        type_,
    )
    return replace(value, use=value.use | Use(frozenset({step})))


def _through(
    checker: Checker,
    of: Typed,
    span: Span,
    scope: Scope,
    step: Callable[[Node], Node],
    read: Type,
    stored: Type,
) -> Typed:
    """One step of a path, as a value (through an option it gives an option) and as a place."""
    at = of.at and Place(step(of.at.node), stored)
    if not isinstance(checker.shape(of.type), t.Option):
        return Typed(step(of.node), read, at, of.use)
    variable = scope.variables.next()
    inner = step(node("var", span, n=variable))
    return Typed(node("then", span, of=of.node, var=variable, do=inner), option_of(read), at, of.use)


def _field_type(checker: Checker, shape: Type, expr: syntax.Field, of: Type) -> Type | None:
    """The type of a field that every record of the shape has; of: the type that has this shape, for the report."""
    name, records = expr.name.text, records_of(shape)
    slots = [slot for record in records if (slot := record.field(name)) is not None]
    if slots and len(slots) == len(records):
        joined = checker.relations.join_all(slot.type for slot in slots)
        if joined is not None:
            return joined
    if not records:
        _no_fields(checker, shape, expr)
    elif slots:
        assert isinstance(shape, t.Union)
        _not_in_every_option(checker, shape, expr)
    else:
        known = dict.fromkeys(slot.name for record in records for slot in record.fields)
        report_unknown_field(checker, expr.name, list(known), describe(opened(of)))
    return None


def report_unknown_field(checker: Checker, name: syntax.Name, known: list[str], of: str) -> None:
    """Report a field that a record does not have."""
    meant = closest(name.text, known)
    checker.report(
        diagnose(
            "C0319",
            name.span,
            "no such field",
            help=f"use `{meant}`" if meant else f"it has {', '.join(f'`{each}`' for each in known) or 'no fields'}",
            fixes=(Fix(f"use `{meant}`", "unsafe", (Edit(name.span, meant),)),) if meant else (),
            field=name.text,
            of=of,
        )
    )


def _no_fields(checker: Checker, shape: Type, expr: syntax.Field) -> None:
    name = expr.name.text
    written = checker.written(expr.of.span)
    help_: str | None = None
    meant = FIELDS[name].format(written) if name in FIELDS else None
    if isinstance(shape, t.Json):
        help_ = "give it a type first: `x as T` is a T, or none where it does not fit"
    elif meant is not None:
        help_ = f"write `{meant}`"
    elif isinstance(shape, t.ListOf | t.MapOf):
        help_ = f"take one element first: `{written}[…]`, `first({written})`, or `for x in {written}`"
    fixes = () if isinstance(shape, t.Json) else instead(expr.span, meant)
    type_ = describe(shape)
    checker.report(diagnose("C0414", expr.name.span, "no such field", help=help_, fixes=fixes, field=name, type=type_))


def _not_in_every_option(checker: Checker, shape: t.Union, expr: syntax.Field) -> None:
    name = expr.name.text
    tags = [_tag_of(option, shape.tag) for option in shape.options if option.field(name) is not None]
    path = checker.written(expr.of.span)
    help_ = f'ask first: `if {path}.{shape.tag} == "{tags[0]}"`, or `match {path}.{shape.tag} {{ … }}`'
    owners = " and ".join(f'"{tag}"' for tag in tags)
    checker.report(
        diagnose(
            "C0419", expr.name.span, f"only where `{shape.tag}` is {owners}", help=help_, field=name, owners=owners
        )
    )


def _tag_of(option: t.Record, tag: str) -> str:
    slot = option.field(tag)
    assert slot is not None and isinstance(slot.type, t.Enum), "a union is told apart by a literal field"
    return slot.type.values[0]


def infer_index(checker: Checker, expr: syntax.Index, scope: Scope) -> Typed:
    """`of[key]`: a map's value, an element by its key or position."""
    of = _indexed(checker, expr.of, scope)
    if isinstance(of, tuple):
        held, child = of
        key = as_key(checker, checker.expect(expr.key, child.key, scope, what=f"the key `{child.by}`"), child.key)
        found = Typed(node("entry", expr.span, of=held.node, key=key.node), option_of(child.charm), use=held.use)
        return _known(expr, found.using(key), scope)
    shape = checker.shape(opened(checker.shape(of.type)))
    match shape:
        case t.MapOf(key_type, value, default):
            key = as_key(checker, checker.expect(expr.key, key_type, scope, what="the key"), key_type)
            missing = None if default is None else embedded(default, scope.variables)
            found = _through(
                checker,
                of,
                expr.span,
                scope,
                lambda inner: node("entry", expr.span, of=inner, key=key.node, missing=missing),
                option_of(value) if default is None else value,
                value,
            )
        case t.ListOf(item):
            found, key = _element(checker, expr, of, item, scope)
        case _:
            key = checker.infer(expr.key, scope)
            if shape != UNKNOWN:
                help_ = "`chars(t)` is the list of its characters" if isinstance(shape, t.Text | t.Enum) else None
                if isinstance(shape, t.Json):
                    help_ = "give it a type first: `x as T` is a T, or none where it does not fit"
                checker.report(diagnose("C0413", expr.span, "no list and no map", help=help_, type=describe(shape)))
            return unknown(expr.span).using(of, key)
    return _known(expr, found.using(key), scope)


def _indexed(checker: Checker, expr: syntax.Expr, scope: Scope) -> Typed | tuple[Typed, CheckedChild]:
    """What is asked by a key: a value, or children and what holds them."""
    if type(expr) is syntax.Name:
        return keyed_children(checker, expr, scope) or checker.infer(expr, scope)
    if type(expr) is not syntax.Field:
        return checker.infer(expr, scope)
    # Inferred once, for both: a path of a dozen keys would be walked thousands of times.
    of = checker.infer(expr.of, scope)
    children = keyed_children_of(checker, expr, of)
    if children is not None:
        return children
    found = _field_of(checker, expr, of, scope)
    checker.witness.value(expr, found)
    return found


def _key_of(checker: Checker, expr: syntax.Index, slot: t.Slot, scope: Scope) -> Typed:
    """The key by which an element is looked up; a position is told how elements with a key are found by that."""
    what, wanted = f"the key `{slot.name}`", checker.shape(checker.relations.takes(slot.type))
    key = checker.infer(expr.key, scope)
    if not isinstance(checker.shape(key.type), t.Int) or isinstance(wanted, t.Int) or wanted == UNKNOWN:
        return checker.expect(expr.key, slot.type, scope, what=what)
    of, position = checker.written(expr.of.span), checker.written(expr.key.span)
    help_ = f"by position it is `first(drop({of}, {position}))`"
    checker.report(
        diagnose("C0401", expr.key.span, "this is Int", help=help_, what=what, wanted=describe(slot.type), found="Int")
    )
    return unknown(expr.key.span)


def _element(checker: Checker, expr: syntax.Index, of: Typed, item: Type, scope: Scope) -> tuple[Typed, Typed]:
    record = checker.shape(item)
    by = record.key if isinstance(record, t.Record) else None
    if by is not None and isinstance(record, t.Record) and (slot := record.field(by)) is not None:
        key = _key_of(checker, expr, slot, scope)

        def step(inner: Node) -> Node:
            return node("find", expr.span, of=inner, key=key.node, by=by)
    else:
        key = checker.expect(expr.key, t.Int(), scope, what="a position in a list")

        def step(inner: Node) -> Node:
            return node("nth", expr.span, of=inner, index=key.node)

    return _through(checker, of, expr.span, scope, step, option_of(item), item), key


def as_key(checker: Checker, key: Typed, key_type: Type) -> Typed:
    """The key as maps hold it. Keys of a JSON object are text, so those of a map of integers are their digits."""
    if not isinstance(checker.shape(key_type), t.Int) or key.type == UNKNOWN:
        return key
    span = key.node["span"]
    if is_literal(key.node):
        return Typed({"op": "lit", "value": str(key.node["value"]), "span": span}, t.Text(), use=key.use)
    digits = {"op": "call", "function": "to_text", "args": [key.node], "span": span}
    return Typed(digits, t.Text(), use=key.use)
