"""The checker as the other stages see it: ask it for the type and node of an expression, a slot, a function.

It walks on demand and remembers: a derived value, constant or function is checked once, when it is first read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler import syntax
from compiler.scope import Facts, Scope, Typed, Use
from graph import model
from graph.types import Slot, Type


@dataclass(frozen=True, slots=True)
class CheckedSlot:
    """A cell, parameter or field as declared: its type, and what stands in for a missing or wrong value.

    slot: the same as a value of `graph.types`, for `slot_schema`.
    """

    type: Type
    default: Typed | None
    otherwise: Typed | None

    def named(self, name: str) -> Slot:
        """As a slot of the graph."""
        return Slot(name, self.type, self.default and self.default.node, self.otherwise and self.otherwise.node)


@dataclass(frozen=True, slots=True)
class CheckedRecipe:
    """What a recipe declares. scope: with all its parameters, cells, derived values. slots: of cells and parameters."""

    scope: Scope
    slots: Mapping[str, CheckedSlot]


@dataclass(frozen=True, slots=True)
class Passes:
    """The clauses of a comprehension, loop or rows.

    nodes: of the group clause.
    scope: with the names that the clauses bind, for what stands behind them.
    key:   the variable with each pass's key (or internal id, or map key), where `rows` was asked for, else None.
    """

    nodes: tuple[model.Node, ...]
    scope: Scope
    use: Use
    key: int | None


class Checker:
    """Checks the expressions of one program; diagnostics collect in it.

    Calls: `infer` a type, `expect` one, `place` for what is written or bound, `condition` for what opens facts.
    """

    # --- expressions

    def infer(self, expr: syntax.Expr, scope: Scope) -> Typed:
        """The expression's type and node. What is wrong is reported and of unknown type."""
        raise NotImplementedError

    def expect(self, expr: syntax.Expr, type_: Type, scope: Scope, *, what: str) -> Typed:
        """The expression where a value of that type is put: into a cell, field, payload, argument of a recipe.

        Required fields must be there; the runtime fills defaults, cleans and checks bounds when it puts.
        what: what it is for, in the message: "the cell `draft`", "the argument `amount`".
        """
        raise NotImplementedError

    def whole(self, expr: syntax.Expr, type_: Type, scope: Scope, *, what: str) -> Typed:
        """Like `expect` where nothing is put and no runtime fills: arguments of functions and views, typed `let`."""
        raise NotImplementedError

    def place(self, expr: syntax.Expr, scope: Scope, *, what: str) -> Typed:
        """Like `infer`, but reports what is no path in a cell: the result's `at` is None only if that was reported.

        what: for the message: "an assignment", "an input".
        """
        raise NotImplementedError

    def text(self, expr: syntax.Expr, scope: Scope) -> Typed:
        """The expression as Text, printed as in a template where it is something else."""
        raise NotImplementedError

    def condition(self, expr: syntax.Expr, scope: Scope) -> tuple[Typed, Facts, Facts]:
        """A Bool, the facts that hold where it is true, and those where it is false."""
        raise NotImplementedError

    def arms(self, of: syntax.Expr, arms: Sequence[syntax.Arm[object]], scope: Scope) -> ...:
        """The tested value, and per arm its literal values and facts; reports what is not exhaustive."""
        raise NotImplementedError

    def passes(self, clauses: Sequence[syntax.Clause], scope: Scope, *, rows: bool = False) -> Passes:
        """The clauses of a comprehension, loop or view rows.

        rows: of a view: each pass has a key, and the elements of a list in a cell are places.
        """
        raise NotImplementedError

    def pure(self, typed: Typed, expr: syntax.Expr, *, what: str) -> Typed:
        """Report `now()`, `new_id()`, `random()` where only a pure value may stand; what: "a derived value"."""
        raise NotImplementedError

    # --- declarations

    def bind(self, scope: Scope, name: syntax.Name, kind: str, value: Typed) -> Scope:
        """The scope with one more name; reports a name that hides another."""
        raise NotImplementedError

    def module_scope(self) -> Scope:
        """What is visible at the top of the file: the constants. For named views and tests."""
        raise NotImplementedError

    def recipe(self, name: str) -> CheckedRecipe:
        """A recipe's scope and slots; checked once."""
        raise NotImplementedError

    def derived(self, recipe: str, name: str) -> Typed:
        """The definition of a derived value: its expression's node, type and use."""
        raise NotImplementedError

    def slot(self, slot: syntax.Slot, scope: Scope, *, what: str) -> CheckedSlot:
        """A declared slot; its default may read what `scope` has."""
        raise NotImplementedError

    def type(self, type_: syntax.Type) -> Type:
        """A type as written."""
        raise NotImplementedError

    def shape(self, type_: Type) -> Type:
        """The type behind a name, or the type itself."""
        raise NotImplementedError

    def definitions(self) -> dict[str, model.Schema]:
        """The declared types as schemas, by name, in the order written."""
        raise NotImplementedError

    def functions(self) -> tuple[model.Function, ...]:
        """All own functions, lifted out of their recipes."""
        raise NotImplementedError
