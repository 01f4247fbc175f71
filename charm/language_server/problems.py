"""Diagnostics for editors, and the fixes that they offer."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler.diagnostics import Diagnostic, Fix
from compiler.ignores import hear

_SEVERITIES = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


def diagnostics(text: Opened) -> list[types.Diagnostic]:
    """What is wrong with a text, in source order."""
    return [_diagnostic(text, each) for each in _found(text)]


def _found(text: Opened) -> tuple[Diagnostic, ...]:
    """Those of this file that no comment in it silences; another file's are told when it is open."""
    own = [each for each in text.index.compiled.diagnostics if each.primary.span.file == text.source.name]
    return hear(text.source, own).kept


def _diagnostic(text: Opened, found: Diagnostic) -> types.Diagnostic:
    lines = [found.message, *found.notes]
    if found.help is not None:
        lines.append(f"help: {found.help}")
    related = [
        types.DiagnosticRelatedInformation(text.location(label.span), label.text)
        for label in found.secondary
        if label.text
    ]
    return types.Diagnostic(
        text.positions.range(found.primary.span),
        "\n".join(lines),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        source="charm",
        related_information=related or None,
    )


def code_actions(text: Opened, asked: types.Range) -> list[types.CodeAction]:
    """The fixes of what is wrong within a range; a safe one is the one to take."""
    start, end = text.positions.offset(asked.start), text.positions.offset(asked.end)
    return [
        _action(text, found, fix)
        for found in _found(text)
        if found.primary.span.start <= end and start <= found.primary.span.end
        for fix in _in_order(found)
        if all(edit.span.file == text.source.name for edit in fix.edits)
    ]


def _in_order(found: Diagnostic) -> Iterator[Fix]:
    for safety in ("safe", "unsafe", "placeholder"):
        yield from (fix for fix in found.fixes if fix.safety == safety)


def _action(text: Opened, found: Diagnostic, fix: Fix) -> types.CodeAction:
    edits = [types.TextEdit(text.positions.range(edit.span), edit.text) for edit in fix.edits]
    return types.CodeAction(
        f"{fix.title[:1].upper()}{fix.title[1:]} ({found.code})",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(text, found)],
        is_preferred=fix.safety == "safe",
        edit=types.WorkspaceEdit(changes={text.uri: edits}),
    )
