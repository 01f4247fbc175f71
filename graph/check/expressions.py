"""One walk for every expression of a graph: what it may use where it stands, and what it binds and reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from graph.check.places import Place, PlaceFault, element_in, root_of, within
from graph.check.program import Program
from graph.check.types import expressions_in, type_findings
from graph.faults import GraphFault
from graph.library.catalogue import FUNCTIONS
from graph.library.printing import check_format
from graph.model import Node, Readable, Schema, Scope, StepId, recipe_of
from graph.operators import PLACES
from graph.walk import Path, blocks, operands

# The operands that see what their own node binds; all others are evaluated before. What a clause or an
# assign binds is seen by what follows it.
_SEES: Mapping[str, tuple[str, ...]] = {
    "then": ("do",),
    "let": ("in",),
    "fold": ("clauses", "step"),
    "scan": ("clauses", "step"),
    "each_element": ("where", "body"),
}
_LASTING = frozenset({"for", "for_entries", "bind", "group", "assign"})


class Environment(Struct, frozen=True):
    """What an expression may use where it stands.

    recipe:  whose steps it may read; "" where it may read none, as in a function or a type.
    scope:   "shared" where there is no visitor: neither locals nor `me` have a value there.
    above:   the only steps it may read, where order matters: an initial value reads what stands before it.
    refused: operators that have no meaning here, with the reason.
    looks:   whether it is what somebody looks at, so that it may read who is there.
    """

    recipe: str
    scope: Scope
    refused: Mapping[str, str]
    looks: bool = False
    above: frozenset[StepId] | None = None
    payload: frozenset[str] = frozenset()
    values: frozenset[int] = frozenset()
    places: Mapping[int, Place | None] = {}

    def with_value(self, variable: int) -> Environment:
        """The same with one more variable that holds a value."""
        return replace(self, values=self.values | {variable})

    def with_place(self, variable: int, place: Place | None) -> Environment:
        """The same with one more variable that refers to an element; None: of a list that is wrong already."""
        return replace(self, places={**self.places, variable: place})


class Walk:
    """The walk over the expressions of one step, function or type: variables are numbered once in it.

    faults: what is wrong, in the order of the walk.      reads:  steps whose values it uses.
    roots:  cells that the places it names lead into.     bound:  variables that it has bound so far.
    """

    def __init__(self, program: Program, step: str, bound: set[int] | None = None) -> None:
        self.program, self.step = program, step
        self.faults: list[GraphFault] = []
        self.reads: dict[StepId, None] = {}
        self.roots: dict[StepId, None] = {}
        self.bound: set[int] = set() if bound is None else bound

    def fault(self, path: Path, message: str) -> None:
        """Report what stands at a path within the step."""
        self.faults.append(GraphFault(self.step, ".".join(map(str, path)), message))

    def node(self, node: Node, environment: Environment, path: Path) -> Environment:
        """Check a node and all within it. Returns the environment of what follows it in its block."""
        operator = node["op"]
        self.leaf(node, environment, path)
        sees = _SEES.get(operator, ())
        current, place = environment, None
        later = []
        for name, kind, value in operands(node):
            if name in sees:
                later.append((name, kind, value))
            elif kind == "place":
                found = self.place(value, environment, (*path, name))
                place = found if name == "at" else place
            else:
                current = self._operand(kind, value, current, (*path, name))
        self.target(node, place, environment, path)
        inner = self._bound(node, current, place, path)
        after = inner if operator in _LASTING else environment
        for name, kind, value in later:
            inner = self._operand(kind, value, inner, (*path, name))
        return after

    def clauses(self, clauses: Sequence[Node], environment: Environment, path: Path) -> Environment:
        """Check the clauses of a loop, one after the other. Returns the environment of each pass."""
        if clauses[0]["op"] not in ("for", "for_entries"):
            self.fault((*path, 0, "op"), f"is `{clauses[0]['op']}`, but what is gone through comes first")
        inner = environment
        for n, clause in enumerate(clauses):
            inner = self.node(clause, inner, (*path, n))
            if clause["op"] == "group":
                # One pass per group: what the passes before it had bound is gone.
                inner = environment.with_value(clause["var"])
        return inner

    def _operand(self, kind: str, value: Any, environment: Environment, path: Path) -> Environment:
        """Check the nodes in an operand. Returns the environment of the operands after it, which clauses extend."""
        if kind == "clauses":
            return self.clauses(value, environment, path)
        if kind == "type":
            self.faults += type_faults(self.program, self.step, value, path)
        for block in blocks(kind, value):
            inner = environment
            for place, node in block:
                inner = self.node(node, inner, (*path, *place))
        return environment

    def _bound(self, node: Node, environment: Environment, place: Place | None, path: Path) -> Environment:
        """The environment with what the node itself binds."""
        for name, kind, value in operands(node):
            if kind != "variable":
                continue
            self.bind(value, (*path, name))
            if name == "var" and node["op"] == "each_element":
                environment = environment.with_place(value, self.element_of(place, (*path, "at")))
            else:
                environment = environment.with_value(value)
        return environment

    def bind(self, variable: int, path: Path) -> None:
        """Take note of a variable; each number is bound once, so that it means one thing in the whole step."""
        if variable in self.bound:
            self.fault(path, f"variable {variable} is bound twice in this step")
        self.bound.add(variable)

    def leaf(self, node: Node, environment: Environment, path: Path) -> None:
        """Check what a node says by itself, before its operands."""
        refusal = environment.refused.get(node["op"])
        if refusal is not None:
            self.fault((*path, "op"), refusal)
        match node:
            case {"op": "lit", "value": value}:
                self._literal(value, (*path, "value"))
            case {"op": "ref", "step": step}:
                self._reference(step, environment, (*path, "step"))
            case {"op": "peek", "step": step}:
                self._peek(step, environment, path)
            case {"op": "spawn"}:
                self.fault((*path, "op"), "is `spawn`, which stands in bodies of handlers only")
            case {"op": "var" | "place" as op, "n": number}:
                self._variable(op, number, environment, (*path, "n"))
            case {"op": "payload", "name": name} if name not in environment.payload:
                self.fault((*path, "name"), f"there is no payload field `{name}` here")
            case {"op": "me"} if environment.scope == "shared":
                self.fault(
                    (*path, "op"),
                    "is `me` where there is no visitor: this is computed once for everyone, or by a timer",
                )
            case {"op": "call" | "apply" as op, "function": name, "args": args}:
                self._call(op, name, len(args), path)
            case {"op": "match", "cases": []} if "else" not in node:
                self.fault((*path, "cases"), "are none, and there is no `else`: this has no value")
            case {"op": "format", "as": form} if (wrong := check_format(form)) is not None:
                self.fault((*path, "as"), f"is no number format: {wrong}")
            case {"op": "find"} if "by" not in node:
                self.fault((*path, "by"), "is missing: values have no internal ids, only places do")
            # Of all operands only a list's is called `items`, and a position stands only in lists.
            case {"op": "spread"} if not (isinstance(path[-1], int) and path[-2] == "items"):
                self.fault((*path, "op"), "is a `spread`, which stands only among the items of a list")

    def target(self, node: Node, place: Place | None, environment: Environment, path: Path) -> None:
        """Check what a statement does to the place it names. Expressions do nothing."""

    def place(self, node: Node, environment: Environment, path: Path) -> Place | None:
        """Check a place: it starts at a cell, and each part of the path is there. None when it leads nowhere."""
        operator = node["op"]
        if operator not in PLACES:
            self.fault((*path, "op"), f"is `{operator}`, but a place starts at a cell or an element in one")
            return None
        if operator == "place":
            self._variable("place", node["n"], environment, (*path, "n"), read=False)
            place = environment.places.get(node["n"])
            if place is not None:
                self.roots[place.root] = None
            return place
        try:
            if operator == "ref":
                return self._root(node["step"], environment, (*path, "step"))
            outer = self.place(node["of"], environment, (*path, "of"))
            for name, kind, value in operands(node):
                if name != "of":
                    self._operand(kind, value, environment, (*path, name))
            return outer and within(self.program, outer, node)
        except PlaceFault as fault:
            self.fault((*path, *fault.path), fault.message)
            return None

    def _root(self, step: StepId, environment: Environment, path: Path) -> Place | None:
        if not self._readable(step, environment, path):
            return None
        place = root_of(self.program, step)
        self.roots[step] = None
        return place

    def element_of(self, place: Place | None, path: Path) -> Place | None:
        """Any one element of the list at a place; None, and a fault at the path, when there is no list."""
        try:
            return place and element_in(self.program, place)
        except PlaceFault as fault:
            self.fault(path, fault.message)
            return None

    def _reference(self, step: StepId, environment: Environment, path: Path) -> None:
        if self._readable(step, environment, path):
            self.reads[step] = None

    def _peek(self, step: StepId, environment: Environment, path: Path) -> None:
        """Check the value of another charm: everyone may see what is shared there, and nobody's locals."""
        target = self.program.steps.get(step)
        if target is None:
            self.fault((*path, "step"), f"there is no step `{step}`")
        elif not isinstance(target, Readable):
            self.fault((*path, "step"), f"`{step}` is a {target.kind}, which has no value to read")
        elif target.scope == "local":
            self.fault((*path, "step"), f"`{step}` is local: no other charm may read it")
        elif not environment.recipe or environment.above is not None:
            self.fault((*path, "op"), "is `peek` where nothing reads other charms: functions, types, initial values")
        elif step in self.program.present and not environment.looks:
            self.fault((*path, "step"), _presence(step))
        else:
            self.reads[step] = None

    def _readable(self, step: StepId, environment: Environment, path: Path) -> bool:
        wrong = self._unreadable(step, environment)
        if wrong is not None:
            self.fault(path, wrong)
        return wrong is None

    def _unreadable(self, step: StepId, environment: Environment) -> str | None:
        target = self.program.steps.get(step)
        if target is None:
            return f"there is no step `{step}`"
        if not isinstance(target, Readable):
            return f"`{step}` is a {target.kind}, which has no value to read"
        if not environment.recipe:
            return f"reads `{step}`, but functions and types read only what they are given"
        if recipe_of(step) != environment.recipe:
            return f"`{step}` belongs to another recipe: its values are read by `peek`, of a charm, or passed in"
        if environment.scope == "shared" and target.scope == "local":
            return f"`{step}` is local, so what is shared may not read it: everyone would see one visitor's value"
        if step in self.program.present and not environment.looks:
            return _presence(step)
        if environment.above is not None and step not in environment.above:
            return (
                f"`{step}` cannot be read here: initial values read what stands above them, a local's no shared cell,"
                " and an `always` what is the charm's own"
            )
        return None

    def _variable(self, op: str, number: int, environment: Environment, path: Path, *, read: bool = True) -> None:
        is_place = op == "place"
        if number in (environment.places if is_place else environment.values):
            place = environment.places.get(number)
            if is_place and read and place is not None:
                self.reads[place.root] = None
        elif number in (environment.values if is_place else environment.places):
            kinds = ("an element", "a value") if is_place else ("a value", "an element")
            self.fault(path, f"variable {number} is read as {kinds[0]}, but holds {kinds[1]}")
        else:
            self.fault(path, f"variable {number} is not bound here")

    def _call(self, op: str, name: str, count: int, path: Path) -> None:
        if op == "call":
            arities = library_arities(name)
        else:
            function = self.program.functions.get(name)
            arities = frozenset() if function is None else frozenset({function.arity})
        if not arities:
            whose = "the library has no function" if op == "call" else "this graph has no function"
            self.fault((*path, "function"), f"{whose} `{name}`")
        elif count not in arities:
            wanted = " or ".join(map(str, sorted(arities)))
            self.fault((*path, "args"), f"`{name}` takes {wanted} arguments, not {count}")

    def _literal(self, value: Any, path: Path) -> None:
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError):
            self.fault(path, "is not a JSON value")


