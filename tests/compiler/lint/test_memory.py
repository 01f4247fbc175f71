"""Facts that are kept from one run of the lints to the next."""

from collections.abc import Sequence
from typing import TypeVar

import pytest
from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.witness import UNHEARD
from compiler.lint.lints import lint
from compiler.lint.program import Memory
from compiler.messages import MESSAGES
from compiler.pipeline import compile_stages
from compiler.source import Source
from graph.model import Graph

CODES = [code for code in MESSAGES if "C2002" <= code <= "C2013"]
OTHER = 'recipe Other {\n  shared n: Int = 0\n  on more() { n += 1 }\n  view { text n; button "More" -> more() }\n}\n'
WORSE = OTHER.replace("  view", "  on less() { n = 0 }\n  view")
GAME = (
    "recipe Game {\n  shared n: Int = 0\n  on hit() { n += 1 }\n  on miss() { n = 0 }\n"
    '  view { button "{n}" -> hit() }\n}\n'
)
TEST = 'test "a miss" {\n  let game = spawn Game()\n  game.miss()\n  expect game.n == 0\n}\n'

Thing = TypeVar("Thing", bound=Struct)


class Session:
    """A file that is checked again and again: what did not change stays the same object from one check to the next."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.last: tuple[syntax.Module, Graph] | None = None

    def findings(self, text: str) -> list[str]:
        """All that the lints say of a text, with what was kept."""
        now = compile_stages(Source("a.recipe", text))
        assert now.graph is not None, now.diagnostics
        module, graph = now.module, now.graph
        if self.last is not None:
            written, built = self.last
            kinds = ("types", "constants", "functions", "recipes", "views", "tests")
            module = replace(module, **{kind: kept(getattr(module, kind), getattr(written, kind)) for kind in kinds})
            recipes, steps = kept(graph.recipes, built.recipes), kept(graph.steps, built.steps)
            graph = replace(graph, recipes=recipes, steps=steps)
        self.last = (module, graph)
        resolved = replace(now.resolved, modules=(module, *now.resolved.modules[1:]))
        checker = Checker(now.files.numbered, resolved, UNHEARD)
        return [str(each) for each in lint(checker, graph, self.memory)]


def kept(now: Sequence[Thing], before: Sequence[Thing]) -> tuple[Thing, ...]:
    """What is equal to something before is that."""
    return tuple(next((each for each in before if each == one), one) for one in now)


@pytest.mark.parametrize("code", CODES)
def test_a_second_run_with_one_declaration_changed_finds_what_a_first_run_finds(code: str) -> None:
    text, session = MESSAGES[code].failing + "\n", Session()

    for changed in (OTHER, WORSE, OTHER):
        assert session.findings(text + changed) == Session().findings(text + changed)
    assert any(code in each for each in session.findings(text + OTHER))


def test_what_a_changed_declaration_no_longer_calls_is_said_of_one_that_was_kept() -> None:
    session = Session()

    assert session.findings(GAME + TEST) == []
    assert len(session.findings(GAME + TEST.replace("  game.miss()\n", ""))) == 1


def test_facts_of_what_did_not_change_are_not_found_again() -> None:
    session = Session()
    session.findings(GAME + OTHER)
    written = {id(facts) for _, facts in session.memory.written.values()}
    built = {name: facts for name, (_, _, facts) in session.memory.built.items()}

    session.findings(GAME + WORSE)

    assert [id(facts) in written for _, facts in session.memory.written.values()] == [True, False]
    assert {name: facts is built[name] for name, (_, _, facts) in session.memory.built.items()} == {
        "Game": True,
        "Other": False,
    }


def test_facts_of_what_is_no_more_are_let_go() -> None:
    session = Session()
    session.findings(GAME + OTHER + TEST)

    session.findings(GAME)

    assert (len(session.memory.written), list(session.memory.built)) == (1, ["Game"])
