"""`charm test`: run the tests that recipes contain, and try to break the recipes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from charm.exploring.explore import explore, is_explorable
from charm.exploring.outcome import outcomes_of
from charm.finding import find
from charm.loading import Loaded, each_once, load
from charm.outcomes import Outcome, junit, show
from charm.progress import shown
from charm.report import draw, summary
from charm.screen import screen
from charm.testing import run_tests
from charm.writing import write


def test(paths: Sequence[str], junit_out: str | None, *, seed: int, runs: int) -> int:
    """Run the tests of each file that `paths` mean, here and below without any; then explore each that has handlers.

    The status is 1 when a test fails or exploring finds something, or when a recipe has errors; then nothing runs.
    junit_out: a file for the results as JUnit XML. seed, runs: of exploring; without runs there is none.
    """
    files, empty = find(paths or ["."])
    results = each_once([*empty, *(load(file, tests=True) for file in files)])
    if any(result.errors for result in results):
        there = screen(sys.stderr)
        draw(results, there)
        there.print(summary(results))
        return 1
    tested = shown((list(_outcomes(result, seed, runs)) for result in results), len(results), "testing")
    outcomes = [outcome for each in tested for outcome in each]
    sources = {name: source for result in results for name, source in result.sources.items()}
    show(outcomes, sources, screen())
    if junit_out is not None:
        write(junit_out, junit(outcomes, sources))
    return int(any(outcome.failure is not None for outcome in outcomes))


def _outcomes(result: Loaded, seed: int, runs: int) -> Iterator[Outcome]:
    if result.graph is None:
        return
    tested = run_tests(result.name, result.graph)
    yield from tested
    if runs and is_explorable(result.graph):
        expected = {stopped for outcome in tested for stopped in outcome.stopped}
        explored = explore(result.graph, seed=seed, runs=runs, expected=expected)
        yield from outcomes_of(result.name, result.graph, explored)
