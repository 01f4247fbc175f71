"""What gets dearer with every event: C2004 state without bound, C2005 work that grows with history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.lint.program import Linted, Write
from compiler.lower.context import other_end
from compiler.lower.paths import path_text
from compiler.source import Span
from graph.model import Cell, Derive, Input, Node, View, name_of, rows_around
from graph.types import Text

_TAKES_AWAY = frozenset({"remove", "clear"})


def unbounded_growth(program: Linted) -> Iterator[Diagnostic]:
    """C2004: a shared text that is only ever put together from itself and more, and has no greatest length."""
    for step in program.graph.steps:
        if not isinstance(step, Cell | Input) or step.scope != "shared":
            continue
        shape = program.shape(step.type)
        if not isinstance(shape, Text) or shape.high is not None:
            continue
        writes = [write for write in program.writes if program.cells[write.cell] == program.cells[step.id]]
        if any(write.cell == step.id for write in writes) and all(_adds_to_itself(write) for write in writes):
            name = name_of(step.id)
            at = next(write.node for write in writes if write.cell == step.id)
            yield diagnose(
                "C2004",
                program.span(at),
                "all that was there before, and more",
                secondary=(program.declared(step.id, "declared without a greatest length"),),
                help=f"keep a list, `{name}: [Text] = []`, and `{name}.push(…)`; or bound it: `Text(..2000)`",
                name=name,
            )


def _adds_to_itself(write: Write) -> bool:
    to = write.node.get("to", {})
    if write.node["op"] != "set" or to.get("op") != "text":
        return False
    return any(part["op"] == "ref" and part["step"] == write.cell for part in to["parts"])


def growing_costs(program: Linted) -> Iterator[Diagnostic]:
    """C2005: a list that is put together anew to add to it; a list that is read whole for each of its elements."""
    yield from _copied(program)
    yield from _read_for_each(program)


def _copied(program: Linted) -> Iterator[Diagnostic]:
    for part in program.parts:
        match part:
            case syntax.Assign(
                op="=",
                target=target,
                value=syntax.ListExpr(items=(syntax.Spread(value=syntax.Name() as spread), item)) as made,
            ) if isinstance(target, syntax.Name) and not isinstance(item, syntax.Spread):
                if target.text == spread.text:
                    yield _push_instead(part, target, item.span, made.span)


def _push_instead(assign: syntax.Assign, target: syntax.Name, item: Span, made: Span) -> Diagnostic:
    file, path = target.span.file, path_text(target)
    edits = (
        Edit(Span(file, target.span.end, item.start), ".push("),
        Edit(Span(file, item.end, made.end), ")"),
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
    growing = {program.cells[write.cell] for write in program.writes if write.node["op"] in ("push", "insert")}
    growing -= {program.cells[write.cell] for write in program.writes if write.node["op"] in _TAKES_AWAY}
    said: set[Span] = set()
    for step in program.graph.steps:
        for outer, inner in _nested(program, step):
            cell = inner["in"]["step"]
            span = program.span(inner["in"])
            if program.cells.get(cell) in growing and program.is_shared(cell) and span not in said:
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


def _nested(program: Linted, step: object) -> Iterator[tuple[Node, Node]]:
    """Pairs of loops over one list, the second within a pass of the first."""
    if isinstance(step, Derive):
        yield from _within(step.expr, ())
    elif isinstance(step, View):
        outer: tuple[Node, ...] = ()
        for rows in rows_around(step, program.steps):
            outer = (*outer, *_walks(rows.clauses))
        yield from _through(step.clauses, step.expr, outer)


def _within(tree: object, outer: tuple[Node, ...]) -> Iterator[tuple[Node, Node]]:
    """Those in a node, or in any nest of them. outer: the loops around it."""
    if isinstance(tree, dict) and "clauses" in tree:
        # What a fold starts with is computed once.
        inside = [part for name, part in tree.items() if name not in ("clauses", "init")]
        yield from _through(tree["clauses"], inside, outer)
    elif isinstance(tree, dict | list | tuple):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _within(part, outer)


def _through(clauses: Sequence[Node], inside: object, outer: tuple[Node, ...]) -> Iterator[tuple[Node, Node]]:
    """Those that begin in clauses, and in what is computed for each pass of them."""
    for clause in _walks(clauses):
        yield from ((around, clause) for around in outer if around["in"]["step"] == clause["in"]["step"])
    around = (*outer, *_walks(clauses))
    yield from _within([clause for clause in clauses if clause["op"] not in ("for", "for_entries")], around)
    yield from _within(inside, around)


def _walks(clauses: Sequence[Node]) -> tuple[Node, ...]:
    """The clauses that go through a whole list or map by its name; none where groups or a limit make it few passes."""
    if any(clause["op"] in ("group", "limit") for clause in clauses):
        return ()
    return tuple(clause for clause in clauses if "in" in clause and clause["in"]["op"] == "ref")
