"""An editor for tests: places are marked in the text by `|`, positions are those of the protocol."""

import asyncio
from dataclasses import dataclass, field

from lsprotocol import types
from pytest_lsp import LanguageClient

from charm.language_server.tokens import LEGEND

URI = "file:///recipes/test.recipe"


@dataclass
class Editor:
    """One client with one open text."""

    client: LanguageClient
    encoding: str
    text: str = ""
    version: int = 0
    at: types.Position = field(default_factory=lambda: types.Position(0, 0))
    uri: str = URI

    @property
    def document(self) -> types.TextDocumentIdentifier:
        """The text, as requests name it."""
        return types.TextDocumentIdentifier(self.uri)

    async def show(self, marked: str) -> None:
        """Open the text, or change it; `|` is where the cursor stands."""
        place = marked.index("|") if "|" in marked else 0
        self.text = marked.replace("|", "", 1)
        self.at = self.position(place)
        self.version += 1
        self.client.diagnostics.pop(self.uri, None)
        if self.version == 1:
            item = types.TextDocumentItem(self.uri, "recipe", self.version, self.text)
            self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        else:
            whole = types.TextDocumentContentChangeWholeDocument(self.text)
            versioned = types.VersionedTextDocumentIdentifier(self.version, self.uri)
            self.client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [whole]))
        await self.diagnosed()

    async def diagnosed(self) -> list[types.Diagnostic]:
        """What the server says of the newest version."""
        for _ in range(200):
            if self.uri in self.client.diagnostics:
                return list(self.client.diagnostics[self.uri])
            await asyncio.sleep(0.05)
        raise AssertionError(f"the server says nothing about the text: {self.client.messages}")

    def position(self, offset: int) -> types.Position:
        """The position of a code point, by the count that was agreed on; written apart from the server's."""
        before = self.text[:offset]
        line = before.rpartition("\n")[2]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        return types.Position(
            before.count("\n"), len(line.encode(f"{self.encoding}-le" if width > 1 else "utf-8")) // width
        )

    def offset(self, position: types.Position) -> int:
        """The code point at a position."""
        start = sum(len(line) + 1 for line in self.text.split("\n")[: position.line])
        while self.position(start).character < position.character:
            start += 1
        return start

    def said(self, place: types.Range) -> str:
        """The text within a range."""
        return self.text[self.offset(place.start) : self.offset(place.end)]

    def applied(self, edits: list[types.TextEdit]) -> str:
        """The text after edits."""
        text = self.text
        for edit in sorted(edits, key=lambda each: self.offset(each.range.start), reverse=True):
            text = text[: self.offset(edit.range.start)] + edit.new_text + text[self.offset(edit.range.end) :]
        return text

    async def hover(self) -> str:
        """What is said of the cursor's place, in markdown; "" for nothing."""
        found = await self.client.text_document_hover_async(types.HoverParams(self.document, self.at))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def locations(self) -> list[types.Location]:
        """Where what stands at the cursor is declared."""
        found = await self.client.text_document_definition_async(types.DefinitionParams(self.document, self.at))
        assert isinstance(found, list)
        return [each for each in found if isinstance(each, types.Location)]

    async def definitions(self) -> list[str]:
        """The lines in which it is declared."""
        return [self._line(each) for each in await self.locations()]

    async def references(self) -> list[str]:
        """The lines in which it stands."""
        context = types.ReferenceContext(include_declaration=True)
        found = await self.client.text_document_references_async(types.ReferenceParams(context, self.document, self.at))
        assert found is not None
        return [self._line(each) for each in found]

    def _line(self, found: object) -> str:
        assert isinstance(found, types.Location) and found.uri == self.uri
        return self.text.split("\n")[found.range.start.line].strip()

    async def renamed(self, name: str) -> str:
        """The text with another name for what stands at the cursor."""
        edit = await self.client.text_document_rename_async(types.RenameParams(self.document, self.at, name))
        assert edit is not None and edit.changes is not None
        return self.applied(list(edit.changes[self.uri]))

    async def completion(self) -> list[types.CompletionItem]:
        """What is proposed for the cursor's place."""
        found = await self.client.text_document_completion_async(types.CompletionParams(self.document, self.at))
        assert isinstance(found, types.CompletionList)
        return list(found.items)

    async def completed(self) -> list[str]:
        """The names that are proposed, best first."""
        return [item.label for item in await self.completion()]

    async def formatted(self) -> str | None:
        """The text in the one style; None where the server will not."""
        options = types.FormattingOptions(tab_size=2, insert_spaces=True)
        params = types.DocumentFormattingParams(self.document, options)
        found = await self.client.text_document_formatting_async(params)
        return None if found is None else self.applied(list(found))

    async def outline(self) -> list[types.DocumentSymbol]:
        """The declarations."""
        found = await self.client.text_document_document_symbol_async(types.DocumentSymbolParams(self.document))
        assert found is not None
        return [each for each in found if isinstance(each, types.DocumentSymbol)]

    async def actions(self) -> list[types.CodeAction]:
        """The fixes for what is wrong at the cursor."""
        params = types.CodeActionParams(self.document, types.Range(self.at, self.at), types.CodeActionContext([]))
        found = await self.client.text_document_code_action_async(params)
        return [each for each in found or () if isinstance(each, types.CodeAction)]

    async def tokens(self) -> list[tuple[str, str, set[str]]]:
        """Each semantic token: its text, its type and its modifiers."""
        found = await self.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(self.document))
        assert found is not None
        line = character = 0
        read = []
        for at in range(0, len(found.data), 5):
            lines, characters, length, kind, bits = found.data[at : at + 5]
            line, character = line + lines, characters if lines else character + characters
            place = types.Range(types.Position(line, character), types.Position(line, character + length))
            modifiers = {name for number, name in enumerate(LEGEND.token_modifiers) if bits >> number & 1}
            read.append((self.said(place), LEGEND.token_types[kind], modifiers))
        return read

    async def hints(self) -> list[str]:
        """The lines with their inlay hints in place, of those that have any."""
        whole = types.Range(types.Position(0, 0), self.position(len(self.text)))
        found = await self.client.text_document_inlay_hint_async(types.InlayHintParams(self.document, whole))
        lines: dict[int, str] = {}
        for hint in sorted(found or (), key=lambda each: (-each.position.line, -each.position.character)):
            at = hint.position.line
            before = lines.get(at, self.text.split("\n")[at])
            start = self.offset(hint.position) - self.offset(types.Position(at, 0))
            lines[at] = f"{before[:start]}«{hint.label}»{before[start:]}"
        return [lines[at].strip() for at in sorted(lines)]
