"""Spans as people and tools count them: lines and columns from 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from compiler.source import Source, Span

Sources: TypeAlias = "Mapping[str, Source]"
"""The text of files by the name that spans carry."""


def place(sources: Sources, span: Span) -> str:
    """`file:line:column` of the start of a span; only the file where its text could not be read."""
    if span.file not in sources:
        return span.file
    line, column = sources[span.file].position(span.start)
    return f"{span.file}:{line}:{column}"


def position(sources: Sources, span: Span, offset: int) -> tuple[int, int]:
    """Line and column of a code point in a span's file; the first of both where its text could not be read."""
    return sources[span.file].position(offset) if span.file in sources else (1, 1)
