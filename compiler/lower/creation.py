"""What a charm is created with: a place for each reference of its recipe, an expression for each other parameter."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from compiler import syntax
from compiler.check.recipes import CheckedSlot
from compiler.lower.arguments import demand, is_required, paired
from compiler.lower.context import Context, Program, other_end
from compiler.lower.effects import Roots, root_of
from compiler.lower.paths import path_text
from compiler.lower.references import misfit
from compiler.scope import UNKNOWN, Place, Scope, Typed
from compiler.source import Span
from graph.model import Node, StepId, name_of, recipe_of

Verb = Literal["navigate", "spawn", "child"]


def recipe_called(program: Program, name: syntax.Name) -> syntax.Recipe | None:
    """The recipe of that name; an unknown one is reported."""
    meant = program.checker.resolved.meant(name)
    if meant not in program.recipes:
        program.checker.report_unknown_recipe(name)
        return None
    recipe = program.recipes[meant]
    program.checker.witness.use(name, recipe.name.span)
    return recipe


class Creation(Struct, frozen=True):
    """Where a charm is created. roots: the cell that each variable for an element leads into."""

    context: Context
    verb: Verb
    roots: Roots
    scope: Scope

    def given(self, spawn: syntax.Spawn, recipe: syntax.Recipe) -> tuple[dict[str, Node], dict[str, Node]]:
        """The places passed for references, and the values for the other parameters.

        Errors: C0501 a local passed by reference, C0506 a reference to no place, C0507 one that does not fit, C0508
        a local start of a shared cell, C1003 a local in a child, C1005 a local parameter without a visitor, C1013 a
        child that needs charms; C2001 a local that is published.
        """
        context, callee = self.context, f"recipe `{recipe.name.text}`"
        given = paired(recipe.params, spawn.args, context, callee)
        params = [param for param in recipe.params if self._has_visitor(param, param.name.text in given, spawn)]
        demand(params, given, spawn.span, context, callee)
        slots = context.checker.recipe(recipe.name.text).slots
        passes, args = {}, {}
        for param in recipe.params:
            name = param.name.text
            if name not in given or name not in slots:
                continue
            slot, value = slots[name], given[name]
            if param.kind == "shared":
                place = self._referred(value, param, slot)
                if place is not None:
                    passes[name] = place
                    continue
            args[name] = self._copied(value, param, slot).node
        return passes, args

    def _has_visitor(self, param: syntax.Param, is_given: bool, spawn: syntax.Spawn) -> bool:
        """False for a local parameter where nobody goes to the charm, whose it could be."""
        if param.kind != "local" or self.verb == "navigate":
            return True
        if is_given or is_required(param):
            declared = other_end(param.span, "one value for each visitor")
            hint = f"give `{param.name.text}` a default in the recipe, or `navigate` there: then it is that visitor's"
            what = "a child" if self.verb == "child" else "`spawn`"
            self.context.report(
                "C1005", spawn.span, "nobody goes there", secondary=declared, help=hint, name=param.name.text, what=what
            )
        return False

    def _referred(self, value: syntax.Expr, param: syntax.Param, slot: CheckedSlot) -> Node | None:
        """The place that a reference leads to; None where a value is to start the new charm's own cell."""
        context, name = self.context, param.name.text
        typed = context.checker.infer(value, self.scope)
        declared = other_end(param.span, f"`{name}` is a reference")
        if typed.type == UNKNOWN:
            return typed.node
        if typed.at is None:
            if slot.default is None:
                hint = "pass a shared cell or a path in one; or give the parameter a default, so that it can own a cell"
                context.report(
                    "C0506", value.span, "this is no path in a cell", secondary=declared, help=hint, name=name
                )
                return typed.node
            return None
        if context.is_local(root_of(typed.at.node, self.roots)):
            hint = f"declare the parameter without `shared` to pass a copy: `{name}: …` (all can see it)"
            if self.verb == "navigate":
                hint += f" or `local {name}: …` (only the visitor who navigates)"
            path = path_text(value)
            context.report(
                "C0501", value.span, "one value per visitor", secondary=declared, help=hint, path=path, name=name
            )
            return typed.node
        self._compare(value.span, typed.at, param, slot)
        return typed.at.node

    def _compare(self, span: Span, at: Place, param: syntax.Param, slot: CheckedSlot) -> None:
        if UNKNOWN in (at.type, slot.type):
            return
        why = misfit(self.context.checker, at.type, slot.type)
        if why is not None:
            declared = other_end(param.span, "this is what the parameter promises")
            self.context.report("C0507", span, f"its value {why}", secondary=declared, name=param.name.text, why=why)

    def _copied(self, value: syntax.Expr, param: syntax.Param, slot: CheckedSlot) -> Typed:
        context, name = self.context, param.name.text
        typed = context.checker.expect(value, slot.type, self.scope, what=f"the parameter `{name}`")
        if self.verb == "child":
            self._check_settled(value.span, typed)
        elif typed.local and param.kind == "shared":
            declared = other_end(param.span, f"`{name}` starts with one value for all")
            context.report("C0508", value.span, "one value per visitor", secondary=declared, name=name)
        elif typed.local and param.kind == "value":
            declared = other_end(param.span, f"all can see `{name}`")
            hint = f"declare it `local {name}: …` if only the visitor who navigates may see it"
            context.report("C2001", value.span, "it becomes visible to all", secondary=declared, help=hint, name=name)
        return typed

    def _check_settled(self, span: Span, typed: Typed) -> None:
        """A child is made for all, from what is there before there are charms: cells, and children above it."""
        context = self.context
        if typed.local:
            hint = "a child is there for everyone: pass something shared"
            context.report("C1003", span, "one value per visitor", help=hint)
        for each in typed.reads:
            sources = context.outline.sources.get(each, ())
            if recipe_of(each) != context.recipe or any(self._is_of_charms(source) for source in sources):
                whose = name_of(each) if recipe_of(each) == context.recipe else each
                hint = "pass a cell, or let the child's recipe compute it from what it is given"
                context.report("C1013", span, "it is not there yet", help=hint, name=whose)

    def _is_of_charms(self, step: StepId) -> bool:
        resolved = self.context.checker.resolved.recipes[self.context.recipe]
        return recipe_of(step) != self.context.recipe or name_of(step) in resolved.children
