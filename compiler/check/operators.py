"""Arithmetic, comparison, logic: what goes with what, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from compiler import syntax
from compiler.check.access import as_key, unknown
from compiler.check.choices import is_orderable
from compiler.check.describe import describe
from compiler.check.literals import report_no_value
from compiler.check.nodes import is_literal, lit, node
from compiler.check.relations import NUMERIC, OPTIONAL, TEXTUAL, opened, option_of
from compiler.diagnostics import Edit, Fix, Label, diagnose, instead
from compiler.scope import UNKNOWN, Scope, Typed
from graph import types as t
from graph.schemas import schema_of
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker

_ARITHMETIC: Mapping[str, str] = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod"}
_ORDER: Mapping[str, str] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}

# What `left op right` gives for types that are no plain numbers: the operator of the graph, the result, and whether
# the operands change places on the way.
_Mixed = tuple[str, Type, bool]
_MIXED: Mapping[tuple[str, type, type], _Mixed] = {
    ("+", t.Duration, t.Duration): ("add", t.Duration(), False),
    ("-", t.Duration, t.Duration): ("sub", t.Duration(), False),
    ("%", t.Duration, t.Duration): ("mod", t.Duration(), False),
    ("/", t.Duration, t.Duration): ("div", t.Number(), False),
    ("*", t.Duration, t.Int): ("mul", t.Duration(), False),
    ("*", t.Int, t.Duration): ("mul", t.Duration(), False),
    ("+", t.Time, t.Duration): ("later", t.Time(), False),
    ("+", t.Duration, t.Time): ("later", t.Time(), True),
    ("-", t.Time, t.Duration): ("earlier", t.Time(), False),
    ("-", t.Time, t.Time): ("between", t.Duration(), False),
}


def infer_unary(checker: Checker, expr: syntax.Unary, scope: Scope) -> Typed:
    """`-x`, `not x`."""
    if expr.op == "not":
        test, _, _ = checker.condition(expr.operand, scope)
        return Typed(node("not", expr.span, of=test.node), t.Bool(), use=test.use)
    of = checker.opened_value(expr.operand, scope, what="an operand of `-`")
    shape = checker.shape(of.type)
    if isinstance(shape, (*NUMERIC, t.Duration)) or shape == UNKNOWN:
        is_number = is_literal(of.node) and shape != UNKNOWN
        made = lit(-of.node["value"], expr.span) if is_number else node("neg", expr.span, of=of.node)
        return Typed(made, _plain_number(shape), use=of.use)
    checker.report(diagnose("C0403", expr.span, f"this is {describe(of.type)}", op="-", types=describe(of.type)))
    return Typed(of.node, UNKNOWN, use=of.use)


def infer_binary(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    """Two operands."""
    match expr.op:
        case "and" | "or":
            return _logic(checker, expr, scope)
        case "??":
            return _coalesce(checker, expr, scope)
        case "==" | "!=":
            return _equality(checker, expr, scope)
        case "in":
            return _membership(checker, expr, scope)
        case "+":
            return _sum(checker, expr, scope)
    left = _operand(checker, expr, expr.left, scope)
    return _computed(checker, expr, left, _operand(checker, expr, expr.right, scope))


def _operand(checker: Checker, expr: syntax.Binary, operand: syntax.Expr, scope: Scope) -> Typed:
    return checker.opened_value(operand, scope, what=f"an operand of `{expr.op}`")


def _computed(checker: Checker, expr: syntax.Binary, left: Typed, right: Typed) -> Typed:
    check: Callable[[Checker, syntax.Binary, Typed, Typed], _Mixed | None]
    check = _order if expr.op in _ORDER else _arithmetic
    op, type_, swapped = check(checker, expr, left, right) or ("add", UNKNOWN, False)
    first, second = (right, left) if swapped else (left, right)
    return Typed(node(op, expr.span, left=first.node, right=second.node), type_).using(left, right)


def _sum(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    """A chain of `+`, looked at as a whole: where it joins texts, that is one mistake and one template."""
    sums = [expr]
    while isinstance(sums[-1].left, syntax.Binary) and sums[-1].left.op == "+":
        sums.append(sums[-1].left)
    sums.reverse()
    found = _operand(checker, sums[0], sums[0].left, scope)
    rest = [_operand(checker, each, each.right, scope) for each in sums]
    if any(isinstance(checker.shape(each.type), TEXTUAL) for each in (found, *rest)):
        template = f'"{_in_template(checker, expr)}"'
        checker.report(
            diagnose(
                "C0404",
                expr.span,
                "join texts in a template",
                help=f"write `{template}`",
                fixes=(Fix("write a template", "safe", (Edit(expr.span, template),)),),
            )
        )
        return Typed(found.node, UNKNOWN).using(found, *rest)
    for each, right in zip(sums, rest, strict=True):
        found = _computed(checker, each, found, right)
    return found


def _in_template(checker: Checker, part: syntax.Expr) -> str:
    """The part of a sum of texts as it stands in a template."""
    match part:
        case syntax.Literal(span, str()) | syntax.Template(span):
            text = checker.written(span)
            return text[1:-1] if text[0] == '"' else re.sub(r'([\\"{}])', r"\\\1", text[1:-1])
        case syntax.Binary(_, "+", left, right):
            return _in_template(checker, left) + _in_template(checker, right)
    return f"{{{checker.written(part.span)}}}"


def _plain_number(shape: Type) -> Type:
    return t.Int() if isinstance(shape, t.Int) else t.Number() if isinstance(shape, t.Number) else shape


def _arithmetic(checker: Checker, expr: syntax.Binary, left: Typed, right: Typed) -> _Mixed | None:
    op = _ARITHMETIC[expr.op]
    one, two = checker.shape(left.type), checker.shape(right.type)
    if UNKNOWN in (one, two):
        known = one if two == UNKNOWN else two
        return op, _plain_number(known) if isinstance(known, NUMERIC) and expr.op != "/" else UNKNOWN, False
    if isinstance(one, NUMERIC) and isinstance(two, NUMERIC):
        exact = isinstance(one, t.Int) and isinstance(two, t.Int) and expr.op != "/"
        return op, t.Int() if exact else t.Number(), False
    mixed = _MIXED.get((expr.op, type(one), type(two)))
    if mixed is None:
        _report_operands(checker, expr, left, right)
    return mixed


def _report_operands(checker: Checker, expr: syntax.Binary, left: Typed, right: Typed) -> None:
    one, two = checker.shape(left.type), checker.shape(right.type)
    written = checker.written(expr.left.span), checker.written(expr.right.span)
    labels = (Label(expr.right.span, f"this is {describe(right.type)}"),)
    help_ = None
    if expr.op == "+" and isinstance(one, t.ListOf):
        rest = f"...{written[1]}" if isinstance(two, t.ListOf) else written[1]
        help_ = f"write `[...{written[0]}, {rest}]`"
    elif isinstance(one, t.Duration) or isinstance(two, t.Duration):
        help_ = "a duration is multiplied by an Int, divided by a duration, and added to a Time or a duration"
    elif isinstance(one, t.Date):
        help_ = f"write `add_days({written[0]}, {written[1]})`"
    checker.report(
        diagnose(
            "C0403",
            expr.left.span,
            f"this is {describe(left.type)}",
            secondary=labels,
            help=help_,
            op=expr.op,
            types=f"{describe(left.type)} and {describe(right.type)}",
        )
    )


def _order(checker: Checker, expr: syntax.Binary, left: Typed, right: Typed) -> _Mixed | None:
    one, two = checker.shape(left.type), checker.shape(right.type)
    if UNKNOWN not in (one, two):
        orderable = is_orderable(one) and is_orderable(two) and checker.relations.join(one, two) is not None
        if not orderable:
            labels = (Label(expr.right.span, f"this is {describe(right.type)}"),)
            types = f"{describe(left.type)} and {describe(right.type)}"
            checker.report(
                diagnose(
                    "C0403", expr.left.span, f"this is {describe(left.type)}", secondary=labels, op=expr.op, types=types
                )
            )
    return _ORDER[expr.op], t.Bool(), False


def _logic(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    left, true, false = checker.condition(expr.left, scope)
    right, _, _ = checker.condition(expr.right, scope.opened(true if expr.op == "and" else false))
    return Typed(node(expr.op, expr.span, left=left.node, right=right.node), t.Bool()).using(left, right)


def _meant_for_operand(checker: Checker, expr: syntax.Binary, scope: Scope) -> bool:
    """Report a `??` that is meant for the last operand before it, which it does not reach: `a in b ?? c`."""
    inner = expr.left
    if not isinstance(inner, syntax.Binary) or inner.op == "??":
        return False
    if not isinstance(checker.shape(checker.infer(inner.right, scope).type), t.Option):
        return False
    whole, left, right = (checker.written(each.span) for each in (inner, inner.left, inner.right))
    meant = f"{left} {inner.op} ({right} ?? {checker.written(expr.right.span)})"
    fixes = instead(expr.span, meant)
    checker.report(diagnose("C0438", inner.span, "never none", help=f"write `{meant}`", fixes=fixes, written=whole))
    return True


def _coalesce(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    if _meant_for_operand(checker, expr, scope):
        return unknown(expr.span)
    left = checker.infer(expr.left, scope)
    right = checker.infer(expr.right, scope)
    made = node("coalesce", expr.span, left=left.node, right=right.node)
    shape = checker.shape(left.type)
    if not isinstance(shape, (*OPTIONAL, t.Json)) and shape != UNKNOWN:
        written = checker.written(expr.left.span)
        checker.report(
            diagnose(
                "C0438",
                expr.left.span,
                f"this is {describe(left.type)}",
                help=f"write `{written}` alone",
                fixes=instead(expr.span, written),
                written=written,
            )
        )
        return Typed(made, left.type).using(left, right)
    joined = right.type if isinstance(shape, t.Nothing) else checker.relations.join(opened(shape), right.type)
    if joined is None:
        label = (Label(expr.left.span, f"this is {describe(left.type)}"),)
        types = f"{describe(opened(shape))} and {describe(right.type)}"
        checker.report(
            diagnose(
                "C0402",
                expr.right.span,
                f"this is {describe(right.type)}",
                secondary=label,
                what="the two sides of `??`",
                types=types,
            )
        )
    return Typed(made, UNKNOWN if joined is None else joined).using(left, right)


def _equality(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    left, right = checker.infer(expr.left, scope), checker.infer(expr.right, scope)
    one, two = (checker.shape(opened(checker.shape(each.type))) for each in (left, right))
    op = "eq" if expr.op == "==" else "ne"
    if not checker.relations.comparable(left.type, right.type):
        _report_never_equal(checker, expr, (left, one), (right, two))
    if isinstance(one, t.Json) or isinstance(two, t.Json):
        same = node("same", expr.span, left=left.node, right=right.node)
        return Typed(same if op == "eq" else node("not", expr.span, of=same), t.Bool()).using(left, right)
    return Typed(node(op, expr.span, left=left.node, right=right.node), t.Bool()).using(left, right)


def _report_never_equal(
    checker: Checker, expr: syntax.Binary, left: tuple[Typed, Type], right: tuple[Typed, Type]
) -> None:
    """A text that is none of an enum's values is said as that; the rest by the two types."""
    for (expr_one, shape), other in (((expr.left, left[1]), right[1]), ((expr.right, right[1]), left[1])):
        match expr_one, other:
            case syntax.Literal(span, str(text)), t.Enum() if isinstance(shape, t.Enum):
                report_no_value(checker, text, span, other)
                return
    one, two = left[0].type, right[0].type
    written, never = checker.written(expr.left.span), "is never none"
    help_ = f"`{written}` {never}" if isinstance(right[1], t.Nothing) else None
    if isinstance(right[1], t.Nothing) and isinstance(left[1], t.Text):
        help_ = f'`{written}` {never}; ask `{written} == ""`'
    checker.report(
        diagnose(
            "C0405",
            expr.right.span,
            f"this is {describe(two)}",
            secondary=(Label(expr.left.span, f"this is {describe(one)}"),),
            help=help_,
            left=describe(one),
            right=describe(two),
        )
    )


