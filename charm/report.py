"""What was found in some files, in the format that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module

from charm.choices import Format
from charm.loading import GRAPH_SUFFIX, Loaded
from charm.screen import Screen, visible

SHOWN_PER_FILE_MAX = 20

_FOR_PROGRAMS = {
    "concise": "concise",
    "json": "document",
    "json-lines": "json_lines",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
}
"""The module of `charm.formats` that writes it. Only the one that was asked for is loaded."""


def report(results: Sequence[Loaded], format_: Format, screen: Screen) -> None:
    """Print everything that was found, by file and place; for people the count of it is the last line."""
    if format_ == "full":
        draw(results, screen)
    else:
        screen.print(*_written(results, format_))
    if format_ in ("full", "concise"):
        screen.print(summary(results))
        screen.print(*fixable(results))


def _written(results: Sequence[Loaded], format_: Format) -> Iterator[str]:
    written: Iterator[str] = import_module(f"charm.formats.{_FOR_PROGRAMS[format_]}").lines(results)
    return written


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
        files = counted(sum(bool(result.diagnostics) for result in results), "file")
        return f"{' and '.join(counts)} in {files}{_silenced(results)}"
    graphs = sum(result.name.endswith(GRAPH_SUFFIX) for result in results)
    kinds = ((len(results) - graphs, "recipe"), (graphs, "graph"))
    checked = " and ".join(counted(count, word) for count, word in kinds if count)
    return f"checked {checked}: no problems{_silenced(results)}"


def fixable(results: Sequence[Loaded]) -> Iterator[str]:
    """The line that says how many findings `--fix` would mend, where it would mend any."""
    safeties = Counter(each.mendable for result in results for each in result.diagnostics)
    safe, unsafe = safeties["safe"], safeties["unsafe"]
    if safe:
        yield f"[*] {safe} fixable with --fix" + (f", {unsafe} more with --unsafe-fixes" if unsafe else "")
    elif unsafe:
        yield f"[*] {unsafe} fixable with --unsafe-fixes"


def _silenced(results: Sequence[Loaded]) -> str:
    silenced = sum(result.silenced for result in results)
    return f" ({silenced} silenced by comments)" if silenced else ""


def counted(count: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {word}{'' if count == 1 else 's'}"
