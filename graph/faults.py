"""What is wrong with a graph document: each fault by step and field, all of them in one error."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

SHOWN_MAX = 20
"""Faults that the text of an error lists; one mistake in a document can cause thousands."""


class GraphFault(Struct, frozen=True):
    """One thing that is wrong.

    step:    the id of the step, recipe, function or type that has it; "" for the document itself.
    field:   the dotted path within that, `body.1.at.step`; "" for the whole of it.
    message: a sentence without a full stop, about what stands there.
    """

    step: str
    field: str
    message: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.step or "the document", self.field and f"at {self.field}") if part)
        return f"{where}: {self.message}"


class GraphError(Exception):
    """A document that is no graph. `faults`: the first `SHOWN_MAX` of them; `count`: how many there are in all."""

    def __init__(self, faults: Sequence[GraphFault]) -> None:
        assert faults, "an error without a fault says nothing"
        self.faults, self.count = tuple(faults[:SHOWN_MAX]), len(faults)
        rest = self.count - len(self.faults)
        lines = [
            "this graph document cannot be used:",
            *(f"  {fault}" for fault in self.faults),
            *([f"  and {rest} more"] if rest else []),
            "Build it again with `charm build`, by the charm that is to run it.",
        ]
        super().__init__("\n".join(lines))
