"""What is declared and leads nowhere: C2006 handlers, C2007 cells and derived values, C2008 locals.

Recipes are also driven by scripts, which may send any event and read all that is shared. So these look only at recipes
whose page does more than show, and a test of the file that uses something is reason enough for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler import syntax
from compiler.diagnostics import Diagnostic, diagnose
from compiler.lint.names import values_in
from compiler.lint.program import Linted
from compiler.lower.context import other_end
from compiler.lower.paths import root_name
from compiler.syntax.walk import AnyNode, nodes_of
from graph.timing import RUN_BY_PRESENCE

_METHODS = ("push", "insert", "clear")


def uncalled_handlers(program: Linted) -> Iterator[Diagnostic]:
    """C2006: a handler that no part of a page, handler, timer or test sends, in a recipe whose page sends others."""
    called = frozenset(_called(program.parts))
    for recipe in program.recipes():
        arrows = [element for element in program.elements(recipe.name.text) if "handler" in element]
        for handler in _handlers(recipe):
            if handler.name.text in called or handler.name.text in RUN_BY_PRESENCE:
                continue
            if handler.is_private:
                hint = "call it from another handler or a timer, or take it out"
                yield diagnose(
                    "C2006", handler.name.span, "private, so no script can send it", help=hint, name=handler.name.text
                )
            elif arrows:
                hint = f"send it from the page: `-> {handler.name.text}(…)`, use it in a test, or take it out"
                other = other_end(program.span(arrows[0]), "the page sends other handlers")
                yield diagnose(
                    "C2006",
                    handler.name.span,
                    "no page, handler or test sends it",
                    secondary=other,
                    help=hint,
                    name=handler.name.text,
                )


def _called(parts: Sequence[AnyNode]) -> Iterator[str]:
    for part in parts:
        match part:
            case (
                syntax.Call(function=syntax.Name(text=name))
                | syntax.Call(function=syntax.Field(name=syntax.Name(text=name)))
            ):
                yield name


def _handlers(recipe: syntax.Recipe) -> list[syntax.Handler]:
    return [member for member in recipe.members if isinstance(member, syntax.Handler)]


def unread_cells(program: Linted) -> Iterator[Diagnostic]:
    """C2007: a shared cell or a derived value that nothing of the file reads."""
    elsewhere = _fields(program.parts)
    for recipe in _with_a_page(program):
        read = {name.text for name in _reads(recipe)}
        for member in recipe.members:
            if not isinstance(member, syntax.Cell | syntax.Derive) or member.name.text in read | elsewhere:
                continue
            if isinstance(member, syntax.Cell) and member.scope == "local":
                continue
            kind = "cell" if isinstance(member, syntax.Cell) else "derived value"
            write = next(
                (write for write in program.writes if write.cell == f"{recipe.name.text}.{member.name.text}"), None
            )
            yield diagnose(
                "C2007",
                member.name.span,
                "no view, handler, derived value or test reads it",
                secondary=other_end(program.span(write.node), "only written") if write else (),
                help="show it in the view, use it in a test, or take it out",
                kind=kind,
                name=member.name.text,
            )


def unshown_locals(program: Linted) -> Iterator[Diagnostic]:
    """C2008: a local that reaches no page and no shared cell, not even through other locals."""
    elsewhere = _fields(program.parts)
    for recipe in _with_a_page(program):
        locals_ = {
            each.name.text: each for each in recipe.members if isinstance(each, syntax.Cell) and each.scope == "local"
        }
        shown = _shown(recipe, frozenset(locals_)) | elsewhere
        for name, cell in locals_.items():
            if name not in shown:
                write = next((write for write in program.writes if write.cell == f"{recipe.name.text}.{name}"), None)
                yield diagnose(
                    "C2008",
                    cell.name.span,
                    "each visitor has one, and never sees it",
                    secondary=other_end(program.span(write.node), "written here, to no end") if write else (),
                    help=f'show it (`text "{{{name}}}"`), use it in a handler, or take it out',
                    name=name,
                )


def _shown(recipe: syntax.Recipe, locals_: frozenset[str]) -> frozenset[str]:
    """Those locals that something other than another local, which is not shown itself, depends on."""
    feeds = list(_feeds(recipe, locals_))
    shown = {name for name, into in feeds if into is None}
    while more := {name for name, into in feeds if into in shown} - shown:
        shown |= more
    return frozenset(shown)


def _feeds(recipe: syntax.Recipe, locals_: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    """Each use of a local, with the local that the value is for; None where it is for anything else."""
    inside: dict[int, str] = {}
    for part in nodes_of(recipe):
        if isinstance(part, syntax.Assign):
            target = root_name(part.target)
            if target is not None and target.text in locals_:
                inside |= {id(name): target.text for name in values_in(part)}
    for name in _reads(recipe):
        if name.text in locals_:
            yield name.text, inside.get(id(name))


def _reads(recipe: syntax.Recipe) -> Iterator[syntax.Name]:
    """The names that are used in a recipe, but for those that begin a path which is only written."""
    written = {id(name) for name in _written(recipe)}
    return (name for name in values_in(recipe) if id(name) not in written)


def _written(recipe: syntax.Recipe) -> Iterator[syntax.Name]:
    for part in nodes_of(recipe):
        match part:
            case syntax.Assign(target=path) | syntax.Remove(target=path) | syntax.Move(target=path):
                root = root_name(path)
            case syntax.Call(function=syntax.Field(of=path, name=syntax.Name(text=method))) if method in _METHODS:
                root = root_name(path)
            case _:
                continue
        if root is not None:
            yield root


def _fields(parts: Sequence[AnyNode]) -> frozenset[str]:
    """What is read after a dot anywhere: of a charm in a test, of a child."""
    return frozenset(part.name.text for part in parts if isinstance(part, syntax.Field))


def _with_a_page(program: Linted) -> Iterator[syntax.Recipe]:
    """The recipes whose page sends something or takes what is typed: people use them, and not scripts alone."""
    for recipe in program.recipes():
        if any("handler" in each or "value" in each for each in program.elements(recipe.name.text)):
            yield recipe
