"""A recipe's own documentation, from its syntax: the heads of declarations and what their author wrote above them.

Tests, migrations and views without a name are left out: they are not for those who use the recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from charm.entries import Entry
from compiler import syntax
from compiler.source import Source, Span

_Declaration: TypeAlias = (
    syntax.Recipe | syntax.View | syntax.TypeDecl | syntax.FieldDecl | syntax.Constant | syntax.Function | syntax.Member
)


def of_module(module: syntax.Module, source: Source) -> Entry:
    """A file: what it says of itself, then its recipes, views, types, constants and functions, each in their order."""
    declared: list[_Declaration] = [*module.recipes, *module.views, *module.types]
    declared += [*module.constants, *module.functions]
    return Entry(source.name, doc=module.doc or "", parts=tuple(_entry(each, source) for each in declared))


def _entry(declaration: _Declaration, source: Source) -> Entry:
    # `every` and `always` have no name but the word that they begin with.
    name = getattr(declaration, "name", None)
    return Entry(
        name.text if name else type(declaration).__name__.lower(),
        (_head(declaration, source),),
        declaration.doc or "",
        parts=tuple(_entry(part, source) for part in _parts(declaration)),
    )


def _parts(declaration: _Declaration) -> Sequence[_Declaration]:
    match declaration:
        case syntax.Recipe(members=members):
            return [member for member in members if not isinstance(member, syntax.Migrate | syntax.View)]
        case syntax.TypeDecl(type=syntax.RecordType(fields=fields)):
            return fields
        case _:
            return ()


def _head(declaration: _Declaration, source: Source) -> str:
    """The declaration on one line as it was written, without bodies and computed values."""

    def text(span: Span) -> str:
        return " ".join(source.slice(span).split())

    def called(word: str, name: syntax.Name, params: Sequence[syntax.Param], brackets: bool = True) -> str:
        within = ", ".join(text(param.span) for param in params)
        return f"{word} {name.text}" + (f"({within})" if params or brackets else "")

    def typed(word: str, name: syntax.Name, type_: syntax.Type | None) -> str:
        return f"{word} {name.text}" + (f": {text(type_.span)}" if type_ else "")

    match declaration:
        case syntax.Recipe(name=name, params=params):
            return called("recipe", name, params, brackets=False)
        case syntax.View(name=syntax.Name() as name, params=params):
            return called("view", name, params)
        case syntax.Handler(name=name, params=params, is_private=is_private):
            return called("private on" if is_private else "on", name, params)
        case syntax.Function(name=name, params=params, result=result):
            return called("fn", name, params) + (f" -> {text(result.span)}" if result else "")
        case syntax.Derive(name=name, type=type_) | syntax.Constant(name=name, type=type_):
            return typed("let", name, type_)
        case syntax.TypeDecl(name=name, type=syntax.RecordType()):
            return f"type {name.text}"
        case syntax.FieldDecl(name=name, slot=slot, is_key=is_key):
            return f"{'key ' if is_key else ''}{name.text}: {text(slot.span)}"
        case _:
            # Cells, children, clocks, invariants and short types are all head.
            return text(declaration.span)
