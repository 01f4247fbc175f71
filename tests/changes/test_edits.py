"""Edits of a recipe, one after the other: what was not edited is not compared again, and the outcome is the same."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import charm
from compiler.session import Session
from compiler.source import Source
from graph.changes.compare import compare
from graph.changes.storage import StoredCells
from graph.changes.surface import Surface, surface_of
from graph.model import Graph

ROOT = Path(__file__).parents[2]
RECIPES = sorted([*(ROOT / "recipes").glob("*.recipe"), *(ROOT / "tests" / "changes").glob("*/*.recipe")])
CHAT = (ROOT / "recipes" / "chat.recipe").read_text(encoding="utf-8")
EDITS = (
    CHAT,
    CHAT.replace("messages.push", 'if name == "x" { draft = "" }\n    messages.push'),
    CHAT.replace("Text(trim, ..40)", "Text(trim, ..4)"),
    CHAT.replace("text: Text(trim, 1..2000)", "words was text: Text(trim, 1..200)")
    .replace("message.text", "message.words")
    .replace("text: draft", "words: draft"),
    CHAT.replace("recipe Session(", "recipe Visit was Session(").replace("navigate Session", "navigate Visit"),
    CHAT.replace(
        'view {\n    title "Chat"', 'let noise = count(messages)\n\n  view {\n    title "Chat"\n    text "{noise}"'
    ),
    CHAT,
)


def edited() -> list[Graph]:
    """The graphs of the edits, without their tests, as a session makes them."""
    session = Session()
    graphs: list[Graph] = []
    for text in EDITS:
        graph, problems, _ = session.compile(Source("chat.recipe", text.partition("\ntest ")[0]))
        assert graph is not None, problems
        graphs.append(graph)
    return graphs


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recipe_is_no_change_of_itself(path: Path) -> None:
    graph = charm.compile(path)

    compared = compare(surface_of(graph), graph)

    assert compared.changes == ()
    assert {(id_, carried.stored, carried.how) for id_, carried in compared.cells.items()} == {
        (id_, id_, "kept") for id_ in compared.cells
    }


def test_a_surface_that_is_handed_on_is_the_one_made_anew() -> None:
    graphs = edited()
    known = (graphs[0], surface_of(graphs[0]))
    for graph in graphs[1:]:
        surface = surface_of(graph, known)
        assert surface == surface_of(graph)
        known = (graph, surface)


def test_what_is_passed_over_would_have_been_found_to_be_as_it_was() -> None:
    for old, new in pairwise(edited()):
        before = surface_of(old)
        # With another type somewhere, every recipe is looked at.
        looked_at = replace(before, types={**before.types, "Unused": {"type": "string"}})
        assert compare(before, new) == compare(looked_at, new)


def test_only_the_recipe_that_was_edited_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def seen(old: str, *others: Any) -> StoredCells:
        compared.append(old)
        return StoredCells(old, *others)

    monkeypatch.setattr("graph.changes.compare.StoredCells", seen)
    first, second, *_ = edited()

    compare(surface_of(first), second)

    assert compared == ["Session"]


def test_types_are_read_when_they_are_asked_for() -> None:
    named = Surface({"Wrong": {"type": "no such type"}, "Good": {"type": "boolean"}}, {}).named

    assert named["Good"] is named["Good"]
    assert set(named) == {"Wrong", "Good"}
