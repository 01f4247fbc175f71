"""The names in a part of a recipe that are used for what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from compiler import syntax
from compiler.syntax.walk import nodes_of

Part: TypeAlias = syntax.Recipe | syntax.Assign | syntax.Expr | syntax.Clause | syntax.Entry

# In these fields a name is declared, or says which field, recipe or parameter is meant.
_NO_VALUES = ("name", "alias", "was", "into", "recipe")


def values_in(*parts: Part) -> Iterator[syntax.Name]:
    """Every name that stands for a value, a function or a handler in these parts of a recipe."""
    others: set[int] = set()
    for part in parts:
        for node in nodes_of(part):
            if not isinstance(node, syntax.Name):
                others |= {id(getattr(node, field, None)) for field in _NO_VALUES}
                others |= {id(name) for name in getattr(node, "names", ())}
            elif id(node) not in others:
                yield node
