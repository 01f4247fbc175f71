"""What a recipe and a file declare, as scopes: cells, parameters, derived values, constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.charms import CheckedChild, check_child, child_value
from compiler.check.nodes import embedded, is_leaf, is_literal, lit, node, rebound
from compiler.check.wanted import Wanted
from compiler.diagnostics import Label, diagnose
from compiler.resolve import Resolved, ResolvedRecipe
from compiler.scope import UNKNOWN, Meaning, Place, Scope, Typed, Use
from compiler.source import Span
from graph import model
from graph.types import Slot, Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


class CheckedSlot(Struct, frozen=True):
    """A cell or parameter as declared: its type, and what stands in for a missing or wrong value."""

    type: Type
    default: Typed | None
    otherwise: Typed | None

    def named(self, name: str) -> Slot:
        """As a slot of the graph."""
        default = None if self.default is None else self.default.node
        return Slot(name, self.type, default, None if self.otherwise is None else self.otherwise.node)


class CheckedRecipe(Struct, frozen=True):
    """What a recipe declares.

    scope: with all its parameters, cells, children and derived values; step ids are `Recipe.name`.
    slots: of parameters and cells, by name.
    """

    scope: Scope
    slots: Mapping[str, CheckedSlot]


DeclaredKind = Literal["constant", "derived", "function"]

Declared = tuple[DeclaredKind, str]
"""What is declared, and its name in the graph: `limit`, `Chat.newest`."""

# Each is as deep as its own nesting, and so many fit on Python's stack.
_ON_DEMAND_MAX = 6


class Rows:
    """Owns which declarations are being checked, one for the sake of the other.

    under_way: their names, by kind.
    """

    def __init__(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._check: dict[DeclaredKind, Callable[[str], object]] = {}
        self._done: dict[DeclaredKind, Mapping[str, object]] = {}
        self._depth = 0
        self.under_way: Mapping[DeclaredKind, dict[str, None]] = {"constant": {}, "derived": {}, "function": {}}

    def of(self, kind: DeclaredKind, done: Mapping[str, object], check: Callable[[str], object]) -> None:
        """How one of that kind is checked, and which ones are, by name."""
        self._done[kind], self._check[kind] = done, check

    def check(self, kind: DeclaredKind, name: str) -> None:
        """Check a declaration that is neither checked nor under way.

        It asks for those that it reads, and so each for the next: a row of a thousand would be a stack as deep. So
        where some wait already, what the next one reads is looked up in its syntax and checked first, in the same order
        and with the same ones under way as on demand.
        """
        self.under_way[kind][name] = None
        if self._depth >= _ON_DEMAND_MAX:
            self._check_reads((kind, name))
        self._finish((kind, name))

    def _check_reads(self, start: Declared) -> None:
        from compiler.check.reads import Reads

        reads = Reads(self._resolved)
        waiting = [(start, reads.of(start))]
        while waiting:
            declared, rest = waiting[-1]
            following = next((each for each in rest if self._is_new(*each)), None)
            if following is not None:
                self.under_way[following[0]][following[1]] = None
                waiting.append((following, reads.of(following)))
                continue
            waiting.pop()
            if waiting:
                self._finish(declared)

    def _is_new(self, kind: DeclaredKind, name: str) -> bool:
        return name not in self._done[kind] and name not in self.under_way[kind]

    def _finish(self, declared: Declared) -> None:
        kind, name = declared
        self._depth += 1
        self._check[kind](name)
        self._depth -= 1
        del self.under_way[kind][name]


class Declarations:
    """The values that a file declares, checked when first read."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._modules: dict[str, Mapping[str, Meaning]] = {}
        self._scopes: dict[str, Scope] = {}
        self._recipes: dict[str, CheckedRecipe] = {}
        self._constants: dict[str, Typed] = {}
        self._derived: dict[str, Typed] = {}
        self._children: dict[tuple[str, str], CheckedChild] = {}
        self._rows = checker.rows
        self._rows.of("constant", self._constants, self._check_constant)
        self._rows.of("derived", self._derived, self._check_derived)

    def module_scope(self, file: str) -> Scope:
        """The constants that a file declares or imports."""
        names = self._modules.get(file)
        if names is None:
            resolved = self._checker.resolved
            constants = resolved.seen(resolved.constants, file)
            names = {name: Meaning(name, "constant", each.name.span, None) for name, each in constants.items()}
            self._modules[file] = names
        return Scope("this file", file, None, names)

    def recipe_scope(self, name: str) -> Scope:
        """All that a recipe declares, over the constants."""
        if name not in self._scopes:
            recipe = self._checker.resolved.recipes[name]
            scope = replace(self.module_scope(recipe.written.span.file), owner=f"recipe `{name}`", recipe=name)
            meanings = [self._part(recipe, part) for part in recipe.parts.values()]
            meanings += [Meaning(key, "derived value", each.name.span, None) for key, each in recipe.derived.items()]
            meanings += [Meaning(key, "child", each.name.span, None) for key, each in recipe.children.items()]
            self._scopes[name] = scope.bind(*meanings)
        return self._scopes[name].step()

    def _part(self, recipe: ResolvedRecipe, part: syntax.Param | syntax.Cell) -> Meaning:
        name = part.name
        type_ = UNKNOWN if part.slot is None else self._checker.type(part.slot.type)
        step = f"{recipe.name}.{name.text}"
        kind = part.kind if isinstance(part, syntax.Param) else part.scope
        is_local = kind == "local"
        ref = node("ref", name.span, step=step)
        # A parameter that is neither shared nor local is a value: nobody can write it.
        at = None if kind == "value" else Place(ref, type_)
        value = Typed(ref, type_, at, Use(frozenset({step}), is_local))
        what = "cell" if isinstance(part, syntax.Cell) else "parameter"
        return Meaning(
            name.text, "cell" if what == "cell" else "parameter", name.span, value, "local" if is_local else "shared"
        )

    def recipe(self, name: str) -> CheckedRecipe:
        """A recipe's scope and slots."""
        if name not in self._recipes:
            resolved, whole = self._checker.resolved.recipes[name], self.recipe_scope(name)
            # What stands above a part; it grows, and whoever checks a part is done with it before the next.
            names = {**self.module_scope(resolved.written.span.file).names}
            slots: dict[str, CheckedSlot] = {}
            for key, part in resolved.parts.items():
                what = f"the {'cell' if isinstance(part, syntax.Cell) else 'parameter'} `{key}`"
                if part.slot is not None:
                    slots[key] = self.slot(part.slot, Scope(whole.owner, whole.file, name, names), what=what)
                names[key] = whole.names[key]
            self._recipes[name] = CheckedRecipe(whole, slots)
        return self._recipes[name]

    def slot(self, slot: syntax.Slot, scope: Scope, *, what: str) -> CheckedSlot:
        """A declared slot; what stands in for a missing value may read what the scope has."""
        checker = self._checker
        wanted = Wanted(checker.type(slot.type), what, slot.type.span)
        default = None if slot.default is None else checker.expect_wanted(slot.default, wanted, scope)
        otherwise = None if slot.otherwise is None else checker.expect_wanted(slot.otherwise, wanted, scope)
        return CheckedSlot(wanted.type, default, otherwise)

    def constant(self, name: str) -> Typed:
        """The value of a constant, over variables of its own."""
        if name not in self._constants:
            if name in self._rows.under_way["constant"]:
                declared = self._checker.resolved.constants[name]
                self._checker.report_circle(declared.name, declared.value.span)
                return Typed(lit(None, declared.span), UNKNOWN)
            self._rows.check("constant", name)
        return self._constants[name]

    def _check_constant(self, name: str) -> None:
        declared, what = self._checker.resolved.constants[name], f"the constant `{name}`"
        found = self._value(declared.value, declared.type, self.module_scope(declared.span.file).step(), what)
        self._constants[name] = self._checker.pure(found, declared.value.span, what=what)

    def derived(self, recipe: str, name: str) -> Typed:
        """The definition of a derived value. One that reads itself is of unknown type; ranking draws the loop."""
        step = f"{recipe}.{name}"
        if step not in self._derived:
            if step in self._rows.under_way["derived"]:
                return Typed(lit(None, self._checker.resolved.recipes[recipe].derived[name].span), UNKNOWN)
            self._rows.check("derived", step)
        return self._derived[step]

    def _check_derived(self, step: str) -> None:
        recipe, _, name = step.rpartition(".")
        declared, what = self._checker.resolved.recipes[recipe].derived[name], f"the derived value `{name}`"
        found = self._value(declared.value, declared.type, self.recipe_scope(recipe), what)
        self._derived[step] = self._checker.pure(found, declared.value.span, what=what)

    def child_scope(self, recipe: str, name: str) -> Scope:
        """What the declaration of a child sees: all of its recipe but that child and those below it."""
        children = list(self._checker.resolved.recipes[recipe].children)
        later = frozenset(children[children.index(name) :])
        whole = self.recipe_scope(recipe)
        return replace(whole, names={key: each for key, each in whole.names.items() if key not in later})

    def child(self, recipe: str, name: str) -> CheckedChild:
        """What a child of a recipe is."""
        key = (recipe, name)
        if key not in self._children:
            resolved = self._checker.resolved.recipes[recipe]
            scope = self.child_scope(recipe, name)
            self._children[key] = check_child(self._checker, resolved, resolved.children[name], scope)
        return self._children[key]

    def _value(self, value: syntax.Expr, type_: syntax.Type | None, scope: Scope, what: str) -> Typed:
        if type_ is None:
            return self._checker.infer(value, scope)
        wanted = Wanted(self._checker.type(type_), what, type_.span)
        return self._checker.whole_wanted(value, wanted, scope)

    def value_of(self, meaning: Meaning, span: Span, scope: Scope) -> Typed:
        """What reading a name gives."""
        if meaning.value is not None:
            value, at = meaning.value, meaning.value.at
            if is_leaf(value.node) and (at is None or at.node is value.node or is_leaf(at.node)):
                return value
            if at is not None and (place := rebound(at.node, scope.variables)) is not at.node:
                at = Place(place, at.type)
            made = value.node if is_leaf(value.node) else rebound(value.node, scope.variables)
            return value if made is value.node and at is value.at else Typed(made, value.type, at, value.use)
        if meaning.kind == "constant":
            name = self._checker.resolved.meant_in(meaning.declared.file, meaning.name)
            found = self.constant(name)
            if is_literal(found.node):
                return Typed(embedded(found.node, scope.variables), found.type)
            return Typed(node("apply", span, function=name, args=[]), found.type)
        assert scope.recipe is not None, "derived values and children stand in recipes"
        if meaning.kind == "child":
            return child_value(self.child(scope.recipe, meaning.name), span, scope.variables)
        step = f"{scope.recipe}.{meaning.name}"
        found = self.derived(scope.recipe, meaning.name)
        return Typed(node("ref", span, step=step), found.type, use=Use(frozenset({step}), found.local))

    def graph_functions(self, kept: Mapping[str, model.Function | None]) -> dict[str, model.Function | None]:
        """The constants as functions without arguments; none is needed for a plain literal."""
        names = self._checker.resolved.constants
        return {name: kept[name] if name in kept else self._lifted(name) for name in names}

    def _lifted(self, name: str) -> model.Function | None:
        declared, found = self._checker.resolved.constants[name], self.constant(name)
        if is_literal(found.node):
            return None
        return model.Function(name, 0, found.node, declared.doc, declared.span.in_graph)

    def report_circle(self, name: syntax.Name, span: Span) -> None:
        """Report a value that is needed to know itself."""
        secondary = (Label(name.span, "declared here"),) if name.span != span else ()
        self._checker.report(diagnose("C0440", span, "leads back to itself", secondary=secondary, name=name.text))