def _membership(checker: Checker, expr: syntax.Binary, scope: Scope) -> Typed:
    left = checker.infer(expr.left, scope)
    right = checker.opened_value(expr.right, scope, what="searched with `in`")
    shape = checker.shape(right.type)
    among, stored = UNKNOWN, left
    match shape:
        case t.ListOf(item):
            among = left.type if shape.high == 0 else item
            _check_values(checker, expr.right, left)
        case t.MapOf(key):
            among, stored = key, as_key(checker, left, key)
        case _ if shape != UNKNOWN:
            written = checker.written(expr.right.span), checker.written(expr.left.span)
            help_ = f"write `contains({written[0]}, {written[1]})`" if isinstance(shape, TEXTUAL) else None
            checker.report(
                diagnose(
                    "C0437", expr.right.span, f"this is {describe(right.type)}", help=help_, type=describe(right.type)
                )
            )
    if not checker.relations.comparable(left.type, among):
        inner = checker.shape(opened(checker.shape(among)))
        if isinstance(expr.left, syntax.Literal) and isinstance(inner, t.Enum) and isinstance(expr.left.value, str):
            report_no_value(checker, expr.left.value, expr.left.span, inner)
        else:
            found = describe(left.type)
            label = (Label(expr.right.span, f"this is {describe(right.type)}"),)
            help_ = _by_key(checker, expr, left, inner)
            checker.report(
                diagnose(
                    "C0405",
                    expr.left.span,
                    f"this is {found}",
                    secondary=label,
                    help=help_,
                    left=found,
                    right=describe(among),
                )
            )
    return Typed(node("in", expr.span, left=stored.node, right=right.node), t.Bool()).using(left, right)


