"""What lints ask of the steps and the page of one recipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec import Struct

from compiler.check.nodes import INNER
from graph.model import (
    STEP_CLASSES,
    Cell,
    Child,
    Derive,
    Handler,
    Input,
    Navigate,
    Node,
    Recipe,
    Spawn,
    Step,
    StepId,
    View,
    name_of,
)
from graph.operators import WRITES

_COMPUTING = frozenset({"add", "sub", "mul", "div", "mod", "list", "map", "update", "collect", "collect_map"})
_NESTING = frozenset({"if", "switch", "each", "each_element"})
_LOOPS = frozenset({"collect", "collect_map", "fold", "scan"})


class Write(Struct, frozen=True):
    """A statement that writes, and the cell (or reference) that it writes into."""

    handler: Handler
    node: Node
    cell: StepId


class Computed(Struct, frozen=True):
    """An argument that a page computes for the handler that it sends. slot: of all arguments; name: of this one."""

    slot: View
    name: str
    value: Node
    handler: StepId


class Bound(Struct, frozen=True):
    """An input that is bound to a shared cell by its name. form: the handler of the form around it, if it is in one."""

    slot: View
    at: Node
    form: StepId | None


class Writing(Struct, frozen=True):
    """A loop over the elements of the list in a cell, with the first statement in it that writes into its element."""

    cell: StepId
    loop: Node
    write: Node


class Built(Struct, frozen=True):
    """The facts of the steps of a recipe and of its page. They follow from these alone, and show places by their nodes.

    writes:   of all handlers, in order.
    appended: cells in which something is put that is a text made of the cell's own and more.
    passes:   the cells that are passed by reference, each with the input that stands for it there.
    locals:   the names of what has a value per visitor, but for slots.
    bound:    inputs of the page.
    computed: arguments of what the page sends.
    arrow:    the first element of the page that sends a handler.
    is_used:  whether its page sends something or takes what is typed: people use it, and not scripts alone.
    taken:    the lists that parameters of handlers are elements of, each with its cell.
    writing:  loops of handlers that write.
    nested:   pairs of loops over one list, the second within a pass of the first.
    """

    writes: tuple[Write, ...]
    appended: frozenset[StepId]
    passes: tuple[tuple[StepId, StepId], ...]
    locals: frozenset[str]
    bound: tuple[Bound, ...]
    computed: tuple[Computed, ...]
    arrow: Node | None
    is_used: bool
    taken: tuple[tuple[StepId, Node], ...]
    writing: tuple[Writing, ...]
    nested: tuple[tuple[Node, Node], ...]


def facts_of_steps(recipe: Recipe, steps: Sequence[Step]) -> Built:
    """Walk the handlers, derived values and slots of a recipe, and its page, once. Cost: linear in their nodes."""
    # Steps are told apart once; each search then goes through those that it is about.
    kinds: dict[type[Step], list[Any]] = {kind: [] for kind in STEP_CLASSES.values()}
    for step in steps:
        kinds[type(step)].append(step)
    views: dict[StepId, View] = {step.id: step for step in kinds[View]}
    writes: list[Write] = []
    taken: list[tuple[StepId, Node]] = []
    writing: list[Writing] = []
    for handler in kinds[Handler]:
        statements = _statements(handler.body)
        roots = _roots(handler, statements)
        writes += (
            Write(handler, node, cell)
            for node in statements
            if node["op"] in WRITES and (cell := _root_in(node["at"], roots)) is not None
        )
        taken += ((cell, each.at) for each in handler.elements.values() if (cell := _root_in(each.at, {})) is not None)
        writing += _writing(statements, roots)
    elements = _elements(recipe.template)
    return Built(
        tuple(writes),
        frozenset(write.cell for write in writes if adds_to_itself(write)),
        tuple(_passes((*kinds[Child], *kinds[Navigate], *kinds[Spawn]))),
        frozenset(name_of(each.id) for kind in (Cell, Input, Derive) for each in kinds[kind] if each.scope == "local"),
        tuple(_bound(views, elements, {each.id for each in (*kinds[Cell], *kinds[Input]) if each.scope == "shared"})),
        tuple(_computed(views, elements)),
        next((each for each in elements if "handler" in each), None),
        any("handler" in each or "value" in each for each in elements),
        tuple(taken),
        tuple(writing),
        tuple(_nested(kinds[Derive], views)),
    )


def _statements(body: Iterable[Node]) -> list[Node]:
    """Those of a body and of the blocks in it, outer before inner. Expressions hold none."""
    found: list[Node] = []
    waiting = [*body][::-1]
    while waiting:
        statement = waiting.pop()
        found.append(statement)
        if statement["op"] in _NESTING:
            cases = (case["body"] for case in statement.get("cases", ()))
            for block in (
                statement.get("else", ()),
                *[*cases][::-1],
                statement.get("then", ()),
                statement.get("body", ()),
            ):
                waiting += block[::-1]
    return found


def _roots(handler: Handler, statements: Sequence[Node]) -> dict[int, StepId]:
    """The cell into which each variable for an element leads."""
    roots: dict[int, StepId] = {}
    elements = [(each.var, each.at) for each in handler.elements.values()]
    loops = [(each["var"], each["at"]) for each in statements if each["op"] == "each_element"]
    for variable, place in elements + loops:
        root = _root_in(place, roots)
        if root is not None:
            roots[variable] = root
    return roots


def _root_in(place: Node, roots: Mapping[int, StepId]) -> StepId | None:
    """The cell that a place is or leads into; None where that is not known."""
    while "of" in place:
        place = place["of"]
    return place.get("step") if place["op"] == "ref" else roots.get(place.get("n", -1))


def _writing(statements: Sequence[Node], roots: Mapping[int, StepId]) -> Iterator[Writing]:
    for loop in statements:
        if loop["op"] != "each_element":
            continue
        cell = _root_in(loop["at"], roots)
        inside = _statements(loop["body"])
        write = next((each for each in inside if "at" in each and _leads_into(each["at"], loop["var"])), None)
        if cell is not None and write is not None:
            yield Writing(cell, loop, write)


def _leads_into(place: Node, variable: int) -> bool:
    """Whether a place is the element that a variable refers to, or a part of it."""
    while "of" in place:
        place = place["of"]
    return place["op"] == "place" and bool(place["n"] == variable)


def adds_to_itself(write: Write) -> bool:
    """Whether what is written is a text made of what is there and more."""
    to = write.node.get("to", {})
    if write.node["op"] != "set" or to.get("op") != "text":
        return False
    return any(part["op"] == "ref" and part["step"] == write.cell for part in to["parts"])


def _passes(steps: Iterable[Child | Navigate | Spawn]) -> Iterator[tuple[StepId, StepId]]:
    for step in steps:
        for name, place in step.passes.items():
            # A reference into a cell, to an element say, is another thing than the cell.
            if place["op"] == "ref":
                yield place["step"], f"{step.recipe}.{name}"


def _elements(template: Iterable[Node]) -> list[Node]:
    """The elements of a template, named views and all, outer before inner."""
    found: list[Node] = []
    waiting = [*template][::-1]
    while waiting:
        node = waiting.pop()
        match node["op"]:
            case "element":
                found.append(node)
                waiting += node.get("children", ())[::-1]
            case "rows":
                waiting += node["body"][::-1]
            case "branch":
                for one in node["of"][::-1]:
                    waiting += one[::-1]
    return found


def _bound(views: Mapping[StepId, View], elements: Iterable[Node], shared: Set[StepId]) -> Iterator[Bound]:
    forms = (each for each in elements if each["name"] == "form")
    sent = {node["value"]: form["handler"] for form in forms for node in _elements(form["children"]) if "value" in node}
    for slot in views.values():
        if slot.at is not None and slot.at["op"] == "ref" and slot.at["step"] in shared:
            yield Bound(slot, slot.at, sent.get(slot.id))


def _computed(views: Mapping[StepId, View], elements: Iterable[Node]) -> Iterator[Computed]:
    for element in elements:
        slot = views.get(element.get("args", ""))
        if slot is not None and slot.expr is not None and "handler" in element:
            for name, value in slot.expr["fields"].items():
                if value["op"] in _COMPUTING:
                    yield Computed(slot, name, value, element["handler"])


def _nested(derived: Iterable[Derive], views: Mapping[StepId, View]) -> list[tuple[Node, Node]]:
    found: list[tuple[Node, Node]] = []
    around: dict[StepId, tuple[Node, ...]] = {}
    for step in derived:
        _look_within([step.expr], (), found)
    for view in views.values():
        # What reads no step goes through none: most slots within rows read the row alone.
        if view.reads:
            _look_through(view.clauses, [view.expr], _around(view, views, around), found)
    return found


def _around(slot: View, views: Mapping[StepId, View], known: dict[StepId, tuple[Node, ...]]) -> tuple[Node, ...]:
    """The loops of the rows that a slot stands in, outermost first. known: within slots looked at before."""
    if slot.inside is None:
        return ()
    outer = views[slot.inside[0]]
    if outer.id not in known:
        known[outer.id] = (*_around(outer, views, known), *_walks(outer.clauses))
    return known[outer.id]


def _look_within(trees: Iterable[Any], outer: tuple[Node, ...], found: list[tuple[Node, Node]]) -> None:
    """Find the pairs of which the inner loop stands in one of some trees. outer: the loops around these."""
    waiting = [*trees][::-1]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            op = each.get("op")
            # Fields of a record are by name, so `op` may be one of them, and then a node.
            if not isinstance(op, str):
                waiting += reversed(each.values())
            elif op in _LOOPS:
                # What a fold starts with is computed once.
                inside = [part for name, part in each.items() if name not in ("clauses", "init")]
                _look_through(each["clauses"], inside, outer, found)
            elif inner := INNER[op]:
                waiting += [part for name, part in reversed(each.items()) if name in inner]
        elif isinstance(each, (list, tuple)):
            waiting += reversed(each)


def _look_through(
    clauses: Sequence[Node], inside: Iterable[Any], outer: tuple[Node, ...], found: list[tuple[Node, Node]]
) -> None:
    """Find the pairs of which the inner loop is one of some clauses, or stands in what is computed for each pass."""
    within = [clause for clause in clauses if clause["op"] not in ("for", "for_entries")]
    walks = _walks(clauses)
    found += [(around, walk) for walk in walks for around in outer if around["in"]["step"] == walk["in"]["step"]]
    _look_within([*within, *inside], (*outer, *walks), found)


def _walks(clauses: Sequence[Node]) -> tuple[Node, ...]:
    """The clauses that go through a whole list or map by its name; none where groups or a limit make it few passes."""
    walks = []
    for clause in clauses:
        if clause["op"] in ("group", "limit"):
            return ()
        if "in" in clause and clause["in"]["op"] == "ref":
            walks.append(clause)
    return tuple(walks)
