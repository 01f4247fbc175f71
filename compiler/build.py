"""Syntax nodes from reductions of the grammar: for each rule of recipe.lark, a method of its name.

A method gets the span of what was reduced and the values of its parts, None for an optional part left
out. What the grammar lets through and the language does not mean is reported: C0108, C0111, C0112,
C0115, C0117. Nothing here recurses, so no nesting is too deep for it.
"""

from typing import Literal as Choice
from typing import TypeVar, cast

from msgspec.structs import replace

from compiler import syntax
from compiler.build_expressions import ExpressionBuilder, Item
from compiler.diagnostics import Edit, Fix
from compiler.lex import Token
from compiler.source import Span

Declaration = syntax.TypeDecl | syntax.Constant | syntax.Function | syntax.Recipe | syntax.View | syntax.Test
AnyDeclaration = TypeVar("AnyDeclaration", bound=Declaration | syntax.Member)

_SCOPES: dict[str, Choice["shared", "local"]] = {"SHARED": "shared", "LOCAL": "local"}


class Builder(ExpressionBuilder):
    """Declarations and bodies; expressions and types are in the class below it."""

    def module(self, span: Span, doc: Token | None, *items: object) -> syntax.Module:
        def only(kind: type[Item]) -> tuple[Item, ...]:
            return tuple(item for item in items if isinstance(item, kind))

        return syntax.Module(
            span=span,
            doc=self.documentation(doc),
            uses=only(syntax.Use),
            types=only(syntax.TypeDecl),
            constants=only(syntax.Constant),
            functions=only(syntax.Function),
            recipes=only(syntax.Recipe),
            views=only(syntax.View),
            tests=only(syntax.Test),
            broken=(),
        )

    def documented(self, span: Span, doc: Token, declaration: AnyDeclaration) -> AnyDeclaration:
        return replace(declaration, doc=self.documentation(doc))

    def use(self, span: Span, path: Token, *names: Token) -> syntax.Use:
        return syntax.Use(span, self.text_of(path), self.span_of(path), tuple(map(self.name, names)))

    def type_decl(self, span: Span, name: Token, declared: syntax.Type) -> syntax.TypeDecl:
        return syntax.TypeDecl(span, self.name(name), declared, None)

    def constant(
        self, span: Span, name: syntax.Name, declared: syntax.Type | None, value: syntax.Expr
    ) -> syntax.Constant:
        return syntax.Constant(span, name, declared, value, None)

    def function(
        self,
        span: Span,
        name: Token,
        params: tuple[syntax.Param, ...],
        result: syntax.Type | None,
        body: syntax.Expr | tuple[tuple[syntax.Let, ...], syntax.Expr],
    ) -> syntax.Function:
        lets, value = body if isinstance(body, tuple) else ((), body)
        return syntax.Function(span, self.name(name), params, result, lets, value, None)

    def function_block(
        self, span: Span, *steps: syntax.Let | syntax.Expr
    ) -> tuple[tuple[syntax.Let, ...], syntax.Expr]:
        lets = tuple(step for step in steps if isinstance(step, syntax.Let))
        return lets, cast(syntax.Expr, steps[-1])

    # --- Recipes

    def recipe(
        self,
        span: Span,
        name: Token,
        was: Token | None,
        params: tuple[syntax.Param, ...] | None,
        members: tuple[syntax.Member, ...],
    ) -> syntax.Recipe:
        return syntax.Recipe(span, self.name(name), self.name(was) if was else None, params or (), members, None)

    def param(
        self,
        span: Span,
        scope: Token | None,
        name: syntax.Name,
        alias: syntax.Name | None,
        was: syntax.Name | None,
        slot: syntax.Slot,
    ) -> syntax.Param:
        kind = "value" if scope is None else _SCOPES[scope.kind]
        return syntax.Param(span, kind, name, alias, was, slot, None)

    def element_param(
        self, span: Span, name: syntax.Name, alias: syntax.Name | None, source: syntax.Expr
    ) -> syntax.Param:
        return syntax.Param(span, "element", name, alias, None, None, source)

    def cell(
        self, span: Span, scope: Token, name: syntax.Name, was: syntax.Name | None, slot: syntax.Slot
    ) -> syntax.Cell:
        return syntax.Cell(span, _SCOPES[scope.kind], name, was, slot, None)

    def derive(self, span: Span, name: syntax.Name, declared: syntax.Type | None, value: syntax.Expr) -> syntax.Derive:
        return syntax.Derive(span, name, declared, value, None)

    def child(self, span: Span, name: syntax.Name, value: syntax.Expr) -> syntax.Child:
        return syntax.Child(span, name, value, None)

    def handler(
        self,
        span: Span,
        private: Token | None,
        name: syntax.Name,
        params: tuple[syntax.Param, ...],
        body: tuple[syntax.Statement, ...],
    ) -> syntax.Handler:
        return syntax.Handler(span, name, params, body, private is not None, None)

    def every(self, span: Span, period: syntax.Expr, call: syntax.Call) -> syntax.Every:
        return syntax.Every(span, period, call, None)

    def always(self, span: Span, condition: syntax.Expr, message: syntax.Expr | None) -> syntax.Always:
        return syntax.Always(span, condition, message, None)

    def migrate(self, span: Span, name: syntax.Name, param: syntax.Param, value: syntax.Expr) -> syntax.Migrate:
        return syntax.Migrate(span, name, param, value, None)

    def view(self, span: Span, children: tuple[syntax.Node, ...]) -> syntax.View:
        return syntax.View(span, None, (), children, None)

    def named_view(
        self, span: Span, name: Token, params: tuple[syntax.Param, ...], children: tuple[syntax.Node, ...]
    ) -> syntax.View:
        return syntax.View(span, self.name(name), params, children, None)

    # --- Statements

    def block(self, span: Span, *statements: syntax.Statement | None) -> tuple[syntax.Statement, ...]:
        return tuple(statement for statement in statements if statement is not None)

    def let(self, span: Span, name: syntax.Name, value: syntax.Expr) -> syntax.Let:
        return syntax.Let(span, name, value)

    def assign(self, span: Span, target: syntax.Expr, sign: Token, value: syntax.Expr) -> syntax.Assign:
        root = target
        while isinstance(root, (syntax.Field, syntax.Index)):
            root = root.of
        if not isinstance(root, syntax.Name):
            self.report("C0115", target.span, "has no place of its own", sign=sign.text)
        return syntax.Assign(span, target, cast("Choice['=', '+=', '-=']", sign.text), value)

    def require(self, span: Span, condition: syntax.Expr, message: syntax.Expr | None) -> syntax.Require:
        return syntax.Require(span, condition, message)

    def navigate(self, span: Span, target: syntax.Expr, key: syntax.Expr | None) -> syntax.Navigate:
        if isinstance(target, syntax.Call) and isinstance(target.function, syntax.Name) and target.function.is_upper:
            target = syntax.Spawn(target.span, target.function, target.args)
        return syntax.Navigate(span, target, key)

    def after(self, span: Span, delay: syntax.Expr, call: syntax.Call) -> syntax.After:
        return syntax.After(span, delay, call)

    def remove(self, span: Span, target: syntax.Expr) -> syntax.Remove:
        return syntax.Remove(span, target)

    def move_to(self, span: Span, target: syntax.Expr, to: syntax.Expr) -> syntax.Move:
        return syntax.Move(span, target, to, None)

    def move_before(self, span: Span, target: syntax.Expr, before: syntax.Expr) -> syntax.Move:
        return syntax.Move(span, target, None, before)

    def if_(
        self,
        span: Span,
        condition: syntax.Expr,
        then: tuple[syntax.Statement, ...],
        otherwise: tuple[syntax.Statement, ...] | syntax.If | None,
    ) -> syntax.If:
        return syntax.If(span, condition, then, _branch(otherwise))

    def for_(self, span: Span, *parts: syntax.Clause | tuple[syntax.Statement, ...]) -> syntax.For:
        *clauses, body = parts
        return syntax.For(
            span, cast(tuple[syntax.Clause, ...], tuple(clauses)), cast(tuple[syntax.Statement, ...], body)
        )

    def match_statement(
        self, span: Span, of: syntax.Expr, *arms: syntax.Arm[tuple[syntax.Statement, ...]]
    ) -> syntax.MatchStatement:
        return syntax.MatchStatement(span, of, arms)

    def statement_arm(
        self,
        span: Span,
        patterns: tuple[syntax.Pattern, ...],
        body: tuple[syntax.Statement, ...] | syntax.Statement | None,
    ) -> syntax.Arm[tuple[syntax.Statement, ...]]:
        return syntax.Arm(span, patterns, _branch(body))

    def perform(self, span: Span, value: syntax.Expr) -> syntax.Call | syntax.Spawn | None:
        """A call for its effect; anything else is reported and leaves no statement."""
        if isinstance(value, syntax.Call | syntax.Spawn):
            return value
        self.report("C0111", span, "only a value")
        return None

    def target(self, span: Span, value: syntax.Expr) -> syntax.Call:
        """What an arrow points to. A handler without parentheses is taken as called without arguments."""
        if isinstance(value, syntax.Call):
            return value
        fixes: tuple[Fix, ...] = ()
        if isinstance(value, syntax.Name | syntax.Field):
            end = self.source.span(span.end, span.end)
            fixes = (Fix("call it", "unsafe", (Edit(end, "()"),)),)
        self.report("C0112", span, "not a call", fixes=fixes)
        return syntax.Call(span, value, ())

    def target_call(self, span: Span, name: syntax.Name, args: tuple[syntax.Arg, ...]) -> syntax.Call:
        return syntax.Call(span, name, args)

    # --- View nodes

    def element(
        self,
        span: Span,
        name: Token,
        content: syntax.Expr | None,
        attributes: tuple[syntax.Attribute, ...] | None,
        arrow: syntax.Call | None,
        children: tuple[syntax.Node, ...] | None,
    ) -> syntax.Element:
        return syntax.Element(span, self.name(name), content, attributes or (), arrow, children or ())

    def attribute(self, span: Span, name: syntax.Name, value: syntax.Expr) -> syntax.Attribute:
        return syntax.Attribute(span, name, value)

    def show(self, span: Span, value: syntax.Expr) -> syntax.Show:
        return syntax.Show(span, value)

    def view_if(
        self,
        span: Span,
        condition: syntax.Expr,
        then: tuple[syntax.Node, ...],
        otherwise: tuple[syntax.Node, ...] | syntax.ViewIf | None,
    ) -> syntax.ViewIf:
        return syntax.ViewIf(span, condition, then, _branch(otherwise))

    def view_for(self, span: Span, *parts: syntax.Clause | tuple[syntax.Node, ...]) -> syntax.ViewFor:
        *clauses, children = parts
        return syntax.ViewFor(
            span, cast(tuple[syntax.Clause, ...], tuple(clauses)), cast(tuple[syntax.Node, ...], children)
        )

    def view_match(self, span: Span, of: syntax.Expr, *arms: syntax.Arm[tuple[syntax.Node, ...]]) -> syntax.ViewMatch:
        return syntax.ViewMatch(span, of, arms)

    def view_arm(
        self, span: Span, patterns: tuple[syntax.Pattern, ...], body: tuple[syntax.Node, ...] | syntax.Node
    ) -> syntax.Arm[tuple[syntax.Node, ...]]:
        return syntax.Arm(span, patterns, _branch(body))

    # --- Tests

    def test(self, span: Span, name: Token, *steps: syntax.Step | None) -> syntax.Test:
        return syntax.Test(span, self.text_of(name), tuple(step for step in steps if step is not None), None)

    def step(self, span: Span, who: Token | None, action: syntax.Action | None) -> syntax.Step | None:
        return None if action is None else syntax.Step(span, self.name(who) if who else None, action)

    def visitors(self, span: Span, *names: Token) -> syntax.Visitors:
        return syntax.Visitors(span, tuple(map(self.name, names)))

    def act(self, span: Span, value: syntax.Expr) -> syntax.Action | None:
        """A call, or one of the two words that are not reserved: `restart` and `leave`."""
        if isinstance(value, syntax.Name) and value.text == "restart":
            return syntax.Restart(span)
        if isinstance(value, syntax.Name) and value.text == "leave":
            return syntax.Leave(span)
        return self.perform(span, value)

    def expect(self, span: Span, value: syntax.Expr, outcome: syntax.Refused | syntax.Shows | None) -> syntax.Expect:
        return syntax.Expect(span, value, outcome)

    def refused(self, span: Span, text: Token | None) -> syntax.Refused:
        return syntax.Refused(span, self.text_of(text) if text else None)

    def shows(self, span: Span, text: syntax.Expr) -> syntax.Shows:
        return syntax.Shows(span, text)

    def wait(self, span: Span, duration: syntax.Expr) -> syntax.Wait:
        return syntax.Wait(span, duration)


def _branch(body: tuple[Item, ...] | Item | None) -> tuple[Item, ...]:
    """The body of a branch: a block as it is, one thing alone as a block of one, nothing as an empty one."""
    if body is None:
        return ()
    return body if isinstance(body, tuple) else (body,)
