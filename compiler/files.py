"""Bytes of a file to source text. Whoever reads the file passes the bytes: the compiler does no IO."""

from compiler.diagnostics import Diagnostic, diagnose
from compiler.limits import SOURCE_BYTES_MAX
from compiler.source import Source, Span


def read(name: str, content: bytes, number: int = 0) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The text of a recipe file; `name` is what spans and messages call it, `number` its place in a program.

    Result: what could be read, up to the first byte that is no UTF-8; a byte order mark is left out.
    Errors: C0002 not UTF-8, C0003 too large (nothing is read then).
    """
    if len(content) > SOURCE_BYTES_MAX:
        problem = diagnose("C0003", Span(name, 0, 0), size=len(content), limit=SOURCE_BYTES_MAX)
        return Source(name, "", number), (problem,)
    try:
        return Source(name, content.decode("utf-8-sig"), number), ()
    except UnicodeDecodeError as error:
        # The error counts from after the mark, where there is one.
        text = error.object[: error.start].decode()
        at = error.start + len(content) - len(error.object)
        problem = diagnose(
            "C0002", Span(name, len(text), len(text)), "the text ends here", at=at, byte=error.object[error.start]
        )
        return Source(name, text, number), (problem,)
