"""What was found in some files, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from charm.choices import Format
from charm.formats import concise, github, json_document, json_line
from charm.loading import GRAPH_SUFFIX, Loaded
from charm.places import Sources
from charm.screen import Screen, visible
from compiler.diagnostics import Diagnostic

SHOWN_PER_FILE_MAX = 20

_ONE_LINE_EACH: Mapping[Format, Callable[[Diagnostic, Sources], str]] = {
    Format.CONCISE: concise,
    Format.JSON_LINES: json_line,
    Format.GITHUB: github,
}


def report(results: Sequence[Loaded], format_: Format, screen: Screen) -> None:
    """Print everything that was found, by file and place; for people the count of it is the last line."""
    if format_ is Format.JSON:
        screen.print(json_document(results))
    elif format_ is Format.FULL:
        draw(results, screen)
    else:
        line = _ONE_LINE_EACH[format_]
        screen.print(*(line(each, result.sources) for result in results for each in result.in_order))
    if format_ in (Format.FULL, Format.CONCISE):
        screen.print(summary(results))


def draw(results: Sequence[Loaded], screen: Screen) -> None:
    """Print each diagnostic with its lines of source, at most 20 for a file."""
    # Files without mistakes, the usual case, do not wait for the modules that draw.
    if not any(result.diagnostics for result in results):
        return
    from charm.frame import frame

    for result in results:
        for diagnostic in result.in_order[:SHOWN_PER_FILE_MAX]:
            screen.print(*frame(diagnostic, result.sources, screen.width), "")
        if (more := result.errors + result.warnings - SHOWN_PER_FILE_MAX) > 0:
            screen.print(f"… and {more} more in {visible(result.name)}", "")


def summary(results: Sequence[Loaded]) -> str:
    """`2 errors and 1 warning in 1 file`, or `checked 3 recipes: no problems`."""
    errors = sum(result.errors for result in results)
    warnings = sum(result.warnings for result in results)
    if errors or warnings:
        counts = [counted(count, word) for count, word in ((errors, "error"), (warnings, "warning")) if count]
        return f"{' and '.join(counts)} in {counted(sum(bool(result.diagnostics) for result in results), 'file')}"
    graphs = sum(result.name.endswith(GRAPH_SUFFIX) for result in results)
    kinds = ((len(results) - graphs, "recipe"), (graphs, "graph"))
    return f"checked {' and '.join(counted(count, word) for count, word in kinds if count)}: no problems"


def counted(count: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {word}{'' if count == 1 else 's'}"
