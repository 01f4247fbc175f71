"""The compiler from end to end: parse, check, lower, rank, lint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.witness import UNHEARD, Witness
from compiler.diagnostics import Diagnostic, in_source_order
from compiler.lint.lints import lint
from compiler.lower.program import Lowered, lower
from compiler.lower.schemas import unplaced
from compiler.parse import parse
from compiler.rank import rank
from compiler.resolve import Resolved, resolve
from compiler.source import Source
from graph.model import Graph, Step


@dataclass(frozen=True, slots=True)
class Compiled:
    """What each stage made of a source, and what all of them found wrong, in source order.

    graph: None where there is any error. It holds the tests; `compile_source` leaves them out.
    """

    module: syntax.Module
    resolved: Resolved
    lowered: Lowered
    steps: tuple[Step, ...]
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]


def compile_source(source: Source, *, tests: bool = False) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph of a recipe file, and what is wrong with the file.

    Result: None where there is any error; warnings alone do not prevent a graph. tests: keep the test blocks.
    Errors: all codes of the compiler, in source order. Raises nothing.
    """
    compiled = compile_stages(source)
    graph = compiled.graph
    if graph is not None and not tests:
        graph = replace(graph, tests=())
    return graph, compiled.diagnostics


def compile_stages(source: Source, witness: Witness = UNHEARD) -> Compiled:
    """Run all stages; each goes on with what the one before could make sense of.

    witness: is told what names mean, where it is found out.
    """
    module, problems = parse(source)
    resolved, twice = resolve(module)
    checker = Checker(source, resolved, witness)
    lowered = lower(module, checker)
    steps, loops = rank(lowered.steps, (source.name,))
    # What nothing uses is checked too, so these come before what is wrong is told.
    functions, definitions = checker.functions(), checker.definitions()
    diagnostics = in_source_order([*problems, *_told(checker, (*twice, *loops))])
    is_wrong = any(each.severity == "error" for each in diagnostics)
    graph = Graph(
        lowered.recipes,
        steps,
        unplaced(definitions),
        functions,
        {source.name: sha256(source.text.encode()).hexdigest()},
        lowered.tests,
    )
    if is_wrong:
        return Compiled(module, resolved, lowered, steps, None, diagnostics)
    for found in lint(checker, graph, (source.name,)):
        checker.report(found)
    return Compiled(module, resolved, lowered, steps, graph, in_source_order([*problems, *checker.diagnostics()]))


def _told(checker: Checker, others: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """What the semantic stages found; a warning is no help while there are errors."""
    for each in others:
        checker.report(each)
    found = checker.diagnostics()
    if any(each.severity == "error" for each in found):
        return tuple(each for each in found if each.severity == "error")
    return found


def stages(source: Source) -> Mapping[str, object]:
    """Each stage's value by the stage's name, in the order of the stages, for dumps."""
    compiled = compile_stages(source)
    return {
        "parse": compiled.module,
        "resolve": compiled.resolved,
        "lower": compiled.lowered,
        "rank": compiled.steps,
        "graph": compiled.graph,
    }
