"""Words as they stand in SVG and HTML."""

from __future__ import annotations

from html import escape

from charm.screen import visible


def escaped(words: str) -> str:
    """Words that can be neither a tag nor the end of an attribute; XML has no way to write control characters."""
    return escape(visible(words.replace("\t", " ")))
