"""A page as a browser without script sees it: elements, words, and forms that can be sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

_VOID = {"input", "meta", "link", "br", "progress"} - {"progress"}


@dataclass(slots=True)
class Node:
    """An element, with what is inside it in order."""

    tag: str
    attributes: dict[str, str | None]
    inside: list["Node | str"] = field(default_factory=list)

    def all(self, tag: str = "") -> Iterator["Node"]:
        """The elements inside with that tag, or all, in order; those of templates are none."""
        for part in self.inside:
            if isinstance(part, Node) and part.tag != "template":
                if tag in ("", part.tag):
                    yield part
                yield from part.all(tag)

    @property
    def text(self) -> str:
        """The words inside."""
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    def get(self, name: str) -> str:
        """An attribute, "" where there is none or it has no value."""
        return self.attributes.get(name) or ""

    def form(self, action: str) -> "Node":
        """The first form that goes to an address with that end."""
        return next(form for form in self.all("form") if form.get("action").endswith(action))

    def fields(self) -> dict[str, str | list[str]]:
        """What a form sends when its own button is pressed."""
        found: dict[str, list[str]] = {}
        for control in self.all():
            name = control.get("name")
            if (
                control.tag == "input"
                and name
                and (control.get("type") != "checkbox" or "checked" in control.attributes)
            ):
                found.setdefault(name, []).append(control.get("value"))
            elif control.tag == "textarea":
                found.setdefault(name, []).append(control.text.removeprefix("\n"))
            elif control.tag == "select":
                options = list(control.all("option"))
                chosen = [option for option in options if "selected" in option.attributes]
                if not chosen and "multiple" not in control.attributes:
                    chosen = options[:1]
                found.setdefault(name, []).extend(option.get("value") for option in chosen)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self._open[-1].inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def read(self, html: str) -> Self:
        self.feed(html)
        self.close()
        assert self._open == [self.root], "an element is left open"
        return self


def read(html: str) -> Node:
    """The page."""
    return _Reader().read(html).root
