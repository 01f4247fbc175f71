"""A checked program to the parts of a graph: the outlines and steps of its recipes, and its tests."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from compiler.check.checker import Checker
from compiler.check.old_names import check_old_names
from compiler.lower.children import report_endless
from compiler.lower.context import Program
from compiler.lower.contexts import gather
from compiler.lower.handlers import lower_bodies
from compiler.lower.recipes import lower_recipe, visit_unshown
from compiler.lower.tests import lower_tests
from compiler.lower.timing import check_presence, check_unattended, presence_steps
from graph.model import Child, Node, Recipe, Step


class Lowered(Struct, frozen=True):
    """All recipes in the order written, those of the given file first. Steps have no rank yet."""

    recipes: tuple[Recipe, ...]
    steps: tuple[Step, ...]
    tests: tuple[Node, ...]


def lower(checker: Checker) -> Lowered:
    """Lower a program whose declarations the checker knows; what is wrong is added to the checker's findings.

    Errors: C05xx sharing, C06xx handlers, C07xx views, C09xx tests, C11xx time and presence.
    """
    recipes = {name: each.written for name, each in checker.resolved.recipes.items()}
    program = Program(checker, recipes, checker.resolved.views)
    check_old_names(checker, recipes.values(), "this file")
    gather(program)
    bodies = lower_bodies(program)
    pairs = [lower_recipe(program, recipe, bodies) for recipe in recipes.values()]
    steps: Sequence[Step] = [step for _, made in pairs for step in made]
    report_endless(program, [step for step in steps if isinstance(step, Child)])
    visit_unshown(program)
    tests = lower_tests(program, checker.resolved.module.tests, steps)
    steps = [*presence_steps(steps, tests), *steps]
    check_unattended(program, bodies, steps)
    check_presence(program, steps)
    return Lowered(tuple(outline for outline, _ in pairs), tuple(steps), tests)
