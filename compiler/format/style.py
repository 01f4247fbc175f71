"""The one style: how each rule of the grammar is laid out.

Three ideas carry it. A bracket that the author opened at the end of a line stays open; one that was written on one
line stays so while it fits. What has no bracket breaks before its operators and clauses. And a line ends only where
the language lets it: inside brackets, before words that continue a line, behind what cannot end one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeGuard

from compiler.format.brackets import BRACKETS, SHORT, Between, arguments, bracket, comprehension, trailing
from compiler.format.document import (
    HARD,
    SPACE,
    Doc,
    Group,
    Indent,
    Line,
    Stay,
    TrailingComment,
    Value,
    flat,
    group,
    row,
)
from compiler.format.tree import SEPARATORS, Branch, Leaf, Tree, flush

# Parts of these stand together without a space.
_TIGHT = frozenset(
    {"field", "index", "call", "call_method", "option_type", "range_from", "range_to", "bound", "signed", "type_name"}
    | {"clean_step", "charm_type", "list_type", "target_call", "spread"}
)
# No space stands before these.
_CLOSE = SEPARATORS | {"COLON", "args", "args_comprehension", "params", "refinements"}
_CALLS = frozenset({"call", "call_method", "spawn", "type_name", "index", "parens", "base_type"})
# An empty line stands around these.
_CHAPTERS = frozenset({"recipe", "named_view", "test"})

# Operators of one rank are laid out together.
_RANKS = tuple(map(frozenset, (("PLUS", "MINUS"), ("MUL", "DIV", "MOD"), ("AND",), ("OR",), ("COALESCE",))))

# One document, or two: the second has the lines after the first no further in, for where it has a line of its own.
_Made: TypeAlias = Doc | tuple[Doc, Doc]


def lay_out(rule: str, kids: Sequence[Tree]) -> Branch:
    """The branch of a rule."""
    made = _LAYOUTS.get(rule, _tight if rule in _TIGHT else _spaced)(kids)
    doc, on_own_line = made if isinstance(made, tuple) else (made, made)
    return Branch(rule, tuple(kids), doc, on_own_line)


def _tight(kids: Sequence[Tree]) -> _Made:
    return row(*(kid.doc for kid in kids))


def _spaced(kids: Sequence[Tree]) -> _Made:
    if len(kids) == 1:
        return kids[0].doc, flush(kids[0])
    return row(*(part for kid in kids for part in ("" if kid is kids[0] or kid.rule in _CLOSE else " ", kid.doc)))


def _line(kids: Sequence[Tree]) -> Doc:
    """Parts with spaces between them, as a part of something else."""
    made = _spaced(kids)
    return made[0] if isinstance(made, tuple) else made


# --- Declarations


def _module(kids: Sequence[Tree]) -> _Made:
    parts: list[Doc] = []
    before: Tree | None = None
    for kid in kids:
        if kid.rule in SEPARATORS:
            parts.append(trailing(kid))
            continue
        if before is not None:
            apart = before.rule == "DOC" or _is_chapter(before) or _is_chapter(kid)
            parts.append(Line(hard=True, blank=apart or kid.first.blank))
        parts.append(_documentation(kid) if isinstance(kid, Leaf) else kid.doc)
        before = kid
    return row(*parts)


def _is_chapter(item: Tree) -> bool:
    declared = item.kids[-1] if isinstance(item, Branch) and item.rule == "documented" else item
    return declared.rule in _CHAPTERS


def _documented(kids: Sequence[Tree]) -> _Made:
    if isinstance(kids[0], Leaf) and kids[0].kind == "DOC":
        return row(_documentation(kids[0]), HARD, _line(kids[1:]))
    return _line(kids)


def _documentation(leaf: Leaf) -> Doc:
    """Its lines as far in as what they document, and further in where they were so among themselves."""
    text = leaf.text[3:-3]
    if "\t" in text:
        # How wide a tab is depends on where it stands.
        return leaf.doc
    first, *others = text.split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
    lines = [f'"""{first.lstrip()}', *(line[margin:] for line in others)]
    if others and not others[-1].strip():
        lines[-1] = ""
    lines[-1] += '"""'
    parts: list[Doc] = [lines[0]]
    for line in lines[1:]:
        parts += [HARD, line]
    return row(*leaf.comments, *parts, TrailingComment(leaf.trailing) if leaf.trailing else "")


def _use(kids: Sequence[Tree]) -> _Made:
    return row(_line(kids[:2]), " ", bracket(kids[2:], Between.COMMAS))


