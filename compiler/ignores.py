"""`# charm: ignore[C2001] reason`: what an author has looked at and does not want to be told again.

A comment behind code speaks of its line, one on a line of its own of the next line that has code. It silences what is
reported, never what is compiled: a recipe with an error has no graph, whoever hears of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose, in_source_order
from compiler.messages import MESSAGES
from compiler.source import Source, Span
from compiler.spelling import closest

_COMMENT = re.compile(r"#[^\S\n]*charm:[^\S\n]*ignore\b(?:\[(?P<codes>[^\]\r\n]*)\])?[^\r\n]*")
_CODE = re.compile(r"[^\s,]+")
_LINE_END = re.compile(r"\r?\n?")
_SYNTAX = ("C00", "C01")
"""What a file with these means is a guess, so that nothing in it is known to be in order."""


class Heard(Struct, frozen=True):
    """What is left to report, in source order, with what is wrong with the comments themselves; and what is not."""

    kept: tuple[Diagnostic, ...]
    silenced: tuple[Diagnostic, ...]


class _Ignore(Struct, frozen=True):
    """One code of one comment. code: where the word stands; comment: all of it; line: the line it speaks of."""

    code: Span
    comment: Span
    line: int
    text: str


def hear(source: Source, diagnostics: Sequence[Diagnostic]) -> Heard:
    """Divide what was found in one file by its comments that ignore.

    Errors: C2091 a comment that silences nothing, C2092 one that names no code there is, or none at all.
    Syntax errors stay, and so does all of a file that has one: what its lines mean is not known. Whether a comment is
    used is only said of a file without errors, since a file with one is not told about its warnings.
    Cost: one search of the text; the tokens are read only where it finds something.
    """
    comments = list(_comments(source))
    if not comments or any(each.code.startswith(_SYNTAX) for each in diagnostics):
        return Heard(tuple(diagnostics), ())
    ignores, wrong = _ignores(source, comments)
    used: set[_Ignore] = set()
    kept: list[Diagnostic] = []
    silenced: list[Diagnostic] = []
    for each in diagnostics:
        by = [ignore for ignore in ignores if _speaks_of(ignore, each, source)]
        used.update(by)
        (silenced if by else kept).append(each)
    if not any(each.severity == "error" for each in diagnostics):
        wrong += [_unused(ignore, ignores, source) for ignore in ignores if ignore not in used]
    return Heard(in_source_order([*kept, *wrong]), tuple(silenced))


def _speaks_of(ignore: _Ignore, diagnostic: Diagnostic, source: Source) -> bool:
    at = diagnostic.primary.span
    return ignore.text == diagnostic.code and at.file == source.name and source.position(at.start)[0] == ignore.line


def _comments(source: Source) -> Iterator[tuple[re.Match[str], int | None]]:
    """Each such comment, with the line that it speaks of; None where no code follows it."""
    found = list(_COMMENT.finditer(source.text))
    if not found:
        return
    # Only now: a file without such comments, the usual one, is not read once more.
    from compiler.lex import lex
    from compiler.parse_table import END, load

    tokens = [token for token in lex(source, load())[0] if token.kind != END]
    for match in found:
        at = match.start()
        if any(token.start < at < token.end for token in tokens):
            continue
        line = source.position(at)[0]
        is_behind_code = any(source.position(max(token.end - 1, 0))[0] == line for token in tokens if token.end <= at)
        below = next((source.position(token.start)[0] for token in tokens if token.start > at), None)
        yield match, line if is_behind_code else below


def _ignores(
    source: Source, comments: list[tuple[re.Match[str], int | None]]
) -> tuple[list[_Ignore], list[Diagnostic]]:
    ignores: list[_Ignore] = []
    wrong: list[Diagnostic] = []
    for match, line in comments:
        comment = Span(source.name, match.start(), match.end())
        codes = list(_CODE.finditer(match["codes"] or ""))
        if not codes:
            wrong.append(_unnamed(comment))
        for code in codes:
            start = match.start("codes") + code.start()
            span = Span(source.name, start, start + len(code.group()))
            if code.group() in MESSAGES and line is not None:
                ignores.append(_Ignore(span, comment, line, code.group()))
            else:
                wrong.append(_unknown(span, code.group()) if line is not None else _idle(span, comment, code.group()))
    return ignores, wrong


def _unnamed(comment: Span) -> Diagnostic:
    help_ = "name what is meant, and say why: `# charm: ignore[C2001] everyone may read it`"
    return diagnose("C2092", comment, "which code?", help=help_, what="this comment names no code")


def _unknown(span: Span, code: str) -> Diagnostic:
    meant = closest(code, MESSAGES)
    fixes = (Fix(f"write `{meant}`", "unsafe", (Edit(span, meant),)),) if meant else ()
    return diagnose("C2092", span, "not a code", fixes=fixes, what=f"no diagnostic has the code `{code}`")


def _unused(ignore: _Ignore, ignores: list[_Ignore], source: Source) -> Diagnostic:
    """Without its only code the whole comment goes; else the code, with the comma that follows or precedes it."""
    beside = [each for each in ignores if each.comment == ignore.comment]
    if len(beside) == 1:
        return _idle(ignore.code, ignore.comment, ignore.text, _removed(ignore.comment, source))
    after = next((each.code.start for each in beside if each.code.start > ignore.code.start), None)
    before = max((each.code.end for each in beside if each.code.end < ignore.code.start), default=ignore.code.start)
    start, end = (before, ignore.code.end) if after is None else (ignore.code.start, after)
    return _idle(ignore.code, ignore.comment, ignore.text, Span(source.name, start, end))


def _removed(comment: Span, source: Source) -> Span:
    """The comment with the space before it, and with its line where nothing else stands on it."""
    line, column = source.position(comment.start)
    before = source.line(line)[: column - 1]
    if before.strip():
        return Span(source.name, comment.start - len(before) + len(before.rstrip()), comment.end)
    line_end = _LINE_END.match(source.text, comment.end)
    assert line_end is not None, "the pattern takes nothing, too"
    return Span(source.name, comment.start - len(before), line_end.end())


def _idle(code: Span, comment: Span, text: str, removed: Span | None = None) -> Diagnostic:
    fix = Fix("remove it", "safe", (Edit(removed or comment, ""),))
    return diagnose("C2091", code, "silences nothing", fixes=(fix,), code=text)
