"""What is declared and leads nowhere: C2006 handlers, C2007 cells and derived values, C2008 locals.

Recipes are also driven by scripts, which may send any event and read all that is shared. So these look only at recipes
whose page does more than show, and a test of the file that uses something is reason enough for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler import syntax
from compiler.diagnostics import Diagnostic, diagnose
from compiler.lint.program import Linted
from compiler.lower.context import other_end
from graph.timing import RUN_BY_PRESENCE


def uncalled_handlers(program: Linted) -> Iterator[Diagnostic]:
    """C2006: a handler that no part of a page, handler, timer or test sends, in a recipe whose page sends others."""
    for recipe, _, built in program.recipes():
        for handler in recipe.members:
            if not isinstance(handler, syntax.Handler):
                continue
            if handler.name.text in program.called or handler.name.text in RUN_BY_PRESENCE:
                continue
            if handler.is_private:
                hint = "call it from another handler or a timer, or take it out"
                yield diagnose(
                    "C2006", handler.name.span, "private, so no script can send it", help=hint, name=handler.name.text
                )
            elif built.arrow is not None:
                hint = f"send it from the page: `-> {handler.name.text}(…)`, use it in a test, or take it out"
                other = other_end(program.span(built.arrow), "the page sends other handlers")
                yield diagnose(
                    "C2006",
                    handler.name.span,
                    "no page, handler or test sends it",
                    secondary=other,
                    help=hint,
                    name=handler.name.text,
                )


def unread_cells(program: Linted) -> Iterator[Diagnostic]:
    """C2007: a shared cell or a derived value that nothing of the file reads."""
    for recipe, written, built in program.recipes():
        for member in written.unread if built.is_used else ():
            if member.name.text in program.picked:
                continue
            kind = "cell" if isinstance(member, syntax.Cell) else "derived value"
            writes = program.writes_into.get(f"{recipe.name.text}.{member.name.text}")
            yield diagnose(
                "C2007",
                member.name.span,
                "no view, handler, derived value or test reads it",
                secondary=other_end(program.span(writes[0].node), "only written") if writes else (),
                help="show it in the view, use it in a test, or take it out",
                kind=kind,
                name=member.name.text,
            )


def unshown_locals(program: Linted) -> Iterator[Diagnostic]:
    """C2008: a local that reaches no page and no shared cell, not even through other locals."""
    for recipe, written, built in program.recipes():
        for cell in written.unseen if built.is_used else ():
            name = cell.name.text
            if name in program.picked:
                continue
            writes = program.writes_into.get(f"{recipe.name.text}.{name}")
            yield diagnose(
                "C2008",
                cell.name.span,
                "each visitor has one, and never sees it",
                secondary=other_end(program.span(writes[0].node), "written here, to no end") if writes else (),
                help=f'show it (`text "{{{name}}}"`), use it in a handler, or take it out',
                name=name,
            )
