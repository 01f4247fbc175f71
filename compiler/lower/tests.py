"""Test blocks to steps that a runner carries out, one after the other, on a memory store and a seeded clock.

A test is `{"name", "steps", "span"}`. Its steps have `op` first; `who` is the visitor who does it, left out where
nobody is named: then a visitor of whom nothing else is known does it.

visitors        names: fresh visitors, by these names
spawn           recipe, args, var?: opens a space with this root; the variable holds that charm
call            charm, handler, args, var?: sends an event; the variable holds the charm that it navigated to
set             charm, path, to: writes what an input is bound to; the path is a list of expressions, a cell first
let             var, to: the variable holds a value
expect          test: an expression that must be true
expect_refused  charm, handler, args, text?: a call that must be refused, with a message that contains the text
expect_shows    charm, text: the text of the charm's page, without the values of inputs, contains it
wait            for: a duration by which the clock goes on
restart         the host stops, and starts again over the same store
leave           all pages of `who` close

Expressions are nodes of the graph without steps of their own: variables hold charms, and `peek` reads them as `who`
sees them, locals too. `charm` is an expression that gives one; `args` are an object of expressions, by payload field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.nodes import lit, node, nodes_in
from compiler.check.recipes import CheckedSlot
from compiler.check.relations import opened
from compiler.diagnostics import Label, instead
from compiler.lower.arguments import demand, paired
from compiler.lower.context import Program, Signature
from compiler.lower.creation import recipe_called
from compiler.lower.signatures import arguments, as_fields, handler_called
from compiler.lower.stage import Stage, stage_of
from compiler.lower.timing import reads_of_presence
from compiler.scope import UNKNOWN, Scope, Typed
from compiler.source import Span
from compiler.spelling import closest
from graph.model import Node, Step, name_of
from graph.types import CharmOf, Duration, Json, ListOf


class LoweredTest(Struct, frozen=True):
    """A test as the graph has it. here: where it reads who is there."""

    node: Node
    here: tuple[Node, ...]


class _Scene(Struct, frozen=True):
    """A test up to one of its steps."""

    stage: Stage
    scope: Scope
    visitors: tuple[str, ...] = ()

    def report(self, code: str, span: Span, label: str = "", /, **more: Any) -> None:
        self.stage.program.report(code, span, label, **more)


def lower_tests(
    program: Program, tests: Sequence[syntax.Test], steps: Sequence[Step], kept: Mapping[Span, LoweredTest]
) -> dict[Span, LoweredTest]:
    """The tests of a module by place, in the order written.

    steps: those of its recipes. kept: tests that are lowered already.
    """
    if not tests or not program.recipes:
        return {}
    stage = stage_of(program, steps)
    return {test.span: kept[test.span] if test.span in kept else _test(stage, test) for test in tests}


def _test(stage: Stage, test: syntax.Test) -> LoweredTest:
    scope = stage.program.checker.module_scope(test.span.file).step()
    scene = _Scene(stage, replace(scope, sees_locals=True))
    steps = []
    for step in test.steps:
        made, scene = _step(scene, step)
        if made is not None:
            who = {"who": step.who.text} if step.who else {}
            steps.append({"op": made["op"], **who, **made})
    node = {"name": test.name, "steps": steps, "span": list(test.span.in_graph)}
    # Who is there is read by that name alone, and few tests do: the others need no walk.
    says_here = "here" in stage.program.checker.sources[test.span.number].slice(test.span)
    return LoweredTest(node, reads_of_presence(steps) if says_here else ())


def _step(scene: _Scene, step: syntax.Step) -> tuple[Node | None, _Scene]:
    """One step, and the scene behind it."""
    if step.who is not None and step.who.text not in scene.visitors:
        nearest = closest(step.who.text, scene.visitors)
        hint = f"use `{nearest}`" if nearest else f"declare them: `visitors {step.who.text}`"
        scene.report(
            "C0901", step.who.span, "not declared", help=hint, fixes=instead(step.who.span, nearest), name=step.who.text
        )
    action, span = step.action, step.span
    match action:
        case syntax.Visitors(names=names):
            texts = [name.text for name in names]
            return node("visitors", span, names=texts), replace(scene, visitors=(*scene.visitors, *texts))
        case syntax.Let():
            return _let(scene, action, step)
        case syntax.Spawn():
            return _spawn(scene, action), scene
        case syntax.Call():
            return _call(scene, action, "call", {}), scene
        case syntax.Assign():
            return _set(scene, action, step), scene
        case syntax.Expect():
            return _expect(scene, action, step), scene
        case syntax.Wait(duration=duration):
            for_ = scene.stage.program.checker.whole(duration, Duration(), scene.scope, what="the time to wait")
            return node("wait", span, {"for": for_.node}), scene
        case syntax.Restart():
            return node("restart", span), scene
        case syntax.Leave():
            if step.who is None:
                scene.report("C0907", span, "who?")
            return node("leave", span), scene


def _let(scene: _Scene, let: syntax.Let, step: syntax.Step) -> tuple[Node | None, _Scene]:
    """A name for a charm that is opened, or for a value."""
    if isinstance(let.value, syntax.Spawn):
        var = scene.scope.variables.next()
        made = _spawn(scene, let.value)
        recipe = made["recipe"] if made else ""
    elif isinstance(let.value, syntax.Call) and isinstance(let.value.function, syntax.Field):
        var = scene.scope.variables.next()
        made = _call(scene, let.value, "call", {})
        recipe = (scene.stage.opened(made["handler"]) or "") if made else ""
        if made and not recipe:
            scene.report("C0904", let.value.span, "it opens no charm", name=let.value.function.name.text)
    else:
        value = _read(scene, scene.stage.program.checker.infer(let.value, scene.scope), step)
        var = scene.scope.variables.next()
        bound = replace(value, node=node("var", let.name.span, n=var))
        return node("let", let.span, var=var, to=value.node), _named(scene, let.name, bound)
    type_ = CharmOf(recipe) if recipe in scene.stage.program.recipes else UNKNOWN
    charm = Typed(node("var", let.name.span, n=var), type_)
    return made and {**made, "var": var}, _named(scene, let.name, charm)


def _named(scene: _Scene, name: syntax.Name, value: Typed) -> _Scene:
    return replace(scene, scope=scene.stage.program.checker.bind(scene.scope, name, "variable", value))


def _spawn(scene: _Scene, spawn: syntax.Spawn) -> Node | None:
    """Open a charm as a visitor of its address would: all parameters are values."""
    program = scene.stage.program
    recipe = recipe_called(program, spawn.recipe)
    if recipe is None:
        return None
    callee, context = f"recipe `{recipe.name.text}`", program.contexts[recipe.name.text]
    given = paired(recipe.params, spawn.args, context, callee)
    demand(recipe.params, given, spawn.span, context, callee)
    slots = program.checker.recipe(recipe.name.text).slots
    args = {
        name: program.checker.expect(value, slots[name].type, scene.scope, what=f"the parameter `{name}`").node
        for name, value in given.items()
    }
    return node("spawn", spawn.span, recipe=recipe.name.text, args=args)


def _call(scene: _Scene, call: syntax.Call, op: str, more: dict[str, Any]) -> Node | None:
    """Send an event to a charm."""
    if not isinstance(call.function, syntax.Field):
        scene.report("C0902", call.function.span, "which charm?", what="a call")
        return None
    found = _charm(scene, call.function.of, "a call")
    if found is None:
        return None
    charm, recipe = found
    context = scene.stage.program.contexts[recipe]
    signature = handler_called(context, call.function.name)
    if signature is None:
        return None
    name = call.function.name.text
    if signature.handler.is_private:
        declared = (Label(signature.handler.name.span, "it is private"),)
        scene.report("C0612", call.span, "from outside", secondary=declared, name=name)
    if op == "call":
        args = arguments(context, _from_outside(scene, signature), call, scene.scope, {})
        demand(signature.params, args, call.span, context, f"handler `{name}`")
    else:
        # What is refused may be just what does not fit, or leaves something out.
        args = arguments(context, _of_anything(signature), call, scene.scope, {})
    return node(op, call.span, charm=charm, handler=signature.id, args=as_fields(args), **more)


def _from_outside(scene: _Scene, signature: Signature) -> Signature:
    """The same handler, taking any values where it does something about wrong ones: `else d`, `[T else skip]`."""
    if not signature.slots:
        return signature
    shape = scene.stage.program.checker.shape

    def is_forgiving(slot: CheckedSlot) -> bool:
        list_ = shape(slot.type)
        return slot.otherwise is not None or (isinstance(list_, ListOf) and (list_.skip or list_.otherwise is not None))

    forgiving = {name: replace(slot, type=Json()) for name, slot in signature.slots.items() if is_forgiving(slot)}
    return replace(signature, slots={**signature.slots, **forgiving}) if forgiving else signature


def _of_anything(signature: Signature) -> Signature:
    """The same handler, taking any values: anyone may send it any payload."""
    slots = {name: replace(slot, type=Json()) for name, slot in signature.slots.items()}
    elements = {name: replace(param, key=Json()) for name, param in signature.elements.items()}
    return replace(signature, slots=slots, elements=elements)


def _charm(scene: _Scene, expr: syntax.Expr, what: str) -> tuple[Node, str] | None:
    """The charm that an expression gives, and its recipe; anything else is reported (C0902).

    In a test an option is opened by use: where nothing is there, the step fails.
    """
    checker = scene.stage.program.checker
    typed = checker.infer(expr, scene.scope)
    shape = checker.shape(opened(checker.shape(typed.type)))
    if isinstance(shape, CharmOf):
        return typed.node, shape.recipe
    if UNKNOWN not in (shape, typed.type):
        scene.report("C0902", expr.span, "this is a value", what=what)
    return None


def _set(scene: _Scene, assign: syntax.Assign, step: syntax.Step) -> Node | None:
    """Write to a cell of a charm what an input that is bound to it would."""
    checker = scene.stage.program.checker
    target = _read(scene, checker.infer(assign.target, scene.scope), step)
    path: list[Node] = []
    at: syntax.Expr = assign.target
    while isinstance(at, (syntax.Field, syntax.Index)) and not (path and _is_charm(scene, at)):
        if isinstance(at, syntax.Field):
            path.insert(0, lit(at.name.text, at.name.span))
        else:
            path.insert(0, checker.infer(at.key, scene.scope).node)
        at = at.of
    found = _charm(scene, at, "an assignment") if path else None
    if assign.op != "=" or not path:
        scene.report("C0905", assign.target.span, "this is no cell")
    if found is None:
        return None
    value = _read(scene, checker.whole(assign.value, target.type, scene.scope, what="what is typed"), step)
    return node("set", assign.span, charm=found[0], path=path, to=value.node)


def _is_charm(scene: _Scene, expr: syntax.Expr) -> bool:
    checker = scene.stage.program.checker
    typed = checker.infer(expr, scene.scope)
    return isinstance(checker.shape(opened(checker.shape(typed.type))), CharmOf)


def _expect(scene: _Scene, expect: syntax.Expect, step: syntax.Step) -> Node | None:
    checker, value = scene.stage.program.checker, expect.value
    match expect.outcome:
        case syntax.Shows(text=text):
            found = _charm(scene, value, "`shows`")
            wanted = _read(scene, checker.text(text, scene.scope), step)
            return found and node("expect_shows", expect.span, charm=found[0], text=wanted.node)
        case syntax.Refused(text=message):
            if not (isinstance(value, syntax.Call) and isinstance(value.function, syntax.Field)):
                scene.report("C0906", value.span, "this is a value")
                return None
            return _call(scene, value, "expect_refused", {"text": message})
    test, _, _ = checker.condition(value, scene.scope)
    return node("expect", expect.span, test=_read(scene, test, step).node)


def _read(scene: _Scene, typed: Typed, step: syntax.Step) -> Typed:
    """The expression, after a look at the locals in it: without a visitor they are nobody's (C0903)."""
    for each in nodes_in(typed.node) if step.who is None else ():
        if each["op"] == "peek" and each["step"] in scene.stage.locals:
            hint = f"begin the step with who it is: `{(*scene.visitors, 'ann')[0]}: …`"
            scene.report("C0903", step.span, "whose?", help=hint, name=name_of(each["step"]))
    return typed
