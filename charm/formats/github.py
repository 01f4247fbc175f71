"""Workflow commands, which GitHub shows as annotations at the lines of a change.

Source: GitHub's documentation of workflow commands. `%`, line ends, and in fields `:` and `,`, are percent codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charm.loading import Loaded
from charm.places import Sources, position, repository_path

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """One command for each diagnostic: its message, and its help on a line of its own."""
    for result in results:
        for each in result.in_order:
            fields = {**_where(each, result.sources), "title": f"{each.code} {each.name}"}
            said = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in fields.items())
            message = each.message if each.help is None else f"{each.message}\nhelp: {each.help}"
            yield f"::{each.severity} {said}::{_escaped(message)}"


def _where(diagnostic: Diagnostic, sources: Sources) -> Mapping[str, object]:
    span = diagnostic.primary.span
    line, column = position(sources, span, span.start)
    end_line, end_column = position(sources, span, span.end)
    where = {"file": repository_path(span.file), "line": line, "endLine": end_line}
    # GitHub takes columns only of what stands on one line, and its last column belongs to the span.
    return where | {"col": column, "endColumn": max(end_column - 1, column)} if line == end_line else where


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(sign):02X}" if sign in "%\r\n" or sign in also else sign for sign in text)
