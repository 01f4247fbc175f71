"""`charm test`: run the tests that recipes contain."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from charm.finding import find
from charm.loading import each_once, load
from charm.outcomes import junit, show
from charm.report import draw, summary
from charm.screen import screen
from charm.testing import run_tests
from charm.writing import write


def test(paths: Sequence[str], junit_out: str | None) -> int:
    """Run the tests of each file that `paths` mean, here and below without any.

    The status is 1 when one fails, or when a recipe has errors; then no test runs. junit_out: a file for the results
    as JUnit XML.
    """
    files, empty = find(paths or ["."])
    results = each_once([*empty, *(load(file, tests=True) for file in files)])
    if any(result.errors for result in results):
        there = screen(sys.stderr)
        draw(results, there)
        there.print(summary(results))
        return 1
    outcomes = [
        outcome for result in results if result.graph is not None for outcome in run_tests(result.name, result.graph)
    ]
    sources = {name: source for result in results for name, source in result.sources.items()}
    show(outcomes, sources, screen())
    if junit_out is not None:
        write(junit_out, junit(outcomes, sources))
    return int(any(outcome.failure is not None for outcome in outcomes))
