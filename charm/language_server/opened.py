"""A text that is open in an editor, as the compiler understands it."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.uris import from_fs_path

from charm.language_server.positions import Positions
from compiler.imports import Read
from compiler.index.index import Index, index
from compiler.source import Source, Span


@dataclass(frozen=True, slots=True)
class Opened:
    """One version of a text. All answers about it come from here, and none changes it."""

    uri: str
    index: Index
    positions: Positions
    encoding: str

    @property
    def source(self) -> Source:
        """The text."""
        return self.index.source

    def location(self, span: Span) -> types.Location:
        """A place in this text, or in a file that it uses."""
        if span.file == self.source.name:
            return types.Location(self.uri, self.positions.range(span))
        positions = Positions(self.index.source_of(span).text, self.encoding)
        return types.Location(from_fs_path(span.file) or span.file, positions.range(span))


def opened(uri: str, name: str, text: str, encoding: str, read: Read | None = None) -> Opened:
    """Understand a text, however broken.

    name: what spans call the file; read: gives those that it uses.
    What an editor sends may hold halves of pairs of UTF-16, which are no characters.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Opened(uri, index(Source(name, whole), read), Positions(whole, encoding), encoding)
