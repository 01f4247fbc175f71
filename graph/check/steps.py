"""What each kind of step, each function and each named type may use; its expressions walked accordingly."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from graph import types as t
from graph.check.creation import walk_child
from graph.check.expressions import PURE, Environment, Walk, type_faults
from graph.check.program import Program
from graph.check.statements import Statements
from graph.faults import GraphFault
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
    Schema,
    Scope,
    Spawn,
    Step,
    StepId,
    View,
    name_of,
    recipe_of,
)
from graph.timing import comes_from_presence

_STAND_INS = ("x-default", "x-else")
_NOT_YET = {"spawn": "stands where a payload is taken in: only the body of a handler creates charms"}
_LOOKING = {"now": "is when somebody first looks, and looking never decides a value: a local begins without the time"}


def named_type_faults(graph: Graph, program: Program) -> Iterator[GraphFault]:
    """What is wrong with the types in `$defs`."""
    for name, schema in graph.types.items():
        yield from type_faults(program, name, schema, ())
        if name not in program.types and program.typed(schema) is not None:
            yield GraphFault(name, "", "is a name for other names that lead in a circle, and never a type")


def function_faults(graph: Graph, program: Program) -> Iterator[GraphFault]:
    """What is wrong with the functions: each sees its arguments alone."""
    for function in graph.functions:
        arguments = frozenset(range(function.arity))
        walk = Walk(program, function.id, set(arguments))
        walk.node(function.expr, Environment("", "shared", PURE, values=arguments), ("expr",))
        yield from walk.faults


def walk_steps(graph: Graph, program: Program) -> list[tuple[Step, Walk]]:
    """One walk for each step that has expressions, in the order of the document, with the faults that it found."""
    run: dict[StepId, Walk] = {}
    above: dict[str, list[Input | Cell]] = {}
    children: dict[str, list[StepId]] = {}
    walked: list[tuple[Step, Walk]] = []
    for step in graph.steps:
        match step:
            case Input() | Cell():
                earlier = above.setdefault(recipe_of(step.id), [])
                walked.append((step, _walk_stored(program, step, earlier)))
                earlier.append(step)
            case Child():
                elder = children.setdefault(recipe_of(step.id), [])
                walked.append((step, _walk_child(program, step, elder)))
                elder.append(step.id)
            case Derive():
                walked.append((step, _walk_derive(program, step)))
            case Always():
                walked.append((step, _walk_always(program, step)))
            case Here():
                walked.append((step, _walk_here(program, step)))
            case Every():
                walked.append((step, _walk_every(program, step)))
            case View():
                walked.append((step, _walk_view(program, step)))
            case Handler():
                walked.append((step, _walk_handler(program, step, run)))
            case Navigate() | Spawn():
                walked.append((step, Walk(program, step.id)))
    # What creates a charm is walked from the handler that runs it, which may stand behind it.
    return [(step, _walk_from_handler(step, walk, run)) for step, walk in walked]


def _walk_from_handler(step: Step, walk: Walk, run: dict[StepId, Walk]) -> Walk:
    if isinstance(step, Navigate | Spawn):
        if step.id in run:
            return run[step.id]
        walk.fault((), "is run by no handler")
    return walk


def _walk_stored(program: Program, step: Input | Cell, earlier: list[Input | Cell]) -> Walk:
    walk = Walk(program, step.id)
    walk.faults += type_faults(program, step.id, step.type, ("type",))
    if isinstance(step, Input) and (step.by == "local") != (step.scope == "local"):
        walk.fault(("scope",), f"is {step.scope}, but the parameter is passed by {step.by}")
    # A local's first value is the same on every page and after each restart, so nothing that changes goes into it.
    is_local = step.scope == "local"
    readable = (each for each in earlier if not is_local or _is_constant(each))
    environment = Environment(
        recipe_of(step.id),
        step.scope,
        _LOOKING if is_local else {},
        above=frozenset(each.id for each in readable),
    )
    for name, node in (("init", step.init), ("otherwise", step.otherwise)):
        if node is not None:
            walk.node(node, environment, (name,))
    return walk


def _is_constant(step: Input | Cell) -> bool:
    """Whether a local's initial value may read it: a parameter that was copied, or another local's initial value."""
    return step.by != "reference" if isinstance(step, Input) else step.scope == "local"


def _walk_child(program: Program, step: Child, elder: list[StepId]) -> Walk:
    """Check a child. It is made once the cells are there, so it reads those, and the children above it."""
    walk = Walk(program, step.id)
    walk.faults += type_faults(program, step.id, step.type, ("type",))
    recipe = recipe_of(step.id)
    own = [each for each in program.steps.values() if recipe_of(each.id) == recipe]
    stored = {each.id for each in own if isinstance(each, Input | Cell)}
    derived = {each.id for each in own if isinstance(each, Derive) and _is_settled(program, each, stored)}
    walk_child(walk, step, Environment(recipe, "shared", {}, above=frozenset({*stored, *derived, *elder})))
    return walk


def _is_settled(program: Program, step: Derive, stored: set[StepId]) -> bool:
    """Whether a derived value follows from the cells of its charm alone, as it must before there are children."""
    seen: set[StepId] = set()
    waiting = [step.id]
    while waiting:
        each = waiting.pop()
        if each in seen or each in stored:
            continue
        seen.add(each)
        found = program.steps.get(each)
        if not isinstance(found, Derive) or recipe_of(each) != recipe_of(step.id):
            return False
        waiting += found.reads
    return True


def _walk_derive(program: Program, step: Derive) -> Walk:
    walk = Walk(program, step.id)
    walk.faults += type_faults(program, step.id, step.type, ("type",))
    walk.node(step.expr, Environment(recipe_of(step.id), step.scope, PURE, looks=True), ("expr",))
    return walk


def _walk_here(program: Program, step: Here) -> Walk:
    walk = Walk(program, step.id)
    if name_of(step.id) != "here":
        walk.fault(("id",), "is `Recipe.here`: a charm has one list of who is there")
    if program.typed(step.type) != t.ListOf(t.Id()):
        walk.fault(("type",), "is not a list of Id")
    return walk


def _walk_every(program: Program, step: Every) -> Walk:
    """Check a call that comes again and again. Its period never changes, so it reads only what never does."""
    walk = Statements(program, step.id, {})
    recipe = recipe_of(step.id)
    own = (each for each in program.steps.values() if recipe_of(each.id) == recipe)
    constant = frozenset(each.id for each in own if isinstance(each, Input) and each.by == "value")
    walk.node(step.period, Environment(recipe, "shared", PURE, above=constant), ("period",))
    walk.call(step.handler, step.args, step.to is not None, ())
    environment = Environment(recipe, "shared", _NOT_YET)
    for name, node in step.args.items():
        walk.node(node, environment, ("args", name))
    if step.to is not None:
        walk.node(step.to, environment, ("to",))
    return walk


def _walk_always(program: Program, step: Always) -> Walk:
    """Check an invariant. It is looked at where its charm's own cells are written, so nothing else may decide it."""
    walk = Walk(program, step.id)
    recipe = recipe_of(step.id)
    own = [each for each in program.steps.values() if recipe_of(each.id) == recipe]
    copied = {each.id for each in own if isinstance(each, Input) and each.by == "value"}
    stored = copied | {each.id for each in own if isinstance(each, Cell) and each.scope == "shared"}
    derived = {each.id for each in own if isinstance(each, Derive) and _is_settled(program, each, stored)}
    environment = Environment(recipe, "shared", PURE, above=frozenset(stored | derived))
    for name, node in (("expr", step.expr), ("message", step.message)):
        walk.node(node, environment, (name,))
    return walk


