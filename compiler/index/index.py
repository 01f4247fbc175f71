"""The index of one compiled file: each name that stands in it, and what it means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compiler import syntax
from compiler.index.declarations import Declarations
from compiler.index.recording import Recording, said
from compiler.index.symbols import Occurrence, Symbol
from compiler.pipeline import Compiled, compile_stages
from compiler.source import Source, Span
from compiler.syntax.walk import nodes_of


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of the names of a file.

    symbols:     by the place of their name.
    occurrences: in source order; at one place the field of `{ draft }` before its value.
    heard:       what the checker said of expressions and fields.
    """

    source: Source
    compiled: Compiled
    symbols: Mapping[Span, Symbol]
    occurrences: tuple[Occurrence, ...]
    heard: Recording

    @property
    def module(self) -> syntax.Module:
        """The tree of the file."""
        return self.compiled.module

    def at(self, offset: int) -> tuple[Occurrence, ...]:
        """What stands at a place, or right before it: nothing, one thing, or for `{ draft }` two."""
        end = bisect_right(self.occurrences, offset, key=lambda each: each.span.start)
        near = self.occurrences[max(0, end - 4) : end]
        return tuple(each for each in near if each.span.start <= offset <= each.span.end)

    def uses(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Everywhere that a symbol stands, its declaration among them."""
        return tuple(each for each in self.occurrences if each.symbol is symbol)

    def together(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """The symbols that share a name by need: a field that all options of a union have is declared in each."""
        found = {symbol.declared: symbol}
        by_place: dict[Span, list[Symbol]] = {}
        for each in self.occurrences:
            if each.symbol.kind == "field":
                by_place.setdefault(each.span, []).append(each.symbol)
        grown = True
        while grown:
            linked = [group for group in by_place.values() if any(each.declared in found for each in group)]
            more = {each.declared: each for group in linked for each in group if each.declared not in found}
            found |= more
            grown = bool(more)
        return tuple(found.values())


def index(source: Source) -> Index:
    """Compile a file, however broken, and tell what its names mean.

    Cost: that of compiling, and a walk of the tree.
    """
    heard = Recording()
    compiled = compile_stages(source, heard)
    symbols = {each.declared: each for each in _symbols(source, compiled.module, heard) if each.name}
    found = sorted(_occurrences(compiled.module, heard, symbols), key=lambda each: (each.span.start, each.role))
    return Index(source, compiled, symbols, tuple(found), heard)


def _symbols(source: Source, module: syntax.Module, heard: Recording) -> Iterator[Symbol]:
    """Later ones stand for the same place better: what the tree declares is more than a name in a body."""
    for span in heard.written_out():
        yield Symbol(source.slice(span), "field", span, span, heard.type_at(_value_behind(module, span)))
    for span, (name, kind, value) in heard.names.items():
        yield Symbol(name, kind, span, span, said(value.type), "local" if value.local else None)
    yield from Declarations(source, module, heard).all()


def _value_behind(module: syntax.Module, name: Span) -> Span:
    """The span of the value of a field that is written out."""
    entries = (node for node in nodes_of(module) if isinstance(node, syntax.FieldEntry))
    return next((entry.value.span for entry in entries if entry.name.span == name), name)


def _occurrences(module: syntax.Module, heard: Recording, symbols: Mapping[Span, Symbol]) -> Iterator[Occurrence]:
    both = _shorthands(module)
    for span, symbol in symbols.items():
        # `{ draft }` that no type declares is a declaration as well.
        yield Occurrence(span, symbol, "field" if span in both else "declaration")
    for span, declared in heard.uses.items():
        if declared in symbols and span != declared:
            yield Occurrence(span, symbols[declared], "value" if span in both else "use")
    names = {node.span: node.text for node in nodes_of(module) if isinstance(node, syntax.Name)}
    for span, shape in heard.owners.items():
        for declared in heard.declared_fields(names.get(span, ""), shape):
            if declared in symbols and declared != span:
                yield Occurrence(span, symbols[declared], "field" if span in both else "use")
    yield from _visitors(module, symbols)


def _shorthands(module: syntax.Module) -> frozenset[Span]:
    """The places where one name is a field and its value."""
    entries = (node for node in nodes_of(module) if isinstance(node, syntax.FieldEntry))
    return frozenset(entry.name.span for entry in entries if entry.name.span == entry.value.span)


def _visitors(module: syntax.Module, symbols: Mapping[Span, Symbol]) -> Iterator[Occurrence]:
    for test in module.tests:
        declared: dict[str, Symbol] = {}
        for step in test.steps:
            if isinstance(step.action, syntax.Visitors):
                declared |= {name.text: symbols[name.span] for name in step.action.names if name.span in symbols}
            if step.who is not None and step.who.text in declared:
                yield Occurrence(step.who.span, declared[step.who.text])
