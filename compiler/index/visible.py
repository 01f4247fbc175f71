"""Which declared names a place can see, told from the tree alone, so that a file may be broken elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler import syntax
from compiler.syntax.walk import AnyNode, path_to


def names_at(module: syntax.Module, offset: int) -> tuple[syntax.Name, ...]:
    """The names of values that may be read at a place, inner ones first."""
    path = path_to(module, offset)
    found = [name for node in reversed(path) for name in _names_of(node, offset)]
    return tuple({name.text: name for name in reversed(found) if name.text}.values())[::-1]


def recipe_at(module: syntax.Module, offset: int) -> syntax.Recipe | None:
    """The recipe that a place is in."""
    return next((node for node in path_to(module, offset) if isinstance(node, syntax.Recipe)), None)


def _names_of(node: AnyNode, offset: int) -> Iterator[syntax.Name]:
    """What a node declares for what stands in it, at that place."""
    match node:
        case syntax.Module(constants=constants):
            yield from (each.name for each in constants)
        case syntax.Recipe(params=params, members=members):
            yield from (param.inner for param in params)
            for member in members:
                if isinstance(member, syntax.Cell | syntax.Derive | syntax.Child):
                    yield member.name
        case syntax.Handler(params=params, body=body):
            yield from (param.inner for param in params)
            yield from _lets(body, offset)
        case syntax.Function(params=params, lets=lets):
            yield from (param.inner for param in params)
            yield from _lets(lets, offset)
        case syntax.View(params=params, children=children):
            yield from (param.inner for param in params)
            yield from _lets(children, offset)
        case syntax.Migrate(param=param):
            yield param.inner
        case syntax.Element(children=children):
            yield from _lets(children, offset)
        case syntax.If(then=then, otherwise=otherwise):
            yield from _lets((*then, *otherwise), offset)
        case syntax.ViewIf(then=shown, otherwise=instead):
            yield from _lets((*shown, *instead), offset)
        case syntax.Arm(body=tuple() as body):
            yield from _lets(body, offset)
        case syntax.For(clauses=clauses, body=body):
            yield from _bound(clauses)
            yield from _lets(body, offset)
        case syntax.ViewFor(clauses=clauses, children=children):
            yield from _bound(clauses)
            yield from _lets(children, offset)
        case syntax.Comprehension(clauses=clauses):
            yield from _bound(clauses)
        case syntax.Fold(name=name, clauses=clauses):
            yield name
            yield from _bound(clauses)
        case syntax.Test(steps=steps):
            yield from _lets([step.action for step in steps], offset)


def _lets(block: Sequence[AnyNode], offset: int) -> Iterator[syntax.Name]:
    """The names that a block has given above a place."""
    for each in block:
        if isinstance(each, syntax.Let) and each.span.end <= offset:
            yield each.name


def _bound(clauses: Sequence[syntax.Clause]) -> Iterator[syntax.Name]:
    """The names that clauses leave to what they are for; behind a group there is only the group."""
    found: list[syntax.Name] = []
    for clause in clauses:
        match clause:
            case syntax.ForClause(names=names):
                found += names
            case syntax.LetClause(name=name):
                found.append(name)
            case syntax.GroupClause(into=name):
                found = [name]
    yield from found
