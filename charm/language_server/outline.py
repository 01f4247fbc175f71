"""The declarations of a text as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler import syntax
from compiler.source import Span

_Kind = types.SymbolKind


def document_symbols(text: Opened) -> list[types.DocumentSymbol]:
    """Each declaration, in source order, with what it holds."""
    return sorted(_Outline(text).declarations(), key=lambda each: (each.range.start.line, each.range.start.character))


class _Outline:
    def __init__(self, text: Opened) -> None:
        self._text, self._module = text, text.index.module

    def declarations(self) -> Iterator[types.DocumentSymbol]:
        module = self._module
        for declared in module.types:
            yield self._symbol(declared.name, declared.span, _Kind.Struct, list(self._fields(declared.type)))
        for constant in module.constants:
            yield self._symbol(constant.name, constant.span, _Kind.Constant)
        for function in module.functions:
            yield self._symbol(function.name, function.span, _Kind.Function)
        for recipe in module.recipes:
            parts = [*self._params(recipe.params), *self._members(recipe)]
            yield self._symbol(recipe.name, recipe.span, _Kind.Class, parts)
        for view in module.views:
            if view.name is not None:
                yield self._symbol(view.name, view.span, _Kind.Interface, list(self._params(view.params)))
        for test in module.tests:
            yield self._named(f'test "{test.name}"', test.span, test.span, _Kind.Method)

    def _members(self, recipe: syntax.Recipe) -> Iterator[types.DocumentSymbol]:
        for member in recipe.members:
            match member:
                case syntax.Cell():
                    yield self._symbol(member.name, member.span, _Kind.Variable)
                case syntax.Derive():
                    yield self._symbol(member.name, member.span, _Kind.Property)
                case syntax.Child():
                    yield self._symbol(member.name, member.span, _Kind.Module)
                case syntax.Handler():
                    yield self._symbol(member.name, member.span, _Kind.Event, list(self._params(member.params)))
                case syntax.Function():
                    yield self._symbol(member.name, member.span, _Kind.Function)
                case syntax.View():
                    yield self._named("view", member.span, member.span, _Kind.Interface)
                case syntax.Migrate():
                    yield self._named(f"migrate {member.name.text}", member.span, member.name.span, _Kind.Method)
                case syntax.Every():
                    yield self._named("every", member.span, member.span, _Kind.Event)
                case syntax.Always():
                    yield self._named("always", member.span, member.span, _Kind.Boolean)

    def _params(self, params: Sequence[syntax.Param]) -> Iterator[types.DocumentSymbol]:
        return (self._symbol(param.name, param.span, _Kind.Variable) for param in params)

    def _fields(self, type_: syntax.Type) -> Iterator[types.DocumentSymbol]:
        if isinstance(type_, syntax.RecordType):
            for field in type_.fields:
                yield self._symbol(field.name, field.span, _Kind.Key if field.is_key else _Kind.Field)

    def _symbol(
        self, name: syntax.Name, whole: Span, kind: types.SymbolKind, parts: Sequence[types.DocumentSymbol] = ()
    ) -> types.DocumentSymbol:
        known = self._text.index.symbols.get(name.span)
        detail = None if known is None else " ".join(filter(None, (known.scope, known.type)))
        if kind is _Kind.Struct:
            detail = None
        # A name that is missing in the text is missing here, too, but the protocol wants one.
        return self._named(name.text or "…", whole, name.span, kind, parts, detail)

    def _named(
        self,
        name: str,
        whole: Span,
        chosen: Span,
        kind: types.SymbolKind,
        parts: Sequence[types.DocumentSymbol] = (),
        detail: str | None = None,
    ) -> types.DocumentSymbol:
        ranges = self._text.positions.range
        around = Span(whole.file, min(whole.start, chosen.start), max(whole.end, chosen.end))
        return types.DocumentSymbol(
            name, kind, ranges(around), ranges(chosen), detail=detail or None, children=list(parts)
        )
