"""`charm fmt`: put recipes into the one style."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from msgspec import Struct

from charm.failures import CommandError
from charm.finding import find
from charm.loading import GRAPH_SUFFIX, Loaded, read_bytes
from charm.report import counted, draw, summary
from charm.screen import screen, visible
from compiler.files import read
from compiler.format import format_source

STDIN = "-"


class _Formatted(Struct, frozen=True):
    """A file before and after; after is None where it could not be read or parsed, for reasons that `loaded` has."""

    path: str
    loaded: Loaded
    before: str = ""
    after: str | None = None
    is_changed: bool = False


def fmt(paths: Sequence[str], *, check: bool = False, diff: bool = False, stdin_filename: str = "stdin.recipe") -> int:
    """Format each file that `paths` mean, here and below without any; `-` is standard input, to standard output.

    check: write nothing, list what is not in the style. diff: write nothing, show what would change.
    The status is 1 when a file has mistakes, which leave it as it is, or when check or diff found one to change.
    Raises CommandError for a file that cannot be written, and for a built graph.
    """
    files, empty = find(paths or ["."])
    for file in files:
        if file.endswith(GRAPH_SUFFIX):
            raise CommandError(
                f"`{file}` is a built graph, which has no style", "name the recipe that it was built from"
            )
    # All are formatted before the first is written: a mistake of ours in one leaves all as they were.
    done = [*(_Formatted(each.name, each) for each in empty), *(_format(file, stdin_filename) for file in files)]
    changed = [each for each in done if each.is_changed]
    if diff:
        from charm.difference import show_difference

        for each in changed:
            show_difference(screen(), each.loaded.name, each.before, each.after or "")
    elif not check:
        _write(done)
    _tell(done, "to format" if check or diff else "formatted", listed=not diff)
    failed = any(each.after is None for each in done)
    return int(failed or (bool(changed) and (check or diff)))


def _format(file: str, stdin_filename: str) -> _Formatted:
    name = stdin_filename if file == STDIN else file
    try:
        content = sys.stdin.buffer.read() if file == STDIN else read_bytes(file)
    except OSError as error:
        from charm.problems import unreadable

        return _Formatted(file, Loaded(name, None, (unreadable(name, error.strerror or str(error)),)))
    source, problems = read(name, content)
    after = None
    if not problems:
        after, problems = format_source(source)
    is_changed = after is not None and after.encode() != content
    return _Formatted(file, Loaded(name, None, problems, {name: source}), source.text, after, is_changed)


def _write(done: Sequence[_Formatted]) -> None:
    from charm.writing import STDOUT, write

    for each in done:
        if each.after is not None and (each.is_changed or each.path == STDIN):
            write(STDOUT if each.path == STDIN else each.path, each.after)


def _tell(done: Sequence[_Formatted], verb: str, *, listed: bool) -> None:
    """The files by name, what could not be formatted and why, and the count of all."""
    there = screen(sys.stderr)
    draw([each.loaded for each in done], there)
    if any(each.after is None for each in done):
        there.print(summary([each.loaded for each in done]))
    changed = [each for each in done if each.is_changed]
    if any(each.path == STDIN for each in done) and verb == "formatted":
        return
    names = screen() if listed else there
    if listed:
        names.print(*(visible(each.loaded.name) for each in changed))
    fine = sum(each.after is not None and not each.is_changed for each in done)
    counts = [f"{counted(len(changed), 'recipe')} {verb}"] if changed else []
    counts += [f"{counted(fine, 'recipe')} in style"] if fine else []
    if counts:
        names.print(", ".join(counts))
