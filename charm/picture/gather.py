"""From a graph to what a picture shows: a node for each step that an author wrote, a link for each flow between two.

Slots and arguments, which the compiler made of a view, are one node; what a handler opens is a part of the handler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from charm.picture.fields import Path, fields_of, path_of, smallest, variables_of
from charm.picture.model import Frame, Link, LinkKind, Node, Picture
from graph.edges import edges_of
from graph.model import Child, Graph, Handler, Input, Navigate, Recipe, Spawn, Step, StepId, View, name_of, recipe_of
from graph.notation import slot_text, type_text
from graph.walk import nodes_in

Opening = Child | Navigate | Spawn
"""The steps that create a charm of a recipe, and give it what it needs."""


def gather(graph: Graph, kinds: Collection[str] = ()) -> Picture:
    """The picture of a graph. kinds: of the steps to show; all but the compiler's own when empty.

    A graph of a recipe with errors will do: what could not be compiled is not there, nor what leads to it.
    """
    owners = _owners(graph, kinds)
    nodes: dict[StepId, Node] = {}
    for recipe in graph.recipes:
        steps = [step for step in graph.of(recipe.id) if owners[step.id] is not None]
        # The view comes first, since it stands above what it offers.
        if recipe.template and (view := owners[recipe.id]) is not None:
            nodes[view] = _view(view, [step for step in steps if isinstance(step, View)])
        nodes |= {step.id: _node(step) for step in steps if owners[step.id] == step.id}
    return Picture(tuple(_frames(graph)), tuple(nodes.values()), tuple(_links(graph, owners, nodes)))


def owners_of(graph: Graph) -> Mapping[StepId, StepId]:
    """The node that stands for each step, and for the view of each recipe by the recipe's name."""
    return {step: owner for step, owner in _owners(graph, ()).items() if owner is not None}


def _owners(graph: Graph, kinds: Collection[str]) -> dict[StepId, StepId | None]:
    """The node for each step, and for each recipe that of its view; None where it is not shown."""
    opened = _opened(graph)
    owners: dict[StepId, StepId | None] = {}
    for step in graph.steps:
        match step:
            case View():
                owner, kind = _view_of(recipe_of(step.id)), "view"
            case Navigate() | Spawn() if step.kind not in kinds and step.id in opened:
                owner, kind = opened[step.id], "handler"
            case _:
                owner, kind = step.id, step.kind
        owners[step.id] = owner if not kinds or kind in kinds else None
    return owners | {
        recipe.id: _view_of(recipe.id) if not kinds or "view" in kinds else None for recipe in graph.recipes
    }


def _opened(graph: Graph) -> Mapping[StepId, StepId]:
    """The handler in which each navigate and spawn stands."""
    return {
        node["step"]: step.id
        for step in graph.steps
        if isinstance(step, Handler)
        for op in ("navigate", "spawn")
        for node in nodes_in(step.body, op)
    }


def _view_of(recipe: str) -> StepId:
    return f"{recipe}.view"


def _view(id_: StepId, slots: Collection[View]) -> Node:
    private = any(slot.scope == "local" for slot in slots)
    detail = "with private parts" if private else "the same for all"
    return Node(id_, recipe_of(id_), "view", "view", None, detail, detail)


def _node(step: Step) -> Node:
    doc = getattr(step, "doc", None) or ""
    scope = getattr(step, "scope", None)
    detail = _detail(step)
    brief = ", ".join(step.payload) if isinstance(step, Handler) else detail
    return Node(step.id, recipe_of(step.id), step.kind, name_of(step.id) or "…", scope, detail, brief, doc)


def _detail(step: Step) -> str:
    """A few words about a step: its type, or what it takes."""
    match step:
        case Handler(payload=payload, private=private):
            takes = ", ".join(slot_text(name, schema) for name, schema in payload.items())
            return ("private " if private else "") + (f"takes {takes}" if takes else "")
        case Child():
            return f"a {step.recipe}{' each' if step.over is not None else ''}"
        case Navigate() | Spawn():
            return f"opens {step.recipe}"
        case Input(by="value" | "local"):
            return f"{type_text(step.type)}, given"
        case _:
            schema: dict[str, Any] = getattr(step, "type", {})
            return type_text(schema) if schema else ""


def _frames(graph: Graph) -> Iterator[Frame]:
    for recipe in graph.recipes:
        openers = [step for step in graph.steps if isinstance(step, Opening) and step.recipe == recipe.id]
        many = any(not isinstance(each, Child) or each.over is not None for each in openers)
        yield Frame(recipe.id, _about(graph, recipe, openers), many or len(openers) > 1)


