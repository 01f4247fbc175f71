"""The elements of views: one table, read by the compiler, the checker, the page and the docs.

An element says what something means; how it looks is the theme's business. What it becomes in HTML stands here
as far as it is a tag and a role; the page does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from graph.model import SlotKind

Presence = Literal["none", "optional", "required"]

_FOLLOWED = r"(https?://|mailto:|tel:|/c/)"


class Attribute(Struct, frozen=True):
    """A named value of an element.

    slot:   how its value reaches the page: `attribute` is text, `flag` is Bool, `url` passes the allow-list.
    type:   the type that the language asks for: Text, Bool, Int, Number, Time, a charm ("Charm"), an element of a
            list in a cell ("Element") or such a list ("List"). The last two become operands of the node.
    choices: the texts allowed where it is not free; such an attribute must be written as a literal.
    html:   the attribute that it becomes; "" where the page does something of its own with it.
    """

    doc: str
    slot: SlotKind = "attribute"
    type: str = "Text"
    choices: tuple[str, ...] = ()
    html: str = ""
    required: bool = False


class Element(Struct, frozen=True):
    """One kind of element.

    content:  whether it takes a value, as text (or a Time, for `time` and `countdown`).
    binds:    its content names a payload field or a path in a cell: an input.
    arrow:    whether `-> handler(…)` stands behind it.
    children: whether it has a block.
    within:   the elements in one of which it must stand, if any.
    one_of:   the attributes of which it needs exactly one, if any.
    """

    name: str
    doc: str
    example: str
    tag: str
    content: Presence = "none"
    binds: bool = False
    arrow: Presence = "none"
    children: Presence = "none"
    role: str = ""
    within: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = {}


_LABEL = Attribute("What it is called, for people who see and people who listen.", html="aria-label")
_NEEDED_LABEL = Attribute("What it asks for; stands beside it.", required=True)
_TONE = Attribute("What it means.", choices=("neutral", "good", "warning", "bad"), html="data-tone")
_DISABLED = Attribute("Whether it cannot be used now.", slot="flag", type="Bool", html="disabled")
_PLACEHOLDER = Attribute("An example of what to type.", html="placeholder")
_HINT = Attribute("A sentence of help below it.")

ELEMENTS: Mapping[str, Element] = {
    element.name: element
    for element in (
        Element("title", "The title of the page, in its tab.", 'title "Chat"', "title", content="required"),
        Element(
            "heading",
            "A heading; the first one of a view is the page's own.",
            'heading "Chat"',
            "h2",
            content="required",
        ),
        Element("text", "Words.", 'text "Hello, {name}"', "span", content="required"),
        Element("strong", "Words that matter more.", "strong name", "strong", content="required"),
        Element("time", "A moment, in the reader's own zone and words.", "time message.at", "time", content="required"),
        Element(
            "countdown",
            "The time that is left until a moment; counts down on the page by itself.",
            'countdown q.closes label: "Time left"',
            "time",
            content="required",
            role="timer",
            attributes={"label": _LABEL},
        ),
        Element(
            "badge",
            "A short fact beside something.",
            'badge "{count(items)}"',
            "span",
            content="required",
            attributes={"tone": _TONE},
        ),
        Element(
            "row",
            "Things side by side.",
            "row { strong name; text words }",
            "div",
            children="required",
            attributes={"label": _LABEL},
        ),
        Element(
            "column",
            "Things one below the other.",
            'column label: "Open" { text "…" }',
            "div",
            arrow="optional",
            children="required",
            attributes={
                "label": _LABEL,
                "accepts": Attribute(
                    "The list whose elements can be dropped here, which sends the arrow.", type="List"
                ),
            },
        ),
        Element(
            "card",
            "Things that belong together, in a frame.",
            "card { heading name; text words }",
            "div",
            children="required",
            attributes={
                "label": _LABEL,
                "drag": Attribute("The element of a list in a cell that moves with it.", "args", type="Element"),
            },
        ),
        Element(
            "list",
            "A list; its children are items.",
            'list label: "Users" { for n in names { item n } }',
            "ul",
            children="required",
            attributes={"label": _LABEL},
        ),
        Element(
            "item", "One entry of a list.", "item name", "li", content="optional", children="optional", within=("list",)
        ),
        Element(
            "log",
            "A list that grows at its end: read out once, kept scrolled to the newest.",
            'log label: "Conversation" { … }',
            "div",
            children="required",
            role="log",
            attributes={"label": _LABEL},
        ),
        Element(
            "table",
            "Rows with columns; its children are rows.",
            "table { row { text a; text b } }",
            "div",
            children="required",
            role="table",
            attributes={"label": _LABEL},
        ),
        Element(
            "link",
            "A link to a charm or to a page elsewhere.",
            'link "Open" to: room',
            "a",
            content="required",
            one_of=("to", "url"),
            attributes={
                "to": Attribute("The charm that it leads to.", slot="charm", type="Charm", html="href"),
                "url": Attribute("An http, https, mailto or tel address.", slot="url", html="href"),
            },
        ),
        Element(
            "form",
            "Inputs and a button; sends its handler what was typed.",
            "form -> rename() { … }",
            "form",
            arrow="required",
            children="required",
            attributes={"label": _LABEL},
        ),
        Element(
            "button",
            "Something to press. In a form without an arrow of its own it sends the form.",
            'button "Save"',
            "button",
            content="required",
            arrow="optional",
            attributes={
                "label": _LABEL,
                "disabled": _DISABLED,
                "tone": _TONE,
                "pressed": Attribute("Whether it stays down.", slot="flag", type="Bool", html="aria-pressed"),
            },
        ),
        Element(
            "input",
            "One line to type; the kind of field follows from the type.",
            'input draft label: "Message"',
            "input",
            content="required",
            binds=True,
            arrow="optional",
            attributes={"label": _NEEDED_LABEL, "placeholder": _PLACEHOLDER, "hint": _HINT, "disabled": _DISABLED},
        ),
        Element(
            "textarea",
            "Several lines to type.",
            'textarea note label: "Note"',
            "textarea",
            content="required",
            binds=True,
            arrow="optional",
            attributes={"label": _NEEDED_LABEL, "placeholder": _PLACEHOLDER, "hint": _HINT, "disabled": _DISABLED},
        ),
        Element(
            "checkbox",
            "Yes or no.",
            'checkbox todo.done label: "Done"',
            "input",
            content="required",
            binds=True,
            arrow="optional",
            attributes={"label": _NEEDED_LABEL, "disabled": _DISABLED},
        ),
        Element(
            "select",
            "One of a few; the choices are those of the type.",
            'select lane label: "Lane"',
            "select",
            content="required",
            binds=True,
            arrow="optional",
            attributes={"label": _NEEDED_LABEL, "hint": _HINT, "disabled": _DISABLED},
        ),
        Element(
            "progress",
            "How far something is, from 0 to 1.",
            'progress done label: "Done"',
            "progress",
            attributes={
                "label": _NEEDED_LABEL,
                "value": Attribute("From 0 to 1.", type="Number", html="value", required=True),
            },
        ),
    )
}
"""Every element by name."""


def safe_url(url: str) -> str | None:
    """The address if it may be followed from a page: of an allowed scheme, or a charm of the same app."""
    # Browsers pass over these characters, so that `java\nscript:` is a scheme to them.
    bare = re.sub(r"[\x00-\x20]", "", url)
    return bare if re.match(_FOLLOWED, bare, re.IGNORECASE) else None
