"""Statements of handlers to nodes. A block is walked in order: what one statement teaches holds for the next."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from compiler import syntax
from compiler.check.charms import once
from compiler.check.nodes import lit, node
from compiler.limits import LOOPS_MAX
from compiler.lower.body import Body
from compiler.lower.calls import called, is_charm, lower_after
from compiler.lower.effects import root_of
from compiler.lower.navigate import lower_navigate
from compiler.lower.paths import root_name
from compiler.lower.writes import lower_assign, lower_method, lower_move, lower_remove
from compiler.scope import Place, Scope, Typed
from graph.model import Node
from graph.types import Int, Text

REFUSAL = "That cannot be done now."
"""What is said where a recipe says nothing."""


def lower_block(body: Body, statements: Sequence[syntax.Statement], scope: Scope) -> list[Node]:
    """The nodes of a block, without those statements that are wrong."""
    nodes = []
    for statement in statements:
        made, scope = _lower_statement(body, statement, scope)
        scope = body.after(scope, (statement,))
        if made is not None:
            nodes.append(made)
    return nodes


def _lower_statement(body: Body, statement: syntax.Statement, scope: Scope) -> tuple[Node | None, Scope]:
    """A statement's node, and the scope behind it with the names and facts that it adds."""
    match statement:
        case syntax.Let():
            return _lower_let(body, statement, scope)
        case syntax.Require():
            return _lower_require(body, statement, scope)
        case syntax.Assign():
            return lower_assign(body, statement, scope), scope
        case syntax.Remove():
            return lower_remove(body, statement, scope), scope
        case syntax.Move():
            return lower_move(body, statement, scope), scope
        case syntax.Navigate():
            return lower_navigate(body, statement, scope), scope
        case syntax.Call(function=syntax.Field() as path):
            charm = body.context.checker.infer(path.of, scope)
            if is_charm(body.context, charm):
                return _lower_send(body, statement, scope), scope
            return lower_method(body, statement, path, scope), scope
        case syntax.Call():
            return _lower_send(body, statement, scope), scope
        case syntax.If():
            return _lower_if(body, statement, scope), scope
        case syntax.For():
            return _lower_for(body, statement, scope), scope
        case syntax.MatchStatement():
            return _lower_match(body, statement, scope), scope
        case syntax.Spawn():
            made = body.context.checker.infer(statement, scope)
            return node("assign", statement.span, var=scope.variables.next(), to=made.node), scope
        case syntax.After():
            timer = lower_after(body.context, statement, scope)
            body.timers.extend([timer] if timer else [])
            return timer, scope


def _lower_let(body: Body, statement: syntax.Let, scope: Scope) -> tuple[Node | None, Scope]:
    checker = body.context.checker
    typed = checker.infer(statement.value, scope)
    var = scope.variables.next()
    # The name keeps the value that it has now: no later write makes untrue what is known of it.
    use = replace(typed.use, reads=frozenset())
    value = replace(typed, node=node("var", statement.name.span, n=var), at=None, use=use)
    scope = checker.bind(scope, statement.name, "variable", value)
    return node("assign", statement.span, var=var, to=typed.node), scope


def _lower_require(body: Body, statement: syntax.Require, scope: Scope) -> tuple[Node, Scope]:
    checker = body.context.checker
    test, when_true, when_false = checker.condition(statement.condition, scope)
    message = lit(REFUSAL, statement.span)
    if statement.message is not None:
        # It is only read where the condition does not hold.
        refused = scope.opened(when_false)
        message = checker.expect(statement.message, Text(), refused, what="the message of a `require`").node
    return node("require", statement.span, test=test.node, message=message), scope.opened(when_true)


def _lower_if(body: Body, statement: syntax.If, scope: Scope) -> Node:
    test, when_true, when_false = body.context.checker.condition(statement.condition, scope)
    then = lower_block(body, statement.then, scope.opened(when_true))
    otherwise = lower_block(body, statement.otherwise, scope.opened(when_false))
    branches = {"then": then, "else": otherwise or None}
    return node("if", statement.span, {"test": test.node, **branches})


