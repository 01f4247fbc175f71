"""`child x = R(args)`, `child rows = [R(e) for e in list]`: the steps of charms that live and end with another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compiler import syntax
from compiler.check.charms import CheckedChild, making_of
from compiler.check.nodes import node
from compiler.diagnostics import Label, diagnose
from compiler.lower.context import Context, Program
from compiler.lower.creation import Creation, recipe_called
from compiler.lower.effects import reads_of, root_of
from compiler.lower.schemas import schema
from compiler.scope import Place, Scope, Typed
from compiler.source import Span
from graph.model import Child, Node, StepId, recipe_of


def lower_child(context: Context, child: syntax.Child) -> Child | None:
    """The step of a child; None where it makes no charm, which is reported.

    Errors: C1001 no charm, C1002 no list that it could go along with, C1003 a local; those of `Creation`.
    """
    making = making_of(child)
    if making is None:
        _report_no_child(context, child)
        return None
    recipe = recipe_called(context.program, making.spawn.recipe)
    if recipe is None:
        return None
    found = context.checker.child(context.recipe, child.name.text)
    scope = context.checker.child_scope(context.recipe, child.name.text)
    over, var, roots = None, None, {}
    if making.each is not None:
        over = _list(context, making.each, found)
        if over is None:
            return None
        var = scope.variables.next()
        roots[var] = root_of(over, {})
        scope = _with_element(context, making.each, found, var, scope)
    passes, args = Creation(context, "child", roots, scope).given(making.spawn, recipe)
    return Child(
        found.step,
        recipe.name.text,
        schema(found.held),
        reads_of(over, passes, args) if over else reads_of(passes, args),
        over=over,
        var=var,
        passes=passes,
        args=args,
        doc=child.doc,
        span=child.span.in_graph,
    )


def _report_no_child(context: Context, child: syntax.Child) -> None:
    name, label = child.name.text, "this is something else"
    hint = f"write `child {name} = R(…)`, or `child {name} = [R(e) for e in list]`"
    match child.value:
        case syntax.Comprehension(clauses=(syntax.ForClause(names=(_, _)), *_)):
            label, hint = "a position changes, and a child stays", "name the element alone: `for e in list`"
        case syntax.Comprehension(clauses=(_, _, *_)):
            label = "more than one `for`"
            hint = f"have one for each element, and choose where they are read: `for each in {name} where …`"
        case syntax.Spawn():
            hint = f"a child needs no `spawn`: `child {name} = R(…)`"
    context.report("C1001", child.value.span, label, help=hint, name=name)


def _list(context: Context, each: syntax.ForClause, found: CheckedChild) -> Node | None:
    """The place of the list that children go along with."""
    if found.over is None or found.over.at is None:
        hint = "name a list in a cell or reference: `for todo in todos`, `for card in board.cards`"
        context.report("C1002", each.source.span, "this is no list in a cell", help=hint)
        return None
    place = found.over.at.node
    if context.is_local(root_of(place, {})):
        hint = "a child is there for everyone: let it go along with a shared list"
        context.report("C1003", each.source.span, "one value per visitor", help=hint)
        return None
    return place


def _with_element(context: Context, each: syntax.ForClause, found: CheckedChild, var: int, scope: Scope) -> Scope:
    """The scope with the name of the element: a value to copy, and a place to refer to."""
    (name,) = each.names
    at = Place(node("place", name.span, n=var), found.item)
    return context.checker.bind(scope, name, "element", Typed(node("var", name.span, n=var), found.item, at))


def report_endless(program: Program, children: Iterable[Child]) -> None:
    """Report recipes that have themselves as a child, directly or not, with no list between (C1004), once each."""
    inside: dict[str, list[Child]] = {}
    for child in children:
        if child.over is None:
            inside.setdefault(recipe_of(child.id), []).append(child)
    told: set[frozenset[StepId]] = set()
    for recipe in inside:
        for circle in _circles(recipe, inside):
            steps = frozenset(each.id for each in circle)
            if steps not in told:
                told.add(steps)
                _draw(program, circle)


def _circles(start: str, inside: dict[str, list[Child]]) -> Iterable[Sequence[Child]]:
    """The shortest ways from a recipe through children back to it; one for each child that begins one."""
    for first in inside.get(start, ()):
        ways: list[list[Child]] = [[first]]
        seen = {first.recipe}
        while ways:
            way = ways.pop(0)
            if way[-1].recipe == start:
                yield way
                break
            for child in inside.get(way[-1].recipe, ()):
                if child.recipe not in seen or child.recipe == start:
                    seen.add(child.recipe)
                    ways.append([*way, child])


def _draw(program: Program, circle: Sequence[Child]) -> None:
    labels = [Label(_where(program, child), f"each `{recipe_of(child.id)}` has a `{child.recipe}`") for child in circle]
    start = recipe_of(circle[0].id)
    drawing = " -> ".join(f"`{name}`" for name in (start, *(child.recipe for child in circle)))
    program.checker.report(
        diagnose(
            "C1004",
            labels[0].span,
            labels[0].text,
            secondary=tuple(labels[1:]),
            notes=(f"{drawing} (each has one of the next)",),
            help="let one of them go along with a list, which can be empty: `child rows = [R(e) for e in list]`",
            recipe=start,
        )
    )


def _where(program: Program, child: Child) -> Span:
    members = program.recipes[recipe_of(child.id)].members
    found = [each for each in members if isinstance(each, syntax.Child)]
    return next(each.value.span for each in found if f"{recipe_of(child.id)}.{each.name.text}" == child.id)
