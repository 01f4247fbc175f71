"""Bound inputs: what a page or script calls each of them, and whether a visitor's page offers it now.

The name of an input is that of its cell or parameter, and behind slashes the path within it: `todos/k1/title`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from graph.model import Node
from runtime.propagate.slots import Keys, Slot
from runtime.state import Place
from runtime.transact.refusals import Invalid
from runtime.transact.transaction import Transaction


def find(transaction: Transaction, slots: Iterable[Slot], name: str) -> Place:
    """The place that the input of this name is bound to.

    slots: the `value` slots of the visitor's page. Raises Invalid when the page offers no such input now: it may
    stand in a branch that is not shown, or in a row that is gone.
    """
    root, *path = name.split("/")
    for slot in slots:
        if _root(slot) == root:
            for keys in _candidates(slot, path):
                place, base = _places(transaction, slot, keys)
                if list(place.path[len(base.path) :]) == path:
                    return place
    raise Invalid((name, "cannot be written here now"))


def _places(transaction: Transaction, slot: Slot, keys: Keys) -> tuple[Place, Place]:
    """Where the input leads to in the row with these keys, and where its cell or parameter does."""
    recipe = slot.step.id.partition(".")[0]
    return transaction.place(slot.step, slot.variables(keys)), transaction.at(f"{recipe}.{_root(slot)}")


def _root(slot: Slot) -> str:
    node: Node | None = slot.step.at
    assert node is not None, "a value slot is bound to a place"
    while node["op"] != "ref":
        node = node["of"]
    return str(node["step"]).partition(".")[2]


def _candidates(slot: Slot, path: list[str]) -> Iterator[Keys]:
    # The rows around an input are mostly rows of the very list that its path leads through: their keys come first.
    depth = len(next(iter(slot.table), ()))
    yield from (keys for keys in combinations(path, depth) if keys in slot.table)
    yield from slot.table
