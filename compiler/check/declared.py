"""Declared types, by name; read when they are first needed, so that their order in the file does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from compiler import syntax
from compiler.check.written import Reader
from compiler.diagnostics import diagnose
from compiler.scope import UNKNOWN
from graph import types as t
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


NO_TYPES: Mapping[str, Type] = MappingProxyType({})


class DeclaredTypes(Mapping[str, Type]):
    """The types that the file declares. known: those of them that were read before.

    Until `complete`, a type's defaults are only known to be there: they are expressions that may need all types.
    """

    def __init__(self, checker: Checker, known: Mapping[str, Type]) -> None:
        self._checker = checker
        self._declared = checker.resolved.types
        self._known = known
        self._types: dict[str, Type] = dict(known)
        self._reading: list[str] = []
        self.is_complete = False

    def __len__(self) -> int:
        return len(self._declared)

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def __getitem__(self, name: str) -> Type:
        if name in self._types:
            return self._types[name]
        declared = self._declared[name]
        if name in self._reading:
            return self._circle(declared)
        self._reading.append(name)
        read = Reader(self._checker, outline=True).read(declared.type)
        if isinstance(read, t.Named) and read != UNKNOWN and self[read.name] == UNKNOWN:
            read = UNKNOWN
        self._reading.pop()
        return self._types.setdefault(name, read)

    def _circle(self, declared: syntax.TypeDecl) -> Type:
        name = declared.name.text
        help_ = "a type leads to itself only through a list, a map, an option or a field"
        self._checker.report(
            diagnose("C0431", declared.name.span, "this name stands for itself", help=help_, name=name)
        )
        return self._types.setdefault(name, UNKNOWN)

    def complete(self) -> None:
        """Check the defaults. Unions hold copies of their records, so they come after these."""
        unread = [each for name, each in self._declared.items() if name not in self._known]
        order = sorted(unread, key=lambda each: isinstance(each.type, syntax.UnionType))
        for declared in order:
            if self[declared.name.text] != UNKNOWN:
                self._types[declared.name.text] = Reader(self._checker).read(declared.type)
        self.is_complete = True