def _migrate(kids: Sequence[Tree]) -> _Made:
    word, name, opener, param, closer, sign, value = kids
    return row(_line((word, name)), opener.doc, param.doc, closer.doc, " ", sign.doc, _placed(value))


def _with_block(between: Between, kids: Sequence[Tree]) -> _Made:
    """Words, then a bracket whose items are no rule of their own."""
    at = next(at for at, kid in enumerate(kids) if kid.rule in ("LBRACE", "_ROPEN"))
    block = bracket(kids[at:], between)
    return row(_line(kids[:at]), " ", block) if at else block


def _map_type(kids: Sequence[Tree]) -> _Made:
    return row(kids[0].doc, _line(kids[1:-1]), kids[-1].doc)


def _union(kids: Sequence[Tree]) -> _Made:
    lines = [part for sign, option in zip(kids[1::2], kids[2::2], strict=True) for part in _next(sign, option)]
    return _hung(kids[0].doc, lines)


# --- Values


def _valued(kids: Sequence[Tree]) -> _Made:
    """`name = value`, `label: value`, `"a" -> value`."""
    if len(kids) > 1 and kids[-2].rule in ("EQUAL", "ADD_EQUAL", "SUB_EQUAL", "COLON", "ARROW"):
        return row(_line(kids[:-1]), _placed(kids[-1]))
    return _line(kids)


def _key_entry(kids: Sequence[Tree]) -> _Made:
    return row(*(kid.doc for kid in kids[:-1]), _placed(kids[-1]))


def _placed(value: Tree) -> Value:
    """A value behind its sign."""
    inner = value
    while isinstance(inner, Branch) and (inner.rule == "field" or _ends_short(inner)):
        inner = inner.kids[0]
    if value.rule in BRACKETS or value.rule == "match":
        return Value(value.doc, Stay.ALWAYS)
    return Value(flush(value), Stay.RATHER_WHOLE if inner.rule in _CALLS else Stay.NEVER)


def _next(sign: Tree, operand: Tree) -> tuple[Doc, ...]:
    """An operator that begins a line, with what follows it. A minus would be a sign there, so it ends the line."""
    if sign.rule == "MINUS":
        return " ", sign.doc, SPACE, operand.doc
    return SPACE, sign.doc, " ", operand.doc


def _hung(first: Doc, lines: Sequence[Doc]) -> tuple[Doc, Doc]:
    return group(first, Indent(row(*lines))), group(first, *lines)


def _unary(kids: Sequence[Tree]) -> _Made:
    # Two signs in a row are no token of the language.
    is_word = kids[0].rule == "NOT" or kids[1].first.rule == "MINUS"
    return _spaced(kids) if is_word else _tight(kids)


def _binary(kids: Sequence[Tree]) -> _Made:
    left, sign, right = kids
    rank = next((rank for rank in _RANKS if sign.rule in rank), None)
    if rank is None or _is_short_end(left, right):
        return _line(kids)
    pairs = [(sign, right)]
    while _is_of(left, rank):
        left, sign, right = left.kids
        pairs.append((sign, right))
    pairs.reverse()
    # Only `??` has its chain on the right.
    before, rest = pairs.pop()
    while _is_of(rest, rank):
        middle, sign, right = rest.kids
        pairs.append((before, middle))
        before, rest = sign, right
    pairs.append((before, rest))
    lines = [part for sign, operand in pairs for part in _next(sign, operand)]
    return group(left.doc, Indent(row(*lines)))


def _is_short_end(left: Tree, right: Tree) -> bool:
    """Whether the operator stays behind a call, which has places to break: `first(…) ?? "none"`."""
    return left.rule in _CALLS and right.rule in SHORT


def _ends_short(tree: Branch) -> bool:
    return tree.rule == "binary" and _is_short_end(tree.kids[0], tree.kids[2])


def _is_of(tree: Tree, rank: frozenset[str]) -> TypeGuard[Branch]:
    return isinstance(tree, Branch) and tree.rule == "binary" and tree.kids[1].rule in rank


def _cond(kids: Sequence[Tree]) -> _Made:
    """`if … then …`, and below it each `else if … then …` and the `else`."""
    lines: list[Doc] = []
    first = _case(kids)
    while isinstance(kids[5], Branch) and kids[5].rule == "cond":
        lines += [SPACE, kids[4].doc, " ", _case(kids[5].kids)]
        kids = kids[5].kids
    return _hung(first, [*lines, SPACE, kids[4].doc, " ", kids[5].doc])


