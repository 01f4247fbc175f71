"""What the documentation shows is true: recipes compile and pass their tests, mistakes are those named, code runs."""

import pytest

from charm.testing import run_tests
from compiler.pipeline import compile_source
from compiler.source import Source
from tests.docs.pages import ROOT, Fence, beside, fences

PARTS = [each for each in fences("recipe") if each.source is not None]
MISTAKES = [each for each in fences("recipe") if each.fails is not None]
WHOLE = [each for each in fences("recipe") if each not in (*PARTS, *MISTAKES)]
SCRIPTS = fences("python")


def named(fence: Fence) -> str:
    return fence.name


@pytest.mark.parametrize("fence", WHOLE, ids=named)
def test_a_recipe_in_the_docs_compiles_and_passes_its_own_tests(fence: Fence) -> None:
    graph, diagnostics = compile_source(Source(fence.name, fence.text), tests=True, read=beside(fence))

    assert [f"{each.code} {each.message}" for each in diagnostics] == []
    assert graph is not None
    assert graph.recipes or fence.called
    assert [each for each in run_tests(fence.name, graph) if each.failure is not None] == []


@pytest.mark.parametrize("fence", MISTAKES, ids=named)
def test_a_mistake_in_the_docs_is_the_one_that_it_is_called(fence: Fence) -> None:
    _, diagnostics = compile_source(Source(fence.name, fence.text), tests=True, read=beside(fence))

    assert {each.code for each in diagnostics} == {fence.fails}


@pytest.mark.parametrize("fence", PARTS, ids=named)
def test_a_part_of_a_recipe_stands_in_it_word_for_word(fence: Fence) -> None:
    assert fence.source is not None
    assert fence.text in (ROOT / fence.source).read_text(encoding="utf-8")


@pytest.mark.parametrize("fence", SCRIPTS, ids=named)
def test_python_in_the_docs_runs_from_the_folder_of_the_project(fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    exec(compile(fence.text, fence.name, "exec"), {})


def test_there_is_something_of_each_kind_to_hold() -> None:
    assert len(WHOLE) > 10 and len(MISTAKES) > 4 and PARTS and SCRIPTS
