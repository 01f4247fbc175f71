"""What the parts of lowering share: the program, the recipe at hand, and where diagnostics go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from compiler import syntax
from compiler.check.checker import Checker
from compiler.check.recipes import CheckedSlot
from compiler.diagnostics import Label, diagnose
from compiler.scope import Scope
from compiler.source import Span
from graph.model import Element, StepId
from graph.types import Json, ListOf, Option, Record, Type


class Program(Struct, frozen=True):
    """One program, with what is found wrong in it.

    contexts: of its recipes, by name.
    visits:   for handlers with a `navigate room`, the recipe of the first of these charms.
    """

    checker: Checker
    recipes: Mapping[str, syntax.Recipe]
    views: Mapping[str, syntax.View]
    contexts: dict[str, Context] = {}
    visits: dict[StepId, str] = {}

    def report(self, code: str, span: Span, label: str = "", /, **more: Any) -> None:
        """Add a diagnostic; the arguments are those of `diagnose`."""
        self.checker.report(diagnose(code, span, label, **more))


class ElementParam(Struct, frozen=True):
    """A parameter that is an element of a list: `todo in todos`.

    item:  the type of the element.
    key:   the type of what a payload says for it.
    field: the field of the element that holds the key; None in a list without key.
    """

    element: Element
    item: Type
    key: Type
    field: str | None


class Signature(Struct, frozen=True):
    """A handler as those who call it see it.

    scope:    with its parameters, for its body; the variables of the step are counted in it.
    slots:    its parameters by value, `elements` those that are elements; together all of them.
    """

    handler: syntax.Handler
    id: StepId
    scope: Scope
    slots: Mapping[str, CheckedSlot]
    elements: Mapping[str, ElementParam]

    @property
    def params(self) -> tuple[syntax.Param, ...]:
        """Its parameters as written."""
        return self.handler.params

    def type_of(self, name: str) -> Type:
        """What a payload says for a parameter."""
        if name in self.elements:
            return self.elements[name].key
        return self.slots[name].type if name in self.slots else Json()


class Outline(Struct, frozen=True):
    """What is known of the steps of all recipes.

    scopes:     of cells and inputs.
    constants:  parameters by value, which never change.
    references: parameters that stand for a cell of another charm, or a path in one.
    sources:    for each derived value all that it is computed from, at any depth.
    upheld:     what an `always` depends on, at any depth: whether a write to it happens hangs on what is there.
    """

    scopes: Mapping[StepId, Literal["shared", "local"]]
    constants: frozenset[StepId]
    references: frozenset[StepId]
    sources: Mapping[StepId, frozenset[StepId]]
    upheld: frozenset[StepId] = frozenset()

    def is_local(self, step: StepId) -> bool:
        """Whether a cell or input has one value per visitor."""
        return self.scopes.get(step) == "local"


class Context(Struct, frozen=True):
    """A recipe being lowered.

    scope:      all names of the recipe.
    signatures: its handlers, by name; none while those are being read.
    shown:      the named views that were met in a `show` so far.
    """

    program: Program
    recipe: str
    scope: Scope
    outline: Outline
    signatures: Mapping[str, Signature]
    shown: set[str] = set()

    @property
    def checker(self) -> Checker:
        """The checker of the program."""
        return self.program.checker

    def report(self, code: str, span: Span, label: str = "", /, **more: Any) -> None:
        """Add a diagnostic; the arguments are those of `diagnose`."""
        self.program.report(code, span, label, **more)

    def step_id(self, name: str) -> StepId:
        """The id of a step of this recipe."""
        return f"{self.recipe}.{name}"

    def is_local(self, step: StepId) -> bool:
        """Whether a cell or input has one value per visitor."""
        return self.outline.is_local(step)

    def list_of(self, type_: Type) -> ListOf | None:
        """The list that a type is, or None."""
        found = self.checker.shape(type_)
        return found if isinstance(found, ListOf) else None

    def key_of(self, item: Type) -> str | None:
        """The field that identifies elements of this type in a list, or None."""
        record = self.checker.shape(item)
        return record.key if isinstance(record, Record) else None

    def opened(self, type_: Type) -> Type:
        """The shape of a type, and of what an option is when it is there."""
        found = self.checker.shape(type_)
        return self.checker.shape(found.of) if isinstance(found, Option) else found


def other_end(span: Span, text: str) -> tuple[Label, ...]:
    """The secondary labels that show the one other place that takes part in a mistake."""
    return (Label(span, text),)
