"""Graphs as text: the same every time, nothing lost, and one line for each thing that a person would look for."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from graph.check import check
from graph.codec import decode, document_of, encode, graph_of
from graph.edges import edges_of
from graph.faults import GraphError, GraphFault
from graph.limits import STEPS_MAX
from graph.model import (
    Cell,
    Child,
    Derive,
    Edge,
    Element,
    Function,
    Graph,
    Handler,
    Input,
    Migration,
    Navigate,
    Node,
    Recipe,
    Spawn,
    View,
)
from graph.walk import nodes_in
from tests.graph.breaking import CHAT

INT = {"type": "integer"}
TODO = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-type": "Id", "x-default": {"op": "new_id"}},
        "done": {"type": "boolean", "x-was": "finished"},
    },
    "required": ["done"],
    "additionalProperties": False,
    "x-key": "id",
}
TODOS = {"type": "array", "items": {"$ref": "#/$defs/Todo"}}
ID = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-type": "Id"}


def lit(value: Any) -> Node:
    return {"op": "lit", "value": value}


def ref(step: str) -> Node:
    return {"op": "ref", "step": step}


def var(number: int) -> Node:
    return {"op": "var", "n": number}


TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$", "x-type": "Time"}
CLOCK = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "x-charm": "Clock"}
CLOCK_OF_A = {"op": "entry", "of": ref("List.clocks"), "key": lit("a")}
STOPPED = {"op": "then", "of": CLOCK_OF_A, "var": 0, "do": {"op": "peek", "of": var(0), "step": "Clock.stopped"}}
STOP = {"op": "set", "at": ref("Clock.stopped"), "to": lit(True)}
DONE = {"op": "field", "of": {"op": "place", "n": 0}, "name": "done"}

# Every class of the model, and every field of each, at least once.
WHOLE = Graph(
    recipes=(
        Recipe(
            "List",
            ("title",),
            (
                {"op": "element", "name": "heading", "content": {"op": "slot", "step": "List.view.1.text"}},
                {
                    "op": "rows",
                    "step": "List.view.2.rows",
                    "body": [
                        {
                            "op": "branch",
                            "step": "List.view.3.branch",
                            "of": [
                                [],
                                [
                                    {
                                        "op": "element",
                                        "name": "button",
                                        "content": lit("Toggle"),
                                        "handler": "List.toggle",
                                        "args": "List.view.4.args",
                                    }
                                ],
                            ],
                        }
                    ],
                },
                {"op": "charm", "step": "List.view.5.charm"},
                {
                    "op": "element",
                    "name": "link",
                    "content": lit("Clock"),
                    "attributes": {"to": {"op": "slot", "step": "List.view.6.charm"}},
                },
            ),
            "Tasks",
            {
                "todos": Migration({"type": "array", "items": {"type": "string"}}, lit([]), (16, 17)),
                "notes": Migration({"type": "string"}),
            },
            "What is to be done.",
            (0, 100),
        ),
        Recipe("Detail", ("todo", "at", "mine"), ()),
        Recipe("Clock", ("todo", "at"), ()),
    ),
    steps=(
        Input(
            "List.title",
            "value",
            "shared",
            {"type": "string"},
            0,
            lit("To do"),
            lit("To do"),
            "name",
            "Its name.",
            (1, 2),
        ),
        Cell("List.todos", "shared", TODOS, lit([]), 0, lit([]), "tasks", "All of them.", (3, 4)),
        Derive(
            "List.left",
            "shared",
            INT,
            1,
            ("List.todos",),
            {
                "op": "call",
                "function": "count",
                "args": [
                    {
                        "op": "collect",
                        "clauses": [
                            {"op": "for", "var": 0, "in": ref("List.todos")},
                            {
                                "op": "where",
                                "test": {"op": "not", "of": {"op": "field", "of": var(0), "name": "done"}},
                            },
                        ],
                        "value": var(0),
                    }
                ],
            },
            "How many are left.",
            (5, 6),
        ),
        Handler(
            "List.toggle",
            {"todo": ID},
            ("List.todos",),
            ("List.todos", "Clock.stopped"),
            "conflicts",
            (
                {"op": "set", "at": DONE, "to": {"op": "not", "of": DONE}},
                {"op": "navigate", "step": "List.toggle.navigate"},
                {"op": "assign", "var": 1, "to": {"op": "spawn", "step": "List.toggle.spawn"}},
                {"op": "visit", "to": var(1)},
                {"op": "send", "handler": "Clock.stop", "args": {}, "to": var(1)},
            ),
            {"todo": Element(0, ref("List.todos"))},
            True,
            "Done, or not.",
            (7, 8, 1),
        ),
        Navigate(
            "List.toggle.navigate",
            "Detail",
            ("List.todos",),
            {"todo": {"op": "place", "n": 0}},
            {"at": {"op": "now"}, "mine": lit(1)},
            {"op": "me"},
            (9, 10),
        ),
        Spawn("List.toggle.spawn", "Clock", (), {}, {"at": {"op": "now"}}, (9, 11)),
        Child(
            "List.clocks",
            "Clock",
            {"type": "object", "propertyNames": ID, "additionalProperties": CLOCK},
            ("List.todos",),
            over=ref("List.todos"),
            var=0,
            passes={"todo": {"op": "place", "n": 0}},
            args={"at": {"op": "now"}},
            doc="One for each.",
            span=(19, 20),
        ),
        View("List.view.1.text", "text", "shared", 1, ("List.title",), None, ref("List.title"), span=(11, 12)),
        View(
            "List.view.2.rows",
            "rows",
            "shared",
            1,
            ("List.todos",),
            clauses=({"op": "for", "var": 0, "id": 1, "in": ref("List.todos")},),
            key=var(1),
            vars=(0,),
        ),
        View(
            "List.view.3.branch",
            "branch",
            "shared",
            2,
            (),
            ("List.view.2.rows", 0),
            {"op": "cond", "if": {"op": "field", "of": var(0), "name": "done"}, "then": lit(0), "else": lit(1)},
        ),
        Derive("List.stopped", "shared", {"type": "boolean"}, 1, ("List.clocks", "Clock.stopped"), STOPPED),
        View("List.view.5.charm", "charm", "shared", 1, ("List.clocks",), None, CLOCK_OF_A),
        View("List.view.6.charm", "charm", "shared", 1, ("List.clocks",), None, CLOCK_OF_A),
        View(
            "List.view.4.args",
            "args",
            "shared",
            3,
            (),
            ("List.view.3.branch", 1),
            {"op": "record", "fields": {"todo": {"op": "field", "of": var(0), "name": "id"}}},
        ),
        Input("Detail.todo", "reference", "shared", {"$ref": "#/$defs/Todo"}),
        Input("Detail.at", "value", "shared", TIME),
        Input("Detail.mine", "local", "local", INT),
        Input("Clock.todo", "reference", "shared", {"$ref": "#/$defs/Todo"}, init=lit({"id": "a"})),
        Input("Clock.at", "value", "shared", TIME),
        Cell("Clock.stopped", "shared", {"type": "boolean"}, lit(False)),
        Handler("Clock.stop", {}, (), ("Clock.stopped",), "commutes", (STOP,)),
    ),
    types={"Todo": TODO},
    functions=(Function("twice", 1, {"op": "add", "left": var(0), "right": var(0)}, "Two of it.", (13, 14)),),
    sources={"list.recipe": "0" * 64},
    tests=({"name": "nothing", "steps": []},),
)


def offered(graph: Graph) -> Graph:
    """The same with its handler offered by the page: `private` is in `WHOLE` only so that no field is left out."""
    steps = (replace(step, private=False) if isinstance(step, Handler) else step for step in graph.steps)
    return replace(graph, steps=tuple(steps))


def test_the_chat_comes_back_byte_for_byte() -> None:
    assert encode(decode(CHAT)) == CHAT
    assert encode(decode(CHAT.encode())) == CHAT


def test_a_graph_with_all_there_is_comes_back_equal() -> None:
    assert graph_of(json.loads(encode(WHOLE))) == WHOLE
    assert decode(encode(offered(WHOLE))) == offered(WHOLE)


def test_the_layout_of_a_text_has_no_meaning() -> None:
    assert decode(json.dumps(json.loads(CHAT), indent=3)) == decode(CHAT)


def test_each_step_stands_on_a_line_of_its_own() -> None:
    lines = encode(WHOLE).splitlines()

    for step in WHOLE.steps:
        assert sum(line.startswith(f'  {{"id": "{step.id}", "kind": "{step.kind}"') for line in lines) == 1


def test_fields_that_say_nothing_are_left_out() -> None:
    document = document_of(replace(WHOLE, tests=()))

    assert "tests" not in document
    assert next(step for step in document["steps"] if step["id"] == "Detail.todo") == {
        "id": "Detail.todo",
        "kind": "input",
        "by": "reference",
        "scope": "shared",
        "type": {"$ref": "#/$defs/Todo"},
        "rank": 0,
    }


def test_a_sound_graph_has_no_faults() -> None:
    assert check(offered(WHOLE)) == ()


def test_checking_finds_what_a_page_may_not_offer() -> None:
    fault = GraphFault("List", "template.1.body.0.of.1.0.handler", "`List.toggle` is private, so no page may offer it")

    assert check(WHOLE) == (fault,)


def test_a_literal_that_looks_like_a_node_is_a_literal() -> None:
    body = ({"op": "set", "at": ref("List.todos"), "to": lit({"op": "navigate"})},)

    assert [node["op"] for node in nodes_in(body, "lit")] == ["lit"]
    assert list(nodes_in(body, "navigate")) == []


def test_edges_follow_from_the_steps_and_point_where_values_flow() -> None:
    edges = edges_of(WHOLE.steps, WHOLE.recipes)

    assert Edge("List.todos", "List.left", "reads") in edges
    assert Edge("List.toggle", "List.toggle.navigate", "spawns") in edges
    assert Edge("List.toggle.navigate", "Detail.mine", "passes") in edges
    assert Edge("List.toggle", "List.toggle.spawn", "spawns") in edges
    assert Edge("List.clocks", "Clock.todo", "passes") in edges
    assert Edge("Clock.stopped", "List.stopped", "reads") in edges
    assert Edge("List.toggle", "Clock.stopped", "writes") in edges
    assert Edge("List", "List.toggle", "shows") in edges


def test_too_many_steps_are_refused() -> None:
    document = {**json.loads(CHAT), "steps": [{}] * (STEPS_MAX + 1)}

    with pytest.raises(GraphError) as refused:
        decode(json.dumps(document))

    assert refused.value.faults[0] == GraphFault("", "steps", "has 20001 elements, but at most 20000 are wanted")
