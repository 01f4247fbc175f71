"""An expression where a type is wanted: the type goes down into literals, branches and elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from compiler import syntax
from compiler.check import braces, choices, literals, loops
from compiler.check.nodes import node
from compiler.check.relations import opened
from compiler.check.wanted import Wanted, fitting
from compiler.scope import Scope, Typed
from graph import types as t
from graph.schemas import schema_of

if TYPE_CHECKING:
    from compiler.check.checker import Checker


def expect(checker: Checker, expr: syntax.Expr, wanted: Wanted, scope: Scope) -> Typed:
    """The expression, checked against what is wanted; its type is what it really is, unknown where it was wrong."""
    match expr:
        case syntax.Name() | syntax.Field():
            pass
        case syntax.Literal():
            found = literals.check_literal(checker, expr, wanted.type, wanted.what)
            if found is not None:
                return found
        case syntax.Braces() | syntax.ListExpr() | syntax.Comprehension():
            found = _expect_parts(checker, expr, wanted, scope)
            if found is not None:
                return found
        case syntax.Cond():
            return choices.expect_cond(checker, expr, wanted, scope)
        case syntax.Match():
            return choices.expect_match(checker, expr, wanted, scope)
    found = used(checker, expr, scope) if scope.sees_locals else checker.infer(expr, scope)
    return fitting(checker, found, expr.span, wanted)


def _expect_parts(
    checker: Checker, expr: syntax.Braces | syntax.ListExpr | syntax.Comprehension, wanted: Wanted, scope: Scope
) -> Typed | None:
    """What is written out, each part with what is wanted of it; None where another kind of thing is wanted."""
    shape = checker.shape(opened(checker.shape(checker.relations.takes(wanted.type))))
    match expr, shape:
        case syntax.Braces(), t.Record() | t.Union() | t.MapOf():
            return braces.expect_braces(checker, expr, shape, wanted, scope)
        case syntax.ListExpr(), t.ListOf(item):
            return braces.expect_list(checker, expr, wanted.part(item, "an element"), scope)
        case syntax.ListExpr(), t.Json():
            return braces.expect_list(checker, expr, wanted, scope)
        case syntax.Comprehension(kind="list" | "argument"), t.ListOf(item):
            return loops.expect_collected(checker, expr, wanted.part(item, "an element"), scope)
    return None


def used(checker: Checker, expr: syntax.Expr, scope: Scope) -> Typed:
    """The expression where it is used. A test opens an option by that: where nothing is there, its step has a fault."""
    found = checker.infer(expr, scope)
    if not scope.sees_locals or not isinstance(checker.shape(found.type), t.Option):
        return found
    type_ = opened(checker.shape(found.type))
    return replace(found, type=type_, node=node("fit", expr.span, of=found.node, type=schema_of(type_)))
