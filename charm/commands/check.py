"""`charm check`: find mistakes in recipes and built graphs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from charm.choices import Format
from charm.finding import find
from charm.loading import Loaded, load, load_bytes
from charm.report import report
from charm.screen import screen

STDIN = "-"


def check(paths: Sequence[str], format_: Format = Format.FULL, stdin_filename: str = "stdin.recipe") -> int:
    """Check each file that `paths` mean, here and below without any; the status is 1 when anything was found.

    `-` among the paths is standard input, called `stdin_filename`, whose end says whether it is a recipe or a graph.
    """
    files, empty = find(paths or ["."])
    results = [*empty, *(_load(file, stdin_filename) for file in files)]
    report(results, format_, screen())
    return int(any(result.diagnostics for result in results))


def _load(file: str, stdin_filename: str) -> Loaded:
    if file == STDIN:
        return load_bytes(stdin_filename, sys.stdin.buffer.read(), tests=True)
    return load(file, tests=True)
