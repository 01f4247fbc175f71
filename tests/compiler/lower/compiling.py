"""Recipes to graphs, for the tests of lowering."""

from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.codec import decode, encode
from graph.model import Graph, Handler, Node, View


def compiled(text: str, *, tests: bool = False) -> Graph:
    """The graph of a recipe without an error, as a document reads it back. Lints of one so short are no matter."""
    graph, diagnostics = compile_source(Source("a.recipe", text), tests=tests)
    assert [each for each in diagnostics if not _is_lint(each)] == []
    assert graph is not None
    return decode(encode(graph))


def codes(text: str) -> list[str]:
    """The codes of all diagnostics of a recipe but for what lints say, in source order."""
    return [each.code for each in compile_source(Source("a.recipe", text))[1] if not _is_lint(each)]


def _is_lint(diagnostic: Diagnostic) -> bool:
    # Lowering itself reports the first of them.
    return "C2001" < diagnostic.code < "C2091"


def handler(graph: Graph, step: str) -> Handler:
    """The handler with that id."""
    return next(each for each in graph.steps if isinstance(each, Handler) and each.id == step)


def slots(graph: Graph) -> dict[str, View]:
    """The slots of all views, by id."""
    return {each.id: each for each in graph.steps if isinstance(each, View)}


def bare(tree: Any) -> Any:
    """A node or document without its places in the file."""
    if isinstance(tree, dict):
        return {name: bare(part) for name, part in tree.items() if name != "span"}
    return [bare(part) for part in tree] if isinstance(tree, list | tuple) else tree


def body(text: str) -> list[Node]:
    """The statements of the handler `go` of a recipe `R`, bare."""
    found: list[Node] = bare(handler(compiled(text), "R.go").body)
    return found
