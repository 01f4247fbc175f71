"""Declared names and the places where they stand."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from compiler.source import Span

SymbolKind = Literal[
    "cell",
    "child",
    "constant",
    "derived value",
    "element",
    "field",
    "function",
    "handler",
    "parameter",
    "payload field",
    "recipe",
    "type",
    "variable",
    "view",
    "visitor",
]


class Symbol(Struct, frozen=True):
    """Something that a file declares.

    declared: where its name stands.
    whole:    the declaration that the name is a part of; of a variable only the name.
    type:     as written, or as inferred; "" for what has none.
    scope:    of what has a value: whether everyone who has the charm's address sees it, or each visitor has their own.
    owner:    the declaration around it: "Session", "Session.send"; "" at top level.
    written:  whether the file says the type, so that there is nothing to infer.
    """

    name: str
    kind: SymbolKind
    declared: Span
    whole: Span
    type: str = ""
    scope: Literal["shared", "local"] | None = None
    doc: str | None = None
    owner: str = ""
    written: bool = False


class Occurrence(Struct, frozen=True):
    """A place where the name of a symbol stands.

    role: a "field" or "value" of one name for two things is the `draft` of `{ draft }`, which is both.
    """

    span: Span
    symbol: Symbol
    role: Literal["declaration", "use", "field", "value"] = "use"