def _walk_view(program: Program, step: View) -> Walk:
    outer = frozenset(variable for rows in enclosing(program, step) for variable in rows.vars)
    walk = Walk(program, step.id, set(outer))
    environment = Environment(recipe_of(step.id), step.scope, PURE, looks=True, values=outer)
    if step.clauses:
        environment = walk.clauses(step.clauses, environment, ("clauses",))
    for n, variable in enumerate(step.vars):
        if variable not in environment.values - outer:
            walk.fault(("vars", n), f"variable {variable} is not bound by the clauses of these rows")
    for name, node in (("key", step.key), ("expr", step.expr)):
        if node is not None:
            walk.node(node, environment, (name,))
    if step.at is not None:
        walk.place(step.at, environment, ("at",))
    if (step.at is None) == (step.slot == "value"):
        walk.fault(("at",), "is the place that an input is bound to: slots of the kind `value` have one, others none")
    return walk


def enclosing(program: Program, step: View) -> tuple[View, ...]:
    """The slots within which a slot stands, innermost first; up to the first that is none, or comes again."""
    found: list[View] = []
    while step.inside is not None:
        outer = program.steps.get(step.inside[0])
        if not isinstance(outer, View) or outer in found:
            break
        found.append(outer)
        step = outer
    return tuple(found)


def _walk_handler(program: Program, step: Handler, run: dict[StepId, Walk]) -> Walk:
    walk = Statements(program, step.id, run)
    # Nobody is there when a timer runs it, so nothing in it is anybody's own.
    scope: Scope = "shared" if step.id in program.unattended else "local"
    environment = Environment(recipe_of(step.id), scope, _NOT_YET)
    if comes_from_presence(step.id) and step.payload:
        walk.fault(("payload",), "is not empty, but nothing is said when a visitor comes or leaves")
    for name, schema in step.payload.items():
        environment = _walk_parameter(walk, step, name, schema, environment)
    for name in [name for name in step.elements if name not in step.payload]:
        walk.fault(("elements", name), f"there is no payload field `{name}` that could say which element it is")
    environment = replace(environment, refused={})
    for n, node in enumerate(step.body):
        environment = walk.node(node, environment, ("body", n))
    return walk


def _walk_parameter(walk: Walk, step: Handler, name: str, schema: Schema, environment: Environment) -> Environment:
    """Check a payload field, whose default may read the fields and elements before it. Returns what comes after."""
    type_ = {word: value for word, value in schema.items() if word not in _STAND_INS}
    walk.faults += type_faults(walk.program, step.id, type_, ("payload", name))
    for word in _STAND_INS:
        if word in schema:
            walk.node(schema[word], environment, ("payload", name, word))
    environment = replace(environment, payload=environment.payload | {name})
    element = step.elements.get(name)
    if element is None:
        return environment
    path = ("elements", name)
    place = walk.element_of(walk.place(element.at, environment, (*path, "at")), (*path, "at"))
    walk.bind(element.var, (*path, "var"))
    return environment.with_place(element.var, place)
