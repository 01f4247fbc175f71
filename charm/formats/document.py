"""JSON: everything that a diagnostic says. `check.schema.json` beside this module is its published schema.

The same object is an element of the document's `diagnostics`, and a line of its own as JSON lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from charm.fingerprints import fingerprints
from charm.loading import Loaded
from charm.places import Sources, position

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic, Edit, Label
    from compiler.source import Span
    from graph.changes.report import Change

VERSION = 1
"""Of the JSON: under one version fields are added, never taken away."""


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """One JSON object: `version`, counts, the `diagnostics`, and the `changes` since what was compared with."""
    document = {
        "version": VERSION,
        "checked": len(results),
        "errors": sum(result.errors for result in results),
        "warnings": sum(result.warnings for result in results),
        "silenced": sum(result.silenced for result in results),
        "diagnostics": list(objects(results)),
        "changes": [_change(result.name, change) for result in results for change in result.changes],
    }
    yield json.dumps(document, ensure_ascii=False, indent=1)


def objects(results: Sequence[Loaded]) -> Iterator[dict[str, Any]]:
    """Each diagnostic as an object, in the order of report."""
    for result, diagnostic, fingerprint in fingerprints(results):
        yield _object(diagnostic, result.sources) | {"fingerprint": fingerprint}


def _object(diagnostic: Diagnostic, sources: Sources) -> dict[str, Any]:
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
    }


def _change(file: str, change: Change) -> dict[str, Any]:
    return {
        "file": file,
        "kind": change.kind,
        "verdict": change.verdict,
        "subject": change.subject,
        "message": change.message,
        "help": change.help,
    }


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