def _presence(step: StepId) -> str:
    return f"`{step}` depends on who is there, which no commit says: only views and what only they read may read it"


# Where a value is computed more than once and must come out the same.
PURE: Mapping[str, str] = dict.fromkeys(
    ("now", "new_id", "random"), "differs each time: it belongs in handlers, defaults and initial values only"
)
_OF_TYPES: Mapping[str, Environment] = {
    "x-clean": Environment("", "shared", PURE, values=frozenset({0})),
    "x-missing": Environment("", "shared", PURE),
    "x-wrong": Environment("", "local", {}),
    "x-default": Environment("", "local", {}, values=frozenset({0})),
    "x-else": Environment("", "local", {}, values=frozenset({0})),
}


def type_faults(program: Program, step: str, schema: Schema, path: Path) -> Iterator[GraphFault]:
    """What is wrong with the type at a path of a step: its schema, and each expression in it by itself.

    A default reads the fields above it through variable 0, cleaning its value; a key that is missing is read again
    and again, so what stands for its value is the same each time.
    """
    for place, message in type_findings(program, schema):
        yield GraphFault(step, ".".join(map(str, (*path, *place))), message)
    for place, node in expressions_in(schema):
        environment = _OF_TYPES[str(place[-1])]
        walk = Walk(program, step, set(environment.values))
        walk.node(node, environment, (*path, *place))
        yield from walk.faults


@cache
def library_arities(name: str) -> frozenset[int]:
    """The numbers of arguments with which a function of the library may be called; none where there is no such one."""
    function = FUNCTIONS.get(name)
    return frozenset() if function is None else frozenset(map(_parameters_in, function.signatures))


def _parameters_in(signature: str) -> int:
    """The number of parameters in `name(param: Type, …) -> Type`: the commas at the depth of its first bracket."""
    depth = commas = 0
    empty = True
    for character in signature[signature.index("(") :]:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            break
        commas += depth == 1 and character == ","
        empty = empty and (character.isspace() or character == "(")
    return 0 if empty else commas + 1
