"""Where a node of a view stands, and the slots that are made there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count

from msgspec import Struct, field

from compiler import syntax
from compiler.lower.context import Context, Signature
from compiler.lower.effects import reads_of
from compiler.scope import Place, Scope, Use, Variables
from compiler.source import Span
from graph.model import Node, SlotKind, StepId, View


class Form(Struct, frozen=True):
    """What sends typed values: its handler, the parameters that its arrow gives, and those that inputs fill so far.

    The form around a node, or a control with an arrow of its own.
    """

    signature: Signature
    given: frozenset[str]
    filled: set[str] = set()


class Frame(Struct, frozen=True):
    """The place of a node in a view. Each level down gets a new one.

    scope:    what names mean here; its variables go on from those of the rows around.
    prefix:   of the ids of slots: `Session.view.Room`.
    numbers:  counts the nodes of this view, from 1, outer before inner.
    inside:   the slot around, and the number of its branch.
    is_local: whether that slot has a value per visitor, and so all in it.
    parent:   the nearest element around.
    row_ids:  for the name of each row of a list without key, the variable with its internal id.
    shown:    the named views around.
    accepted: the lists in cells whose elements the columns around accept, innermost first.
    """

    scope: Scope
    prefix: StepId
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    inside: tuple[StepId, int] | None = None
    is_local: bool = False
    parent: str | None = None
    form: Form | None = None
    row_ids: Mapping[str, int] = {}
    shown: tuple[syntax.View, ...] = ()
    accepted: tuple[Place, ...] = ()

    def for_slot(self) -> Scope:
        """The scope for the expression of one slot: its variables meet those of no slot beside it."""
        return self.scope.step(Variables(self.scope.variables.count))


class Painter(Struct, frozen=True):
    """The view of one recipe while it is lowered. `slots`, and the `prefixes` of the views shown in it, grow."""

    context: Context
    slots: list[View] = []
    prefixes: set[StepId] = set()

    def prefix_for(self, frame: Frame, view: str) -> StepId:
        """The prefix of a named view that is shown there: `….Room`, and `….Room2` when it is shown again."""
        # `Room2` may also be a view of its own: the first free number is taken.
        names = chain([view], (f"{view}{number}" for number in count(2)))
        prefix = next(f"{frame.prefix}.{name}" for name in names if f"{frame.prefix}.{name}" not in self.prefixes)
        self.prefixes.add(prefix)
        return prefix

    def slot(
        self,
        frame: Frame,
        number: int,
        what: str,
        kind: SlotKind,
        expr: Node,
        use: Use,
        span: Span,
        at: Node | None = None,
    ) -> StepId:
        """Add a slot, and give its id. what: the last part of the id."""
        # Checking knows what is read; the nodes are asked for the order where that is more than one step.
        reads = reads_of(expr) if len(use.reads) > 1 else tuple(use.reads)
        return self.add(
            View(
                f"{frame.prefix}.{number}.{what}",
                kind,
                "local" if frame.is_local or use.local else "shared",
                1,
                reads,
                frame.inside,
                expr,
                at=at,
                span=span.in_graph,
            )
        )

    def add(self, slot: View) -> StepId:
        """Add a slot as it is."""
        self.slots.append(slot)
        return slot.id
