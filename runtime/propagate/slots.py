"""Slots of views: what stands on pages, and what has to be told to a page when it changes.

A slot inside rows has a value for each row, so it is a table by the keys of the rows around it, outermost first; one
that stands in no rows has one entry, at (). Inside a branch it has entries only where that branch is shown.

Operations, as they go over the wire (`slot` is the number of the step among those of its recipe's view):

["set", slot, keys, value]            ["insert", slot, keys, key, before]     ["remove", slot, keys, key]
["rows", slot, keys, [key, …]]        ["move", slot, keys, key, before]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from graph.library.function import Fault
from graph.model import Cell as CellStep
from graph.model import Input, View
from runtime.evaluate.program import Program
from runtime.propagate.nodes import Following, Peeking, equal, evaluate
from runtime.state import Cell
from runtime.values.deltas import Delta
from runtime.values.shapes import key_text

Keys = tuple[str, ...]
Operation = list[Any]
Bindings = dict[str, tuple[Any, ...]]
"""Rows in order: the values of a row's variables, by its key."""

_versions = count(1)

# What a slot shows where its value has a fault: the fault itself where there is room for words, else nothing.
_WITHOUT: dict[str, Any] = {
    "branch": -1,
    "flag": False,
    "rows": [],
    "args": None,
    "url": "",
    "attribute": "",
    "time": "",
    "charm": None,
    # In a field a fault would look like something typed.
    "value": "",
}


