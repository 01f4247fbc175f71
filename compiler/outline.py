"""Which declaration a place in a file belongs to."""

from collections.abc import Iterator

from compiler.source import Span
from compiler.syntax import Constant, Function, Module, Name, TypeDecl, View


def declarations(module: Module) -> Iterator[tuple[str, Span]]:
    """Each declaration by its name, such as `Session.send`; parts of a recipe before the recipe."""
    for recipe in module.recipes:
        for part in (*recipe.params, *recipe.members):
            # `every`, `always` and the view have no name but the word that they begin with.
            name = getattr(part, "name", None)
            yield (
                f"{recipe.name.text}.{name.text if isinstance(name, Name) else type(part).__name__.lower()}",
                part.span,
            )
        yield recipe.name.text, recipe.span
    others: list[TypeDecl | Constant | Function | View]
    others = [*module.types, *module.constants, *module.functions, *module.views]
    for each in others:
        yield each.name.text if each.name else "view", each.span
    yield from ((test.name, test.span) for test in module.tests)


def enclosing(module: Module, span: Span) -> str:
    """The innermost declaration that a span begins in, or "" at top level."""
    inside = (name for name, declared in declarations(module) if declared.start <= span.start <= declared.end)
    return next(inside, "")
