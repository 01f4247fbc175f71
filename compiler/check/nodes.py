"""Nodes of the graph, as the checker builds and rewrites them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from compiler.scope import NO_USE, Effect, Use, Variables
from compiler.source import Span
from graph.model import Node
from graph.operators import OPERATORS

_EFFECTS: Mapping[str, Effect] = {"now": "now", "new_id": "new_id", "random": "random"}
_KINDS = {op.name: {name.rstrip("?"): kind for name, kind in op.operands.items()} for op in OPERATORS.values()}
_NUMBERS = ("variable", "bound variable")

# What these hold is a value or a schema: nodes inside belong to it, and number their variables by themselves.
_CLOSED = ("value", "type")

# The kinds of operands in which there are nodes, or may be: expressions, and what is made of them.
_OF_EXPRESSIONS = ("expression", "expressions", "fields", "place", "pairs", "cases", "orderings", "clauses")
_OF_BLOCKS = ("content", "contents", "template", "templates", "statements", "branches")
INNER = {
    op: tuple(name for name, kind in kinds.items() if kind in _OF_EXPRESSIONS or kind in _OF_BLOCKS)
    for op, kinds in _KINDS.items()
}
"""The operands of each operator in which there may be nodes."""

# The operands that bind variables, of the few operators that have any.
_BINDING = {
    op: binding
    for op, kinds in _KINDS.items()
    if (binding := tuple(name for name, kind in kinds.items() if kind == "variable"))
}


def node(op: str, span: Span, operands: Mapping[str, Any] | None = None, /, **more: Any) -> Node:
    """A node. Operands whose names are words of Python (`if`, `in`, `as`) come in the mapping; None is left out."""
    made: Node = {"op": op}
    for given in (operands, more) if operands else (more,):
        for name in given:
            operand = given[name]
            if operand is not None:
                made[name] = operand
    made["span"] = [span.start, span.end, span.number] if span.number else [span.start, span.end]
    return made


def lit(value: object, span: Span) -> Node:
    """A JSON value as it stands."""
    return {"op": "lit", "value": value, "span": placed(span)}


def placed(span: Span) -> list[int]:
    """A place as nodes have it."""
    return [span.start, span.end, span.number] if span.number else [span.start, span.end]


def is_literal(*nodes: Node) -> bool:
    """Whether all of them are values as they stand, so that what is built from them is one too."""
    return all(each["op"] == "lit" for each in nodes)


def is_leaf(each: Node) -> bool:
    """Whether there is no other node in it: a reference or a variable, as most names stand for."""
    return not INNER[each["op"]]


def is_node(tree: Mapping[str, Any]) -> bool:
    """Whether it is a node, rather than operands by name: one of those may be called `op` too, and is no text."""
    return isinstance(tree.get("op"), str)


def nodes_in(tree: object) -> list[Node]:
    """Every node of a tree, outer before inner."""
    # A list made in one loop, that touches nothing without nodes in it: it is asked for nearly every node made.
    found: list[Node] = []
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(op := each.get("op"), str):
                found.append(each)
                if inner := INNER[op]:
                    waiting += [part for name, part in reversed(each.items()) if name in inner]
            else:
                waiting += reversed(each.values())
        elif isinstance(each, (list, tuple)):
            waiting += reversed(each)
    return found


def use_of(tree: object) -> Use:
    """What a default does when it is filled in, read from its node: it sees no cells, only `me` and effects."""
    found = NO_USE
    for each in nodes_in(tree):
        if each["op"] in _EFFECTS:
            found |= Use(effects=frozenset({_EFFECTS[each["op"]]}))
        elif each["op"] == "me":
            found |= Use(local=True)
    return found


def rewritten(tree: Any, change: Callable[[Node], Node]) -> Any:
    """The tree with each node replaced by what `change` makes of it; inner ones first."""
    if isinstance(tree, dict):
        kinds = _KINDS[tree["op"]] if is_node(tree) else {}
        parts = {name: part if kinds.get(name) in _CLOSED else rewritten(part, change) for name, part in tree.items()}
        return change(parts) if is_node(tree) else parts
    if isinstance(tree, list | tuple):
        return [rewritten(part, change) for part in tree]
    return tree


def renumbered(tree: Node, number: Callable[[int], int]) -> Node:
    """The tree with all its variables, bound and binding, numbered anew."""
    if tree["op"] == "lit":
        return {**tree}

    def change(each: Node) -> Node:
        kinds = _KINDS[each["op"]]
        return {name: number(part) if kinds.get(name) in _NUMBERS else part for name, part in each.items()}

    found: Node = rewritten(tree, change)
    return found


def embedded(tree: Node, variables: Variables) -> Node:
    """A closed expression that was numbered by itself, with numbers of the step that it is put into."""
    numbers: dict[int, int] = {}

    def number(old: int) -> int:
        if old not in numbers:
            numbers[old] = variables.next()
        return numbers[old]

    return renumbered(tree, number)


def rebound(tree: Node, variables: Variables) -> Node:
    """An expression that may stand in a step a second time: what it binds itself gets new numbers, the rest stays."""
    binding = [each for each in nodes_in(tree) if each["op"] in _BINDING]
    if not binding:
        return tree
    bound = {each[name] for each in binding for name in _BINDING[each["op"]] if name in each}
    numbers = {old: variables.next() for old in sorted(bound)}
    found: Node = renumbered(tree, lambda old: numbers.get(old, old))
    return found
