"""A recipe to steps: its parameters, then its members in the order written, then the slots of its view."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal

from compiler import syntax
from compiler.check.nodes import lit
from compiler.check.old_names import check_old_names
from compiler.check.recipes import CheckedSlot
from compiler.lower.changes import lower_migrations
from compiler.lower.children import lower_child
from compiler.lower.context import Context, Program
from compiler.lower.effects import reads_of
from compiler.lower.handlers import Lowered, handler_steps
from compiler.lower.invariants import lower_always
from compiler.lower.schemas import schema
from compiler.lower.timing import lower_every
from compiler.lower.views import lower_unshown, lower_view
from compiler.scope import Typed
from compiler.source import Span
from graph.model import Always, Cell, Derive, Every, Input, Node, Recipe, Step, StepId, View, name_of
from graph.types import Named, Option


def lower_recipe(
    program: Program, recipe: syntax.Recipe, bodies: Mapping[StepId, Lowered]
) -> tuple[Recipe, tuple[Step, ...]]:
    """The outline of a recipe and its steps. bodies: of the handlers of all recipes."""
    context = program.contexts[recipe.name.text]
    checked = program.checker.recipe(recipe.name.text)
    # One without a type was reported: only handlers take elements.
    typed = [param for param in recipe.params if param.slot]
    steps: list[Step] = [_input(context, param, checked.slots[param.name.text]) for param in typed]
    template: list[Node] = []
    slots: list[View] = []
    for member in recipe.members:
        match member:
            case syntax.Cell():
                steps.append(_cell(context, member, checked.slots[member.name.text]))
            case syntax.Child():
                child = lower_child(context, member)
                steps += [child] if child else []
            case syntax.Derive():
                steps.append(_derive(context, member))
            case syntax.Handler():
                steps += handler_steps(context, member.name.text, bodies)
            case syntax.Always():
                number = 1 + sum(isinstance(step, Always) for step in steps)
                steps.append(lower_always(context, member, number))
            case syntax.View():
                template, slots = lower_view(context, member)
            case syntax.Every():
                every = lower_every(context, member, 1 + sum(isinstance(step, Every) for step in steps))
                steps += [every] if every else []
            case syntax.Function() | syntax.Migrate():
                # The checker lifts functions out of the recipe; migrations are of no step.
                continue
    cells = [member for member in recipe.members if isinstance(member, syntax.Cell)]
    check_old_names(context.checker, [*recipe.params, *cells], f"recipe `{context.recipe}`")
    params = tuple(param.name.text for param in recipe.params)
    outline = Recipe(
        recipe.name.text,
        params,
        tuple(template),
        recipe.was.text if recipe.was else None,
        lower_migrations(context, recipe, checked.slots),
        recipe.doc,
        recipe.span.in_graph,
    )
    return outline, (*steps, *slots)


def visit_unshown(program: Program, shown: AbstractSet[str]) -> None:
    """Look into the views that nothing shows, as if the root showed them: what is wrong there is wrong as well.

    shown: the names of those that are shown.
    """
    for view in program.views.values():
        if view.name and view.name.text not in shown and program.recipes:
            root = program.contexts[next(iter(program.recipes))]
            if view.name.text not in root.shown:
                lower_unshown(root, view)


def _scope_of(param: syntax.Param) -> Literal["shared", "local"]:
    return "local" if param.kind == "local" else "shared"


def _input(context: Context, param: syntax.Param, slot: CheckedSlot) -> Input:
    assert param.slot is not None, "the parameters of a recipe have types"
    scope = _scope_of(param)
    _check_start(context, param.name, param.slot, slot, scope)
    return Input(
        context.step_id(param.name.text),
        "reference" if param.kind == "shared" else "local" if param.kind == "local" else "value",
        scope,
        schema(slot.type),
        init=_node_of(slot.default) or _none_of(context, param.span, slot),
        otherwise=_node_of(slot.otherwise),
        was=param.was.text if param.was else None,
        span=param.span.in_graph,
    )


def _cell(context: Context, cell: syntax.Cell, slot: CheckedSlot) -> Cell:
    _check_start(context, cell.name, cell.slot, slot, cell.scope)
    start = slot.default or slot.otherwise
    if start is None and not isinstance(context.checker.shape(slot.type), Option | Named):
        hint = f"write what it starts as: `{cell.scope} {cell.name.text}: … = …`"
        context.report("C0509", cell.span, "it has no value to start with", help=hint, name=cell.name.text)
    return Cell(
        context.step_id(cell.name.text),
        cell.scope,
        schema(slot.type),
        start.node if start else lit(None, cell.span),
        otherwise=_node_of(slot.otherwise),
        was=cell.was.text if cell.was else None,
        doc=cell.doc,
        span=cell.span.in_graph,
    )


def _none_of(context: Context, span: Span, slot: CheckedSlot) -> Node | None:
    """What an option is when nothing is passed."""
    is_option = isinstance(context.checker.shape(slot.type), Option)
    return lit(None, span) if is_option and slot.otherwise is None else None


def _node_of(typed: Typed | None) -> Node | None:
    return typed.node if typed else None


def _check_start(context: Context, name: syntax.Name, written: syntax.Slot, slot: CheckedSlot, scope: str) -> None:
    """What a cell or parameter starts as: one value for all (C0504), or the same on every page (C0505)."""
    for expr, typed in ((written.default, slot.default), (written.otherwise, slot.otherwise)):
        if expr is None or typed is None:
            continue
        if scope == "shared" and typed.local:
            context.report("C0504", expr.span, "one value per visitor", name=name.text)
        if scope == "local":
            _check_local_start(context, name, expr, typed)


def _check_local_start(context: Context, name: syntax.Name, expr: syntax.Expr, typed: Typed) -> None:
    # Looking never writes: the value is computed for each page, so it must come out the same each time.
    if "now" in typed.effects:
        context.report("C0505", expr.span, "this is another value at every look", name=name.text, what="`now()`")
    for step in reads_of(typed.node):
        if not context.is_local(step) and step not in context.outline.constants:
            what = f"`{name_of(step)}`"
            context.report("C0505", expr.span, f"{what} changes", name=name.text, what=what)


def _derive(context: Context, member: syntax.Derive) -> Derive:
    typed = context.checker.derived(context.recipe, member.name.text)
    return Derive(
        context.step_id(member.name.text),
        "local" if typed.local else "shared",
        schema(typed.type),
        1,
        reads_of(typed.node),
        typed.node,
        member.doc,
        member.span.in_graph,
    )
