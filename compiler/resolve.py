"""Declarations by name: who declares what, and what is declared twice. `link` puts several files together.

Uses are tied to declarations by the checker, which walks each expression once and knows there what is visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.source import Span
from graph.library.catalogue import FUNCTIONS

NOTHING = "?"
"""What a name stands for that has no meaning; nothing is called so."""

BUILT_IN_TYPES = ("Text", "Int", "Number", "Bool", "Time", "Date", "Duration", "Id", "Json", "Charm")
"""The types that need no declaration."""

MINTED = ("now", "new_id", "random")
"""Functions that are no library functions, since they give something new each time."""

BUILT_IN_VALUES = ("me", "here")
"""Values that need no declaration."""

_MARKS = {
    "recipe": ("value", "shared", "local", "was"),
    "handler": ("value", "in", "as"),
    "function": ("value", "as"),
    "migration": ("value", "as"),
    "view": ("value", "in", "as"),
}
"""What the parameters of a declaration may be marked with; "value" is no mark. C0703 tells of `in` for a view."""


class _Named(Protocol):
    @property
    def name(self) -> syntax.Name: ...


Declared = TypeVar("Declared", bound=_Named)
Meant = TypeVar("Meant")


class ResolvedRecipe(Struct, frozen=True):
    """A recipe's members by name.

    written: the recipe in the syntax tree.
    parts:   parameters and cells, in the order written.
    """

    written: syntax.Recipe
    parts: Mapping[str, syntax.Param | syntax.Cell]
    derived: Mapping[str, syntax.Derive]
    children: Mapping[str, syntax.Child]
    handlers: Mapping[str, syntax.Handler]
    functions: Mapping[str, syntax.Function]
    view: syntax.View | None

    @property
    def name(self) -> str:
        """Its name."""
        return self.written.name.text


class Resolved(Struct, frozen=True):
    """The declarations of a program by name; of those that are declared twice, the first.

    modules: the syntax trees of its files; the first is that of the file that was given.
    names:   by file, what the names at its top level and those that it imports stand for: the names in here.
    """

    modules: tuple[syntax.Module, ...]
    names: Mapping[str, Mapping[str, str]]
    types: Mapping[str, syntax.TypeDecl]
    constants: Mapping[str, syntax.Constant]
    functions: Mapping[str, syntax.Function]
    recipes: Mapping[str, ResolvedRecipe]
    views: Mapping[str, syntax.View]

    @property
    def module(self) -> syntax.Module:
        """The file that was given."""
        return self.modules[0]

    def meant(self, name: syntax.Name) -> str:
        """What a name at top level stands for in the file in which it is written, or NOTHING."""
        return self.meant_in(name.span.file, name.text)

    def meant_in(self, file: str, name: str) -> str:
        """What a name at top level stands for in a file, or NOTHING."""
        return self.names[file].get(name, NOTHING)

    def seen(self, declared: Mapping[str, Meant], file: str) -> dict[str, Meant]:
        """Those of one kind that a file declares or imports, by the names that they have in it."""
        return {name: declared[meant] for name, meant in self.names[file].items() if meant in declared}


def resolve(module: syntax.Module) -> tuple[Resolved, tuple[Diagnostic, ...]]:
    """Tell the declarations of a file apart by their names.

    Errors: C0313 declared twice, C0314 hides another, C0320 named as what the language has,
    C0328 a parameter with a mark that such a parameter cannot have, C0331 imported and something else as well.
    Cost: one walk of the declarations.
    """
    found: list[Diagnostic] = []
    upper = [*_names(module.types), *_names(module.recipes), *(view.name for view in module.views if view.name)]
    found += _twice(upper)
    found += [_built_in(name, "a type") for name in upper if name.text in BUILT_IN_TYPES]
    found += _twice([*_names(module.constants), *_names(module.functions)])
    found += _library_names(_names(module.functions))
    found += _imported_twice(module, [*upper, *_names(module.constants), *_names(module.functions)])
    recipes: dict[str, ResolvedRecipe] = {}
    for recipe in module.recipes:
        resolved, more = _resolve_recipe(recipe, module)
        found += more
        recipes.setdefault(recipe.name.text, resolved)
    views: dict[str, syntax.View] = {}
    for view in module.views:
        assert view.name is not None, "a view at top level has a name"
        views.setdefault(view.name.text, view)
        found += _misplaced(view.params, "view")
    for function in module.functions:
        found += _misplaced(function.params, "function")
    types, constants, functions = _first(module.types), _first(module.constants), _first(module.functions)
    names = {name: name for declared in (types, recipes, views, constants, functions) for name in declared}
    return Resolved((module,), {module.span.file: names}, types, constants, functions, recipes, views), tuple(found)


def _resolve_recipe(recipe: syntax.Recipe, module: syntax.Module) -> tuple[ResolvedRecipe, list[Diagnostic]]:
    members = recipe.members
    cells = [each for each in members if isinstance(each, syntax.Cell)]
    derived = [each for each in members if isinstance(each, syntax.Derive)]
    children = [each for each in members if isinstance(each, syntax.Child)]
    handlers = [each for each in members if isinstance(each, syntax.Handler)]
    functions = [each for each in members if isinstance(each, syntax.Function)]
    views = [each for each in members if isinstance(each, syntax.View)]
    values = [*_names(recipe.params), *_names(cells), *_names(derived), *_names(children)]
    # Steps are known by their name, so a handler and a cell cannot share one.
    found = _twice([*values, *_names(handlers)])
    found += [_built_in(name, "a value") for name in [*values, *_names(handlers)] if name.text in BUILT_IN_VALUES]
    found += _twice(_names(functions))
    imported = [name for use in module.uses for name in use.names]
    found += _hides(values, [*_names(module.constants), *imported])
    found += _hides(_names(functions), [*_names(module.functions), *imported])
    found += _library_names(_names(functions))
    found += [_second(view.span, views[0].span, "view") for view in views[1:]]
    found += _misplaced(recipe.params, "recipe")
    for handler in handlers:
        found += _misplaced(handler.params, "handler")
    for function in functions:
        found += _misplaced(function.params, "function")
    migrations = [each for each in members if isinstance(each, syntax.Migrate)]
    found += _twice(_names(migrations))
    for migration in migrations:
        found += _misplaced([migration.param], "migration")
    resolved = ResolvedRecipe(
        recipe,
        _first(recipe.params) | _first(cells),
        _first(derived),
        _first(children),
        _first(handlers),
        _first(functions),
        views[0] if views else None,
    )
    return resolved, found


def _names(declared: Sequence[_Named]) -> list[syntax.Name]:
    return [each.name for each in declared]


def _first(declared: Iterable[Declared]) -> dict[str, Declared]:
    first: dict[str, Declared] = {}
    for each in declared:
        first.setdefault(each.name.text, each)
    return first


def _twice(names: list[syntax.Name]) -> list[Diagnostic]:
    first: dict[str, syntax.Name] = {}
    found: list[Diagnostic] = []
    for name in sorted(names, key=lambda each: each.span.start):
        if name.text in first:
            found.append(_second(name.span, first[name.text].span, name.text))
        first.setdefault(name.text, name)
    return found


def _imported_twice(module: syntax.Module, declared: list[syntax.Name]) -> list[Diagnostic]:
    """Imports of what has a meaning in the file already."""
    first = {name.text: Label(name.span, "declared here") for name in reversed(declared)}
    found: list[Diagnostic] = []
    for use in module.uses:
        for name in use.names:
            if name.text in first:
                label = "imported again" if first[name.text].text == "imported here" else "imported here"
                found.append(diagnose("C0331", name.span, label, secondary=(first[name.text],), name=name.text))
            first.setdefault(name.text, Label(name.span, "imported here"))
    return found


def _second(span: Span, first: Span, name: str) -> Diagnostic:
    return diagnose("C0313", span, "declared again", secondary=(Label(first, "declared here first"),), name=name)


def hides(name: syntax.Name, declared: Span, kind: str) -> Diagnostic:
    """The report of a name that already means something here."""
    return diagnose(
        "C0314",
        name.span,
        "the same name",
        secondary=(Label(declared, f"the {kind} is declared here"),),
        help="give one of them another name",
        fixes=(Fix(f"rename this one to `{name.text}2`", "placeholder", (Edit(name.span, f"{name.text}2"),)),),
        name=name.text,
        kind=kind,
    )


def _hides(names: list[syntax.Name], outer: list[syntax.Name]) -> list[Diagnostic]:
    declared = {name.text: name.span for name in outer}
    return [hides(name, declared[name.text], "one at top level") for name in names if name.text in declared]


def _library_names(names: Iterable[syntax.Name]) -> list[Diagnostic]:
    return [_built_in(name, "a function") for name in names if name.text in FUNCTIONS or name.text in MINTED]


def _misplaced(params: Sequence[syntax.Param], owner: str) -> list[Diagnostic]:
    """Marks of parameters that mean something elsewhere only, and would be passed over here."""
    marks: list[tuple[Span, str]] = [(param.span, "in" if param.kind == "element" else param.kind) for param in params]
    marks += [(param.alias.span, "as") for param in params if param.alias]
    marks += [(param.was.span, "was") for param in params if param.was]
    return [
        diagnose("C0328", span, "not here", mark=mark, owner=owner) for span, mark in marks if mark not in _MARKS[owner]
    ]


def _built_in(name: syntax.Name, kind: str) -> Diagnostic:
    return diagnose("C0320", name.span, "taken", help="give it another name", name=name.text, kind=kind)
