"""Spans as people and tools count them: lines and columns from 1."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
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


def repository_path(name: str) -> str:
    """A file as tools name it that look at a repository: from the folder one is in, with slashes.

    A file elsewhere keeps its whole path.
    """
    relative = os.path.relpath(name)
    return Path(name if relative.startswith("..") else relative).as_posix()
