"""What there is to read about: functions, view elements and the declarations of a recipe, all of one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charm.words import KEYWORDS, MINTED, TYPES
from graph.elements import ELEMENTS, Attribute, Element
from graph.library.catalogue import groups
from graph.library.function import Function


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name.

    written:  how it is written in a recipe: signatures, an example of an element, the head of a declaration; none
              for a group, which is only a heading.
    doc:      sentences, paragraphs apart by an empty line; "" where nothing was said.
    examples: expressions and their values as JSON.
    parts:    what it holds: the functions of a group, the attributes of an element, the members of a recipe.
    """

    name: str
    written: tuple[str, ...] = ()
    doc: str = ""
    examples: tuple[tuple[str, Any], ...] = ()
    parts: tuple[Entry, ...] = ()


def catalogue() -> tuple[Entry, ...]:
    """The groups of the library; the elements of views, the types and the words of the language are one more each."""
    found = [Entry(name, parts=tuple(map(of_function, functions))) for name, functions in groups().items()]
    found.append(Entry("view elements", parts=tuple(map(of_element, ELEMENTS.values()))))
    for name, words in (("types", TYPES), ("words of the language", {**MINTED, **KEYWORDS})):
        found.append(Entry(name, parts=tuple(map(of_word, words))))
    return tuple(found)


def named(name: str) -> tuple[Entry, ...]:
    """What goes by a name: a function and an element may share one. Several groups may hold the same function."""
    found: list[Entry] = []
    for group in catalogue():
        found += [part for part in group.parts if part.name == name and part not in found]
    return tuple(found)


def of_function(function: Function) -> Entry:
    """A function of the library with its examples."""
    return Entry(function.name, function.signatures, function.doc, function.examples)


def of_word(word: str) -> Entry:
    """A type without declaration, a function that gives something new each time, or a keyword."""
    meaning = {**TYPES, **MINTED, **KEYWORDS}[word]
    # An editor shows it where the word itself does not stand above it.
    meaning = meaning.removeprefix(f"**{word}**: ")
    return Entry(word, (word,), f"{meaning[:1].upper()}{meaning[1:]}")


def of_element(element: Element) -> Entry:
    """A view element: an example of it, what it takes, and its attributes."""
    doc = "\n\n".join(filter(None, (element.doc, _takes(element))))
    attributes = tuple(_of_attribute(name, attribute) for name, attribute in element.attributes.items())
    return Entry(element.name, (element.example,), doc, parts=attributes)


def _of_attribute(name: str, attribute: Attribute) -> Entry:
    type_ = " | ".join(f'"{choice}"' for choice in attribute.choices) or attribute.type
    return Entry(name, (f"{name}: {type_}",), f"{attribute.doc} Required." if attribute.required else attribute.doc)


def _takes(element: Element) -> str:
    """`Takes a value and perhaps a block; stands in `list`.`"""
    content = "the name of a payload field or the path of a cell" if element.binds else "a value"
    parts = ((content, element.content), ("`-> handler(…)`", element.arrow), ("a block", element.children))
    taken = [what if presence == "required" else f"perhaps {what}" for what, presence in parts if presence != "none"]
    said = [f"takes {_listed(taken)}"] if taken else []
    said += [f"needs exactly one of `{'` and `'.join(element.one_of)}`"] if element.one_of else []
    said += [f"stands in `{'` or `'.join(element.within)}`"] if element.within else []
    sentence = "; ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def _listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
