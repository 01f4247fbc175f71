"""The view of a recipe: elements that exist, with what they need, and each slot once, where it says it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from graph.check.program import Program
from graph.check.statements import handler_fault
from graph.elements import ELEMENTS, Attribute, Element, Presence
from graph.faults import GraphFault
from graph.model import Graph, Handler, Node, Recipe, StepId, View, recipe_of
from graph.walk import Path


class Around(Struct, frozen=True):
    """What a node of a template stands in. inside: as a slot says it.  form: the handler of the form around, if any."""

    inside: tuple[StepId, int] | None = None
    elements: tuple[str, ...] = ()
    form: Handler | None = None


class _Template(Struct):
    """The walk over the template of one recipe; `shown` are the slots that it has met."""

    program: Program
    recipe: Recipe
    faults: list[GraphFault] = []
    shown: set[StepId] = set()

    def fault(self, path: Path, message: str) -> None:
        self.faults.append(GraphFault(self.recipe.id, ".".join(map(str, path)), message))


def template_faults(graph: Graph, program: Program) -> Iterator[GraphFault]:
    """What is wrong with the views of all recipes, and slots that none of them shows."""
    for recipe in graph.recipes:
        walk = _Template(program, recipe)
        _nodes(walk, recipe.template, Around(), ("template",))
        yield from walk.faults
        for step in graph.of(recipe.id):
            if isinstance(step, View) and step.id not in walk.shown:
                yield GraphFault(step.id, "", f"is a slot that the template of `{recipe.id}` does not show")


def _nodes(walk: _Template, nodes: Any, around: Around, path: Path) -> None:
    for n, node in enumerate(nodes):
        _node(walk, node, around, (*path, n))


def _node(walk: _Template, node: Node, around: Around, path: Path) -> None:
    match node["op"]:
        case "element":
            _element(walk, node, around, path)
        case "branch":
            _slot(walk, node["step"], ("branch",), around, (*path, "step"))
            if not node["of"]:
                walk.fault((*path, "of"), "has no template to show")
            for n, template in enumerate(node["of"]):
                _nodes(walk, template, replace(around, inside=(node["step"], n)), (*path, "of", n))
        case "charm":
            _slot(walk, node["step"], ("charm",), around, (*path, "step"))
        case "rows":
            _slot(walk, node["step"], ("rows",), around, (*path, "step"))
            _nodes(walk, node["body"], replace(around, inside=(node["step"], 0)), (*path, "body"))


def _slot(walk: _Template, step: StepId, kinds: tuple[str, ...], around: Around, path: Path) -> None:
    """Check that a slot is there, fits its position, stands where it says, and stands nowhere else."""
    found = walk.program.steps.get(step)
    if not isinstance(found, View) or recipe_of(step) != walk.recipe.id:
        walk.fault(path, f"`{step}` is no slot of this recipe")
        return
    if step in walk.shown:
        walk.fault(path, f"`{step}` is shown twice")
        return
    walk.shown.add(step)
    if found.slot not in kinds:
        at = f"at {'.'.join(map(str, path))} of `{walk.recipe.id}`"
        message = f"is `{found.slot}`, but {at} stands a slot of the kind {' or '.join(kinds)}"
        walk.faults.append(GraphFault(step, "slot", message))
    if found.inside != around.inside:
        told, stands = (_place_in(inside) for inside in (found.inside, around.inside))
        walk.faults.append(GraphFault(step, "inside", f"says {told}, but the template shows it {stands}"))


def _place_in(inside: tuple[StepId, int] | None) -> str:
    return "at the top" if inside is None else f"in `{inside[0]}`, {inside[1]}"


def _element(walk: _Template, node: Node, around: Around, path: Path) -> None:
    element = ELEMENTS.get(node["name"])
    if element is None:
        walk.fault((*path, "name"), f"there is no element `{node['name']}`")
        return
    if element.within and not set(element.within) & set(around.elements):
        walk.fault((*path, "name"), f"`{element.name}` stands only in {' or '.join(element.within)}")
    _content(walk, node, element, around, path)
    _attributes(walk, node, element, around, path)
    handler = _arrow(walk, node, element, around, path)
    if element.binds:
        _binding(walk, node, handler or around.form, around, path)
    else:
        for name in ("field", "value"):
            if name in node:
                walk.fault((*path, name), f"`{element.name}` is no input")
    _dragged(walk, node, around, path)
    _dropped(walk, node, handler, path)
    _presence(walk, node, "children", element.children, path)
    inner = replace(around, elements=(*around.elements, element.name))
    if element.name == "form":
        inner = replace(inner, form=handler)
    _nodes(walk, node.get("children", ()), inner, (*path, "children"))


def _presence(walk: _Template, node: Node, name: str, presence: Presence, path: Path) -> None:
    if presence == "none" and name in node:
        walk.fault((*path, name), f"`{node['name']}` takes none")
    if presence == "required" and name not in node:
        walk.fault((*path, name), f"is missing: `{node['name']}` needs it")


def _content(walk: _Template, node: Node, element: Element, around: Around, path: Path) -> None:
    # What an input is bound to stands in `field` or `value`, so it has no content of its own.
    _presence(walk, node, "content", "none" if element.binds else element.content, path)
    match node.get("content"):
        case {"op": "slot", "step": step}:
            _slot(walk, step, ("text", "time"), around, (*path, "content", "step"))
        case {"op": "lit", "value": value} if not isinstance(value, str):
            walk.fault((*path, "content", "value"), "is not text")


def _attributes(walk: _Template, node: Node, element: Element, around: Around, path: Path) -> None:
    given = node.get("attributes", {})
    for name, content in given.items():
        place = (*path, "attributes", name)
        attribute = element.attributes.get(name)
        if attribute is None:
            walk.fault(place, f"`{element.name}` has no attribute `{name}`")
        elif attribute.type in ("Element", "List"):
            walk.fault(place, "is an operand of the node, and no attribute")
        elif content["op"] == "slot":
            if attribute.choices:
                walk.fault(place, f"must be a literal, one of {', '.join(attribute.choices)}")
            _slot(walk, content["step"], (attribute.slot,), around, (*place, "step"))
        elif (wrong := _literal_fault(attribute, content["value"])) is not None:
            walk.fault((*place, "value"), wrong)
    for name, attribute in element.attributes.items():
        if attribute.required and name not in given:
            walk.fault((*path, "attributes", name), f"is missing: `{element.name}` needs it")
    if element.one_of and len(set(element.one_of) & given.keys()) != 1:
        walk.fault((*path, "attributes"), f"have not exactly one of {' and '.join(element.one_of)}")


def _literal_fault(attribute: Attribute, value: object) -> str | None:
    """Why a literal cannot be the value of an attribute; None when it can."""
    if attribute.choices and value not in attribute.choices:
        return f"must be one of {', '.join(attribute.choices)}"
    if attribute.type == "Bool":
        return None if isinstance(value, bool) else "is not true or false"
    if attribute.type in ("Int", "Number"):
        return None if isinstance(value, int | float) and not isinstance(value, bool) else "is not a number"
    return None if isinstance(value, str) else "is not text"


def _arrow(walk: _Template, node: Node, element: Element, around: Around, path: Path) -> Handler | None:
    """Check the handler of an element and the slot with its arguments. Returns the handler, when it is one."""
    _presence(walk, node, "handler", element.arrow, path)
    if "args" in node:
        if "handler" not in node:
            walk.fault((*path, "args"), "are arguments without a handler")
        _slot(walk, node["args"], ("args",), around, (*path, "args"))
    if "handler" not in node:
        return None
    found = walk.program.steps.get(node["handler"])
    wrong = handler_fault(found, node["handler"], walk.recipe.id)
    if wrong is None and isinstance(found, Handler) and found.private:
        wrong = f"`{found.id}` is private, so no page may offer it"
    if wrong is not None:
        walk.fault((*path, "handler"), wrong)
    elif isinstance(found, Handler):
        _arguments(walk, node, found)
        return found
    return None


def _arguments(walk: _Template, node: Node, handler: Handler) -> None:
    slot = walk.program.steps.get(node.get("args", ""))
    if isinstance(slot, View) and slot.expr is not None and slot.expr["op"] == "record":
        for name in slot.expr["fields"]:
            if name not in handler.payload:
                walk.faults.append(
                    GraphFault(slot.id, f"expr.fields.{name}", f"`{handler.id}` has no payload field `{name}`")
                )


def _dragged(walk: _Template, node: Node, around: Around, path: Path) -> None:
    """A card may be an element of a list, with a slot that gives its key."""
    if "drag" not in node:
        return
    _slot(walk, node["drag"], ("args",), around, (*path, "drag"))
    if "drag" not in ELEMENTS[node["name"]].attributes:
        walk.fault((*path, "drag"), f"`{node['name']}` cannot be dragged")
    if "list" not in node:
        walk.fault((*path, "list"), "is missing: what can be dragged is an element of one")


def _dropped(walk: _Template, node: Node, handler: Handler | None, path: Path) -> None:
    """A column may accept the elements of a list: its handler then has a payload field for the one that is dropped."""
    if "accepts" not in ELEMENTS[node["name"]].attributes:
        for name in ("drop", "before", *(("list",) if "drag" not in node else ())):
            if name in node:
                walk.fault((*path, name), f"nothing is dropped on `{node['name']}`")
        return
    if len({name in node for name in ("list", "handler", "drop")}) > 1:
        walk.fault(path, "needs `list`, `handler` and `drop` together, or none of them")
    if handler is not None and "drop" in node and node["drop"] not in handler.elements:
        walk.fault((*path, "drop"), f"`{handler.id}` has no element as payload field `{node['drop']}`")
    if "before" in node and (handler is None or node["before"] not in handler.payload):
        walk.fault((*path, "before"), "is no payload field of the handler")


def _binding(walk: _Template, node: Node, handler: Handler | None, around: Around, path: Path) -> None:
    """An input has a payload field of its own or its form's handler, or a slot with the place that it is bound to."""
    if ("field" in node) == ("value" in node):
        walk.fault(path, f"`{node['name']}` needs either a `field` of its form or a bound `value`")
    if "handler" in node and around.form is not None:
        walk.fault((*path, "handler"), "is of no use in a form, which sends its own")
    if "value" in node:
        if "handler" in node:
            walk.fault((*path, "value"), "is bound to a cell, so it is nothing that the handler could be sent")
        _slot(walk, node["value"], ("value",), around, (*path, "value"))
    if "field" in node and (handler is None or node["field"] not in handler.payload):
        whose = "there is no form around it" if handler is None else f"`{handler.id}` has no such payload field"
        walk.fault((*path, "field"), f"`{node['field']}` cannot be sent: {whose}")
