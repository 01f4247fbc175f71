"""Expressions as written."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar
from typing import Literal as Choice

from msgspec import Struct

from compiler.source import Span
from compiler.syntax.types import Name, Type

Body = TypeVar("Body", covariant=True)


class Literal(Struct, frozen=True):
    """Text without holes, a number, true, false, none. An int was written without a point."""

    span: Span
    value: str | int | float | bool | None


class Duration(Struct, frozen=True):
    """`20s 5m 2h 3d 250ms`, in milliseconds."""

    span: Span
    ms: int


class Hole(Struct, frozen=True):
    """`{n:.2}` in a template: an expression, and how to print it."""

    span: Span
    value: Expr
    format: str | None


class Template(Struct, frozen=True):
    r"""`"{name} has {n:.2}"`: text and holes in order, at least one hole, no empty text.

    In "…" a backslash escapes: `\{ \} \" \\ \n \t \u{1F600}`. '…' is text as it stands.
    """

    span: Span
    parts: tuple[str | Hole, ...]


class Field(Struct, frozen=True):
    """`of.name`."""

    span: Span
    of: Expr
    name: Name


class Index(Struct, frozen=True):
    """`of[key]`: an element by key or position, a map's value."""

    span: Span
    of: Expr
    key: Expr


class Arg(Struct, frozen=True):
    """An argument, by position (`name` is None) or by name."""

    span: Span
    name: Name | None
    value: Expr


class Call(Struct, frozen=True):
    """`f(a, b: c)`; an expression, a statement (handlers, `xs.push(v)`) and what stands after `->`.

    function: a Name (upper case: a recipe or a named view), or a Field such as `child.increment`.
    args:     an aggregate such as `sum(i.price for i in items)` has one, a Comprehension of kind "argument".
    """

    span: Span
    function: Expr
    args: tuple[Arg, ...]


class FieldEntry(Struct, frozen=True):
    """`a: 1` in braces. A bare `b` is the same as `b: b`, and `t.b` as `b: t.b`, with the name that stands there once
    at one place in both.
    """

    span: Span
    name: Name
    value: Expr


class KeyEntry(Struct, frozen=True):
    """`[k]: v` or `"k": v` in braces; makes them a map."""

    span: Span
    key: Expr
    value: Expr


class Spread(Struct, frozen=True):
    """`...xs` in a list, `...r` in braces."""

    span: Span
    value: Expr


Entry: TypeAlias = FieldEntry | KeyEntry | Spread


class Braces(Struct, frozen=True):
    """`{ a: 1, b }`, `{ ...r, a: 2 }`, `{ [k]: v }`, `{}`: a record or a map.

    A KeyEntry makes it a map, a FieldEntry a record; with neither, the type that is wanted decides.
    """

    span: Span
    entries: tuple[Entry, ...]


class ListExpr(Struct, frozen=True):
    """`[...xs, x]`."""

    span: Span
    items: tuple[Expr | Spread, ...]


class ForClause(Struct, frozen=True):
    """`for x in xs`, `for i, x in xs`, `for k, v in m`: one or two names."""

    span: Span
    names: tuple[Name, ...]
    source: Expr


class LetClause(Struct, frozen=True):
    """`let s = f(x)` in a comprehension."""

    span: Span
    name: Name
    value: Expr


class WhereClause(Struct, frozen=True):
    """`where c`."""

    span: Span
    condition: Expr


class OrderKey(Struct, frozen=True):
    """`a desc`: one thing to order by."""

    span: Span
    value: Expr
    descending: bool


class OrderClause(Struct, frozen=True):
    """`order by a desc, b`; the first key weighs most."""

    span: Span
    keys: tuple[OrderKey, ...]


class GroupClause(Struct, frozen=True):
    """`group by e into g`: from here on `g.key` and `g.items`."""

    span: Span
    by: Expr
    into: Name


class LimitClause(Struct, frozen=True):
    """`limit n`."""

    span: Span
    count: Expr


Clause: TypeAlias = ForClause | LetClause | WhereClause | OrderClause | GroupClause | LimitClause


class Comprehension(Struct, frozen=True):
    """`[item for …]`, `{ [k]: v for … }`, `sum(item for …)`. The first clause is a ForClause.

    item: a KeyEntry exactly when kind is "map".
    """

    span: Span
    kind: Choice["list", "map", "argument"]
    item: Expr | KeyEntry
    clauses: tuple[Clause, ...]


class Unary(Struct, frozen=True):
    """`-x`, `not x`. `x not in xs` is read as `not (x in xs)`."""

    span: Span
    op: Choice["-", "not"]
    operand: Expr


class Binary(Struct, frozen=True):
    """Two operands; op: + - * / % == != < <= > >= in and or ??"""

    span: Span
    op: str
    left: Expr
    right: Expr


class Cond(Struct, frozen=True):
    """`if c then a else b`."""

    span: Span
    condition: Expr
    then: Expr
    otherwise: Expr


class Wildcard(Struct, frozen=True):
    """`_`: the pattern that everything matches."""

    span: Span


Pattern: TypeAlias = Literal | Wildcard


class Arm(Struct, Generic[Body], frozen=True):
    """`"b", "c" -> y` in any match; patterns: at least one."""

    span: Span
    patterns: tuple[Pattern, ...]
    body: Body


class Match(Struct, frozen=True):
    """`match e { … }` as an expression."""

    span: Span
    of: Expr
    arms: tuple[Arm[Expr], ...]


class Fold(Struct, frozen=True):
    """`fold h = 7 for c in codes(t) -> h * 31 + c`; `scan` keeps every value on the way. The first clause is a for."""

    span: Span
    kind: Choice["fold", "scan"]
    name: Name
    initial: Expr
    clauses: tuple[Clause, ...]
    step: Expr


class As(Struct, frozen=True):
    """`x as T`: an option of T."""

    span: Span
    value: Expr
    type: Type


class Spawn(Struct, frozen=True):
    """`spawn R(args)`, and the target of `navigate R(args)`; an expression, and a statement."""

    span: Span
    recipe: Name
    args: tuple[Arg, ...]


Expr: TypeAlias = (
    Name
    | Literal
    | Duration
    | Template
    | Field
    | Index
    | Call
    | Braces
    | ListExpr
    | Comprehension
    | Unary
    | Binary
    | Cond
    | Match
    | Fold
    | As
    | Spawn
)
