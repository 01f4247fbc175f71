"""The handlers of a recipe to steps, each followed by the steps of what it navigates to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.lower.body import Body
from compiler.lower.context import Context, Signature
from compiler.lower.effects import Effects, conflict_of, effects_of, reached, root_of, together
from compiler.lower.signatures import payload_of
from compiler.lower.statements import lower_block
from graph.model import Element, Handler, Navigate, Node, Schema, StepId


def lower_handlers(context: Context) -> dict[str, tuple[Handler | Navigate, ...]]:
    """The steps of each handler, by the handler's name.

    What a handler reads and writes includes what the handlers that it calls do, so all bodies are lowered first.
    """
    lowered = {signature.id: _lower(context, signature) for signature in context.signatures.values()}
    return {
        name: (_step(context, signature, lowered), *lowered[signature.id].body.navigates)
        for name, signature in context.signatures.items()
    }


@dataclass(frozen=True, slots=True)
class _Lowered:
    """A handler's own nodes, before those that it calls are looked at."""

    body: Body
    block: tuple[Node, ...]
    payload: dict[str, Schema]
    effects: Effects


def _lower(context: Context, signature: Signature) -> _Lowered:
    roots: dict[int, StepId] = {}
    for param in signature.elements.values():
        roots[param.element.var] = root_of(param.element.at, roots)
    body = Body(context, signature.id, roots)
    block = lower_block(body, signature.handler.body, signature.scope)
    payload = payload_of(signature)
    effects = effects_of(block, _elements(signature).values(), payload)
    return _Lowered(body, tuple(block), payload, effects)


def _elements(signature: Signature) -> dict[str, Element]:
    return {name: param.element for name, param in signature.elements.items()}


def _step(context: Context, signature: Signature, lowered: Mapping[StepId, _Lowered]) -> Handler:
    handler, own = signature.handler, lowered[signature.id]
    run = [lowered[each] for each in reached(signature.id, {step: each.effects for step, each in lowered.items()})]
    effects = together([each.effects for each in run])
    writes = [conflict for each in run for conflict in each.body.conflicts]
    return Handler(
        signature.id,
        own.payload,
        effects.reads,
        effects.writes,
        conflict_of(writes, effects, context.is_local, context.sources),
        own.block,
        _elements(signature),
        handler.is_private,
        handler.doc,
        handler.span.in_graph,
    )
