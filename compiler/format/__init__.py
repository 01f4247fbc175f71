"""The formatter: one style, no options, the meaning and every comment kept."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.diagnostics import Diagnostic
from compiler.format.document import Doc, Line, render, row
from compiler.format.style import lay_out
from compiler.format.tree import read
from compiler.parse import parse
from compiler.source import Source, Span

WIDTH = 100
"""Columns of a line that can be broken."""


def format_source(source: Source) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of a recipe file in the one style.

    Result: None where the file has syntax errors. Names and types may be wrong; they are not looked at.
    Errors: those of `parse`. Raises AssertionError where the result would not mean the same: a bug of ours.
    Cost: three times that of `parse`.
    """
    source = replace(source, text=source.text.replace("\r\n", "\n"))
    module, problems = parse(source)
    if any(each.severity == "error" for each in problems):
        return None, problems
    items, end = read(source, lay_out)
    last: list[Doc] = [Line(hard=True, blank=end.blank), *end.comments] if end.comments else []
    text = render(row(*(item.doc for item in items), *last), WIDTH)
    again, broken = parse(replace(source, text=text))
    if broken or not same(module, again):
        # No assert: this holds under `python -O` too.
        raise AssertionError(f"formatting would change what {source.name} means")
    return text, ()


def same(one: syntax.Module, other: syntax.Module) -> bool:
    """Whether two trees differ in nothing but where things stand."""
    pairs: list[tuple[Any, Any]] = [(one, other)]
    while pairs:
        left, right = pairs.pop()
        if type(left) is not type(right):
            return False
        if isinstance(left, Span):
            continue
        if isinstance(left, Struct):
            pairs.extend((getattr(left, name), getattr(right, name)) for name in left.__struct_fields__)
        elif isinstance(left, tuple):
            if len(left) != len(right):
                return False
            pairs.extend(zip(left, right, strict=True))
        elif left != right:
            return False
    return True
