"""What may stand at a place: names that are visible and fit, and words of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.describe import describe
from compiler.check.relations import opened, records_of
from compiler.imports import Read
from compiler.index.asking import Asked, ask
from compiler.index.index import top_names
from compiler.index.symbols import Symbol, SymbolKind
from compiler.index.visible import names_at, recipe_at
from compiler.parse import words_at
from compiler.resolve import BUILT_IN_TYPES, MINTED
from compiler.scope import UNKNOWN
from compiler.source import Source, Span
from compiler.syntax.walk import AnyNode
from graph.elements import ELEMENTS
from graph.library.catalogue import FUNCTIONS
from graph.types import CharmOf, ListOf, MapOf, Type

_LIST_STATEMENTS = {
    "push": "one more element at the end",
    "insert": "one more element at a position",
    "clear": "no elements any more",
}
_STATEMENTS = (syntax.Handler, syntax.If, syntax.For, syntax.Arm, syntax.Step)


class Proposal(Struct, frozen=True):
    """Something that may stand at a place.

    kind:   what it is; "library" a function of the library, "keyword" a word of the language, "argument" a name of one.
    detail: a type, a signature; one line, "" where there is none.
    symbol: what the file declares, if it is that.
    insert: what to write, where that is more than the name.
    """

    name: str
    kind: SymbolKind | Literal["argument", "attribute", "keyword", "library", "method", "type", "view element"]
    detail: str = ""
    symbol: Symbol | None = None
    insert: str = ""


class Completion(Struct, frozen=True):
    """The proposals for a place, best first. replaces: the name that stands there so far."""

    replaces: Span
    proposals: tuple[Proposal, ...]


def complete(source: Source, offset: int, read: Read | None = None) -> Completion:
    """What may stand at a place, in a file however broken. Which of it begins as the name there does is not asked."""
    asked = ask(source, offset, read)
    if asked is None:
        return Completion(Span(source.name, offset, offset), ())
    found = list(_proposals(asked))
    words = words_at(source, asked.word.start) if _takes_words(asked) else ()
    found += [Proposal(word, "keyword") for word in words]
    if source.text.startswith("(", asked.word.end):
        found = [replace(each, insert="") if each.insert.endswith(")") else each for each in found]
    return Completion(asked.word, tuple({(each.name, each.kind): each for each in found}.values()))


def _takes_words(asked: Asked) -> bool:
    """Whether a keyword may stand where the name does; not where it must be the name of something."""
    node, around = asked.above(1), asked.above(2)
    if isinstance(node, syntax.Element):
        return node.name.span == asked.name or not _binds(node)
    if isinstance(node, syntax.Call) and isinstance(around, syntax.Element | syntax.After | syntax.Every):
        return node.function.span != asked.name
    return not isinstance(node, syntax.Field | syntax.Attribute | syntax.TypeName | syntax.CharmType | syntax.Show)


def _proposals(asked: Asked) -> Iterator[Proposal]:
    node = asked.above(1)
    match node:
        case syntax.Field():
            yield from _members(asked)
        case syntax.TypeName() | syntax.CharmType():
            yield from _types(asked, isinstance(node, syntax.CharmType))
        case syntax.Spawn():
            yield from _declared(asked, "recipe", "({})")
        case syntax.Element() if node.name.span == asked.name:
            yield from (Proposal(name, "view element", each.example) for name, each in ELEMENTS.items())
        case syntax.Element():
            yield from _fields_of_form(asked)
            yield from _values(asked)
            yield from () if _binds(node) else _functions(asked)
        case syntax.Attribute():
            yield from _attributes(asked)
        case syntax.Call() if node.function.span == asked.name:
            yield from _called(asked, node)
        case syntax.Show():
            yield from _shown(asked)
        case syntax.FieldEntry():
            yield from _fields_wanted(asked, node)
        case syntax.CleanStep():
            yield from _functions(asked)
        case syntax.Use():
            yield from _importable(asked, node)
        case syntax.Navigate():
            yield from _declared(asked, "recipe", "({})")
            yield from _values(asked)
        case syntax.Arg():
            yield from _argument_names(asked)
            yield from _values(asked)
            yield from _functions(asked)
        case None:
            return
        case _ if _is_expression(node, asked):
            yield from _values(asked)
            yield from _functions(asked)


def _is_expression(node: AnyNode, asked: Asked) -> bool:
    """Whether the name is read there; not where one is declared, and not where a new name stands for a visitor."""
    declares = any(
        isinstance(part, syntax.Name) and part.span == asked.name
        for part in (getattr(node, field, None) for field in ("name", "alias", "was", "who", "into"))
    )
    return (not declares and not isinstance(node, syntax.Visitors | syntax.ForClause)) or _is_source(node, asked)


def _is_source(node: AnyNode, asked: Asked) -> bool:
    return isinstance(node, syntax.ForClause) and node.source.span == asked.name


# --- values


def _values(asked: Asked) -> Iterator[Proposal]:
    known = asked.index
    for name in names_at(known.module, asked.name.start):
        symbol = known.symbols.get(name.span)
        if symbol is None or not symbol.whole.start <= asked.name.start < symbol.whole.end:
            yield _of(symbol) if symbol is not None else Proposal(name.text, "variable")
    yield from (_of(known.symbols[each]) for each in known.imported if known.symbols[each].kind == "constant")
    yield Proposal("me", "variable", "Id")
    yield Proposal("here", "variable", "[Id]")


def _of(symbol: Symbol, call: str = "") -> Proposal:
    return Proposal(symbol.name, symbol.kind, symbol.type, symbol, f"{symbol.name}{call}" if call else "")


def _functions(asked: Asked) -> Iterator[Proposal]:
    owners = ("", _recipe_around(asked))
    for symbol in asked.index.symbols.values():
        if symbol.kind == "function" and symbol.owner in owners and (symbol.owner or asked.index.is_seen(symbol)):
            yield _of(symbol, "({})")
    for name, function in FUNCTIONS.items():
        yield Proposal(name, "library", function.signatures[0], insert=f"{name}({{}})")
    for name in MINTED:
        yield Proposal(name, "library", insert=f"{name}()")


def _declared(asked: Asked, kind: SymbolKind, call: str = "") -> Iterator[Proposal]:
    known = asked.index
    return (_of(symbol, call) for symbol in known.symbols.values() if symbol.kind == kind and known.is_seen(symbol))


def _types(asked: Asked, is_charm: bool) -> Iterator[Proposal]:
    if is_charm:
        yield from _declared(asked, "recipe")
        return
    yield from _declared(asked, "type")
    yield from (Proposal(name, "type", insert="Charm({})" if name == "Charm" else "") for name in BUILT_IN_TYPES)


def _importable(asked: Asked, use: syntax.Use) -> Iterator[Proposal]:
    """What another file declares and this one does not import yet."""
    files = asked.index.compiled.files
    if use.span in files.targets:
        names = [name.span for name in top_names(files.modules[files.targets[use.span]])]
        symbols = asked.index.symbols
        yield from (_of(symbols[each]) for each in names if each in symbols and each not in asked.index.imported)


def _shown(asked: Asked) -> Iterator[Proposal]:
    yield from _declared(asked, "view", "({})")
    yield from (each for each in _values(asked) if each.kind == "child" or each.detail.startswith("Charm("))


# --- behind a dot, and in braces


def _members(asked: Asked) -> Iterator[Proposal]:
    field, heard = asked.above(1), asked.index.heard
    assert isinstance(field, syntax.Field)
    # What is called is no field to the checker, which then only knows what it is called on.
    receiver = heard.values.get(field.of.span)
    shape = heard.owners.get(asked.name) or (UNKNOWN if receiver is None else opened(receiver.type))
    is_statement = isinstance(asked.above(2), syntax.Call) and isinstance(asked.above(3), _STATEMENTS)
    yield from _fields(asked, shape)
    if isinstance(shape, CharmOf) and shape.recipe in asked.index.compiled.resolved.recipes:
        recipe = asked.index.compiled.resolved.recipes[shape.recipe].written.name.text
        yield from _of_charm(asked, recipe)
        yield from _handlers(asked, recipe) if is_statement else ()
    elif isinstance(shape, ListOf | MapOf) and is_statement:
        yield from (Proposal(name, "method", does, insert=f"{name}({{}})") for name, does in _LIST_STATEMENTS.items())


def _of_charm(asked: Asked, recipe: str) -> Iterator[Proposal]:
    """What can be read of a charm: what it shares; in a test, where somebody looks, their locals as well."""
    is_test = any(isinstance(node, syntax.Test) for node in asked.path)
    for symbol in asked.index.symbols.values():
        is_value = symbol.kind in ("cell", "parameter", "derived value", "child")
        if symbol.owner == recipe and is_value and (is_test or symbol.scope != "local"):
            yield _of(symbol)


def _fields(asked: Asked, shape: Type, behind: str = "") -> Iterator[Proposal]:
    known = asked.index
    for record in records_of(shape):
        declared = known.heard.fields_of(record)
        for slot in record.fields:
            symbol = known.symbols.get(declared[slot.name]) if slot.name in declared else None
            detail = symbol.type if symbol is not None and symbol.type else describe(slot.type)
            yield Proposal(slot.name, "field", detail, symbol, f"{slot.name}{behind}" if behind else "")


def _fields_wanted(asked: Asked, entry: syntax.FieldEntry) -> Iterator[Proposal]:
    """In braces a field, or the name of a value that is a field of the same name; behind a colon a value."""
    if entry.name.span == asked.name:
        braces = asked.above(2)
        assert isinstance(braces, syntax.Braces)
        given = {each.name.text for each in braces.entries if isinstance(each, syntax.FieldEntry)}
        shape = asked.index.heard.owners.get(asked.name, UNKNOWN)
        yield from (each for each in _fields(asked, shape, ": {}") if each.name not in given)
    yield from _values(asked)
    if entry.name.span != asked.name:
        yield from _functions(asked)


# --- calls


def _called(asked: Asked, call: syntax.Call) -> Iterator[Proposal]:
    around = asked.above(2)
    if isinstance(around, syntax.Element | syntax.After | syntax.Every) and around.span.end >= call.span.end:
        yield from _handlers(asked, _recipe_around(asked))
    elif isinstance(around, syntax.Show):
        yield from _shown(asked)
    elif isinstance(around, syntax.Step):
        yield from _values(asked)
        yield from _visitors(asked)
        yield from (Proposal(word, "keyword") for word in ("restart", "leave"))
    elif isinstance(around, _STATEMENTS):
        yield from _values(asked)
        yield from _handlers(asked, _recipe_around(asked))
    else:
        yield from _functions(asked)


def _visitors(asked: Asked) -> Iterator[Proposal]:
    test = next((node for node in asked.path if isinstance(node, syntax.Test)), None)
    if test is not None:
        inside = (each for each in asked.index.symbols.values() if each.kind == "visitor")
        yield from (
            Proposal(each.name, "visitor", symbol=each, insert=f"{each.name}: ")
            for each in inside
            if test.span.start <= each.declared.start <= test.span.end
        )


def _recipe_around(asked: Asked) -> str | None:
    recipe = recipe_at(asked.index.module, asked.name.start)
    return None if recipe is None else recipe.name.text


def _handlers(asked: Asked, recipe: str | None) -> Iterator[Proposal]:
    """The handlers of a recipe; in a named view, which any recipe may show, those of all."""
    for symbol in asked.index.symbols.values():
        if symbol.kind == "handler" and recipe in (None, symbol.owner):
            yield _of(symbol, "({})" if asked.index.params_of(symbol) else "()")


def _argument_names(asked: Asked) -> Iterator[Proposal]:
    """The names of the parameters of what is called, for arguments that say them."""
    call = asked.above(2)
    callee: AnyNode | None = None
    match call:
        case syntax.Call(function=syntax.Field(name=name)) | syntax.Call(function=syntax.Name() as name):
            callee = name
        case syntax.Spawn(recipe=callee):
            pass
    if not isinstance(call, syntax.Call | syntax.Spawn) or not isinstance(callee, syntax.Name):
        return
    given = {arg.name.text for arg in call.args if arg.name is not None}
    for occurrence in asked.index.at(callee.span.start):
        if occurrence.span == callee.span:
            for param in asked.index.params_of(occurrence.symbol):
                if param.name not in given:
                    yield Proposal(param.name, "argument", param.type, param, f"{param.name}: {{}}")


# --- views


def _attributes(asked: Asked) -> Iterator[Proposal]:
    element = asked.above(2)
    if isinstance(element, syntax.Element) and element.name.text in ELEMENTS:
        given = {each.name.text for each in element.attributes}
        for name, attribute in ELEMENTS[element.name.text].attributes.items():
            if name not in given:
                yield Proposal(name, "attribute", attribute.doc, insert=f"{name}: {{}}")


def _fields_of_form(asked: Asked) -> Iterator[Proposal]:
    """What an input of a form may be bound to besides cells: a field of the payload."""
    element = asked.above(1)
    if not isinstance(element, syntax.Element) or not _binds(element):
        return
    forms = [node for node in asked.path if isinstance(node, syntax.Element) and node.name.text == "form"]
    sent: Mapping[str, None] = {
        form.arrow.function.text: None
        for form in forms
        if form.arrow is not None and isinstance(form.arrow.function, syntax.Name)
    }
    for symbol in asked.index.symbols.values():
        if symbol.kind == "handler" and symbol.name in sent:
            yield from (_of(param) for param in asked.index.params_of(symbol) if param.kind == "payload field")


def _binds(element: syntax.Element) -> bool:
    kind = ELEMENTS.get(element.name.text)
    return kind is not None and kind.binds
