"""What the command line itself finds wrong with what it is given, as diagnostics like those of the compiler.

C0091 a path that cannot be read, C0092 a folder without recipes, C0093 a broken graph document, C0094 a change
that stored state does not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from charm.pages import PAGES
from charm.screen import visible
from compiler.diagnostics import Diagnostic, Label
from compiler.source import Source, Span
from graph.faults import GraphFault

if TYPE_CHECKING:
    from charm.loading import Loaded


def unreadable(name: str, reason: str) -> Diagnostic:
    """C0091: there is nothing at a path, or nothing that we may read. reason: the system's words."""
    reason = f"{reason[:1].lower()}{reason[1:]}"
    return _problem("C0091", Span(name, 0, 0), "check the path and its permissions", path=visible(name), reason=reason)


def without_recipes(name: str) -> Diagnostic:
    """C0092: a folder with no recipe in it, at any depth."""
    return _problem("C0092", Span(name, 0, 0), "name the folder that holds your recipes", path=visible(name))


def broken_graph(fault: GraphFault, source: Source) -> Diagnostic:
    """C0093: what is wrong in a graph document, by step and field; placed at the step's id in its text."""
    where = ", ".join(f"{what} `{name}`" for what, name in (("step", fault.step), ("field", fault.field)) if name)
    what = f"{where}: {fault.message}" if where else fault.message
    return _problem("C0093", _id_in(source, fault.step), None, what=what)


def lossy_change(result: Loaded, step: str, what: str, help_: str | None) -> Diagnostic:
    """C0094: a change that a store would refuse, placed at the step or recipe, or the start where that is gone."""
    assert result.graph is not None, "what has errors is not compared"
    places = {each.id: each.span for each in (*result.graph.steps, *result.graph.recipes)}
    start, end, *_ = places.get(step) or places.get(step.partition(".")[0]) or (0, 0)
    # A declaration is named by its first line; a recipe would else be underlined whole.
    source = result.sources.get(result.name)
    line = -1 if source is None else source.text.find("\n", start, end)
    return _problem("C0094", Span(result.name, start, end if line < 0 else line), help_, what=what)


def _id_in(source: Source, step: str) -> Span:
    """Where the document says the id, or its start."""
    words = f'"id": "{step}"' if step else ""
    at = source.text.find(words)
    return Span(source.name, at, at + len(words)) if words and at >= 0 else Span(source.name, 0, 0)


def _problem(code: str, span: Span, help_: str | None, **values: str) -> Diagnostic:
    wording = PAGES[code]
    message = wording.template.format(**values)
    return Diagnostic(code, wording.name, wording.severity, message, Label(span, ""), (), (), help_, (), "")
