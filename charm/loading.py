"""From a file to a graph: a recipe is compiled, a built graph is decoded; every command comes through here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from os.path import dirname, normpath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from charm.failures import CommandError
from charm.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    # What a check remembers of a file is a result too, and is told without loading the compiler or the graph.
    from compiler.diagnostics import Diagnostic
    from compiler.imports import Read, Unread
    from compiler.session import Session
    from compiler.source import Source
    from graph.changes.report import Change
    from graph.faults import GraphFault
    from graph.model import Graph

GRAPH_SUFFIX = ".graph.json"
RECIPE_SUFFIX = ".recipe"


class Loaded(Struct, frozen=True):
    """What became of one file.

    graph:       None when there is any error, and of what a check remembers.
    diagnostics: in source order; of a built graph too, one for each of its `faults`.
    sources:     the text of every file that was read, by the name that spans carry: this one and those that it uses.
    unlisted:    errors of a built graph beyond those listed, since one mistake in a document can cause thousands.
    changes:     since what it was compared with, where it was.
    silenced:    how many diagnostics a comment in the file silenced, where a check was asked for.
    """

    name: str
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = {}
    faults: tuple[GraphFault, ...] = ()
    unlisted: int = 0
    silenced: int = 0
    changes: tuple[Change, ...] = ()

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
        content = read_bytes(name)
    except OSError as error:
        from charm.problems import unreadable

        return Loaded(name, None, (unreadable(name, error.strerror or str(error)),))
    return load_bytes(name, content, tests=tests)


def read_bytes(name: str) -> bytes:
    """What is in a file. `Path` does the same; to load it takes longer than all else that a quick command reads."""
    with open(name or ".", "rb") as file:
        return file.read()


def load_bytes(
    name: str, content: bytes, *, tests: bool = False, read: Read | None = None, session: Session | None = None
) -> Loaded:
    """Like `load`, of what the caller has read; the end of `name` says what it is.

    read:    gives the files that it uses; without it they are read from the disk.
    session: of this file, where it is loaded again and again while somebody edits it.
    """
    if name.endswith(GRAPH_SUFFIX):
        return _decode(name, content)
    # Only a recipe needs the compiler, and lark with it: a built graph runs without either.
    from compiler.uncollected import uncollected

    # Of gathering files and of compiling them at once: each time that the collector wakes, it looks at all there is.
    return uncollected(_compile)(name, content, tests, read or used, session)


def _compile(name: str, content: bytes, tests: bool, read_used: Read, session: Session | None) -> Loaded:
    from compiler.files import read

    source, problems = read(name, content)
    if problems:
        return Loaded(name, None, problems, {name: source})
    if session is not None:
        return Loaded(name, *session.compile(source, read_used, tests=tests))
    from compiler.imports import gather
    from compiler.pipeline import compile_files

    files = gather(source, read_used)
    graph, diagnostics = compile_files(files, tests=tests)
    return Loaded(name, graph, diagnostics, files.sources)


def used(name: str) -> bytes | Unread:
    """A file that a recipe uses, from the disk; `name` is a path from the folder that one is in."""
    from compiler.imports import Unread

    try:
        return read_bytes(name)
    except FileNotFoundError:
        try:
            beside = sorted(each for each in os.listdir(dirname(name) or ".") if each.endswith(RECIPE_SUFFIX))
        except OSError:
            beside = []
        return Unread(None, tuple(beside))
    except OSError as error:
        return Unread(error.strerror or str(error))


def each_once(results: Sequence[Loaded]) -> list[Loaded]:
    """The results with each mistake in one place: in the file in which it is, where that is among them.

    What several files use and none of them is checked for is told with the first.
    """
    told = {_place(each) for result in results for each in result.diagnostics if _is_in(result.name, each)}
    left: list[Loaded] = []
    for result in results:
        mine = tuple(each for each in result.diagnostics if _is_in(result.name, each) or _place(each) not in told)
        told.update(map(_place, mine))
        left.append(replace(result, diagnostics=mine))
    return left


def _is_in(name: str, diagnostic: Diagnostic) -> bool:
    return normpath(diagnostic.primary.span.file) == normpath(name)


def _place(diagnostic: Diagnostic) -> tuple[str, str, int, int]:
    span = diagnostic.primary.span
    return diagnostic.code, normpath(span.file), span.start, span.end


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
    return graph_of(load(path, tests=tests))


def graph_of(result: Loaded) -> Graph | None:
    """`load_graph` of a file that was loaded already."""
    if result.graph is not None and not result.graph.recipes:
        raise CommandError(f"{result.name} has no recipe", "name a file that has one; its first recipe is what runs")
    if result.graph is None:
        from charm.report import draw, summary

        there = screen(sys.stderr)
        draw([result], there)
        there.print(summary([result]))
    return result.graph
