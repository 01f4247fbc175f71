"""Fixes applied to a file, as many as there are, and none that would make a mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charm.checking import check_bytes
from charm.loading import Loaded

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic, Fix, Safety

ROUNDS_MAX = 50
"""Rounds in one file. Each takes a mistake away, so more of them means a file with thousands, or a bug of ours."""

_MARK = "\ufeff"
_SYNTAX = ("C00", "C01")

Key = tuple[str, str, str]
"""What a mistake is, wherever it has moved: its code, the declaration that it stands in, its message."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its fixes.

    before, after: its text; equal where nothing was fixed. count: fixes that were applied.
    result:        what is wrong with it now.
    """

    before: str
    after: str
    count: int
    result: Loaded


def fix_file(name: str, content: bytes, found: Loaded, safeties: Collection[Safety]) -> Fixed:
    """Apply the fixes of these kinds to a recipe file, round after round until none is left. Writes nothing.

    found: what is wrong with it at first. A fix is left out when with it the file has an error that it had not before,
    and when it does not take its own diagnostic away.
    Cost: compiles the file once a round, and once for each fix of a round in which they do not all go together.
    """
    source = found.sources.get(name)
    mark = _MARK if content.startswith(_MARK.encode()) else ""
    if source is None or (mark + source.text).encode() != content:
        # What could not be read whole must not be written.
        return Fixed("", "", 0, found)
    text, count, result = source.text, 0, found
    refused: set[tuple[Key, str]] = set()
    for _ in range(ROUNDS_MAX):
        wanted = [each for each in _fixes(result, safeties) if _identity(*each) not in refused]
        if not wanted:
            break
        text, applied, result, more = _round(name, text, result, _apart(wanted))
        count += applied
        refused |= more
    return Fixed(mark + source.text, mark + text, count, result)


def _fixes(result: Loaded, safeties: Collection[Safety]) -> list[tuple[Diagnostic, Fix]]:
    """The first fix of each diagnostic that is of these kinds and in the file itself, by place."""
    found = []
    for each in result.diagnostics:
        fixes = [fix for fix in each.fixes if fix.safety in safeties and fix.edits[0].span.file == result.name]
        if fixes:
            found.append((each, min(fixes, key=lambda fix: fix.safety != "safe")))
    return sorted(found, key=lambda pair: pair[1].edits[0].span.start)


def _apart(wanted: Sequence[tuple[Diagnostic, Fix]]) -> list[tuple[Diagnostic, Fix]]:
    """Those that can be applied at once: of fixes that touch each other the first."""
    taken: list[tuple[Diagnostic, Fix]] = []
    spans: list[tuple[int, int]] = []
    for diagnostic, fix in wanted:
        mine = [(edit.span.start, edit.span.end) for edit in fix.edits]
        if all(end < start or last < begin for start, end in spans for begin, last in mine):
            taken.append((diagnostic, fix))
            spans += mine
    return taken


def _round(
    name: str, text: str, result: Loaded, wanted: Sequence[tuple[Diagnostic, Fix]]
) -> tuple[str, int, Loaded, set[tuple[Key, str]]]:
    """Text, number of fixes, and findings after a round; and the fixes that were refused in it.

    All at once where they go together; else each that goes with those before it.
    """
    after = _tried(name, text, result, wanted)
    if after is not None:
        return _applied(text, wanted), len(wanted), after, set()
    taken: list[tuple[Diagnostic, Fix]] = []
    refused: set[tuple[Key, str]] = set()
    best = result
    for each in wanted:
        after = _tried(name, text, result, [*taken, each])
        if after is None:
            refused.add(_identity(*each))
        else:
            taken, best = [*taken, each], after
    return _applied(text, taken), len(taken), best, refused


def _tried(name: str, text: str, before: Loaded, wanted: Sequence[tuple[Diagnostic, Fix]]) -> Loaded | None:
    """What is wrong with the file after these fixes; None where they must not be applied together."""
    after = check_bytes(name, _applied(text, wanted).encode())
    return after if _mends(before, after, [diagnostic for diagnostic, _ in wanted]) else None


def _applied(text: str, wanted: Sequence[tuple[Diagnostic, Fix]]) -> str:
    edits = [edit for _, fix in wanted for edit in fix.edits]
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _mends(before: Loaded, after: Loaded, meant: Sequence[Diagnostic]) -> bool:
    """Whether the mistakes that were meant are fewer now, and no error is new.

    As long as a file has syntax errors, what its declarations mean is not told. So an error of meaning that shows when
    a syntax error is mended was there before.
    """
    old, new = _counted(before.diagnostics), _counted(after.diagnostics)
    counts = Counter(map(_key, meant))
    if any(new[key] > old[key] - count for key, count in counts.items()):
        return False
    errors = [each for each in after.diagnostics if each.severity == "error"]
    if any(each.code.startswith(_SYNTAX) for each in before.diagnostics):
        errors = [each for each in errors if each.code.startswith(_SYNTAX)]
    return all(count <= old[key] for key, count in _counted(errors).items())


def _counted(diagnostics: Sequence[Diagnostic]) -> Counter[Key]:
    return Counter(map(_key, diagnostics))


def _key(diagnostic: Diagnostic) -> Key:
    return diagnostic.code, diagnostic.within, " ".join(diagnostic.message.split())


def _identity(diagnostic: Diagnostic, fix: Fix) -> tuple[Key, str]:
    return _key(diagnostic), fix.title
