"""Collects what is wrong with a program, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose, in_source_order
from compiler.source import Span
from compiler.spelling import closest


class _Unknown(Struct):
    """A name that nothing declares in a scope, with all its uses; the other fields as in `Findings.unknown`."""

    code: str
    name: str
    owner: str
    known: Mapping[str, Span | None]
    meant: str | None
    help: str | None
    uses: list[Span] = []


class Findings:
    """The diagnostics of one program.

    An expression may be looked at twice (for its facts, for each place that shows a view): what is said of a place
    is said once. A name that is unknown in a scope is one diagnostic with all its uses.
    """

    def __init__(self, modules: Sequence[syntax.Module]) -> None:
        self._modules = modules
        self._broken = tuple(broken for module in modules for broken in module.broken)
        self._found: dict[tuple[str, Span], Diagnostic] = {}
        self._unknown: dict[tuple[str, str, str, str], _Unknown] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        """Report it, unless the same was said of the same place."""
        self._found.setdefault((diagnostic.code, diagnostic.primary.span), diagnostic)

    def is_broken(self, name: str) -> bool:
        """Whether a part that could not be read may declare the name."""
        return any(name in each.names for each in self._broken)

    def unknown(
        self,
        code: str,
        name: syntax.Name,
        owner: str,
        known: Mapping[str, Span | None],
        *,
        meant: str | None = None,
        help: str | None = None,  # noqa: A002 - as in `diagnose`
    ) -> None:
        """Report a name that means nothing in `owner`.

        known: what it could have meant, and where that is declared, if it is.
        meant: what it must have meant, where that is sure; else the nearest of `known`.
        help:  what to say where nothing is near.
        """
        if self.is_broken(name.text):
            return
        first = _Unknown(code, name.text, owner, known, meant, help)
        uses = self._unknown.setdefault((code, name.span.file, owner, name.text), first).uses
        if name.span not in uses:
            uses.append(name.span)

    def all(self) -> tuple[Diagnostic, ...]:
        """All that was reported, in source order, less what stands in a declaration that had to be mended."""
        found = [*self._found.values(), *(_unknown_name(each) for each in self._unknown.values())]
        if not found:
            return ()
        declared = tuple(each for module in self._modules for each in _declarations(module))
        mended = self._mended(declared)
        kept = [each for each in found if not _is_held_back(each.primary.span, mended)]
        named = [replace(each, within=each.within or _within(each.primary.span, declared)) for each in kept]
        return in_source_order(named)

    def _mended(self, declared: Iterable[tuple[str, Span]]) -> tuple[Span, ...]:
        """The declarations in which something had to be mended: what they mean is a guess.

        A recipe is more than its members.
        """
        recipes = {recipe.name.text for module in self._modules for recipe in module.recipes}
        return tuple(
            span
            for name, span in declared
            if name not in recipes and any(_touch(span, broken.span) for broken in self._broken)
        )


def _within(span: Span, declared: Iterable[tuple[str, Span]]) -> str:
    return next((name for name, around in declared if _touch(around, span)), "")


def _is_held_back(span: Span, mended: Iterable[Span]) -> bool:
    return any(
        held.file == span.file and held.number == span.number and held.start <= span.start < held.end for held in mended
    )


def _unknown_name(unknown: _Unknown) -> Diagnostic:
    first, *others = sorted(unknown.uses, key=lambda span: span.start)
    secondary = [Label(span, "and here") for span in others]
    meant = unknown.meant or closest(unknown.name, unknown.known)
    fixes: tuple[Fix, ...] = ()
    if meant is not None:
        declared = unknown.known.get(meant)
        if declared is not None:
            secondary.insert(0, Label(declared, f"`{meant}` is declared here"))
        fixes = (renamed(meant, first, *others),)
    return diagnose(
        unknown.code,
        first,
        "not found",
        secondary=tuple(secondary),
        help=unknown.help if meant is None or unknown.meant else f"use `{meant}`",
        fixes=fixes,
        name=unknown.name,
        owner=unknown.owner,
    )


def renamed(name: str, *spans: Span) -> Fix:
    """The fix that writes that name in these places."""
    return Fix(f"use `{name}`", "unsafe", tuple(Edit(span, name) for span in sorted(spans, key=lambda one: one.start)))


def _declarations(module: syntax.Module) -> Iterator[tuple[str, Span]]:
    """Each declaration by its name, such as `Session.send`; those of a recipe before the recipe."""
    for recipe in module.recipes:
        for part in (*recipe.params, *recipe.members):
            name = getattr(part, "name", None)
            yield f"{recipe.name.text}.{name.text if isinstance(name, syntax.Name) else 'view'}", part.span
        yield recipe.name.text, recipe.span
    declared: list[syntax.TypeDecl | syntax.Constant | syntax.Function | syntax.View]
    declared = [*module.types, *module.constants, *module.functions, *module.views]
    for each in declared:
        yield each.name.text if each.name else "view", each.span
    yield from ((test.name, test.span) for test in module.tests)


def _touch(one: Span, two: Span) -> bool:
    return one.file == two.file and one.number == two.number and one.start <= two.end and two.start <= one.end
