"""Statements that write: assignment, remove, move, and the methods of lists."""

from __future__ import annotations

from compiler import syntax
from compiler.check.nodes import node
from compiler.diagnostics import instead
from compiler.lower.body import METHODS, Body
from compiler.lower.context import other_end
from compiler.lower.effects import Conflict, root_of
from compiler.lower.paths import path_text, target
from compiler.scope import Place, Scope, Typed
from compiler.spelling import closest
from graph.model import Node
from graph.types import Duration, Int, ListOf, MapOf, Number, Record, Time, Type

# What lists are told in other languages.
_HABITS = {
    "append": "push",
    "add": "push",
    "unshift": "insert",
    "delete": "remove",
    "pop": "remove",
    "splice": "remove",
}


def lower_assign(body: Body, statement: syntax.Assign, scope: Scope) -> Node | None:
    """`target = v`, `target += v`, `target -= v`."""
    found = target(body.context, statement.target, scope, what="an assignment")
    if found is None:
        body.context.checker.infer(statement.value, scope)
        return None
    typed, place = found
    if statement.op != "=":
        return _lower_change(body, statement, typed, place, scope)
    what = f"`{path_text(statement.target)}`"
    value = body.context.checker.expect(statement.value, place.type, scope, what=what)
    body.wrote(place.node, _of_put(body, statement.target, scope, place.node))
    return node("set", statement.span, at=place.node, to=value.node)


def _lower_change(body: Body, statement: syntax.Assign, typed: Typed, place: Place, scope: Scope) -> Node | None:
    context, span = body.context, statement.span
    shape = context.checker.shape(place.type)
    match shape:
        case Int() | Number() | Duration():
            wanted: Type = Duration() if isinstance(shape, Duration) else type(shape)()
            by = context.checker.expect(statement.value, wanted, scope, what=f"what `{statement.op}` adds").node
            bounded = not isinstance(shape, Duration) and shape != type(shape)()
            body.wrote(place.node, "conflicts" if bounded else "commutes")
            return node("change", span, at=place.node, by=_negated(by) if statement.op == "-=" else by)
        case Time():
            by = context.checker.expect(statement.value, Duration(), scope, what="what is added to a time").node
            body.wrote(place.node, "conflicts")
            moved = node("later" if statement.op == "+=" else "earlier", span, left=typed.node, right=by)
            return node("set", span, at=place.node, to=moved)
    context.checker.infer(statement.value, scope)
    path = path_text(statement.target)
    hint = f'Write `{path} = "{{{path}}}…"`.'
    if isinstance(shape, ListOf):
        hint = f"Write `{path}.push(…)` for one element, `{path} = [...{path}, …]` for more."
    context.report("C0607", statement.target.span, "this is no number", help=hint, path=path, op=statement.op)
    return None


def _negated(by: Node) -> Node:
    if by["op"] == "lit" and isinstance(by["value"], int | float):
        return {**by, "value": -by["value"]}
    return {"op": "neg", "of": by, "span": by["span"]}


def lower_remove(body: Body, statement: syntax.Remove, scope: Scope) -> Node | None:
    """`remove t`, `remove todos[i]`, `remove users[id]`."""
    place = _element(body, statement.target, scope, "remove")
    if place is None:
        return None
    body.wrote(place.node, _by_key(place.node))
    return node("remove", statement.span, at=place.node)


def lower_move(body: Body, statement: syntax.Move, scope: Scope) -> Node | None:
    """`move t to 0`, `move t before u`."""
    place = _element(body, statement.target, scope, "move")
    to = before = None
    if statement.to is not None:
        to = body.context.checker.expect(statement.to, Int(), scope, what="a position").node
    if statement.before is not None:
        next_ = _element(body, statement.before, scope, "move")
        before = next_ and next_.node
        if place and next_ and root_of(place.node, body.roots) != root_of(next_.node, body.roots):
            whole = other_end(statement.target.span, "this stands in another list")
            body.context.report("C0609", statement.before.span, "not in the same list", secondary=whole)
            return None
    if place is None or (to is None and before is None):
        return None
    body.wrote(place.node, "conflicts")
    return node("move", statement.span, at=place.node, to=to, before=before)


