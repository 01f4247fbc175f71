"""The files of a program put together: what each imports, and one name for each declaration in all of the program.

A file sees what it declares and what it imports. Of the files that it uses, the program has what is imported and all
that this needs; the rest of such a file is no part of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.imports import SUFFIX, Files
from compiler.resolve import Resolved, ResolvedRecipe, resolve
from compiler.source import Span
from compiler.spelling import closest
from compiler.syntax.walk import nodes_of

Key = tuple[str, str]
"""A declaration: its file, and its name there."""

_Declaration = TypeVar("_Declaration", syntax.TypeDecl, syntax.Constant, syntax.Function, syntax.View, syntax.Recipe)


def link(files: Files) -> tuple[Resolved, tuple[Diagnostic, ...]]:
    """Resolve each file, and tie what one imports to what another declares.

    Result: all declarations of the given file, and of the others what these lead to, by a name that no other has.
    A declaration is called as it is written. Where two files have one name, the given file keeps it, and those of the
    others get the name of their file behind it: `Item_people`.
    Errors: those of `resolve`, for each file; C0330 a name that a file does not declare; C2020 an import that the
    given file does not use.
    Cost: one walk of the syntax trees, where there is a `use`.
    """
    apart: dict[str, Resolved] = {}
    found: list[Diagnostic] = []
    for file, module in files.modules.items():
        apart[file], wrong = resolve(module)
        found += wrong
    given = apart[files.given.name]
    if not given.module.uses:
        return given, tuple(found)
    linking = _Linking(files, apart, {})
    for file in apart:
        found += linking.tie(file)
    found += linking.unused()
    return linking.linked(), tuple(found)


class _Linking(Struct, frozen=True):
    """The files, each resolved by itself. imports: by file and name, the declarations that they import; grows."""

    files: Files
    apart: Mapping[str, Resolved]
    imports: dict[Key, Key]

    def tie(self, file: str) -> Iterator[Diagnostic]:
        """Find what a file imports."""
        for use in self.apart[file].module.uses:
            target = self.files.targets.get(use.span)
            for name in use.names:
                if target is None or (file, name.text) in self.imports or self._declares(file, name.text):
                    # Said already: of the file, or of the name.
                    continue
                if self._declares(target, name.text):
                    self.imports[file, name.text] = (target, name.text)
                elif not self._may_declare(target, name.text):
                    yield self._missing(use, name, target)

    def _declares(self, file: str, name: str) -> bool:
        return name in self.apart[file].names[file]

    def _may_declare(self, file: str, name: str) -> bool:
        """Whether a part that could not be read may declare it; where nothing could be read, all of the file."""
        broken = self.apart[file].module.broken
        is_lost = bool(broken) and not self.apart[file].names[file]
        return is_lost or any(name in each.names or "" in each.names for each in broken)

    def _missing(self, use: syntax.Use, name: syntax.Name, target: str) -> Diagnostic:
        """Say that a file does not declare a name, and what was meant: one that it imports itself, or one like it."""
        spans = {each.text: each.span for each in _declared(self.apart[target].module)}
        known = {each.text for other in self.apart[name.span.file].module.uses for each in other.names}
        alike = (each for each in spans if each[:1].isupper() == name.is_upper and each not in known)
        nearest = closest(name.text, alike)
        passed_on = next(self._imports_of(target, name.text), None)
        labels: tuple[Label, ...] = ()
        fixes: tuple[Fix, ...] = ()
        if passed_on is not None:
            labels = (Label(passed_on[1].span, "it is only imported here"),)
            origin = self.files.targets.get(passed_on[0].span, passed_on[0].path)
            help_ = f"it is declared elsewhere: import it from `{origin}`"
        elif nearest is not None:
            labels = (Label(spans[nearest], f"`{nearest}` is declared here"),)
            fixes = (Fix(f"use `{nearest}`", "unsafe", (Edit(name.span, nearest),)),)
            help_ = f"use `{nearest}`"
        else:
            help_ = f"it declares {', '.join(f'`{each}`' for each in spans) or 'nothing'}"
        return diagnose(
            "C0330", name.span, "not found", secondary=labels, help=help_, fixes=fixes, name=name.text, file=target
        )

    def _imports_of(self, file: str, name: str) -> Iterator[tuple[syntax.Use, syntax.Name]]:
        for use in self.apart[file].module.uses:
            yield from ((use, each) for each in use.names if each.text == name)

    def unused(self) -> Iterator[Diagnostic]:
        """Imports of the given file that nothing in it mentions."""
        module = self.apart[self.files.given.name].module
        mentioned = {name.text for part in _parts(module) for name in _names_in(part)}
        for use in module.uses:
            for at, name in enumerate(use.names):
                if (name.span.file, name.text) in self.imports and name.text not in mentioned:
                    fix = Fix("remove it", "safe", (Edit(_removed(use, at), ""),))
                    yield diagnose("C2020", name.span, "never used", fixes=(fix,), name=name.text)

    def linked(self) -> Resolved:
        """One program of all that the given file leads to."""
        names = self._named()
        by_file: dict[str, dict[str, str]] = {file: {} for file in self.apart}
        for (file, name), meant in names.items():
            by_file[file][name] = meant
        for (file, name), key in self.imports.items():
            if key in names:
                by_file[file][name] = names[key]
        types: dict[str, syntax.TypeDecl] = {}
        constants: dict[str, syntax.Constant] = {}
        functions: dict[str, syntax.Function] = {}
        recipes: dict[str, ResolvedRecipe] = {}
        views: dict[str, syntax.View] = {}
        for file, resolved in self.apart.items():
            own = {name: meant for (its, name), meant in names.items() if its == file}
            types |= _renamed(resolved.types, own)
            constants |= _renamed(resolved.constants, own)
            functions |= _renamed(resolved.functions, own)
            views |= _renamed(resolved.views, own)
            written = _renamed({name: each.written for name, each in resolved.recipes.items()}, own)
            recipes |= {
                own[name]: replace(each, written=written[own[name]])
                for name, each in resolved.recipes.items()
                if name in own
            }
        modules = tuple(self._forgiving(file) for file in self.apart)
        return Resolved(modules, by_file, types, constants, functions, recipes, views)

    def _forgiving(self, file: str) -> syntax.Module:
        """The file's tree; what it imports in vain is not called unknown at each use as well."""
        module = self.apart[file].module
        vain = tuple(
            syntax.Broken(use.span, None, names)
            for use in module.uses
            if (names := tuple(name.text for name in use.names if (file, name.text) not in self.imports))
        )
        return replace(module, broken=(*module.broken, *vain))

    def _named(self) -> dict[Key, str]:
        """A name for each declaration of the program, none twice."""
        given = self.files.given.name
        reached = self._reached()
        files_of: dict[str, list[str]] = {}
        for file, name in reached:
            files_of.setdefault(name, []).append(file)
        names = {(file, name): name for file, name in reached if file == given or len(files_of[name]) == 1}
        taken = set(names.values())
        for file, name in reached:
            if (file, name) not in names:
                stem = re.sub(r"\W", "_", posixpath.basename(file).removesuffix(SUFFIX), flags=re.ASCII)
                tries = (f"{name}_{stem}{number or ''}" for number in count())
                names[file, name] = next(each for each in tries if each not in taken)
                taken.add(names[file, name])
        return names

    def _reached(self) -> list[Key]:
        """All declarations of the given file and what they lead to, by file in the order in which they are read."""
        given = self.files.given.name
        waiting = [(given, name) for name in self.apart[given].names[given]]
        waiting += self._mentioned(given, self.apart[given].module.tests)
        found = set(waiting)
        while waiting:
            file, name = waiting.pop()
            for key in self._mentioned(file, (_declaration(self.apart[file], name),)):
                if key not in found:
                    found.add(key)
                    waiting.append(key)
        return [(file, name) for file, own in self.apart.items() for name in own.names[file] if (file, name) in found]

    def _mentioned(self, file: str, parts: Iterable[Struct]) -> Iterator[Key]:
        """The declarations whose names stand in parts of a file. A field of that name counts too: it does no harm."""
        for part in parts:
            for name in _names_in(part):
                if (file, name.text) in self.imports:
                    yield self.imports[file, name.text]
                elif self._declares(file, name.text):
                    yield file, name.text


