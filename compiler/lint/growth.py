"""What gets dearer with every event: C2004 state without bound, C2005 work that grows with history."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.lint.program import Linted
from compiler.lint.steps import adds_to_itself
from compiler.lower.context import other_end
from compiler.source import Span
from graph.model import StepId, name_of
from graph.types import Text

_PUTS_IN = frozenset({"push", "insert"})
_TAKES_AWAY = frozenset({"remove", "clear"})


def unbounded_growth(program: Linted) -> Iterator[Diagnostic]:
    """C2004: a shared text that is only ever put together from itself and more, and has no greatest length."""
    for cell in sorted({cell for facts in program.built.values() for cell in facts.appended}):
        if not program.is_shared(cell) or not all(map(adds_to_itself, program.writes_to[program.cells[cell]])):
            continue
        shape = program.shape_of(cell)
        if isinstance(shape, Text) and shape.high is None:
            name = name_of(cell)
            yield diagnose(
                "C2004",
                program.span(program.writes_into[cell][0].node),
                "all that was there before, and more",
                secondary=(program.declared(cell, "declared without a greatest length"),),
                help=f"keep a list, `{name}: [Text] = []`, and `{name}.push(…)`; or bound it: `Text(..2000)`",
                name=name,
            )


def growing_costs(program: Linted) -> Iterator[Diagnostic]:
    """C2005: a list that is put together anew to add to it; a list that is read whole for each of its elements."""
    yield from _copied(program)
    yield from _read_for_each(program)


def _copied(program: Linted) -> Iterator[Diagnostic]:
    for _, facts in program.written:
        for assign in facts.copies:
            match assign:
                case syntax.Assign(target=syntax.Name() as target, value=syntax.ListExpr(items=(_, item)) as made):
                    yield _push_instead(target, item.span, made.span)


def _push_instead(target: syntax.Name, item: Span, made: Span) -> Diagnostic:
    path = target.text
    edits = (
        Edit(replace(made, start=target.span.end, end=item.start), ".push("),
        Edit(replace(made, start=item.end), ")"),
    )
    return diagnose(
        "C2005",
        made,
        "written anew with every event",
        help=f"use `{path}.push(…)`",
        fixes=(Fix(f"use `{path}.push(…)`", "safe", edits),),
        what=f"adding to `{path}` this way",
        list=path,
    )


def _read_for_each(program: Linted) -> Iterator[Diagnostic]:
    said: set[Span] = set()
    for facts in program.built.values():
        for outer, inner in facts.nested:
            cell = inner["in"]["step"]
            span = program.span(inner["in"])
            if program.is_shared(cell) and _grows(program, cell) and span not in said:
                said.add(span)
                name = name_of(cell)
                yield diagnose(
                    "C2005",
                    span,
                    "read whole here",
                    secondary=other_end(program.span(outer["in"]), "for each of its elements"),
                    help=f"look up one element by its key, `{name}[…]`; group the list once; or keep a count in a cell",
                    what=f"going through `{name}` for each of its elements",
                    list=name,
                )


def _grows(program: Linted, cell: StepId) -> bool:
    """Whether handlers put elements in, and none takes any out."""
    done = {write.node["op"] for write in program.writes_to.get(program.cells[cell], ())}
    return not done.isdisjoint(_PUTS_IN) and done.isdisjoint(_TAKES_AWAY)
