"""Shared lists of records that nothing tells apart: C2009 when others shift them, C2013 in loops that write."""

from __future__ import annotations

from collections.abc import Container, Iterator

from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.lint.program import Linted
from compiler.lint.steps import Write, Writing
from graph.model import Cell, Node, StepId, name_of
from graph.types import ListOf, Record

_SHIFTS = frozenset({"insert", "remove", "move", "clear"})


def lists_without_key(program: Linted) -> Iterator[Diagnostic]:
    """C2009: an element of such a list is a handler's parameter, while other events give elements other positions.

    A script says which element it means by position. Where a list only grows at its end, a position stays true.
    """
    taken: dict[StepId, Node] = {}
    for facts in program.built.values():
        for list_, element in facts.taken:
            taken.setdefault(program.cells.get(list_, list_), element)
    for cell in _without_key(program, taken):
        shift = next((write for write in program.writes_to.get(program.cells[cell], ()) if _shifts(write)), None)
        if shift is None:
            continue
        declaration = program.declaration(cell)
        yield diagnose(
            "C2009",
            program.span(taken[program.cells[cell]]),
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
    loops: dict[StepId, list[Writing]] = {}
    for facts in program.built.values():
        for each in facts.writing:
            loops.setdefault(program.cells.get(each.cell, each.cell), []).append(each)
    for cell in _without_key(program, loops):
        declaration = program.declaration(cell)
        for each in loops[program.cells[cell]]:
            yield diagnose(
                "C2013",
                program.span(each.loop["at"]),
                "all of it is read to find what to write",
                secondary=(
                    Label(program.span(each.write), "an element is written here"),
                    Label(declaration.name.span, "a list of records without `key`"),
                ),
                help="give the record a key, `key id: Id = new_id()`, and write to `"
                + f"{name_of(cell)}[id]`, or loop `where x.id == …`",
                fixes=_fixes(program, declaration),
                name=name_of(cell),
            )


def _without_key(program: Linted, asked: Container[StepId]) -> Iterator[StepId]:
    """The shared cells that are lists of records without key. asked: those to look at, each for all its names."""
    for step in program.graph.steps:
        if isinstance(step, Cell) and step.scope == "shared" and program.cells[step.id] in asked:
            list_ = program.shape_of(step.id)
            record = program.checker.shape(list_.item) if isinstance(list_, ListOf) else None
            if isinstance(record, Record) and record.key is None:
                yield step.id


def _shifts(write: Write) -> bool:
    """Whether a write may give an element another position."""
    return write.node["op"] in _SHIFTS or (write.node["op"] == "set" and write.node["at"]["op"] == "ref")


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
    edit = Edit(replace(first, end=first.start), "key id: Id = new_id(), ")
    return (Fix("give the record a key", "unsafe", (edit,)),)