def _names_in(part: Struct) -> Iterator[syntax.Name]:
    return (each for each in nodes_of(part) if isinstance(each, syntax.Name))


def _declaration(resolved: Resolved, name: str) -> Struct:
    if name in resolved.recipes:
        return resolved.recipes[name].written
    tables = (resolved.types, resolved.views, resolved.constants, resolved.functions)
    return next(table[name] for table in tables if name in table)


def _declared(module: syntax.Module) -> list[syntax.Name]:
    """The names that a file declares, in the order written."""
    named: list[syntax.TypeDecl | syntax.Constant | syntax.Function | syntax.Recipe | syntax.View]
    named = [*module.types, *module.constants, *module.functions, *module.recipes, *module.views]
    return sorted((each.name for each in named if each.name), key=lambda name: name.span.start)


def _parts(module: syntax.Module) -> tuple[Struct, ...]:
    """All of a file but its imports."""
    return (*module.types, *module.constants, *module.functions, *module.recipes, *module.views, *module.tests)


def _renamed(declared: Mapping[str, _Declaration], names: Mapping[str, str]) -> dict[str, _Declaration]:
    """Those declarations that are in the program, each called as it is there."""
    return {names[name]: _called(each, names[name]) for name, each in declared.items() if name in names}


def _called(declaration: _Declaration, name: str) -> _Declaration:
    written = declaration.name
    assert written is not None, "a view at top level has a name"
    if written.text == name:
        return declaration
    return replace(declaration, name=replace(written, text=name))


def _removed(use: syntax.Use, at: int) -> Span:
    """What goes with a name that is no longer imported: the comma beside it, or all of the `use`."""
    span, names = use.names[at].span, use.names
    if len(names) == 1:
        return use.span
    if at + 1 < len(names):
        return Span(span.file, span.start, names[at + 1].span.start)
    return Span(span.file, names[at - 1].span.end, span.end)
