"""`navigate` and `spawn` in a handler: what creates a charm is a step of its own, since each happens at one place."""

from __future__ import annotations

from compiler import syntax
from compiler.check.access import unknown
from compiler.check.braces import check_key
from compiler.check.nodes import node
from compiler.lower.body import Body
from compiler.lower.creation import Creation, recipe_called
from compiler.lower.effects import reads_of
from compiler.scope import Scope, Typed
from graph.model import Navigate, Node, Spawn
from graph.types import CharmOf


def lower_navigate(body: Body, statement: syntax.Navigate, scope: Scope) -> Node | None:
    """The statement's node: to a new charm, whose step is added to the body's, or to one that is there."""
    spawn = statement.target
    if not isinstance(spawn, syntax.Spawn):
        return _visit(body, statement, scope)
    recipe = recipe_called(body.context.program, spawn.recipe)
    if recipe is None:
        _look_into(body, spawn, scope)
        return None
    passes, args = Creation(body.context, "navigate", body.roots, scope).given(spawn, recipe)
    key = None if statement.key is None else _key(body, statement.key, scope)
    step = body.step_id("navigate")
    reads = reads_of(passes, args, key, roots=body.roots)
    body.created.append(Navigate(step, recipe.name.text, reads, passes, args, key, statement.span.in_graph))
    return node("navigate", statement.span, step=step)


def _visit(body: Body, statement: syntax.Navigate, scope: Scope) -> Node | None:
    """`navigate room`."""
    typed = body.context.checker.charm(statement.target, scope, what="navigate")
    charm = body.context.checker.shape(typed.type)
    if not isinstance(charm, CharmOf):
        return None
    body.context.program.visits.setdefault(body.handler, charm.recipe)
    return node("visit", statement.span, to=typed.node)


def _key(body: Body, key: syntax.Expr, scope: Scope) -> Node:
    """What tells the charms of one recipe apart, which a visitor comes to by having the same."""
    checker = body.context.checker
    typed = checker.opened_value(key, scope, what="the key of a charm")
    check_key(checker, typed.type, key.span)
    # Who somebody is is no secret within a space, and what most charms are keyed by.
    if typed.local and typed.node["op"] != "me":
        hint = "key it by `me`, or by something shared"
        body.context.report("C1015", key.span, "who has the same comes to the same charm", help=hint)
    return typed.node


def lower_spawn(body: Body, spawn: syntax.Spawn, scope: Scope) -> Typed:
    """The value of a `spawn`, whose step is added to the body's. One that is looked at again is the same one."""
    if spawn.span in body.spawned:
        return body.spawned[spawn.span]
    recipe = recipe_called(body.context.program, spawn.recipe)
    if recipe is None:
        _look_into(body, spawn, scope)
        return unknown(spawn.span)
    passes, args = Creation(body.context, "spawn", body.roots, scope).given(spawn, recipe)
    step = body.step_id("spawn")
    reads = reads_of(passes, args, roots=body.roots)
    body.created.append(Spawn(step, recipe.name.text, reads, passes, args, spawn.span.in_graph))
    made = Typed(node("spawn", spawn.span, step=step), CharmOf(recipe.name.text))
    body.spawned[spawn.span] = made
    return made


def _look_into(body: Body, spawn: syntax.Spawn, scope: Scope) -> None:
    """What stands in the arguments may be wrong too."""
    for arg in spawn.args:
        body.context.checker.infer(arg.value, scope)
