"""What a file and a recipe are made of."""

from __future__ import annotations

from typing import Literal as Choice
from typing import TypeAlias

from msgspec import Struct

from compiler.source import Span
from compiler.syntax.actions import Let, Node, Statement, Step
from compiler.syntax.expressions import Call, Expr
from compiler.syntax.types import Name, Slot, Type


class Param(Struct, frozen=True):
    """A parameter of a recipe, handler, view, function or migration.

    kind:   "shared" and "local" in a recipe; "element" for `todo in todos`; else "value".
    name:   what callers say (the payload's field).
    alias:  `taxRate as tax`: what the body says instead.
    slot:   None exactly for an element, whose `source` is the list's path.
    """

    span: Span
    kind: Choice["shared", "local", "value", "element"]
    name: Name
    alias: Name | None
    was: Name | None
    slot: Slot | None
    source: Expr | None

    @property
    def inner(self) -> Name:
        """The name that the body uses."""
        return self.alias or self.name


class Cell(Struct, frozen=True):
    """`shared users was people: {Id: Text} = {}`, `local draft: Text = ""`."""

    span: Span
    scope: Choice["shared", "local"]
    name: Name
    was: Name | None
    slot: Slot
    doc: str | None


class Derive(Struct, frozen=True):
    """`let total = a + b` in a recipe: a derived value."""

    span: Span
    name: Name
    type: Type | None
    value: Expr
    doc: str | None


class Child(Struct, frozen=True):
    """`child left = Counter(count)`, `child rows = [Counter(c) for c in counts]`."""

    span: Span
    name: Name
    value: Expr
    doc: str | None


class Handler(Struct, frozen=True):
    """`on send() { … }`, `private on close(q in questions) { … }`."""

    span: Span
    name: Name
    params: tuple[Param, ...]
    body: tuple[Statement, ...]
    is_private: bool
    doc: str | None


class Every(Struct, frozen=True):
    """`every 10s -> tick()`."""

    span: Span
    period: Expr
    call: Call
    doc: str | None


class Always(Struct, frozen=True):
    """`always c else "message"`: an invariant."""

    span: Span
    condition: Expr
    message: Expr | None
    doc: str | None


class Migrate(Struct, frozen=True):
    """`migrate users(old: [Text]) = { [t]: t for t in old }`: converts what was stored with another type."""

    span: Span
    name: Name
    param: Param
    value: Expr
    doc: str | None


class View(Struct, frozen=True):
    """`view { … }` in a recipe (name None, no params) or a reusable `view Room(…) { … }` at top level."""

    span: Span
    name: Name | None
    params: tuple[Param, ...]
    children: tuple[Node, ...]
    doc: str | None


class Function(Struct, frozen=True):
    """`fn area(r: Rect) = r.w * r.h`, `fn f(x: T) -> U { let a = … ⏎ e }`; at top level or in a recipe."""

    span: Span
    name: Name
    params: tuple[Param, ...]
    result: Type | None
    lets: tuple[Let, ...]
    value: Expr
    doc: str | None


Member: TypeAlias = Cell | Derive | Child | Handler | Every | Always | Migrate | View | Function


class Recipe(Struct, frozen=True):
    """`recipe Session(shared messages: [Message]) { … }`; members in the order written."""

    span: Span
    name: Name
    was: Name | None
    params: tuple[Param, ...]
    members: tuple[Member, ...]
    doc: str | None


class Use(Struct, frozen=True):
    """`use "people.recipe" (Person, badge)`. at: where the path stands, with its quotes."""

    span: Span
    path: str
    at: Span
    names: tuple[Name, ...]


class TypeDecl(Struct, frozen=True):
    """`type Shape = …`, `type Message { … }`."""

    span: Span
    name: Name
    type: Type
    doc: str | None


class Constant(Struct, frozen=True):
    """`let stages: [Stage] = […]` at top level."""

    span: Span
    name: Name
    type: Type | None
    value: Expr
    doc: str | None


class Test(Struct, frozen=True):
    """`test "each keeps a name of their own" { … }`."""

    # Pytest collects classes by their name unless they say no.
    __test__ = False

    span: Span
    name: str
    steps: tuple[Step, ...]
    doc: str | None


class Broken(Struct, frozen=True):
    """A part that could not be read: it was left out of the tree, or mended by a guess.

    within: the recipe that it stands in, if any.
    names:  what it may declare; later passes do not call these names unknown. "" where a name was missing.
    """

    span: Span
    within: str | None
    names: tuple[str, ...]


class Module(Struct, frozen=True):
    """One file. Each kind in the order written; the file's first recipe is its root."""

    span: Span
    doc: str | None
    uses: tuple[Use, ...]
    types: tuple[TypeDecl, ...]
    constants: tuple[Constant, ...]
    functions: tuple[Function, ...]
    recipes: tuple[Recipe, ...]
    views: tuple[View, ...]
    tests: tuple[Test, ...]
    broken: tuple[Broken, ...]
