"""The chat, from end to end: the graph that was written by hand is the one that comes out."""

import json
from pathlib import Path

from compiler.pipeline import compile_source
from compiler.source import Source
from graph.codec import document_of, encode
from tests.compiler.lower.compiling import bare

ROOT = Path(__file__).parents[3]
CHAT = Source("recipes/chat.recipe", (ROOT / "recipes/chat.recipe").read_text(encoding="utf-8"))


def test_the_chat_compiles_to_the_graph_that_was_written_by_hand() -> None:
    graph, diagnostics = compile_source(CHAT)
    by_hand = json.loads((ROOT / "tests/graph/chat.graph.json").read_text(encoding="utf-8"))

    assert diagnostics == ()
    assert graph is not None
    made = bare(document_of(graph))
    for document in (made, by_hand):
        document.pop("sources")
        for about in (*document["recipes"], *document["steps"]):
            about.pop("doc", None)
    assert made == by_hand


def test_the_same_source_gives_the_same_bytes() -> None:
    first, second = (compile_source(CHAT, tests=True)[0] for _ in range(2))

    assert first is not None
    assert second is not None
    assert encode(first) == encode(second)


def test_the_chat_keeps_its_test_only_where_tests_are_asked_for() -> None:
    with_tests, without = compile_source(CHAT, tests=True)[0], compile_source(CHAT)[0]

    assert with_tests is not None
    assert without is not None
    assert [test["name"] for test in with_tests.tests] == ["each keeps a name of their own, all see every message"]
    assert without.tests == ()
