"""Which charms there are in a space and how they came to be, told by its log alone.

No recipe is needed, so a log that outlived several of them reads like any other; and no value is looked at, but for
the ids of children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from runtime.state import Effect

Came = Literal["start", "child", "opened", "spawned"]
"""With the space; with its charm or an element of a list; by a handler that sent its visitor there; by one that did
not, or by a change of the recipe."""


class Moment(NamedTuple):
    """A commit: its number, and its time as a Time."""

    seq: int
    at: str


@dataclass(slots=True)
class Registered:
    """One charm, up to the commit that was taken last.

    by:       the handler it came by, or the name of the child that it is; None for the root, and where nothing says.
    is_keyed: whether its parent finds it again by a key.
    last:     the commit that ran here, or changed something here, last.
    locals_:  the names of the locals that are stored here, by visitor; never their values.
    """

    id: str
    recipe: str
    parent: str | None
    came: Came
    by: str | None
    is_keyed: bool
    made: Moment
    last: Moment
    locals_: dict[str, set[str]] = field(default_factory=dict)

    @property
    def visitors(self) -> int:
        """How many visitors have something of their own here."""
        return len(self.locals_)


class Registry:
    """The fold of a log over its charms: `take` each commit, the first one first.

    charms: by id, in the order in which they came. last: the last commit; None before the first.
    """

    def __init__(self) -> None:
        self.charms: dict[str, Registered] = {}
        self.last: Moment | None = None
        self._recipes: Mapping[str, Any] = {}

    def take(self, commit: Mapping[str, Any]) -> None:
        """Go on by the body of the next commit."""
        self.last = now = Moment(self.last.seq + 1 if self.last else 1, commit["at"])
        if "surface" in commit:
            self._recipes = commit["surface"]["recipes"]
        at, handler = commit.get("on", (None, None))
        opened = commit["event"][3] if "event" in commit else []
        if at in self.charms:
            self.charms[at].last = now
        for effect in commit["effects"]:
            if effect[0] == "spawn":
                self._enter(effect, handler, opened, now)
            elif effect[0] == "end":
                for id_ in effect[1]:
                    del self.charms[id_]
            else:
                self._write(self.charms[effect[1]], effect)
                self.charms[effect[1]].last = now

    def _enter(self, effect: Effect, handler: str | None, opened: list[str], now: Moment) -> None:
        _, id_, made = effect
        known = self.charms.get(id_)
        if known is not None:
            # It goes by another recipe's name from now on.
            known.recipe, known.last = made["recipe"], now
            return
        came: Came = "start" if made["parent"] is None else "opened" if id_ in opened else "spawned"
        self.charms[id_] = Registered(id_, made["recipe"], made["parent"], came, handler, "key" in made, now, now)

    def _write(self, charm: Registered, effect: Effect) -> None:
        kind, _, name, visitor, *more = effect
        if visitor is not None:
            names = charm.locals_.setdefault(visitor, set())
            names.add(name) if kind == "cell" else names.discard(name)
            if kind == "rename":
                names.add(more[0])
            if not names:
                del charm.locals_[visitor]
        elif kind == "cell" and self._is_child(charm, name) and more[0][0] == "set" and isinstance(more[0][2], str):
            child = self.charms[more[0][2]]
            child.came, child.by = "child", name

    def _is_child(self, charm: Registered, name: str) -> bool:
        holder = self._recipes[charm.recipe]["holders"].get(name)
        return holder is not None and holder["by"] == "child"
