"""A recipe with a slot of every kind and a control of every type, and values for it."""

from typing import Any

from graph import types as t
from graph.model import Cell, Graph, Handler, Node, Recipe, Schema, View
from graph.schemas import schema_of

_EMPTY: Node = {"op": "lit", "value": None}
TODO = t.Record((t.Slot("id", t.Id()), t.Slot("title", t.Text(high=20)), t.Slot("due", t.Option(t.Int()))), key="id")
LANE = t.Enum(("open", "done"))
PAYLOAD: dict[str, t.Type] = {
    "words": t.Text(),
    "count": t.Int(),
    "size": t.Option(t.Number()),
    "yes": t.Bool(),
    "lane": LANE,
    "lanes": t.ListOf(LANE),
    "numbers": t.ListOf(t.Int()),
    "at": t.Time(),
    "on": t.Date(),
    "any": t.Json(),
    "owner": t.Option(t.Text()),
}


def lit(value: Any) -> Node:
    """Fixed text."""
    return {"op": "lit", "value": value}


def slot(name: str) -> Node:
    """What changes."""
    return {"op": "slot", "step": f"All.view.{name}"}


def element(name: str, content: Node | None = None, **operands: Any) -> Node:
    """An element; attributes are all operands that a template node does not have."""
    names = ("children", "field", "value", "handler", "args", "list", "drag", "drop", "before")
    own = {key: operands.pop(key) for key in names if key in operands}
    node: Node = {"op": "element", "name": name}
    if content is not None:
        node["content"] = content
    if operands:
        node["attributes"] = operands
    return node | own


def view(name: str, slot: Any, inside: tuple[str, int] | None = None, **more: Any) -> View:
    """A slot of the recipe."""
    outer = None if inside is None else (f"All.view.{inside[0]}", inside[1])
    return View(f"All.view.{name}", slot, "shared", 1, (), outer, None if slot == "rows" else _EMPTY, **more)


def cell(name: str, type_: t.Type) -> Cell:
    """A cell of the recipe."""
    return Cell(f"All.{name}", "shared", schema_of(type_), lit(None))


def handler(name: str, payload: dict[str, Schema] | None = None) -> Handler:
    """A handler that does nothing: a scripted host has none to run."""
    return Handler(f"All.{name}", payload or {}, (), (), "commutes", ())


def _ref(name: str) -> Node:
    return {"op": "ref", "step": f"All.{name}"}


_TITLE: Node = {"op": "field", "of": {"op": "place", "n": 0}, "name": "title"}
_ROWS: dict[str, Any] = {
    "clauses": ({"op": "for", "var": 0, "in": _ref("todos")},),
    "key": {"op": "field", "of": {"op": "var", "n": 0}, "name": "id"},
    "vars": (0,),
}
STEPS = (
    cell("todos", t.ListOf(TODO)),
    cell("note", t.Text()),
    cell("done", t.Bool()),
    cell("count", t.Int()),
    handler("save", {name: schema_of(type_) for name, type_ in PAYLOAD.items()}),
    handler("toggle", {"todo": schema_of(t.Id())}),
    handler("clear"),
    handler("place", {"todo": schema_of(t.Id()), "lane": schema_of(LANE), "before": schema_of(t.Option(t.Id()))}),
    view("title", "text"),
    view("heading", "text"),
    view("time", "time"),
    view("url", "url"),
    view("placeholder", "attribute"),
    view("label", "attribute"),
    view("hint", "attribute"),
    view("disabled", "flag"),
    view("pressed", "flag"),
    view("branch", "branch"),
    view("yes", "text", ("branch", 0)),
    view("rows", "rows", **_ROWS),
    view("row", "text", ("rows", 0)),
    view("args", "args", ("rows", 0)),
    view("bound", "value", ("rows", 0), at=_TITLE),
    view("cards", "rows", **_ROWS),
    view("drag", "args", ("cards", 0)),
    view("card", "args", ("cards", 0)),
    view("column", "args"),
    view("note", "value", at=_ref("note")),
    view("done", "value", at=_ref("done")),
    view("count", "value", at=_ref("count")),
)
TEMPLATE: tuple[Node, ...] = (
    element("title", slot("title")),
    element("heading", slot("heading")),
    element("time", slot("time")),
    element("link", lit("Elsewhere"), url=slot("url")),
    element("button", lit("Clear"), handler="All.clear", disabled=slot("disabled"), pressed=slot("pressed")),
    {"op": "branch", "step": "All.view.branch", "of": [[element("text", slot("yes"))], []]},
    element(
        "list",
        label=slot("label"),
        children=[
            {
                "op": "rows",
                "step": "All.view.rows",
                "body": [
                    element(
                        "item",
                        slot("row"),
                        children=[
                            element("button", lit("Toggle"), handler="All.toggle", args="All.view.args"),
                            element("input", label=lit("Title"), value="All.view.bound"),
                        ],
                    )
                ],
            }
        ],
    ),
    element(
        "column",
        label=lit("Open"),
        handler="All.place",
        args="All.view.column",
        list="todos",
        drop="todo",
        before="before",
        children=[
            {
                "op": "rows",
                "step": "All.view.cards",
                "body": [
                    element(
                        "card",
                        list="todos",
                        drag="All.view.drag",
                        children=[
                            element(
                                "select", label=lit("Lane"), field="lane", handler="All.place", args="All.view.card"
                            )
                        ],
                    )
                ],
            }
        ],
    ),
    element(
        "form",
        handler="All.save",
        children=[
            *(
                element("select" if name.startswith("lane") else "input", label=lit(name), field=name)
                for name in PAYLOAD
                if name != "yes"
            ),
            element("checkbox", label=lit("yes"), field="yes"),
            element(
                "textarea",
                label=slot("label"),
                hint=slot("hint"),
                placeholder=slot("placeholder"),
                value="All.view.note",
            ),
            element("button", lit("Clear instead"), handler="All.clear"),
            element("button", lit("Save")),
        ],
    ),
    element("checkbox", label=lit("Done"), value="All.view.done"),
    element("input", label=lit("Count"), value="All.view.count"),
)
GRAPH = Graph((Recipe("All", (), TEMPLATE),), STEPS)
VALUES: dict[str, Any] = {
    "All.view.title": "All kinds",
    "All.view.heading": "All",
    "All.view.time": "2026-11-22T08:05:00.000Z",
    "All.view.url": "https://example.org/",
    "All.view.disabled": False,
    "All.view.pressed": True,
    "All.view.branch": 0,
    "All.view.rows": ["a1", "b2"],
    "All.view.args a1": {"todo": "a1"},
    "All.view.args b2": {"todo": "b2"},
    "All.view.bound a1": "milk",
    "All.view.cards": ["a1", "b2"],
    "All.view.drag a1": "a1",
    "All.view.drag b2": 'b"2',
    "All.view.card a1": {"todo": "a1"},
    "All.view.card b2": None,
    "All.view.column": {"lane": "open"},
    "All.view.note": "as it was",
    "All.view.done": True,
    "All.view.count": 3,
}
