"""`navigate R(args)`: a step that creates a charm, with a place for each reference and an expression for each value."""

from __future__ import annotations

from compiler import syntax
from compiler.check.nodes import node
from compiler.check.recipes import CheckedSlot
from compiler.lower.arguments import demand, paired
from compiler.lower.body import Body
from compiler.lower.context import Context, Program, other_end
from compiler.lower.effects import reads_of, root_of
from compiler.lower.paths import path_text
from compiler.lower.references import misfit
from compiler.scope import UNKNOWN, Place, Scope, Typed
from compiler.source import Span
from graph.model import Navigate, Node


def lower_navigate(body: Body, statement: syntax.Navigate, scope: Scope) -> Node | None:
    """The statement's node; its step is added to the body's."""
    context = body.context
    if not isinstance(statement.target, syntax.Spawn):
        context.not_yet(statement.span, "`navigate` to a charm that is kept in a value")
        return None
    if statement.key is not None:
        context.not_yet(statement.key.span, "`keyed by`")
        return None
    spawn = statement.target
    recipe = recipe_called(context.program, spawn.recipe)
    if recipe is None:
        for arg in spawn.args:
            context.checker.infer(arg.value, scope)
        return None
    passes, args = _passed(body, spawn, recipe, scope)
    ordinal = len(body.navigates) + 1
    step = f"{body.handler}.navigate{'' if ordinal == 1 else ordinal}"
    span = statement.span.in_graph
    reads = reads_of(passes, args)
    body.navigates.append(Navigate(step, recipe.name.text, reads, passes, args, span=span))
    return node("navigate", statement.span, step=step)


def recipe_called(program: Program, name: syntax.Name) -> syntax.Recipe | None:
    """The recipe of that name; an unknown one is reported."""
    meant = program.checker.resolved.meant(name)
    if meant not in program.recipes:
        program.checker.report_unknown_recipe(name)
        return None
    recipe = program.recipes[meant]
    program.checker.witness.use(name, recipe.name.span)
    return recipe


def _passed(
    body: Body, spawn: syntax.Spawn, recipe: syntax.Recipe, scope: Scope
) -> tuple[dict[str, Node], dict[str, Node]]:
    """The places passed for references, and the values for the other parameters."""
    context, callee = body.context, f"recipe `{recipe.name.text}`"
    given = paired(recipe.params, spawn.args, context, callee)
    demand(recipe.params, given, spawn.span, context, callee)
    slots = context.checker.recipe(recipe.name.text).slots
    passes, args = {}, {}
    for param in recipe.params:
        name = param.name.text
        if name not in given:
            continue
        slot, value = slots[name], given[name]
        if param.kind == "shared":
            place = _referred(body, value, param, slot, scope)
            if place is not None:
                passes[name] = place
                continue
        args[name] = _copied(context, value, param, slot, scope).node
    return passes, args


def _referred(body: Body, value: syntax.Expr, param: syntax.Param, slot: CheckedSlot, scope: Scope) -> Node | None:
    """The place that a reference leads to; None where a value is to start the new charm's own cell."""
    context, name = body.context, param.name.text
    typed = context.checker.infer(value, scope)
    declared = other_end(param.span, f"`{name}` is a reference")
    if typed.type == UNKNOWN:
        return typed.node
    if typed.at is None:
        if slot.default is None:
            hint = "pass a shared cell or a path in one; or give the parameter a default, so that it can own a cell"
            context.report("C0506", value.span, "this is no path in a cell", secondary=declared, help=hint, name=name)
            return typed.node
        return None
    if context.is_local(root_of(typed.at.node, body.roots)):
        hint = (
            f"declare the parameter without `shared` to pass a copy: `{name}: …` (all can see it)"
            f" or `local {name}: …` (only the visitor who navigates)"
        )
        path = path_text(value)
        context.report(
            "C0501", value.span, "one value per visitor", secondary=declared, help=hint, path=path, name=name
        )
        return typed.node
    _compare(context, value.span, typed.at, param, slot)
    return typed.at.node


def _compare(context: Context, span: Span, at: Place, param: syntax.Param, slot: CheckedSlot) -> None:
    if UNKNOWN in (at.type, slot.type):
        return
    why = misfit(context.checker, at.type, slot.type)
    if why is not None:
        declared = other_end(param.span, "this is what the parameter promises")
        context.report("C0507", span, f"its value {why}", secondary=declared, name=param.name.text, why=why)


def _copied(context: Context, value: syntax.Expr, param: syntax.Param, slot: CheckedSlot, scope: Scope) -> Typed:
    name = param.name.text
    typed = context.checker.expect(value, slot.type, scope, what=f"the parameter `{name}`")
    if typed.local and param.kind == "shared":
        declared = other_end(param.span, f"`{name}` starts with one value for all")
        context.report("C0508", value.span, "one value per visitor", secondary=declared, name=name)
    elif typed.local and param.kind == "value":
        declared = other_end(param.span, f"all can see `{name}`")
        hint = f"declare it `local {name}: …` if only the visitor who navigates may see it"
        context.report("C2001", value.span, "it becomes visible to all", secondary=declared, help=hint, name=name)
    return typed
