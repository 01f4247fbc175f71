"""Records, maps and lists as they are written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from compiler import syntax
from compiler.check.access import as_key, report_unknown_field, unknown
from compiler.check.describe import describe
from compiler.check.literals import report_no_value
from compiler.check.nodes import node, use_of
from compiler.check.relations import EMPTY_LIST, EMPTY_MAP, is_key, widened
from compiler.check.wanted import Wanted
from compiler.diagnostics import Edit, Fix, Label, diagnose
from compiler.scope import NO_USE, UNKNOWN, Scope, Typed, Use
from compiler.source import Span
from graph import types as t
from graph.model import Node
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


def infer_braces(checker: Checker, expr: syntax.Braces, scope: Scope) -> Typed:
    """`{ a: 1 }` is a record, `{ [k]: v }` a map; with neither, an empty map."""
    keyed = [entry for entry in expr.entries if isinstance(entry, syntax.KeyEntry)]
    named = [entry for entry in expr.entries if isinstance(entry, syntax.FieldEntry)]
    if keyed and named:
        label = (Label(keyed[0].span, "this makes it a map"),)
        help_ = f'a key of a map stands in quotes or brackets: `"{named[0].name.text}": …`'
        checker.report(diagnose("C0433", named[0].span, "a field of a record", secondary=label, help=help_))
        return unknown(expr.span)
    spread = _spread(checker, expr, scope)
    if named or (spread and _record(checker, spread) is not None):
        fields = {entry.name.text: checker.infer(entry.value, scope) for entry in _once(checker, named)}
        found = _record_of(checker, expr, spread, fields)
        _tell_fields(checker, found, spread, named)
        return found
    if spread is not None and isinstance(shape := checker.shape(spread.type), t.MapOf):
        # What stands beside a map that is spread belongs to the same map.
        return _expect_map(checker, expr, shape, Wanted(spread.type, "the map"), scope)
    pairs = [(checker.infer(entry.key, scope), checker.infer(entry.value, scope)) for entry in keyed]
    found = _map_of(checker, expr, spread, pairs)
    # Something that cannot be spread is reported, and says nothing about what comes of it.
    return replace(found, type=UNKNOWN) if spread is not None and spread.type == UNKNOWN else found


def expect_braces(
    checker: Checker, expr: syntax.Braces, shape: t.Record | t.Union | t.MapOf, wanted: Wanted, scope: Scope
) -> Typed:
    """Braces where a record, one of several records, or a map is wanted."""
    if isinstance(shape, t.MapOf):
        return _expect_map(checker, expr, shape, wanted, scope)
    if any(isinstance(entry, syntax.KeyEntry) for entry in expr.entries):
        return checker.fitting(infer_braces(checker, expr, scope), expr.span, wanted)
    if isinstance(shape, t.Record):
        return _expect_record(checker, expr, shape, wanted, scope)
    tag = _literal_of(expr, shape.tag)
    options = _options(shape)
    if tag is not None and (record := options.get(str(tag.value))) is not None:
        return _expect_record(checker, expr, record, wanted, scope)
    found = infer_braces(checker, expr, scope)
    if tag is None:
        return checker.fitting(found, expr.span, wanted)
    report_no_value(checker, str(tag.value), tag.span, t.Enum(tuple(options)))
    return Typed(found.node, UNKNOWN, use=found.use)


def _tell_fields(checker: Checker, made: Typed, spread: Typed | None, named: list[syntax.FieldEntry]) -> None:
    """A field that nothing declares is declared where it is written out."""
    shape = checker.shape(made.type)
    base = None if spread is None else _record(checker, spread)
    fresh = {each.name.text: each.name.span for each in named if base is None or base.field(each.name.text) is None}
    if isinstance(shape, t.Record):
        checker.witness.record(shape, fresh, base)
    for entry in named:
        checker.witness.member(entry.name, shape if base is None or entry.name.text in fresh else base)


def _literal_of(expr: syntax.Braces, field: str) -> syntax.Literal | None:
    """The literal text that is given for a field."""
    for entry in expr.entries:
        match entry:
            case syntax.FieldEntry(_, name, syntax.Literal(_, str()) as literal) if name.text == field:
                return literal
    return None


def _options(union: t.Union) -> dict[str, t.Record]:
    """The options of a union by the text that tells them apart."""
    slots = [(option, option.field(union.tag)) for option in union.options]
    return {
        value: option
        for option, slot in slots
        if slot is not None and isinstance(slot.type, t.Enum)
        for value in slot.type.values
    }


def _expect_record(checker: Checker, expr: syntax.Braces, record: t.Record, wanted: Wanted, scope: Scope) -> Typed:
    spread = _spread(checker, expr, scope)
    fields: dict[str, Typed] = {}
    for entry in _once(checker, [entry for entry in expr.entries if isinstance(entry, syntax.FieldEntry)]):
        slot = record.field(entry.name.text)
        checker.witness.member(entry.name, record)
        if slot is None:
            report_unknown_field(checker, entry.name, [each.name for each in record.fields], describe(wanted.type))
            fields[entry.name.text] = checker.infer(entry.value, scope)
        else:
            part = wanted.part(slot.type, f"the field `{slot.name}`")
            fields[slot.name] = checker.expect_wanted(entry.value, part, scope)
    found = _record_of(checker, expr, spread, fields)
    known = {slot.name for slot in record.fields}
    if any(name not in known for name in fields):
        return Typed(found.node, UNKNOWN, use=found.use)
    given = _record(checker, found)
    if given is None:
        return found
    missing = [slot.name for slot in record.fields if slot.required and given.field(slot.name) is None]
    if missing:
        _report_missing(checker, expr, missing, wanted)
        return Typed(found.node, UNKNOWN, use=found.use)
    if spread is not None:
        # The fields that are given fit already; what they are exactly shows in the type of the whole.
        rest = _record_of(
            checker,
            expr,
            spread,
            {slot.name: Typed(fields[slot.name].node, slot.type) for slot in record.fields if slot.name in fields},
        )
        fitted = checker.fitting(rest, expr.span, wanted)
        return found if fitted.type != UNKNOWN else Typed(found.node, UNKNOWN, use=found.use)
    filled = [slot.default for slot in record.fields if given.field(slot.name) is None and slot.default is not None]
    use = use_of(filled)
    if use.local:
        checker.personal.add(expr.span.in_graph)
    return Typed(found.node, found.type, use=found.use | use)


def _report_missing(checker: Checker, expr: syntax.Braces, missing: list[str], wanted: Wanted) -> None:
    names = " and ".join(f"`{name}`" for name in missing)
    secondary = (Label(wanted.declared, "what is wanted is declared here"),) if wanted.declared else ()
    end = Span(expr.span.file, expr.span.end - 1, expr.span.end - 1)
    text = ", ".join(f"{name}: …" for name in missing)
    lead = ", " if expr.entries else " "
    checker.report(
        diagnose(
            "C0408",
            expr.span,
            f"without {names}",
            secondary=secondary,
            help=f"add `{text}`, or give the field a default where it is declared",
            fixes=(Fix(f"add {names}", "placeholder", (Edit(end, f"{lead}{text} "),)),),
            names=names,
            type=describe(wanted.type),
        )
    )


def _once(checker: Checker, entries: list[syntax.FieldEntry]) -> list[syntax.FieldEntry]:
    first: dict[str, syntax.FieldEntry] = {}
    for entry in entries:
        if entry.name.text in first:
            label = (Label(first[entry.name.text].name.span, "given here"),)
            checker.report(diagnose("C0410", entry.name.span, "given again", secondary=label, name=entry.name.text))
        first.setdefault(entry.name.text, entry)
    return list(first.values())


def _spread(checker: Checker, expr: syntax.Braces, scope: Scope) -> Typed | None:
    """What `...r` at the start gives; one that stands elsewhere is reported."""
    spread: Typed | None = None
    for position, entry in enumerate(expr.entries):
        if not isinstance(entry, syntax.Spread):
            continue
        found = checker.opened_value(entry.value, scope, what="spread")
        shape = checker.shape(found.type)
        if position > 0:
            help_ = "what stands behind it replaces what it brings, so it comes first"
            if spread is not None and isinstance(shape, t.MapOf):
                whole = ", ".join(checker.written(each.value.span) for each in expr.entries[: position + 1 : position])
                help_ = f"write `merge({whole})`, in which the second map replaces entries of the first"
            checker.report(
                diagnose("C0435", entry.span, "not at the start", help=help_, why="`...` stands first in braces")
            )
            spread = Typed(found.node, UNKNOWN, use=found.use)
        elif not isinstance(shape, t.Record | t.MapOf) and shape != UNKNOWN:
            why = "`...` in braces spreads a record or a map"
            checker.report(diagnose("C0435", entry.span, f"this is {describe(found.type)}", why=why))
            spread = Typed(found.node, UNKNOWN, use=found.use)
        else:
            spread = found
    return spread


def _record(checker: Checker, typed: Typed) -> t.Record | None:
    shape = checker.shape(typed.type)
    return shape if isinstance(shape, t.Record) else None


def _record_of(checker: Checker, expr: syntax.Braces, spread: Typed | None, fields: dict[str, Typed]) -> Typed:
    nodes = {name: value.node for name, value in fields.items()}
    if spread is None:
        type_: Type = t.Record(tuple(t.Slot(name, value.type) for name, value in fields.items()))
        return Typed(node("record", expr.span, fields=nodes), type_).using(*fields.values())
    base = _record(checker, spread)
    found = Typed(node("update", expr.span, of=spread.node, fields=nodes), UNKNOWN, use=spread.use).using(
        *fields.values()
    )
    if base is None:
        return found
    return Typed(found.node, _updated(checker, spread.type, base, fields), use=found.use)


def _updated(checker: Checker, of: Type, base: t.Record, fields: dict[str, Typed]) -> Type:
    """The type of a record with some fields replaced: the same one where their values are sure to keep to it."""
    slots = {slot.name: slot for slot in base.fields}
    if all(name in slots and checker.relations.assured(value.type, slots[name].type) for name, value in fields.items()):
        return of
    plain = {name: t.Slot(name, slot.type) for name, slot in slots.items()}
    replaced = {name: t.Slot(name, value.type) for name, value in fields.items()}
    return t.Record(tuple((plain | replaced).values()), base.key)


def _expect_map(checker: Checker, expr: syntax.Braces, shape: t.MapOf, wanted: Wanted, scope: Scope) -> Typed:
    if any(isinstance(entry, syntax.FieldEntry) for entry in expr.entries):
        return checker.fitting(infer_braces(checker, expr, scope), expr.span, wanted)
    spread = _spread(checker, expr, scope)
    if spread is not None:
        checker.fitting(spread, expr.entries[0].span, wanted)
    pairs = [
        (
            checker.expect_wanted(entry.key, wanted.part(shape.key, "a key"), scope),
            checker.expect_wanted(entry.value, wanted.part(shape.value, "a value of the map"), scope),
        )
        for entry in expr.entries
        if isinstance(entry, syntax.KeyEntry)
    ]
    found = _map_of(checker, expr, spread, pairs, t.Json())
    if isinstance(found.type, t.MapOf) and all(checker.relations.assured(key.type, shape.key) for key, _ in pairs):
        return Typed(found.node, t.MapOf(shape.key, found.type.value), use=found.use)
    return found


def _map_of(
    checker: Checker,
    expr: syntax.Braces,
    spread: Typed | None,
    pairs: list[tuple[Typed, Typed]],
    of_all: Type | None = None,
) -> Typed:
    """A map of entries whose keys are not yet as maps hold them, on top of a map that fits them.

    of_all: the type of values that have nothing in common, where each is known to fit.
    """
    keys = checker.relations.join_all(widened(key.type) for key, _ in pairs)
    values = checker.relations.join_all(value.type for _, value in pairs) or of_all
    if keys is None or values is None:
        parts = [key if keys is None else value for key, value in pairs]
        checker.report(diagnose("C0402", expr.span, "they differ", what="the entries of this map", types=_types(parts)))
        type_ = UNKNOWN
    elif not pairs:
        type_ = EMPTY_MAP
    else:
        type_ = t.MapOf(keys, values)
        check_key(checker, keys, expr.span)
    stored = [(as_key(checker, key, keys or UNKNOWN), value) for key, value in pairs]
    entries = [[key.node, value.node] for key, value in stored]
    made = node("map", expr.span, of=None if spread is None else spread.node, entries=entries)
    use = NO_USE if spread is None else spread.use
    return Typed(made, type_, use=use).using(*(part for pair in pairs for part in pair))


def check_key(checker: Checker, type_: Type, span: Span) -> None:
    """Report what cannot be the key of a map."""
    shape = checker.shape(type_)
    if shape != UNKNOWN and not is_key(shape):
        checker.report(diagnose("C0436", span, f"this is {describe(type_)}", type=describe(type_)))


def infer_list(checker: Checker, expr: syntax.ListExpr, scope: Scope) -> Typed:
    """`[...xs, x]` without a type that is wanted: the elements agree on one."""
    if not expr.items:
        return Typed(node("list", expr.span, items=[]), EMPTY_LIST)
    nodes: list[Node] = []
    types: list[Type] = []
    use: Use = NO_USE
    for item in expr.items:
        made, type_, more = _item(checker, item, scope, None)
        nodes.append(made)
        use |= more
        joined = checker.relations.join_all([*types, type_])
        if joined is None:
            checker.report(
                diagnose(
                    "C0402",
                    item.span,
                    f"this is {describe(type_)}",
                    secondary=(Label(expr.items[0].span, f"this is {describe(types[0])}"),),
                    what="the elements of this list",
                    types=f"{describe(types[0])} and {describe(type_)}",
                )
            )
            joined = UNKNOWN
        types = [joined]
    return Typed(node("list", expr.span, items=nodes), t.ListOf(types[0]), use=use)


def expect_list(checker: Checker, expr: syntax.ListExpr, element: Wanted, scope: Scope) -> Typed:
    """A list where elements of a type are wanted."""
    if not expr.items:
        return Typed(node("list", expr.span, items=[]), EMPTY_LIST)
    parts = [_item(checker, item, scope, element) for item in expr.items]
    use = NO_USE
    for _, _, more in parts:
        use |= more
    item = checker.relations.join_all(type_ for _, type_, _ in parts)
    # Elements that each fit may leave out different fields, so that nothing but filling makes them of one type.
    type_ = t.ListOf(t.Json() if item is None else item)
    return Typed(node("list", expr.span, items=[made for made, _, _ in parts]), type_, use=use)


def _item(
    checker: Checker, item: syntax.Expr | syntax.Spread, scope: Scope, element: Wanted | None
) -> tuple[Node, Type, Use]:
    if not isinstance(item, syntax.Spread):
        value = checker.infer(item, scope) if element is None else checker.expect_wanted(item, element, scope)
        return value.node, value.type, value.use
    spread = checker.opened_value(item.value, scope, what="spread")
    shape = checker.shape(spread.type)
    made = node("spread", item.span, of=spread.node)
    if not isinstance(shape, t.ListOf):
        if shape != UNKNOWN:
            why = "`...` in brackets spreads a list"
            checker.report(diagnose("C0435", item.span, f"this is {describe(spread.type)}", why=why))
        return made, UNKNOWN, spread.use
    if element is not None:
        checker.fitting(spread, item.span, element.part(t.ListOf(element.type), "what is spread"))
    # Nothing comes of an empty list, so it says nothing about the elements.
    return made, UNKNOWN if shape.high == 0 else shape.item, spread.use


def _types(values: list[Typed]) -> str:
    return " and ".join(dict.fromkeys(describe(value.type) for value in values))