def _element(body: Body, path: syntax.Expr, scope: Scope, verb: str) -> Place | None:
    found = target(body.context, path, scope, what=f"`{verb}`")
    if found is None:
        return None
    place = found[1]
    allowed = ("find", "nth", "place", "entry") if verb == "remove" else ("find", "nth", "place")
    if place.node["op"] in allowed:
        return place
    name = path_text(path)
    hint = (
        f"Empty it: `{name}.clear()`." if _is_collection(body, place.type) else f"Give it another value: `{name} = …`."
    )
    body.context.report("C0608", path.span, "this is no element of a list", help=hint, path=name, verb=verb)
    return None


def _is_collection(body: Body, type_: Type) -> bool:
    return isinstance(body.context.checker.shape(type_), ListOf | MapOf)


def lower_method(body: Body, call: syntax.Call, path: syntax.Field, scope: Scope) -> Node | None:
    """`xs.push(v)`, `xs.insert(i, v)`, `xs.clear()`."""
    context, name = body.context, path.name.text
    found = target(context, path.of, scope, what=f"`{name}`")
    if found is None:
        _give_up(body, call, scope)
        return None
    place = found[1]
    list_ = context.list_of(place.type)
    if name not in METHODS:
        nearest = _HABITS.get(name) or closest(name, METHODS)
        hint = (
            f"use `{nearest}`"
            if nearest
            else "lists have `push`, `insert` and `clear`; `remove x` takes one element away"
        )
        context.report(
            "C0606", path.name.span, "no such statement", help=hint, fixes=instead(path.name.span, nearest), name=name
        )
        _give_up(body, call, scope)
        return None
    if list_ is None and not (name == "clear" and _is_collection(body, place.type)):
        context.report("C0616", path.of.span, "this is no list", name=name, path=path_text(path.of))
        _give_up(body, call, scope)
        return None
    wanted = {"push": 1, "insert": 2, "clear": 0}[name]
    if len(call.args) != wanted or any(arg.name for arg in call.args):
        context.report("C0617", call.span, f"{wanted} wanted", name=name, wanted=wanted)
        _give_up(body, call, scope)
        return None
    if name == "clear":
        body.wrote(place.node, "conflicts")
        return node("clear", call.span, at=place.node)
    assert list_ is not None, "only lists have push and insert"
    *position, element = (arg.value for arg in call.args)
    index = [context.checker.expect(at, Int(), scope, what="a position").node for at in position]
    value = context.checker.expect(element, list_.item, scope, what=f"an element of `{path_text(path.of)}`").node
    if index:
        body.wrote(place.node, "conflicts")
        return node("insert", call.span, at=place.node, index=index[0], value=value)
    body.wrote(place.node, _of_push(body, list_, value))
    return node("push", call.span, at=place.node, value=value)


def _give_up(body: Body, call: syntax.Call, scope: Scope) -> None:
    """What stands in the arguments may be wrong too."""
    for arg in call.args:
        body.context.checker.infer(arg.value, scope)


def _of_push(body: Body, list_: ListOf, value: Node) -> Conflict:
    """Two pushes commute (lists are in commit order) unless the list's size or the key of what is there matters."""
    if list_.low or list_.high is not None:
        return "conflicts"
    record = body.context.checker.shape(list_.item)
    if not isinstance(record, Record) or record.key is None:
        return "commutes"
    key = record.field(record.key)
    is_fresh = key is not None and key.default is not None and key.default["op"] == "new_id"
    return "commutes" if is_fresh and value["op"] == "record" and record.key not in value["fields"] else "conflicts"


def _of_put(body: Body, target: syntax.Expr, scope: Scope, place: Node) -> Conflict:
    """A put under a key may add an element, which a list with bounds takes or not, by how many there are."""
    if isinstance(target, syntax.Index) and place["op"] == "find":
        list_ = body.context.list_of(body.context.checker.infer(target.of, scope).type)
        if list_ is not None and (list_.low or list_.high is not None):
            return "conflicts"
    return _by_key(place)


def _by_key(place: Node) -> Conflict:
    """Two puts commute where they go to different keys; what is no key says nothing about that."""
    while place["op"] == "field":
        place = place["of"]
    return "commutes by key" if place["op"] in ("entry", "find", "place") else "conflicts"
