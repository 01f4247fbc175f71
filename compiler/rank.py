"""The last stage: every step gets its depth in dataflow order, and a loop among derived values is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from compiler.check.nodes import nodes_in
from compiler.diagnostics import Diagnostic, Label, diagnose
from compiler.source import Source, span_in
from graph.model import Derive, Node, Step, StepId, View, name_of, recipe_of

_RANKED = (Derive, View)
"""The steps that wait for others."""


def rank(steps: Sequence[Step], sources: Mapping[int, Source]) -> tuple[tuple[Step, ...], tuple[Diagnostic, ...]]:
    """Give each step its rank: 0 for what is stored, else one more than the deepest step that it waits for.

    A derived value waits for what it reads, a slot also for the slots that it stands in.
    Result: the same steps in the same order; a step in a loop keeps rank 1.
    sources: by the numbers that spans of nodes carry.
    Errors: C0801 a derived value that depends on itself, once for each loop.
    Cost: one walk of the steps; recursion is as deep as the longest chain of derived values, so it keeps its own stack.
    """
    waits = {step.id: _waits_for(step) for step in steps if isinstance(step, _RANKED)}
    # A child whose declaration is wrong has no step, and may be read all the same.
    read = (each for waited in waits.values() for each in waited)
    ranks = dict.fromkeys((each for each in (*(step.id for step in steps), *read) if each not in waits), 0)
    loops: list[tuple[StepId, ...]] = []
    for waiting, waited in waits.items():
        # Most stand behind all that they wait for.
        if waiting not in ranks and all(map(ranks.__contains__, waited)):
            ranks[waiting] = 1 + max(map(ranks.__getitem__, waited), default=0)
        else:
            _visit(waiting, waits, ranks, loops)
    by_id = {step.id: step for step in steps} if loops else {}
    # A step that has its rank stays the one that it is, for who keeps it from one check to the next.
    ranked = tuple(
        replace(step, rank=ranks[step.id]) if isinstance(step, _RANKED) and step.rank != ranks[step.id] else step
        for step in steps
    )
    return ranked, tuple(_drawn(loop, by_id, sources) for loop in loops)


def _waits_for(step: Derive | View) -> tuple[StepId, ...]:
    around = step.inside if isinstance(step, View) else None
    return step.reads if around is None else (*step.reads, around[0])


def _visit(
    start: StepId,
    waits: Mapping[StepId, Sequence[StepId]],
    ranks: dict[StepId, int],
    loops: list[tuple[StepId, ...]],
) -> None:
    """Rank a step after all that it waits for. What is on the path already closes a loop."""
    path = dict.fromkeys([start])
    while path:
        step = next(reversed(path))
        if step in ranks:
            path.popitem()
            continue
        unranked = [wait for wait in waits[step] if wait not in ranks]
        if not unranked:
            # Even what reads nothing comes after the cells.
            ranks[step] = 1 + max([ranks[wait] for wait in waits[step]], default=0)
            path.popitem()
            continue
        closing = next((wait for wait in unranked if wait in path), None)
        if closing is not None:
            steps = tuple(path)
            loop = steps[steps.index(closing) :]
            loops.append(loop)
            ranks.update(dict.fromkeys(loop, 1))
        else:
            path[unranked[0]] = None


def _drawn(loop: tuple[StepId, ...], steps: Mapping[StepId, Step], sources: Mapping[int, Source]) -> Diagnostic:
    edges = list(zip(loop, (*loop[1:], loop[0]), strict=True))
    reads = [_where_read(steps[reader], read) for reader, read in edges]
    is_one_recipe = len({recipe_of(step) for step in loop}) == 1
    names = {step: name_of(step) if is_one_recipe else step for step in loop}
    labels = [
        Label(span_in(node["span"], sources), f"`{names[reader]}` reads `{names[read]}`")
        for node, (reader, read) in zip(reads, edges, strict=True)
    ]
    drawing = " -> ".join(f"`{names[step]}`" for step in (*loop, loop[0]))
    hint = "Keep in a cell what the loop needs of an earlier state, or leave one of these readings out."
    if any(node["op"] == "peek" for node in reads):
        hint = "Compute it from what the charms are given, as by a function of the data, or leave one reading out."
    return diagnose(
        "C0801",
        labels[0].span,
        labels[0].text,
        secondary=tuple(labels[1:]),
        notes=(f"{drawing} (each reads the next)",),
        help=hint,
        within=loop[0],
        step=names[loop[0]],
    )


def _where_read(reader: Step, read: StepId) -> Node:
    """The place where a derived value reads another one, of its own charm or of one that it looks at."""
    assert isinstance(reader, Derive), "only derived values can wait for each other in a loop"
    return next(node for node in nodes_in(reader.expr) if node["op"] in ("ref", "peek") and node["step"] == read)
