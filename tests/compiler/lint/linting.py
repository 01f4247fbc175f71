"""What lints say of a recipe, for their tests."""

from compiler.diagnostics import Diagnostic
from compiler.pipeline import compile_source
from compiler.source import Source


def found(text: str) -> list[Diagnostic]:
    """All that is said of a recipe that has no error."""
    graph, diagnostics = compile_source(Source("a.recipe", text), tests=True)
    assert graph is not None, [each.message for each in diagnostics]
    return list(diagnostics)


def codes(text: str) -> list[str]:
    """The codes of it, in source order."""
    return [each.code for each in found(text)]


def marked(text: str) -> list[tuple[str, list[str]]]:
    """Each code with the parts of the recipe that it underlines, the primary one first."""
    return [
        (each.code, [text[label.span.start : label.span.end] for label in (each.primary, *each.secondary)])
        for each in found(text)
    ]


def fixed(text: str) -> str:
    """The recipe after the first fix of the first finding."""
    for edit in reversed(found(text)[0].fixes[0].edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
