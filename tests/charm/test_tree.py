"""The tree of a graph, and types as they are written."""

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from charm.kinds import Kind
from charm.tree import tree
from graph import types as t
from graph.codec import decode
from graph.model import STEP_CLASSES
from graph.notation import slot_text, type_text
from graph.schemas import schema_of, slot_schema

CHAT = decode((Path(__file__).parents[1] / "graph/chat.graph.json").read_bytes())
ALL = {kind.value for kind in Kind}


def drawn(width: int = 80, kinds: set[str] = ALL) -> list[str]:
    return [line.plain for line in tree(CHAT, width, kinds)]


def test_the_chat_reads_like_its_recipe() -> None:
    said = "\n".join(drawn())

    assert said.startswith(
        """\
Chat  the root: everyone's first page
├─ messages  shared  [Message]
├─ users     shared  {Id: Text = "someone"}
├─ on join()
│  └─ opens Session  passes by reference messages, users
└─ view
   ├─ shared  the same for all: 2 lists, 3 texts, 1 time from users, messages
   └─ runs    join

Session  opened by Chat.join
├─ messages  shared  [Message], a reference to the opener's
├─ users     shared  {Id: Text = "someone"}, a reference to the opener's
├─ id        local   Id
├─ name      local   Text(trim, ..40)
├─ draft     local   Text(..2000)
├─ on rename  takes username: Text(trim, 1..40)
│  ├─ reads    id, name
│  ├─ writes   name, users
│  └─ at once  nothing is lost, unless both write at one key
├─ on send()
"""
    )
    assert said.endswith(
        "shared  one value for all who have the address of the charm\n"
        "local   one value per visitor, seen by nobody else"
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_tree_fits_the_terminal(width: int) -> None:
    assert max(map(cell_len, drawn(width))) <= width


def test_shared_and_local_differ_in_colour_and_in_words() -> None:
    styles = {
        str(span.style): line.plain[span.start : span.end].strip()
        for line in tree(CHAT, 80, ALL)
        for span in line.spans
        if span.style in ("shared", "local")
    }

    assert styles == {"shared": "shared", "local": "local"}


def test_only_the_kinds_asked_for_are_shown() -> None:
    cells = drawn(kinds={"cell"})

    assert "├─ messages  shared  [Message]" in cells
    assert not [line for line in cells if " on " in line or "view" in line or "opener" in line]


def test_every_kind_of_step_can_be_asked_for() -> None:
    assert {kind.value for kind in Kind} == set(STEP_CLASSES)


def _call(function: str, of: dict[str, Any]) -> dict[str, Any]:
    return {"op": "call", "function": function, "args": [of]}


_VALUE = {"op": "var", "n": 0}
_CLEAN = t.Cleaning(_call("lower", _call("trim", _VALUE)), t.Text())


@pytest.mark.parametrize(
    ("type_", "written"),
    [
        (t.Text(), "Text"),
        (t.Text(1, 40, clean=_CLEAN), "Text(trim, lower, 1..40)"),
        (t.Text(pattern="^[a-z]$"), "Text(matches: '^[a-z]$')"),
        (t.Int(0, None), "Int(0..)"),
        (t.Number(None, 1.5), "Number(..1.5)"),
        (t.Bool(), "Bool"),
        (t.Option(t.Time()), "Time?"),
        (t.Enum(("open", "done")), '"open" | "done"'),
        (t.ListOf(t.Named("Message")), "[Message]"),
        (t.ListOf(t.Text(), 2, 6), "[Text](2..6)"),
        (t.ListOf(t.Int(), skip=True), "[Int else skip]"),
        (t.MapOf(t.Id(), t.Int(), {"op": "lit", "value": 0}), "{Id: Int = 0}"),
        (t.CharmOf("Chat"), "Charm(Chat)"),
        (t.Json(), "Json"),
        (
            t.Record((t.Slot("id", t.Id(), {"op": "new_id"}), t.Slot("n", t.Int())), "id"),
            "{ key id: Id = …, n: Int }",
        ),
    ],
)
def test_a_type_is_written_as_in_a_recipe(type_: t.Type, written: str) -> None:
    assert type_text(schema_of(type_)) == written


def test_a_parameter_is_written_with_what_stands_in_for_it() -> None:
    slot = t.Slot("step", t.Int(1), {"op": "lit", "value": 1}, {"op": "lit", "value": 2})

    assert slot_text("step", slot_schema(slot)) == "step: Int(1..) = 1 else 2"
