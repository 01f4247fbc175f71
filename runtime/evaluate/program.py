"""A graph made ready to run: its types as shapes, its expressions and handlers as Python functions.

Each piece is compiled when it is first asked for and kept, so loading a large graph costs what is used of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, TypeVar

from graph.changes.surface import Surface, surface_of
from graph.library.catalogue import FUNCTIONS
from graph.library.function import Fault
from graph.model import (
    Always,
    Cell,
    Child,
    Derive,
    Every,
    Graph,
    Handler,
    Here,
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
    rows_around,
)
from graph.schemas import NamedTypes, slot_of, type_of
from graph.timing import RUN_BY_PRESENCE, comes_from_presence
from graph.types import ListOf, Record, resolve
from graph.walk import nodes_in
from runtime.evaluate.expressions import Expressions
from runtime.evaluate.shaping import shape_of
from runtime.evaluate.statements import Statements
from runtime.evaluate.support import NAMES, charged
from runtime.values.compounds import Part
from runtime.values.shapes import Compute, Shape

Made = TypeVar("Made")
_Stored = Cell | Child | Input
Holder = _Stored | Here
"""A step that holds a value in each charm: its own, or what a reference leads to; or who is there."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """An `always`. cells: the names of those that it depends on; holds, message: functions (transaction)."""

    id: StepId
    cells: frozenset[str]
    holds: Compute
    message: Compute


class Program:
    """A graph with everything that is computed from it once.

    steps:    every step by id.
    handlers: those that visitors may call, by recipe and name.
    slots:    the slots of each recipe, in graph order: the page knows them by their position here.
    numbers:  that position, by id.
    types:    those with a name.
    before:   the graph that this one takes over from, if any, with its surface.
    """

    def __init__(self, graph: Graph, before: tuple[Graph, Surface] | None = None) -> None:
        self.graph, self._before = graph, before
        self.steps: dict[StepId, Step] = {step.id: step for step in graph.steps}
        self.slots: dict[str, tuple[View, ...]] = {
            recipe.id: tuple(step for step in graph.of(recipe.id) if isinstance(step, View)) for recipe in graph.recipes
        }
        self.handlers: dict[str, dict[str, Handler]] = {recipe.id: {} for recipe in graph.recipes}
        for step in graph.steps:
            if isinstance(step, Handler) and not step.private and not comes_from_presence(step.id):
                self.handlers[recipe_of(step.id)][name_of(step.id)] = step
        self.numbers = {slot.id: number for slots in self.slots.values() for number, slot in enumerate(slots)}
        self.types = NamedTypes(graph.types)
        self._own = {function.id: function for function in graph.functions}
        self._names = NAMES | {f"library_{name}": charged(function.evaluate) for name, function in FUNCTIONS.items()}
        self._names["functions"] = self.function
        self._named_shapes: dict[str, Shape] = {}
        self._made: dict[tuple[str, StepId], Any] = {}

    def sources(self, recipe: str) -> Mapping[StepId, tuple[StepId, ...]]:
        """The cells and inputs behind each derived value and slot of a recipe."""

        def make() -> Mapping[StepId, tuple[StepId, ...]]:
            found: dict[StepId, tuple[StepId, ...]] = {}
            reactive = [step for step in self.graph.of(recipe) if isinstance(step, Derive | View)]
            for step in sorted(reactive, key=lambda step: step.rank):
                parent = (step.inside[0],) if isinstance(step, View) and step.inside is not None else ()
                behind = (source for read in (*self.own_reads(step), *parent) for source in found.get(read, (read,)))
                found[step.id] = tuple(dict.fromkeys(behind))
            return found

        return self._once("sources", recipe, make)

    def cells(self, recipe: str) -> Iterable[_Stored]:
        """What holds a value in a charm of that recipe, in order."""
        return self._once(
            "cells", recipe, lambda: tuple(each for each in self.graph.of(recipe) if isinstance(each, _Stored))
        )

    def holder(self, id_: StepId) -> Holder:
        """The cell, child, input or list of who is there of that id."""
        step = self.steps[id_]
        assert isinstance(step, Holder), f"{id_} holds no value"
        return step

    def own_reads(self, step: Derive | View) -> tuple[StepId, ...]:
        """What a step reads of its own charm; what it reads of others it finds when it looks."""
        return self._once("own reads", step.id, lambda: tuple(_of_recipe(step.reads, recipe_of(step.id))))

    def shows(self, recipe: str) -> frozenset[StepId]:
        """The slots at which a recipe's view shows the view of another charm."""

        def make() -> frozenset[StepId]:
            template = next(each.template for each in self.graph.recipes if each.id == recipe)
            return frozenset(node["step"] for node in nodes_in(template, "charm"))

        return self._once("shows", recipe, make)

    def followed(self, recipe: str) -> tuple[tuple[StepId, StepId], ...]:
        """The children of a recipe that stand for elements of a list, each with the cell or input that has the list."""

        def make() -> tuple[tuple[StepId, StepId], ...]:
            steps = (step for step in self.graph.of(recipe) if isinstance(step, Child))
            return tuple((step.id, _root(step.over)) for step in steps if step.over is not None)

        return self._once("followed", recipe, make)

    def invariants(self, recipe: str) -> tuple[Invariant, ...]:
        """What holds of the charms of a recipe, in order."""

        def make() -> tuple[Invariant, ...]:
            steps = (step for step in self.graph.of(recipe) if isinstance(step, Always))
            return tuple(
                Invariant(
                    step.id,
                    frozenset(name_of(cell) for read in step.reads for cell in self.sources(recipe).get(read, (read,))),
                    self._in_context(step.expr, ()),
                    self._in_context(step.message, ()),
                )
                for step in steps
            )

        return self._once("invariants", recipe, make)

    def everies(self, recipe: str) -> tuple[Every, ...]:
        """What a recipe calls again and again."""
        return self._once(
            "everies", recipe, lambda: tuple(each for each in self.graph.of(recipe) if isinstance(each, Every))
        )

    def attends(self, recipe: str) -> bool:
        """Whether a recipe cares who comes and leaves."""
        return any(f"{recipe}.{name}" in self.steps for name in RUN_BY_PRESENCE)

    @cached_property
    def present(self) -> frozenset[StepId]:
        """The derived values and slots that depend on who is there, which changes without commits."""
        found = {step.id for step in self.graph.steps if isinstance(step, Here)}
        reactive = [step for step in self.graph.steps if isinstance(step, Derive | View)] if found else []
        for step in sorted(reactive, key=lambda step: step.rank):
            # What stands in rows or a branch comes and goes with these.
            outer = (step.inside[0],) if isinstance(step, View) and step.inside is not None else ()
            if not found.isdisjoint((*step.reads, *outer)):
                found.add(step.id)
        return frozenset(found)

    def period(self, step: Every) -> Compute:
        """How much time passes between two calls, as a function (transaction)."""
        return self._once("period", step.id, lambda: self._in_context(step.period, ()))

    def said(self, step: Every) -> Compute:
        """What an `every` says when its time has come, as a function (transaction) -> (payload, charm or None)."""

        def make() -> Compute:
            writer = self._expressions(_from_context)
            args = ", ".join(f"{name!r}: {writer.kept(value)}" for name, value in step.args.items())
            to = "None" if step.to is None else writer.write(step.to)
            return self._function(("x",), [f"return {{{args}}}, {to}"])

        return self._once("said", step.id, make)

    def key_of(self, id_: StepId) -> str | None:
        """The field that identifies the elements of a list of a cell, if there is one."""
        listed = resolve(type_of(self.holder(id_).type), self.types)
        item = resolve(listed.item, self.types) if isinstance(listed, ListOf) else None
        return item.key if isinstance(item, Record) else None

    def shape(self, id_: StepId) -> Shape:
        """The shape of a cell or input."""
        return self._once("shape", id_, lambda: self.shape_of(self.holder(id_).type))

    def shape_of(self, schema: Schema) -> Shape:
        """The shape of a type's schema."""
        return shape_of(type_of(schema), self.types, self._expression, self._named_shapes)

    def part(self, id_: StepId) -> Part:
        """A cell or input with what stands in for a missing value; its functions take the context only."""

        def make() -> Part:
            step = self.holder(id_)
            assert not isinstance(step, Child | Here), f"{id_} is given its value by the runtime"
            otherwise = None if step.otherwise is None else self._in_context(step.otherwise, ())
            return Part(id_.partition(".")[2], self.shape(id_), self.init(id_), otherwise)

        return self._once("part", id_, make)

    def init(self, id_: StepId) -> Compute | None:
        """The initial value of a cell or input as a function (context); the context reads steps."""

        def make() -> Compute | None:
            step = self.holder(id_)
            assert not isinstance(step, Child | Here), f"{id_} is given its value by the runtime"
            return None if step.init is None else self._in_context(step.init, ())

        return self._once("init", id_, make)

    def value(self, step: Derive | View) -> Compute:
        """A derived value or slot as a function (context, one argument per read, one per variable of its rows).

        The value of `rows` is a list of (key, values of the variables).
        """
        return self._once("value", step.id, lambda: self._compile_value(step))

    def handler(self, handler: Handler) -> Compute:
        """A handler as a function (transaction, payload)."""
        return self._once("handler", handler.id, lambda: self._compile_handler(handler))

    def payload(self, handler: Handler) -> tuple[Part, ...]:
        """The parameters of a handler; the functions of their defaults take (transaction, payload so far)."""
        return self._once("payload", handler.id, lambda: tuple(self._parameters(handler)))

    def rows_of(self, handler: Handler, name: str) -> Compute:
        """Where the list lies that a parameter is an element of, as a function (transaction, payload so far)."""

        def make() -> Compute:
            return self._place(("payload",), handler.elements[name].at, _points(handler))

        return self._once("rows", f"{handler.id}.{name}", make)

    def list_of(self, child: Child) -> Compute:
        """Where the list lies for whose elements there are children, as a function (transaction)."""

        def make() -> Compute:
            assert child.over is not None
            return self._place((), child.over, [])

        return self._once("list", child.id, make)

    def passed(self, child: Child) -> Compute:
        """What a child is given, as a function (transaction, place of the element, element) -> (places, values)."""

        def make() -> Compute:
            writer = Statements(self._expressions(_from_context), {})
            element = () if child.var is None else (f"p{child.var}", f"v{child.var}")
            lines = [f"return {writer.given(child)}"]
            return self._function(("x", *(element or ("p", "v"))), lines)

        return self._once("passed", child.id, make)

    def place_of_slot(self, slot: View) -> Compute:
        """The place that an input is bound to, as a function (transaction, variables of the rows around it …)."""

        def make() -> Compute:
            assert slot.at is not None
            return self._place([f"v{n}" for rows in rows_around(slot, self.steps) for n in rows.vars], slot.at, [])

        return self._once("place", slot.id, make)

    def function(self, id_: str) -> Compute:
        """A function of the recipe as a function (context, arguments …)."""

        def make() -> Compute:
            function = self._own[id_]
            return self._expression(function.expr, function.arity)

        return self._once("function", id_, make)

    @cached_property
    def surface(self) -> Surface:
        """What the values of a log have to fit, and what others rely on."""
        return surface_of(self.graph, self._before)

    def migration(self, recipe: str, name: str) -> tuple[Shape, Compute]:
        """What a recipe's migration takes, and it as a function (context, what was stored)."""

        def make() -> tuple[Shape, Compute]:
            (migration,) = (each.migrations[name] for each in self.graph.recipes if each.id == recipe)
            assert migration.expr is not None, "what is let go is not computed"
            return self.shape_of(migration.takes), self._expression(migration.expr, 1)

        return self._once("migration", f"{recipe}.{name}", make)

    def _once(self, what: str, id_: StepId, make: Callable[[], Made]) -> Made:
        if (what, id_) not in self._made:
            self._made[what, id_] = make()
        found: Made = self._made[what, id_]
        return found

    def _parameters(self, handler: Handler) -> Iterable[Part]:
        for name, schema in handler.payload.items():
            slot = slot_of(name, schema)
            default, otherwise = (
                None if node is None else self._in_context(node, ("payload",), handler)
                for node in (slot.default, slot.otherwise)
            )
            yield Part(name, self.shape_of(schema), default, otherwise)

    def _compile_value(self, step: Derive | View) -> Compute:
        refs = {read: f"r{number}" for number, read in enumerate(self.own_reads(step))}
        writer = self._expressions(refs.__getitem__)
        writer.isolates = True
        variables = [n for rows in rows_around(step, self.steps) for n in rows.vars] if isinstance(step, View) else []
        if isinstance(step, View) and step.slot == "rows":
            assert step.key is not None
            loops, _ = writer.loops(list(step.clauses))
            row = "".join(f"v{n}, " for n in step.vars)
            written = f"[({writer.write(step.key)}, ({row})) {loops}]"
        else:
            assert step.expr is not None
            written = writer.write(step.expr)
        return self._function(("x", *refs.values(), *(f"v{n}" for n in variables)), [f"return {written}"])

    def _compile_handler(self, handler: Handler) -> Compute:
        steps = (self.steps[id_] for id_ in self.steps if id_.startswith(f"{handler.id}."))
        spawns = {step.id: step for step in steps if isinstance(step, Navigate | Spawn)}
        writer = Statements(self._expressions(_from_context), spawns)
        return self._function(("x", "payload"), [*_points(handler), *writer.block(list(handler.body), 0)])

    def _in_context(self, node: Node, parameters: tuple[str, ...], handler: Handler | None = None) -> Compute:
        points = [] if handler is None else _points(handler)
        written = self._expressions(_from_context).write(node)
        return self._function(("x", *parameters), [*points, f"return {written}"])

    def _place(self, parameters: Iterable[str], node: Node, points: list[str]) -> Compute:
        writer = Statements(self._expressions(_from_context), {})
        return self._function(("x", *parameters), [*points, f"return {writer.place(node)}"])

    def _expression(self, node: Node, variables: int) -> Compute:
        written = self._expressions(_from_context).write(node)
        return self._function(("x", *(f"v{n}" for n in range(variables))), [f"return {written}"])

    def _expressions(self, ref: Callable[[str], str]) -> Expressions:
        return Expressions(self._constant, ref, self.shape_of)

    def _constant(self, value: Any) -> str:
        name = f"k{len(self._names)}"
        self._names[name] = value
        return name

    def _function(self, parameters: tuple[str, ...], lines: list[str]) -> Compute:
        body = "\n    ".join(lines)
        made: dict[str, Compute] = {}
        try:
            exec(f"def generated({', '.join(parameters)}):\n    {body}", self._names, made)
        except (SyntaxError, MemoryError, RecursionError):
            # Of what we write Python refuses only depth: 200 brackets, 100 indents, 20 loops within each other.
            return _too_deep
        return made["generated"]


def _too_deep(*_: Any) -> NoReturn:
    raise Fault("an expression nests too deeply")


def _of_recipe(steps: Iterable[StepId], recipe: str) -> Iterable[StepId]:
    return (step for step in steps if recipe_of(step) == recipe)


def _root(place: Node) -> StepId:
    while place["op"] != "ref":
        place = place["of"]
    root: StepId = place["step"]
    return root


def _points(handler: Handler) -> list[str]:
    # Of a payload that is still being read, only the elements so far are there, and nothing else is asked for.
    return [f"p{element.var} = payload.get({name!r})" for name, element in handler.elements.items()]


def _from_context(step: StepId) -> str:
    return f"x.read({step!r})"
