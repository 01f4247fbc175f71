"""`charm log`: what happened in a space, commit by commit, without any value."""

from __future__ import annotations

import json
import textwrap
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from charm.choices import LogFormat
from charm.databases import StoredLog, databases, read_log
from charm.failures import CommandError
from charm.report import counted
from charm.screen import screen, visible

_WHAT_MIN = 12


@dataclass(frozen=True, slots=True)
class Happened:
    """One commit.

    at:      its time, as a Time.
    charm:   id of the charm whose handler ran; None where none did.
    what:    `Session.send`; `Session (input)` where only inputs were set; `start` and `new recipe` are charm's own.
    changed: the cells, as `Session.draft`, each once; those of one visitor end in ` (local)`.
    made:    ids of the charms that came to be.
    ended:   ids of the charms that ended.
    """

    seq: int
    at: str
    charm: str | None
    what: str
    changed: tuple[str, ...]
    made: tuple[str, ...]
    ended: tuple[str, ...]


def log(file: str, format_: LogFormat, last: int) -> int:
    """Print the last commits of the space that `file` means, the newest at the end.

    Errors: CommandError where there is none, and for a store that cannot be read.
    """
    (path,) = databases(file)
    kept: deque[Happened] = deque(maxlen=last)
    recipes: dict[str, str] = {}

    def fold(stored: StoredLog) -> int:
        for seq, body in enumerate(stored.bodies, 1):
            kept.append(_happened(seq, body, recipes))
        return stored.seq

    commits = read_log(path, fold)
    if not commits:
        raise CommandError(f"nothing has happened in {path}", f"start it with charm run {file}")
    there = screen()
    if format_ == "json":
        there.print(json.dumps([asdict(each) for each in kept], ensure_ascii=False, indent=1))
        return 0
    there.print(*_table(kept, recipes, there.width))
    if commits > len(kept):
        there.print("", f"{counted(commits - len(kept), 'earlier commit')}: --last {commits} shows all")
    return 0


def _happened(seq: int, body: Mapping[str, Any], recipes: dict[str, str]) -> Happened:
    """One commit of a log; recipes: of every charm that there ever was, by id, kept up by it."""
    changed: dict[str, None] = {}
    made: list[str] = []
    ended: list[str] = []
    for kind, *about in body["effects"]:
        if kind == "spawn":
            id_, charm = about
            if id_ not in recipes:
                made.append(id_)
            recipes[id_] = charm["recipe"]
        elif kind == "end":
            ended += about[0]
        else:
            id_, name, visitor, *_ = about
            changed[f"{recipes[id_]}.{name}{'' if visitor is None else ' (local)'}"] = None
    at, handler = body.get("on", (None, None))
    if at is None:
        what = "start" if seq == 1 else "new recipe"
    else:
        what = f"{recipes[at]}.{handler}" if handler else f"{recipes[at]} (input)"
    return Happened(seq, body["at"], at, what, tuple(changed), tuple(made), tuple(ended))


def _table(kept: deque[Happened], recipes: Mapping[str, str], width: int) -> Iterator[str]:
    """A line for each commit, or several where its changes need them."""
    seqs = max(len("COMMIT"), *(len(str(each.seq)) for each in kept))
    whats = max(_WHAT_MIN, *(len(each.what) for each in kept))
    # A name that is longer than that takes a line of its own, rather than the room of all others.
    whats = min(whats, max(_WHAT_MIN, width // 3))
    yield f"{'COMMIT':>{seqs}}  {'TIME (UTC)':<19}  {'WHAT':<{whats}}  CHANGED"
    for each in kept:
        time = each.at[:19].replace("T", " ")
        head = f"{each.seq:>{seqs}}  {time}  {visible(each.what):<{whats}}  "
        indent = " " * (seqs + 19 + whats + 6)
        changes = ", ".join((*_charms("+", each.made, recipes), *_charms("-", each.ended, recipes), *each.changed))
        if len(head) > len(indent):
            yield head.rstrip()
            head = indent
        lines = textwrap.wrap(changes, max(width - len(indent), _WHAT_MIN), break_long_words=False)
        yield f"{head}{lines[0] if lines else ''}".rstrip()
        yield from (f"{indent}{line}" for line in lines[1:])


def _charms(sign: str, ids: tuple[str, ...], recipes: Mapping[str, str]) -> Iterator[str]:
    """`+Session`, `-2 Row`: how many charms of each recipe came or ended."""
    counts: dict[str, int] = {}
    for id_ in ids:
        counts[recipes[id_]] = counts.get(recipes[id_], 0) + 1
    yield from (f"{sign}{count} {recipe}" if count > 1 else f"{sign}{recipe}" for recipe, count in counts.items())
