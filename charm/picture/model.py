"""What a picture shows, before anything has a place: recipes as frames, steps as nodes, what flows between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.model import Scope, StepId

LinkKind = Literal["reads", "writes", "updates", "edits", "passes", "gives", "opens", "offers", "calls"]

BOTH_WAYS: frozenset[LinkKind] = frozenset({"updates", "passes"})
"""Links along which a value goes either way: a write through a reference reaches whoever passed it."""

ACTIONS: frozenset[LinkKind] = frozenset({"opens", "offers", "calls"})
"""Links along which no value goes: what people can do, and what comes of it."""

Mark = Literal["error", "added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Node:
    """A step, or all slots of a view as one.

    kind:   a key of `kinds.LOOKS`.
    scope:  None for what holds no value.
    detail: its type, what it takes. brief: the same in the few words that fit a node.
    mark:   what is to be said of it besides, such as that it has an error.
    """

    id: StepId
    recipe: str
    kind: str
    name: str
    scope: Scope | None = None
    detail: str = ""
    brief: str = ""
    doc: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What flows from one node to another, or, with `opens`, into a whole recipe.

    fields: the parts of the value that are known to be read or written, `[].author`; empty: all of it.
    """

    source: StepId
    target: StepId
    kind: LinkKind
    fields: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A recipe. many: whether there can be more than one charm of it; about: how one gets there."""

    recipe: str
    about: str
    many: bool
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The first frame is the root. notes: what the reader has to know about the picture, as sentences."""

    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...] = ()

    @property
    def by_id(self) -> Mapping[StepId, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    def of(self, recipe: str) -> tuple[Node, ...]:
        """The nodes of one recipe, in order."""
        return tuple(node for node in self.nodes if node.recipe == recipe)
