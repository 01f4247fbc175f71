"""Controls: what a visitor types into or chooses from, filled with what is known and what was typed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import escape

from graph.model import StepId
from runtime.server.parts import Fill, Place, alert, text_of
from runtime.server.places import Address, written
from runtime.server.protocol import Json

Shape = Literal["text", "time", "checkbox", "no", "textarea", "select"]


@dataclass(frozen=True, slots=True)
class Control:
    """The tag of a control from its name on, and what is inside; `Wrong` stands somewhere behind it.

    name:    a payload field, or the address of what it is bound to, in which case `step` gives its value.
    shape:   `no` is the hidden answer of a checkbox that is not ticked.
    choices: value and words, of a select.
    """

    shape: Shape
    name: str | Address
    step: StepId | None
    choices: tuple[tuple[str, str], ...] = ()

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        name = self.name if isinstance(self.name, str) else written(self.name, keys)
        texts = () if self.step is None else texts_of(fill.value(self.step, keys))
        error = None
        if fill.within is not None and self.shape != "no":
            texts, error = fill.within.typed.get(name, texts), fill.within.errors.get(name)
        if error is None:
            return f' name="{escape(name)}"{self._rest(texts)}'
        fill.errors += 1
        named = f"error-{fill.errors}"
        fill.wrong = alert(error, named)
        # The first one that is wrong gets the focus, as it does with script.
        focus = " autofocus" if fill.errors == 1 else ""
        return f' name="{escape(name)}" aria-invalid="true" aria-describedby="{named}"{focus}{self._rest(texts)}'

    def blank(self) -> str:
        name = self.name if isinstance(self.name, str) else Place(self.name).blank()
        return f' name="{name}"{self._rest(())}'

    def _rest(self, texts: Sequence[str]) -> str:
        last = texts[-1] if texts else ""
        match self.shape:
            case "time":
                return f' value="{escape(last.removesuffix("Z"))}">'
            case "text":
                return f' value="{escape(last)}">' if last else ">"
            case "checkbox":
                return ' value="true" checked>' if last else ' value="true">'
            case "no":
                return ' value="">'
            case "textarea":
                # A parser drops the first newline of a textarea, so one is given to it.
                return f">\n{escape(last)}</textarea>"
        chosen = set(texts)
        return f">{''.join(_option(value, words, chosen) for value, words in self.choices)}</select>"


@dataclass(frozen=True, slots=True)
class Was:
    """What a bound control showed when the page was made, so that a form says only what was edited."""

    name: Address
    step: StepId

    def fill(self, fill: Fill, keys: Sequence[str]) -> str:
        name, texts = Place(self.name).fill(fill, keys), texts_of(fill.value(self.step, keys))
        return f'<input type="hidden" name="was:{name}" value="{escape(texts[-1] if texts else "")}">'

    def blank(self) -> str:
        return f'<input type="hidden" name="was:{Place(self.name).blank()}" value="">'


def texts_of(value: Json) -> Sequence[str]:
    """A value as a control holds it: one text, or several."""
    return [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]


def _option(value: str, words: str, chosen: set[str]) -> str:
    selected = " selected" if value in chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(words)}</option>'
