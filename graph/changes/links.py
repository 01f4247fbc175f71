"""What changes for who calls a charm from outside: scripts, forms, pages that are still open."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator, Mapping

from graph.changes.fitting import Finding, Fitting, effects
from graph.changes.report import Change, Verdict
from graph.changes.surface import Callable, Outline, Surface
from graph.schemas import slot_of, type_of
from graph.types import Type

_Compare = abc.Callable[[Type, Type, str], list[Finding]]
"""What becomes of values of the first type, by that name, where the second is expected."""


def link_changes(
    recipe: str, before: Surface, after: Surface, old: Outline, new: Outline, charms: Mapping[str, str]
) -> Iterator[Change]:
    """Handlers, their payloads, parameters that are set from outside, and what is read at `/state`.

    recipe: as it is called now; old, new: its outlines; charms: what recipes of before are called now. A value is put
    here from outside, so what was accepted once and is out of bounds now breaks its sender.
    """

    def compared(one: Type, other: Type, name: str) -> list[Finding]:
        return [*Fitting(before.named, after.named, charms).findings(one, other, name)]

    for name, handler in old.handlers.items():
        if name in new.handlers:
            yield from _handler(f"{recipe}.{name}", handler, new.handlers[name], compared)
        else:
            yield Change("link", "breaks", f"{recipe}.{name}", "can no longer be called")
    for name in new.handlers:
        if name not in old.handlers:
            yield Change("link", "safe", f"{recipe}.{name}", "can be called now")
    if recipe == next(iter(after.recipes)):
        yield from _parameters(recipe, old, new)
    yield from _readable(recipe, old, new, compared)


def _handler(id_: str, old: Callable, new: Callable, compared: _Compare) -> Iterator[Change]:
    found: list[Change] = []
    for name, schema in old.payload.items():
        if name not in new.payload:
            found.append(Change("link", "breaks", id_, f"no longer takes `{name}`, and refuses who sends it"))
            continue
        was, now = slot_of(name, schema), slot_of(name, new.payload[name])
        differing = compared(was.type, now.type, name)
        if breaking := [each for each in differing if each.effect not in ("filled", "reshaped")]:
            why = "; ".join(map(str, breaking))
            found.append(Change("link", "breaks", id_, f"takes another `{name}`: {why}"))
        elif now.required and not was.required:
            found.append(Change("link", "breaks", id_, f"asks for `{name}`, which could be left out"))
        elif schema != new.payload[name]:
            found.append(Change("link", "safe", id_, f"takes more for `{name}` than before"))
    for name, schema in new.payload.items():
        if name not in old.payload:
            is_needed = slot_of(name, schema).required
            why = "nobody sends yet" if is_needed else "may be left out"
            verdict: Verdict = "breaks" if is_needed else "safe"
            found.append(Change("link", verdict, id_, f"{'asks for' if is_needed else 'takes'} `{name}`, which {why}"))
    if not found and old.body != new.body:
        found.append(Change("link", "safe", id_, "is called as before, and does something else"))
    yield from found


def _parameters(recipe: str, old: Outline, new: Outline) -> Iterator[Change]:
    for name in old.params:
        if name not in new.params:
            yield Change("link", "breaks", recipe, f"has no parameter `{name}` any more to be started with")
    for name in new.params:
        if name not in old.params and new.holders[name].needed:
            yield Change("link", "breaks", recipe, f"cannot be started without the parameter `{name}`")


def _readable(recipe: str, old: Outline, new: Outline, compared: _Compare) -> Iterator[Change]:
    was = {name: holder.type for name, holder in old.holders.items()} | old.values
    now = {name: holder.type for name, holder in new.holders.items()} | new.values
    for name, schema in was.items():
        if name not in now:
            yield Change("link", "breaks", f"{recipe}.{name}", f"is not read at `state/{name}` any more")
        elif "lost" in effects(compared(type_of(schema), type_of(now[name]), name)):
            yield Change("link", "breaks", f"{recipe}.{name}", f"reads as another type at `state/{name}`")
    for name in new.values:
        if name not in was:
            yield Change("link", "safe", f"{recipe}.{name}", f"can be read at `state/{name}`")
