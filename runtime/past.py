"""The recipe that a stretch of a log was written by, as far as replaying it needs one: the shapes of its cells."""

from __future__ import annotations

from typing import NoReturn

from graph.changes.surface import Surface
from graph.model import StepId
from graph.schemas import type_of
from runtime.evaluate.shaping import shape_of
from runtime.values.shapes import Shape


class Past:
    """A `runtime.state.Layout` made of a stored surface. Nothing runs on it, so it has no children to keep in line."""

    def __init__(self, surface: Surface) -> None:
        self._surface, self._types = surface, surface.named
        self._named: dict[str, Shape] = {}
        self._shapes: dict[StepId, Shape] = {}

    def shape(self, id_: StepId) -> Shape:
        """The shape of a cell as it was."""
        if id_ not in self._shapes:
            schema = self._surface.holder(id_).type
            self._shapes[id_] = shape_of(type_of(schema), self._types, _no_code, self._named)
        return self._shapes[id_]

    def followed(self, recipe: str) -> tuple[tuple[StepId, StepId], ...]:
        """Nothing: which charms came and went with an element stands in the log."""
        return ()


def _no_code(*_: object) -> NoReturn:
    raise AssertionError("the types of a surface hold no expressions")
