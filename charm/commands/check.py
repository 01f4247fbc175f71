"""`charm check`: find mistakes in recipes and built graphs, and mend those that have a fix."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from charm.cache import Cache, memory
from charm.checking import Sessions, check_bytes, check_files
from charm.choices import Format
from charm.failures import CommandError
from charm.finding import find
from charm.loading import Loaded, each_once
from charm.report import counted, report
from charm.screen import Screen, screen

if TYPE_CHECKING:
    from charm.fixing import Fixed
    from compiler.diagnostics import Safety

STDIN = "-"
_FOR_PEOPLE = ("full", "concise")


class Order(Struct, frozen=True):
    """What was asked for.

    paths:          files and folders; none is the folder one is in; `-` is standard input, called `stdin_filename`,
                    whose end says whether it is a recipe or a graph.
    fix, unsafe:    apply safe fixes, and those that are good guesses too.
    diff:           show what would be fixed, and write nothing.
    against:        a git revision, a graph, a recipe or a store, whose state this one has to fit.
    """

    paths: Sequence[str] = ()
    format_: Format = "full"
    stdin_filename: str = "stdin.recipe"
    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    watch: bool = False
    against: str | None = None
    cache: bool = True

    @property
    def safeties(self) -> tuple[Safety, ...]:
        """The kinds of fixes to apply; none where nothing is to be fixed."""
        return ("safe", "unsafe") if self.unsafe else ("safe",) if self.fix or self.diff else ()


def check(order: Order) -> int:
    """Check each file that the paths mean; the status is 1 when anything is found (with `fix`: left).

    Raises CommandError for options that do not go together, and when a fixed file cannot be written.
    """
    if STDIN in order.paths and len(order.paths) > 1 and order.safeties:
        raise CommandError("standard input cannot be mended along with files", "give `-` alone, or leave it out")
    if order.diff and order.format_ != "full":
        raise CommandError("--diff and --output-format ask for two different outputs", "leave one of them out")
    if order.against is not None and (order.safeties or STDIN in order.paths):
        raise CommandError("--against compares files as they are", "leave out --fix, --diff and standard input")
    if order.watch:
        if STDIN in order.paths:
            raise CommandError("standard input cannot be watched", "name files or folders")
        return _watch(order)
    return _check(order)[0]


def _check(order: Order, sessions: Sessions | None = None) -> tuple[int, Sequence[Loaded]]:
    """The status, and what became of each file."""
    files, empty = find(order.paths or ["."])
    standard_input = sys.stdin.buffer.read() if STDIN in files else b""
    cache = Cache(memory(os.getcwd()) if order.cache else None)
    results = [*empty, *_checked([file for file in files if file != STDIN], cache, sessions)]
    if STDIN in files:
        results.append(check_bytes(order.stdin_filename, standard_input))
    results = each_once(results)
    cache.save()
    if order.against is not None:
        results = _against(order, results)
    if not order.safeties:
        report(results, order.format_, screen())
        return int(any(result.diagnostics for result in results)), results
    return _mend(order, results, cache, standard_input if STDIN in files else None)


def _against(order: Order, results: Sequence[Loaded]) -> list[Loaded]:
    from charm.against import compared

    assert order.against is not None
    found = compared(order.paths or ["."], results, order.against)
    if order.format_ == "full":
        there = screen()
        there.print(*(line for each in found for line in each.lines(order.against, there.width)), "")
    return [each.refused for each in found]


def _checked(files: Sequence[str], cache: Cache, sessions: Sessions | None) -> Sequence[Loaded]:
    from charm.progress import shown

    return list(shown(check_files(files, cache, sessions), len(files), "checking"))


def _mend(
    order: Order, results: Sequence[Loaded], cache: Cache, standard_input: bytes | None
) -> tuple[int, Sequence[Loaded]]:
    """Apply the fixes, or show what they would change.

    What is mended of standard input goes to standard output, and what is said about it to standard error.
    """
    from charm.fixing import Fixed, fix_file
    from charm.writing import write

    fixed: list[Fixed] = []
    for result in results:
        content = cache.content(result.name) if standard_input is None else standard_input
        fixed.append(
            Fixed("", "", 0, result)
            if content is None or not result.diagnostics
            else fix_file(result.name, content, result, order.safeties)
        )
    if order.diff:
        _show_differences(fixed)
        return int(any(result.diagnostics for result in results)), results
    there = screen() if standard_input is None and order.format_ in _FOR_PEOPLE else screen(sys.stderr)
    if standard_input is not None:
        sys.stdout.write(fixed[0].after or standard_input.decode(errors="surrogateescape"))
    else:
        for each in fixed:
            if each.count:
                write(each.result.name, each.after)
    left = [each.result for each in fixed]
    report(left, order.format_, there if standard_input is not None else screen())
    _say_how_many("fixed", fixed, there)
    return int(any(result.diagnostics for result in left)), left


def _show_differences(fixed: Sequence[Fixed]) -> None:
    from charm.difference import show_difference

    for each in fixed:
        show_difference(screen(), each.result.name, each.before, each.after)
    _say_how_many("would fix", fixed, screen(sys.stderr))


def _say_how_many(word: str, fixed: Sequence[Fixed], there: Screen) -> None:
    count, files = sum(each.count for each in fixed), sum(each.count > 0 for each in fixed)
    there.print(f"{word} {counted(count, 'mistake')} in {counted(files, 'file')}" if count else "nothing to fix")


def _watch(order: Order) -> int:
    """Check again whenever a file has changed, until Ctrl+C; the status is that of the last check."""
    from charm.watching import REST_SECONDS, changes

    there = screen()
    # What is compared is told by places in the file; a session counts them from pieces of it.
    sessions = Sessions() if order.against is None else None
    status, results = _check(order, sessions)

    def watched() -> set[str]:
        # Also what is used from elsewhere, and what has come since.
        return {name for result in results for name in (result.name, *result.sources)} | {
            *find(order.paths or ["."])[0]
        }

    _say_watching(there, order)
    try:
        for _ in changes(watched, lambda: time.sleep(REST_SECONDS)):
            if there.terminal:
                there.stream.write("\x1b[2J\x1b[3J\x1b[H")
            status, results = _check(order, sessions)
            _say_watching(there, order)
    except KeyboardInterrupt:
        there.print("")
    return status


def _say_watching(there: Screen, order: Order) -> None:
    if order.format_ in _FOR_PEOPLE:
        there.print(f"{time.strftime('%H:%M:%S')}  watching; Ctrl+C ends", "")
