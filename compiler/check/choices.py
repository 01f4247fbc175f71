"""Conditions and what they say of the paths in them; `if` and `match` as expressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from compiler import syntax
from compiler.check.access import path_of
from compiler.check.describe import describe
from compiler.check.literals import infer_literal, lit_text, report_no_value
from compiler.check.nodes import node
from compiler.check.relations import NUMERIC, TEXTUAL, opened
from compiler.diagnostics import Label, diagnose
from compiler.scope import NO_FACTS, UNKNOWN, Fact, Facts, Scope, Typed
from graph import types as t
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker
    from compiler.check.wanted import Wanted

Body = TypeVar("Body")


def infer_condition(checker: Checker, expr: syntax.Expr, scope: Scope) -> Typed:
    """A Bool; what else languages take for true or false is reported with the comparison that is meant."""
    found = checker.infer(expr, scope)
    shape = checker.shape(found.type)
    if isinstance(shape, t.Bool) or shape == UNKNOWN:
        return found
    written = checker.written(expr.span)
    help_ = None
    match shape:
        case t.Option():
            help_ = f"ask `{written} != none`"
        case t.ListOf() | t.MapOf():
            help_ = f"ask `count({written}) > 0`"
        case t.Text() | t.Enum():
            help_ = f'ask `{written} != ""`'
        case t.Int() | t.Number():
            help_ = f"ask `{written} != 0`"
    checker.report(
        diagnose("C0412", expr.span, f"this is {describe(found.type)}", help=help_, type=describe(found.type))
    )
    return Typed(found.node, UNKNOWN, use=found.use)


def facts(checker: Checker, expr: syntax.Expr, scope: Scope) -> tuple[Facts, Facts]:
    """What is known where the condition is true, and where it is false."""
    match expr:
        case syntax.Unary(_, "not", of):
            true, false = facts(checker, of, scope)
            return false, true
        case syntax.Binary(_, "and", left, right):
            true, _ = facts(checker, left, scope)
            more, _ = facts(checker, right, scope.opened(true))
            return {**true, **more}, NO_FACTS
        case syntax.Binary(_, "or", left, right):
            _, false = facts(checker, left, scope)
            _, more = facts(checker, right, scope.opened(false))
            return NO_FACTS, {**false, **more}
        case syntax.Binary(_, "==" | "!=" as op, left, right):
            if isinstance(left, syntax.Literal):
                left, right = right, left
            if not isinstance(right, syntax.Literal):
                return NO_FACTS, NO_FACTS
            same, other = _compared(checker, left, (right.value,), scope)
            return (same, other) if op == "==" else (other, same)
    return NO_FACTS, NO_FACTS


def _compared(checker: Checker, expr: syntax.Expr, values: Sequence[object], scope: Scope) -> tuple[Facts, Facts]:
    """What is known of a path that is one of these values, and of one that is none of them."""
    path = path_of(expr)
    if path is None:
        return NO_FACTS, NO_FACTS
    same, other = NO_FACTS, NO_FACTS
    if isinstance(expr, syntax.Field) and (owner := path_of(expr.of)) is not None:
        same, other = _tagged(checker, expr, owner, values, scope)
    if not isinstance(checker.shape(checker.look_at(expr, scope).type), t.Option):
        return same, other
    some = _there(checker, expr, scope)
    return (NO_FACTS, {**some, **other}) if None in values else ({**some, **same}, NO_FACTS)


def _there(checker: Checker, expr: syntax.Expr, scope: Scope) -> Facts:
    """That something is at the end of a path, and so all along it."""
    known: dict[str, Fact] = {}
    while (path := path_of(expr)) is not None:
        found = checker.infer(expr, scope)
        shape = checker.shape(found.type)
        if isinstance(shape, t.Option):
            known[path] = Fact(shape.of, found.reads)
        if not isinstance(expr, (syntax.Field, syntax.Index)):
            break
        expr = expr.of
    return known


def _tagged(
    checker: Checker, expr: syntax.Field, owner: str, values: Sequence[object], scope: Scope
) -> tuple[Facts, Facts]:
    """What the literal field of a union says of the record that has it."""
    of = checker.look_at(expr.of, scope)
    union = checker.shape(opened(checker.shape(of.type)))
    if not isinstance(union, t.Union) or union.tag != expr.name.text:
        return NO_FACTS, NO_FACTS
    tags = [(option, slot.type) for option in union.options if (slot := option.field(union.tag)) is not None]
    same: list[t.Record] = []
    other: list[t.Record] = []
    for option, tag in tags:
        # Records of many fields take long to compare, and options differ in their tags.
        (same if isinstance(tag, t.Enum) and tag.values[0] in values else other).append(option)
    return _one_of(owner, union.tag, same, of), _one_of(owner, union.tag, other, of)


def _one_of(owner: str, tag: str, options: list[t.Record], of: Typed) -> Facts:
    if not options:
        return NO_FACTS
    type_: Type = options[0] if len(options) == 1 else t.Union(tag, tuple(options))
    return {owner: Fact(type_, of.reads)}


class Case(Struct, frozen=True):
    """An arm of a match: its literal values, none for `_`, and the scope in which its body stands."""

    values: tuple[Any, ...]
    scope: Scope

    @property
    def is_rest(self) -> bool:
        """Whether it is the arm of `_`."""
        return not self.values


class Matched(Struct, frozen=True):
    """A match: what is compared, and a case per arm, in order. Without a rest, the cases are all there are."""

    of: Typed
    cases: tuple[Case, ...]


def match_arms(checker: Checker, of: syntax.Expr, arms: Sequence[syntax.Arm[Body]], scope: Scope) -> Matched:
    """The arms of any match, compared with what it matches."""
    found = checker.infer(of, scope)
    seen: dict[object, syntax.Pattern] = {}
    cases: list[Case] = []
    rest: syntax.Pattern | None = None
    is_sound = True
    for arm in arms:
        values = tuple(pattern.value for pattern in arm.patterns if isinstance(pattern, syntax.Literal))
        known: Facts | None = None
        for pattern in arm.patterns:
            if rest is not None:
                label = (Label(rest.span, "everything ends up here"),)
                checker.report(diagnose("C0421", pattern.span, "never reached", secondary=label, value="this"))
            elif isinstance(pattern, syntax.Wildcard):
                rest = pattern
            elif not _check_pattern(checker, pattern, found, seen):
                is_sound, known = False, _anything(of)
        is_rest = len(values) < len(arm.patterns)
        if known is None:
            _, others = _compared(checker, of, tuple(_values(seen)), scope)
            known = others if is_rest else _compared(checker, of, values, scope)[0]
        cases.append(Case(() if is_rest else values, scope.opened(known)))
    checker.looked_at.clear()
    if rest is None and is_sound:
        _check_exhaustive(checker, of, found, set(_values(seen)))
    return Matched(found, tuple(cases))


def _values(seen: dict[object, syntax.Pattern]) -> list[object]:
    return [pattern.value for pattern in seen.values() if isinstance(pattern, syntax.Literal)]


def _anything(of: syntax.Expr) -> Facts:
    """What is known behind a pattern that is wrong: the value, and the record that it tells apart, may be anything."""
    paths = [path_of(of), path_of(of.of) if isinstance(of, syntax.Field) else None]
    return {path: Fact(UNKNOWN, frozenset()) for path in paths if path is not None}


def _check_pattern(checker: Checker, pattern: syntax.Literal, found: Typed, seen: dict[object, syntax.Pattern]) -> bool:
    """Whether the pattern can match; reports one that cannot."""
    identity = (type(pattern.value), pattern.value)
    if identity in seen:
        label = (Label(seen[identity].span, "it is matched here"),)
        checker.report(
            diagnose("C0421", pattern.span, "never reached", secondary=label, value=f"`{lit_text(pattern.value)}`")
        )
    seen.setdefault(identity, pattern)
    shape = checker.shape(opened(checker.shape(found.type)))
    if isinstance(shape, t.Enum) and isinstance(pattern.value, str):
        if pattern.value not in shape.values:
            report_no_value(checker, pattern.value, pattern.span, shape)
        return pattern.value in shape.values
    kind = infer_literal(pattern).type
    if checker.relations.comparable(found.type, kind):
        return True
    types = {"left": describe(found.type), "right": describe(kind)}
    checker.report(
        diagnose("C0405", pattern.span, f"this is {types['right']}", left=types["left"], right=types["right"])
    )
    return False


def _check_exhaustive(checker: Checker, of: syntax.Expr, found: Typed, values: set[object]) -> None:
    shape = checker.shape(found.type)
    inner = checker.shape(opened(shape))
    if inner == UNKNOWN:
        return
    match inner:
        case t.Enum(all_):
            missing = [f'"{value}"' for value in all_ if value not in values]
        case t.Bool():
            missing = [lit_text(value) for value in (True, False) if value not in values]
        case _:
            missing = ["`_`"]
    if isinstance(shape, t.Option) and None not in values and missing != ["`_`"]:
        missing.append("none")
    if missing:
        names = " and ".join(missing)
        checker.report(
            diagnose(
                "C0420",
                of.span,
                f"this is {describe(found.type)}",
                help="add them, or `_` for all others",
                missing=names,
            )
        )


def infer_cond(checker: Checker, expr: syntax.Cond, scope: Scope) -> Typed:
    """`if c then a else b`."""
    test, true, false = checker.condition(expr.condition, scope)
    then = checker.infer(expr.then, scope.opened(true))
    otherwise = checker.infer(expr.otherwise, scope.opened(false))
    return _cond(checker, expr, test, then, otherwise)


def expect_cond(checker: Checker, expr: syntax.Cond, wanted: Wanted, scope: Scope) -> Typed:
    """`if c then a else b` where a type is wanted of both."""
    test, true, false = checker.condition(expr.condition, scope)
    then = checker.expect_wanted(expr.then, wanted, scope.opened(true))
    otherwise = checker.expect_wanted(expr.otherwise, wanted, scope.opened(false))
    made = node("cond", expr.span, {"if": test.node, "then": then.node, "else": otherwise.node})
    # Where the two differ, nothing but filling and checking makes them of the type that is wanted.
    joined = checker.relations.join(then.type, otherwise.type)
    return Typed(made, t.Json() if joined is None else joined).using(test, then, otherwise)


def _cond(checker: Checker, expr: syntax.Cond, test: Typed, then: Typed, otherwise: Typed) -> Typed:
    joined = checker.relations.join(then.type, otherwise.type)
    if joined is None:
        _report_branches(checker, (expr.then, then), (expr.otherwise, otherwise), "the two branches of this `if`")
    made = node("cond", expr.span, {"if": test.node, "then": then.node, "else": otherwise.node})
    return Typed(made, UNKNOWN if joined is None else joined).using(test, then, otherwise)


def _report_branches(
    checker: Checker, one: tuple[syntax.Expr, Typed], other: tuple[syntax.Expr, Typed], what: str
) -> None:
    types = describe(one[1].type), describe(other[1].type)
    label = Label(one[0].span, f"this is {types[0]}")
    checker.report(
        diagnose(
            "C0402", other[0].span, f"this is {types[1]}", secondary=(label,), what=what, types=" and ".join(types)
        )
    )


def infer_match(checker: Checker, expr: syntax.Match, scope: Scope) -> Typed:
    """`match e { … }` whose arms agree on a type."""
    matched = match_arms(checker, expr.of, expr.arms, scope)
    bodies = [checker.infer(arm.body, case.scope) for arm, case in zip(expr.arms, matched.cases, strict=True)]
    # Where no arm could be read, that was reported.
    type_: Type = bodies[0].type if bodies else UNKNOWN
    for arm, body in zip(expr.arms[1:], bodies[1:], strict=True):
        joined = checker.relations.join(type_, body.type)
        if joined is None:
            first = (expr.arms[0].body, Typed(bodies[0].node, type_))
            _report_branches(checker, first, (arm.body, body), "the arms of this `match`")
        type_ = UNKNOWN if joined is None else joined
    return _match(expr, matched, bodies, type_)


def expect_match(checker: Checker, expr: syntax.Match, wanted: Wanted, scope: Scope) -> Typed:
    """`match e { … }` where a type is wanted of all arms."""
    matched = match_arms(checker, expr.of, expr.arms, scope)
    bodies = [
        checker.expect_wanted(arm.body, wanted, case.scope) for arm, case in zip(expr.arms, matched.cases, strict=True)
    ]
    joined = checker.relations.join_all(body.type for body in bodies)
    return _match(expr, matched, bodies, t.Json() if joined is None else joined)


def _match(expr: syntax.Match, matched: Matched, bodies: list[Typed], type_: Type) -> Typed:
    cases = [
        {"values": list(case.values), "then": body.node}
        for case, body in zip(matched.cases, bodies, strict=True)
        if not case.is_rest
    ]
    rest = next((body.node for case, body in zip(matched.cases, bodies, strict=True) if case.is_rest), None)
    made = node("match", expr.span, {"of": matched.of.node, "cases": cases, "else": rest})
    return Typed(made, type_).using(matched.of, *bodies)


def is_orderable(shape: Type) -> bool:
    """Whether values of the type have an order."""
    return isinstance(shape, (*NUMERIC, *TEXTUAL, t.Time, t.Date, t.Duration))
