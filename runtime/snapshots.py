"""A space's state as one JSON document, so that opening it does not mean replaying its whole log (I8)."""

from __future__ import annotations

import json
from typing import Any

from runtime.audience import encode
from runtime.space import Space
from runtime.state import Cell, CellKey
from runtime.values.compounds import frozen


def freeze(space: Space) -> bytes:
    """The state of a space, with what its log said besides, and what that is stored by."""
    return space.signed(_said(space))


def follow(space: Space, other: Space) -> None:
    """Bring a new space to where another one stands. They share nothing, so what happens in one is none of the other's.

    It is as if the other one had been stored and this one been read, and costs the state, not the log.
    """
    thaw(space, json.loads(encode(_said(other))))


def _said(space: Space) -> dict[str, Any]:
    state = space.state
    charms = [
        [
            charm.id,
            charm.recipe,
            charm.parent,
            {name: [[*place.cell], [*place.path]] for name, place in charm.refs.items()},
            charm.key,
        ]
        for charm in state.charms.values()
    ]
    cells = [[*cell.key, frozen(cell.value)] for cell in state.cells.values() if cell.stored]
    stands = {"seq": space.seq, "root": space.root}
    waits = {"timers": [timer.effect(id_) for id_, timer in sorted(state.timers.items())], "visits": state.visits.all()}
    return {**stands, "charms": charms, "values": cells, **waits, "outcomes": space.outcomes.freeze()}


def thaw(space: Space, found: dict[str, Any]) -> None:
    """Bring a new space to the state of a snapshot, whose body was read already."""
    space.seq, space.root = found["seq"], found["root"]
    space.outcomes.thaw(found["outcomes"])
    for id_, recipe, parent, passes, key in found["charms"]:
        space.state.apply(["spawn", id_, {"recipe": recipe, "parent": parent, "passes": passes, "key": key}])
    for effect in found.get("timers", ()):
        space.state.apply(effect)
    for charm, visitor in found.get("visits", ()):
        space.state.apply(["enter", charm, visitor])
    for charm, name, visitor, value in found["values"]:
        key = CellKey(charm, name, visitor)
        cell = Cell(key, space.state.shape(key).thaw(value), stored=True)
        # Which commit changed it is not known any more; a page that is older gets it whole.
        cell.seq = space.seq
        space.state.cells[key] = cell
