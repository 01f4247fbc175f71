"""`always c else "message"`: what holds of a charm whenever a commit is done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compiler import syntax
from compiler.check.nodes import lit, nodes_in
from compiler.lower.context import Context
from compiler.lower.effects import reads_of
from compiler.lower.statements import REFUSAL
from compiler.scope import Typed
from compiler.source import Span
from graph.model import Always, StepId, name_of, recipe_of
from graph.types import Text


def lower_always(context: Context, always: syntax.Always, number: int) -> Always:
    """The step of a recipe's invariant, its `number`-th.

    Errors: C0418 `now()` and the like, C0510 a local or `me`, C0511 what is not the charm's own.
    """
    checker = context.checker
    test, _, when_false = checker.condition(always.condition, checker.recipe_scope(context.recipe))
    parts = [(always.condition.span, checker.pure(test, always.condition.span, what="an `always`"))]
    message = lit(REFUSAL, always.span)
    if always.message is not None:
        scope = checker.recipe_scope(context.recipe).opened(when_false)
        said = checker.expect(always.message, Text(), scope, what="the message of an `always`")
        parts.append((always.message.span, checker.pure(said, always.message.span, what="an `always`")))
        message = said.node
    for span, typed in parts:
        if typed.local:
            context.report("C0510", span, "one value per visitor")
        for step, place in islice(_foreign(context, span, typed), 1):
            context.report("C0511", place, _whose(context, step), path=_path(context, step))
    return Always(
        context.step_id(f"always.{number}"),
        reads_of(test.node, message),
        test.node,
        message,
        always.doc,
        always.span.in_graph,
    )


def _foreign(context: Context, whole: Span, typed: Typed) -> Iterator[tuple[StepId, Span]]:
    """What an expression depends on that is not the charm's own, each with the place where that is read."""
    named = {node["step"]: node["span"] for node in nodes_in(typed.node) if node["op"] in ("ref", "peek")}
    for read in sorted(typed.reads):
        behind = (read, *sorted(context.outline.sources.get(read, ())))
        foreign = next((step for step in behind if not _is_own(context, step)), None)
        if foreign is not None:
            start, end = named[read][:2] if read in named else (whole.start, whole.end)
            yield foreign, Span(whole.file, start, end)


def _is_own(context: Context, step: StepId) -> bool:
    # Of `here` it was said already that only views read it.
    if name_of(step) == "here":
        return True
    outline = context.outline
    is_value = step in outline.scopes or step in outline.sources
    return is_value and recipe_of(step) == context.recipe and step not in outline.references


def _whose(context: Context, step: StepId) -> str:
    if recipe_of(step) == context.recipe and step in context.outline.references:
        return f"`{name_of(step)}` is a reference, which may lead to another charm's cell"
    return f"`{_path(context, step)}` belongs to another charm"


def _path(context: Context, step: StepId) -> str:
    return name_of(step) if recipe_of(step) == context.recipe else step
