"""What a form without script says: text, to be read by the types of what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from graph import types as t
from graph.model import Graph, Handler, View, recipe_of, rows_around
from graph.schemas import type_of
from runtime.limits import FORM_FIELDS_MAX
from runtime.server.parts import Complaint
from runtime.server.places import Address, input_address, opened, type_at
from runtime.server.protocol import EventName, Json, Malformed, read_json

# Bounded, since what Python takes for reading an integer grows with the square of its digits.
_INTEGER = re.compile(r"-?\d{1,300}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,2})?", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?", re.ASCII)
_OURS = ("_event", "_args", "_press", "_page")
_WAS = "was:"

Fields = Mapping[str, Sequence[str]]
"""The fields of a form by name, each with all its values."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it was sent. args: of its arrow, as text. payload and sets: read by their types."""

    event: EventName
    args: str
    fields: Fields
    payload: dict[str, Json]
    sets: dict[str, Json]

    @property
    def page(self) -> str | None:
        """The charm on whose page the form stood, if another than its own."""
        return self.fields["_page"][-1] if "_page" in self.fields else None

    def complaint(self, charm: str, sends: str, message: str, errors: Sequence[tuple[str, str]]) -> Complaint:
        """The form to show again. An error goes to the field that its path begins with, if there is one."""
        at_fields: dict[str, str] = {}
        others = []
        for path, wrong in errors:
            name = next((name for name in (path, re.split(r"[./]", path)[0]) if name in self.fields), None)
            if name is None:
                others.append(f"{path}: {wrong}" if path else wrong)
            else:
                at_fields.setdefault(name, wrong)
        said = "" if at_fields else message
        return Complaint(charm, sends, self.args, self.fields, at_fields, " ".join(filter(None, (said, *others))))


@dataclass(frozen=True, slots=True)
class BoundInput:
    """An input that a view offers."""

    address: Address
    type: t.Type

    def is_at(self, path: str) -> bool:
        """Whether this input, in some row, has that address."""
        segments = path.split("/")
        return len(segments) == len(self.address) and all(
            isinstance(part, int) or part == segment for part, segment in zip(self.address, segments, strict=True)
        )


def read_fields(body: bytes) -> Fields:
    """The fields of a URL-encoded body. Raises Malformed."""
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=FORM_FIELDS_MAX,
        )
    except ValueError as error:
        raise Malformed("This is no form, or one with too many fields.") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        # Browsers send newlines as two characters.
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return fields


def read_form(fields: Fields, handler: Handler, graph: Graph) -> SentForm:
    """A form for a handler. Raises Malformed."""
    event, args = _event_and_args(fields)
    payload = read_json(args.encode()) if args else {}
    if not isinstance(payload, dict):
        raise Malformed("The arguments of a form are an object.")
    sets: dict[str, Json] = {}
    inputs = tuple(bound_inputs(recipe_of(handler.id), graph))
    for name, values in fields.items():
        if name in _OURS or name.startswith(_WAS):
            continue
        if name in handler.payload:
            payload[name] = from_texts(values, type_of(handler.payload[name]), graph)
        elif values[-1:] != fields.get(_WAS + name, ())[-1:]:
            sets[name] = _for_input(name, values, inputs, graph)
    return SentForm(event, args, fields, payload, sets)


def read_set_form(fields: Fields, path: str, recipe: str, graph: Graph) -> SentForm:
    """A form for one bound input. Raises Malformed."""
    event, _ = _event_and_args(fields)
    if path not in fields:
        raise Malformed(f"The form has no field {path!r}.")
    value = _for_input(path, fields[path], tuple(bound_inputs(recipe, graph)), graph)
    return SentForm(event, "", fields, {}, {path: value})


def bound_inputs(recipe: str, graph: Graph) -> Iterator[BoundInput]:
    """The inputs that a recipe's view binds to cells."""
    views = {step.id: step for step in graph.of(recipe) if isinstance(step, View)}
    for view in views.values():
        if view.at is not None:
            rows = rows_around(view, views)
            yield BoundInput(input_address(view, rows), type_at(view.at, rows, graph))


def from_texts(values: Sequence[str], type_: t.Type, graph: Graph) -> Json:
    """What the texts of a field mean. What cannot be read stays text: the type then says what is wrong with it."""
    text = values[-1] if values else ""
    inner = opened(type_, graph)
    if isinstance(type_, t.Option) and not text:
        return None
    match inner:
        case t.ListOf(item=item) if not isinstance(opened(item, graph), t.Record | t.ListOf | t.MapOf | t.Union):
            return [from_texts([value], item, graph) for value in values if value]
        case t.Int() | t.Number() | t.Duration():
            return _number(text)
        case t.Bool():
            return text in ("true", "on")
        case t.Time() if found := _TIME.fullmatch(text.strip()):
            return f"{found[1]}:{found[2] or '00'}.{(found[3] or '').ljust(3, '0')}Z"
        case t.Record() | t.MapOf() | t.Union() | t.Json() | t.ListOf():
            try:
                return read_json(text.encode())
            except Malformed:
                return text
    return text


def _number(text: str) -> Json:
    if _INTEGER.fullmatch(text.strip()):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text.strip()) else text


def _event_and_args(fields: Fields) -> tuple[EventName, str]:
    """The event's name and the arguments as text; those of the button that was pressed come first."""
    if pressed := fields.get("_press"):
        name, _, args = pressed[-1].partition(" ")
        return EventName.read(name), args
    event = EventName.read(fields["_event"][-1]) if "_event" in fields else EventName.fresh()
    return event, fields.get("_args", ("",))[-1]


def _for_input(path: str, values: Sequence[str], inputs: Sequence[BoundInput], graph: Graph) -> Json:
    found = next((bound for bound in inputs if bound.is_at(path)), None)
    # The host says what is wrong with an address that nothing is bound to.
    return values[-1] if found is None else from_texts(values, found.type, graph)
