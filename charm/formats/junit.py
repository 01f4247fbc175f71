"""JUnit XML, which nearly every CI server shows: a suite for each file, a failed case for each finding.

Source: the XSD of Jenkins' xUnit plugin, and what GitLab and Azure read of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from charm.loading import Loaded
from charm.places import place, position
from charm.screen import visible

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """The document. A file without findings is one case that passed."""
    failures = sum(len(result.diagnostics) for result in results)
    tests = sum(max(len(result.diagnostics), 1) for result in results)
    root = Element("testsuites", name="charm check", tests=str(tests), failures=str(failures), errors="0", time="0")
    for result in results:
        found = result.in_order
        counts = {"tests": str(max(len(found), 1)), "failures": str(len(found)), "errors": "0", "skipped": "0"}
        suite = SubElement(root, "testsuite", {"name": _xml(result.name), **counts, "time": "0"})
        for each in found:
            _add_case(suite, each, result)
        if not found:
            SubElement(suite, "testcase", classname=_xml(result.name), name="no problems", time="0")
    indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield tostring(root, encoding="unicode")


def _add_case(suite: Element, diagnostic: Diagnostic, result: Loaded) -> None:
    span = diagnostic.primary.span
    line, column = position(result.sources, span, span.start)
    # Cases of one name would be taken for one case that ran several times.
    name = f"{diagnostic.code} {diagnostic.name} at {line}:{column}"
    case = SubElement(suite, "testcase", classname=_xml(result.name), name=name, time="0")
    case.set("file", _xml(span.file))
    case.set("line", str(line))
    failure = SubElement(case, "failure", message=_xml(diagnostic.message), type=diagnostic.severity)
    said = [f"{place(result.sources, span)}: {diagnostic.message}", *(f"note: {note}" for note in diagnostic.notes)]
    said += [] if diagnostic.help is None else [f"help: {diagnostic.help}"]
    failure.text = "\n".join(map(_xml, said))


def _xml(text: str) -> str:
    # XML has no way to write most control characters, lone surrogates and two code points at the end of the plane.
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if each in "\ufffe\uffff" or "\ud800" <= each <= "\udfff" else each
        for each in visible(text)
    )
