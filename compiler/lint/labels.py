"""Elements that say nothing to those who listen: C2010 inputs, C2011 what is pressed, followed or read first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.lint.declarations import label_of
from compiler.lint.program import Linted
from compiler.source import Span
from graph.elements import ELEMENTS


def inputs_without_label(program: Linted) -> Iterator[Diagnostic]:
    """C2010: an input whose label has no words. (One without any label is an error.)"""
    for _, facts in program.written:
        for element, label in facts.mute:
            yield diagnose(
                "C2010",
                label.value.span,
                "no word in it",
                help='say what it asks for: `label: "Message"`',
                fixes=(_to_fill_in("write a label", label.value.span),),
                element=element.name.text,
            )


def without_accessible_name(program: Linted) -> Iterator[Diagnostic]:
    """C2011: a title, heading, button or link of signs only, without a label in words."""
    for _, facts in program.written:
        for element in facts.signs:
            yield _without_name(element)


def _without_name(element: syntax.Element) -> Diagnostic:
    name, content = element.name.text, element.content
    assert content is not None, "what has none says nothing that could be signs only"
    takes_label = "label" in ELEMENTS[name].attributes
    after = replace(content.span, start=content.span.end)
    fix = Fix("add a label in words", "placeholder", (Edit(after, ' label: "…"'),))
    return diagnose(
        "C2011",
        content.span,
        "signs without a word" if _is_written(content) else "nothing is written here",
        help=f'say what it does: `{name} … label: "Remove"`' if takes_label else "write it in words",
        fixes=(fix,) if takes_label and label_of(element) is None else (),
        element=name,
    )


def _is_written(value: syntax.Expr) -> bool:
    return isinstance(value, syntax.Literal) and isinstance(value.value, str) and bool(value.value.strip())


def _to_fill_in(title: str, span: Span) -> Fix:
    return Fix(title, "placeholder", (Edit(span, '"…"'),))
