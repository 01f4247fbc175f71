"""Programs that somebody wrote who knew the language from its page alone: each tests itself."""

from pathlib import Path

import pytest

from charm.testing import run_tests
from compiler.pipeline import compile_source
from compiler.source import Source

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.recipe"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_compiles_without_a_word_and_passes_its_own_tests(path: Path) -> None:
    graph, diagnostics = compile_source(Source(path.name, path.read_text(encoding="utf-8")), tests=True)

    assert diagnostics == ()
    assert graph is not None
    outcomes = run_tests(path.name, graph)
    assert outcomes
    assert [(each.name, each.failure) for each in outcomes if each.failure] == []
