"""What becomes of a stored value whose type is another one now, as far as the two types alone can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from graph import types as t
from graph.types import Type, Types

Effect = Literal["narrowed", "filled", "renamed", "reshaped", "lost"]
"""narrowed: fits unless it is out of the new bounds.  filled: gets a field that it has not.
renamed: a field of it goes by another name.  reshaped: means the same and is kept in another way.
lost: there is no telling what it should become, or a part of it has no place any more."""


class Finding(Struct, frozen=True):
    """One difference. path: from the name of the value inwards, `todos[].at`; why: what is said of what lies there."""

    path: str
    effect: Effect
    why: str

    def __str__(self) -> str:
        return f"`{self.path}` {self.why}" if self.is_inner else self.why

    @property
    def is_inner(self) -> bool:
        """Whether it is of a part of the value."""
        return "." in self.path or "[" in self.path


class Fitting(Struct):
    """Values of `before` put where `after` is expected.

    before, after: the named types of either side.  charms: what recipes of before are called after.
    """

    before: Types
    after: Types
    charms: Mapping[str, str]
    _met: set[tuple[str, str]] = set()

    def findings(self, old: Type, new: Type, path: str) -> Iterator[Finding]:
        """All differences, outermost first; none: each old value fits as it stands."""
        if isinstance(old, t.Named) and isinstance(new, t.Named):
            # A type may contain itself; what was compared once is not compared again.
            if (old.name, new.name) in self._met:
                return
            self._met.add((old.name, new.name))
        old, new = t.resolve(old, self.before), t.resolve(new, self.after)
        match old, new:
            case (t.Json(), t.Json()) | (t.Nothing(), t.Option()):
                return
            case _, t.Json():
                yield Finding(path, "reshaped", "may be any JSON now")
            case t.Option(one), t.Option(two):
                yield from self.findings(one, two, path)
            case _, t.Option(two):
                yield from self.findings(old, two, path)
            case t.Option(one), _:
                yield Finding(path, "narrowed", "may no longer be none")
                yield from self.findings(one, new, path)
            case t.ListOf(), t.ListOf():
                yield from self._lists(old, new, path)
            case t.MapOf(), t.MapOf():
                if (old.key, new.key) != (t.Text(), t.Text()):
                    yield from self.findings(old.key, new.key, f"{path}[key]")
                yield from self.findings(old.value, new.value, f"{path}[]")
            case t.Record(), t.Record():
                yield from self._records(old, new, path)
            case t.Union(), t.Union():
                yield from self._unions(old, new, path)
            case _:
                yield from self._scalars(old, new, path)

    def _lists(self, old: t.ListOf, new: t.ListOf, path: str) -> Iterator[Finding]:
        keys = _key(old, self.before), _key(new, self.after)
        items = list(self.findings(old.item, new.item, f"{path}[]"))
        renamed = t.resolve(new.item, self.after)
        slot = renamed.field(keys[1]) if isinstance(renamed, t.Record) and keys[1] else None
        was = slot.was if slot is not None and slot.was is not None else keys[1]
        if keys[0] not in (keys[1], was):
            yield Finding(path, "reshaped", "has elements that are known in another way")
            if keys[1] is not None:
                yield Finding(path, "narrowed", f"may not have two elements with the same `{keys[1]}`")
        yield from _bounds(path, (old.low, old.high), (new.low, new.high), "elements")
        yield from items

    def _records(self, old: t.Record, new: t.Record, path: str) -> Iterator[Finding]:
        left = {slot.name for slot in old.fields}
        for slot in new.fields:
            below = f"{path}.{slot.name}" if path else slot.name
            name = slot.name
            if old.field(name) is None and slot.was is not None and new.field(slot.was) is None:
                name = slot.was
            before = old.field(name)
            if before is not None:
                left.discard(name)
                if name != slot.name:
                    yield Finding(path, "renamed", f"has `{slot.name}` where it had `{name}`")
                yield from self.findings(before.type, slot.type, below)
            elif slot.required:
                yield Finding(path, "lost", f"has a new field `{slot.name}`, and no default for it")
            else:
                yield Finding(path, "filled", f"has a new field `{slot.name}`, which gets its default")
        for name in sorted(left):
            yield Finding(path, "lost", f"has no field `{name}` any more, and what that holds would be lost")

    def _unions(self, old: t.Union, new: t.Union, path: str) -> Iterator[Finding]:
        if old.tag != new.tag:
            yield Finding(path, "lost", f"is told apart by `{new.tag}`, no longer by `{old.tag}`")
            return
        options = {_literal(option, new.tag): option for option in new.options}
        for option in old.options:
            literal = _literal(option, old.tag)
            if literal in options:
                yield from self.findings(option, options[literal], path)
            else:
                yield Finding(path, "narrowed", f'can no longer be "{literal}"')

    def _scalars(self, old: Type, new: Type, path: str) -> Iterator[Finding]:
        match old, new:
            case t.Text(), t.Text():
                yield from _bounds(path, (old.low, old.high), (new.low, new.high), "characters")
                if new.pattern not in (None, old.pattern):
                    yield Finding(path, "narrowed", "has to match a pattern")
            case t.Int(low, high) | t.Number(low, high), t.Number(least, most):
                yield from _bounds(path, (low, high), (least, most), "")
            case t.Int(low, high), t.Int(least, most):
                yield from _bounds(path, (low, high), (least, most), "")
            case t.Enum(), t.Enum():
                for value in [value for value in old.values if value not in new.values]:
                    yield Finding(path, "narrowed", f'can no longer be "{value}"')
            case t.CharmOf(one), t.CharmOf(two) if self.charms.get(one) == two:
                return
            case t.Id() | t.Time() | t.Date() | t.CharmOf() | t.Enum(), t.Text():
                if (new.low, new.high, new.pattern) != (0, None, None):
                    yield Finding(path, "narrowed", "is a text with bounds now")
            case t.Text(), t.Id() | t.Enum():
                only = "an id" if isinstance(new, t.Id) else "one of a few"
                yield Finding(path, "narrowed", f"can only be {only}")
            case _ if type(old) is type(new) and not isinstance(new, t.CharmOf):
                return
            case _:
                yield Finding(path, "lost", "has another type now")


def _bounds(
    path: str, old: tuple[float | None, float | None], new: tuple[float | None, float | None], of: str
) -> Iterator[Finding]:
    """Where the new bounds leave out what the old ones let in."""
    unit = f" {of}" if of else ""
    low, high = new
    if low is not None and (old[0] is None or old[0] < low):
        yield Finding(path, "narrowed", f"has to {'have' if of else 'be'} at least {low}{unit}")
    if high is not None and (old[1] is None or old[1] > high):
        yield Finding(path, "narrowed", f"has to {'have' if of else 'be'} at most {high}{unit}")


def _key(listed: t.ListOf, types: Types) -> str | None:
    item = t.resolve(listed.item, types)
    return item.key if isinstance(item, t.Record) else None


def _literal(option: t.Record, tag: str) -> str | None:
    slot = option.field(tag)
    return slot.type.values[0] if slot is not None and isinstance(slot.type, t.Enum) else None


def effects(findings: Iterable[Finding]) -> set[Effect]:
    """The effects among findings."""
    return {finding.effect for finding in findings}
