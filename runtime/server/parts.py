"""What of a view's HTML changes: holes between pieces of fixed text, and how a page fills them.

Each body is read in two ways. Filled, it is what a visitor sees. Blank, it is what the page's script clones rows and
branches from; there each element with slots says in `data-s` which ones, as `kind slot[:attribute]`. The filled page
says nothing of the kind, so that ten thousand rows stay small: the script walks it beside its blank. Only what varies
in length stands between comments, `<!--[5-->` (rows of slot 5), `<!--=key-->` (a row), `<!--[4:1-->` (branch 1 of
slot 4) and `<!--]-->`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

import msgspec
from markupsafe import escape

from graph.elements import safe_url
from graph.model import StepId
from runtime.evaluate.apart import as_nothing
from runtime.host import Page
from runtime.server import places
from runtime.server.protocol import Json

AGAIN = "This is shown further up already."
"""What stands in place of a charm that would be shown within itself."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a form without script was not done. It comes back as it was sent, with the reasons.

    charm:  whose form it is. sends: a handler, or the address of a bound input.
    args:   the form's own, as JSON text. typed: its fields, each with all its values.
    errors: by name of field. message: what belongs to no field.
    """

    charm: str
    sends: str
    args: str
    typed: Mapping[str, Sequence[str]]
    errors: Mapping[str, str]
    message: str


@dataclass(slots=True)
class Fill:
    """A page while it is filled.

    page:      of the charm that is being filled; first that of the whole page, then those shown within.
    view:      how charms of a recipe are filled that are shown within others.
    client:    begins the names of the events of its forms; each form has a client of its own.
    around:    the pages that this one stands in, outermost first.
    complaint: not shown yet. within: that of the form which is being filled. wrong: of the control just filled.
    """

    page: Page
    view: Callable[[str], Parts]
    client: str
    complaint: Complaint | None = None
    around: list[Page] = field(default_factory=list, init=False)
    within: Complaint | None = field(default=None, init=False)
    forms: int = field(default=0, init=False)
    errors: int = field(default=0, init=False)
    wrong: str = field(default="", init=False)

    def value(self, step: StepId, keys: Sequence[str]) -> Json:
        """What the slot shows in that row."""
        return self.page.value(step, tuple(keys))

    def inside(self, page: Page) -> str:
        """The HTML of a charm that is shown within this one."""
        if page.charm in (each.charm for each in (*self.around, self.page)):
            return f'<p class="error">{AGAIN}</p>'
        self.around.append(self.page)
        self.page = page
        html = filled(self.view(page.recipe.id), self)
        self.page = self.around.pop()
        return html

    def event(self) -> str:
        """The name of the event of the form that begins here."""
        self.forms += 1
        return f"{self.client}-{self.forms}:1"


class Hole(Protocol):
    """A place in the HTML where something changes."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        """The HTML of one page; `keys` are those of the enclosing rows, outermost first."""

    def blank(self) -> str:
        """The HTML in the template."""


Parts = tuple[str | Hole, ...]


def filled(parts: Parts, fill: Fill, keys: Sequence[str] = ()) -> str:
    """What a visitor sees."""
    return "".join([part if isinstance(part, str) else part.fill(fill, keys) for part in parts])


def blank(parts: Parts) -> str:
    """What the page's script clones."""
    return "".join([part if isinstance(part, str) else part.blank() for part in parts])


def templates(parts: Parts) -> Iterator[tuple[str, Parts]]:
    """The bodies that the script clones, by name: the slot of rows, or slot and branch as `4.1`; outer ones first."""
    for part in parts:
        match part:
            case Rows():
                yield str(part.slot), part.body
                yield from templates(part.body)
            case Branch():
                for number, body in enumerate(part.bodies):
                    yield f"{part.slot}.{number}", body
                    yield from templates(body)
            case Form():
                yield from templates(part.body)


def text_of(value: Json) -> str:
    """A value as text in the page or in a control."""
    match value:
        case None | False:
            return ""
        case str():
            return value
    return msgspec.json.encode(value, enc_hook=as_nothing).decode()


def moment(value: str) -> str:
    """A time for those without script; the script says it in the reader's own zone."""
    try:
        return datetime.fromisoformat(value).strftime("%-d %b %Y, %H:%M UTC")
    except ValueError:
        # The schema of a Time looks at its shape only: there may be a 31st of February.
        return value


