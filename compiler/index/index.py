"""The index of one compiled file: each name that stands in it, and what it means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct

from compiler import syntax
from compiler.imports import Read
from compiler.index.declarations import Declarations
from compiler.index.recording import Recording, said
from compiler.index.symbols import Occurrence, Symbol
from compiler.pipeline import Compiled, compile_stages
from compiler.source import Source, Span
from compiler.syntax.walk import nodes_of


class Index(Struct, frozen=True):
    """What is known of the names of a file, and of those files that it uses.

    read:        gave the files that it uses.
    symbols:     by the place of their name.
    occurrences: of the file, in source order; at one place the field of `{ draft }` before its value.
    elsewhere:   those of the files that it uses.
    imported:    where what the file imports is declared.
    heard:       what the checker said of expressions and fields.
    """

    source: Source
    read: Read | None
    compiled: Compiled
    symbols: Mapping[Span, Symbol]
    occurrences: tuple[Occurrence, ...]
    elsewhere: tuple[Occurrence, ...]
    imported: frozenset[Span]
    heard: Recording

    @property
    def module(self) -> syntax.Module:
        """The tree of the file."""
        return self.compiled.files.modules[self.source.name]

    def source_of(self, span: Span) -> Source:
        """The text of the file that a span is in."""
        return self.compiled.files.sources[span.file]

    def is_seen(self, symbol: Symbol) -> bool:
        """Whether what is declared at the top of some file can be named in this one."""
        return symbol.declared.file == self.source.name or symbol.declared in self.imported

    def at(self, offset: int) -> tuple[Occurrence, ...]:
        """What stands at a place, or right before it: nothing, one thing, or for `{ draft }` two."""
        end = bisect_right(self.occurrences, offset, key=lambda each: each.span.start)
        near = self.occurrences[max(0, end - 4) : end]
        return tuple(each for each in near if each.span.start <= offset <= each.span.end)

    def uses(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Everywhere that a symbol stands, its declaration among them; this file first."""
        return tuple(each for each in (*self.occurrences, *self.elsewhere) if each.symbol is symbol)

    def params_of(self, callee: Symbol) -> tuple[Symbol, ...]:
        """The parameters of a recipe, handler, view or function, in the order written."""
        owner = f"{callee.owner}.{callee.name}".lstrip(".")
        kinds = ("payload field", "parameter", "element")
        found = (each for each in self.symbols.values() if each.owner == owner and each.kind in kinds)
        return tuple(sorted(found, key=lambda each: each.declared.start))

    def together(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """The symbols that share a name by need: a field that all options of a union have is declared in each."""
        found = {symbol.declared: symbol}
        by_place: dict[Span, list[Symbol]] = {}
        for each in (*self.occurrences, *self.elsewhere):
            if each.symbol.kind == "field":
                by_place.setdefault(each.span, []).append(each.symbol)
        grown = True
        while grown:
            linked = [group for group in by_place.values() if any(each.declared in found for each in group)]
            more = {each.declared: each for group in linked for each in group if each.declared not in found}
            found |= more
            grown = bool(more)
        return tuple(found.values())


def index(source: Source, read: Read | None = None) -> Index:
    """Compile a file, however broken, and tell what its names mean.

    read: gives the files that it uses, see `compiler.imports`.
    Cost: that of compiling, and some walks of the tree.
    """
    heard = Recording()
    compiled = compile_stages(source, heard, read)
    symbols = {each.declared: each for each in _symbols(compiled, heard) if each.name}
    found = sorted(_occurrences(compiled, heard, symbols), key=lambda each: (each.span.start, each.role))
    here = tuple(each for each in found if each.span.file == source.name)
    elsewhere = tuple(each for each in found if each.span.file != source.name)
    imported = frozenset(declared for name, declared in _imports(compiled) if name.span.file == source.name)
    return Index(source, read, compiled, symbols, here, elsewhere, imported, heard)


def _symbols(compiled: Compiled, heard: Recording) -> Iterator[Symbol]:
    """Later ones stand for the same place better: what the tree declares is more than a name in a body."""
    files = compiled.files
    values = {name: value for module in files.modules.values() for name, value in _written_out(module)}
    for span in heard.written_out():
        type_ = heard.type_at(values.get(span, span))
        yield Symbol(files.sources[span.file].slice(span), "field", span, span, type_)
    for span, (name, kind, value) in heard.names.items():
        yield Symbol(name, kind, span, span, said(value.type), "local" if value.local else None)
    for file, module in files.modules.items():
        yield from Declarations(files.sources[file], module, heard).all()


def _imports(compiled: Compiled) -> Iterator[tuple[syntax.Name, Span]]:
    """The names in each `use`, and where they are declared."""
    files = compiled.files
    for module in files.modules.values():
        for use in module.uses:
            if use.span in files.targets:
                declared = {name.text: name.span for name in top_names(files.modules[files.targets[use.span]])}
                yield from ((name, declared[name.text]) for name in use.names if name.text in declared)


def top_names(module: syntax.Module) -> Iterator[syntax.Name]:
    """The names that a file declares at its top level, which others can import."""
    yield from (each.name for each in module.types)
    yield from (each.name for each in module.constants)
    yield from (each.name for each in module.functions)
    yield from (each.name for each in module.recipes)
    yield from (view.name for view in module.views if view.name is not None)


def _written_out(module: syntax.Module) -> Iterator[tuple[Span, Span]]:
    """The names of fields in braces, and the values behind them."""
    entries = (node for node in nodes_of(module) if isinstance(node, syntax.FieldEntry))
    return ((entry.name.span, entry.value.span) for entry in entries)


def _occurrences(compiled: Compiled, heard: Recording, symbols: Mapping[Span, Symbol]) -> Iterator[Occurrence]:
    modules = compiled.files.modules.values()
    # `{ draft }` is a field, and its value.
    both = {name for module in modules for name, value in _written_out(module) if name == value}
    for span, symbol in symbols.items():
        # One that no type declares is a declaration as well.
        yield Occurrence(span, symbol, "field" if span in both else "declaration")
    uses = [*heard.uses.items(), *((name.span, declared) for name, declared in _imports(compiled))]
    for span, declared in uses:
        if declared in symbols and span != declared:
            yield Occurrence(span, symbols[declared], "value" if span in both else "use")
    names = {node.span: node.text for module in modules for node in nodes_of(module) if isinstance(node, syntax.Name)}
    for span, shape in heard.owners.items():
        for declared in heard.declared_fields(names.get(span, ""), shape):
            if declared in symbols and declared != span:
                yield Occurrence(span, symbols[declared], "field" if span in both else "use")
    for module in modules:
        yield from _visitors(module, symbols)


def _visitors(module: syntax.Module, symbols: Mapping[Span, Symbol]) -> Iterator[Occurrence]:
    for test in module.tests:
        declared: dict[str, Symbol] = {}
        for step in test.steps:
            if isinstance(step.action, syntax.Visitors):
                declared |= {name.text: symbols[name.span] for name in step.action.names if name.span in symbols}
            if step.who is not None and step.who.text in declared:
                yield Occurrence(step.who.span, declared[step.who.text])
