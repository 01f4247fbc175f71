"""Charms as values: what is read of one, and the children that a recipe has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.describe import describe
from compiler.check.nodes import node, rebound, rewritten
from compiler.check.presence import WHO, step_of
from compiler.check.relations import opened
from compiler.diagnostics import Label, diagnose
from compiler.resolve import ResolvedRecipe
from compiler.scope import UNKNOWN, Scope, Typed, Use, Variables
from compiler.source import Span
from compiler.spelling import closest
from graph import types as t
from graph.model import Node, StepId
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


class Making(Struct, frozen=True):
    """How a child is made: `R(args)`, or `[R(args) for name in list]`. each: the `for`, where there is one."""

    spawn: syntax.Spawn
    each: syntax.ForClause | None


def making_of(child: syntax.Child) -> Making | None:
    """The declaration of a child taken apart; None where it makes no charm, or has more than the one `for`."""
    match child.value:
        case syntax.Call(span, syntax.Name(is_upper=True) as recipe, args):
            return Making(syntax.Spawn(span, recipe, args), None)
        case syntax.Comprehension(
            kind="list",
            item=syntax.Call(span, syntax.Name(is_upper=True) as recipe, args),
            clauses=(syntax.ForClause(names=(_,)) as each,),
        ):
            return Making(syntax.Spawn(span, recipe, args), each)
    return None


class CheckedChild(Struct, frozen=True):
    """A child as it can be read.

    charm: its type, `Charm(R)`; unknown where the declaration is wrong.
    over:  of children that go along with a list: that list.  item: the type of its elements.
    key:   the type of the keys by which they are held.
    by:    the field of the elements that is their key; None in a list without key.
    """

    step: StepId
    charm: Type
    over: Typed | None = None
    item: Type = UNKNOWN
    key: Type = UNKNOWN
    by: str | None = None

    @property
    def held(self) -> Type:
        """The type of what the step holds."""
        return self.charm if self.over is None else t.MapOf(self.key, self.charm)


def check_child(checker: Checker, recipe: ResolvedRecipe, child: syntax.Child, scope: Scope) -> CheckedChild:
    """What a child is. scope: what its declaration sees. What is wrong with it, lowering reports."""
    step = f"{recipe.name}.{child.name.text}"
    making = making_of(child)
    if making is None or (meant := checker.resolved.meant(making.spawn.recipe)) not in checker.resolved.recipes:
        return CheckedChild(step, UNKNOWN)
    charm = t.CharmOf(meant)
    if making.each is None:
        return CheckedChild(step, charm)
    over = checker.infer(making.each.source, scope)
    list_ = checker.shape(over.type)
    if not isinstance(list_, t.ListOf) or over.at is None:
        return CheckedChild(step, UNKNOWN)
    record = checker.shape(list_.item)
    slot = record.field(record.key) if isinstance(record, t.Record) and record.key else None
    if slot is None:
        return CheckedChild(step, charm, over, list_.item, t.Id())
    return CheckedChild(step, charm, over, list_.item, slot.type, slot.name)


def child_value(child: CheckedChild, span: Span, variables: Variables) -> Typed:
    """What reading a child of this recipe gives: a charm, or the list of those that go along with a list."""
    use = Use(frozenset({child.step}))
    ref = node("ref", span, step=child.step)
    if child.over is None or child.charm == UNKNOWN:
        return Typed(ref, child.charm, use=use)
    made = _in_order(child, ref, rebound(child.over.node, variables), span, variables)
    return Typed(made, t.ListOf(child.charm), use=use | child.over.use)


def _in_order(child: CheckedChild, held: Node, over: Node, span: Span, variables: Variables) -> Node:
    """The children in the order of the elements that they go along with."""
    var, id_ = variables.next(), variables.next()
    clause = node("for", span, {"var": var, "id": id_, "in": over})
    key = node("var", span, n=id_)
    return node("collect", span, clauses=[clause], value=node("entry", span, of=held, key=key))


def part_of(checker: Checker, charm: t.CharmOf, name: syntax.Name, scope: Scope) -> tuple[Type, StepId] | None:
    """The type and step of a value of another charm; None, and a report, where it cannot be read.

    Errors: C1006 a local of another charm, C1007 no value of that name.
    """
    recipe = checker.resolved.recipes[charm.recipe]
    step = f"{recipe.name}.{name.text}"
    part = recipe.parts.get(name.text)
    if part is not None:
        checker.witness.use(name, part.name.span)
        kind = part.kind if isinstance(part, syntax.Param) else part.scope
        if kind == "local" and not scope.sees_locals:
            _report_local(checker, name, part.name.span, recipe.name)
            return None
        return (UNKNOWN if part.slot is None else checker.type(part.slot.type)), step
    derived = recipe.derived.get(name.text)
    if derived is not None:
        checker.witness.use(name, derived.name.span)
        found = checker.derived(recipe.name, name.text)
        if found.local and not scope.sees_locals:
            _report_local(checker, name, derived.name.span, recipe.name)
            return None
        return found.type, step
    if name.text == "here":
        return WHO, step_of(recipe.name)
    if name.text in recipe.children:
        checker.witness.use(name, recipe.children[name.text].name.span)
        return checker.child(recipe.name, name.text).held, step
    _no_such_part(checker, name, recipe)
    return None


def children_of(checker: Checker, of: Typed, charm: t.CharmOf, name: syntax.Name, scope: Scope) -> Typed | None:
    """The list of children of another charm, in the order of their elements; None where the name is none."""
    if name.text not in checker.resolved.recipes[charm.recipe].children:
        return None
    child = checker.child(charm.recipe, name.text)
    if child.over is None or child.charm == UNKNOWN:
        return None
    checker.witness.use(name, checker.resolved.recipes[charm.recipe].children[name.text].name.span)
    span, number = name.span, scope.variables.next()
    holder = node("var", span, n=number)

    def there(each: Node) -> Node:
        return node("peek", span, of=holder, step=each["step"]) if each["op"] == "ref" else each

    over: Node = rewritten(rebound(child.over.node, scope.variables), there)
    held = node("peek", span, of=holder, step=child.step)
    made = _in_order(child, held, over, span, scope.variables)
    use = Use(frozenset({child.step})) | child.over.use | of.use
    return Typed(node("let", span, {"var": number, "to": of.node, "in": made}), t.ListOf(child.charm), use=use)


def keyed_children(checker: Checker, expr: syntax.Name, scope: Scope) -> tuple[Typed, CheckedChild] | None:
    """What holds the children that `expr[key]` asks by key: a map. None where the name is something else."""
    meaning = scope.find(expr.text)
    if meaning is None or meaning.kind != "child" or scope.recipe is None:
        return None
    child = checker.child(scope.recipe, expr.text)
    if child.by is not None:
        checker.witness.use(expr, meaning.declared)
    held = Typed(node("ref", expr.span, step=child.step), child.held, use=Use(frozenset({child.step})))
    return None if child.by is None or child.charm == UNKNOWN else (held, child)


def keyed_children_of(checker: Checker, expr: syntax.Field, of: Typed) -> tuple[Typed, CheckedChild] | None:
    """`keyed_children` of a charm: those in `of.name[key]`."""
    charm, name = checker.shape(of.type), expr.name.text
    if not isinstance(charm, t.CharmOf) or name not in checker.resolved.recipes[charm.recipe].children:
        return None
    child = checker.child(charm.recipe, name)
    peek = node("peek", expr.span, of=of.node, step=child.step)
    held = Typed(peek, child.held, use=of.use | Use(frozenset({child.step})))
    return None if child.by is None or child.charm == UNKNOWN else (held, child)


def expect_charm(checker: Checker, expr: syntax.Expr, scope: Scope, what: str, *, may_be_none: bool) -> Typed:
    """A charm; of anything else (C1010) the result is of unknown type. what: "navigate", "show"."""
    found = checker.infer(expr, scope) if may_be_none else checker.opened_value(expr, scope, what=f"given to `{what}`")
    shape = checker.shape(opened(checker.shape(found.type)))
    if isinstance(shape, t.CharmOf) or UNKNOWN in (shape, found.type):
        return found
    hint = None
    if isinstance(shape, t.ListOf) and isinstance(checker.shape(shape.item), t.CharmOf):
        hint = f"take one of them: `for each in {checker.written(expr.span)} {{ … }}`"
    label = f"this is {describe(found.type)}"
    checker.report(diagnose("C1010", expr.span, label, help=hint, what=what, type=describe(found.type)))
    return replace(found, type=UNKNOWN)


def _report_local(checker: Checker, name: syntax.Name, declared: Span, recipe: str) -> None:
    checker.report(
        diagnose(
            "C1006",
            name.span,
            "one value per visitor, seen by nobody else",
            secondary=(Label(declared, "it is local"),),
            help="keep it in a shared cell of that recipe if others may see it",
            name=name.text,
            recipe=recipe,
        )
    )


def _no_such_part(checker: Checker, name: syntax.Name, recipe: ResolvedRecipe) -> None:
    known = [*recipe.parts, *recipe.derived, *recipe.children]
    meant = closest(name.text, known)
    hint = f"use `{meant}`" if meant else f"it has {', '.join(f'`{each}`' for each in known) or 'no values'}"
    if name.text in recipe.handlers:
        hint = f"handlers are called in statements of handlers: `….{name.text}(…)`"
    declared = (Label(recipe.written.name.span, "the recipe"),)
    checker.report(
        diagnose("C1007", name.span, "not found", secondary=declared, help=hint, name=name.text, recipe=recipe.name)
    )


def once(scope: Scope) -> Scope:
    """The scope for what may be computed never, or more than once: no charm is made there."""
    return scope if scope.makes is None else replace(scope, makes=None)
