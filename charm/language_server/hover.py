"""What stands at a place, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from lsprotocol import types

from charm.entries import of_element
from charm.language_server.opened import Opened
from charm.words import KEYWORDS, MINTED, SCOPES, TYPES
from compiler import syntax
from compiler.index.asking import word_at
from compiler.index.symbols import Occurrence, Symbol
from compiler.messages import MESSAGES
from compiler.source import Span
from compiler.syntax.walk import path_to, span_of
from graph.elements import ELEMENTS
from graph.library.catalogue import FUNCTIONS

_CODE = re.compile(r"\bC\d{4}\b")


def hover(text: Opened, position: types.Position) -> types.Hover | None:
    """The hover of a place; None where there is nothing to say. What is wrong there is explained as well."""
    offset = text.positions.offset(position)
    span, words = _subject(text, offset)
    explained = [f"**{code}**: {MESSAGES[code].explanation}" for code in _codes(text, offset)]
    if not words and not explained:
        return None
    value = "\n\n---\n\n".join(filter(None, ("\n\n".join(words), *explained)))
    shown = None if span is None else text.positions.range(span)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, value), shown)


def _codes(text: Opened, offset: int) -> list[str]:
    """The codes of what is wrong there, and one that is written there."""
    found = [
        each.code
        for each in text.index.compiled.diagnostics
        if each.primary.span.file == text.source.name and each.primary.span.start <= offset <= each.primary.span.end
    ]
    line = text.source.position(offset)[0]
    column = text.source.position(offset)[1] - 1
    written = _CODE.finditer(text.source.line(line))
    found += [code[0] for code in written if code.start() <= column <= code.end() and code[0] in MESSAGES]
    return list(dict.fromkeys(found))


def _subject(text: Opened, offset: int) -> tuple[Span | None, list[str]]:
    """What the place is about: a declared name, one of the language, or an expression."""
    found = text.index.at(offset)
    if found:
        return found[0].span, [part for each in _distinct(found) for part in symbol_words(each)]
    path = path_to(text.index.module, offset)
    if isinstance(path[-1], syntax.Name) and len(path) > 2:
        words = list(_language_words(path[-2], path[-1], path[-3]))
        if words:
            return path[-1].span, words
    for node in reversed(path):
        type_ = text.index.heard.type_at(span_of(node))
        if type_ and not isinstance(node, syntax.Literal):
            return span_of(node), [_code(type_)]
    word = word_at(text.source, offset)
    meaning = KEYWORDS.get(text.source.slice(word))
    return (word, [meaning]) if meaning and not _is_quoted(path[-1]) else (None, [])


def _distinct(found: Iterable[Occurrence]) -> list[Symbol]:
    return list(dict.fromkeys(each.symbol for each in found))


def _is_quoted(node: object) -> bool:
    return isinstance(node, syntax.Literal | syntax.Template | syntax.Test)


def symbol_words(symbol: Symbol) -> list[str]:
    """How a symbol is declared, who sees its value, and its documentation."""
    words = [_code(head(symbol))]
    if symbol.scope is not None:
        words.append(SCOPES[symbol.scope])
    if symbol.scope == "shared" and symbol.kind == "parameter":
        words.append("It is a reference: what is written reaches the cell that was passed.")
    if symbol.doc:
        words.append(symbol.doc)
    return words


def head(symbol: Symbol) -> str:
    """`local draft: Text(..2000)`, `recipe Session`."""
    typed = f"{symbol.name}: {symbol.type}" if symbol.type else symbol.name
    match symbol.kind:
        case "cell":
            return f"{symbol.scope} {typed}"
        case "derived value" | "constant" | "variable":
            return f"let {typed}"
        case "handler":
            return f"on {symbol.name}(…)"
        case "function":
            return f"fn {symbol.name}(…)" + (f" -> {symbol.type}" if symbol.type else "")
        case "type":
            return f"type {symbol.name} = {symbol.type}"
        case "recipe" | "view" | "child":
            return f"{symbol.kind} {typed}"
        case "parameter" if symbol.scope is not None:
            return f"{symbol.scope} {typed}"
    return f"({symbol.kind}) {typed}"


def _language_words(around: object, name: syntax.Name, above: object) -> Iterator[str]:
    match around:
        case syntax.Call() | syntax.CleanStep():
            yield from function_words(name.text)
        case syntax.Element() if name.text in ELEMENTS:
            yield from element_words(name.text)
        case syntax.Attribute() if isinstance(above, syntax.Element):
            yield from _attribute_words(above.name.text, name.text)
        case syntax.TypeName() if name.text in TYPES:
            yield from (_code(name.text), TYPES[name.text])
        case _ if name.text == "me":
            yield from (_code("me: Id"), KEYWORDS["me"])
        case _ if name.text == "here":
            yield from (_code("here: [Id]"), KEYWORDS["here"])


def function_words(name: str) -> Iterator[str]:
    """Signatures, documentation and an example of a function of the language."""
    if name in MINTED:
        yield from (_code(f"{name}()"), MINTED[name])
    if name in FUNCTIONS:
        function = FUNCTIONS[name]
        yield _code("\n".join(function.signatures))
        yield function.doc
        expression, value = function.examples[0]
        yield f"For example, `{expression}` is `{json.dumps(value, ensure_ascii=False)}`."


def element_words(name: str) -> Iterator[str]:
    """An example of a view element, what it is and what it takes."""
    entry = of_element(ELEMENTS[name])
    yield _code("\n".join(entry.written))
    yield entry.doc
    attributes = [f"- `{part.written[0]}`: {part.doc}" for part in entry.parts]
    if attributes:
        yield "\n".join(attributes)


def _attribute_words(element: str, name: str) -> Iterator[str]:
    if element in ELEMENTS and name in ELEMENTS[element].attributes:
        yield ELEMENTS[element].attributes[name].doc


def _code(text: str) -> str:
    return f"```recipe\n{text}\n```"
