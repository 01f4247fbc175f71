"""What a name at a place would be: a name is put there, and the tree says what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from compiler import syntax
from compiler.imports import Read
from compiler.index.index import Index, index
from compiler.layout import NEWLINE
from compiler.lex import lex
from compiler.parse import parse
from compiler.parse_table import load
from compiler.source import Source, Span
from compiler.syntax.walk import AnyNode, nodes_of, path_to

_NAME = "zzCompletion"
# A value, a type, a statement, an attribute: the one that leaves the file with the fewest mistakes is what fits.
_FORMS = (_NAME, _NAME[0].upper() + _NAME[1:], f"{_NAME}()", f"{_NAME}: 0", f"{_NAME[0].upper()}{_NAME[1:]}()")
_TEXTS = frozenset({"STRING", "RAW", "DOC"})


class Asked(Struct, frozen=True):
    """A place at which a name was put.

    word:  the name that stands there so far, to be replaced; it may be empty.
    index: of the file with the name.
    path:  the nodes around the name, outermost first; empty where no name can stand.
    """

    word: Span
    index: Index
    path: tuple[AnyNode, ...]

    @property
    def name(self) -> Span:
        """Where the name was put."""
        assert isinstance(self.path[-1], syntax.Name)
        return self.path[-1].span

    def above(self, level: int) -> AnyNode | None:
        """The node so many levels above the name; 1 is the one that has it."""
        return self.path[-1 - level] if len(self.path) > level else None


def ask(source: Source, offset: int, read: Read | None) -> Asked | None:
    """Put a name where the cursor is. None inside a text or comment, where no names are.

    Cost: a parse for each form that a name may take, and compiling the file once.
    """
    if _is_words(source, offset):
        return None
    word = word_at(source, offset)
    sources = [
        Source(source.name, source.text[: word.start] + form + source.text[word.end :])
        for form in _FORMS
        if not (source.slice(word)[:1].isupper() and form[0].islower())
    ]
    known = index(_soundest(sources), read)
    return Asked(word, known, _path(known.module, word.start))


def _soundest(sources: list[Source]) -> Source:
    """The one with the fewest mistakes of syntax; of equals the first."""
    best, fewest = sources[0], float("inf")
    for each in sources:
        wrong = len(parse(each)[1])
        if wrong < fewest:
            best, fewest = each, wrong
        if not wrong:
            break
    return best


def word_at(source: Source, offset: int) -> Span:
    """The name around a place, or the empty place itself."""
    text = source.text
    start = end = offset
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return Span(source.name, start, end)


def _is_words(source: Source, offset: int) -> bool:
    """Whether the place is in a text, in documentation or in a comment."""
    tokens, _ = lex(source, load())
    behind = 0
    for token in tokens:
        if token.start < offset < token.end and token.kind in _TEXTS:
            return True
        if token.kind != NEWLINE and token.end <= offset:
            behind = max(behind, token.end)
    line = source.text.rfind("\n", 0, offset) + 1
    return "#" in source.text[max(behind, line) : offset]


def _path(module: syntax.Module, start: int) -> tuple[AnyNode, ...]:
    """The nodes around the name that was put there."""
    for name in _names(module):
        if name.span.start == start and name.text.lower() == _NAME.lower():
            path = path_to(module, name.span.start + 1)
            return path if path[-1] is name else (*(each for each in path if each is not path[-1]), name)
    return ()


def _names(module: syntax.Module) -> Iterator[syntax.Name]:
    return (node for node in nodes_of(module) if isinstance(node, syntax.Name))
