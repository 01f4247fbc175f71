"""Comprehensions, folds, and the clauses that they share with loops and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.access import as_key
from compiler.check.braces import check_key
from compiler.check.charms import once
from compiler.check.choices import is_orderable
from compiler.check.describe import describe
from compiler.check.nodes import node
from compiler.check.relations import opened, widened
from compiler.diagnostics import diagnose
from compiler.scope import NO_USE, UNKNOWN, Place, Scope, Typed, Use
from graph import types as t
from graph.model import Node
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker
    from compiler.check.wanted import Wanted

# The type of a fold settles in two rounds; one that still grows (`-> [x]`) never will.
_FOLD_ROUNDS_MAX = 4


class Passes(Struct, frozen=True):
    """The clauses of a comprehension, loop or rows.

    nodes:   of the group clause.
    scope:   with the names that the clauses bind, for what stands behind them.
    use:     of all clauses together.
    key:     what tells one row from the others, where `rows` was asked for.
    bound:   what the clauses named so far, by name, in order.
    fors:    how many of these names are of `for`s.
    """

    nodes: tuple[Node, ...]
    scope: Scope
    use: Use = NO_USE
    key: Node | None = None
    bound: tuple[tuple[str, Typed], ...] = ()
    fors: int = 0

    def clause(self, made: Node, *used: Typed) -> Passes:
        """With one more clause, and what it depends on."""
        use = self.use
        for each in used:
            use |= each.use
        return replace(self, nodes=(*self.nodes, made), use=use)

    def named(self, scope: Scope, *names: tuple[syntax.Name, Typed], fors: int = 0) -> Passes:
        """With names that its last clause bound, in the scope that has them."""
        bound = (*self.bound, *((name.text, value) for name, value in names))
        return replace(self, scope=scope, bound=bound, fors=self.fors + fors)


def check_passes(checker: Checker, clauses: Sequence[syntax.Clause], scope: Scope, *, rows: bool = False) -> Passes:
    """The clauses in order, each in the scope that those before it give."""
    outer = scope = once(scope)
    passes = Passes((), scope)
    for clause in clauses:
        match clause:
            case syntax.ForClause():
                passes = _for(checker, clause, passes, rows=rows)
            case syntax.LetClause(span, name, value):
                number = passes.scope.variables.next()
                found = checker.infer(value, passes.scope)
                variable = _variable(number, clause.name, found.type)
                bound = checker.bind(passes.scope, name, "variable", variable)
                passes = passes.clause(node("bind", span, var=number, to=found.node), found)
                passes = passes.named(bound, (name, variable))
            case syntax.WhereClause(span, condition):
                test, true, _ = checker.condition(condition, passes.scope)
                passes = passes.clause(node("where", span, test=test.node), test)
                passes = replace(passes, scope=passes.scope.opened(true))
            case syntax.OrderClause(span, keys):
                by = [_order_key(checker, key, passes.scope) for key in keys]
                orderings = [
                    {"by": found.node, "descending": key.descending} for found, key in zip(by, keys, strict=True)
                ]
                passes = passes.clause(node("order", span, by=orderings), *by)
            case syntax.GroupClause():
                passes = _group(checker, clause, passes, outer)
            case syntax.LimitClause(span, count):
                found = checker.expect(count, t.Int(), passes.scope, what="a limit")
                passes = passes.clause(node("limit", span, to=found.node), found)
    return passes


def _variable(number: int, name: syntax.Name, type_: Type) -> Typed:
    return Typed(node("var", name.span, n=number), type_)


def _for(checker: Checker, clause: syntax.ForClause, passes: Passes, *, rows: bool) -> Passes:
    source = checker.opened_value(clause.source, passes.scope, what="gone through")
    shape = checker.shape(source.type)
    if isinstance(shape, t.MapOf) and len(clause.names) == 2:
        return _for_entries(checker, clause, source, shape, passes)
    item = shape.item if isinstance(shape, t.ListOf) else UNKNOWN
    if not isinstance(shape, t.ListOf) and shape != UNKNOWN:
        written = checker.written(clause.source.span)
        help_ = None
        if isinstance(shape, t.MapOf):
            help_ = f"`for k, v in {written}` goes through its entries, `values({written})` are its values"
        elif isinstance(shape, t.Text | t.Enum):
            help_ = f"`chars({written})` is the list of its characters"
        elif isinstance(shape, t.Int):
            help_ = f"`range({written})` is the list of the numbers below it"
        checker.report(
            diagnose(
                "C0423", clause.source.span, f"this is {describe(source.type)}", help=help_, type=describe(source.type)
            )
        )
    *index_names, name = clause.names
    number = passes.scope.variables.next()
    index = passes.scope.variables.next() if index_names else None
    bound, names = passes.scope, []
    if index is not None:
        position = _variable(index, index_names[0], t.Int())
        bound = checker.bind(bound, index_names[0], "variable", position)
        names.append((index_names[0], position))
    element = _variable(number, name, item)
    key, id_ = _row_key(checker, item, element.node, bound) if rows else (None, None)
    if rows and source.at is not None and key is not None:
        element = replace(element, at=Place(_row_place(checker, source.at, item, key, clause), item))
    bound = checker.bind(bound, name, "variable", element)
    operands = {"var": number, "index": index, "id": id_, "in": source.node}
    names.append((name, element))
    named = tuple((each.text, value) for each, value in names)
    return Passes(
        (*passes.nodes, node("for", clause.span, operands)),
        bound,
        passes.use | source.use,
        passes.key or key,
        (*passes.bound, *named),
        passes.fors + len(named),
    )


def _row_key(checker: Checker, item: Type, element: Node, scope: Scope) -> tuple[Node, int | None]:
    """What tells a row from the others: the field that is the key, else the id that the runtime has for it."""
    record = checker.shape(item)
    if isinstance(record, t.Record) and record.key is not None:
        return {"op": "field", "of": element, "name": record.key, "span": element["span"]}, None
    number = scope.variables.next()
    return {"op": "var", "n": number, "span": element["span"]}, number


def _row_place(checker: Checker, source: Place, item: Type, key: Node, clause: syntax.ForClause) -> Node:
    record = checker.shape(item)
    by = record.key if isinstance(record, t.Record) else None
    return node("find", clause.span, of=source.node, key=key, by=by)


def _for_entries(checker: Checker, clause: syntax.ForClause, source: Typed, shape: t.MapOf, passes: Passes) -> Passes:
    key_name, value_name = clause.names
    key, value = passes.scope.variables.next(), passes.scope.variables.next()
    made = node("for_entries", clause.span, {"key": key, "var": value, "in": source.node})
    added = passes.clause(made, source)
    name = _variable(key, key_name, shape.key)
    if isinstance(checker.shape(shape.key), t.Int):
        # Maps hold their keys as text: the name gets the number that the digits say.
        digits, key = name.node, passes.scope.variables.next()
        to_int = node("call", key_name.span, function="to_int", args=[digits])
        added = added.clause(node("bind", key_name.span, var=key, to=to_int))
        name = _variable(key, key_name, shape.key)
    element = _variable(value, value_name, shape.value)
    row_key = {"op": "var", "n": made["key"], "span": made["span"]}
    if source.at is not None:
        place = node("entry", clause.span, of=source.at.node, key=row_key)
        element = replace(element, at=Place(place, shape.value))
    bound = checker.bind(passes.scope, key_name, "variable", name)
    bound = checker.bind(bound, value_name, "variable", element)
    added = replace(added, key=passes.key or row_key)
    return added.named(bound, (key_name, name), (value_name, element), fors=2)


def _order_key(checker: Checker, key: syntax.OrderKey, scope: Scope) -> Typed:
    found = checker.infer(key.value, scope)
    shape = checker.shape(opened(checker.shape(found.type)))
    if shape != UNKNOWN and not is_orderable(shape) and not isinstance(shape, t.Bool):
        checker.report(diagnose("C0424", key.value.span, f"this is {describe(found.type)}", type=describe(found.type)))
    return found


def _group(checker: Checker, clause: syntax.GroupClause, passes: Passes, outer: Scope) -> Passes:
    """From here on there are groups: the names that the clauses bound so far are gone."""
    by = checker.infer(clause.by, passes.scope)
    number = passes.scope.variables.next()
    item = _collected_item(passes, clause)
    group = t.Record((t.Slot("key", by.type), t.Slot("items", t.ListOf(item.type))))
    made = node("group", clause.span, by=by.node, var=number, item=item.node)
    variable = _variable(number, clause.into, group)
    scope = checker.bind(outer, clause.into, "variable", variable)
    key = {"op": "field", "of": variable.node, "name": "key", "span": variable.node["span"]}
    grouped = replace(passes.clause(made, by), bound=(), fors=0, key=key)
    return grouped.named(scope, (clause.into, variable), fors=1)


def _collected_item(passes: Passes, clause: syntax.GroupClause) -> Typed:
    """What a group collects: the elements of the one `for`; where the `for`s have more names, records of all names."""
    if passes.fors == 1:
        (element,) = (value for _, value in passes.bound[:1])
        return element
    fields = {name: value.node for name, value in passes.bound}
    slots = tuple(t.Slot(name, value.type) for name, value in passes.bound)
    return Typed(node("record", clause.span, fields=fields), t.Record(slots))


def infer_comprehension(checker: Checker, expr: syntax.Comprehension, scope: Scope) -> Typed:
    """`[item for …]`, `{ [k]: v for … }`; the argument of an aggregate is a list like any other."""
    passes = check_passes(checker, expr.clauses, scope)
    if isinstance(expr.item, syntax.KeyEntry):
        key = checker.infer(expr.item.key, passes.scope)
        value = checker.infer(expr.item.value, passes.scope)
        type_ = t.MapOf(widened(key.type), value.type)
        check_key(checker, key.type, expr.item.key.span)
        stored = as_key(checker, key, key.type)
        made = node("collect_map", expr.span, clauses=list(passes.nodes), key=stored.node, value=value.node)
        return Typed(made, type_, use=passes.use).using(key, value)
    return _collected(expr, passes, checker.infer(expr.item, passes.scope))


def expect_collected(checker: Checker, expr: syntax.Comprehension, element: Wanted, scope: Scope) -> Typed:
    """A list comprehension where elements of a type are wanted."""
    assert not isinstance(expr.item, syntax.KeyEntry), "that would be a map"
    passes = check_passes(checker, expr.clauses, scope)
    return _collected(expr, passes, checker.expect_wanted(expr.item, element, passes.scope))


def _collected(expr: syntax.Comprehension, passes: Passes, item: Typed) -> Typed:
    made = node("collect", expr.span, clauses=list(passes.nodes), value=item.node)
    return Typed(made, t.ListOf(item.type), use=passes.use).using(item)


def infer_fold(checker: Checker, expr: syntax.Fold, scope: Scope) -> Typed:
    """`fold h = 7 for c in xs -> …`, and `scan`.

    The variable has the type of its start and of each step together: `fold s = 0 … -> s + 0.5` is a Number.
    """
    initial = checker.infer(expr.initial, scope)
    number = scope.variables.next()
    passes = check_passes(checker, expr.clauses, scope)
    type_ = _loosened(checker, initial.type)
    step, joined = initial, None
    for _ in range(_FOLD_ROUNDS_MAX):
        inner = checker.bind(passes.scope, expr.name, "variable", _variable(number, expr.name, type_))
        step = checker.infer(expr.step, inner)
        joined = checker.relations.join(type_, _loosened(checker, step.type))
        if joined is None or checker.relations.assured(joined, type_):
            break
        type_, joined = joined, None
    if joined is None:
        checker.report(
            diagnose(
                "C0402",
                expr.step.span,
                f"this is {describe(step.type)}",
                what=f"the start of `{expr.name.text}` and its step",
                types=f"{describe(type_)} and {describe(step.type)}",
            )
        )
    operands = {"var": number, "init": initial.node, "clauses": list(passes.nodes), "step": step.node}
    result = UNKNOWN if joined is None else type_
    made = node(expr.kind, expr.span, operands)
    return Typed(made, t.ListOf(result) if expr.kind == "scan" else result, use=passes.use).using(initial, step)


def _loosened(checker: Checker, type_: Type) -> Type:
    """The type without the bounds of this one value, at any depth of what is written out: a fold goes on from it."""
    match checker.shape(type_):
        case t.ListOf(of, high=None) if not isinstance(type_, t.Named):
            return t.ListOf(_loosened(checker, of))
        case t.Record(fields, key) if not isinstance(type_, t.Named):
            return t.Record(tuple(t.Slot(slot.name, _loosened(checker, slot.type)) for slot in fields), key)
        case t.MapOf(key, of) if not isinstance(type_, t.Named):
            return t.MapOf(key, of if isinstance(of, t.Nothing) else _loosened(checker, of))
    return type_ if isinstance(type_, t.Named) else widened(type_)
