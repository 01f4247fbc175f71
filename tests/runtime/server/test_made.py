"""What is made of a graph for pages, its name and its views, when another graph takes over."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from compiler.pipeline import compile_source
from compiler.session import Session
from compiler.source import Source
from graph.codec import decode, encode
from graph.model import Graph, recipe_of
from graph.places import placeless, settled
from runtime.server.document import Renderings
from runtime.server.made import Names
from runtime.server.markup import markup

ROOT = Path(__file__).parents[3]
CHAT = (ROOT / "recipes" / "chat.recipe").read_text(encoding="utf-8")
EDITS = (
    CHAT,
    CHAT.replace('"Chat"', '"Talk"'),
    CHAT.replace("messages.push", 'if name == "x" { draft = "" }\n    messages.push'),
    CHAT.replace("Text(trim, ..40)", "Text(trim, ..50)"),
    CHAT.replace("\nrecipe Session", '\n"""Whoever is in it."""\nrecipe Session'),
    CHAT.replace("\nrecipe Session", "\n# Nothing that is said of it changes anything.\n\nrecipe Session"),
    CHAT,
)
"""The chat as it is edited, and back again."""


def edited() -> list[Graph]:
    """The graphs of the edits, as a session makes them."""
    session = Session()
    graphs: list[Graph] = []
    for text in EDITS:
        graph, problems, _ = session.compile(Source("chat.recipe", text))
        assert graph is not None, problems
        graphs.append(graph)
    return graphs


def compiled(text: str) -> Graph:
    """The graph of a file that is compiled at once."""
    graph, problems = compile_source(Source("chat.recipe", text))
    assert graph is not None, problems
    return graph


def test_graphs_have_the_same_name_just_if_they_have_the_same_document() -> None:
    pairs = sorted((ROOT / "tests" / "changes").glob("*/*.recipe"))
    graphs = [*edited(), *(compiled(path.read_text(encoding="utf-8")) for path in pairs)]
    assert len(graphs) > len(EDITS)

    named = [(encode(graph), Names().of(graph)) for graph in graphs]

    for (text, name), (other_text, other_name) in itertools.combinations(named, 2):
        assert (text == other_text) == (name == other_name)


def test_a_graph_has_the_name_that_it_has_when_it_is_named_after_others() -> None:
    names = Names()

    for graph in edited():
        assert names.of(graph) == Names().of(graph)


@pytest.mark.parametrize("text", EDITS)
def test_a_graph_has_one_name_however_it_came_about(text: str) -> None:
    whole = compiled(text)
    session = Session()
    session.compile(Source("chat.recipe", CHAT.replace("type Message", "let one = 1\n\ntype Message")))
    pieced, _, _ = session.compile(Source("chat.recipe", text))
    assert pieced is not None and pieced.places is not None

    assert {Names().of(each) for each in (whole, pieced, settled(pieced), decode(encode(pieced)))} == {
        Names().of(whole)
    }


def test_another_graph_of_the_same_sources_has_another_name() -> None:
    graph = compiled(CHAT)
    first, *others = graph.steps
    others_of_same_sources = [
        replace(graph, steps=(replace(first, doc="As another charm would say it."), *others)),
        replace(graph, steps=tuple(others)),
        replace(graph, recipes=graph.recipes[::-1]),
        replace(graph, types={}),
        replace(graph, tests=({"name": "it works", "body": [], "span": [0, 1]},)),
    ]

    names = {Names().of(each) for each in (graph, *others_of_same_sources)}

    assert len(names) == 1 + len(others_of_same_sources)


def test_a_literal_that_looks_like_a_place_is_part_of_what_is_said() -> None:
    graph = compiled('recipe A { local at: { span: [Int] } = { span: [1, 2] }\n view { text "{sum(at.span)}" } }')
    at, *others = graph.steps
    literals = [{"op": "lit", "value": {"span": span}} for span in ([1, 2], [1, 3])]

    one, other = (decode(encode(replace(graph, steps=(replace(at, init=lit), *others)))) for lit in literals)

    assert Names().of(one) != Names().of(other)


def test_only_what_was_edited_is_walked_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = edited()
    names = Names()
    names.of(first)
    walked: list[str] = []

    def seen(part: Any) -> dict[str, Any]:
        walked.append(recipe_of(part.id))
        return dict(placeless(part))

    monkeypatch.setattr("runtime.server.made.placeless", seen)
    names.of(second)

    assert set(walked) == {"Chat"}


def test_views_are_made_when_a_page_needs_them_and_kept_while_their_recipe_is(monkeypatch: pytest.MonkeyPatch) -> None:
    views: list[str] = []

    def seen(recipe: Any, graph: Graph, **how: bool) -> Any:
        views.append(recipe.id)
        return markup(recipe, graph, **how)

    monkeypatch.setattr("runtime.server.document.markup", seen)
    first, second, *_ = edited()

    before = Renderings(first)
    assert views == []
    for recipe in ("Chat", "Session", "Chat"):
        assert before.of(recipe).view == markup(next(each for each in first.recipes if each.id == recipe), first)
    assert views == ["Chat", "Session"]

    after = Renderings(second, before)
    for recipe in ("Chat", "Session"):
        assert after.of(recipe).view == markup(next(each for each in second.recipes if each.id == recipe), second)
    assert views == ["Chat", "Session", "Chat"]


def test_views_kept_from_another_graph_are_those_made_anew() -> None:
    kept: Renderings | None = None
    for graph in edited():
        kept, fresh = Renderings(graph, kept), Renderings(graph)
        for recipe in graph.recipes:
            one, other = kept.of(recipe.id), fresh.of(recipe.id)
            assert (one.view, one.within, one.title) == (other.view, other.within, other.title)
            assert kept.blanks(recipe.id) == fresh.blanks(recipe.id)
