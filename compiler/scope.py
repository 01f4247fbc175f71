"""What an expression is once checked, and what names mean at a place in a recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from compiler.source import Span
from graph.model import Node, StepId
from graph.types import Named, Type

if TYPE_CHECKING:
    from compiler import syntax

UNKNOWN: Type = Named("")
"""The type of what is already reported, a name that no type has: a thing of unknown type is never wrong again."""

Effect = Literal["now", "new_id", "random"]


class Place(Struct, frozen=True):
    """Where a value stands: a cell, or a path into one.

    node: an expression of `graph.operators.PLACES`; it skips no options, since a path that leads nowhere refuses.
    type: what may be put there, which is not what is known to be there now.
    """

    node: Node
    type: Type


class Use(Struct, frozen=True):
    """What a computation depends on besides its operands; `|` joins two.

    reads:   inputs, cells and derived values, also those that called functions of the recipe read.
    local:   whether it reads a local or `me`, so that it has a value per visitor.
    effects: what it does that a derived value may not, also through defaults that are filled in.
    """

    reads: frozenset[StepId] = frozenset()
    local: bool = False
    effects: frozenset[Effect] = frozenset()

    def __or__(self, other: Use) -> Use:
        # Most parts of an expression use nothing more than the part before.
        if other is NO_USE or other is self:
            return self
        if self is NO_USE:
            return other
        return Use(self.reads | other.reads, self.local or other.local, self.effects | other.effects)


NO_USE = Use()


class Typed(Struct, frozen=True):
    """An expression as checked: its node of the graph, its type, and where it stands if it is a place.

    type: what is known here, so a narrower one than the place's where a condition has opened it.
    """

    node: Node
    type: Type
    at: Place | None = None
    use: Use = NO_USE

    @property
    def reads(self) -> frozenset[StepId]:
        """The inputs, cells and derived values that it reads."""
        return self.use.reads

    @property
    def local(self) -> bool:
        """Whether it has a value per visitor."""
        return self.use.local

    @property
    def effects(self) -> frozenset[Effect]:
        """What it does that a derived value may not."""
        return self.use.effects

    def using(self, *others: Typed) -> Typed:
        """The same, depending also on what the others depend on."""
        use = self.use
        for other in others:
            use |= other.use
        return self if use is self.use else Typed(self.node, self.type, self.at, use)


Kind = Literal["cell", "parameter", "derived value", "constant", "child", "payload field", "element", "variable"]


class Meaning(Struct, frozen=True):
    """What a name stands for.

    kind:  a field below is one that a default of the same record cannot read yet.
    value: None exactly for those, and for a constant, derived value or child, which is inferred when it is first read.
    scope: of a cell or parameter, whether it has one value per visitor.
    """

    name: str
    kind: Kind | Literal["field below"]
    declared: Span
    value: Typed | None
    scope: Literal["shared", "local"] = "shared"


class Fact(Struct, frozen=True):
    """What a condition says of a path: its type as long as nothing of what it reads is written."""

    type: Type
    reads: frozenset[StepId]


Facts = Mapping[str, Fact]
"""By path as written: `asked`, `players[me].choice`. No name hides another, so the text says which is meant."""

NO_FACTS: Facts = MappingProxyType({})


class Variables(Struct, eq=False):
    """Counts the variables of one step or function; it alone knows the next number."""

    count: int = 0

    def next(self) -> int:
        """A number that no other variable of this step has."""
        self.count += 1
        return self.count - 1


class Scope(Struct, frozen=True):
    """The names that are visible at a place, and what is known there. Never changed: each binding gives a new one.

    owner:     for people: "recipe `Chat`", "this file".
    file:      whose top level is visible here, with what it imports.
    recipe:    the recipe whose functions can be called here, if any.
    function:  the own function whose body this is, if any.
    variables: shared by all scopes of one step.
    makes:     what turns a `spawn` into a value, where a charm can be made: in a handler, where it happens once.
    sees_locals: whether locals of other charms can be read: in a test, as whoever acts sees them.
    """

    owner: str
    file: str
    recipe: str | None = None
    names: Mapping[str, Meaning] = {}
    facts: Facts = {}
    variables: Variables = field(default_factory=Variables)
    function: str | None = None
    makes: Callable[[syntax.Spawn, Scope], Typed] | None = None
    sees_locals: bool = False

    def find(self, name: str) -> Meaning | None:
        """What the name means here, or None."""
        return self.names.get(name)

    def bind(self, *meanings: Meaning) -> Scope:
        """The scope in which these names mean that too. Whether one hides another is the checker's to say."""
        names = {**self.names}
        for meaning in meanings:
            names[meaning.name] = meaning
        return replace(self, names=names)

    def opened(self, facts: Facts) -> Scope:
        """The scope in which these facts hold too."""
        return replace(self, facts={**self.facts, **facts}) if facts else self

    def written(self, steps: Iterable[StepId]) -> Scope:
        """The scope after a write to these cells: what was known of them may hold no longer."""
        if not self.facts:
            return self
        cells = frozenset(steps)
        return replace(self, facts={path: fact for path, fact in self.facts.items() if not fact.reads & cells})

    def step(self, variables: Variables | None = None) -> Scope:
        """The scope for a new step, whose variables are numbered from 0 (or by the counter given)."""
        return replace(self, variables=variables or Variables())
