"""The words on a page, for tests that look at it: what `shows` searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph.elements import ELEMENTS
from graph.model import Node
from runtime.host import Page

# Attributes whose text stands on the page; of inputs, the label does and the value does not.
_WORDS = ("label", "hint", "placeholder")


def text_of(page: Page) -> str:
    """The pieces of text on a page in the order of reading, one a line."""
    return "\n".join(_words(page, page.recipe.template, ()))


def _words(page: Page, template: Sequence[Node], keys: tuple[str, ...]) -> Iterator[str]:
    for node in template:
        if node["op"] == "element":
            yield from _of_element(page, node, keys)
        elif node["op"] == "branch":
            number = page.value(node["step"], keys)
            if 0 <= number < len(node["of"]):
                yield from _words(page, node["of"][number], keys)
        else:
            for key in page.value(node["step"], keys):
                yield from _words(page, node["body"], (*keys, key))


def _of_element(page: Page, node: Node, keys: tuple[str, ...]) -> Iterator[str]:
    for name in _WORDS:
        if name in node.get("attributes", {}):
            yield _text(page, node["attributes"][name], keys)
    if "content" in node and not ELEMENTS[node["name"]].binds:
        yield _text(page, node["content"], keys)
    yield from _words(page, node.get("children", ()), keys)


def _text(page: Page, content: Node, keys: tuple[str, ...]) -> str:
    value: Any = content["value"] if content["op"] == "lit" else page.value(content["step"], keys)
    return "" if value is None else str(value)
