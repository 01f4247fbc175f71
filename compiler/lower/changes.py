"""The migrations of a recipe: what becomes of values that an older one stored."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from msgspec.structs import replace

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.nodes import node, nodes_in
from compiler.check.recipes import CheckedSlot
from compiler.check.wanted import Wanted
from compiler.lower.context import Context
from compiler.lower.schemas import schema
from compiler.scope import UNKNOWN, Typed, Variables
from graph import types as t
from graph.model import Migration, name_of
from graph.types import Type


def lower_migrations(context: Context, recipe: syntax.Recipe, slots: Mapping[str, CheckedSlot]) -> dict[str, Migration]:
    """The migrations of a recipe, by what takes over the value. slots: of its parameters and cells."""
    found: dict[str, Migration] = {}
    for member in recipe.members:
        if isinstance(member, syntax.Migrate) and member.param.slot is not None and member.name.text not in found:
            found[member.name.text] = _migration(context, member, member.param.slot, slots.get(member.name.text))
    return found


def _migration(context: Context, member: syntax.Migrate, param: syntax.Slot, taker: CheckedSlot | None) -> Migration:
    checker, name = context.checker, member.name.text
    takes = checker.type(param.type)
    if taker is None:
        if not _is_none(member.value):
            help_ = f"declare `{name}`, or write `= none` to let go what was stored as `{name}`"
            context.report("C0813", member.name.span, "not declared", help=help_, name=name, recipe=context.recipe)
        return Migration(schema(takes), None, member.span.in_graph)
    if _is_same(checker, takes, taker.type):
        context.report("C0814", param.type.span, "the same type", name=name)
    old = Typed(node("var", member.param.inner.span, n=0), takes)
    scope = checker.bind(context.scope.step(Variables(1)), member.param.inner, "variable", old)
    want = Wanted(_from_text(checker, taker.type), f"what `{name}` becomes", None)
    found = checker.pure(checker.expect_wanted(member.value, want, scope), member.value.span, what="a migration")
    for read in nodes_in([found.node]):
        if read["op"] in ("ref", "me"):
            what = name_of(read["step"]) if read["op"] == "ref" else "me"
            context.report("C0815", member.value.span, f"`{what}` is read here", what=what, name=name)
            break
    return Migration(schema(takes), found.node, member.span.in_graph)


def _from_text(checker: Checker, type_: Type, within: tuple[str, ...] = ()) -> Type:
    """A type with texts for its ids: old values have names of their own, which are checked when they are put."""

    def inner(of: Type) -> Type:
        return _from_text(checker, of, within)

    match type_:
        case t.Id():
            return t.Text()
        case t.Option(of):
            return t.Option(inner(of))
        case t.ListOf():
            return replace(type_, item=inner(type_.item))
        case t.MapOf():
            return replace(type_, key=inner(type_.key), value=inner(type_.value))
        case t.Record():
            return replace(type_, fields=tuple(replace(slot, type=inner(slot.type)) for slot in type_.fields))
        case t.Named(name) if name not in within and type_ != UNKNOWN:
            shape = checker.shape(type_)
            found = _from_text(checker, shape, (*within, name))
            return type_ if found == shape else found
    return type_


def _is_none(value: syntax.Expr) -> bool:
    return isinstance(value, syntax.Literal) and value.value is None


def _is_same(checker: Checker, one: Type, two: Type) -> bool:
    """Whether two types hold the same values; of what is reported already, nothing is known."""
    if UNKNOWN in (one, two):
        return False
    assert isinstance(UNKNOWN, t.Named)
    types = ChainMap[str, Type]({UNKNOWN.name: t.Json()}, dict(checker.types))
    charms = {name: name for name in checker.resolved.recipes}
    # Few recipes migrate anything.
    from graph.changes.fitting import Fitting

    return not any(Fitting(types, types, charms).findings(one, two, "")) and not any(
        Fitting(types, types, charms).findings(two, one, "")
    )
