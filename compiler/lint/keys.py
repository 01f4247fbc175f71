"""Shared lists of records that nothing tells apart: C2009 when others shift them, C2013 in loops that write."""

from __future__ import annotations

from collections.abc import Iterator

from compiler import syntax
from compiler.check.nodes import nodes_in
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.lint.program import Linted, Write, root_in, roots_of
from compiler.source import Span
from graph.model import Cell, Handler, Node, StepId, name_of

_SHIFTS = frozenset({"insert", "remove", "move", "clear"})


def lists_without_key(program: Linted) -> Iterator[Diagnostic]:
    """C2009: an element of such a list is a handler's parameter, while other events give elements other positions.

    A script says which element it means by position. Where a list only grows at its end, a position stays true.
    """
    for cell in _without_key(program):
        shift = next((write for write in program.writes if _is_one(program, write.cell, cell) and _shifts(write)), None)
        taken = next((each for each in _taken(program) if _is_one(program, root_in(each, {}), cell)), None)
        if shift is None or taken is None:
            continue
        declaration = program.declaration(cell)
        yield diagnose(
            "C2009",
            program.span(taken),
            "which one is meant is said by position",
            secondary=(
                Label(program.span(shift.node), "and this gives elements other positions"),
                Label(declaration.name.span, "a list of records without `key`"),
            ),
            help="give the record a key: `key id: Id = new_id()`",
            fixes=_fixes(program, declaration),
            name=name_of(cell),
        )


def loops_without_key(program: Linted) -> Iterator[Diagnostic]:
    """C2013: a handler's `for` writes to elements of such a list."""
    for cell in _without_key(program):
        for loop, write in _writing_loops(program, cell):
            declaration = program.declaration(cell)
            yield diagnose(
                "C2013",
                program.span(loop["at"]),
                "all of it is read to find what to write",
                secondary=(
                    Label(program.span(write), "an element is written here"),
                    Label(declaration.name.span, "a list of records without `key`"),
                ),
                help="give the record a key, `key id: Id = new_id()`, and write to `"
                + f"{name_of(cell)}[id]`, or loop `where x.id == …`",
                fixes=_fixes(program, declaration),
                name=name_of(cell),
            )


def _without_key(program: Linted) -> Iterator[StepId]:
    """The shared cells that are lists of records without key."""
    for step in program.graph.steps:
        if isinstance(step, Cell) and step.scope == "shared":
            list_ = program.list_of(step.id)
            record = program.record_of(list_) if list_ else None
            if record is not None and record.key is None:
                yield step.id


def _is_one(program: Linted, root: StepId | None, cell: StepId) -> bool:
    """Whether a cell or reference may be that cell."""
    return root is not None and program.cells.get(root) == program.cells[cell]


def _shifts(write: Write) -> bool:
    """Whether a write may give an element another position."""
    return write.node["op"] in _SHIFTS or (write.node["op"] == "set" and write.node["at"]["op"] == "ref")


def _taken(program: Linted) -> Iterator[Node]:
    """The lists that the parameters of handlers are elements of."""
    for step in program.graph.steps:
        if isinstance(step, Handler):
            yield from (element.at for element in step.elements.values())


def _writing_loops(program: Linted, cell: StepId) -> Iterator[tuple[Node, Node]]:
    """The loops over the elements of a list that write to them, each with the first such statement."""
    for step in program.graph.steps:
        if not isinstance(step, Handler):
            continue
        roots = roots_of(step)
        for loop in nodes_in(step.body):
            if loop["op"] == "each_element" and _is_one(program, root_in(loop["at"], roots), cell):
                write = next(
                    (node for node in nodes_in(loop["body"]) if _leads_into(node.get("at"), loop["var"])), None
                )
                if write is not None:
                    yield loop, write


def _leads_into(place: Node | None, variable: int) -> bool:
    """Whether a place is the element that a variable refers to, or a part of it."""
    while place is not None and "of" in place:
        place = place["of"]
    return place is not None and place["op"] == "place" and place["n"] == variable


def _fixes(
    program: Linted, declaration: syntax.Cell | syntax.Param | syntax.Derive | syntax.Handler
) -> tuple[Fix, ...]:
    """Put a key before the first field, where the record is declared in this file."""
    written: syntax.Type | None = declaration.slot.type if isinstance(declaration, syntax.Cell) else None
    while not isinstance(written, syntax.RecordType):
        match written:
            case syntax.ListType(item=item):
                written = item.type
            case syntax.TypeName(name=name):
                declared = program.checker.resolved.types.get(name.text)
                written = declared.type if declared else None
            case _:
                return ()
    if any(field.name.text == "id" for field in written.fields):
        return ()
    first = written.fields[0].span
    edit = Edit(Span(first.file, first.start, first.start), "key id: Id = new_id(), ")
    return (Fix("give the record a key", "unsafe", (edit,)),)
