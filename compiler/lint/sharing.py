"""What goes wrong when many are there at once: C2002 drafts, C2003 lost updates, C2012 lists that are local."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from compiler import syntax
from compiler.check.nodes import nodes_in
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.lint.declarations import Table
from compiler.lint.program import Linted
from compiler.lint.steps import Computed, Write
from compiler.source import Span
from graph.model import Cell, Derive, Handler, Node, StepId, name_of, rows_around
from graph.types import Text


def shared_drafts(program: Linted) -> Iterator[Diagnostic]:
    """C2002: a shared cell in which everyone types, and which a handler uses up as one person's words.

    Sure signs of that: the input's own form sends a handler that reads it; or a handler reads it and empties it.
    """
    said: set[StepId] = set()
    # Many inputs may be bound to one cell; what empties it is looked for once.
    emptied: dict[StepId, Label | None] = {}
    for facts in program.built.values():
        for bound in facts.bound:
            cell = bound.at["step"]
            if cell in said:
                continue
            using = _sent_by_form(program, bound.form, cell)
            if using is None:
                if cell not in emptied:
                    emptied[cell] = _emptied(program, cell)
                using = emptied[cell]
            if using is not None:
                said.add(cell)
                yield _draft(program, cell, program.span(bound.at), using)


def _draft(program: Linted, cell: StepId, typed: Span, using: Label) -> Diagnostic:
    name, declaration = name_of(cell), program.declaration(cell)
    fixes: tuple[Fix, ...] = ()
    if isinstance(declaration, syntax.Cell):
        shared = replace(declaration.span, end=declaration.span.start + len("shared"))
        if cell not in program.passed:
            fixes = (Fix(f"make `{name}` local", "unsafe", (Edit(shared, "local"),)),)
    return diagnose(
        "C2002",
        declaration.name.span,
        "one value for all",
        secondary=(Label(typed, "everyone types into it here"), using),
        help=f"declare it `local {name}: …` in the recipe whose page has the input",
        fixes=fixes,
        name=name,
    )


def _sent_by_form(program: Linted, form: StepId | None, cell: StepId) -> Label | None:
    handler = program.steps.get(form or "")
    if not isinstance(handler, Handler):
        return None
    read = _read_in(handler, cell)
    return Label(program.span(read), "and its form sends what is there then") if read else None


def _emptied(program: Linted, cell: StepId) -> Label | None:
    """Where a handler that reads a text sets it back to a fixed one."""
    found = program.steps[cell]
    if not isinstance(found, Cell) or not isinstance(program.shape_of(cell), Text):
        return None
    for write in program.writes_into.get(cell, ()):
        node = write.node
        is_emptied = node["op"] == "set" and node["at"]["op"] == "ref" and node["to"]["op"] == "lit"
        if is_emptied and _read_in(write.handler, cell):
            return Label(program.span(node), "and this empties it for everyone")
    return None


def _read_in(handler: Handler, cell: StepId) -> Node | None:
    """Where the body of a handler reads a cell; a place that is written into is not read."""
    places = {id(node["at"]) for node in nodes_in(handler.body) if "at" in node}
    found = (node for node in nodes_in(handler.body) if node["op"] == "ref" and node["step"] == cell)
    return next((node for node in found if id(node) not in places), None)


def lost_updates(program: Linted) -> Iterator[Diagnostic]:
    """C2003: a page computes the next value from the one that it shows, and a handler puts what it is told."""
    for facts in program.built.values():
        for computed in facts.computed:
            put = [write for write in program.writes_of.get(computed.handler, ()) if _puts(write, computed.name)]
            shown = _cells_shown(program, computed) if put else frozenset()
            for write in put:
                if write.cell in shown:
                    yield _lost(program, computed, write)
                    break


def _lost(program: Linted, computed: Computed, write: Write) -> Diagnostic:
    path = _path(write)
    return diagnose(
        "C2003",
        program.span(computed.value),
        f"from what this page shows of `{name_of(write.cell)}`",
        secondary=(Label(program.span(write.node), "put over what others wrote meanwhile"),),
        help=_compute_there(path, computed.value),
        name=path,
    )


def _path(write: Write) -> str:
    """The place that a write is about, as the recipe says it: `votes`, or `item.n` where an element is meant."""
    fields: list[str] = []
    at = write.node["at"]
    while at["op"] == "field":
        fields.insert(0, at["name"])
        at = at["of"]
    return ".".join([name_of(write.cell), *fields] if at["op"] == "ref" else fields or [name_of(write.cell)])


def _compute_there(path: str, value: Node) -> str:
    sign = {"add": "+=", "sub": "-="}.get(value["op"])
    if sign:
        return f"compute it in the handler, from what is there then: `{path} {sign} …`"
    if value["op"] == "list":
        return f"send the element alone, and let the handler put it: `{path}.push(…)`"
    return "send what is new alone, and let the handler compute the rest from what is there then"


def _puts(write: Write, name: str) -> bool:
    """Whether a write puts a field of the payload as it came."""
    match write.node:
        case {"op": "set", "to": {"op": "payload", "name": put}}:
            return bool(put == name)
    return False


def _cells_shown(program: Linted, computed: Computed) -> frozenset[StepId]:
    """The shared cells whose values, as the page shows them, an argument is computed from: by name or through rows."""
    nodes = nodes_in(computed.value)
    read = {node["step"] for node in nodes if node["op"] == "ref"}
    used = {node["n"] for node in nodes if node["op"] == "var"}
    for rows in rows_around(computed.slot, program.steps):
        for clause in rows.clauses:
            # The position in a list is not what the list holds.
            if clause["op"] in ("for", "for_entries") and clause["var"] in used:
                read |= {node["step"] for node in nodes_in(clause["in"]) if node["op"] == "ref"}
    for step in tuple(read):
        read |= _sources(program, step)
    return frozenset(step for step in read if step in program.cells and program.is_shared(step))


def _sources(program: Linted, step: StepId) -> frozenset[StepId]:
    """All that a derived value is computed from."""
    found: set[StepId] = set()
    waiting = [step]
    while waiting:
        each = program.steps[waiting.pop()]
        if isinstance(each, Derive):
            waiting += [read for read in each.reads if read not in found]
            found |= set(each.reads)
    return frozenset(found)


def local_lists(program: Linted) -> Iterator[Diagnostic]:
    """C2012: a derived list that is computed for each visitor because of one field of its elements."""
    for _, written, built in program.recipes():
        locals_ = built.locals | {"me", "here"}
        for table in written.tables:
            reading = _one_local_field(table, locals_) if table.member.name.text in locals_ else None
            if reading is not None:
                field, name = reading
                yield diagnose(
                    "C2012",
                    table.member.name.span,
                    "a list of its own for each visitor",
                    secondary=(Label(name.span, f"only because `{field}` reads `{name.text}`, which is local"),),
                    help=f"leave `{field}` out here, and compute it in the view where a row shows it",
                    name=table.member.name.text,
                )


def _one_local_field(table: Table, locals_: frozenset[str]) -> tuple[str, syntax.Name] | None:
    """The only field of a list's records that reads a local, and the local; None where there is another reason."""
    if len(table.entries) == 1 or any(name.text in locals_ for name in table.around):
        return None
    local = ((entry, [name for name in names if name.text in locals_]) for entry, names in table.entries)
    reading = [(entry, names[0]) for entry, names in local if names]
    if len(reading) != 1:
        return None
    entry, name = reading[0]
    return (entry.name.text, name) if isinstance(entry, syntax.FieldEntry) else None
