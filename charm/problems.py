"""What the command line itself finds wrong with what it is given, as diagnostics like those of the compiler.

C0091 a path that cannot be read, C0092 a folder without recipes, C0093 a broken graph document.
"""

from __future__ import annotations

from charm.screen import visible
from compiler.diagnostics import Diagnostic, Label
from compiler.source import Source, Span
from graph.faults import GraphFault


def unreadable(name: str, reason: str) -> Diagnostic:
    """C0091: there is nothing at a path, or nothing that we may read. reason: the system's words."""
    message = f"`{visible(name)}` cannot be read: {reason[:1].lower()}{reason[1:]}"
    return _problem("C0091", "unreadable", message, Span(name, 0, 0), help_text="check the path and its permissions")


def without_recipes(name: str) -> Diagnostic:
    """C0092: a folder with no recipe in it, at any depth."""
    message = f"there is no `.recipe` file in `{visible(name)}`"
    return _problem(
        "C0092", "no-recipes", message, Span(name, 0, 0), help_text="name the folder that holds your recipes"
    )


def broken_graph(fault: GraphFault, source: Source) -> Diagnostic:
    """C0093: what is wrong in a graph document, by step and field; placed at the step's id in its text."""
    where = ", ".join(f"{what} `{name}`" for what, name in (("step", fault.step), ("field", fault.field)) if name)
    message = f"{where}: {fault.message}" if where else fault.message
    return _problem("C0093", "broken-graph", message, _id_in(source, fault.step))


def _id_in(source: Source, step: str) -> Span:
    """Where the document says the id, or its start."""
    words = f'"id": "{step}"' if step else ""
    at = source.text.find(words)
    return Span(source.name, at, at + len(words)) if words and at >= 0 else Span(source.name, 0, 0)


def _problem(code: str, name: str, message: str, span: Span, help_text: str | None = None) -> Diagnostic:
    return Diagnostic(code, name, "error", message, Label(span, ""), (), (), help_text, (), "")
