"""A checked program to the parts of a graph: the outlines and steps of its recipes, and its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.old_names import check_old_names
from compiler.lower.children import report_endless
from compiler.lower.context import Outline, Program
from compiler.lower.contexts import Part, gather, outline_of, part_of
from compiler.lower.handlers import Bodies
from compiler.lower.recipes import lower_recipe, visit_unshown
from compiler.lower.tests import LoweredTest, lower_tests
from compiler.lower.timing import check_presence, check_unattended, presence_steps
from compiler.source import Span
from graph.model import Child, Here, Recipe, Step, StepId, recipe_of


class LoweredRecipe(Struct, frozen=True):
    """What lowering makes of one recipe.

    steps:  have no rank until the next stage has given it to them.
    part:   what others need to know of it.
    shown:  the named views in its view.
    visits: for its handlers with a `navigate room`, the recipe of the first of these charms.
    """

    outline: Recipe
    steps: tuple[Step, ...]
    part: Part
    shown: frozenset[str]
    visits: Mapping[StepId, str]


class Lowered(Struct, frozen=True):
    """A program lowered.

    recipes: by name, in the order written, those of the given file first.
    tests:   by where they are written, in that order.
    here:    the steps of who is there.
    upheld:  what hangs on an `always` anywhere, and so decides how handlers of all recipes get on.
    """

    recipes: Mapping[str, LoweredRecipe]
    tests: Mapping[Span, LoweredTest]
    here: tuple[Here, ...] = ()
    upheld: frozenset[object] = frozenset()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps."""
        return (*self.here, *(step for recipe in self.recipes.values() for step in recipe.steps))

    def with_steps(self, steps: Sequence[Step]) -> Lowered:
        """The same with other steps: one for each of its own, in the same order."""
        rest = iter(steps[len(self.here) :])
        recipes = {
            name: replace(recipe, steps=tuple(islice(rest, len(recipe.steps)))) for name, recipe in self.recipes.items()
        }
        return replace(self, recipes=recipes)


NOTHING_KEPT = Lowered({}, {})


def lower(checker: Checker, kept: Lowered = NOTHING_KEPT) -> Lowered:
    """Lower a program whose declarations the checker knows; what is wrong is added to the checker's findings.

    kept:   recipes and tests of this program that are lowered already: nothing that they lead to has changed since, and
            nothing was wrong with them.
    Errors: C05xx sharing, C06xx handlers, C07xx views, C09xx tests, C11xx time and presence.
    """
    recipes = {name: each.written for name, each in checker.resolved.recipes.items()}
    check_old_names(checker, recipes.values(), "this file")
    parts = {name: _part(checker, name, recipe, kept) for name, recipe in recipes.items()}
    outline = outline_of(parts.values())
    upheld = _upheld(outline)
    if upheld != kept.upheld:
        kept = NOTHING_KEPT
    program, known = gather(checker, recipes, outline), kept.recipes
    for each in known.values():
        program.visits.update(each.visits)
    new = {name: recipe for name, recipe in recipes.items() if name not in known}
    bodies = Bodies(program)
    for name in new:
        for signature in program.contexts[name].signatures.values():
            _ = bodies[signature.id]
    made = {name: lower_recipe(program, recipe, bodies) for name, recipe in new.items()}
    visits: dict[str, dict[StepId, str]] = {name: {} for name in new}
    for handler, opened in program.visits.items():
        if recipe_of(handler) in new:
            visits[recipe_of(handler)][handler] = opened
    lowered = {
        name: known[name] if name in known else _lowered(program, parts[name], visits[name], *made[name])
        for name in recipes
    }
    steps = [step for recipe in lowered.values() for step in recipe.steps]
    report_endless(program, [step for step in steps if isinstance(step, Child)])
    visit_unshown(program, {name for recipe in lowered.values() for name in recipe.shown})
    tests = lower_tests(program, checker.resolved.module.tests, steps, kept.tests)
    here = presence_steps(steps, [read for test in tests.values() for read in test.here])
    check_unattended(program, bodies, [step for _, steps in made.values() for step in steps])
    check_presence(program, [*here, *steps], new)
    return Lowered(lowered, tests, here, upheld)


def _part(checker: Checker, name: str, recipe: syntax.Recipe, kept: Lowered) -> Part:
    return kept.recipes[name].part if name in kept.recipes else part_of(checker, name, recipe)


def _upheld(outline: Outline) -> frozenset[object]:
    """All that decides, apart from what it leads to, how a handler gets on with others."""
    return frozenset(
        (step, outline.scopes.get(step), step in outline.constants, step in outline.references)
        for step in outline.upheld
    )


def _lowered(
    program: Program, part: Part, visits: Mapping[StepId, str], outline: Recipe, steps: tuple[Step, ...]
) -> LoweredRecipe:
    return LoweredRecipe(outline, steps, part, frozenset(program.contexts[outline.id].shown), visits)
