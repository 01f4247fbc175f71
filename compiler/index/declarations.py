"""The symbols of a module, from its tree and from what was said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from compiler import syntax
from compiler.index.recording import Recording, said
from compiler.index.symbols import Symbol, SymbolKind
from compiler.source import Source, Span
from compiler.syntax.walk import nodes_of

_Scope = Literal["shared", "local"] | None


class Declarations:
    """Reads the symbols of one module."""

    def __init__(self, source: Source, module: syntax.Module, heard: Recording) -> None:
        self._source, self._module, self._heard = source, module, heard

    def all(self) -> Iterator[Symbol]:
        """Every symbol, outer before inner; a name that is missing in the text declares nothing."""
        module = self._module
        for declared in module.types:
            yield self._plain(declared.name, "type", declared.span, declared.doc, type_=declared.type)
        for constant in module.constants:
            yield self._inferred(constant.name, "constant", constant, "")
        for recipe in module.recipes:
            yield from self._recipe(recipe)
        for function in module.functions:
            yield from self._function(function, "")
        for view in module.views:
            if view.name is not None:
                yield self._plain(view.name, "view", view.span, view.doc)
                yield from self._params(view.params, "parameter", view.name.text)
        for test in module.tests:
            for step in test.steps:
                if isinstance(step.action, syntax.Visitors):
                    yield from (self._plain(name, "visitor", name.span, None) for name in step.action.names)
        yield from self._fields()

    def _plain(
        self,
        name: syntax.Name,
        kind: SymbolKind,
        whole: Span,
        doc: str | None,
        *,
        type_: syntax.Type | None = None,
        scope: _Scope = None,
        owner: str = "",
    ) -> Symbol:
        text = "" if type_ is None else " ".join(self._source.slice(type_.span).split())
        return Symbol(name.text, kind, name.span, whole, text, scope, doc, owner, type_ is not None)

    def _inferred(
        self, name: syntax.Name, kind: SymbolKind, declared: syntax.Derive | syntax.Constant | syntax.Child, owner: str
    ) -> Symbol:
        """A value whose type the file may leave out."""
        found = self._heard.values.get(declared.value.span)
        scope: _Scope = None
        if kind != "constant":
            scope = "local" if found is not None and found.local else "shared"
        if not isinstance(declared, syntax.Child) and declared.type is not None:
            return self._plain(name, kind, declared.span, declared.doc, type_=declared.type, scope=scope, owner=owner)
        type_ = "" if found is None else said(found.type)
        return Symbol(name.text, kind, name.span, declared.span, type_, scope, declared.doc, owner)

    def _recipe(self, recipe: syntax.Recipe) -> Iterator[Symbol]:
        owner = recipe.name.text
        yield self._plain(recipe.name, "recipe", recipe.span, recipe.doc)
        yield from self._params(recipe.params, "parameter", owner)
        for member in recipe.members:
            match member:
                case syntax.Cell():
                    yield self._plain(
                        member.name,
                        "cell",
                        member.span,
                        member.doc,
                        type_=member.slot.type,
                        scope=member.scope,
                        owner=owner,
                    )
                case syntax.Derive():
                    yield self._inferred(member.name, "derived value", member, owner)
                case syntax.Child():
                    yield self._inferred(member.name, "child", member, owner)
                case syntax.Handler():
                    yield self._plain(member.name, "handler", member.span, member.doc, owner=owner)
                    yield from self._params(member.params, "payload field", f"{owner}.{member.name.text}")
                case syntax.Function():
                    yield from self._function(member, owner)

    def _function(self, function: syntax.Function, owner: str) -> Iterator[Symbol]:
        result = self._heard.type_at(function.value.span) if function.result is None else ""
        made = self._plain(function.name, "function", function.span, function.doc, type_=function.result, owner=owner)
        yield (
            made
            if function.result is not None
            else Symbol(made.name, made.kind, made.declared, made.whole, result, None, made.doc, owner)
        )
        yield from self._params(function.params, "parameter", f"{owner}.{function.name.text}".lstrip("."))

    def _params(self, params: tuple[syntax.Param, ...], kind: SymbolKind, owner: str) -> Iterator[Symbol]:
        """What callers say; the name that the body uses instead was told as a name of its own."""
        for param in params:
            scope: _Scope = "local" if param.kind == "local" else "shared" if param.kind == "shared" else None
            if param.slot is not None:
                yield self._plain(param.name, kind, param.span, None, type_=param.slot.type, scope=scope, owner=owner)
            else:
                told = self._heard.names.get(param.inner.span)
                type_ = "" if told is None else said(told[2].type)
                yield Symbol(param.name.text, "element", param.name.span, param.span, type_, None, None, owner)

    def _fields(self) -> Iterator[Symbol]:
        owners = {id(each.type): each.name.text for each in self._module.types}
        for declared in self._module.types:
            if isinstance(declared.type, syntax.UnionType):
                owners |= {id(option): declared.name.text for option in declared.type.options}
        for node in nodes_of(self._module):
            if isinstance(node, syntax.RecordType):
                for field in node.fields:
                    owner = owners.get(id(node), "")
                    yield self._plain(field.name, "field", field.span, field.doc, type_=field.slot.type, owner=owner)