def _about(graph: Graph, recipe: Recipe, openers: Iterable[Opening]) -> str:
    """How many charms of a recipe there are."""
    if recipe is graph.root:
        return "one, for everyone"
    handlers = dict.fromkeys(name_of(each.id).partition(".")[0] for each in openers if not isinstance(each, Child))
    said = [f"a new one for each {' or '.join(handlers)}"] if handlers else []
    said += [_held(each) for each in openers if isinstance(each, Child)]
    return ", ".join(said) or "opened by nothing here"


def _held(child: Child) -> str:
    if child.over is None:
        return f"one in each {recipe_of(child.id)}"
    path = path_of(child.over, {})
    return f"one for each of {name_of(path[0]) + path[1] if path else '…'}"


def _links(graph: Graph, owners: Mapping[StepId, StepId | None], nodes: Mapping[StepId, Node]) -> Iterator[Link]:
    """Every flow between two nodes that are shown, once."""
    found: dict[tuple[StepId, StepId, LinkKind], dict[str, None]] = {}
    for source, target, kind, fields in _flows(graph):
        ends = owners.get(source, source), target if kind == "opens" else owners.get(target, target)
        if ends[0] in nodes and (ends[1] in nodes or kind == "opens") and ends[0] != ends[1]:
            assert ends[0] is not None
            assert ends[1] is not None
            parts = found.setdefault((ends[0], ends[1], kind), {})
            # All of a value is used where any of the slots of a view uses all of it.
            parts |= dict.fromkeys(fields or ("",))
    yield from _merged({key: smallest(tuple(parts)) for key, parts in found.items()}, nodes)


def _merged(
    found: Mapping[tuple[StepId, StepId, LinkKind], tuple[str, ...]], nodes: Mapping[StepId, Node]
) -> Iterator[Link]:
    """What one node both reads of another and writes to it is one link, with an arrow at either end."""
    for (source, target, kind), fields in found.items():
        back = (target, source, "writes")
        if kind == "reads" and back in found:
            # What a visitor types does not follow from what the page shows, as what a handler writes may.
            is_view = nodes[target].kind == "view"
            yield Link(source, target, "edits" if is_view else "updates", fields)
        elif kind != "writes" or (target, source, "reads") not in found:
            yield Link(source, target, kind, fields)


_Flow = tuple[StepId, StepId, LinkKind, tuple[str, ...]]


def _flows(graph: Graph) -> Iterator[_Flow]:
    """What flows from step to step, with the parts of the value where they are known."""
    steps = {step.id: step for step in graph.steps}
    opened = _opened(graph)
    for step in graph.steps:
        if isinstance(step, Opening):
            by = step if isinstance(step, Child) else steps.get(opened.get(step.id, ""))
            yield from _opening(step, variables_of(by, steps) if by is not None else {})
    parts = {step.id: fields_of(step, steps) for step in graph.steps}
    for edge in edges_of(graph.steps, graph.recipes):
        match edge.kind:
            case "reads" if not isinstance(steps.get(edge.target), Opening):
                yield edge.source, edge.target, "reads", parts[edge.target][0].get(edge.source, ())
            case "writes":
                yield edge.source, edge.target, "writes", parts[edge.source][1].get(edge.target, ())
            case "shows":
                yield edge.source, edge.target, "offers", ()
            case "calls":
                yield edge.source, edge.target, "calls", ()
            case _:
                pass
    for step in graph.steps:
        if isinstance(step, View):
            # A step inside rows reads them through its variables, which no edge tells.
            yield from ((read, step.id, "reads", fields) for read, fields in parts[step.id][0].items())
            yield from ((step.id, write, "writes", fields) for write, fields in parts[step.id][1].items())


def _opening(step: Opening, variables: Mapping[int, Path]) -> Iterator[_Flow]:
    """What a new charm is given: references to cells or into them, and copies of values."""
    yield step.id, step.recipe, "opens", ()
    for name, place in step.passes.items():
        if (path := path_of(place, variables)) is not None:
            yield path[0], f"{step.recipe}.{name}", "passes", (path[1],) if path[1] else ()
    for name, expr in step.args.items():
        roots = tuple(dict.fromkeys(_roots(expr, variables)))
        yield from ((root, f"{step.recipe}.{name}", "gives", ()) for root in roots)
        if not roots:
            yield step.id, f"{step.recipe}.{name}", "gives", ()


def _roots(expr: dict[str, Any], variables: Mapping[int, Path]) -> Iterator[StepId]:
    """The steps that an expression reads, by themselves or through variables."""
    yield from (node["step"] for node in nodes_in([expr], "ref"))
    yield from (variables[node["n"]][0] for node in nodes_in([expr], "var") if node["n"] in variables)
