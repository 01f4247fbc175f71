"""The nodes within a node, by the table of operators: the one way to go through the trees of a graph.

Following the table instead of every object in sight keeps literals apart: `{"op": "lit", "value": {"op": "ref"}}`
holds one node, not two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graph.model import Node
from graph.operators import OPERATORS

Path = tuple[str | int, ...]
"""Where a node stands within another one: names of operands and fields, positions in lists."""

Block = Sequence[tuple[Path, Node]]
"""Nodes that follow one another: what one of them binds, the next ones may use."""


def blocks(kind: str, value: Any) -> Iterator[Block]:
    """The nodes in an operand of that kind (see `OPERAND_KINDS`), with their paths; none for a kind without nodes."""
    match kind:
        case "expression" | "place" | "content":
            yield [((), value)]
        case "expressions" | "statements" | "clauses" | "template":
            yield [((n,), node) for n, node in enumerate(value)]
        case "fields" | "contents":
            yield [((name,), node) for name, node in value.items()]
        case "pairs":
            yield [((n, m), node) for n, pair in enumerate(value) for m, node in enumerate(pair)]
        case "cases":
            yield [((n, "then"), case["then"]) for n, case in enumerate(value)]
        case "orderings":
            yield [((n, "by"), ordering["by"]) for n, ordering in enumerate(value)]
        case "branches":
            yield from ([((n, "body", m), node) for m, node in enumerate(c["body"])] for n, c in enumerate(value))
        case "templates":
            yield from ([((n, m), node) for m, node in enumerate(nodes)] for n, nodes in enumerate(value))


def operands(node: Node) -> Iterator[tuple[str, str, Any]]:
    """Name, kind and value of each operand that a node has, in the order of the table."""
    for operand, kind in OPERATORS[node["op"]].operands.items():
        name = operand.removesuffix("?")
        if name in node:
            yield name, kind, node[name]


def nodes_in(nodes: Iterable[Node], op: str) -> Iterator[Node]:
    """Every node with that operator among these and within them, outer before inner, in order."""
    for node in nodes:
        if node["op"] == op:
            yield node
        for _, kind, value in operands(node):
            for block in blocks(kind, value):
                yield from nodes_in((inner for _, inner in block), op)
