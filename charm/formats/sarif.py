"""SARIF 2.1.0, which code scanning services and editors read.

Source: the OASIS standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Columns count code
points, and the run says so; lines and columns are from 1, the end column is the one after the region.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from charm.fingerprints import fingerprints
from charm.loading import Loaded
from charm.places import Sources, position, repository_path
from charm.version import VERSION
from compiler.messages import MESSAGES

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic, Fix
    from compiler.source import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "charm/v1"
"""What the fingerprint is called; another way to compute it gets another number."""


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """A log of one run: the rules that were broken, and a result for each finding."""
    found = list(fingerprints(results))
    names = {each.code: each.name for _, each, _ in found}
    codes = sorted(names)
    run = {
        "tool": {
            "driver": {"name": "charm", "version": VERSION, "rules": [_rule(code, names[code]) for code in codes]}
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(each, result.sources, fingerprint, codes.index(each.code)) for result, each, fingerprint in found
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=1)


def _rule(code: str, name: str) -> Mapping[str, Any]:
    rule: dict[str, Any] = {"id": code, "name": "".join(word.capitalize() for word in name.split("-"))}
    message = MESSAGES.get(code)
    if message is None:
        # What the command line itself finds, such as a missing file, says all there is to say.
        return rule
    markdown = (
        f"{message.explanation}\n\nThis has the mistake:\n\n```\n{_encodable(message.failing)}```\n\n"
        f"This has not:\n\n```\n{message.fixed}```\n"
    )
    return rule | {
        "shortDescription": {"text": name.replace("-", " ").capitalize()},
        "fullDescription": {"text": message.explanation},
        "help": {"text": f"{message.explanation} See: charm explain {code}", "markdown": markdown},
        "defaultConfiguration": {"level": message.severity},
    }


def _encodable(example: str) -> str:
    """An example of bytes that are no text, or that is as long as nobody reads, as far as a document can hold it."""
    return example[:2000].encode(errors="replace").decode().rstrip("\n") + "\n"


def _result(diagnostic: Diagnostic, sources: Sources, fingerprint: str, rule: int) -> Mapping[str, Any]:
    said = [diagnostic.message, *diagnostic.notes, *([diagnostic.help] if diagnostic.help else [])]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": "\n".join(said)},
        "locations": [_location(diagnostic.primary.span, sources, diagnostic.primary.text, within=diagnostic.within)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if diagnostic.secondary:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span, sources, label.text)}
            for number, label in enumerate(diagnostic.secondary, 1)
        ]
    # A placeholder leaves something to fill in; whoever applies a fix of SARIF does not look.
    fixes = [_fix(fix, sources) for fix in diagnostic.fixes if fix.safety != "placeholder"]
    return result | ({"fixes": fixes} if fixes else {})


def _location(span: Span, sources: Sources, text: str, within: str = "") -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(span.file)}
    if span.file in sources:
        physical["region"] = _region(span, sources)
    location: dict[str, Any] = {"physicalLocation": physical}
    if text:
        location["message"] = {"text": text}
    if within:
        location["logicalLocations"] = [{"fullyQualifiedName": within}]
    return location


def _artifact(file: str) -> Mapping[str, str]:
    path = repository_path(file)
    return {"uri": Path(path).as_uri() if Path(path).is_absolute() else quote(path)}


def _region(span: Span, sources: Sources) -> Mapping[str, int]:
    line, column = position(sources, span, span.start)
    end_line, end_column = position(sources, span, span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: Fix, sources: Sources) -> Mapping[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span, sources), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(fix.edits[0].span.file), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
