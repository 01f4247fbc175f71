"""Whether a cell may be passed for a `shared` parameter: who writes through it obeys the cell's own type."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from compiler.check.checker import Checker
from compiler.lower.schemas import unplaced
from graph import types as t

_Bounded = t.Text | t.Int | t.Number | t.ListOf


def misfit(checker: Checker, cell: t.Type, param: t.Type) -> str | None:
    """Why a cell of the one type cannot stand for a parameter of the other, as words behind "its value"; else None.

    They have the same shape and the same defaults of maps, and the parameter's bounds are no narrower: what the
    cell may hold, the reader must be ready for. Cleaning belongs to the cell alone.
    """
    return _Comparison(checker).misfit(cell, param, "")


class _Comparison(Struct, frozen=True):
    """above: the pairs around the one that is compared: types that hold themselves meet themselves, and then fit."""

    checker: Checker
    above: tuple[tuple[t.Type, t.Type], ...] = ()

    def misfit(self, cell: t.Type, param: t.Type, path: str) -> str | None:
        """Why the one does not stand for the other; path: where they stand within the whole."""
        if cell == param or (cell, param) in self.above:
            return None
        inner = replace(self, above=(*self.above, (cell, param)))
        left, right = self.checker.shape(cell), self.checker.shape(param)
        where = f" at `{path}`" if path else ""
        match left, right:
            case t.Text(), t.Text():
                is_wider = _is_wider(left, right) and right.pattern in (None, left.pattern)
                return None if is_wider else f"may be outside the parameter's bounds{where}"
            case ((t.Int() | t.Number()), (t.Int() | t.Number())) if type(left) is type(right):
                return None if _is_wider(left, right) else f"may be outside the parameter's bounds{where}"
            case t.Enum(values=have), t.Enum(values=take):
                return None if set(have) <= set(take) else f"may be a text that the parameter does not list{where}"
            case t.Option(of=have), t.Option(of=take):
                return inner.misfit(have, take, path)
            case t.ListOf(item=have), t.ListOf(item=take):
                sized = None if _is_wider(left, right) else f"may be longer or shorter{where}"
                return sized or inner.misfit(have, take, f"{path}[]")
            case t.MapOf(key=keys, value=have), t.MapOf(key=others, value=take):
                if unplaced(left.default) != unplaced(right.default):
                    return f"has another default for missing keys{where}"
                return inner.misfit(keys, others, f"{path}[key]") or inner.misfit(have, take, f"{path}[]")
            case t.Record(), t.Record():
                return inner.records(left, right, path)
        return None if left == right else f"has another type{where}"

    def records(self, left: t.Record, right: t.Record, path: str) -> str | None:
        if left.key != right.key or [slot.name for slot in left.fields] != [slot.name for slot in right.fields]:
            return f"has other fields{f' at `{path}`' if path else ''}"
        pairs = zip(left.fields, right.fields, strict=True)
        found = (self.misfit(one.type, other.type, f"{path}.{one.name}".lstrip(".")) for one, other in pairs)
        return next((reason for reason in found if reason), None)


def _is_wider(cell: _Bounded, param: _Bounded) -> bool:
    is_low_enough = param.low is None or (cell.low is not None and param.low <= cell.low)
    is_high_enough = param.high is None or (cell.high is not None and param.high >= cell.high)
    return is_low_enough and is_high_enough
