"""`here`: who looks at a charm now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler import syntax
from compiler.check.nodes import lit, node
from compiler.diagnostics import diagnose
from compiler.scope import UNKNOWN, Scope, Typed, Use
from graph import types as t
from graph.model import StepId

if TYPE_CHECKING:
    from compiler.check.checker import Checker

WHO = t.ListOf(t.Id())
"""The type of `here`: each visitor by their `me`."""


def step_of(recipe: str) -> StepId:
    """The step that `here` is in a recipe."""
    return f"{recipe}.here"


def infer_here(checker: Checker, expr: syntax.Name, scope: Scope) -> Typed:
    """`here`, in a recipe; elsewhere there is no charm where somebody could be (C1109)."""
    if scope.recipe is None:
        help_ = "read it of a charm, `room.here`" if scope.sees_locals else "pass it in: `show Room(here)`"
        checker.report(diagnose("C1109", expr.span, "of which charm?", help=help_))
        return Typed(lit(None, expr.span), UNKNOWN)
    step = step_of(scope.recipe)
    return Typed(node("ref", expr.span, step=step), WHO, use=Use(frozenset({step})))
