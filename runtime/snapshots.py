"""A space's state as one JSON document, so that opening it does not mean replaying its whole log (I8)."""

from __future__ import annotations

from typing import Any

from runtime.space import Space
from runtime.state import Cell, CellKey
from runtime.values.collections import apart
from runtime.values.compounds import frozen


def freeze(space: Space) -> bytes:
    """The state of a space, with what its log said besides, and what that is stored by."""
    cells = [[*cell.key, frozen(cell.value)] for cell in space.state.cells.values() if cell.stored]
    return space.signed({**_around(space), "values": cells})


def thaw(space: Space, found: dict[str, Any]) -> None:
    """Bring a new space to the state of a snapshot, whose body was read already."""
    _bring(space, found)
    for charm, name, visitor, value in found["values"]:
        key = CellKey(charm, name, visitor)
        _put(space, key, space.state.shape(key).thaw(value))


def follow(space: Space, other: Space) -> None:
    """Bring a new space to where another one stands, as by a snapshot of that; what happens in one concerns no other.

    Cost: the cells, and the elements of those that are a list or a map. What lies in these never changes, so they
    share it.
    """
    _bring(space, _around(other))
    for key, cell in other.state.cells.items():
        if cell.stored:
            _put(space, key, apart(cell.value))


def _around(space: Space) -> dict[str, Any]:
    """All of a snapshot but the values."""
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
    stands = {"seq": space.seq, "root": space.root}
    waits = {"timers": [timer.effect(id_) for id_, timer in sorted(state.timers.items())], "visits": state.visits.all()}
    return {**stands, "charms": charms, **waits, "outcomes": space.outcomes.freeze()}


def _bring(space: Space, found: dict[str, Any]) -> None:
    space.seq, space.root = found["seq"], found["root"]
    space.outcomes.thaw(found["outcomes"])
    for id_, recipe, parent, passes, key in found["charms"]:
        space.state.apply(["spawn", id_, {"recipe": recipe, "parent": parent, "passes": passes, "key": key}])
    for effect in found.get("timers", ()):
        space.state.apply(effect)
    for charm, visitor in found.get("visits", ()):
        space.state.apply(["enter", charm, visitor])


def _put(space: Space, key: CellKey, value: Any) -> None:
    cell = Cell(key, value, stored=True)
    # Which commit changed it is not known any more; a page that is older gets it whole.
    cell.seq = space.seq
    space.state.cells[key] = cell
