"""A diagnostic as people read it: its message, the lines of the recipe with marks under them, its fixes as a diff.

`[*]` says that charm can apply a fix itself.

error[C0312][*]: no cell, parameter or derived value is called `mesages`
   ┌─ recipes/chat.recipe:14:20
 9 │   shared messages: [Message] = []
   │          -------- `messages` is declared here
   ·
14 │   let total = size(mesages)
   │                    ^^^^^^^ not found
help: use `messages`
14 -   let total = size(mesages)
14 +   let total = size(messages)
   = charm explain C0312
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text

from charm.marks import Mark, label_rows, source_row
from charm.places import Sources, place
from charm.screen import visible
from compiler.diagnostics import Diagnostic, Fix, Label
from compiler.source import Source, Span


def frame(diagnostic: Diagnostic, sources: Sources, width: int) -> Iterator[Text]:
    """The lines of one diagnostic, none wider than `width` cells unless a single word is.

    sources: every file that a span names; labels in files that are not there are left out.
    """
    head = f"{diagnostic.severity}[{diagnostic.code}]{'[*]' if diagnostic.mendable else ''}"
    yield from prose(head, diagnostic.message, width, diagnostic.severity)
    labels = [(diagnostic.primary, "^"), *((label, "-") for label in diagnostic.secondary)]
    by_file: dict[str, list[tuple[Label, str]]] = defaultdict(list)
    for label, sign in labels:
        if label.span.file in sources:
            by_file[label.span.file].append((label, sign))
    gutter = _gutter(diagnostic, sources)
    for file, there in by_file.items():
        yield from _excerpt(sources[file], there, gutter, width, diagnostic.severity)
    for note in diagnostic.notes:
        yield from prose("note", note, width, "strong")
    if diagnostic.help is not None:
        yield from prose("help", diagnostic.help, width, "help")
    for fix in diagnostic.fixes:
        # Beside the help, the title of an only fix would say the same again.
        if diagnostic.help is None or len(diagnostic.fixes) > 1:
            yield from prose("help", fix.title, width, "help")
        yield from _diff(fix, sources, gutter, width)
    yield Text.assemble(" " * gutter, (" = ", "frame"), f"charm explain {diagnostic.code}")


def prose(head: str, text: str, width: int, style: str) -> Iterator[Text]:
    """`head: text`, wrapped between words, later lines indented."""
    folded = textwrap.wrap(f"{head}: {visible(text)}", width, subsequent_indent="  ", break_long_words=False)
    for number, line in enumerate(folded):
        row = Text(line, "strong" if style in ("error", "warning") else "")
        if number == 0:
            row.stylize(style, 0, len(head) + 1)
        yield row


def excerpt(span: Span, text: str, sources: Sources, width: int) -> Iterator[Text]:
    """The lines of one place, marked, with a few words about it; nothing where its file could not be read."""
    if span.file in sources:
        source = sources[span.file]
        gutter = len(str(source.position(span.end)[0]))
        yield from _excerpt(source, [(Label(span, text), "^")], gutter, width, "error")


def _gutter(diagnostic: Diagnostic, sources: Sources) -> int:
    """Digits of the largest line number in the frame."""
    spans = [diagnostic.primary.span, *(label.span for label in diagnostic.secondary)]
    spans += [edit.span for fix in diagnostic.fixes for edit in fix.edits]
    lines = [sources[span.file].position(span.end)[0] for span in spans if span.file in sources]
    return len(str(max(lines, default=1)))


def _excerpt(source: Source, labels: list[tuple[Label, str]], gutter: int, width: int, severity: str) -> Iterator[Text]:
    """The lines of one file that have labels, each with its marks below."""
    yield Text.assemble(" " * gutter, (" ┌─ ", "frame"), visible(place({source.name: source}, labels[0][0].span)))
    marks: dict[int, list[Mark]] = defaultdict(list)
    for label, sign in labels:
        for line, mark in _marks(source, label, sign, severity if sign == "^" else "secondary"):
            marks[line].append(mark)
    before = None
    for line in sorted(marks):
        if before is not None and line == before + 2:
            # One line left out would take as much room as the sign that it was left out.
            yield from _line(source, line - 1, [], gutter, width)
        elif before is not None and line > before + 2:
            yield Text.assemble(" " * gutter, (" ·", "frame"))
        yield from _line(source, line, marks[line], gutter, width)
        before = line


def _line(source: Source, number: int, marks: list[Mark], gutter: int, width: int) -> Iterator[Text]:
    row, shown = source_row(source.line(number), marks, width - gutter - 3)
    row = Text.assemble((f"{number:>{gutter}}", "frame"), (" │ ", "frame"), row)
    row.rstrip()
    yield row
    for below in label_rows(shown, width - gutter - 3):
        yield Text.assemble(" " * gutter, (" │ ", "frame"), below)


def _marks(source: Source, label: Label, sign: str, style: str) -> Iterator[tuple[int, Mark]]:
    """The marks of a label by line: one, or one where a span of several lines starts and one where it ends."""
    first, start = source.position(label.span.start)
    last, end = source.position(label.span.end)
    if last > first and end == 1:
        # The span ends with a line end: it does not reach into the line after.
        last -= 1
        end = len(source.line(last)) + 1
    if first == last:
        yield first, Mark(start - 1, end - 1, sign, visible(label.text), style)
        return
    tail = source.line(last)
    yield first, Mark(start - 1, len(source.line(first)), sign, "", style)
    yield last, Mark(len(tail) - len(tail.lstrip()), end - 1, sign, visible(label.text), style)


def _diff(fix: Fix, sources: Sources, gutter: int, width: int) -> Iterator[Text]:
    """The lines that change, before and after."""
    source = sources.get(fix.edits[0].span.file)
    if source is None:
        return
    change = changed_lines(fix, source)
    for sign, lines, style in (("-", change.before, "removed"), ("+", change.after, "added")):
        for number, line in enumerate(lines, change.first):
            row, _ = source_row(line, [], width - gutter - 3)
            yield Text.assemble((f"{number:>{gutter}} {sign} ", style), Text(row.plain, style))


@dataclass(frozen=True, slots=True)
class Change:
    """Whole lines that a fix replaces, the first of them numbered `first`."""

    first: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def changed_lines(fix: Fix, source: Source) -> Change:
    """The lines that a fix touches, as they are and as they would be; lines that stay at either end are left out."""
    first, column = source.position(fix.edits[0].span.start)
    last, _ = source.position(fix.edits[-1].span.end)
    start = fix.edits[0].span.start - (column - 1)
    end = start + sum(len(source.line(line)) + 1 for line in range(first, last + 1))
    text, at = "", start
    for edit in fix.edits:
        text += source.text[at : edit.span.start] + edit.text
        at = edit.span.end
    text += source.text[at:end]
    before, after = source.text[start:end].splitlines(), text.splitlines()
    same = _common(before, after)
    before, after = before[same:], after[same:]
    tail = _common(reversed(before), reversed(after))
    return Change(first + same, tuple(before[: len(before) - tail]), tuple(after[: len(after) - tail]))


def _common(left: Iterable[str], right: Iterable[str]) -> int:
    """How many lines the two begin with together."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
