"""All lints, and which of them have anything to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compiler.check.checker import Checker
from compiler.diagnostics import Diagnostic
from compiler.lint.program import Linted, Memory, linted
from compiler.lint.unused import uncalled_handlers, unread_cells, unshown_locals
from graph.model import Graph


def lint(checker: Checker, graph: Graph, memory: Memory | None = None) -> list[Diagnostic]:
    """What is allowed in a program and seldom meant.

    graph:  of a program without an error.
    memory: facts of the last run; of declarations and steps that are the same objects they are not found again.
    Result: C2002 to C2013, all of them warnings, in order of their codes. C2001, a local that is published, is found
    where a parameter is given: lowering reports it.
    Cost: one walk of the syntax tree and of the graph.
    """
    program = linted(checker, graph, memory or Memory())
    found = [each for find in _lints(program) for each in find(program)]
    return sorted(found, key=lambda each: each.code)


def _lints(program: Linted) -> Iterator[Callable[[Linted], Iterator[Diagnostic]]]:
    """Those that may find something. Most have no fact to start from in most programs, and then are not loaded."""
    yield from (uncalled_handlers, unread_cells, unshown_locals)
    written, built = [facts for _, facts in program.written], program.built.values()
    if any(each.bound or each.computed for each in built) or any(each.tables for each in written):
        from compiler.lint.sharing import local_lists, lost_updates, shared_drafts

        yield from (shared_drafts, lost_updates, local_lists)
    if any(each.appended or each.nested for each in built) or any(each.copies for each in written):
        from compiler.lint.growth import growing_costs, unbounded_growth

        yield from (unbounded_growth, growing_costs)
    if any(each.taken or each.writing for each in built):
        from compiler.lint.keys import lists_without_key, loops_without_key

        yield from (lists_without_key, loops_without_key)
    if any(each.mute or each.signs for each in written):
        from compiler.lint.labels import inputs_without_label, without_accessible_name

        yield from (inputs_without_label, without_accessible_name)
