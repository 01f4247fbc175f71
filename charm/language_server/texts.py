"""The open texts, and the files beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import Workspace

from charm.language_server.opened import Opened, opened
from charm.loading import used
from compiler.imports import Unread


@dataclass(frozen=True, slots=True)
class _Known:
    """A text as it was understood, and the files that it used then."""

    text: str
    opened: Opened
    used: dict[str, bytes | Unread] = field(default_factory=dict)


class Texts:
    """What the compiler makes of each text, made anew when the text changes or a file that it uses."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def at(self, uri: str, workspace: Workspace) -> Opened:
        """The newest version of a text; one that was never opened is read from its file."""
        text = workspace.get_text_document(uri).source
        known = self._known.get(uri)
        if known is None or known.text != text or self._is_stale(known, workspace):
            known = self._known[uri] = self._understand(uri, text, workspace)
        return known.opened

    def stale(self, workspace: Workspace) -> Iterator[str]:
        """The texts of which a file that they use has changed."""
        return (uri for uri, known in list(self._known.items()) if self._is_stale(known, workspace))

    def close(self, uri: str) -> None:
        """Forget a text."""
        self._known.pop(uri, None)

    def _understand(self, uri: str, text: str, workspace: Workspace) -> _Known:
        files: dict[str, bytes | Unread] = {}

        def read(name: str) -> bytes | Unread:
            files[name] = _content(name, workspace)
            return files[name]

        encoding = types.PositionEncodingKind(workspace.position_encoding or "utf-16")
        path = to_fs_path(uri)
        reader = None if path is None else read
        return _Known(text, opened(uri, path or uri, text, encoding.value, reader), files)

    def _is_stale(self, known: _Known, workspace: Workspace) -> bool:
        return any(_content(name, workspace) != content for name, content in known.used.items())


def _content(name: str, workspace: Workspace) -> bytes | Unread:
    """A file as it is in the editor, or else on the disk."""
    shown = workspace.text_documents.get(from_fs_path(name) or "")
    return used(name) if shown is None else shown.source.encode("utf-8", "replace")
