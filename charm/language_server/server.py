"""The server: which text a request is about, and whose answer it gets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from charm.language_server.completion import completion
from charm.language_server.formatting import formatted
from charm.language_server.hints import inlay_hints
from charm.language_server.hover import hover
from charm.language_server.opened import Opened
from charm.language_server.outline import document_symbols
from charm.language_server.places import definition, highlights, references, renamed, renamed_at
from charm.language_server.problems import code_actions, diagnostics
from charm.language_server.texts import Texts
from charm.language_server.tokens import LEGEND, semantic_tokens
from charm.version import VERSION
from compiler.index.rename import Refused

_Answer = TypeVar("_Answer")

# What the protocol calls a request that is sound and still cannot be done.
_REQUEST_FAILED = -32803


def create_server() -> LanguageServer:
    """A server that knows no text yet; `start_io` serves one client on standard input and output."""
    server = LanguageServer("charm", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    texts = Texts()
    _follow_texts(server, texts)
    _answer_about_names(server, texts)
    _answer_about_texts(server, texts)
    return server


def serve() -> None:
    """Serve the client that started this process, until it says exit."""
    # Standard output belongs to the protocol; what pygls has to say about itself would only fill the editor's log.
    logging.getLogger("pygls").setLevel(logging.ERROR)
    create_server().start_io()


def _follow_texts(server: LanguageServer, texts: Texts) -> None:
    def tell(uri: str) -> None:
        found = diagnostics(texts.at(uri, server.workspace))
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        tell(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        changed = params.text_document.uri
        for uri in (changed, *(each for each in texts.stale(server.workspace) if each != changed)):
            tell(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        texts.close(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))


def _answer_about_names(server: LanguageServer, texts: Texts) -> None:
    _answer(server, texts, types.TEXT_DOCUMENT_HOVER, hover)
    _answer(server, texts, types.TEXT_DOCUMENT_DEFINITION, definition)
    _answer(server, texts, types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, highlights)
    _answer(server, texts, types.TEXT_DOCUMENT_PREPARE_RENAME, renamed_at)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def find_references(params: types.ReferenceParams) -> list[types.Location]:
        text = texts.at(params.text_document.uri, server.workspace)
        return references(text, params.position, params.context.include_declaration)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit:
        edit = renamed(texts.at(params.text_document.uri, server.workspace), params.position, params.new_name)
        if isinstance(edit, Refused):
            raise JsonRpcException(edit.reason, _REQUEST_FAILED)
        return edit

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[".", ">"]))
    def propose(params: types.CompletionParams) -> types.CompletionList:
        text, takes = texts.at(params.text_document.uri, server.workspace), _takes(server.client_capabilities)
        return completion(text, params.position, snippets=bool(takes.snippet_support), markup=_markup(takes))


def _answer(
    server: LanguageServer, texts: Texts, method: str, find: Callable[[Opened, types.Position], _Answer]
) -> None:
    """Answer requests that ask about a place and nothing else."""

    @server.feature(method)
    def answer(params: types.TextDocumentPositionParams) -> _Answer:
        return find(texts.at(params.text_document.uri, server.workspace), params.position)


def _takes(client: types.ClientCapabilities) -> types.ClientCompletionItemOptions:
    """What the client can do with a proposal."""
    about = client.text_document and client.text_document.completion
    return (about and about.completion_item) or types.ClientCompletionItemOptions()


def _markup(takes: types.ClientCompletionItemOptions) -> types.MarkupKind:
    formats = takes.documentation_format or ()
    return types.MarkupKind.Markdown if types.MarkupKind.Markdown in formats else types.MarkupKind.PlainText


def _answer_about_texts(server: LanguageServer, texts: Texts) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return document_symbols(texts.at(params.text_document.uri, server.workspace))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def format_(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        return formatted(texts.at(params.text_document.uri, server.workspace))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def fixes(params: types.CodeActionParams) -> list[types.CodeAction]:
        return code_actions(texts.at(params.text_document.uri, server.workspace), params.range)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    def tokens(params: types.SemanticTokensParams) -> types.SemanticTokens:
        return semantic_tokens(texts.at(params.text_document.uri, server.workspace))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        return inlay_hints(texts.at(params.text_document.uri, server.workspace), params.range)
