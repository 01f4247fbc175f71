"""Diagnostics for programs: one line each, JSON, and what GitHub turns into annotations.

Lines and columns count from 1, in code points; the end of a span is the column after its last code point.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from charm.loading import Loaded
from charm.places import Sources, place, position
from charm.screen import visible
from compiler.diagnostics import Diagnostic, Edit, Label
from compiler.source import Span

VERSION = 1
"""Of the JSON: under one version fields are added, never taken away."""


def concise(diagnostic: Diagnostic, sources: Sources) -> str:
    """`path:line:column: error C0312 message`."""
    at = place(sources, diagnostic.primary.span)
    return visible(f"{at}: {diagnostic.severity} {diagnostic.code} {diagnostic.message}")


def json_document(results: Sequence[Loaded]) -> str:
    """One JSON object: `version`, `checked` (files), `errors`, `warnings`, `diagnostics`."""
    found = [json_object(diagnostic, result.sources) for result in results for diagnostic in result.in_order]
    counts = {
        "version": VERSION,
        "checked": len(results),
        "errors": sum(result.errors for result in results),
        "warnings": sum(result.warnings for result in results),
    }
    return json.dumps({**counts, "diagnostics": found}, ensure_ascii=False, indent=1)


def json_line(diagnostic: Diagnostic, sources: Sources) -> str:
    """One diagnostic as JSON on one line."""
    return json.dumps(json_object(diagnostic, sources), ensure_ascii=False)


def json_object(diagnostic: Diagnostic, sources: Sources) -> dict[str, Any]:
    """Everything that a diagnostic says, as JSON."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "primary": _label(diagnostic.primary, sources),
        "secondary": [_label(label, sources) for label in diagnostic.secondary],
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "fixes": [
            {"title": fix.title, "safety": fix.safety, "edits": [_edit(edit, sources) for edit in fix.edits]}
            for fix in diagnostic.fixes
        ],
        "within": diagnostic.within,
        "fingerprint": diagnostic.fingerprint,
    }


def github(diagnostic: Diagnostic, sources: Sources) -> str:
    """A workflow command, which GitHub shows at the line in the change."""
    span = diagnostic.primary.span
    line, column = position(sources, span, span.start)
    end_line, end_column = position(sources, span, span.end)
    where = {"file": span.file, "line": line, "col": column, "endLine": end_line, "endColumn": end_column}
    fields = {**where, "title": f"{diagnostic.code} {diagnostic.name}"}
    said = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in fields.items())
    return f"::{diagnostic.severity} {said}::{_escaped(diagnostic.message)}"


def _label(label: Label, sources: Sources) -> dict[str, Any]:
    return {**_span(label.span, sources), "text": label.text}


def _edit(edit: Edit, sources: Sources) -> dict[str, Any]:
    return {**_span(edit.span, sources), "text": edit.text}


def _span(span: Span, sources: Sources) -> dict[str, Any]:
    ends = {"start": span.start, "end": span.end}
    points = {name: position(sources, span, offset) for name, offset in ends.items()}
    return {"file": span.file} | {
        name: {"line": line, "column": column, "offset": ends[name]} for name, (line, column) in points.items()
    }


def _escaped(text: str, also: str = "") -> str:
    """With the signs that would end the command, or its field, as percent codes."""
    return "".join(f"%{ord(sign):02X}" if sign in "%\r\n" or sign in also else sign for sign in text)
