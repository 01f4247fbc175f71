"""Proposals for a place, as editors take them."""

from __future__ import annotations

from lsprotocol import types

from charm.language_server.hover import element_words, function_words, symbol_words
from charm.language_server.opened import Opened
from charm.words import KEYWORDS, TYPES
from compiler.index.completion import Proposal, complete

_KINDS = {
    "argument": types.CompletionItemKind.Property,
    "attribute": types.CompletionItemKind.Property,
    "cell": types.CompletionItemKind.Variable,
    "child": types.CompletionItemKind.Module,
    "constant": types.CompletionItemKind.Constant,
    "derived value": types.CompletionItemKind.Value,
    "element": types.CompletionItemKind.Variable,
    "field": types.CompletionItemKind.Field,
    "function": types.CompletionItemKind.Function,
    "handler": types.CompletionItemKind.Event,
    "keyword": types.CompletionItemKind.Keyword,
    "library": types.CompletionItemKind.Function,
    "method": types.CompletionItemKind.Method,
    "parameter": types.CompletionItemKind.Variable,
    "payload field": types.CompletionItemKind.Variable,
    "recipe": types.CompletionItemKind.Module,
    "type": types.CompletionItemKind.Struct,
    "variable": types.CompletionItemKind.Variable,
    "view": types.CompletionItemKind.Class,
    "view element": types.CompletionItemKind.Class,
    "visitor": types.CompletionItemKind.Reference,
}


def completion(
    text: Opened, position: types.Position, *, snippets: bool, markup: types.MarkupKind
) -> types.CompletionList:
    """What may stand there. snippets: whether the client can put the cursor inside what it inserts."""
    found = complete(text.source, text.positions.offset(position), text.index.read)
    replaced = text.positions.range(found.replaces)
    items = [_item(each, replaced, number, snippets, markup) for number, each in enumerate(found.proposals)]
    return types.CompletionList(is_incomplete=False, items=items)


def _item(
    proposal: Proposal, replaced: types.Range, number: int, snippets: bool, markup: types.MarkupKind
) -> types.CompletionItem:
    insert = proposal.insert or proposal.name
    is_snippet = snippets and "{}" in insert
    words = _words(proposal)
    return types.CompletionItem(
        proposal.name,
        kind=_KINDS[proposal.kind],
        detail=proposal.detail or None,
        documentation=types.MarkupContent(markup, words) if words else None,
        sort_text=f"{number:04}",
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(replaced, insert.replace("{}", "$0" if is_snippet else "")),
    )


def _words(proposal: Proposal) -> str:
    if proposal.symbol is not None:
        return "\n\n".join(symbol_words(proposal.symbol))
    match proposal.kind:
        case "library":
            return "\n\n".join(function_words(proposal.name))
        case "view element":
            return "\n\n".join(element_words(proposal.name))
        case "type":
            return TYPES[proposal.name]
        case "keyword":
            return KEYWORDS.get(proposal.name, "")
    return ""
