"""What stands in bodies: statements of handlers, nodes of views, steps of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

from compiler.source import Span
from compiler.syntax.expressions import Arm, Call, Clause, Expr, Spawn
from compiler.syntax.types import Name


@dataclass(frozen=True, slots=True)
class Let:
    """`let a = e` in a function, handler, view or test."""

    span: Span
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = v`, `+=`, `-=`; the target is a Name, or a path of Field and Index on one."""

    span: Span
    target: Expr
    op: Choice["=", "+=", "-="]
    value: Expr


@dataclass(frozen=True, slots=True)
class Require:
    """`require c else "message"`."""

    span: Span
    condition: Expr
    message: Expr | None


@dataclass(frozen=True, slots=True)
class Navigate:
    """`navigate R(args) keyed by k` (the target is a Spawn), `navigate room` (any other expression, no key)."""

    span: Span
    target: Expr
    key: Expr | None


@dataclass(frozen=True, slots=True)
class After:
    """`after 20s -> close(q)`."""

    span: Span
    delay: Expr
    call: Call


@dataclass(frozen=True, slots=True)
class Remove:
    """`remove t`."""

    span: Span
    target: Expr


@dataclass(frozen=True, slots=True)
class Move:
    """`move t to 0`, `move t before u`; exactly one of `to` and `before`."""

    span: Span
    target: Expr
    to: Expr | None
    before: Expr | None


@dataclass(frozen=True, slots=True)
class If:
    """`if c { … } else { … }` in a handler; `else if` is an If alone in `otherwise`."""

    span: Span
    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`for x in xs where c { … }` in a handler; the first clause is the `for`."""

    span: Span
    clauses: tuple[Clause, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MatchStatement:
    """`match e { "a" -> { … }, "b" -> x = 1 }` in a handler."""

    span: Span
    of: Expr
    arms: tuple[Arm[tuple[Statement, ...]], ...]


Statement: TypeAlias = (
    Let | Assign | Call | Spawn | Require | Navigate | After | Remove | Move | If | For | MatchStatement
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """`label: "Message"` on an element."""

    span: Span
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Element:
    """`element content attr: expr -> handler(args) { children }`."""

    span: Span
    name: Name
    content: Expr | None
    attributes: tuple[Attribute, ...]
    arrow: Call | None
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """`show Room(messages)`, `show left`, `show rows[id]`: a named view, a child or a charm."""

    span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class ViewIf:
    """`if c { … } else { … }` in a view; `else if` is a ViewIf alone in `otherwise`."""

    span: Span
    condition: Expr
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ViewFor:
    """`for x in xs order by x.n { … }` in a view; the first clause is the `for`."""

    span: Span
    clauses: tuple[Clause, ...]
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ViewMatch:
    """`match e { "a" -> text "one", _ -> { … } }` in a view."""

    span: Span
    of: Expr
    arms: tuple[Arm[tuple[Node, ...]], ...]


Node: TypeAlias = Element | Show | Let | ViewIf | ViewFor | ViewMatch


@dataclass(frozen=True, slots=True)
class Visitors:
    """`visitors ann, bo`."""

    span: Span
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """`refused "text"`: the message contains it; no text means any message."""

    span: Span
    text: str | None


@dataclass(frozen=True, slots=True)
class Shows:
    """`shows "hello"`: the rendered page contains it."""

    span: Span
    text: Expr


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect c`, `expect a.send() refused "text"`, `expect b shows "x"`."""

    span: Span
    value: Expr
    outcome: Refused | Shows | None


@dataclass(frozen=True, slots=True)
class Wait:
    """`wait 20s`."""

    span: Span
    duration: Expr


@dataclass(frozen=True, slots=True)
class Restart:
    """`restart`: the host stops and starts again over the same store."""

    span: Span


@dataclass(frozen=True, slots=True)
class Leave:
    """`ann: leave`: all of a visitor's pages close."""

    span: Span


Action: TypeAlias = Visitors | Let | Assign | Call | Spawn | Expect | Wait | Restart | Leave


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a test: `ann: a.send()`. Who does it, where that is said, and what is done."""

    span: Span
    who: Name | None
    action: Action
