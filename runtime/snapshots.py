"""A space's state as one JSON document, so that opening it does not mean replaying its whole log (I8)."""

from __future__ import annotations

from typing import Any

from runtime.audience import encode
from runtime.space import Space
from runtime.state import Cell, CellKey
from runtime.values.compounds import frozen


def freeze(space: Space) -> bytes:
    """The state of a space, with what its log said besides."""
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
    stands = {"seq": space.seq, "root": space.root, "surface": space.program.surface.document()}
    waits = {"timers": [timer.effect(id_) for id_, timer in sorted(state.timers.items())], "visits": state.visits.all()}
    return encode({**stands, "charms": charms, "values": cells, **waits, "outcomes": space.outcomes.freeze()})


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
