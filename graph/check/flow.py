"""The dataflow that a document declares: reads and writes as they are, ranks that rise, locals that stay local."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from graph.check.expressions import Walk
from graph.check.program import Program
from graph.check.statements import Statements
from graph.check.steps import enclosing
from graph.faults import GraphFault
from graph.model import Always, Child, Derive, Every, Handler, Navigate, Readable, Spawn, Step, StepId, View, recipe_of

Reading = Always | Child | Derive | Every | Handler | Navigate | Spawn | View
"""The steps that declare what they read."""


def flow_faults(program: Program, walked: Sequence[tuple[Step, Walk]]) -> Iterator[GraphFault]:
    """What is wrong with the reads, writes, ranks and scopes that steps declare."""
    for step, walk in walked:
        if isinstance(step, Reading) and not walk.faults:
            yield from _declared_faults(program, step, walk)
        if isinstance(step, View):
            yield from _inside_faults(program, step)
        if isinstance(step, Derive | View):
            yield from _rank_faults(program, step)


def _declared_faults(program: Program, step: Reading, walk: Walk) -> Iterator[GraphFault]:
    """The steps that are read or written but not declared, or the other way round.

    A handler also has the effects of those that it sends to. The cell that a place leads into may count as read,
    since a write into it can depend on what is there.
    """
    sent = [found for id_ in getattr(walk, "sends", ()) if isinstance(found := program.steps.get(id_), Handler)]
    may_read = {*walk.reads, *walk.roots, *(read for handler in sent for read in handler.reads)}
    yield from _difference(step.id, "reads", step.reads, walk.reads, may_read)
    if isinstance(step, Handler) and isinstance(walk, Statements):
        may_write = {*walk.writes, *(write for handler in sent for write in handler.writes)}
        yield from _difference(step.id, "writes", step.writes, walk.writes, may_write)


def _difference(
    step: StepId, field: str, declared: Sequence[StepId], must: Collection[StepId], may: Collection[StepId]
) -> Iterator[GraphFault]:
    for n, each in enumerate(declared):
        if each not in may:
            yield GraphFault(step, f"{field}.{n}", f"`{each}` is declared, but nothing in this step {field} it")
        elif each in declared[:n]:
            yield GraphFault(step, f"{field}.{n}", f"`{each}` stands twice")
    for each in must:
        if each not in declared:
            yield GraphFault(step, field, f"leaves out `{each}`, which this step {field}")


def _inside_faults(program: Program, step: View) -> Iterator[GraphFault]:
    if step.inside is None:
        return
    outer = program.steps.get(step.inside[0])
    if not isinstance(outer, View) or outer.slot not in ("branch", "rows"):
        yield GraphFault(step.id, "inside.0", f"`{step.inside[0]}` is no slot with rows or branches")
    elif recipe_of(outer.id) != recipe_of(step.id):
        yield GraphFault(step.id, "inside.0", f"`{outer.id}` belongs to another recipe")
    elif step.scope == "shared":
        rows = next((each for each in enclosing(program, step) if each.slot == "rows" and each.scope == "local"), None)
        if rows is not None:
            yield GraphFault(step.id, "scope", f"is shared, but it stands in rows that are local: `{rows.id}`")


def _rank_faults(program: Program, step: Derive | View) -> Iterator[GraphFault]:
    """A step waits for all that it reads and for the slots around it; equal ranks would be a loop, or a glitch."""
    inside = [] if isinstance(step, Derive) or step.inside is None else [step.inside[0]]
    for each in (*step.reads, *inside):
        before = program.steps.get(each)
        if isinstance(before, Readable | View) and before.rank >= step.rank:
            reason = "which it stands in" if each in inside else "which it reads"
            message = (
                f"is {step.rank}, not above the {before.rank} of `{each}`, {reason}: values flow upwards, not in a loop"
            )
            yield GraphFault(step.id, "rank", message)
