"""`every`, what runs without a visitor, and presence, which no commit tells of."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from compiler import syntax
from compiler.check.nodes import nodes_in
from compiler.check.presence import WHO
from compiler.lower.calls import called
from compiler.lower.context import Context, Program, other_end
from compiler.lower.effects import reached, reads_of
from compiler.lower.handlers import Lowered
from compiler.scope import Typed
from compiler.source import Span
from graph.limits import PERIOD_MS_MIN
from graph.model import Derive, Every, Here, Node, Step, StepId, View, name_of, recipe_of
from graph.schemas import schema_of
from graph.timing import RUN_BY_PRESENCE, present
from graph.types import Duration


def lower_every(context: Context, every: syntax.Every, number: int) -> Every | None:
    """The step of a call that comes again and again, the `number`-th of its recipe; None where it calls nothing.

    Errors: C0418 `now()` and the like in the period, C1102 too often, C1103 a period that changes, C1104 what is one
    visitor's, and those of the call.
    """
    checker = context.checker
    scope = checker.recipe_scope(context.recipe)
    period = checker.whole(every.period, Duration(), scope, what="the period of an `every`")
    period = checker.pure(period, every.period.span, what="the period of an `every`")
    if changing := [each for each in period.reads if each not in context.outline.constants]:
        names = " and ".join(f"`{name_of(each)}`" for each in sorted(changing))
        context.report("C1103", every.period.span, f"{names} can change")
    elif checker.infer(every.period, scope).type == Duration() and _is_too_often(period.node):
        context.report("C1102", every.period.span, f"at most once in {PERIOD_MS_MIN // 1000} s")
    found = called(context, every.call, checker.recipe_scope(context.recipe))
    if found is None:
        return None
    for name, typed in found.args.items():
        _check_nobodys(context, _argument_span(every.call, name), typed)
    if found.to is not None:
        _check_nobodys(context, every.call.span, found.to)
    return Every(
        context.step_id("every" if number == 1 else f"every{number}"),
        period.node,
        found.signature.id,
        reads_of(period.node, found.operands["args"], found.operands["to"]),
        found.operands["args"],
        found.operands["to"],
        every.doc,
        every.span.in_graph,
    )


def _is_too_often(period: Node) -> bool:
    return period["op"] == "lit" and int(period["value"]) < PERIOD_MS_MIN


def _argument_span(call: syntax.Call, name: str) -> Span:
    named = (arg.span for arg in call.args if arg.name is not None and arg.name.text == name)
    return next(named, call.span)


def _check_nobodys(context: Context, span: Span, typed: Typed) -> None:
    if typed.local:
        hint = "pass something shared; or let a handler say `after`, where there is a visitor to take it from"
        context.report("C1104", span, "one value per visitor", help=hint)


# --- No visitor


class _Need(Struct, frozen=True):
    """Why a handler needs a visitor, and where."""

    span: Span
    why: str


def check_unattended(program: Program, bodies: Mapping[StepId, Lowered], steps: Sequence[Step]) -> None:
    """Report the timers whose handlers need a visitor (C1101), and what would send nobody anywhere (C1108).

    bodies: of the handlers to look at; steps: the `every`s are among them.
    """
    for handler, span in _timers(program, bodies, steps):
        run = reached(handler, lambda each: bodies[each].effects.sends)
        need = next((need for each in run for need in _needs(program, each, bodies[each])), None)
        if need is not None:
            program.report(
                "C1101",
                span,
                f"`{name_of(handler)}` runs without a visitor here",
                secondary=other_end(need.span, need.why),
                help="let the handler read shared things and what it is given; `after` can pass on what is a visitor's",
                name=name_of(handler),
            )
    for handler, lowered in tuple(bodies.items()):
        if name_of(handler) in RUN_BY_PRESENCE:
            run = reached(handler, lambda each: bodies[each].effects.sends)
            for going in (each for step in run for each in _goings(program, bodies[step])):
                declared = lowered.body.context.signatures[name_of(handler)].handler.name.span
                secondary = other_end(declared, "it comes from the runtime")
                program.report(
                    "C1108", going, "nobody asked to go anywhere", secondary=secondary, name=name_of(handler)
                )


def _timers(program: Program, bodies: Mapping[StepId, Lowered], steps: Iterable[Step]) -> Iterator[tuple[StepId, Span]]:
    """The handlers that timers call, each with the place where that is said."""
    for step in steps:
        if isinstance(step, Every):
            yield step.handler, program.checker.where(step.span or ())
    # To look at one may take the body of another handler.
    for lowered in tuple(bodies.values()):
        for each in lowered.body.timers:
            yield each["handler"], program.checker.where(each["span"])


def _needs(program: Program, handler: StepId, lowered: Lowered) -> Iterator[_Need]:
    """What in a handler's own body is some visitor's."""
    checker = program.checker
    for each in nodes_in(_parts(lowered)):
        # What stands in for a payload field has no place of its own.
        place = tuple(each.get("span", lowered.body.signature.handler.span.in_graph))
        span = checker.where(place)
        if each["op"] == "me":
            yield _Need(span, "`me` is read here")
        elif each["op"] == "ref" and _is_local(program, each["step"]):
            yield _Need(span, f"`{name_of(each['step'])}` is one visitor's own")
        elif each["op"] == "record" and place in checker.personal:
            yield _Need(span, "a field that is left out becomes `me`")
    for span in _goings(program, lowered):
        yield _Need(span, "nobody is there who could be sent")


def _parts(lowered: Lowered) -> list[Any]:
    """All that a handler is made of: what it takes, what it does, what it gives to the charms that it creates."""
    created = [[step.passes, step.args, getattr(step, "key", None)] for step in lowered.body.created]
    elements = [each.element.at for each in lowered.body.signature.elements.values()]
    return [lowered.payload, elements, lowered.block, created]


def _goings(program: Program, lowered: Lowered) -> Iterator[Span]:
    return (
        program.checker.where(each["span"]) for each in nodes_in(lowered.block) if each["op"] in ("navigate", "visit")
    )


def _is_local(program: Program, step: StepId) -> bool:
    recipe, name = recipe_of(step), name_of(step)
    if recipe not in program.recipes:
        # It stands for what is no list, which is reported.
        return False
    if name in program.checker.resolved.recipes[recipe].derived:
        return program.checker.derived(recipe, name).local
    return program.contexts[recipe].is_local(step)


# --- Presence


def presence_steps(steps: Iterable[Step], read_in_tests: Iterable[Node]) -> tuple[Here, ...]:
    """The steps of who is there: one for each recipe of which these steps or tests read that."""
    reads: Iterator[tuple[StepId, Any]] = chain(
        ((read, step.span) for step in steps for read in getattr(step, "reads", ())),
        ((each["step"], each["span"]) for each in read_in_tests),
    )
    spans: dict[StepId, Any] = {}
    for read, span in reads:
        if name_of(read) == "here":
            spans.setdefault(read, tuple(span))
    return tuple(Here(step, schema_of(WHO), span=span) for step, span in spans.items())


def reads_of_presence(test: object) -> tuple[Node, ...]:
    """Where a test reads who is there; its steps are no operators of the graph, so all of it is walked."""
    found: list[Node] = []
    waiting = [test]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get("op") == "peek" and name_of(each["step"]) == "here":
                found.append(each)
            waiting += reversed(each.values())
        elif isinstance(each, list | tuple):
            waiting += reversed(each)
    return tuple(found)


def check_presence(program: Program, steps: Sequence[Step], recipes: Container[str]) -> None:
    """Report what of these recipes depends on who is there, and is no view and not only for views (C1105)."""
    found = present({step.id: step for step in steps})
    if not found:
        return
    for step in steps:
        if isinstance(step, Derive | View | Here) or recipe_of(step.id) not in recipes:
            continue
        for each in nodes_in(_expressions(step)):
            if each["op"] in ("ref", "peek") and each["step"] in found:
                name = name_of(each["step"])
                why = "who is there" if name == "here" else f"`{name}` follows from who is there"
                hint = "let a view show it, or count who came and left in a cell: `on enter()` and `on leave()`"
                program.report("C1105", program.checker.where(each.get("span") or step.span or ()), why, help=hint)


def _expressions(step: Step) -> list[Any]:
    """All expressions of a step that is no part of a view."""
    names = ("init", "otherwise", "payload", "body", "passes", "args", "key", "over", "period", "to", "expr", "message")
    elements = [element.at for element in getattr(step, "elements", {}).values()]
    return [elements, *(getattr(step, name, None) for name in names)]
