"""A file cut into pieces, one for each declaration at its top, so that an edit leaves the others as they were.

A piece is known by its text: it is parsed once, with spans that count from its own start, and may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Label
from compiler.parse import parse
from compiler.source import Source, Span

_DOC = r'"""(?:[^"\\]|\\.|"(?!""))*"""'
_BEGIN = r"(?:fn|let|recipe|test|type|view)\b"
# Documentation is passed over as a whole: a line in it may begin with any word.
_LINE_OR_DOC = re.compile(rf"\n(?:{_DOC}\s*\n)?(?={_BEGIN})|{_DOC}", re.S)
_FIRST = re.compile(rf"(?:{_DOC}[^\S\n]*\n)?{_BEGIN}", re.S)
_KINDS = ("types", "constants", "functions", "recipes", "views", "tests")
_WORD = re.compile(r"[^\W\d]\w*")


class Piece(Struct, frozen=True):
    """Some declarations in a row, as a rule one.

    source:   its text, and the number that its spans carry.
    module:   its syntax tree, without anything wrong in it.
    declares: the names that it has for the rest of the file; a test has none.
    words:    all words in it: what it can lead to is among them.
    """

    source: Source
    module: syntax.Module
    declares: frozenset[str]
    words: frozenset[str]


_ByText = dict[tuple[str, bool], Piece]
"""By text, and whether others stand above it: only at the top can it have documentation of the file."""


class Pieces:
    """The pieces of one file from one version to the next. Owns the numbers of pieces: no two texts get the same."""

    def __init__(self) -> None:
        self._known: _ByText = {}
        self._good: _ByText = {}
        self._last: _ByText = {}
        self._numbers = 0

    def of(self, source: Source) -> tuple[Piece, ...] | None:
        """The pieces of a text in their order, each with its place in it.

        None where they do not stand for themselves: there is a mistake in one, it uses another file, two are the same.
        Cost: a search for lines that begin declarations, and to parse what is new.
        """
        known: _ByText = {}
        found: list[Piece] = []
        for offset, text in _cut(source.text):
            key = text, offset > 0
            piece = self._known.get(key) or self._read(source.name, *key)
            if piece is None or key in known:
                return None
            known[key] = piece
            found.append(replace(piece, source=replace(piece.source, offset=offset)))
        self._known, self._last = {**self._good, **known}, known
        return tuple(found)

    def keep(self) -> None:
        """Remember the pieces of this version until there is another one to keep: what is mended is often taken back.

        Of other versions only the last one is remembered.
        """
        self._known = self._good = self._last

    def _read(self, name: str, text: str, is_later: bool) -> Piece | None:
        self._numbers += 1
        source = Source(name, text, self._numbers)
        parsed, problems = parse(source)
        module = _with_own_doc(parsed) if is_later and parsed.doc is not None else parsed
        if problems or module is None or module.uses:
            return None
        named: list[syntax.TypeDecl | syntax.Constant | syntax.Function | syntax.Recipe]
        named = [*module.types, *module.constants, *module.functions, *module.recipes]
        names = [each.name for each in named] + [each.name for each in module.views if each.name]
        return Piece(source, module, frozenset(name.text for name in names), frozenset(_WORD.findall(text)))


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """The pieces and where they begin: with the end of the line before, so that what is above can stand alone too."""
    begins = [each.start() for each in _LINE_OR_DOC.finditer(text) if each.group()[0] == "\n"]
    if _FIRST.match(text) is None:
        # What stands before the first declaration goes with it.
        del begins[:1]
    return ((start, text[start:end]) for start, end in zip((0, *begins), (*begins, len(text)), strict=True))


def _with_own_doc(module: syntax.Module) -> syntax.Module | None:
    """Only at the top of the file is documentation above a blank line the file's own; here it is the declaration's."""
    parts = {kind: each for kind in _KINDS for each in getattr(module, kind)}
    if sum(len(getattr(module, kind)) for kind in _KINDS) != 1:
        return None
    ((kind, declaration),) = parts.items()
    if declaration.doc is not None:
        return None
    return replace(module, doc=None, **{kind: (replace(declaration, doc=module.doc),)})


def joined(source: Source, pieces: tuple[Piece, ...]) -> syntax.Module:
    """The syntax tree of a file; spans count from the starts of its pieces."""
    modules = [piece.module for piece in pieces]
    return syntax.Module(
        span=Span(source.name, 0, len(source.text), source.number),
        doc=modules[0].doc,
        uses=(),
        broken=(),
        **{kind: tuple(each for module in modules for each in getattr(module, kind)) for kind in _KINDS},
    )


def leads(pieces: tuple[Piece, ...]) -> Mapping[int, frozenset[int]]:
    """For each piece the pieces that declare what it names, by their numbers."""
    declared = {name: piece.source.number for piece in pieces for name in piece.declares}
    return {
        piece.source.number: frozenset(declared[name] for name in piece.words & declared.keys()) for piece in pieces
    }


def stale(now: Mapping[int, frozenset[int]], before: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """The pieces that are new, or lead to one that is, or to another one than before by the same name."""
    led_from: dict[int, list[int]] = {}
    for number, targets in now.items():
        for target in targets:
            led_from.setdefault(target, []).append(number)
    waiting = [number for number, targets in now.items() if before.get(number) != targets]
    found = set(waiting)
    while waiting:
        more = [each for each in led_from.get(waiting.pop(), ()) if each not in found]
        found.update(more)
        waiting += more
    return frozenset(found)


def in_file(diagnostic: Diagnostic, pieces: Mapping[int, Source]) -> Diagnostic:
    """The diagnostic with its places counted from the start of the file. pieces: by the numbers of its spans."""

    def moved(span: Span) -> Span:
        offset = pieces[span.number].offset
        return Span(span.file, span.start + offset, span.end + offset)

    return replace(
        diagnostic,
        primary=Label(moved(diagnostic.primary.span), diagnostic.primary.text),
        secondary=tuple(Label(moved(label.span), label.text) for label in diagnostic.secondary),
        fixes=tuple(
            replace(fix, edits=tuple(Edit(moved(edit.span), edit.text) for edit in fix.edits))
            for fix in diagnostic.fixes
        ),
    )
