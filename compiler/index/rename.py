"""A new name for a symbol, everywhere that it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from compiler.diagnostics import Diagnostic, Edit
from compiler.index.index import Index, index
from compiler.index.symbols import Occurrence, Symbol
from compiler.parse_table import load
from compiler.source import Source

_UPPER = frozenset({"type", "recipe", "view"})


@dataclass(frozen=True, slots=True)
class Refused:
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
    if name == symbol.name:
        return ()
    together = known.together(symbol)
    places = [each for each in known.occurrences if any(each.symbol is one for one in together)]
    edits = tuple(dict.fromkeys(_edit(each, symbol.name, name) for each in places))
    after = index(Source(known.source.name, _edited(known.source.text, edits)))
    more = _more(known.compiled.diagnostics, after.compiled.diagnostics)
    if more is not None:
        return Refused(f"`{name}` cannot be the name of this {symbol.kind}: {more.message}")
    if _counts(known, symbol.name) != _counts(after, name):
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
    """A mistake of a kind of which there are more than there were."""
    counts = Counter(each.code for each in before)
    for each in after:
        counts[each.code] -= 1
        if counts[each.code] < 0:
            return each
    return None


def _counts(known: Index, name: str) -> Counter[str]:
    """How often symbols of the name stand in the file, by kind."""
    return Counter(each.symbol.kind for each in known.occurrences if each.symbol.name == name)
