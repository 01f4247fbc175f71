"""What goes wrong when many are there at once: C2002 drafts, C2003 lost updates, C2012 lists that are local."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler import syntax
from compiler.check.nodes import nodes_in
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.lint.names import Part, values_in
from compiler.lint.program import Linted, Write
from compiler.source import Span
from graph.model import Cell, Derive, Handler, Node, StepId, View, name_of, rows_around
from graph.types import Text

_COMPUTING = frozenset({"add", "sub", "mul", "div", "mod", "list", "map", "update", "collect", "collect_map"})


def shared_drafts(program: Linted) -> Iterator[Diagnostic]:
    """C2002: a shared cell in which everyone types, and which a handler uses up as one person's words.

    Sure signs of that: the input's own form sends a handler that reads it; or a handler reads it and empties it.
    """
    forms = dict(_forms(program))
    said: set[StepId] = set()
    for slot in program.slots():
        at = slot.at
        if at is None or at["op"] != "ref" or not program.is_shared(at["step"]) or at["step"] in said:
            continue
        using = _sent_by_form(program, forms, slot, at["step"]) or _emptied(program, at["step"])
        if using is not None:
            said.add(at["step"])
            yield _draft(program, at["step"], program.span(at), using)


def _draft(program: Linted, cell: StepId, typed: Span, using: Label) -> Diagnostic:
    name, declaration = name_of(cell), program.declaration(cell)
    fixes: tuple[Fix, ...] = ()
    if isinstance(declaration, syntax.Cell):
        shared = Span(declaration.span.file, declaration.span.start, declaration.span.start + len("shared"))
        if not _is_passed(program, cell):
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


def _is_passed(program: Linted, cell: StepId) -> bool:
    """Whether the cell is also known as a reference of another recipe."""
    return sum(one == program.cells[cell] for one in program.cells.values()) > 1


def _forms(program: Linted) -> Iterator[tuple[StepId, StepId]]:
    """The handler of the form around each input that is bound to a cell, by the input's slot."""
    for recipe in program.graph.recipes:
        for form in program.elements(recipe.id):
            if form["name"] == "form":
                yield from ((node["value"], form["handler"]) for node in nodes_in(form["children"]) if "value" in node)


def _sent_by_form(program: Linted, forms: Mapping[StepId, StepId], slot: View, cell: StepId) -> Label | None:
    handler = program.steps.get(forms.get(slot.id, ""))
    if not isinstance(handler, Handler):
        return None
    read = _read_in(handler, cell)
    return Label(program.span(read), "and its form sends what is there then") if read else None


def _emptied(program: Linted, cell: StepId) -> Label | None:
    """Where a handler that reads a text sets it back to a fixed one."""
    found = program.steps[cell]
    if not isinstance(found, Cell) or not isinstance(program.shape(found.type), Text):
        return None
    for write in program.writes:
        node = write.node
        is_emptied = node["op"] == "set" and node["at"]["op"] == "ref" and node["to"]["op"] == "lit"
        if write.cell == cell and is_emptied and _read_in(write.handler, cell):
            return Label(program.span(node), "and this empties it for everyone")
    return None


def _read_in(handler: Handler, cell: StepId) -> Node | None:
    """Where the body of a handler reads a cell; a place that is written into is not read."""
    places = {id(node["at"]) for node in nodes_in(handler.body) if "at" in node}
    found = (node for node in nodes_in(handler.body) if node["op"] == "ref" and node["step"] == cell)
    return next((node for node in found if id(node) not in places), None)


def lost_updates(program: Linted) -> Iterator[Diagnostic]:
    """C2003: a page computes the next value from the one that it shows, and a handler puts what it is told."""
    for recipe in program.graph.recipes:
        for element in program.elements(recipe.id):
            args = program.steps.get(element.get("args", ""))
            handler = program.steps.get(element.get("handler", ""))
            if isinstance(args, View) and args.expr is not None and isinstance(handler, Handler):
                yield from _lost(program, args, args.expr, handler)


def _lost(program: Linted, args: View, record: Node, handler: Handler) -> Iterator[Diagnostic]:
    for name, value in record["fields"].items():
        if value["op"] not in _COMPUTING:
            continue
        shown = _cells_shown(program, args, value)
        for write in program.writes:
            if write.handler is handler and write.cell in shown and _puts(write, name):
                path = _path(write)
                yield diagnose(
                    "C2003",
                    program.span(value),
                    f"from what this page shows of `{name_of(write.cell)}`",
                    secondary=(Label(program.span(write.node), "put over what others wrote meanwhile"),),
                    help=_compute_there(path, value),
                    name=path,
                )
                break


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


def _cells_shown(program: Linted, slot: View, value: Node) -> frozenset[StepId]:
    """The shared cells whose values, as the page shows them, an argument is computed from: by name or through rows."""
    read = {node["step"] for node in nodes_in(value) if node["op"] == "ref"}
    used = {node["n"] for node in nodes_in(value) if node["op"] == "var"}
    for rows in rows_around(slot, program.steps):
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
    for recipe in program.recipes():
        locals_ = _local_names(program, recipe)
        for member in recipe.members:
            if not isinstance(member, syntax.Derive) or member.name.text not in locals_:
                continue
            reading = _one_local_field(member.value, locals_)
            if reading is not None:
                field, name = reading
                yield diagnose(
                    "C2012",
                    member.name.span,
                    "a list of its own for each visitor",
                    secondary=(Label(name.span, f"only because `{field}` reads `{name.text}`, which is local"),),
                    help=f"leave `{field}` out here, and compute it in the view where a row shows it",
                    name=member.name.text,
                )


def _local_names(program: Linted, recipe: syntax.Recipe) -> frozenset[str]:
    """What has a value per visitor in a recipe."""
    own = [step for step in program.graph.of(recipe.name.text) if not isinstance(step, Handler | View)]
    named = {name_of(step.id) for step in own if getattr(step, "scope", "shared") == "local"}
    return frozenset({*named, "me", "here"})


def _one_local_field(value: syntax.Expr, locals_: frozenset[str]) -> tuple[str, syntax.Name] | None:
    """The only field of a list's records that reads a local, and the local; None where there is another reason."""
    if not isinstance(value, syntax.Comprehension) or not isinstance(value.item, syntax.Braces):
        return None
    if _first_local(locals_, *value.clauses):
        return None
    reading = [(entry, name) for entry in value.item.entries if (name := _first_local(locals_, entry))]
    if len(reading) != 1 or len(value.item.entries) == 1:
        return None
    entry, name = reading[0]
    return (entry.name.text, name) if isinstance(entry, syntax.FieldEntry) else None


def _first_local(locals_: frozenset[str], *parts: Part) -> syntax.Name | None:
    return next((name for name in values_in(*parts) if name.text in locals_), None)
