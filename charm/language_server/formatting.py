"""The text in the one style."""

from __future__ import annotations

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler.format import format_source


def formatted(text: Opened) -> list[types.TextEdit] | None:
    """One edit that writes the text anew; none where it is in style. None where its syntax is broken."""
    made, _ = format_source(text.source)
    if made is None:
        return None
    whole = types.Range(types.Position(0, 0), text.positions.position(len(text.source.text)))
    return [] if made == text.source.text else [types.TextEdit(whole, made)]
