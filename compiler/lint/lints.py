"""All lints, in order of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compiler.check.checker import Checker
from compiler.diagnostics import Diagnostic
from compiler.lint.growth import growing_costs, unbounded_growth
from compiler.lint.keys import lists_without_key, loops_without_key
from compiler.lint.labels import inputs_without_label, without_accessible_name
from compiler.lint.program import Linted, Memory, linted
from compiler.lint.sharing import local_lists, lost_updates, shared_drafts
from compiler.lint.unused import uncalled_handlers, unread_cells, unshown_locals
from graph.model import Graph

# C2001, a local that is published, is found where a parameter is given: lowering reports it.
LINTS: tuple[Callable[[Linted], Iterator[Diagnostic]], ...] = (
    shared_drafts,
    lost_updates,
    unbounded_growth,
    growing_costs,
    uncalled_handlers,
    unread_cells,
    unshown_locals,
    lists_without_key,
    inputs_without_label,
    without_accessible_name,
    local_lists,
    loops_without_key,
)


def lint(checker: Checker, graph: Graph, memory: Memory | None = None) -> Iterator[Diagnostic]:
    """What is allowed in a program and seldom meant.

    graph:  of a program without an error.
    memory: facts of the last run; of declarations and steps that are the same objects they are not found again.
    Result: C2002 to C2013, all of them warnings. Cost: one walk of the syntax tree and of the graph.
    """
    program = linted(checker, graph, memory or Memory())
    for each in LINTS:
        yield from each(program)