class Slot(Following):
    """A slot for everybody who sees the same cells, or for one visitor where it reads a local.

    table:   values by keys; of rows, the Bindings.
    held:    by how many audiences.
    parent:  the slot that it stands in, and the number of the branch there.
    touched: for the slots inside: the version before the last update, and the keys at which it changed since.
    fresh:   of those, the ones that are new on the page, so that everything inside has to be told again.
    """

    __slots__ = (
        *("_compute", "_context", "_direct", "_peeked", "_ran", "fresh", "held", "inside", "number"),
        *("operations", "parent", "step", "table", "touched"),
    )

    def __init__(
        self,
        step: View,
        program: Program,
        reads: tuple[Any, ...],
        parent: Slot | None,
        context: Peeking,
        ran: list[str],
    ) -> None:
        super().__init__((*reads, parent) if parent is not None else reads)
        self.step, self.number, self.parent = step, program.numbers[step.id], parent
        self.inside = step.inside[1] if step.inside is not None else 0
        self._compute, self._context, self._ran = program.value(step), context, ran
        self._direct = _direct_variables(step, program) if parent is None and len(reads) == 1 else None
        self.table: dict[Keys, Any] = {}
        # What was read of other charms for each value, with the version that it had.
        self._peeked: dict[Keys, dict[Any, int]] = {}
        self.held = 0
        self.operations: list[Operation] = []
        self.touched: tuple[int, tuple[Keys, ...]] = (0, ())
        self.fresh: set[Keys] = set()

    @property
    def rank(self) -> int:  # type: ignore[override]
        """See graph.model."""
        return self.step.rank

    def extent(self, branch: int) -> Iterable[Keys]:
        """The keys at which the slots inside have a value."""
        if self.step.slot == "rows":
            return ((*keys, key) for keys, rows in self.table.items() for key in rows)
        return (keys for keys, value in self.table.items() if value == branch)

    def _exists(self, keys: Keys) -> bool:
        if self.parent is None:
            return True
        if self.parent.step.slot == "rows":
            return keys[-1] in self.parent.table.get(keys[:-1], ())
        return bool(self.parent.table.get(keys) == self.inside)

    def update(self) -> bool:
        """See Following. Leaves what pages have to be told in `operations`."""
        seen = tuple(read.version for read in self.reads)
        behind = [keys for keys, peeked in self._peeked.items() if any(node.version != peeked[node] for node in peeked)]
        if seen == self.seen and not behind:
            return False
        before, self.seen, self.operations, self.fresh = self.seen, seen, [], set()
        self._ran.append(self.step.id)
        touched = self._by_deltas(before) if before is not None else None
        if touched is None:
            keys = behind if seen == before else [*dict.fromkeys((*self._keys(before), *behind))]
            if before is not None and self.parent is not None and before[-1] != seen[-1]:
                around = self.parent.touched[1] if before[-1] == self.parent.touched[0] else keys
                touched = [*dict.fromkeys((*self._at(keys, self.parent.fresh), *self._below(around)))]
            else:
                touched = self._at(keys, set())
        if self._peeked or self.peeked:
            self._context.left += self.follow(node for peeked in self._peeked.values() for node in peeked)
        self.touched = (self.version, tuple(touched))
        self.version = next(_versions)
        return bool(touched or self.operations)

    def _keys(self, before: tuple[int, ...] | None) -> list[Keys]:
        """The keys at which this may have changed."""
        if self.parent is None:
            return [()]
        parents, others = before and before[-1], before and before[:-1]
        if (
            before is not None
            and self.seen is not None
            and others == self.seen[:-1]
            and parents == self.parent.touched[0]
        ):
            # Only the slot around it changed, in one update: whatever it did not touch is as it was.
            return list(self.parent.touched[1])
        return [*dict.fromkeys((*self.table, *self.parent.extent(self.inside)))]

    def _at(self, keys: list[Keys], fresh: set[Keys]) -> list[Keys]:
        """Compute anew at these keys; give those below which something changed. fresh: where it is told anyway."""
        touched: list[Keys] = []
        for each in keys:
            if not self._exists(each):
                touched += self._leave(each)
            elif self.step.slot == "rows":
                touched += self._rows(each, each in fresh)
            else:
                touched += self._value(each, each in fresh)
        return touched

    def _below(self, around: Iterable[Keys]) -> Iterator[Keys]:
        """The keys of the slots inside, below these: what they show of the rows around may be another now.

        The rows or the branch itself can be what they were, and yet a word inside reads a row further out.
        """
        for keys in around:
            if self.step.slot == "branch" and keys in self.table:
                yield keys
            elif self.step.slot == "rows":
                yield from ((*keys, key) for key in self.table.get(keys, ()))

    def _leave(self, keys: Keys) -> list[Keys]:
        gone = self.table.pop(keys, None)
        self._peeked.pop(keys, None)
        return [(*keys, key) for key in gone or ()] if self.step.slot == "rows" else [keys]

    def variables(self, keys: Keys) -> list[Any]:
        """The values of the variables of the rows around, outermost first."""
        found: list[Any] = []
        slot, at = self.parent, keys
        while slot is not None:
            if slot.step.slot == "rows":
                found[:0] = slot.table[at[:-1]][at[-1]]
                at = at[:-1]
            slot = slot.parent
        return found

    def _compute_at(self, keys: Keys) -> tuple[Any, Fault | None]:
        reads = self.reads if self.parent is None else self.reads[:-1]
        self._context.peeked = {}
        found = evaluate(self._compute, self._context, reads, *self.variables(keys))
        if self._context.peeked:
            self._peeked[keys] = {node: node.version for node in self._context.peeked}
        else:
            self._peeked.pop(keys, None)
        return found

    def _value(self, keys: Keys, fresh: bool) -> list[Keys]:
        value, fault = self._compute_at(keys)
        if fault is not None:
            value = _WITHOUT.get(self.step.slot, f"⚠ {fault}")
        before = self.table.get(keys, _MISSING)
        if not fresh and type(before) is type(value) and before == value:
            return []
        self.table[keys] = value
        self.fresh.add(keys)
        self.operations.append(["set", self.number, list(keys), value])
        return [keys]

    def _rows(self, keys: Keys, fresh: bool) -> list[Keys]:
        found, fault = self._compute_at(keys)
        rows: Bindings = {} if fault is not None else _by_key(found)
        before: Bindings = {} if fresh else self.table.get(keys, {})
        self.table[keys] = rows
        self.fresh |= {(*keys, key) for key in rows if key not in before}
        self.operations += self._row_changes(keys, before, rows)
        changed = [key for key, bound in rows.items() if key not in before or not _same(before[key], bound)]
        return [(*keys, key) for key in (*changed, *(key for key in before if key not in rows))]

    def _row_changes(self, keys: Keys, before: Bindings, rows: Bindings) -> Iterator[Operation]:
        stayed = [key for key in before if key in rows]
        if not before and len(rows) > 1:
            yield ["rows", self.number, list(keys), list(rows)]
            return
        if stayed != [key for key in rows if key in before]:
            yield ["rows", self.number, list(keys), list(rows)]
            return
        for key in before:
            if key not in rows:
                yield ["remove", self.number, list(keys), key]
        # From the end on, so that the row before which one is inserted is there already.
        following: str | None = None
        for key in reversed(rows):
            if key not in before:
                yield ["insert", self.number, list(keys), key, following]
            following = key

    def _by_deltas(self, before: tuple[int, ...]) -> list[Keys] | None:
        """Rows of a cell, one by one: what changed in the list changes here. None: compute anew."""
        cell = self.reads[0] if self.reads else None
        if self._direct is None or not isinstance(cell, Cell) or () not in self.table:
            return None
        deltas = cell.since(before[0])
        if deltas is None or not all(_is_by_element(delta) for delta in deltas):
            return None
        return [(self._follow(delta, cell),) for delta in deltas]

    def _follow(self, delta: Delta, cell: Cell) -> str:
        rows: Bindings = self.table[()]
        if delta[0] == "insert":
            _, _, id_, following, value = delta
            self._put_in(rows, id_, self._bind(id_, value), following)
            self.fresh.add((id_,))
            self.operations.append(["insert", self.number, [], id_, following])
        elif delta[0] == "remove":
            id_ = delta[2]
            del rows[id_]
            self.operations.append(["remove", self.number, [], id_])
        elif delta[0] == "move":
            _, _, id_, following = delta
            self._put_in(rows, id_, rows.pop(id_), following)
            self.operations.append(["move", self.number, [], id_, following])
        else:
            id_ = delta[1][0]
            position = cell.value.position(id_)
            # Removed again within the same commit: the delta that says so comes later.
            if position is not None:
                rows[id_] = self._bind(id_, cell.value[position])
        return str(id_)

    def _bind(self, id_: str, value: Any) -> tuple[Any, ...]:
        assert self._direct is not None
        return tuple(id_ if each == "id" else value for each in self._direct)

    def _put_in(self, rows: Bindings, key: str, bound: tuple[Any, ...], following: str | None) -> None:
        if following is None:
            rows[key] = bound
            return
        after = list(rows)[list(rows).index(following) :]
        rows[key] = bound
        for each in after:
            rows[each] = rows.pop(each)

    def whole(self) -> Iterator[Operation]:
        """All that a page needs which knows nothing of this slot."""
        for keys, value in self.table.items():
            if self.step.slot == "rows":
                yield ["rows", self.number, list(keys), list(value)]
            else:
                yield ["set", self.number, list(keys), value]


