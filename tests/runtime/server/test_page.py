"""What a page says without script, and that nothing in it can become markup."""

import re
from typing import Any

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from runtime.server.markup import markup
from tests.runtime.server.kinds import GRAPH, VALUES
from tests.runtime.server.reading import Node, read
from tests.runtime.server.scripted import ScriptedHost, ask

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</textarea><script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "--!><script>alert(1)</script>",
    "<!--",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/",
    "{0}",
    "\u202e\x00\ufffe",
)
KINDS = [name for name, value in VALUES.items() if isinstance(value, str)] + [
    "All.view.label",
    "All.view.hint",
    "All.view.placeholder",
    "All.view.yes",
    "All.view.row",
]


def page(values: dict[str, Any], graph: Any = GRAPH) -> Node:
    """The page of the recipe with every kind of slot, with these values instead."""
    host = ScriptedHost(graph, VALUES | values, {"root": "All"})
    answer = ask(host.app(), "GET", "/")
    assert answer.status_code == 200
    return read(answer.text)


def shape(node: Node) -> list[tuple[str, list[str]]]:
    """Tags and names of attributes: what no value may change."""
    return [(each.tag, sorted(each.attributes)) for each in node.all()]


@pytest.mark.parametrize("slot", KINDS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_value_of_any_slot_becomes_markup(slot: str, hostile: str) -> None:
    harmless, made = page({slot: "harmless"}), page({slot: hostile})

    # An address that may not be followed is left out, here and for what is harmless but no address.
    assert shape(made) == shape(harmless)


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "/" not in text])
def test_no_key_of_a_row_becomes_markup(hostile: str) -> None:
    harmless, made = page({"All.view.rows": ["harmless"]}), page({"All.view.rows": [hostile]})

    assert shape(made) == shape(harmless)


def test_words_come_out_as_they_went_in() -> None:
    made = page({"All.view.heading": "</h1><b>&amp;", "All.view.note": "\n</textarea>"})

    assert next(made.all("h1")).text == "</h1><b>&amp;"
    assert next(made.all("textarea")).text == "\n\n</textarea>"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_address_is_followed_only_by_an_allowed_scheme(hostile: str) -> None:
    assert "href" not in next(page({"All.view.url": hostile}).all("a")).attributes


@pytest.mark.parametrize("url", ["https://a.example/?q=<&", "http://a.example", "mailto:a@b.example", "tel:+1", "/c/x"])
def test_an_allowed_address_is_followed(url: str) -> None:
    assert next(page({"All.view.url": url}).all("a")).get("href") == url


def test_a_page_holds_no_script_style_or_handler_of_its_own() -> None:
    made = page({})

    names = {name for node in made.all() for name in node.attributes}
    assert [node.get("src")[-9:] for node in made.all("script")] == ["client.js"]
    assert list(made.all("style")) == []
    assert not {name for name in names if name.startswith("on")} | names & {"style", "srcdoc"}


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    policy = ask(ScriptedHost().app(), "GET", "/").headers["content-security-policy"].split("; ")

    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert {"require-trusted-types-for 'script'", "trusted-types 'none'", "base-uri 'none'"} <= set(policy)
    assert "unsafe" not in "".join(policy)


def test_the_first_heading_is_the_pages_own_and_the_title_stands_in_the_tab() -> None:
    made = page({})

    assert [node.text for node in made.all("h1")] == ["All"]
    assert [node.text for node in made.all("title")] == ["All kinds"]


def test_in_each_branch_the_first_heading_is_the_pages_own() -> None:
    source = """recipe Page(shared mine: Bool = false, shared hers: Bool = false) {
      view {
        if mine { heading "Mine" } else if hers { row { heading "Hers" } } else { text "Nobody's" }
        heading "Below"
      }
    }"""
    graph, _ = compile_source(Source("page.recipe", source))
    assert graph is not None

    made = repr(markup(graph.recipes[0], graph))

    assert ["<h1>Mine" in made, "<h1>Hers" in made, "<h2>Below" in made] == [True, True, True]
    assert "<h1" not in repr(markup(graph.recipes[0], graph, within=True))


def test_a_branch_shows_one_body_and_one_with_a_fault_shows_none() -> None:
    shown = {
        number: "inside" in page({"All.view.branch": number, "All.view.yes": "inside"}).text for number in (0, 1, -1)
    }

    assert shown == {0: True, 1: False, -1: False}


def test_a_time_that_is_no_day_of_any_calendar_is_shown_as_it_stands() -> None:
    impossible = "2026-02-31T25:61:00.000Z"

    assert [
        next(page({"All.view.time": time}).all("time")).text for time in (impossible, "", VALUES["All.view.time"])
    ] == [
        impossible,
        "",
        "22 Nov 2026, 08:05 UTC",
    ]


def test_every_control_has_a_label_and_every_button_its_words() -> None:
    made = page({})

    labelled = {id(control) for label in made.all("label") for control in label.all()}
    controls = [
        node for node in made.all() if node.tag in ("input", "textarea", "select") and node.get("type") != "hidden"
    ]
    assert [node.attributes for node in controls if id(node) not in labelled] == []
    assert all(button.text or button.get("aria-hidden") for button in made.all("button"))


def test_an_input_of_a_row_is_called_by_the_path_to_it() -> None:
    names = [control.get("name") for control in page({}).all("input") if control.get("name").startswith("todos")]

    assert names == ["todos/a1/title", "todos/b2/title"]


def test_a_card_and_a_column_say_what_a_drop_sends_and_nothing_drags_without_script() -> None:
    made = page({})
    column = next(node for node in made.all("div") if "data-drop" in node.attributes)
    cards = [node for node in column.all("div") if "data-drag" in node.attributes]

    said = {name: column.get(f"data-{name}") for name in ("list", "on", "drop", "before", "args")}
    assert said == {"list": "todos", "on": "place", "drop": "todo", "before": "before", "args": '{"lane":"open"}'}
    assert [(card.get("data-list"), card.get("data-drag")) for card in cards] == [
        ("todos", '"a1"'),
        ("todos", '"b\\"2"'),
    ]
    assert not any({"draggable", "tabindex"} & card.attributes.keys() for card in cards)


def test_what_has_a_fault_instead_of_a_key_cannot_be_dragged() -> None:
    made = page({"All.view.drag a1": None})

    assert len([node for node in made.all("div") if "data-drag" in node.attributes]) == 1


def test_a_row_costs_little_more_than_its_words() -> None:
    def size(rows: int) -> int:
        host = ScriptedHost(values={"Chat.view.Room.5.rows": [f"{number:022}" for number in range(rows)]})
        return len(ask(host.app(), "GET", "/").content)

    assert (size(1100) - size(100)) / 1000 < 130


def test_each_template_stands_once() -> None:
    html = ask(ScriptedHost(GRAPH, VALUES, {"root": "All"}).app(), "GET", "/").text

    names = re.findall(r'<template data-t="([^"]*)">', html)
    assert sorted(names) == ["/", "/11", "/15", "/9.0", "/9.1"]
