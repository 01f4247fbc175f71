"""What stands in bodies: statements of handlers, nodes of views, steps of tests."""

from __future__ import annotations

from typing import Literal as Choice
from typing import TypeAlias

from msgspec import Struct

from compiler.source import Span
from compiler.syntax.expressions import Arm, Call, Clause, Expr, Spawn
from compiler.syntax.types import Name


class Let(Struct, frozen=True):
    """`let a = e` in a function, handler, view or test."""

    span: Span
    name: Name
    value: Expr


class Assign(Struct, frozen=True):
    """`target = v`, `+=`, `-=`; the target is a Name, or a path of Field and Index on one."""

    span: Span
    target: Expr
    op: Choice["=", "+=", "-="]
    value: Expr


class Require(Struct, frozen=True):
    """`require c else "message"`."""

    span: Span
    condition: Expr
    message: Expr | None


class Navigate(Struct, frozen=True):
    """`navigate R(args) keyed by k` (the target is a Spawn), `navigate room` (any other expression, no key)."""

    span: Span
    target: Expr
    key: Expr | None


class After(Struct, frozen=True):
    """`after 20s -> close(q)`."""

    span: Span
    delay: Expr
    call: Call


class Remove(Struct, frozen=True):
    """`remove t`."""

    span: Span
    target: Expr


class Move(Struct, frozen=True):
    """`move t to 0`, `move t before u`; exactly one of `to` and `before`."""

    span: Span
    target: Expr
    to: Expr | None
    before: Expr | None


class If(Struct, frozen=True):
    """`if c { … } else { … }` in a handler; `else if` is an If alone in `otherwise`."""

    span: Span
    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


class For(Struct, frozen=True):
    """`for x in xs where c { … }` in a handler; the first clause is the `for`."""

    span: Span
    clauses: tuple[Clause, ...]
    body: tuple[Statement, ...]


class MatchStatement(Struct, frozen=True):
    """`match e { "a" -> { … }, "b" -> x = 1 }` in a handler."""

    span: Span
    of: Expr
    arms: tuple[Arm[tuple[Statement, ...]], ...]


Statement: TypeAlias = (
    Let | Assign | Call | Spawn | Require | Navigate | After | Remove | Move | If | For | MatchStatement
)


class Attribute(Struct, frozen=True):
    """`label: "Message"` on an element."""

    span: Span
    name: Name
    value: Expr


class Element(Struct, frozen=True):
    """`element content attr: expr -> handler(args) { children }`."""

    span: Span
    name: Name
    content: Expr | None
    attributes: tuple[Attribute, ...]
    arrow: Call | None
    children: tuple[Node, ...]


class Show(Struct, frozen=True):
    """`show Room(messages)`, `show left`, `show rows[id]`: a named view, a child or a charm."""

    span: Span
    value: Expr


class ViewIf(Struct, frozen=True):
    """`if c { … } else { … }` in a view; `else if` is a ViewIf alone in `otherwise`."""

    span: Span
    condition: Expr
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]


class ViewFor(Struct, frozen=True):
    """`for x in xs order by x.n { … }` in a view; the first clause is the `for`."""

    span: Span
    clauses: tuple[Clause, ...]
    children: tuple[Node, ...]


class ViewMatch(Struct, frozen=True):
    """`match e { "a" -> text "one", _ -> { … } }` in a view."""

    span: Span
    of: Expr
    arms: tuple[Arm[tuple[Node, ...]], ...]


Node: TypeAlias = Element | Show | Let | ViewIf | ViewFor | ViewMatch


class Visitors(Struct, frozen=True):
    """`visitors ann, bo`."""

    span: Span
    names: tuple[Name, ...]


class Refused(Struct, frozen=True):
    """`refused "text"`: the message contains it; no text means any message."""

    span: Span
    text: str | None


class Shows(Struct, frozen=True):
    """`shows "hello"`: the rendered page contains it."""

    span: Span
    text: Expr


class Expect(Struct, frozen=True):
    """`expect c`, `expect a.send() refused "text"`, `expect b shows "x"`."""

    span: Span
    value: Expr
    outcome: Refused | Shows | None


class Wait(Struct, frozen=True):
    """`wait 20s`."""

    span: Span
    duration: Expr


class Restart(Struct, frozen=True):
    """`restart`: the host stops and starts again over the same store."""

    span: Span


class Leave(Struct, frozen=True):
    """`ann: leave`: all of a visitor's pages close."""

    span: Span


Action: TypeAlias = Visitors | Let | Assign | Call | Spawn | Expect | Wait | Restart | Leave


class Step(Struct, frozen=True):
    """One line of a test: `ann: a.send()`. Who does it, where that is said, and what is done."""

    span: Span
    who: Name | None
    action: Action
