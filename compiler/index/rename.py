"""A new name for a symbol, everywhere that it stands."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from compiler.diagnostics import Diagnostic, Edit
from compiler.index.index import Index, index
from compiler.index.symbols import Occurrence, Symbol
from compiler.parse_table import load
from compiler.source import Source

_ABOUT_NAMES = "C03"
_UPPER = frozenset({"type", "recipe", "view"})


class Refused(Struct, frozen=True):
    """Why a symbol cannot be called so, as a sentence."""

    reason: str


def rename(known: Index, symbol: Symbol, name: str) -> tuple[Edit, ...] | Refused:
    """The edits, in source order; refused where the file would mean something else or have a mistake more.

    The language lets no name hide another, so the compiler itself says whether a name is free: the file is compiled
    with the new one.
    """
    reason = _misspelled(symbol, name)
    if reason is not None:
        return Refused(reason)
    together = known.together(symbol)
    others = sorted({one.declared.file for one in together} - {known.source.name})
    if others:
        return Refused(f"`{symbol.name}` is declared in {others[0]}: rename it there")
    if name == symbol.name:
        return ()
    places = [each for each in known.occurrences if any(each.symbol is one for one in together)]
    edits = tuple(dict.fromkeys(_edit(each, symbol.name, name) for each in places))
    after = index(Source(known.source.name, _edited(known.source.text, edits)), known.read)
    more = _more(known.compiled.diagnostics, after.compiled.diagnostics)
    if more is not None:
        return Refused(f"`{name}` cannot be the name of this {symbol.kind}: {more.message}")
    if _meanings(known) != _meanings(after):
        return Refused(f"`{name}` means something else in this file already")
    return edits


def _misspelled(symbol: Symbol, name: str) -> str | None:
    """Why a text is no name for a symbol of that kind."""
    if not name.isidentifier() or name.startswith("_"):
        return f"`{name}` is no name: a name is of letters, digits and `_`, and begins with a letter"
    if (symbol.kind in _UPPER) != name[0].isupper():
        case = "an upper" if symbol.kind in _UPPER else "a lower"
        return f"`{name}` cannot be the name of a {symbol.kind}, which begins with {case} case letter"
    if name in load().texts and symbol.kind != "field":
        return f"`{name}` is a word of the language"
    return None


def _edit(occurrence: Occurrence, old: str, new: str) -> Edit:
    """`{ draft }` stays a field `draft` with another value, or another field with that value."""
    text = {"field": f"{new}: {old}", "value": f"{old}: {new}"}.get(occurrence.role, new)
    return Edit(occurrence.span, text)


def _edited(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _more(before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]) -> Diagnostic | None:
    """A mistake of a kind of which there are more than there were; one that speaks of names, if there is any."""
    left = Counter(each.code for each in after) - Counter(each.code for each in before)
    more = [each for each in after if each.code in left]
    return min(more, key=lambda each: not each.code.startswith(_ABOUT_NAMES), default=None)


def _meanings(known: Index) -> list[int]:
    """For each name of the file the number of its declaration: new names leave it the same."""
    declared = sorted(known.symbols, key=lambda each: (each.file, each.start))
    numbers = {span: number for number, span in enumerate(declared)}
    return [numbers[each.symbol.declared] for each in known.occurrences]
