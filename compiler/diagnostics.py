"""What the compiler has to say about a recipe: one frozen record that feeds every renderer."""

from typing import Literal

from msgspec import Struct

from compiler.source import Span
from graph.digests import digest

Severity = Literal["error", "warning"]
Safety = Literal["safe", "unsafe", "placeholder"]


class Label(Struct, frozen=True):
    """A place, and a few words about it; an empty text only underlines."""

    span: Span
    text: str


class Edit(Struct, frozen=True):
    """Put `text` in place of what the span covers; an empty span inserts."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """A change that mends it.

    safety: "safe" keeps the meaning and never makes an error; "unsafe" is a good guess;
            "placeholder" leaves something for the author to fill in.
    edits:  at least one, of one file, in source order, none overlapping.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...]

    def __post_init__(self) -> None:
        assert self.edits, "a fix changes something"


class Diagnostic(Struct, frozen=True):
    """One mistake of the author.

    code, name: `C0312` and its slug; see `messages`.
    message:    one line that stands alone.
    primary:    where the mistake is; secondary: what else takes part in it, in any file.
    within:     the declaration that it stands in, such as `Session.send`; empty at top level.
    """

    code: str
    name: str
    severity: Severity
    message: str
    primary: Label
    secondary: tuple[Label, ...]
    notes: tuple[str, ...]
    help: str | None
    fixes: tuple[Fix, ...]
    within: str

    @property
    def mendable(self) -> Literal["safe", "unsafe"] | None:
        """How safe the safest fix is that can be applied without the author; None where there is none."""
        safeties = {fix.safety for fix in self.fixes}
        return "safe" if "safe" in safeties else "unsafe" if "unsafe" in safeties else None

    @property
    def fingerprint(self) -> str:
        """The same for the same mistake after lines moved: 16 hex digits."""
        normal = " ".join(self.message.split())
        return digest("\0".join((self.primary.span.file, self.code, self.within, normal)).encode())[:16]


def instead(span: Span, text: str | None, safety: Safety = "unsafe") -> tuple[Fix, ...]:
    """The fix that puts `text` there; none where there is no text that could be meant."""
    return () if text is None else (Fix(f"use `{text}`", safety, (Edit(span, text),)),)


def without(span: Span, safety: Safety = "unsafe") -> tuple[Fix, ...]:
    """The fix that takes out what stands there."""
    return (Fix("remove it", safety, (Edit(span, ""),)),)


def diagnose(
    code: str,
    span: Span,
    label: str = "",
    /,
    *,
    secondary: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
    help: str | None = None,  # noqa: A002 - the word that the reader of the diagnostic sees
    fixes: tuple[Fix, ...] = (),
    within: str = "",
    **values: object,
) -> Diagnostic:
    """The diagnostic `code` at `span`; `values` fill the holes of the code's message template."""
    # All that the pages of codes say is loaded with it: where nothing is wrong, that is not needed.
    from compiler.messages import MESSAGES

    wording = MESSAGES[code]
    return Diagnostic(
        code,
        wording.name,
        wording.severity,
        wording.template.format(**values),
        Label(span, label),
        secondary,
        notes,
        help,
        fixes,
        within,
    )


def in_source_order(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and place; what was found first comes first at one place."""
    return tuple(sorted(diagnostics, key=lambda each: (each.primary.span.file, each.primary.span.start)))
