"""From a file to a graph: a recipe is compiled, a built graph is decoded; every command comes through here."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from charm.failures import CommandError
from charm.screen import screen

if TYPE_CHECKING:
    # What a check remembers of a file is a result too, and is told without loading the compiler or the graph.
    from compiler.diagnostics import Diagnostic
    from compiler.source import Source
    from graph.faults import GraphFault
    from graph.model import Graph

GRAPH_SUFFIX = ".graph.json"
RECIPE_SUFFIX = ".recipe"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file.

    graph:       None when there is any error, and of what a check remembers.
    diagnostics: in source order; of a built graph too, one for each of its `faults`.
    sources:     the text of every file that a diagnostic points into, by the name that its spans carry.
    unlisted:    errors of a built graph beyond those listed, since one mistake in a document can cause thousands.
    silenced:    how many diagnostics a comment in the file silenced, where a check was asked for.
    """

    name: str
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    faults: tuple[GraphFault, ...] = ()
    unlisted: int = 0
    silenced: int = 0

    @property
    def in_order(self) -> list[Diagnostic]:
        """The diagnostics by place."""
        return sorted(self.diagnostics, key=lambda each: (each.primary.span.file, each.primary.span.start))

    @property
    def errors(self) -> int:
        """How many errors there are, listed or not."""
        return sum(diagnostic.severity == "error" for diagnostic in self.diagnostics) + self.unlisted

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return sum(diagnostic.severity == "warning" for diagnostic in self.diagnostics)


def load(path: Path | str, *, tests: bool = False) -> Loaded:
    """The graph of a `.recipe` or `.graph.json` file. tests: whether a recipe's tests are lowered too.

    Errors: none are raised; a file that cannot be read is a diagnostic like any other mistake.
    """
    name = str(path)
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        from charm.problems import unreadable

        return Loaded(name, None, (unreadable(name, error.strerror or str(error)),))
    return load_bytes(name, content, tests=tests)


def load_bytes(name: str, content: bytes, *, tests: bool = False) -> Loaded:
    """Like `load`, of what the caller has read; the end of `name` says what it is."""
    return _decode(name, content) if name.endswith(GRAPH_SUFFIX) else _compile(name, content, tests)


def _compile(name: str, content: bytes, tests: bool) -> Loaded:
    # Only a recipe needs the compiler, and lark with it: a built graph runs without either.
    from compiler.files import read
    from compiler.pipeline import compile_source

    source, problems = read(name, content)
    if problems:
        return Loaded(name, None, problems, {name: source})
    graph, diagnostics = compile_source(source, tests=tests)
    return Loaded(name, graph, diagnostics, {name: source})


def _decode(name: str, content: bytes) -> Loaded:
    from charm.problems import broken_graph
    from compiler.source import Source
    from graph.codec import decode
    from graph.faults import GraphError

    try:
        return Loaded(name, decode(content), ())
    except GraphError as error:
        source = Source(name, content.decode(errors="replace"))
        found = tuple(broken_graph(fault, source) for fault in error.faults)
        return Loaded(name, None, found, {name: source}, error.faults, error.count - len(found))


def load_graph(path: str, *, tests: bool = False) -> Graph | None:
    """The graph of a file; None after its errors were drawn on standard error. Warnings do not stop it, nor show.

    Raises CommandError for a file without a recipe: what it declares is for others to use, and cannot run.
    """
    result = load(path, tests=tests)
    if result.graph is not None and not result.graph.recipes:
        raise CommandError(f"{path} has no recipe", "name a file that has one; its first recipe is what runs")
    if result.graph is None:
        from charm.report import draw, summary

        there = screen(sys.stderr)
        draw([result], there)
        there.print(summary([result]))
    return result.graph