def _case(kids: Sequence[Tree]) -> Doc:
    word, condition, then, value, *_ = kids
    if value.rule in BRACKETS:
        return _line((word, condition, then, value))
    return group(_line((word, condition)), Indent(row(SPACE, then.doc, " ", value.doc)))


def _fold(kids: Sequence[Tree]) -> _Made:
    *start, clauses, arrow, step = kids
    assert isinstance(clauses, Branch), "clauses are a rule of their own"
    lines = [part for clause in clauses.kids for part in (SPACE, clause.doc)]
    return _hung(_line(start), [*lines, SPACE, arrow.doc, " ", step.doc])


def _parens(kids: Sequence[Tree]) -> _Made:
    opener, value, closer = kids
    assert isinstance(closer, Leaf), "a parenthesis"
    return group(opener.doc, Indent(row(Line(""), flush(value), *closer.comments)), Line(""), closer.bare)


def _template(kids: Sequence[Tree]) -> _Made:
    """On one line, since a line end in a hole is none."""
    first, last = kids[0].first, kids[-1].first
    inside = "".join(kid.text if isinstance(kid, Leaf) else flat(kid.doc) for kid in kids[1:-1])
    return Leaf("STRING", f"{first.text}{inside}{last.text}", comments=first.comments, trailing=last.trailing).doc


# --- Statements and nodes


def _with_message(kids: Sequence[Tree]) -> _Made:
    """`require c else "message"`."""
    if len(kids) == 2:
        return _line(kids)
    return group(_line(kids[:2]), Indent(row(*_next(kids[2], kids[3]))))


def _loop(kids: Sequence[Tree]) -> _Made:
    head, *clauses, body = kids
    lines = [part for clause in clauses for part in (SPACE, clause.doc)]
    return row(group(head.doc, _above_block(lines)), " ", body.doc)


def _above_block(lines: Sequence[Doc]) -> Doc:
    """Lines that go on with a head; what its block holds is less far in than they are."""
    return Indent(Indent(row(*lines)))


def _choice(kids: Sequence[Tree]) -> _Made:
    """`if c { … } else { … }`: all of its blocks are on one line, or none."""
    groups = [kid.doc for kid in kids[2::2] if isinstance(kid.doc, Group)]
    parts = [kid.doc.inner if isinstance(kid.doc, Group) and kid in kids[2::2] else kid.doc for kid in kids]
    return group(
        *(part for at, each in enumerate(parts) for part in (" " if at else "", each)),
        broken=any(each.breaks for each in groups),
    )


def _element(kids: Sequence[Tree]) -> _Made:
    arrow = next((at for at, kid in enumerate(kids) if kid.rule == "ARROW"), None)
    if arrow is None:
        return _line(kids)
    lines = _next(kids[arrow], kids[arrow + 1])
    if len(kids) == arrow + 2:
        return group(_line(kids[:arrow]), Indent(row(*lines)))
    return row(group(_line(kids[:arrow]), _above_block(lines)), " ", kids[-1].doc)


_LINES = partial(_with_block, Between.SEMICOLONS_OR_LINES)
_ENTRIES = partial(_with_block, Between.COMMAS_OR_LINES)

_LAYOUTS: Mapping[str, Callable[[Sequence[Tree]], _Made]] = {
    "module": _module,
    "documented": _documented,
    "field_decl": _documented,
    "key_decl": _documented,
    "use": _use,
    "migrate": _migrate,
    **dict.fromkeys(("test", "function_block", "members", "block", "nodes"), _LINES),
    **dict.fromkeys(("match", "match_statement", "view_match", "record_type", "braces"), _ENTRIES),
    **dict.fromkeys(("params", "refinements", "list_expr"), partial(bracket, between=Between.COMMAS)),
    **dict.fromkeys(("list_comprehension", "map_comprehension", "args_comprehension"), comprehension),
    "args": arguments,
    "map_type": _map_type,
    "union_type": _union,
    **dict.fromkeys(("constant", "function", "derive", "child", "let", "let_clause", "slot_default"), _valued),
    **dict.fromkeys(("type_decl", "assign", "attribute", "named_arg", "named", "field_entry", "picked_entry"), _valued),
    **dict.fromkeys(("text_entry", "arm"), _valued),
    "key_entry": _key_entry,
    "unary": _unary,
    "binary": _binary,
    "cond": _cond,
    "fold": _fold,
    **dict.fromkeys(("parens", "base_type"), _parens),
    "template": _template,
    **dict.fromkeys(("require", "always"), _with_message),
    **dict.fromkeys(("for", "view_for"), _loop),
    **dict.fromkeys(("if", "view_if"), _choice),
    "element": _element,
}
