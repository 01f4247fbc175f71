"""Where there is no visitor, and where nobody can say who is there: what timers run, and what reads presence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from graph.model import Derive, Every, Handler, Here, Step, StepId, name_of
from graph.walk import nodes_in

RUN_BY_PRESENCE = ("enter", "leave")
"""The handlers that the runtime runs when a visitor comes to a charm and when they have left it; no one else may."""


def comes_from_presence(handler: StepId) -> bool:
    """Whether only the runtime runs a handler: `on enter()`, `on leave()`."""
    return name_of(handler) in RUN_BY_PRESENCE


def unattended(steps: Mapping[StepId, Step]) -> frozenset[StepId]:
    """The handlers that run without a visitor: those that a timer calls, and those that these send to."""
    called = {step.handler for step in steps.values() if isinstance(step, Every)}
    handlers = [step for step in steps.values() if isinstance(step, Handler)]
    called |= {node["handler"] for step in handlers for node in nodes_in(step.body, "after")}
    return _reached(called, steps)


def unasked(steps: Mapping[StepId, Step]) -> frozenset[StepId]:
    """The handlers that run without anybody having pressed anything, so that nobody can be sent anywhere."""
    called = {step.id for step in steps.values() if isinstance(step, Handler) and comes_from_presence(step.id)}
    return unattended(steps) | _reached(called, steps)


def _reached(called: Iterable[StepId], steps: Mapping[StepId, Step]) -> frozenset[StepId]:
    found: set[StepId] = set()
    waiting = list(called)
    while waiting:
        handler = steps.get(waiting.pop())
        if isinstance(handler, Handler) and handler.id not in found:
            found.add(handler.id)
            waiting += [node["handler"] for node in nodes_in(handler.body, "send")]
    return frozenset(found)


def present(steps: Mapping[StepId, Step]) -> frozenset[StepId]:
    """The lists of who is there, and the derived values that follow from them: no commit says what they are."""
    found = {step.id for step in steps.values() if isinstance(step, Here)}
    derived = [step for step in steps.values() if isinstance(step, Derive)] if found else []
    while more := [step.id for step in derived if step.id not in found and _reads_any(step, found)]:
        found.update(more)
    return frozenset(found)


def _reads_any(step: Derive, steps: Collection[StepId]) -> bool:
    return any(read in steps for read in step.reads)
