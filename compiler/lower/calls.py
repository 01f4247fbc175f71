"""Calls of handlers, now and later: of this charm, or of another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from compiler import syntax
from compiler.check.nodes import lit, node
from compiler.lower.arguments import demand
from compiler.lower.context import Context, Signature
from compiler.lower.signatures import arguments, as_fields, handler_called
from compiler.scope import Scope, Typed
from graph.model import Node
from graph.types import CharmOf, Duration, Option


class Called(Struct, frozen=True):
    """A handler with what it is given. to: the charm whose handler it is; None: this one."""

    signature: Signature
    args: Mapping[str, Typed]
    to: Typed | None = None

    @property
    def operands(self) -> dict[str, Any]:
        """What a node says of it."""
        return {
            "handler": self.signature.id,
            "args": as_fields(dict(self.args)),
            "to": None if self.to is None else self.to.node,
        }


def is_charm(context: Context, typed: Typed) -> bool:
    """Whether a value is a charm, or may be one."""
    return isinstance(context.opened(typed.type), CharmOf)


def called(context: Context, call: syntax.Call, scope: Scope) -> Called | None:
    """What a call means; None, and a report, where it is none.

    Errors: C0601 no such handler, C0602 to C0605 arguments, C1010 no charm, C1106 what only the runtime sends.
    """
    if isinstance(call.function, syntax.Field):
        return _of_another(context, call, call.function, scope)
    name = call.function
    assert isinstance(name, syntax.Name), "the grammar calls names and fields"
    signature = handler_called(context, name)
    return _given(context, signature, call, name, scope)


def _of_another(context: Context, call: syntax.Call, path: syntax.Field, scope: Scope) -> Called | None:
    """A call of a handler of another charm: `left.increment()`."""
    # A path that leads nowhere refuses the event, here as everywhere in a handler.
    is_path = isinstance(path.of, syntax.Index)
    charm = context.checker.charm(path.of, scope, what=f".{path.name.text}(…)", may_be_none=is_path)
    shape = context.opened(charm.type)
    callee = context.program.contexts[shape.recipe] if isinstance(shape, CharmOf) else None
    signature = handler_called(callee, path.name) if callee else None
    if isinstance(context.checker.shape(charm.type), Option):
        # No charm has the empty id, and the handler of a charm that is not there refuses.
        nobody = lit("", path.of.span)
        there = node("coalesce", path.of.span, left=charm.node, right=nobody)
        charm = Typed(there, charm.type, use=charm.use)
    return _given(context, signature, call, path.name, scope, charm)


def _given(
    context: Context,
    signature: Signature | None,
    call: syntax.Call,
    name: syntax.Name,
    scope: Scope,
    to: Typed | None = None,
) -> Called | None:
    if signature is None:
        # What stands in the arguments may be wrong too.
        for arg in call.args:
            context.checker.infer(arg.value, scope)
        return None
    args = arguments(context, signature, call, scope, {})
    demand(signature.params, args, call.span, context, f"handler `{name.text}`")
    return Called(signature, args, to)


def lower_after(context: Context, statement: syntax.After, scope: Scope) -> Node | None:
    """The node of a call that comes later."""
    checker = context.checker
    delay = checker.whole(statement.delay, Duration(), scope, what="the time to wait")
    found = called(context, statement.call, scope)
    return None if found is None else node("after", statement.span, {"delay": delay.node, **found.operands})
