"""`charm ps`: the charms of a space, whether it is served or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from charm.choices import PsFormat
from charm.clocks import machine_time
from charm.databases import StoredLog, databases, read_log
from charm.report import counted
from charm.screen import screen, visible
from runtime.registry import Moment, Registered, Registry
from runtime.store.lock import Holder, holder_of

_HEADS = ("CHARM", "RECIPE", "CAME BY", "MADE", "LAST", "VISITORS")
_GAP = "  "
_CUT = (2, 1)
"""The columns that give way where a line is too long, the first one first."""
_CUT_MIN = 8
_LEVELS_MAX = 4
_NOW_SECONDS = 1
_UNITS = (("s", 60), ("m", 60), ("h", 24), ("d", 1000))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A database with the charms of its space in the order in which they are shown, each with its depth.

    space: None where a start broke off before it was made.
    """

    path: Path
    holder: Holder | None
    space: str | None
    last: Moment | None
    charms: tuple[tuple[int, Registered], ...]


def ps(file: str | None, format_: PsFormat) -> int:
    """List the charms of the space that `file` means, or of all below the folder one is in.

    Errors: CommandError where there is none, and for a store that cannot be read.
    """
    listed = [_listed(path) for path in databases(file)]
    there = screen()
    if format_ == "json":
        there.print(json.dumps([_document(each) for each in listed], ensure_ascii=False, indent=1))
        return 0
    now = machine_time()
    for number, each in enumerate(listed):
        there.print(*[""] * bool(number), *_text(each, now, there.width))
    return 0


def _listed(path: Path) -> _Listed:
    def fold(log: StoredLog) -> tuple[str, Registry]:
        registry = Registry()
        for body in log.bodies:
            registry.take(body)
        return log.space, registry

    found = read_log(path, fold)
    if found is None:
        return _Listed(path, holder_of(path), None, None, ())
    space, registry = found
    return _Listed(path, holder_of(path), space, registry.last, tuple(_in_order(registry)))


def _in_order(registry: Registry) -> Iterator[tuple[int, Registered]]:
    """Each charm below its parent, as they came; one that outlived its parent stands by itself."""
    below: dict[str | None, list[Registered]] = {}
    for charm in registry.charms.values():
        below.setdefault(charm.parent if charm.parent in registry.charms else None, []).append(charm)
    waiting = [(0, charm) for charm in reversed(below.get(None, ()))]
    while waiting:
        depth, charm = waiting.pop()
        yield depth, charm
        waiting += [(depth + 1, child) for child in reversed(below.get(charm.id, ()))]


def _text(listed: _Listed, now: str, width: int) -> Iterator[str]:
    """Where it is and who serves it, then a line for each charm."""
    holder = listed.holder
    served = f"open in process {holder.pid}" if holder else "not served now"
    if holder and holder.address:
        served = f"served at {holder.address} by process {holder.pid}"
    yield visible(str(listed.path))
    if listed.last is None:
        yield f"  {served}; nothing has happened in it"
        return
    yield f"  {served}"
    counts = f"{counted(len(listed.charms), 'charm')}, {counted(listed.last.seq, 'commit')}"
    yield f"  {counts}, the last {_ago(listed.last.at, now)}"
    yield ""
    rows = [_HEADS, *(_row(depth, charm, now) for depth, charm in listed.charms)]
    yield from _table(rows, width)


def _row(depth: int, charm: Registered, now: str) -> tuple[str, ...]:
    level = f"{'  ' * (min(depth, _LEVELS_MAX) - 1)}└ " if depth else ""
    ages = _age(charm.made.at, now), _age(charm.last.at, now)
    return charm.id, f"{level}{charm.recipe}", _came(charm), *ages, str(charm.visitors)


def _came(charm: Registered) -> str:
    match charm.came:
        case "start":
            return "the start"
        case "child":
            return f"child {charm.by}"
        case _ if charm.by is None:
            return "a new recipe"
        case _:
            return f"{charm.by}, keyed" if charm.is_keyed else charm.by


def _age(then: str, now: str) -> str:
    """How long ago, in at most four characters: `now`, `12s`, `3m`, `5h`, `999d`, `2y`."""
    left = int((datetime.fromisoformat(now) - datetime.fromisoformat(then)).total_seconds())
    if left < _NOW_SECONDS:
        return "now"
    for unit, size in _UNITS:
        if left < size:
            return f"{left}{unit}"
        left //= size if unit != "d" else 365
    return f"{left}y"


def _ago(then: str, now: str) -> str:
    age = _age(then, now)
    return age if age == "now" else f"{age} ago"


def _table(rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """Rows in columns no wider than they need to be; where that is too wide, those that may be cut are."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for column in _CUT:
        over = sum(widths) + len(_GAP) * (len(widths) - 1) - width
        widths[column] = max(min(widths[column], _CUT_MIN), widths[column] - max(over, 0))
    for row in rows:
        cells = (_cut(cell, width).ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True))
        yield _GAP.join(chain(cells, (row[-1].rjust(widths[-1]),))).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _document(listed: _Listed) -> dict[str, Any]:
    holder, last = listed.holder, listed.last
    return {
        "store": str(listed.path),
        "space": listed.space,
        "process": holder and holder.pid,
        "address": holder and holder.address,
        "commits": last.seq if last else 0,
        "charms": [_charm(charm) for _, charm in listed.charms],
    }


def _charm(charm: Registered) -> dict[str, Any]:
    return {
        "id": charm.id,
        "url": f"/c/{charm.id}",
        "recipe": charm.recipe,
        "parent": charm.parent,
        "came": charm.came,
        "by": charm.by,
        "keyed": charm.is_keyed,
        "made": charm.made._asdict(),
        "last": charm.last._asdict(),
        "visitors": charm.visitors,
    }
