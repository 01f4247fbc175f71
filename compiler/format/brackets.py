"""How brackets and what they hold are laid out: lists, records, arguments, blocks, comprehensions."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from compiler.format.document import SPACE, Doc, Group, IfBroken, Indent, Line, TrailingComment, group, row
from compiler.format.tree import SEPARATORS, Branch, Tree, flush
from compiler.layout import CONTINUES


class Between(Enum):
    """What stands between two items: on one line, and at the end of a line that another item follows."""

    COMMAS = (",", ",")
    COMMAS_OR_LINES = (",", "")
    SEMICOLONS_OR_LINES = (";", "")


BRACKETS = frozenset(
    {"list_expr", "list_comprehension", "braces", "map_comprehension", "record_type", "list_type", "map_type"}
)
"""Rules that are brackets and nothing else."""

_BRACES = frozenset({"LBRACE", "_ROPEN"})

# A line that begins with one of these goes on with a value before it; the others continue only what has clauses.
_GO_ON = CONTINUES - {"ORDER", "GROUP", "LIMIT", "WHERE"}

SHORT = frozenset({"word", "number", "duration", "literal_text", "true", "false", "none", "field"})
"""Rules that need no place to break, beside something that has one."""


def bracket(kids: Sequence[Tree], between: Between) -> Group:
    """An opener, items with or without separators between them, a closer.

    In a bracket that the author opened at the end of a line, items that share one line go on to do so where they fit;
    statements and declarations never do.
    """
    items: list[Doc] = []
    behind: Doc = ""
    separator = _separator(between, kids)
    for kid in kids[1:-1]:
        if kid.rule in SEPARATORS:
            behind = trailing(kid)
            continue
        if items:
            items += [separator, behind, Line(blank=kid.first.blank)]
        items.append(flush(kid))
        behind = ""
    items.append(behind)
    later = [kid.first.new_line for kid in kids[1:-1] if kid.rule not in SEPARATORS][1:]
    if between is Between.SEMICOLONS_OR_LINES:
        return _around(kids, items, is_open(kids) or any(later))
    return _around(kids, items if any(later) or not is_open(kids) else [group(*items)], is_open(kids))


def arguments(kids: Sequence[Tree]) -> Doc:
    """`(a, b)`. A bracket at the end opens on the line of the call: `push({` … `})`."""
    values = [_value(kid) for kid in kids[1:-1] if kid.rule not in SEPARATORS]
    ends_in_bracket = bool(values) and values[-1].rule in BRACKETS and all(each.rule in SHORT for each in values[:-1])
    if not ends_in_bracket or is_open(kids) or kids[-2].rule in SEPARATORS or kids[-1].first.comments:
        return bracket(kids, Between.COMMAS)
    return row(*(part for kid in kids for part in ((kid.doc, " ") if kid.rule in SEPARATORS else (kid.doc,))))


def _value(argument: Tree) -> Tree:
    return argument.kids[-1] if isinstance(argument, Branch) and argument.rule in ("arg", "named_arg") else argument


def comprehension(kids: Sequence[Tree]) -> Group:
    """`[item for …]`: on one line, or on one line between the brackets, or each clause on a line."""
    _, item, clauses, _ = kids
    assert isinstance(clauses, Branch), "clauses are a rule of their own"
    inside: list[Doc] = [flush(item), *(part for clause in clauses.kids for part in (SPACE, clause.doc))]
    if is_open(kids) and not any(clause.first.new_line for clause in clauses.kids):
        inside = [group(*inside)]
    return _around(kids, inside, is_open(kids))


def is_open(kids: Sequence[Tree]) -> bool:
    """Whether the author ended the line behind the opener."""
    return kids[1].first.new_line and len(kids) > 2


def trailing(separator: Tree) -> Doc:
    """The comment behind a separator."""
    comment = separator.first.trailing
    return TrailingComment(comment) if comment else ""


def _separator(between: Between, kids: Sequence[Tree]) -> Doc:
    """What stands between items. A field may be called `in`, and would go on with the line before without a comma."""
    flat, broken = between.value
    return IfBroken("," if flat == "," and any(kid.first.kind in _GO_ON for kid in kids[2:-1]) else broken, flat)


def _around(kids: Sequence[Tree], inside: Sequence[Doc], broken: bool) -> Group:
    opener, closer = kids[0].first, kids[-1].first
    pad = " " if opener.kind in _BRACES else ""
    above: list[Doc] = [Line(blank=closer.blank), *closer.comments] if closer.comments else []
    if not any(inside) and not above:
        return group(opener.doc, closer.bare)
    body = row(*inside, *above) if any(inside) else row(*above[1:])
    return group(opener.doc, Indent(row(Line(pad), body)), Line(pad), closer.bare, broken=broken)