_MISSING = object()


def _by_key(found: list[tuple[Any, tuple[Any, ...]]]) -> Bindings:
    rows: Bindings = {}
    for key, bound in found:
        text = name = key_text(key)
        again = 1
        # A computed list may have two records of one key; both are shown.
        while name in rows:
            again += 1
            name = f"{text}~{again}"
        rows[name] = bound
    return rows


def _same(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    return all(a is b or equal(a, b) for a, b in zip(left, right, strict=True))


def _is_by_element(delta: Delta) -> bool:
    return (delta[0] in ("insert", "remove", "move") and not delta[1]) or len(delta[1]) > 0


def _direct_variables(step: View, program: Program) -> tuple[str, ...] | None:
    """For rows over a list of a cell as it is: which of its variables are the element and which the id. Else None."""
    if step.slot != "rows" or len(step.clauses) != 1 or step.key is None:
        return None
    (clause,) = step.clauses
    if clause["op"] != "for" or clause["in"]["op"] != "ref" or "index" in clause:
        return None
    if not isinstance(program.steps[clause["in"]["step"]], CellStep | Input):
        return None
    match step.key:
        case {"op": "var", "n": n} if n == clause.get("id"):
            pass
        case {"op": "field", "of": {"op": "var", "n": n}, "name": name} if n == clause["var"]:
            if program.key_of(clause["in"]["step"]) != name:
                return None
        case _:
            return None
    return tuple("id" if n == clause.get("id") else "element" for n in step.vars)