def _by_key(checker: Checker, expr: syntax.Binary, left: Typed, item: Type) -> str | None:
    """How to ask whether an element with that key is there, where a list's key is what was searched for."""
    slot = item.field(item.key) if isinstance(item, t.Record) and item.key is not None else None
    if slot is None or not checker.relations.comparable(left.type, slot.type):
        return None
    test = "==" if expr.op == "not in" else "!="
    return f"write `{checker.written(expr.right.span)}[{checker.written(expr.left.span)}] {test} none`"


def _check_values(checker: Checker, among: syntax.Expr, left: Typed) -> None:
    """Report texts of a list written out that the value never is."""
    enum = checker.shape(opened(checker.shape(left.type)))
    if not isinstance(enum, t.Enum) or is_literal(left.node) or not isinstance(among, syntax.ListExpr):
        return
    for item in among.items:
        match item:
            case syntax.Literal(span, str(value)) if value not in enum.values:
                report_no_value(checker, value, span, enum)


def infer_as(checker: Checker, expr: syntax.As, scope: Scope) -> Typed:
    """`x as T`: the value if it fits the type as it stands, else none."""
    value = checker.infer(expr.value, scope)
    wanted = checker.type(expr.type)
    found = checker.shape(opened(checker.shape(value.type)))
    possible = (
        isinstance(found, t.Json)
        or checker.relations.comparable(found, wanted)
        or (isinstance(found, TEXTUAL) and isinstance(checker.shape(wanted), (*TEXTUAL, t.Time, t.Date)))
    )
    if not possible:
        checker.report(
            diagnose(
                "C0432",
                expr.value.span,
                f"this is {describe(value.type)}",
                type=describe(wanted),
                found=describe(value.type),
            )
        )
    made = node("as", expr.span, of=value.node, type=schema_of(wanted))
    return Typed(made, option_of(wanted), use=value.use)
