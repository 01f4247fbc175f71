"""A program as lints look at it: its syntax, its graph, and what is asked of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.nodes import nodes_in
from compiler.diagnostics import Label
from compiler.source import Span, span_in
from compiler.syntax.walk import AnyNode, nodes_of
from graph.model import (
    Cell,
    Child,
    Graph,
    Handler,
    Input,
    Navigate,
    Node,
    Schema,
    Spawn,
    Step,
    StepId,
    View,
    name_of,
    recipe_of,
)
from graph.operators import WRITES
from graph.schemas import type_of
from graph.types import ListOf, Record, Type


class Write(Struct, frozen=True):
    """A statement that writes, and the cell (or reference) that it writes into."""

    handler: Handler
    node: Node
    cell: StepId


class Linted(Struct, frozen=True):
    """A program without an error.

    steps: by id.
    cells: for each cell and reference one that stands for all of which it may be another name.
    writes: of all handlers, in order.
    parts: every node of the file as written, outer before inner.
    """

    checker: Checker
    graph: Graph
    steps: Mapping[StepId, Step]
    cells: Mapping[StepId, StepId]
    writes: tuple[Write, ...]
    parts: tuple[AnyNode, ...]

    @property
    def module(self) -> syntax.Module:
        """The file as written."""
        return self.checker.resolved.module

    def span(self, node: Node) -> Span:
        """Where a node was written."""
        return span_in(node["span"], self.checker.sources)

    def declared(self, step: StepId, text: str) -> Label:
        """The name of a cell, parameter, derived value or handler where it is declared, with words about it."""
        return Label(self.declaration(step).name.span, text)

    def declaration(self, step: StepId) -> syntax.Cell | syntax.Param | syntax.Derive | syntax.Handler:
        """What declares a step."""
        recipe, name = self.checker.resolved.recipes[recipe_of(step)], name_of(step)
        return recipe.parts.get(name) or recipe.derived.get(name) or recipe.handlers[name]

    def shape(self, schema: Schema) -> Type:
        """The type of a schema, names looked up."""
        return self.checker.shape(type_of(schema))

    def list_of(self, step: StepId) -> ListOf | None:
        """The list that a cell or reference is, if it is one."""
        found = self.steps[step]
        shape = self.shape(found.type) if isinstance(found, Cell | Input) else None
        return shape if isinstance(shape, ListOf) else None

    def record_of(self, list_: ListOf) -> Record | None:
        """The record that the elements of a list are, if they are."""
        shape = self.checker.shape(list_.item)
        return shape if isinstance(shape, Record) else None

    def is_shared(self, step: StepId) -> bool:
        """Whether it is a cell or reference that has one value for all."""
        found = self.steps[step]
        return isinstance(found, Cell | Input) and found.scope == "shared"

    def slots(self) -> Iterator[View]:
        """The slots of all views."""
        return (step for step in self.graph.steps if isinstance(step, View))

    def elements(self, recipe: str) -> Iterator[Node]:
        """The elements of a recipe's page, named views and all."""
        template = next(each.template for each in self.graph.recipes if each.id == recipe)
        return (node for node in nodes_in(template) if node["op"] == "element")

    def recipes(self) -> Iterator[syntax.Recipe]:
        """The recipes of this file."""
        return iter(self.module.recipes)


def linted(checker: Checker, graph: Graph) -> Linted:
    """Look the program over once, for all lints."""
    steps = {step.id: step for step in graph.steps}
    handlers = [step for step in graph.steps if isinstance(step, Handler)]
    writes = tuple(write for handler in handlers for write in _writes(handler))
    parts = tuple(nodes_of(checker.resolved.module))
    return Linted(checker, graph, steps, _one_for_all(graph), writes, parts)


def roots_of(handler: Handler) -> dict[int, StepId]:
    """The cell into which each variable for an element leads."""
    roots: dict[int, StepId] = {}
    for element in handler.elements.values():
        _remember(roots, element.var, element.at)
    for node in nodes_in(handler.body):
        if node["op"] == "each_element":
            _remember(roots, node["var"], node["at"])
    return roots


def _remember(roots: dict[int, StepId], var: int, at: Node) -> None:
    root = root_in(at, roots)
    if root is not None:
        roots[var] = root


def root_in(place: Node, roots: Mapping[int, StepId]) -> StepId | None:
    """The cell that a place is or leads into; None where that is not known."""
    while "of" in place:
        place = place["of"]
    return place.get("step") if place["op"] == "ref" else roots.get(place.get("n", -1))


def _writes(handler: Handler) -> Iterator[Write]:
    roots = roots_of(handler)
    for node in nodes_in(handler.body):
        if node["op"] in WRITES:
            cell = root_in(node["at"], roots)
            if cell is not None:
                yield Write(handler, node, cell)


def _one_for_all(graph: Graph) -> dict[StepId, StepId]:
    """Cells and references joined wherever one is passed as the other."""
    one = {step.id: step.id for step in graph.steps if isinstance(step, Cell | Input)}
    for step in graph.steps:
        if isinstance(step, Child | Navigate | Spawn):
            for name, place in step.passes.items():
                # A reference into a cell, to an element say, is another thing than the cell.
                target = f"{step.recipe}.{name}"
                if place["op"] == "ref" and place["step"] in one and target in one:
                    _join(one, place["step"], target)
    return one


def _join(one: dict[StepId, StepId], left: StepId, right: StepId) -> None:
    kept, lost = one[left], one[right]
    for step, stands in one.items():
        if stands == lost:
            one[step] = kept
