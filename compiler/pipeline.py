"""The compiler from end to end: gather, resolve and link, check, lower, rank, lint."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.witness import UNHEARD, Witness
from compiler.deep import deep
from compiler.diagnostics import Diagnostic, diagnose, in_source_order
from compiler.imports import Files, Read, gather
from compiler.link import link
from compiler.lint.lints import lint
from compiler.lint.program import Memory
from compiler.lower.program import NOTHING_KEPT, Lowered, lower
from compiler.lower.schemas import unplaced
from compiler.rank import rank
from compiler.resolve import Resolved
from compiler.source import Source, span_in
from compiler.uncollected import uncollected
from graph.bounds import Excess, excesses
from graph.digests import digest
from graph.limits import NESTING_MAX
from graph.model import Function, Graph, Step
from graph.types import Type

_ROW = "its declarations lead on to one another a thousand times in a row"
_LESS = "let a list hold what such generated text writes out, or write less of it within each other"


class Compiled(Struct, frozen=True):
    """What each stage made of a source, and what all of them found wrong, in source order.

    module:    of the file that was given.
    functions: of the graph, by name; None for a constant that needs none.
    types:     as declared, by name.
    graph:     None where there is any error. It holds the tests; `compile_source` leaves them out.
    is_clean:  whether nothing is wrong, and only lints have anything to say.
    """

    files: Files
    module: syntax.Module
    resolved: Resolved
    lowered: Lowered
    steps: tuple[Step, ...]
    functions: Mapping[str, Function | None]
    types: Mapping[str, Type]
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]
    is_clean: bool


class Kept(Struct, frozen=True):
    """What an earlier compile made of parts of the same program; nothing that they lead to has changed since."""

    lowered: Lowered = NOTHING_KEPT
    functions: Mapping[str, Function | None] = {}
    types: Mapping[str, Type] = {}
    memory: Memory | None = None


NEW = Kept()
"""Nothing was made yet."""


def compile_source(
    source: Source, *, tests: bool = False, read: Read | None = None
) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph of a recipe file, and what is wrong with the file and those that it uses.

    Result: None where there is any error; warnings alone do not prevent a graph.
    tests:  keep the test blocks of this file; those of others are never kept.
    read:   gives the bytes of other files, see `compiler.imports`; None: the text lies nowhere and can use none.
    Errors: all codes of the compiler, by file and place. Raises nothing.
    """
    return compile_files(gather(source, read), tests=tests)


def compile_files(files: Files, *, tests: bool = False) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """`compile_source`, for those who also want to know which files were read."""
    return result_of(run_stages(files), tests=tests)


def result_of(compiled: Compiled, *, tests: bool) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """What is left of it for those who want the graph alone; see `compile_source`."""
    graph = compiled.graph
    if graph is not None and not tests:
        graph = replace(graph, tests=())
        if not compiled.module.recipes:
            # The root is the first recipe of the given file. Those that it imports are there for its tests alone.
            graph = replace(graph, recipes=(), steps=())
    return graph, compiled.diagnostics


def compile_stages(source: Source, witness: Witness = UNHEARD, read: Read | None = None) -> Compiled:
    """Run all stages on a file, and on those that it uses; `read` as for `compile_source`.

    witness: is told what names mean, where it is found out.
    """
    return run_stages(gather(source, read), witness)


@uncollected
def run_stages(files: Files, witness: Witness = UNHEARD, kept: Kept = NEW) -> Compiled:
    """Run all stages; each goes on with what the one before could make sense of."""
    try:
        with deep():
            return _run_stages(files, witness, kept)
    except RecursionError:
        return _too_long(files)


def _run_stages(files: Files, witness: Witness, kept: Kept) -> Compiled:
    resolved, wrong = link(files)
    checker = Checker(files.numbered, resolved, witness, kept.types)
    lowered = lower(checker, kept.lowered)
    steps, loops = rank(lowered.steps, files.numbered)
    lowered = lowered.with_steps(steps)
    # What nothing uses is checked too, so these come before what is wrong is told.
    functions, definitions = checker.functions(kept.functions), checker.definitions()
    for each in (*wrong, *loops):
        checker.report(each)
    found = [*files.problems, *checker.diagnostics()]
    # A warning is no help while there are errors, be they of reading or of meaning.
    errors = [each for each in found if each.severity == "error"]
    graph = Graph(
        tuple(each.outline for each in lowered.recipes.values()),
        steps,
        unplaced(definitions),
        tuple(each for each in functions.values() if each is not None),
        {name: digest(source.text.encode()) for name, source in files.sources.items()},
        tuple(test.node for test in lowered.tests.values()),
    )
    if not errors:
        known = kept.lowered.recipes.keys()
        errors += (_too_large(each, files) for each in excesses(graph, known))
    if errors:
        told = in_source_order(errors)
        return Compiled(
            files, resolved.module, resolved, lowered, steps, functions, checker.types, None, told, is_clean=False
        )
    for each in lint(checker, graph, kept.memory):
        # Other files are told of what is theirs when they are checked.
        if each.primary.span.file == files.given.name:
            checker.report(each)
    told = in_source_order([*files.problems, *checker.diagnostics()])
    is_clean = not found
    return Compiled(files, resolved.module, resolved, lowered, steps, functions, checker.types, graph, told, is_clean)


def _too_long(files: Files) -> Compiled:
    """What is left of a program whose declarations lead on to one another without end."""
    resolved, _ = link(files)
    names = [each.written.name for each in resolved.recipes.values()] or [each.name for each in resolved.types.values()]
    span = names[0].span if names else files.given.span(0, 0)
    found = diagnose("C0121", span, "what this leads to", why=_ROW, help=_LESS)
    return Compiled(files, resolved.module, resolved, NOTHING_KEPT, (), {}, {}, None, (found,), is_clean=False)


def _too_large(excess: Excess, files: Files) -> Diagnostic:
    """What says of a graph that nobody would read it again."""
    span = files.given.span(0, 0) if excess.span is None else span_in(excess.span, files.numbered)
    if excess.nests:
        return diagnose("C0110", span, "each `let` counts, each list and call twice", limit=NESTING_MAX)
    return diagnose("C0121", span, why=excess.why, help=_LESS)


def stages(source: Source, read: Read | None = None) -> Mapping[str, object]:
    """Each stage's value by the stage's name, in the order of the stages, for dumps."""
    compiled = compile_stages(source, read=read)
    return {
        "parse": tuple(compiled.files.modules.values()) if len(compiled.files.modules) > 1 else compiled.module,
        "resolve": compiled.resolved,
        "lower": compiled.lowered,
        "rank": compiled.steps,
        "graph": compiled.graph,
    }
