"""What a declaration reads, as its syntax says: for rows of declarations that are too long to be checked on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from compiler import syntax
from compiler.resolve import Resolved
from compiler.syntax.walk import AnyNode, Parts, nodes_of

if TYPE_CHECKING:
    from compiler.check.recipes import Declared

# Names that are read, and not what declares one or says which field, argument or type is meant.
_READ = Parts(frozenset(("name", "names", "into", "recipe", "type")))


class Reads(Struct, frozen=True):
    """What declarations of a program read.

    What is told is surely read. Not all is: of which recipe a charm in a cell is, only its type says.
    """

    resolved: Resolved

    def of(self, declared: Declared) -> Iterator[Declared]:
        """What a declaration reads by name, in the order written; through a child, what it reads of that."""
        recipe, file, written = self._written(declared)
        for each in written:
            for node in nodes_of(each, _READ):
                found = None
                if isinstance(node, syntax.Name):
                    found = self._meant(node.text, recipe, file)
                elif isinstance(node, syntax.Field):
                    found = self._part(node, recipe)
                if found is not None:
                    yield found

    def _written(self, declared: Declared) -> tuple[str, str, tuple[AnyNode, ...]]:
        """The recipe in which a declaration stands, the file, and its expressions."""
        kind, name = declared
        if kind == "constant":
            constant = self.resolved.constants[name]
            return "", constant.span.file, (constant.value,)
        recipe, _, inner = name.rpartition(".")
        if kind == "derived":
            derived = self.resolved.recipes[recipe].derived[inner]
            return recipe, derived.span.file, (derived.value,)
        functions = self.resolved.recipes[recipe].functions if recipe else self.resolved.functions
        function = functions[inner]
        return recipe, function.span.file, (*function.lets, function.value)

    def _meant(self, name: str, recipe: str, file: str) -> Declared | None:
        inside = self.resolved.recipes.get(recipe)
        if inside is not None:
            if name in inside.derived:
                return "derived", f"{recipe}.{name}"
            if name in inside.functions:
                return "function", f"{recipe}.{name}"
        meant = self.resolved.meant_in(file, name)
        if meant in self.resolved.constants:
            return "constant", meant
        return ("function", meant) if meant in self.resolved.functions else None

    def _part(self, field: syntax.Field, recipe: str) -> Declared | None:
        """The derived value of a child that is meant, where its declaration says of which recipe the child is."""
        called = self._recipe_of(field.of, recipe)
        if called is None or field.name.text not in self.resolved.recipes[called].derived:
            return None
        return "derived", f"{called}.{field.name.text}"

    def _recipe_of(self, expr: syntax.Expr, recipe: str) -> str | None:
        path: list[str] = []
        while isinstance(expr, syntax.Field):
            path.append(expr.name.text)
            expr = expr.of
        if not isinstance(expr, syntax.Name):
            return None
        found: str | None = recipe
        for name in (expr.text, *reversed(path)):
            inside = self.resolved.recipes.get(found or "")
            child = inside.children.get(name) if inside else None
            spawn = child.value if child else None
            if not isinstance(spawn, syntax.Call) or not isinstance(spawn.function, syntax.Name):
                return None
            found = self.resolved.meant(spawn.function)
        return found if found in self.resolved.recipes else None
