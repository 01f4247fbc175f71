"""What is said of a change: which kind it is, whether it breaks something, and what to write then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from graph.model import Schema
from graph.notation import type_text

Kind = Literal["page", "link", "storage"]
Verdict = Literal["safe", "depends", "breaks"]


class Change(Struct, frozen=True):
    """One change, as `subject` and `message` read together: "`Chat.users` is new".

    kind:    of a page; of a link: what scripts, forms and open pages call and read; of what is stored.
    verdict: `depends` on the stored values; what `breaks` of what is stored is refused, and `help` says what to write.
    stored:  what it is about, as it was called: a recipe with its charms, `Recipe.cell` with its values, or
             `&Recipe.parameter` with what is passed to it. Where a store has none of it, nothing breaks.
    """

    kind: Kind
    verdict: Verdict
    subject: str
    message: str
    help: str | None = None
    stored: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether stored state keeps the new recipe from being served."""
        return self.kind == "storage" and self.verdict == "breaks"

    @property
    def refusal(self) -> str:
        """What it is, and what to write."""
        return f"{self}; {self.help}"

    def __str__(self) -> str:
        return f"`{self.subject}` {self.message}"


def written(schema: Schema, before: Mapping[str, Schema], after: Mapping[str, Schema]) -> str:
    """A type of before as it can be written in the recipe of now: names that mean something else now, spelled out."""
    return type_text(_spelled(schema, before, after, ()))


def _spelled(
    schema: Schema, before: Mapping[str, Schema], after: Mapping[str, Schema], within: tuple[str, ...]
) -> Schema:
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if name and name not in within and before[name] != after.get(name):
        return _spelled(before[name], before, after, (*within, name))
    made: Schema = {}
    for word, part in schema.items():
        match part:
            case dict() if word == "properties":
                made[word] = {field: _spelled(each, before, after, within) for field, each in part.items()}
            case dict():
                made[word] = _spelled(part, before, after, within)
            case list() if word in ("anyOf", "oneOf"):
                made[word] = [_spelled(each, before, after, within) for each in part]
            case _:
                made[word] = part
    return made
