"""Semantic tokens: colour by meaning, with who shares a value as a modifier."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler import syntax
from compiler.index.symbols import Occurrence, Symbol
from compiler.resolve import BUILT_IN_TYPES, MINTED
from compiler.source import Span
from compiler.syntax.walk import nodes_of
from graph.library.catalogue import FUNCTIONS

_TYPES = {
    "type": types.SemanticTokenTypes.Type,
    "recipe": types.SemanticTokenTypes.Class,
    "view": types.SemanticTokenTypes.Interface,
    "function": types.SemanticTokenTypes.Function,
    "handler": types.SemanticTokenTypes.Method,
    "parameter": types.SemanticTokenTypes.Parameter,
    "payload field": types.SemanticTokenTypes.Parameter,
    "field": types.SemanticTokenTypes.Property,
}
_VARIABLE = types.SemanticTokenTypes.Variable
_MODIFIERS = ("declaration", "readonly", "shared", "local", "defaultLibrary")

LEGEND = types.SemanticTokensLegend([*dict.fromkeys(_TYPES.values()), _VARIABLE], list(_MODIFIERS))
"""`shared` and `local` are ours: one value for all, one for each visitor."""


def semantic_tokens(text: Opened) -> types.SemanticTokens:
    """The names of a text, five numbers each: lines and characters further, length, type, modifiers."""
    found: dict[Span, tuple[str, frozenset[str]]] = {}
    for span, kind in _of_the_language(text.index.module):
        found[span] = (kind, frozenset({"defaultLibrary"}))
    for occurrence in text.index.occurrences:
        found[occurrence.span] = (_TYPES.get(occurrence.symbol.kind, _VARIABLE), frozenset(_modifiers(occurrence)))
    numbers: list[int] = []
    line = character = 0
    for span in sorted(found, key=lambda each: each.start):
        if span.file != text.source.name or span.start == span.end:
            continue
        kind, modifiers = found[span]
        at = text.positions.position(span.start)
        character = at.character - (character if at.line == line else 0)
        bits = sum(1 << number for number, name in enumerate(_MODIFIERS) if name in modifiers)
        numbers += [at.line - line, character, text.positions.units(span), LEGEND.token_types.index(kind), bits]
        line, character = at.line, at.character
    return types.SemanticTokens(numbers)


def _modifiers(occurrence: Occurrence) -> Iterator[str]:
    symbol = occurrence.symbol
    if occurrence.span == symbol.declared:
        yield "declaration"
    if _is_fixed(symbol):
        yield "readonly"
    if symbol.scope is not None:
        yield symbol.scope


def _is_fixed(symbol: Symbol) -> bool:
    return symbol.kind in ("constant", "derived value", "payload field") or (
        symbol.kind == "parameter" and symbol.scope is None
    )


def _of_the_language(module: syntax.Module) -> Iterator[tuple[Span, str]]:
    """Functions of the library and types that need no declaration."""
    for node in nodes_of(module):
        match node:
            case syntax.Call(function=syntax.Name(text=text) as name) if text in FUNCTIONS or text in MINTED:
                yield name.span, types.SemanticTokenTypes.Function
            case syntax.CleanStep(function=name) if name.text in FUNCTIONS:
                yield name.span, types.SemanticTokenTypes.Function
            case syntax.TypeName(name=name) if name.text in BUILT_IN_TYPES:
                yield name.span, types.SemanticTokenTypes.Type
