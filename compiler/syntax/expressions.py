"""Expressions as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from typing import Literal as Choice

from compiler.source import Span
from compiler.syntax.types import Name, Type

Body = TypeVar("Body", covariant=True)


@dataclass(frozen=True, slots=True)
class Literal:
    """Text without holes, a number, true, false, none. An int was written without a point."""

    span: Span
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Duration:
    """`20s 5m 2h 3d 250ms`, in milliseconds."""

    span: Span
    ms: int


@dataclass(frozen=True, slots=True)
class Hole:
    """`{n:.2}` in a template: an expression, and how to print it."""

    span: Span
    value: Expr
    format: str | None


@dataclass(frozen=True, slots=True)
class Template:
    r"""`"{name} has {n:.2}"`: text and holes in order, at least one hole, no empty text.

    In "…" a backslash escapes: `\{ \} \" \\ \n \t \u{1F600}`. '…' is text as it stands.
    """

    span: Span
    parts: tuple[str | Hole, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`of.name`."""

    span: Span
    of: Expr
    name: Name


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`: an element by key or position, a map's value."""

    span: Span
    of: Expr
    key: Expr


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument, by position (`name` is None) or by name."""

    span: Span
    name: Name | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """`f(a, b: c)`; an expression, a statement (handlers, `xs.push(v)`) and what stands after `->`.

    function: a Name (upper case: a recipe or a named view), or a Field such as `child.increment`.
    args:     an aggregate such as `sum(i.price for i in items)` has one, a Comprehension of kind "argument".
    """

    span: Span
    function: Expr
    args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """`a: 1` in braces; a bare `b` is the same as `b: b`, with the value a Name at the same place."""

    span: Span
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """`[k]: v` or `"k": v` in braces; makes them a map."""

    span: Span
    key: Expr
    value: Expr


@dataclass(frozen=True, slots=True)
class Spread:
    """`...xs` in a list, `...r` in braces."""

    span: Span
    value: Expr


Entry: TypeAlias = FieldEntry | KeyEntry | Spread


@dataclass(frozen=True, slots=True)
class Braces:
    """`{ a: 1, b }`, `{ ...r, a: 2 }`, `{ [k]: v }`, `{}`: a record or a map.

    A KeyEntry makes it a map, a FieldEntry a record; with neither, the type that is wanted decides.
    """

    span: Span
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ListExpr:
    """`[...xs, x]`."""

    span: Span
    items: tuple[Expr | Spread, ...]


@dataclass(frozen=True, slots=True)
class ForClause:
    """`for x in xs`, `for i, x in xs`, `for k, v in m`: one or two names."""

    span: Span
    names: tuple[Name, ...]
    source: Expr


@dataclass(frozen=True, slots=True)
class LetClause:
    """`let s = f(x)` in a comprehension."""

    span: Span
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class WhereClause:
    """`where c`."""

    span: Span
    condition: Expr


@dataclass(frozen=True, slots=True)
class OrderKey:
    """`a desc`: one thing to order by."""

    span: Span
    value: Expr
    descending: bool


@dataclass(frozen=True, slots=True)
class OrderClause:
    """`order by a desc, b`; the first key weighs most."""

    span: Span
    keys: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class GroupClause:
    """`group by e into g`: from here on `g.key` and `g.items`."""

    span: Span
    by: Expr
    into: Name


@dataclass(frozen=True, slots=True)
class LimitClause:
    """`limit n`."""

    span: Span
    count: Expr


Clause: TypeAlias = ForClause | LetClause | WhereClause | OrderClause | GroupClause | LimitClause


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[item for …]`, `{ [k]: v for … }`, `sum(item for …)`. The first clause is a ForClause.

    item: a KeyEntry exactly when kind is "map".
    """

    span: Span
    kind: Choice["list", "map", "argument"]
    item: Expr | KeyEntry
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `not x`. `x not in xs` is read as `not (x in xs)`."""

    span: Span
    op: Choice["-", "not"]
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; op: + - * / % == != < <= > >= in and or ??"""

    span: Span
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Cond:
    """`if c then a else b`."""

    span: Span
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`_`: the pattern that everything matches."""

    span: Span


Pattern: TypeAlias = Literal | Wildcard


@dataclass(frozen=True, slots=True)
class Arm(Generic[Body]):
    """`"b", "c" -> y` in any match; patterns: at least one."""

    span: Span
    patterns: tuple[Pattern, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Match:
    """`match e { … }` as an expression."""

    span: Span
    of: Expr
    arms: tuple[Arm[Expr], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """`fold h = 7 for c in codes(t) -> h * 31 + c`; `scan` keeps every value on the way. The first clause is a for."""

    span: Span
    kind: Choice["fold", "scan"]
    name: Name
    initial: Expr
    clauses: tuple[Clause, ...]
    step: Expr


@dataclass(frozen=True, slots=True)
class As:
    """`x as T`: an option of T."""

    span: Span
    value: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Spawn:
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
