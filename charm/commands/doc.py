"""`charm doc`: read about the library, the elements of views, the language's own words, or a recipe."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from charm.choices import DocFormat
from charm.entries import Entry, catalogue, named
from charm.failures import CommandError
from charm.loading import RECIPE_SUFFIX, Loaded
from charm.report import draw, summary
from charm.screen import screen, visible
from compiler.spelling import closest

WIDTH_MAX = 80


def doc(name: str | None, format_: DocFormat) -> int:
    """Print what there is to know of a name or a `.recipe` file; without a name, of all in short.

    The status is 1 when the recipe cannot be read. Errors: CommandError for a name that there is not.
    """
    entries = catalogue() if name is None else _recipe(name) if name.endswith(RECIPE_SUFFIX) else _named(name)
    if not entries:
        return 1
    there = screen()
    match format_:
        case "json":
            there.print(json.dumps([to_builtins(entry) for entry in entries], ensure_ascii=False, indent=1))
        case "markdown":
            there.print(*(line for entry in entries for line in _markdown(entry, 2)))
        case "text":
            shown = map(_in_short, entries) if name is None else entries
            there.print(*_text(tuple(shown), min(there.width, WIDTH_MAX), ""))
    return 0


def _named(name: str) -> tuple[Entry, ...]:
    found = named(name)
    if not found:
        meant = closest(name, {part.name: None for group in catalogue() for part in group.parts})
        remedy = f"did you mean `{meant}`?" if meant else "`charm doc` lists what there is"
        raise CommandError(f"no function, view element, type or word of the language is called `{name}`", remedy)
    return found


def _recipe(path: str) -> tuple[Entry, ...]:
    """The entry of a file; none after its syntax errors were drawn on standard error."""
    from charm.recipe_entries import of_module
    from compiler.files import read
    from compiler.parse import parse

    try:
        source, problems = read(path, Path(path).read_bytes())
    except OSError as error:
        raise CommandError(
            f"`{path}` cannot be read: {error.strerror}", "check the path and its permissions"
        ) from error
    if not problems:
        module, problems = parse(source)
        if not problems:
            return (of_module(module, source),)
    wrong, there = [Loaded(path, None, problems, {path: source})], screen(sys.stderr)
    draw(wrong, there)
    there.print(summary(wrong))
    return ()


def _in_short(group: Entry) -> Entry:
    """A group whose parts have a line or two each."""
    parts = [replace(part, doc=part.doc.partition("\n\n")[0], examples=(), parts=()) for part in group.parts]
    return replace(group, parts=tuple(parts))


def _text(entries: tuple[Entry, ...], width: int, indent: str) -> Iterator[str]:
    """Entries below each other: how each is written, then, deeper, what is said of it and what it holds."""
    # What is one line each stands close together; a blank line would only push the rest off the screen.
    apart = any(entry.doc or entry.parts for entry in entries)
    for number, entry in enumerate(entries):
        if number and apart:
            yield ""
        for head in entry.written or (entry.name,):
            yield from _wrapped(head, width, indent, more="  ")
        deeper = indent + ("    " if entry.written else "  ")
        for place, paragraph in enumerate(entry.doc.split("\n\n")):
            yield from [""] * bool(place)
            yield from _wrapped(paragraph, width, deeper)
        if entry.examples:
            yield ""
        for expression, value in entry.examples:
            yield from _wrapped(f"{expression} is {_value(value)}", width, deeper, more="  ")
        if entry.parts:
            yield ""
            yield from _text(entry.parts, width, deeper)


def _wrapped(text: str, width: int, indent: str, more: str = "") -> list[str]:
    return textwrap.wrap(
        visible(" ".join(text.split("\n"))),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}{more}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _markdown(entry: Entry, level: int) -> Iterator[str]:
    """A heading, how it is written, what is said of it, its examples, and its parts one level deeper."""
    yield from (f"{'#' * min(level, 6)} {entry.name}", "")
    if entry.written:
        yield from ("```", *entry.written, "```", "")
    if entry.doc:
        yield from (entry.doc, "")
    if entry.examples:
        yield from (*(f"- `{expression}` is `{_value(value)}`" for expression, value in entry.examples), "")
    for part in entry.parts:
        yield from _markdown(part, level + 1)


def _value(value: Any) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False)
