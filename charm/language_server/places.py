"""Where a symbol is declared and used, and what it is called next."""

from __future__ import annotations

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler.index.rename import Refused, rename
from compiler.index.symbols import Occurrence, Symbol


def definition(text: Opened, position: types.Position) -> list[types.Location]:
    """Where what stands there is declared; a field of a union in each of its options."""
    return [text.location(symbol.declared) for symbol in _symbols(text, position)]


def _symbols(text: Opened, position: types.Position) -> list[Symbol]:
    return list(dict.fromkeys(each.symbol for each in text.index.at(text.positions.offset(position))))


def _everywhere(text: Opened, symbol: Symbol) -> list[Occurrence]:
    return [each for one in text.index.together(symbol) for each in text.index.uses(one)]


def references(text: Opened, position: types.Position, with_declaration: bool) -> list[types.Location]:
    """Everywhere that it stands."""
    found = [each for symbol in _symbols(text, position) for each in _everywhere(text, symbol)]
    spans = dict.fromkeys(each.span for each in found if with_declaration or each.span != each.symbol.declared)
    return [text.location(span) for span in spans]


def highlights(text: Opened, position: types.Position) -> list[types.DocumentHighlight]:
    """The same, for the editor to mark in the text."""
    found = references(text, position, with_declaration=True)
    return [types.DocumentHighlight(each.range) for each in found if each.uri == text.uri]


def renamed_at(text: Opened, position: types.Position) -> types.PrepareRenamePlaceholder | None:
    """The name that would be replaced; None where the file declares none."""
    found = text.index.at(text.positions.offset(position))
    if not found:
        return None
    # Of `{ draft }` the value is what people mean: the cell that they see.
    return types.PrepareRenamePlaceholder(text.positions.range(found[-1].span), found[-1].symbol.name)


def renamed(text: Opened, position: types.Position, name: str) -> types.WorkspaceEdit | Refused:
    """The edits that give a symbol another name, or why it cannot have that one."""
    found = text.index.at(text.positions.offset(position))
    if not found:
        return Refused("there is no name here that this file declares")
    edits = rename(text.index, found[-1].symbol, name)
    if isinstance(edits, Refused):
        return edits
    changes = [types.TextEdit(text.positions.range(edit.span), edit.text) for edit in edits]
    return types.WorkspaceEdit(changes={text.uri: changes})
