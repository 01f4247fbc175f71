"""Tokens to a tree that holds every one of them, with the comments around each.

The syntax tree leaves out what has no meaning: commas, parentheses, how a number is spelled. A formatter keeps what
the author wrote, so it reads with the same automaton, and keeps all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from compiler.format.document import Doc, OwnComment, TrailingComment, row
from compiler.layout import NEWLINE, reading
from compiler.lex import Token, lex
from compiler.parse_table import END, load
from compiler.source import Source

SEPARATORS = frozenset({"COMMA", "SEMICOLON"})

_COMMENT = re.compile(r"#[^\n]*")


class Leaf(Struct, frozen=True):
    """A token with its trivia.

    kind:       the terminal that it was read as.
    new_line:   whether the author began a line with it, or with the comments above it.
    blank:      whether there was an empty line above it and its comments.
    comments:   those on lines of their own above it.
    trailing:   the one behind it, "" without.
    """

    kind: str
    text: str
    new_line: bool = False
    blank: bool = False
    comments: tuple[OwnComment, ...] = ()
    trailing: str = ""

    @property
    def rule(self) -> str:
        """Its kind, as a branch has its rule."""
        return self.kind

    @property
    def first(self) -> Leaf:
        """Itself, as a branch has its first leaf."""
        return self

    @property
    def bare(self) -> Doc:
        """Without the comments above it, for a closer: those stand further in than it does."""
        return row(self.text, TrailingComment(self.trailing)) if self.trailing else self.text

    @property
    def doc(self) -> Doc:
        """With all its comments."""
        return row(*self.comments, self.bare) if self.comments else self.bare


class Branch(Struct, frozen=True):
    """A rule of the grammar with all that it was made of; never without a leaf.

    doc:   how it is laid out.
    flush: the same with the lines after the first no further in, for where it has a line of its own.
    """

    rule: str
    kids: tuple[Tree, ...]
    doc: Doc
    flush: Doc

    @property
    def first(self) -> Leaf:
        """Its first leaf."""
        tree: Tree = self
        while isinstance(tree, Branch):
            tree = tree.kids[0]
        return tree


Tree: TypeAlias = Leaf | Branch


def flush(tree: Tree) -> Doc:
    """How a tree is laid out that has a line of its own."""
    return tree.flush if isinstance(tree, Branch) else tree.doc


Layout: TypeAlias = Callable[[str, Sequence[Tree]], Branch]


def read(source: Source, layout: Layout) -> tuple[tuple[Tree, ...], Leaf]:
    """What a file without syntax errors is made of, and the end of it, which has the comments after the last item.

    layout: makes the branch of a rule from its parts, the innermost first, so that nothing has to recurse.
    """
    table = load()
    tokens, _ = lex(source, table)
    states = [0]
    parts: list[tuple[Tree, ...]] = []
    for token, leaf in zip(tokens, _with_trivia(source.text, tokens), strict=True):
        kinds = reading(table, states, token)
        assert kinds is not None, "the parser has read this file"
        for kind in kinds:
            while (step := table.states[states[-1]][kind]) < 0:
                rule = table.rules[~step]
                if rule.is_unit:
                    states[-1] = table.rename(states[-2], states[-1], kind)
                    continue
                kids = tuple(kid for part in parts[len(parts) - rule.size :] for kid in part)
                if rule.action != "*" and kids:
                    kids = (layout(rule.action or rule.head, kids),)
                del states[len(states) - rule.size :], parts[len(parts) - rule.size :]
                states.append(table.states[states[-1]][rule.head])
                parts.append(kids)
            states.append(step)
            parts.append(() if kind == NEWLINE else (leaf if kind == leaf.kind else replace(leaf, kind=kind),))
            if kind == END:
                return parts[0], leaf
    raise AssertionError("the last token is the end")


def _with_trivia(text: str, tokens: Sequence[Token]) -> list[Leaf]:
    """A leaf for each token. What stands between two tokens belongs to the second, but for a comment that trails."""
    leaves: list[Leaf] = []
    end = 0
    for token in tokens:
        gap = text[end : token.start]
        trailing, comments, blank = _comments(gap, is_start=not leaves)
        if trailing:
            leaves[-1] = replace(leaves[-1], trailing=trailing)
        said = f":{token.text[1:].strip()}" if token.kind == "FORMAT" else token.text
        leaves.append(Leaf(token.kind, said, "\n" in gap, blank, comments))
        end = token.end
    for at in range(len(leaves) - 1):
        if leaves[at].kind in SEPARATORS:
            leaves[at - 1 : at + 2] = _past_separator(*leaves[at - 1 : at + 2])
    return leaves


def _comments(gap: str, *, is_start: bool) -> tuple[str, tuple[OwnComment, ...], bool]:
    """The comments between two tokens: the one that trails, the others, and whether an empty line is above those."""
    found = list(_COMMENT.finditer(gap))
    trailing, above = "", gap
    if found and not is_start and "\n" not in gap[: found[0].start()]:
        trailing = found[0].group().rstrip()
        above = gap[found.pop(0).end() :]
        found = list(_COMMENT.finditer(above))
    ends = [*(each.start() for each in found), len(above)]
    comments = tuple(
        OwnComment(each.group().rstrip(), above.count("\n", each.end(), end) > 1)
        for each, end in zip(found, ends[1:], strict=True)
    )
    return trailing, comments, above.count("\n", 0, ends[0]) > 1


def _past_separator(before: Leaf, separator: Leaf, after: Leaf) -> tuple[Leaf, Leaf, Leaf]:
    """Comments around a comma or semicolon, behind it: the first may trail it, others are the next item's."""
    around = [OwnComment(text, blank=False) for text in (before.trailing,) if text]
    around += separator.comments
    around += [OwnComment(text, blank=False) for text in (separator.trailing,) if text]
    trails = bool(around) and not (separator.comments and around[0] is separator.comments[0])
    return (
        replace(before, trailing=""),
        replace(separator, trailing=around.pop(0).text if trails else "", comments=()),
        replace(after, comments=(*around, *after.comments)),
    )
