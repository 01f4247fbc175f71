"""Syntax trees as short text, so that a test says a whole tree in one line."""

from typing import Any

from msgspec import Struct

from compiler import syntax
from compiler.parse import parse
from compiler.source import Source, Span


def sketch(node: Any) -> str:
    """A node as `Class(field, …)` without spans; names and literals as they are, absent parts as `-`."""
    match node:
        case None:
            return "-"
        case syntax.Name():
            return node.text
        case syntax.Literal():
            return repr(node.value)
        case tuple():
            return f"[{', '.join(map(sketch, node))}]"
        case Struct():
            parts = (
                sketch(part) for each in node.__struct_fields__ if not isinstance(part := getattr(node, each), Span)
            )
            return f"{type(node).__name__}({', '.join(parts)})"
    return repr(node)


def parsed(text: str) -> syntax.Module:
    """The tree of a text without mistakes."""
    module, diagnostics = parse(Source("test.recipe", text))
    assert [each.message for each in diagnostics] == []
    assert module.broken == ()
    return module


def expression(text: str) -> str:
    """The sketch of an expression."""
    return sketch(parsed(f"let x = {text}\n").constants[0].value)


def statements(text: str) -> str:
    """The sketch of a handler's body."""
    handler = parsed(f"recipe R {{\n  on h() {{\n    {text}\n  }}\n}}\n").recipes[0].members[0]
    assert isinstance(handler, syntax.Handler)
    return sketch(handler.body)


def nodes(text: str) -> str:
    """The sketch of a view's body."""
    return sketch(parsed(f"view V() {{\n  {text}\n}}\n").views[0].children)


def type_of(text: str) -> str:
    """The sketch of a type."""
    return sketch(parsed(f"type T = {text}\n").types[0].type)


def codes(text: str) -> list[str]:
    """The codes of what is wrong with a text, in source order."""
    return [each.code for each in parse(Source("test.recipe", text))[1]]