@dataclass(frozen=True, slots=True)
class Marks:
    """The slots of the element in whose tag it stands; only the template says them."""

    marks: tuple[str, ...]

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return ""

    def blank(self) -> str:
        return f' data-s="{" ".join(self.marks)}"' if self.marks else ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return str(escape(text_of(fill.value(self.step, keys))))

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Moment:
    """The rest of a `time` tag, and its words. before: what stands before the moment."""

    step: StepId
    before: str = ""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        value = fill.value(self.step, keys)
        return f' datetime="{escape(value)}">{self.before}{escape(moment(value))}' if value else ">"

    def blank(self) -> str:
        return ">"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute. kind: how the value becomes text. A URL that may not be followed is left out."""

    kind: str
    name: str
    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return attribute(self.kind, self.name, fill.value(self.step, keys))

    def blank(self) -> str:
        return ""


def attribute(kind: str, name: str, value: Json) -> str:
    """An attribute with its value, or nothing where it has none."""
    match kind:
        case "flag" if not name.startswith("aria-"):
            return f" {name}" if value else ""
        case "flag":
            return f' {name}="{"true" if value else "false"}"'
        case "url":
            url = safe_url(text_of(value))
            return "" if url is None else f' {name}="{escape(url)}"'
        case "args":
            return "" if value is None else f' {name}="{escape(args_text(value))}"'
    return "" if value is None else f' {name}="{escape(text_of(value))}"'


def args_text(value: Json) -> str:
    """The arguments of a form as JSON. Where they have a fault there are none, and the handler misses them."""
    return "" if value is None else msgspec.json.encode(value, enc_hook=as_nothing).decode()


@dataclass(frozen=True, slots=True)
class Args:
    """The hidden arguments of a form, as JSON."""

    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return str(escape(args_text(fill.value(self.step, keys))))

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class CharmId:
    """The id of the charm that the page shows."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return fill.page.charm

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Charm:
    """The view of another charm, in an element that says which one it is."""

    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        page = fill.page.shown(fill.value(self.step, keys))
        if page is None:
            return ">"
        return f' data-charm="{page.charm}" data-recipe="{page.recipe.id}">{fill.inside(page)}'

    def blank(self) -> str:
        return ">"


@dataclass(frozen=True, slots=True)
class Address:
    """An attribute with the address of a charm, or nothing where there is none."""

    name: str
    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        charm = fill.value(self.step, keys)
        return "" if charm is None else f' {self.name}="/c/{escape(charm)}"'

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class PageId:
    """The id of the charm whose page this is, within which the one that is being filled is shown."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return fill.around[0].charm

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class EventName:
    """The hidden name of a form's event."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return fill.event()

    def blank(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a bound input. The script puts the keys of a row in place of `{0}`."""

    address: places.Address
    in_url: bool = False

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        address = places.written(self.address, keys)
        return str(escape(quote(address, safe="/") if self.in_url else address))

    def blank(self) -> str:
        return "/".join(f"{{{part}}}" if isinstance(part, int) else part for part in self.address)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a `for`."""

    slot: int
    step: StepId
    body: Parts

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        rows = [
            f"<!--={_in_comment(key)}-->{filled(self.body, fill, (*keys, key))}" for key in fill.value(self.step, keys)
        ]
        return f"<!--[{self.slot}-->{''.join(rows)}<!--]-->"

    def blank(self) -> str:
        return f"<!--[{self.slot}--><!--]-->"


@dataclass(frozen=True, slots=True)
class Branch:
    """The one body whose number the slot gives, if it gives one."""

    slot: int
    step: StepId
    bodies: tuple[Parts, ...]

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        number = fill.value(self.step, keys)
        # A test with a fault shows none of them; its number is -1.
        body = filled(self.bodies[number], fill, keys) if number >= 0 else ""
        return f"<!--[{self.slot}:{number}-->{body}<!--]-->"

    def blank(self) -> str:
        return f"<!--[{self.slot}--><!--]-->"


def _in_comment(key: str) -> str:
    # Neither `--` nor `>` may stand in a comment, and quote leaves the hyphen alone.
    return quote(key, safe="").replace("-", "%2D")


@dataclass(frozen=True, slots=True)
class Form:
    """A form, which may have been sent before and come back with a complaint. sends: a handler, or a bound input."""

    sends: str | places.Address
    args: StepId | None
    body: Parts

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        if fill.complaint is None or not self._is_sent_by(fill.complaint, fill, keys):
            return filled(self.body, fill, keys)
        # One form only: another with the same handler and arguments was not the one that was sent.
        fill.complaint, fill.within = None, fill.complaint
        html = filled(self.body, fill, keys)
        fill.within = None
        return html

    def blank(self) -> str:
        return blank(self.body)

    def _is_sent_by(self, sent: Complaint, fill: Fill, keys: Sequence[str]) -> bool:
        sends = self.sends if isinstance(self.sends, str) else places.written(self.sends, keys)
        args = "" if self.args is None else args_text(fill.value(self.args, keys))
        return (sent.charm, sent.sends, sent.args) == (fill.page.charm, sends, args)


@dataclass(frozen=True, slots=True)
class Message:
    """What a form says that was not done, where it belongs to no field."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        return alert(fill.within.message) if fill.within is not None and fill.within.message else ""

    def blank(self) -> str:
        return ""


def alert(message: str, name: str = "") -> str:
    """A message that is read out at once."""
    named = f' id="{name}"' if name else ""
    return f'<p class="error" role="alert"{named}>{escape(message)}</p>'


@dataclass(frozen=True, slots=True)
class Wrong:
    """What the control before it has to complain about."""

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        wrong, fill.wrong = fill.wrong, ""
        return wrong

    def blank(self) -> str:
        return ""
