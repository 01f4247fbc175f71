"""What is wanted of an expression, and what is said where it is something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compiler.check.describe import describe
from compiler.check.relations import opened
from compiler.diagnostics import Label, diagnose
from compiler.scope import UNKNOWN, Typed
from compiler.source import Span
from graph import types as t
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


class Wanted(Struct, frozen=True):
    """What is wanted of an expression.

    what:     what it is for, in the message: "the cell `draft`", "an element".
    declared: where that was said, if it is worth showing.
    """

    type: Type
    what: str
    declared: Span | None = None

    def part(self, type_: Type, what: str) -> Wanted:
        """The same for a part of the value."""
        return replace(self, type=type_, what=what)


def fitting(checker: Checker, typed: Typed, span: Span, wanted: Wanted) -> Typed:
    """The value if it fits; otherwise a report, and the value with its type unknown."""
    if checker.relations.fits(typed.type, wanted.type):
        return typed
    secondary = (Label(wanted.declared, "what is wanted is declared here"),) if wanted.declared else ()
    found, place = checker.shape(typed.type), checker.shape(checker.relations.takes(wanted.type))
    if isinstance(found, t.Nothing) or (isinstance(found, t.Option) and checker.relations.fits(found.of, wanted.type)):
        report_option(checker, typed, span, f"used as {wanted.what}", secondary)
        return Typed(typed.node, UNKNOWN, typed.at, typed.use)
    checker.report(
        diagnose(
            "C0401",
            span,
            f"this is {describe(typed.type)}",
            secondary=secondary,
            help=_way_out(opened(found), opened(place), checker.written(span), describe(wanted.type)),
            what=wanted.what,
            wanted=describe(checker.relations.takes(wanted.type)),
            found=describe(typed.type),
        )
    )
    return Typed(typed.node, UNKNOWN, typed.at, typed.use)


def report_option(checker: Checker, typed: Typed, span: Span, use: str, secondary: tuple[Label, ...] = ()) -> None:
    """Report a value that may be none where one is needed."""
    written = checker.written(span)
    if isinstance(checker.shape(typed.type), t.Nothing):
        checker.report(diagnose("C0411", span, "this is none", secondary=secondary, written=written, use=use))
        return
    help_ = f"say what stands in for none, `{written} ?? …`, or ask first, `if {written} != none`"
    checker.report(
        diagnose(
            "C0411", span, f"this is {describe(typed.type)}", secondary=secondary, help=help_, written=written, use=use
        )
    )


def _way_out(found: Type, place: Type, written: str, wanted: str) -> str | None:
    """What makes the one into the other, where the language has a word for it."""
    match found, place:
        case t.Record((slot, *_)), t.MapOf(key=t.Text()):
            return f'a key of a map stands in quotes: `"{slot.name}": …`'
        case t.Number(), t.Int():
            return f"`round({written})`, `floor({written})` and `ceil({written})` give an Int"
        case t.Text() | t.Id(), t.Enum() | t.Id() | t.Time() | t.Date():
            return f"`{written} as {wanted}` is that value, or none where it does not fit"
        case t.Json(), _:
            return f"`{written} as {wanted}` is that value, or none where it does not fit"
        case t.Enum(), t.Int() | t.Number():
            return "a number is written without quotes"
        case (t.Text() | t.Enum(), t.Int()):
            return f"`to_int({written})` is an Int, or none where it is no number"
        case (t.Text() | t.Enum(), t.Number()):
            return f"`to_number({written})` is a Number, or none where it is no number"
        case t.CharmOf(), t.Text():
            return f"read what is wanted of it: `{written}.…`"
        case _, t.Text():
            return f'print it: `"{{{written}}}"`'
        case t.Int() | t.Number(), t.Duration():
            return f"`seconds({written})` is a Duration"
    return None
