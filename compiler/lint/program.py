"""A program as lints look at it: the facts of its declarations and of its steps, and what is asked of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from compiler import syntax
from compiler.check.checker import Checker
from compiler.diagnostics import Label
from compiler.lint.declarations import Declaration, Written, facts_of
from compiler.lint.steps import Built, Write, facts_of_steps
from compiler.source import Span, span_in
from graph.model import Cell, Graph, Input, Node, Recipe, Step, StepId, name_of, recipe_of
from graph.schemas import type_of
from graph.types import Type


class Memory(Struct):
    """The facts of the program that was looked at last: a caller may keep them for the next run of `lint`.

    What a run does not use is dropped, so it is never larger than one program.

    written: by the identity of a declaration, which is kept too: while it lives, no other has this identity.
    built:   by the name of a recipe, with its outline and steps.
    """

    written: dict[int, tuple[Declaration, Written]] = {}
    built: dict[str, tuple[Recipe, Sequence[Step], Built]] = {}

    def of_declarations(self, module: syntax.Module) -> tuple[tuple[Declaration, Written], ...]:
        """The declarations of a file with their facts, kind by kind."""
        before, self.written = self.written, {}
        declarations: tuple[Declaration, ...] = (
            *module.types,
            *module.constants,
            *module.functions,
            *module.recipes,
            *module.views,
            *module.tests,
        )
        for each in declarations:
            self.written[id(each)] = before.get(id(each)) or (each, facts_of(each))
        return tuple(self.written.values())

    def of_recipes(self, graph: Graph) -> Mapping[str, Built]:
        """The facts of the steps of all recipes, by the recipe's name."""
        before, self.built = self.built, {}
        steps: dict[str, list[Step]] = {recipe.id: [] for recipe in graph.recipes}
        for step in graph.steps:
            steps[recipe_of(step.id)].append(step)
        for recipe in graph.recipes:
            own, known = steps[recipe.id], before.get(recipe.id)
            if known is None or known[0] is not recipe or list(map(id, known[1])) != list(map(id, own)):
                known = (recipe, own, facts_of_steps(recipe, own))
            self.built[recipe.id] = known
        return {name: facts for name, (_, _, facts) in self.built.items()}


class Linted(Struct, frozen=True):
    """A program without an error.

    steps:    by id.
    written:  the declarations of the given file, with their facts.
    built:    the facts of the steps of all recipes, by the recipe's name.
    called, picked: all that the given file calls, and all that it names after a dot.
    cells:    for each cell and reference one that stands for all of which it may be another name.
    passed:   cells and references that have another name.
    writes_into: by cell, what handlers write into it by that name.
    writes_to: by the one cell that stands for it, what handlers write into a cell by any name.
    writes_of: by handler, what it writes.
    """

    checker: Checker
    graph: Graph
    steps: Mapping[StepId, Step]
    written: Sequence[tuple[Declaration, Written]]
    built: Mapping[str, Built]
    called: frozenset[str]
    picked: frozenset[str]
    cells: Mapping[StepId, StepId]
    passed: frozenset[StepId]
    writes_into: Mapping[StepId, Sequence[Write]]
    writes_to: Mapping[StepId, Sequence[Write]]
    writes_of: Mapping[StepId, Sequence[Write]]

    def recipes(self) -> Iterator[tuple[syntax.Recipe, Written, Built]]:
        """The recipes of the given file, with the facts of each."""
        for declaration, facts in self.written:
            if isinstance(declaration, syntax.Recipe):
                yield declaration, facts, self.built[declaration.name.text]

    def span(self, node: Node) -> Span:
        """Where a node was written."""
        return span_in(node["span"], self.checker.sources)

    def declared(self, step: StepId, text: str) -> Label:
        """The name of a cell, parameter, derived value or handler where it is declared, with words about it."""
        return Label(self.declaration(step).name.span, text)

    def declaration(self, step: StepId) -> syntax.Cell | syntax.Param | syntax.Derive | syntax.Handler:
        """What declares a step."""
        recipe, name = self.checker.resolved.recipes[recipe_of(step)], name_of(step)
        return recipe.parts.get(name) or recipe.derived.get(name) or recipe.handlers[name]

    def shape_of(self, cell: StepId) -> Type:
        """The type of a cell or reference, names looked up."""
        found = self.steps[cell]
        assert isinstance(found, Cell | Input), "nothing else is asked about"
        return self.checker.shape(type_of(found.type))

    def is_shared(self, step: StepId) -> bool:
        """Whether it is a cell or reference that has one value for all."""
        found = self.steps[step]
        return isinstance(found, Cell | Input) and found.scope == "shared"


def linted(checker: Checker, graph: Graph, memory: Memory) -> Linted:
    """Put the facts of a program together, for all lints."""
    written = memory.of_declarations(checker.resolved.module)
    built = memory.of_recipes(graph)
    cells = [step.id for step in graph.steps if isinstance(step, Cell | Input)]
    one, passed = _one_for_all(cells, (each for facts in built.values() for each in facts.passes))
    writes_into: dict[StepId, list[Write]] = {}
    writes_to: dict[StepId, list[Write]] = {}
    writes_of: dict[StepId, list[Write]] = {}
    for facts in built.values():
        for write in facts.writes:
            writes_into.setdefault(write.cell, []).append(write)
            writes_to.setdefault(one[write.cell], []).append(write)
            writes_of.setdefault(write.handler.id, []).append(write)
    return Linted(
        checker,
        graph,
        {step.id: step for step in graph.steps},
        written,
        built,
        frozenset().union(*(facts.called for _, facts in written)),
        frozenset().union(*(facts.picked for _, facts in written)),
        one,
        passed,
        writes_into,
        writes_to,
        writes_of,
    )


def _one_for_all(
    cells: Iterable[StepId], passes: Iterable[tuple[StepId, StepId]]
) -> tuple[Mapping[StepId, StepId], frozenset[StepId]]:
    """Cells and references joined wherever one is passed as the other; and those that are joined with any."""
    groups = {cell: [cell] for cell in cells}
    for cell, reference in passes:
        if cell in groups and reference in groups and groups[cell] is not groups[reference]:
            # The smaller group joins the larger one, so that no cell is moved often.
            lost, kept = sorted((groups[cell], groups[reference]), key=len)
            kept += lost
            groups |= dict.fromkeys(lost, kept)
    one = {cell: group[0] for cell, group in groups.items()}
    return one, frozenset(cell for cell, group in groups.items() if len(group) > 1)