def _lower_match(body: Body, statement: syntax.MatchStatement, scope: Scope) -> Node:
    found = body.context.checker.match(statement.of, statement.arms, scope)
    cases, rest = [], None
    for arm, case in zip(statement.arms, found.cases, strict=True):
        block = lower_block(body, arm.body, case.scope)
        if case.is_rest:
            rest = block
        else:
            cases.append({"values": list(case.values), "body": block})
    return node("switch", statement.span, {"of": found.of.node, "cases": cases, "else": rest})


def _lower_for(body: Body, statement: syntax.For, scope: Scope) -> Node:
    if len(body.loops) == LOOPS_MAX:
        body.context.report("C0110", statement.span, "one `for` too many", limit=LOOPS_MAX)
        return node("each", statement.span, clauses=[], body=[])
    body.loops.append(statement)
    made = _loop(body, statement, scope)
    body.loops.pop()
    return made


def _loop(body: Body, statement: syntax.For, scope: Scope) -> Node:
    # What an earlier pass wrote, a later one sees: facts from before the loop may not hold in it.
    inside = body.after(scope, (statement,))
    first, *others = statement.clauses
    assert isinstance(first, syntax.ForClause), "the grammar begins every loop with a `for`"
    conditions = [clause for clause in others if isinstance(clause, syntax.WhereClause)]
    source = body.context.checker.infer(first.source, scope) if _is_path(first.source, scope) else None
    at = source.at if source is not None else None
    if source is not None and at is not None and len(conditions) == len(others):
        list_ = body.context.list_of(at.type)
        if list_ is not None:
            element = replace(source, type=list_.item)
            return _each_element(body, statement, first, conditions, element, at, inside)
    passes = body.context.checker.passes(statement.clauses, inside, rows=at is not None)
    if at is not None and passes.key is not None and passes.key["op"] == "var":
        body.roots[passes.key["n"]] = root_of(at.node, body.roots)
    block = lower_block(body, statement.body, replace(passes.scope, makes=scope.makes))
    return node("each", statement.span, clauses=list(passes.nodes), body=block)


def _is_path(source: syntax.Expr, scope: Scope) -> bool:
    root = root_name(source)
    meaning = scope.find(root.text) if root else None
    return meaning is not None and meaning.value is not None and meaning.value.at is not None


def _each_element(
    body: Body,
    statement: syntax.For,
    header: syntax.ForClause,
    conditions: Sequence[syntax.WhereClause],
    element: Typed,
    at: Place,
    scope: Scope,
) -> Node:
    """A loop over the elements of a list in a cell: each is a reference, so it can be written."""
    checker, name = body.context.checker, header.names[-1]
    var = scope.variables.next()
    index = scope.variables.next() if len(header.names) == 2 else None
    if index is not None:
        position = Typed(node("var", header.names[0].span, n=index), Int())
        scope = checker.bind(scope, header.names[0], "variable", position)
    body.roots[var] = root_of(at.node, body.roots)
    place = node("place", name.span, n=var)
    value = replace(element, node=place, at=Place(place, element.type))
    scope = checker.bind(scope, name, "element", value)
    where = None
    for clause in conditions:
        test, when_true, _ = checker.condition(clause.condition, once(scope))
        scope = scope.opened(when_true)
        where = test.node if where is None else node("and", clause.span, left=where, right=test.node)
    block = lower_block(body, statement.body, body.after(scope, statement.body))
    return node("each_element", statement.span, var=var, index=index, at=at.node, where=where, body=block)


def _lower_send(body: Body, call: syntax.Call, scope: Scope) -> Node | None:
    """A call of another handler, in the same commit."""
    found = called(body.context, call, scope)
    return None if found is None else node("send", call.span, found.operands)
