"""The checker as the other stages see it: ask it for the type and node of an expression, a slot, a function.

It walks on demand and remembers: a derived value, constant or function is checked once, when it is first read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from compiler import syntax
from compiler.check import access, braces, calls, choices, expect, literals, loops, operators, wanted
from compiler.check.access import report_no_place
from compiler.check.charms import CheckedChild, expect_charm, once
from compiler.check.choices import Matched
from compiler.check.declared import NO_TYPES, DeclaredTypes
from compiler.check.findings import Findings
from compiler.check.functions import Functions, OwnFunction
from compiler.check.loops import Passes
from compiler.check.nodes import lit, node
from compiler.check.recipes import CheckedRecipe, CheckedSlot, Declarations, Rows
from compiler.check.relations import OPTIONAL, Relations
from compiler.check.wanted import Wanted
from compiler.check.witness import UNHEARD, Witness
from compiler.check.written import Reader
from compiler.diagnostics import Diagnostic, diagnose
from compiler.resolve import BUILT_IN_VALUES, Resolved, hides
from compiler.scope import UNKNOWN, Facts, Kind, Meaning, Place, Scope, Typed
from compiler.source import Source, Span, span_in
from graph import model
from graph import types as t
from graph.library.catalogue import FUNCTIONS
from graph.schemas import schema_of
from graph.types import Type

Body = TypeVar("Body")

# What these hold may be computed never, or more than once.
_SEVERAL_TIMES = frozenset((syntax.Comprehension, syntax.Fold, syntax.Unary, syntax.Binary, syntax.Cond, syntax.Match))


class Checker:
    """Checks the expressions of one program; what is wrong collects in it.

    sources:  by the numbers that spans carry.
    types:    of those that the program declares, the ones that were read already.
    personal: where a record is written in which a field that is left out becomes `me`, as the graph says places.

    Calls: `infer` a type, `expect` one, `place` for what is written or bound, `condition` for what opens facts.
    """

    def __init__(
        self,
        sources: Mapping[int, Source],
        resolved: Resolved,
        witness: Witness = UNHEARD,
        types: Mapping[str, Type] = NO_TYPES,
    ) -> None:
        self.resolved = resolved
        self.witness = witness
        # Whether anybody listens: of most expressions a check alone has nothing to tell.
        self.is_heard = witness is not UNHEARD
        self.findings = Findings(resolved.modules)
        self.personal: set[tuple[int, ...]] = set()
        self.sources = sources
        # Types as written, by identity: a parameter's is asked for at each call.
        self._types_read: dict[int, tuple[syntax.Type, Type]] = {}
        self.types = DeclaredTypes(self, types)
        self.relations = Relations(self.types)
        self.rows = Rows(resolved)
        self._declarations = Declarations(self)
        self._functions = Functions(self)
        # Parts of a condition or match that were just looked at for its facts, by identity, each with its scope.
        self.looked_at: dict[int, tuple[Scope, Typed]] = {}
        self.types.complete()

    # --- expressions

    def infer(self, expr: syntax.Expr, scope: Scope) -> Typed:
        """The expression's type and node. What is wrong is reported and of unknown type."""
        if self.looked_at and (known := self.looked_at.get(id(expr))) and known[0] is scope:
            return known[1]
        kind = type(expr)
        found = _INFER[kind](self, expr, once(scope) if kind in _SEVERAL_TIMES else scope)
        if self.is_heard:
            self.witness.value(expr, found)
        return found

    def expect(self, expr: syntax.Expr, type_: Type, scope: Scope, *, what: str, declared: Span | None = None) -> Typed:
        """The expression where a value of that type is put: into a cell, a payload, a parameter of a recipe.

        Required fields must be there; the runtime fills defaults, cleans and checks bounds when it puts.
        what:     what it is for, in the message: "the cell `draft`", "the argument `amount`".
        declared: where that was declared.
        Result's type is what the value really is, which may leave out what is filled.
        """
        return self.expect_wanted(expr, Wanted(type_, what, declared), scope)

    def expect_wanted(self, expr: syntax.Expr, want: Wanted, scope: Scope) -> Typed:
        """`expect`, for those who pass on what is wanted of a whole to its parts."""
        found = expect.expect(self, expr, want, once(scope) if type(expr) in _SEVERAL_TIMES else scope)
        if self.is_heard:
            self.witness.value(expr, found)
        return found

    def fitting(self, typed: Typed, span: Span, want: Wanted) -> Typed:
        """`expect`, of a value that is known already."""
        return wanted.fitting(self, typed, span, want)

    def whole(self, expr: syntax.Expr, type_: Type, scope: Scope, *, what: str, declared: Span | None = None) -> Typed:
        """Like `expect` where nothing is put and so nothing is filled: arguments of functions and views, typed `let`.

        Where that is not sure already, the node is a `fit`. Result's type is the one that is wanted.
        """
        return self.whole_wanted(expr, Wanted(type_, what, declared), scope)

    def whole_wanted(self, expr: syntax.Expr, want: Wanted, scope: Scope) -> Typed:
        """`whole`, for those who have what is wanted in one."""
        found = self.expect_wanted(expr, want, scope)
        if found.type == want.type or want.type == UNKNOWN or self.relations.assured(found.type, want.type):
            return Typed(found.node, want.type, found.at, found.use)
        return Typed(node("fit", expr.span, of=found.node, type=schema_of(want.type)), want.type, use=found.use)

    def place(self, expr: syntax.Expr, scope: Scope, *, what: str) -> Typed:
        """Like `infer`, but reports what is no path in a cell. The result's `at` is there, of unknown type then.

        what: for the message: "an assignment", "an input".
        """
        found = self.infer(expr, scope)
        if found.at is not None or found.type == UNKNOWN:
            return found if found.at is not None else Typed(found.node, UNKNOWN, Place(found.node, UNKNOWN), found.use)
        report_no_place(self, expr, scope, what)
        return Typed(found.node, UNKNOWN, Place(found.node, UNKNOWN), found.use)

    def charm(self, expr: syntax.Expr, scope: Scope, *, what: str, may_be_none: bool = False) -> Typed:
        """A charm, for those who do something with it; what: "navigate", "show". Anything else is reported."""
        return expect_charm(self, expr, scope, what, may_be_none=may_be_none)

    def text(self, expr: syntax.Expr, scope: Scope) -> Typed:
        """The expression as Text, printed as in a template where it is something else."""
        if type(expr) is syntax.Literal and isinstance(expr.value, str):
            # Most texts of a view stand there as they are.
            return self.infer(expr, scope)
        return literals.as_text(self, self.opened_value(expr, scope, what="printed"), expr.span)

    def opened_value(self, expr: syntax.Expr, scope: Scope, *, what: str) -> Typed:
        """The expression where none cannot be used; what: "printed in a text"."""
        found = expect.used(self, expr, scope) if scope.sees_locals else self.infer(expr, scope)
        if isinstance(self.shape(found.type), OPTIONAL):
            wanted.report_option(self, found, expr.span, what)
            return Typed(found.node, UNKNOWN, found.at, found.use)
        return found

    def condition(self, expr: syntax.Expr, scope: Scope) -> tuple[Typed, Facts, Facts]:
        """A Bool, the facts that hold where it is true, and those where it is false."""
        scope = once(scope) if type(expr) in _SEVERAL_TIMES else scope
        true, false = choices.facts(self, expr, scope)
        found = choices.infer_condition(self, expr, scope)
        self.looked_at.clear()
        return found, true, false

    def look_at(self, expr: syntax.Expr, scope: Scope) -> Typed:
        """`infer` for the facts of a condition, which asks for the same once more as a part of its value."""
        count = scope.variables.count
        found = self.infer(expr, scope)
        if scope.variables.count == count:
            # Inferred again it would be the same: no variable was numbered on the way.
            self.looked_at[id(expr)] = (scope, found)
        return found

    def match(self, of: syntax.Expr, arms: Sequence[syntax.Arm[Body]], scope: Scope) -> Matched:
        """The arms of a match in a handler or view: a case for each, in order, with its values and scope."""
        return choices.match_arms(self, of, arms, scope)

    def passes(self, clauses: Sequence[syntax.Clause], scope: Scope, *, rows: bool = False) -> Passes:
        """The clauses of a comprehension, loop or view rows.

        rows: of a view: each pass has a key, and the elements of a list in a cell are places.
        """
        return loops.check_passes(self, clauses, scope, rows=rows)

    def pure(self, typed: Typed, span: Span, *, what: str) -> Typed:
        """Report `now()`, `new_id()`, `random()` where only a pure value may stand; what: "a derived value".

        Result: the same without the effects, so that what reads it is not wrong again.
        """
        if not typed.use.effects:
            return typed
        for effect in sorted(typed.effects):
            help_ = "take it in a handler and keep it in a cell"
            self.report(diagnose("C0418", span, f"`{effect}()` is used here", help=help_, effect=effect, what=what))
        return replace(typed, use=replace(typed.use, effects=frozenset()))

    # --- names

    def bind(self, scope: Scope, name: syntax.Name, kind: Kind, value: Typed) -> Scope:
        """The scope with one more name; reports a name that hides another."""
        hidden = scope.find(name.text)
        if hidden is not None and hidden.declared != name.span:
            self.report(hides(name, hidden.declared, hidden.kind))
        elif name.text in BUILT_IN_VALUES:
            help_ = "give it another name"
            self.report(diagnose("C0320", name.span, "taken", help=help_, name=name.text, kind="a value"))
        self.witness.bound(name, kind, value)
        return scope.bind(Meaning(name.text, kind, name.span, value))

    def value_of(self, meaning: Meaning, span: Span, scope: Scope) -> Typed:
        """What reading a name gives."""
        return self._declarations.value_of(meaning, span, scope)

    def kind_of(self, name: str, scope: Scope) -> tuple[str, Span | None, str] | None:
        """For a name that is no value: what it is instead, where that is declared, and what to do with it."""
        own = self.own_function(name, scope)
        if own is not None:
            return "a function", own.written.name.span, f"call it: `{name}(…)`"
        if name in FUNCTIONS:
            return "a function", None, f"call it: `{name}(…)`"
        handler = self.handler_declared(name, scope)
        if handler is not None:
            return "a handler", handler, "handlers are called in statements and after `->`"
        meant = self.resolved.meant_in(scope.file, name)
        for kind, declared in (
            ("a recipe", {key: each.written.name for key, each in self.resolved.recipes.items()}),
            ("a type", {key: each.name for key, each in self.resolved.types.items()}),
            ("a view", {key: each.name for key, each in self.resolved.views.items()}),
        ):
            found = declared.get(meant)
            if found is not None:
                return kind, found.span, "a value is written here"
        return None

    def handler_declared(self, name: str, scope: Scope) -> Span | None:
        """Where the handler of that name is declared, if the recipe has one."""
        recipe = self.resolved.recipes.get(scope.recipe or "")
        handler = recipe.handlers.get(name) if recipe else None
        return handler.name.span if handler else None

    def declared_elsewhere(self, name: str, scope: Scope) -> Span | None:
        """Where the recipe declares a value that is not visible here, as in an initial value above it."""
        recipe = self.resolved.recipes.get(scope.recipe or "")
        if recipe is None:
            return None
        declared = recipe.parts.get(name) or recipe.derived.get(name) or recipe.children.get(name)
        return declared.name.span if declared else None

    def own_function(self, name: str, scope: Scope) -> OwnFunction | None:
        """The function of the file that a call means."""
        return self._functions.find(name, scope)

    def own_names(self, scope: Scope) -> dict[str, Span]:
        """The functions of the file that can be called here, and where they are declared."""
        return {each.written.name.text: each.written.name.span for each in self._functions.seen(scope)}

    def param_types(self, own: OwnFunction) -> list[Type]:
        """The types of an own function's parameters."""
        return self._functions.params(own)

    def declared_scope(self, own: OwnFunction, scope: Scope) -> Scope:
        """The names among which a function is declared, for the step in which it is called."""
        return self._functions.scope(own).step(scope.variables)

    def apply(self, own: OwnFunction, args: list[Typed], span: Span, scope: Scope) -> Typed:
        """A call of an own function with checked arguments."""
        return self._functions.apply(own, args, span, scope)

    # --- declarations

    def module_scope(self, file: str) -> Scope:
        """What is visible at the top of a file: the constants. For named views and tests."""
        return self._declarations.module_scope(file)

    def recipe_scope(self, name: str) -> Scope:
        """All that a recipe declares, for a new step."""
        return self._declarations.recipe_scope(name)

    def recipe(self, name: str) -> CheckedRecipe:
        """A recipe's scope and slots."""
        return self._declarations.recipe(name)

    def derived(self, recipe: str, name: str) -> Typed:
        """The definition of a derived value: its expression's node, type and use."""
        return self._declarations.derived(recipe, name)

    def child(self, recipe: str, name: str) -> CheckedChild:
        """What a child of a recipe is."""
        return self._declarations.child(recipe, name)

    def child_scope(self, recipe: str, name: str) -> Scope:
        """What the declaration of a child sees, for a new step."""
        return self._declarations.child_scope(recipe, name).step()

    def slot(self, slot: syntax.Slot, scope: Scope, *, what: str) -> CheckedSlot:
        """A declared slot; its default may read what `scope` has."""
        return self._declarations.slot(slot, scope, what=what)

    def type(self, type_: syntax.Type) -> Type:
        """A type as written."""
        known = self._types_read.get(id(type_))
        if known is not None:
            return known[1]
        found = Reader(self).read(type_)
        if self.types.is_complete:
            self._types_read[id(type_)] = (type_, found)
        return found

    def shape(self, type_: Type) -> Type:
        """The type behind a name, or the type itself; of what is reported, `UNKNOWN`."""
        return self.relations.shape(type_) if type(type_) is t.Named else type_

    def definitions(self) -> dict[str, model.Schema]:
        """The declared types as schemas, by name, in the order written."""
        return {name: schema_of(type_) for name, type_ in self.types.items()}

    def functions(self, kept: Mapping[str, model.Function | None]) -> dict[str, model.Function | None]:
        """Constants and own functions, lifted out of their recipes, by name; of a plain literal none is left.

        kept: those of this program that were made already.
        """
        return self._declarations.graph_functions(kept) | self._functions.graph_functions(kept)

    # --- messages

    def report(self, diagnostic: Diagnostic) -> None:
        """Say what is wrong, once for each place."""
        self.findings.add(diagnostic)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was reported, in source order."""
        return self.findings.all()

    def report_circle(self, name: syntax.Name, span: Span) -> None:
        """Report a value that is needed to know itself."""
        self._declarations.report_circle(name, span)

    def report_unknown_recipe(self, name: syntax.Name) -> None:
        """Report a recipe that is not declared."""
        recipes = self.resolved.seen(self.resolved.recipes, name.span.file)
        known = {key: each.written.name.span for key, each in recipes.items()}
        self.findings.unknown("C0317", name, "this file", known)

    def where(self, place: Sequence[int]) -> Span:
        """A place in the program, as the graph has it."""
        return span_in(place, self.sources)

    def written(self, span: Span) -> str:
        """What stands in the source there, on one line."""
        return " ".join(self.sources[span.number].slice(span).split())


def _spawn(checker: Checker, expr: syntax.Spawn, scope: Scope) -> Typed:
    if scope.makes is not None:
        return scope.makes(expr, scope)
    for arg in expr.args:
        checker.infer(arg.value, scope)
    help_ = f"write `let made = spawn {expr.recipe.text}(…)` as a statement of a handler, and use `made`"
    checker.report(diagnose("C0441", expr.span, "makes a charm", help=help_, name=expr.recipe.text))
    return access.unknown(expr.span)


# Each is given an expression of its own class.
_INFER: Mapping[type, Callable[[Checker, Any, Scope], Typed]] = {
    syntax.Name: access.infer_name,
    syntax.Field: access.infer_field,
    syntax.Index: access.infer_index,
    syntax.Literal: lambda _, expr, __: literals.infer_literal(expr),
    syntax.Duration: lambda _, expr, __: Typed(lit(expr.ms, expr.span), t.Duration()),
    syntax.Template: literals.infer_template,
    syntax.Braces: braces.infer_braces,
    syntax.ListExpr: braces.infer_list,
    syntax.Call: calls.infer_call,
    syntax.Comprehension: loops.infer_comprehension,
    syntax.Fold: loops.infer_fold,
    syntax.Unary: operators.infer_unary,
    syntax.Binary: operators.infer_binary,
    syntax.As: operators.infer_as,
    syntax.Cond: choices.infer_cond,
    syntax.Match: choices.infer_match,
    syntax.Spawn: _spawn,
}
