"""Inlay hints: the type and scope that a `let` leaves unsaid, and the parameter that an argument is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from charm.language_server.opened import Opened
from compiler import syntax
from compiler.source import Span
from compiler.syntax.walk import nodes_of

_LENGTH_MAX = 60


def inlay_hints(text: Opened, asked: types.Range) -> list[types.InlayHint]:
    """The hints within a range, in source order."""
    start, end = text.positions.offset(asked.start), text.positions.offset(asked.end)
    found = [*_of_lets(text), *_of_arguments(text)]
    within = sorted((at, label, kind) for at, label, kind in found if start <= at <= end)
    return [
        types.InlayHint(
            text.positions.position(at), label, kind=kind, padding_right=kind is types.InlayHintKind.Parameter
        )
        for at, label, kind in within
    ]


def _of_lets(text: Opened) -> Iterator[tuple[int, str, types.InlayHintKind]]:
    for node in nodes_of(text.index.module):
        if not isinstance(node, syntax.Let | syntax.LetClause | syntax.Derive | syntax.Constant):
            continue
        symbol = text.index.symbols.get(node.name.span)
        if symbol is None or symbol.written or not symbol.type:
            continue
        # That a derived value reads what is local cannot be seen from its line.
        scope = "local " if symbol.scope == "local" and symbol.kind == "derived value" else ""
        yield symbol.declared.end, f": {scope}{_short(symbol.type)}", types.InlayHintKind.Type


def _short(type_: str) -> str:
    return type_ if len(type_) <= _LENGTH_MAX else f"{type_[: _LENGTH_MAX - 1]}…"


def _of_arguments(text: Opened) -> Iterator[tuple[int, str, types.InlayHintKind]]:
    for node in nodes_of(text.index.module):
        match node:
            case syntax.Call(function=syntax.Name() as name, args=args):
                yield from _of_call(text, name.span, args)
            case syntax.Call(function=syntax.Field(name=name), args=args) | syntax.Spawn(recipe=name, args=args):
                yield from _of_call(text, name.span, args)


def _of_call(text: Opened, callee: Span, args: Sequence[syntax.Arg]) -> Iterator[tuple[int, str, types.InlayHintKind]]:
    found = [each.symbol for each in text.index.at(callee.start) if each.span == callee]
    names = [param.name for symbol in found for param in text.index.params_of(symbol)]
    for name, arg in zip(names, args, strict=False):
        said = text.source.slice(arg.value.span)
        if arg.name is None and said != name and not said.endswith(f".{name}"):
            yield arg.span.start, f"{name}:", types.InlayHintKind.Parameter
