"""The handlers of recipes to steps, each followed by the steps of the charms that it creates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from compiler.lower.body import Body
from compiler.lower.context import Context, Program, Signature
from compiler.lower.effects import Effects, conflict_of, effects_of, reached, root_of, together
from compiler.lower.navigate import lower_spawn
from compiler.lower.signatures import payload_of
from compiler.lower.statements import lower_block
from graph.model import Element, Handler, Node, Schema, Step, StepId, name_of, recipe_of


class Bodies(dict[StepId, "Lowered"]):
    """The bodies of handlers by the handler's id, each lowered when it is first asked for."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program

    def __missing__(self, handler: StepId) -> Lowered:
        context = self._program.contexts[recipe_of(handler)]
        self[handler] = _lower(context, context.signatures[name_of(handler)])
        return self[handler]


def handler_steps(context: Context, name: str, bodies: Mapping[StepId, Lowered]) -> tuple[Step, ...]:
    """The step of a handler and those of the charms that it creates.

    What it reads and writes includes what the handlers that it calls do, in whatever recipe.
    """
    signature = context.signatures[name]
    return (_step(context, signature, bodies), *bodies[signature.id].body.created)


class Lowered(Struct, frozen=True):
    """A handler's own nodes, before those that it calls are looked at."""

    body: Body
    block: tuple[Node, ...]
    payload: dict[str, Schema]
    effects: Effects


def _lower(context: Context, signature: Signature) -> Lowered:
    roots: dict[int, StepId] = {}
    for param in signature.elements.values():
        roots[param.element.var] = root_of(param.element.at, roots)
    body = Body(context, signature, roots)
    scope = replace(signature.scope, makes=partial(lower_spawn, body))
    block = lower_block(body, signature.handler.body, scope)
    payload = payload_of(signature)
    effects = effects_of(block, _elements(signature).values(), payload)
    return Lowered(body, tuple(block), payload, effects)


def _elements(signature: Signature) -> dict[str, Element]:
    return {name: param.element for name, param in signature.elements.items()}


def _step(context: Context, signature: Signature, lowered: Mapping[StepId, Lowered]) -> Handler:
    handler, own = signature.handler, lowered[signature.id]
    run = [lowered[each] for each in reached(signature.id, lambda each: lowered[each].effects.sends)]
    effects = together([each.effects for each in run])
    writes = [conflict for each in run for conflict in each.body.conflicts]
    return Handler(
        signature.id,
        own.payload,
        effects.reads,
        effects.writes,
        conflict_of(writes, effects, context.outline),
        own.block,
        _elements(signature),
        handler.is_private,
        handler.doc,
        handler.span.in_graph,
    )
