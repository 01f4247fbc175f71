"""A graph as frozen values that mirror the document one to one; `graph.codec` reads and writes it.

Types stay JSON Schemas (`graph.schemas` reads them) and expressions stay nodes (`graph.operators` lists them), so
that nothing about the format is said twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import is_
from typing import Any, ClassVar, Literal

from msgspec import Struct

FORMAT = 1
"""The version of the document; a reader refuses any other."""

StepId = str
"""`Recipe.name`, and dots below that: `Session.view.Room.3.text`."""

Node = dict[str, Any]
"""An expression, clause, statement or template node: `op` first, operands by name, `span`."""

Schema = dict[str, Any]
Span = tuple[int, ...]
"""start and end in code points of the source file, and the number of the file unless it is the first."""

Scope = Literal["shared", "local"]
SlotKind = Literal["text", "time", "attribute", "flag", "url", "branch", "rows", "value", "args", "charm"]


class Input(Struct, frozen=True):
    """A parameter: a reference to a cell of the caller, or a value copied when the charm is created.

    init:      what it is when nothing is passed (a `reference` then owns a fresh cell); None: it must be passed.
    otherwise: what it is when nothing, or from outside something wrong, is passed.
    was:       its name in stored state of an older recipe.
    """

    kind: ClassVar[str] = "input"
    id: StepId
    by: Literal["reference", "value", "local"]
    scope: Scope
    type: Schema
    rank: int = 0
    init: Node | None = None
    otherwise: Node | None = None
    was: str | None = None
    doc: str | None = None
    span: Span | None = None


class Cell(Struct, frozen=True):
    """A named, typed piece of state. `was`: its name in stored state of an older recipe."""

    kind: ClassVar[str] = "cell"
    id: StepId
    scope: Scope
    type: Schema
    init: Node
    rank: int = 0
    otherwise: Node | None = None
    was: str | None = None
    doc: str | None = None
    span: Span | None = None


class Derive(Struct, frozen=True):
    """A pure function of other steps. rank: edges on the longest path from a cell, so at least 1."""

    kind: ClassVar[str] = "derive"
    id: StepId
    scope: Scope
    type: Schema
    rank: int
    reads: tuple[StepId, ...]
    expr: Node
    doc: str | None = None
    span: Span | None = None


class Element(Struct, frozen=True):
    """A payload field that names an element of the list `at`, by its key: the variable refers to it in the handler."""

    var: int
    at: Node


class Handler(Struct, frozen=True):
    """What runs when an event arrives. payload: slot schemas by name, in the order of declaration."""

    kind: ClassVar[str] = "handler"
    id: StepId
    payload: dict[str, Schema]
    reads: tuple[StepId, ...]
    writes: tuple[StepId, ...]
    conflict: str
    body: tuple[Node, ...]
    elements: dict[str, Element] = {}
    private: bool = False
    doc: str | None = None
    span: Span | None = None


class Child(Struct, frozen=True):
    """A charm of `recipe` that lives and ends with the charm that has it; or one for each element of a list.

    Held like a cell that no handler writes. passes, args: as of a `Navigate`, and of shared things only.
    type:      of what it holds: `Charm(recipe)`; with `over`, a map of those by key (or internal id) of the element.
    over, var: the list, as a place, and the variable that stands for its element: as `place` in passes, as `var` in
               args. Children come and go with their elements, in the same commit. None: it is one charm.
    """

    kind: ClassVar[str] = "child"
    id: StepId
    recipe: str
    type: Schema
    reads: tuple[StepId, ...]
    scope: Scope = "shared"
    rank: int = 0
    over: Node | None = None
    var: int | None = None
    passes: dict[str, Node] = {}
    args: dict[str, Node] = {}
    doc: str | None = None
    span: Span | None = None


class Navigate(Struct, frozen=True):
    """Creates a charm of `recipe` and sends the visitor there.

    passes: a place for each reference.  args: an expression for each value.
    key:    there is one charm for each value of it, by the charm and the recipe; None: each time a new one.
    """

    kind: ClassVar[str] = "navigate"
    id: StepId
    recipe: str
    reads: tuple[StepId, ...]
    passes: dict[str, Node] = {}
    args: dict[str, Node] = {}
    key: Node | None = None
    span: Span | None = None


class Spawn(Struct, frozen=True):
    """Creates a charm of `recipe` and gives its id; otherwise as a `Navigate`."""

    kind: ClassVar[str] = "spawn"
    id: StepId
    recipe: str
    reads: tuple[StepId, ...]
    passes: dict[str, Node] = {}
    args: dict[str, Node] = {}
    span: Span | None = None


class Always(Struct, frozen=True):
    """What holds of a charm whenever a commit is done: an event that would break it is refused with the message.

    expr, message: over shared cells that are the charm's own, its parameters by value and what follows from these.
    reads:         what both read.
    """

    kind: ClassVar[str] = "always"
    id: StepId
    reads: tuple[StepId, ...]
    expr: Node
    message: Node
    doc: str | None = None
    span: Span | None = None


class Every(Struct, frozen=True):
    """Calls a handler again and again, without a visitor, each time as a commit of its own.

    period: a Duration, of constants and parameters by value.
    args:   of the handler, evaluated at each call. to: the charm whose handler it is; None: this one.
    """

    kind: ClassVar[str] = "every"
    id: StepId
    period: Node
    handler: StepId
    reads: tuple[StepId, ...]
    args: dict[str, Node] = {}
    to: Node | None = None
    doc: str | None = None
    span: Span | None = None


class Here(Struct, frozen=True):
    """The visitors who look at a charm now, as a list of their `me`s: the runtime's to say, of no commit.

    There where something reads it. span: where that is done first.
    """

    kind: ClassVar[str] = "here"
    id: StepId
    type: Schema
    scope: Scope = "shared"
    rank: int = 0
    span: Span | None = None


class View(Struct, frozen=True):
    """A slot of a view: what changes on the page, and the only thing that is ever sent to it.

    inside:  the slot and the number of its branch (0 for rows) within which this one exists; None: at the top.
    expr:    the value; a branch gives the number of the template to show. None for rows.
    clauses, key, vars: of rows: one row per pass, known by its key; `vars` are what the slots inside may read.
    at:      of a value: the place that the input is bound to.
    charm:   the slot gives the id of a charm, or none: the page shows that charm's view, or links to it.
    """

    kind: ClassVar[str] = "view"
    id: StepId
    slot: SlotKind
    scope: Scope
    rank: int
    reads: tuple[StepId, ...]
    inside: tuple[StepId, int] | None = None
    expr: Node | None = None
    clauses: tuple[Node, ...] = ()
    key: Node | None = None
    vars: tuple[int, ...] = ()
    at: Node | None = None
    span: Span | None = None


Readable = Input | Cell | Child | Here | Derive
"""The steps that hold a value which expressions may read."""

Step = Readable | Handler | Every | Navigate | Spawn | Always | View
STEP_CLASSES: Mapping[str, type[Step]] = {
    step.kind: step for step in (Input, Cell, Child, Here, Derive, Handler, Every, Navigate, Spawn, Always, View)
}


class Function(Struct, frozen=True):
    """A pure function of its variables 0 .. arity - 1; what it reads of a recipe is passed in."""

    id: str
    arity: int
    expr: Node
    doc: str | None = None
    span: Span | None = None


class Migration(Struct, frozen=True):
    """What becomes of a stored value whose type was `takes`: `expr` over variable 0; None: it is let go."""

    takes: Schema
    expr: Node | None = None
    span: Span | None = None


class Recipe(Struct, frozen=True):
    """A recipe's outline: its inputs in order, and its view as a tree of elements with slots.

    was:        its name in stored state of an older recipe.
    migrations: by the cell or parameter that takes the value over, or that is no more.
    """

    id: str
    params: tuple[str, ...]
    template: tuple[Node, ...]
    was: str | None = None
    migrations: dict[str, Migration] = {}
    doc: str | None = None
    span: Span | None = None


EdgeKind = Literal["reads", "writes", "spawns", "passes", "shows", "calls"]


class Edge(Struct, frozen=True):
    """An arrow in the direction in which values flow; `graph.edges` derives all of them from the steps."""

    source: StepId
    target: StepId
    kind: EdgeKind


class Graph(Struct, frozen=True, dict=True):
    """A whole program. The first recipe is the root; `sources` are hashes by file name.

    places: for the numbers that spans carry, the number of a file and where in it they count from. None: the number is
            the file's, and all count from its start, as in every document; `graph.places.settled` makes it so.
    """

    recipes: tuple[Recipe, ...]
    steps: tuple[Step, ...]
    types: dict[str, Schema] = {}
    functions: tuple[Function, ...] = ()
    sources: dict[str, str] = {}
    tests: tuple[Node, ...] = ()
    places: Mapping[int, tuple[int, int]] | None = None

    @property
    def root(self) -> Recipe:
        """The recipe of the first charm of a space."""
        return self.recipes[0]

    @cached_property
    def _by_recipe(self) -> Mapping[str, Sequence[Step]]:
        # Each recipe is asked for by several, so looking through all steps each time would grow with its square.
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            found.setdefault(recipe_of(step.id), []).append(step)
        return found

    def of(self, recipe: str) -> Iterator[Step]:
        """The steps of one recipe, in order."""
        return iter(self._by_recipe.get(recipe, ()))

    def in_common(self, other: Graph) -> frozenset[str]:
        """The recipes that are one and the same here and there, with all their steps: not only equal ones."""
        theirs = {recipe.id: recipe for recipe in other.recipes}
        return frozenset(
            recipe.id
            for recipe in self.recipes
            if recipe is theirs.get(recipe.id)
            and are_same(self._by_recipe.get(recipe.id, ()), other._by_recipe.get(recipe.id, ()))
        )


def are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    """Whether two sequences hold the same objects: of frozen values, that is told without looking into them."""
    return len(some) == len(others) and all(map(is_, some, others))


def recipe_of(step: StepId) -> str:
    """The recipe to which a step belongs."""
    return step.partition(".")[0]


def name_of(step: StepId) -> str:
    """A step's name within its recipe."""
    return step.partition(".")[2]


def rows_around(view: View, steps: Mapping[StepId, Step]) -> tuple[View, ...]:
    """The rows that a slot stands in, outermost first. steps: by id; the slots of its recipe are enough."""
    around: list[View] = []
    while view.inside is not None:
        outer = steps[view.inside[0]]
        assert isinstance(outer, View), "graph.check looked at what slots stand inside"
        view = outer
        if view.slot == "rows":
            around.insert(0, view)
    return tuple(around)
