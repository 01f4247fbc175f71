"""Elements that say nothing to those who listen: C2010 inputs, C2011 what is pressed, followed or read first."""

from __future__ import annotations

from collections.abc import Iterator

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.lint.program import Linted
from compiler.source import Span
from graph.elements import ELEMENTS

_NAMED_BY_CONTENT = ("title", "heading", "button", "link")
# Pictographs have names that are read out, and so have the signs on a calculator.
_PICTOGRAPHS = 0x1F000
_SPOKEN = frozenset("+-\N{MINUS SIGN}%=")


def inputs_without_label(program: Linted) -> Iterator[Diagnostic]:
    """C2010: an input whose label has no words. (One without any label is an error.)"""
    for element in _elements(program):
        label = _attribute(element, "label")
        if ELEMENTS[element.name.text].binds and label is not None and _says_nothing(label.value):
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
    for element in _elements(program):
        name, content = element.name.text, element.content
        if name not in _NAMED_BY_CONTENT or content is None or not _says_nothing(content):
            continue
        label = _attribute(element, "label")
        if label is not None and not _says_nothing(label.value):
            continue
        takes_label = "label" in ELEMENTS[name].attributes
        after = Span(content.span.file, content.span.end, content.span.end)
        fix = Fix("add a label in words", "placeholder", (Edit(after, ' label: "…"'),))
        yield diagnose(
            "C2011",
            content.span,
            "signs without a word" if _is_written(content) else "nothing is written here",
            help=f'say what it does: `{name} … label: "Remove"`' if takes_label else "write it in words",
            fixes=(fix,) if takes_label and label is None else (),
            element=name,
        )


def _elements(program: Linted) -> Iterator[syntax.Element]:
    return (node for node in program.parts if isinstance(node, syntax.Element))


def _attribute(element: syntax.Element, name: str) -> syntax.Attribute | None:
    return next((each for each in element.attributes if each.name.text == name), None)


def _says_nothing(value: syntax.Expr) -> bool:
    """Whether a text as it stands has nothing that a screen reader would say."""
    if not isinstance(value, syntax.Literal) or not isinstance(value.value, str):
        return False
    return not any(sign.isalnum() or sign in _SPOKEN or ord(sign) >= _PICTOGRAPHS for sign in value.value)


def _is_written(value: syntax.Expr) -> bool:
    return isinstance(value, syntax.Literal) and isinstance(value.value, str) and bool(value.value.strip())


def _to_fill_in(title: str, span: Span) -> Fix:
    return Fix(title, "placeholder", (Edit(span, '"…"'),))
