"""A file that is compiled again and again while somebody edits it.

An edit changes one declaration or two. The others are not parsed again, and what they became is kept unless they lead
to one that changed, at any depth. All stages are those of `pipeline`, on the whole program.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from compiler.diagnostics import Diagnostic, in_source_order
from compiler.imports import Files, Read, gather
from compiler.lint.program import Memory
from compiler.lower.program import Lowered
from compiler.pieces import Piece, Pieces, in_file, joined, leads, stale
from compiler.pipeline import Compiled, Kept, result_of, run_stages
from compiler.source import Source
from compiler.uncollected import uncollected
from graph.model import Graph


class _Last(Struct, frozen=True):
    """The last version without a mistake. leads: see `pieces.leads`."""

    pieces: tuple[Piece, ...]
    leads: Mapping[int, frozenset[int]]
    compiled: Compiled


class Session:
    """Owns what the last compile of one file left for the next."""

    def __init__(self) -> None:
        self._pieces = Pieces()
        self._memory = Memory()
        self._last: _Last | None = None

    @uncollected
    def compile(
        self, source: Source, read: Read | None = None, *, tests: bool = False
    ) -> tuple[Graph | None, tuple[Diagnostic, ...], Mapping[str, Source]]:
        """`pipeline.compile_files` of the file as it is now, and the files that were read.

        The graph is the same, but its spans may count from pieces (`Graph.places`). A file with a mistake in it, one
        that uses others, and one in which something at the top of the file is indented, is compiled whole.
        """
        compiled = self._compiled(source)
        if compiled is None:
            files = gather(source, read)
            graph, diagnostics = result_of(run_stages(files), tests=tests)
            return graph, diagnostics, files.sources
        graph, diagnostics = result_of(compiled, tests=tests)
        pieces = compiled.files.pieces
        places = {0: (0, 0), **{number: (0, piece.offset) for number, piece in pieces.items()}}
        told = in_source_order([in_file(each, pieces) for each in diagnostics])
        return graph and replace(graph, places=places), told, compiled.files.sources

    def _compiled(self, source: Source) -> Compiled | None:
        pieces = self._pieces.of(source)
        if pieces is None:
            return None
        now = leads(pieces)
        by_number = {piece.source.number: piece.source for piece in pieces}
        files = Files({source.name: source}, {source.name: joined(source, pieces)}, {}, (), by_number)
        compiled = run_stages(files, kept=self._kept(now))
        if not compiled.is_clean:
            # Of two mistakes the first in the file may be the one to tell, so all of it has to be seen.
            return None
        self._pieces.keep()
        self._last = _Last(pieces, now, compiled)
        return compiled

    def _kept(self, now: Mapping[int, frozenset[int]]) -> Kept:
        """What the last version made of the pieces that are no other in this one."""
        if self._last is None:
            return Kept(memory=self._memory)
        last = self._last.compiled
        old = stale(now, self._last.leads)
        fresh = [piece for piece in self._last.pieces if piece.source.number in now.keys() - old]
        recipes = {recipe.name.text for piece in fresh for recipe in piece.module.recipes}
        tests = {test.span for piece in fresh for test in piece.module.tests}
        names = {name for piece in fresh for name in piece.declares}
        return Kept(
            Lowered(
                {name: each for name, each in last.lowered.recipes.items() if name in recipes},
                {span: each for span, each in last.lowered.tests.items() if span in tests},
                upheld=last.lowered.upheld,
            ),
            {name: each for name, each in last.functions.items() if name.partition(".")[0] in names},
            {name: each for name, each in last.types.items() if name in names},
            self._memory,
        )
