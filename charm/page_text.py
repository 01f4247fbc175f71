"""The words on a page, for tests that look at it: what `shows` searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.elements import ELEMENTS
from graph.model import Node
from runtime.host import Page

# Attributes whose text stands on the page; of inputs, the label does and the value does not.
_WORDS = ("label", "hint", "placeholder")


def text_of(page: Page) -> str:
    """The pieces of text on a page in the order of reading, one a line."""
    return "\n".join(_Words(page, (page.charm,)).of(page.recipe.template, ()))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a page; around: the charms that it stands in, itself included."""

    page: Page
    around: tuple[str, ...]

    def of(self, template: Sequence[Node], keys: tuple[str, ...]) -> Iterator[str]:
        for node in template:
            match node["op"]:
                case "element":
                    yield from self._element(node, keys)
                case "branch":
                    number = self.page.value(node["step"], keys)
                    if 0 <= number < len(node["of"]):
                        yield from self.of(node["of"][number], keys)
                case "charm":
                    shown = self.page.shown(self.page.value(node["step"], keys))
                    if shown is not None and shown.charm not in self.around:
                        yield from _Words(shown, (*self.around, shown.charm)).of(shown.recipe.template, ())
                case _:
                    for key in self.page.value(node["step"], keys):
                        yield from self.of(node["body"], (*keys, key))

    def _element(self, node: Node, keys: tuple[str, ...]) -> Iterator[str]:
        for name in _WORDS:
            if name in node.get("attributes", {}):
                yield self._text(node["attributes"][name], keys)
        if "content" in node and not ELEMENTS[node["name"]].binds:
            yield self._text(node["content"], keys)
        yield from self.of(node.get("children", ()), keys)

    def _text(self, content: Node, keys: tuple[str, ...]) -> str:
        value: Any = content["value"] if content["op"] == "lit" else self.page.value(content["step"], keys)
        return "" if value is None else str(value)
