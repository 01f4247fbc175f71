"""Values as they stand, and whether they can stand where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from compiler import syntax
from compiler.check.describe import describe
from compiler.check.nodes import lit, node
from compiler.check.relations import NUMERIC, REFINED, TEXTUAL
from compiler.diagnostics import Edit, Fix, diagnose
from compiler.scope import UNKNOWN, Scope, Typed
from compiler.source import Span
from compiler.spelling import closest
from graph import types as t
from graph.library.catalogue import FUNCTIONS
from graph.library.function import Fault
from graph.model import Node
from graph.schemas import DATE_PATTERN, ID_PATTERN, TIME_PATTERN
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker

_FORMS: dict[type, tuple[str, str]] = {
    t.Id: (ID_PATTERN, "an Id is letters, digits, `_` and `-`"),
    t.Time: (TIME_PATTERN, "a time is written 2026-11-22T21:44:00.000Z"),
    t.Date: (DATE_PATTERN, "a date is written 2026-11-22"),
}


def infer_literal(expr: syntax.Literal) -> Typed:
    """A literal text has the type with this one value, so that it fits wherever it is among the values wanted."""
    return Typed(lit(expr.value, expr.span), _literal_type(expr.value))


def _literal_type(value: str | float | None) -> Type:
    match value:
        case str():
            return t.Enum((value,))
        case None:
            return t.Nothing()
        case bool():
            return t.Bool()
        case int():
            return t.Int()
        case float():
            return t.Number()


def infer_template(checker: Checker, expr: syntax.Template, scope: Scope) -> Typed:
    """Text with holes."""
    parts: list[Node] = []
    holes: list[Typed] = []
    for part in expr.parts:
        if isinstance(part, str):
            parts.append(lit(part, expr.span))
        else:
            holes.append(hole := checker.opened_value(part.value, scope, what="printed in a text"))
            parts.append(_printed(checker, part, hole))
    return Typed(node("text", expr.span, parts=parts), t.Text()).using(*holes)


def _printed(checker: Checker, hole: syntax.Hole, value: Typed) -> Node:
    shape = checker.shape(value.type)
    if isinstance(shape, t.CharmOf):
        _report_charm(checker, value, hole.value.span)
    if hole.format is None or isinstance(shape, t.CharmOf):
        return value.node
    # Few recipes format numbers, and it loads how all values are printed.
    from graph.library.printing import check_format

    if not isinstance(shape, NUMERIC) and shape != UNKNOWN:
        checker.report(
            diagnose(
                "C0434", hole.span, f"this is {describe(value.type)}", why="a format is for numbers", format=hole.format
            )
        )
    elif (wrong := check_format(hole.format)) is not None:
        checker.report(diagnose("C0434", hole.span, "not a format", why=wrong, format=hole.format))
    return node("format", hole.span, {"of": value.node, "as": hole.format})


def as_text(checker: Checker, value: Typed, span: Span) -> Typed:
    """The value as Text, printed as a template does."""
    shape = checker.shape(value.type)
    if isinstance(shape, TEXTUAL) or shape == UNKNOWN:
        return value
    if isinstance(shape, t.CharmOf):
        _report_charm(checker, value, span)
        return Typed(value.node, UNKNOWN, use=value.use)
    return Typed(node("text", span, parts=[value.node]), t.Text(), use=value.use)


def _report_charm(checker: Checker, value: Typed, span: Span) -> None:
    written = checker.written(span)
    help_ = f"print something of it, `{written}.…`; link to it, `link … to: {written}`; or `show {written}`"
    checker.report(diagnose("C1009", span, f"this is {describe(value.type)}", help=help_))


def check_literal(checker: Checker, expr: syntax.Literal, wanted: Type, what: str) -> Typed | None:
    """A literal where a type is wanted, of that type if nothing is left to check; None where its kind is wrong.

    One that can never fit is reported.
    """
    typed, shape = infer_literal(expr), checker.shape(wanted)
    if type(shape) is t.Text and shape.clean is None and isinstance(expr.value, str):
        # Most are texts where a text is wanted.
        pass
    elif not checker.relations.fits(typed.type, wanted) and not _is_text(expr, shape):
        return None
    shape = checker.shape(shape.of) if isinstance(shape, t.Option) and expr.value is not None else shape
    clean = shape.clean if isinstance(shape, REFINED) else None
    try:
        value = expr.value if clean is None else _cleaned(expr.value, clean.expr)
    except _NotKnown:
        return typed
    wrong = _misfit(value, shape)
    if wrong is not None:
        _report_misfit(checker, expr, shape, what, wrong)
        return Typed(typed.node, UNKNOWN)
    return Typed(typed.node, wanted) if value == expr.value else typed


def _is_text(expr: syntax.Literal, shape: Type) -> bool:
    inner = shape.of if isinstance(shape, t.Option) else shape
    return isinstance(expr.value, str) and isinstance(inner, (t.Enum, *_FORMS))


class _NotKnown(Exception):
    """The value shows only at run time."""


def _cleaned(value: Any, expr: Node) -> Any:
    """What cleaning makes of a literal, where only functions of the library take part."""
    match expr:
        case {"op": "var", "n": 0}:
            return value
        case {"op": "lit", "value": given}:
            return given
        case {"op": "call", "function": str(name), "args": [*args]}:
            try:
                return FUNCTIONS[name].evaluate(*(_cleaned(value, arg) for arg in args))
            except Fault as fault:
                raise _NotKnown from fault
    raise _NotKnown


def _misfit(value: Any, shape: Type) -> str | None:
    """Why the value cannot be of the type, in a few words; None where it is."""
    match shape:
        case t.Text(low, high, pattern) if isinstance(value, str):
            if len(value) < low or (high is not None and len(value) > high):
                return f"{len(value)} characters, and {_bounds(low or None, high)} are allowed"
            if pattern is not None and not _matches(pattern, value):
                return f"it does not match '{pattern}'"
        case t.Int(low, high) | t.Number(low, high) if isinstance(value, int | float):
            if (low is not None and value < low) or (high is not None and value > high):
                return f"{_bounds(low, high)} is allowed"
            if isinstance(shape, t.Int) and value != int(value):
                return "a whole number is wanted"
        case t.Enum(values) if value not in values:
            return f"it is one of {describe(t.Enum(values))}"
        case t.Id() | t.Time() | t.Date():
            pattern, form = _FORMS[type(shape)]
            return None if _matches(pattern, value) else form
    return None


def _bounds(low: float | None, high: float | None) -> str:
    return f"{'' if low is None else low}..{'' if high is None else high}"


def _matches(pattern: str, value: str) -> bool:
    """Whether the pattern finds something; where Python reads it otherwise than RE2, the runtime will say."""
    try:
        return re.search(pattern, value, re.ASCII) is not None
    except re.error:
        return True


def _report_misfit(checker: Checker, expr: syntax.Literal, shape: Type, what: str, why: str) -> None:
    if isinstance(shape, t.Enum) and isinstance(expr.value, str):
        report_no_value(checker, expr.value, expr.span, shape)
        return
    checker.report(diagnose("C0407", expr.span, why, what=what, value=lit_text(expr.value), why=why))


def report_no_value(checker: Checker, value: str, span: Span, enum: t.Enum) -> None:
    """Report a text that is none of an enum's values."""
    meant = closest(value, enum.values)
    checker.report(
        diagnose(
            "C0406",
            span,
            "none of its values",
            help=f'use "{meant}"' if meant else f"it is one of {describe(enum)}",
            fixes=(Fix(f'use "{meant}"', "unsafe", (Edit(span, f'"{meant}"'),)),) if meant else (),
            value=value,
            values=describe(enum),
        )
    )


def lit_text(value: object) -> str:
    """A literal as it is written."""
    match value:
        case None | bool():
            return {None: "none", True: "true", False: "false"}[value]
        case str():
            return f'"{value}"'
    return str(value)
