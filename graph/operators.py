"""The one closed table of operators: every expression, clause, statement and template node of a graph.

Each node of a document is an object with `op` first, operands by name, and a `span`. The JSON Schema, the
checker, the code generator and the docs all read this table, so an operator that is not here does not exist.

Variables are numbered within their step (or function), from 0: no text of a recipe becomes a name in generated
code. Evaluation is strict, left to right, save for `and or cond match coalesce then`, which take what they need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Group = Literal["expression", "clause", "statement", "template"]

OPERAND_KINDS: Mapping[str, str] = {
    "expression": "a node of the group expression",
    "expressions": "a list of expressions",
    "fields": "an object of expressions, by field name",
    "place": "an expression that leads to a cell or into one: ref, field, entry, find, nth or place",
    "value": "any JSON value",
    "name": "text: a field, payload field or view element of that name",
    "function": "the name of a function of the library",
    "own function": "the name of a function of this graph",
    "variable": "the number of a variable that this node binds",
    "bound variable": "the number of a variable that is bound here",
    "type": "the JSON Schema of a type",
    "text": "a message for people, a number format, or the path of a list in a cell",
    "flag": "true or false",
    "step": "the id of an input, cell, child or derived value",
    "navigate step": "the id of a navigate step of this handler",
    "spawn step": "the id of a spawn step of this handler",
    "handler step": "the id of a handler",
    "slot step": "the id of a view step",
    "content": "a lit with text, or a slot",
    "contents": "an object of contents, by attribute",
    "template": "a list of nodes of the group template",
    "templates": "a list of templates, one per branch",
    "statements": "a list of nodes of the group statement",
    "clauses": "a list of nodes of the group clause, the first a `for`",
    "pairs": "a list of [key, value], both expressions",
    "cases": "a list of {values: literals, then: expression}",
    "branches": "a list of {values: literals, body: statements}",
    "orderings": "a list of {by: expression, descending: flag}",
}


class Operator(Struct, frozen=True):
    """One kind of node.

    operands: kind by name, in the order of the document; a name that ends in `?` may be left out.
    python:   the expression it stands for, operands in braces; None where the code generator has a function of
              that name, since control flow or binding is involved.
    """

    name: str
    group: Group
    operands: Mapping[str, str]
    doc: str
    python: str | None = None

    def __post_init__(self) -> None:
        assert all(kind in OPERAND_KINDS for kind in self.operands.values()), self.name


def _binary(name: str, doc: str, python: str) -> Operator:
    return Operator(name, "expression", {"left": "expression", "right": "expression"}, doc, python)


_LEAVES = (
    Operator("lit", "expression", {"value": "value"}, "A JSON value as it stands."),
    Operator("ref", "expression", {"step": "step"}, "The value of an input, cell, child or derived value."),
    Operator("var", "expression", {"n": "bound variable"}, "The value of a numbered variable."),
    Operator(
        "place", "expression", {"n": "bound variable"}, "The element that a numbered variable refers to, as it is now."
    ),
    Operator("payload", "expression", {"name": "name"}, "A field of the event's payload."),
    Operator("me", "expression", {}, "The Id of the visitor."),
    Operator("now", "expression", {}, "The recorded time of the event."),
    Operator("new_id", "expression", {}, "A fresh Id."),
    Operator("random", "expression", {}, "A Number in 0..1, 1 excluded."),
    Operator("spawn", "expression", {"step": "spawn step"}, "Create a charm; its id. Stands only in handlers."),
)

_READING = (
    Operator(
        "peek",
        "expression",
        {"of": "expression", "step": "step"},
        "The value of a shared step of another charm, whose id `of` gives.",
    ),
    Operator("field", "expression", {"of": "expression", "name": "name"}, "A field of a record.", "{of}[{name}]"),
    Operator(
        "entry",
        "expression",
        {"of": "expression", "key": "expression", "missing?": "expression"},
        "A map's value at a key; `missing` (or none) where there is none.",
    ),
    Operator(
        "find",
        "expression",
        {"of": "expression", "key": "expression", "by?": "name"},
        "The element of a list of keyed records whose key field, `by`, has that value, or none. Without `by`, and only"
        " as a place: the element of a list without key whose internal id that is.",
    ),
    Operator(
        "nth",
        "expression",
        {"of": "expression", "index": "expression"},
        "The element of a list at a position from 0, or none.",
        "nth({of}, {index})",
    ),
    Operator(
        "then",
        "expression",
        {"of": "expression", "var": "variable", "do": "expression"},
        "none where `of` is none, else `do` with `of` in the variable.",
    ),
    Operator(
        "let",
        "expression",
        {"var": "variable", "to": "expression", "in": "expression"},
        "`in`, with `to` in the variable.",
    ),
    Operator(
        "as",
        "expression",
        {"of": "expression", "type": "type"},
        "The value if it fits the type as it stands, else none.",
    ),
    Operator(
        "fit",
        "expression",
        {"of": "expression", "type": "type"},
        "The value as a place of that type takes it: cleaned, with defaults filled; faults where it does not fit.",
    ),
)

_COMPUTING = (
    _binary("add", "Sum of two numbers or durations.", "({left} + {right})"),
    _binary("sub", "Difference of two numbers or durations.", "({left} - {right})"),
    _binary("mul", "Product.", "product({left}, {right})"),
    _binary("div", "Quotient, a Number; faults on zero.", "divide({left}, {right})"),
    _binary("mod", "Remainder with the sign of the divisor; faults on zero.", "modulo({left}, {right})"),
    Operator("neg", "expression", {"of": "expression"}, "The number with its sign changed.", "(-{of})"),
    _binary("later", "A time plus a duration.", "later({left}, {right})"),
    _binary("earlier", "A time minus a duration.", "later({left}, -{right})"),
    _binary("between", "The duration from the right time to the left.", "between({left}, {right})"),
    _binary("eq", "Equality of two values of one type.", "({left} == {right})"),
    _binary("ne", "Inequality of two values of one type.", "({left} != {right})"),
    _binary("same", "Equality where a value may be any JSON: true is not 1.", "same({left}, {right})"),
    _binary("lt", "Less.", "({left} < {right})"),
    _binary("le", "Less or equal.", "({left} <= {right})"),
    _binary("gt", "Greater.", "({left} > {right})"),
    _binary("ge", "Greater or equal.", "({left} >= {right})"),
    _binary("and", "Both; the right one only where the left holds.", "({left} and {right})"),
    _binary("or", "Either; the right one only where the left does not hold.", "({left} or {right})"),
    Operator("not", "expression", {"of": "expression"}, "The other truth value.", "(not {of})"),
    _binary("in", "Whether the right list has the left value, or the right map that key.", "({left} in {right})"),
    Operator(
        "coalesce",
        "expression",
        {"left": "expression", "right": "expression"},
        "The left value, or the right one where it is none.",
    ),
    Operator(
        "cond",
        "expression",
        {"if": "expression", "then": "expression", "else": "expression"},
        "One of two values.",
        "({then} if {if} else {else})",
    ),
    Operator(
        "match",
        "expression",
        {"of": "expression", "cases": "cases", "else?": "expression"},
        "The value of the first case that has `of` among its values.",
    ),
    Operator("text", "expression", {"parts": "expressions"}, "The parts, printed one after the other."),
    Operator(
        "format",
        "expression",
        {"of": "expression", "as": "text"},
        "A number with a fixed count of decimals, half rounded up: `.2`.",
        "fixed({of}, {as})",
    ),
    Operator("call", "expression", {"function": "function", "args": "expressions"}, "A function of the library."),
    Operator("apply", "expression", {"function": "own function", "args": "expressions"}, "A function of the recipe."),
)

_BUILDING = (
    Operator("record", "expression", {"fields": "fields"}, "A record."),
    Operator(
        "update", "expression", {"of": "expression", "fields": "fields"}, "A record with some fields replaced or added."
    ),
    Operator("list", "expression", {"items": "expressions"}, "A list; a `spread` among the items adds all of its own."),
    Operator("map", "expression", {"of?": "expression", "entries": "pairs"}, "A map, on top of `of` where given."),
    Operator(
        "spread", "expression", {"of": "expression"}, "All elements of a list; stands only among the items of a list."
    ),
    Operator(
        "collect",
        "expression",
        {"clauses": "clauses", "value": "expression"},
        "A list: the value for each pass of the clauses.",
    ),
    Operator(
        "collect_map",
        "expression",
        {"clauses": "clauses", "key": "expression", "value": "expression"},
        "A map: an entry for each pass; a later one replaces an earlier one with the same key.",
    ),
    Operator(
        "fold",
        "expression",
        {"var": "variable", "init": "expression", "clauses": "clauses", "step": "expression"},
        "The last value of the variable, which starts as `init` and becomes `step` in each pass.",
    ),
    Operator(
        "scan",
        "expression",
        {"var": "variable", "init": "expression", "clauses": "clauses", "step": "expression"},
        "All values that a fold goes through, the first left out.",
    ),
)

_CLAUSES = (
    Operator(
        "for",
        "clause",
        {"var": "variable", "index?": "variable", "id?": "variable", "in": "expression"},
        "A pass per element: the element, its position from 0, and its key (or internal id).",
    ),
    Operator(
        "for_entries",
        "clause",
        {"key": "variable", "var": "variable", "in": "expression"},
        "A pass per entry of a map.",
    ),
    Operator("bind", "clause", {"var": "variable", "to": "expression"}, "A name for a value, in the rest of the pass."),
    Operator("where", "clause", {"test": "expression"}, "Only the passes in which the test holds."),
    Operator("order", "clause", {"by": "orderings"}, "The passes sorted; equal ones stay in order."),
    Operator(
        "group",
        "clause",
        {"by": "expression", "var": "variable", "item": "expression"},
        "A pass per different `by`, in order of first sight: { key, items }.",
    ),
    Operator("limit", "clause", {"to": "expression"}, "At most so many passes."),
)

_STATEMENTS = (
    Operator(
        "set",
        "statement",
        {"at": "place", "to": "expression"},
        "Put a value in a place; under a key, of a map or of a list, in place of what is there or as a new one.",
    ),
    Operator("change", "statement", {"at": "place", "by": "expression"}, "Add to the number in a place."),
    Operator("push", "statement", {"at": "place", "value": "expression"}, "Put an element at the end of a list."),
    Operator(
        "insert",
        "statement",
        {"at": "place", "index": "expression", "value": "expression"},
        "Put an element in a list, before the one at that position.",
    ),
    Operator("remove", "statement", {"at": "place"}, "Take the element of a list, or the entry of a map, away."),
    Operator(
        "move",
        "statement",
        {"at": "place", "to?": "expression", "before?": "place"},
        "Move an element within its list, to a position or before another.",
    ),
    Operator("clear", "statement", {"at": "place"}, "Take all elements or entries away."),
    Operator(
        "require",
        "statement",
        {"test": "expression", "message": "expression"},
        "Refuse the event unless the test holds.",
    ),
    Operator(
        "assign", "statement", {"var": "variable", "to": "expression"}, "A name for a value, in the rest of the block."
    ),
    Operator(
        "if", "statement", {"test": "expression", "then": "statements", "else?": "statements"}, "One of two blocks."
    ),
    Operator(
        "switch",
        "statement",
        {"of": "expression", "cases": "branches", "else?": "statements"},
        "The block of the first case that has `of` among its values.",
    ),
    Operator(
        "each",
        "statement",
        {"clauses": "clauses", "body": "statements"},
        "The block for each pass; the passes are chosen before the first.",
    ),
    Operator(
        "each_element",
        "statement",
        {"var": "variable", "index?": "variable", "at": "place", "where?": "expression", "body": "statements"},
        "The block for each element of a list in a cell, as a place; one removed meanwhile is skipped.",
    ),
    Operator(
        "send",
        "statement",
        {"handler": "handler step", "args": "fields", "to?": "expression"},
        "Run another handler in the same commit: of the charm whose id `to` gives, or of this one.",
    ),
    Operator(
        "after",
        "statement",
        {"delay": "expression", "handler": "handler step", "args": "fields", "to?": "expression"},
        "Run a handler later, without a visitor, as a commit of its own; what it is given is evaluated now.",
    ),
    Operator(
        "navigate",
        "statement",
        {"step": "navigate step"},
        "Create a charm and send the visitor there, once the commit is durable.",
    ),
    Operator(
        "visit",
        "statement",
        {"to": "expression"},
        "Send the visitor to a charm, whose id `to` gives, once the commit is durable.",
    ),
)

_TEMPLATES = (
    Operator("slot", "template", {"step": "slot step"}, "What a view step gives, at this place."),
    Operator(
        "element",
        "template",
        {
            "name": "name",
            "content?": "content",
            "attributes?": "contents",
            "field?": "name",
            "value?": "slot step",
            "handler?": "handler step",
            "args?": "slot step",
            "list?": "text",
            "drag?": "slot step",
            "drop?": "name",
            "before?": "name",
            "children?": "template",
        },
        "An element of graph.elements; an input has a payload `field` of its arrow or its form, or a bound `value`."
        " What can be dragged says of which `list` in a cell it is an element, and by `drag` its key; what accepts"
        " elements of that `list`, which payload fields get the key of the one dropped, and of the one behind it.",
    ),
    Operator(
        "branch", "template", {"step": "slot step", "of": "templates"}, "The one template whose number the slot gives."
    ),
    Operator("rows", "template", {"step": "slot step", "body": "template"}, "The body once for each row of the slot."),
    Operator("charm", "template", {"step": "slot step"}, "The view of the charm that the slot gives, if any."),
)

OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (*_LEAVES, *_READING, *_COMPUTING, *_BUILDING, *_CLAUSES, *_STATEMENTS, *_TEMPLATES)
}
"""Every operator by name; a name belongs to one group only."""

PLACES = ("ref", "field", "entry", "find", "nth", "place")
"""The expressions that may lead to a place: what a statement writes to."""

WRITES = frozenset({"set", "change", "push", "insert", "remove", "move", "clear"})
"""The statements that write to the place `at`."""
