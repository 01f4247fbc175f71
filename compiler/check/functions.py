"""Own functions: checked when first called, and lifted out of their recipes.

A function of the graph sees nothing but its arguments. What one of a recipe reads there (cells, derived values,
`me`) becomes further arguments behind its own, and each call passes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.nodes import lit, node, nodes_in, renumbered, rewritten
from compiler.diagnostics import Label, diagnose
from compiler.limits import LETS_MAX
from compiler.scope import NO_USE, UNKNOWN, Scope, Typed, Use, Variables
from compiler.source import Span
from graph import model
from graph.model import Node
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker


class OwnFunction(Struct, frozen=True):
    """A function that the file declares. id: its name in the graph; recipe: where it stands, None at top level."""

    id: str
    written: syntax.Function
    recipe: str | None


class _Direct(Struct, frozen=True):
    """What one body does itself. calls: own functions, by id; reads: references and `me`, by what is read."""

    calls: tuple[str, ...]
    reads: Mapping[str, Node]


class Functions:
    """The functions of one program: their bodies as checked so far."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._bodies: dict[str, Typed] = {}
        self._directs: dict[str, _Direct] = {}
        self._read: dict[str, tuple[list[Node], Use]] = {}
        self._checking = checker.rows.under_way["function"]
        checker.rows.of("function", self._bodies, self._check)
        resolved = checker.resolved
        own = [OwnFunction(name, each, None) for name, each in resolved.functions.items()]
        for recipe in resolved.recipes.values():
            own += [OwnFunction(f"{recipe.name}.{name}", each, recipe.name) for name, each in recipe.functions.items()]
        self.by_id: Mapping[str, OwnFunction] = {each.id: each for each in own}

    def find(self, name: str, scope: Scope) -> OwnFunction | None:
        """The function that a call by this name means."""
        inner = self.by_id.get(f"{scope.recipe}.{name}") if scope.recipe else None
        return inner or self.by_id.get(self._checker.resolved.meant_in(scope.file, name))

    def seen(self, scope: Scope) -> Iterator[OwnFunction]:
        """The functions that can be called there: those of the recipe, and those that the file declares or imports."""
        resolved = self._checker.resolved
        yield from (self.by_id[each.name.text] for each in resolved.seen(resolved.functions, scope.file).values())
        yield from (each for each in self.by_id.values() if each.recipe is not None and each.recipe == scope.recipe)

    def apply(self, own: OwnFunction, args: list[Typed], span: Span, scope: Scope) -> Typed:
        """A call with checked arguments."""
        result = self._result(own, span)
        made = node("apply", span, function=own.id, args=[arg.node for arg in args])
        found = Typed(made, result).using(*args)
        if scope.function is not None:
            # What a function passes on is known when all bodies are; `graph_functions` adds it.
            return found
        if self._checking and any(each.id in self._checking for each in self._called(own)):
            # It is called by a derived value that it reads: its body is not known yet, and never will be.
            self._checker.report_circle(own.written.name, span)
            return found
        passed = [{**each, "span": list(span.in_graph)} for each in self._passed(own)]
        return Typed(made | {"args": [*made["args"], *passed]}, result, use=found.use | self._use(own))

    def _result(self, own: OwnFunction, span: Span) -> Type:
        if own.written.result is not None:
            if own.id not in self._checking:
                self.body(own)
            return self._checker.type(own.written.result)
        if own.id in self._checking:
            name = own.written.name
            label = Label(name.span, "its result type is inferred from its body")
            help_ = f"say what it gives: `fn {name.text}(…) -> T = …`"
            self._checker.report(
                diagnose("C0417", span, "calls itself", secondary=(label,), help=help_, name=name.text)
            )
            return UNKNOWN
        return self.body(own).type

    def params(self, own: OwnFunction) -> list[Type]:
        """The types of its parameters."""
        return [UNKNOWN if param.slot is None else self._checker.type(param.slot.type) for param in own.written.params]

    def scope(self, own: OwnFunction) -> Scope:
        """What its body sees besides its parameters."""
        checker = self._checker
        base = checker.module_scope(own.written.span.file) if own.recipe is None else checker.recipe_scope(own.recipe)
        return replace(base, function=own.id)

    def body(self, own: OwnFunction) -> Typed:
        """The body, over variables 0 .. parameters - 1; calls in it do not pass yet what the called ones read."""
        if own.id not in self._bodies:
            self._checker.rows.check("function", own.id)
        return self._bodies[own.id]

    def _check(self, id_: str) -> None:
        checker, own = self._checker, self.by_id[id_]
        written = own.written
        variables = Variables(len(written.params))
        scope = self.scope(own).step(variables)
        for number, (param, type_) in enumerate(zip(written.params, self.params(own), strict=True)):
            value = Typed(node("var", param.inner.span, n=number), type_)
            scope = checker.bind(scope, param.inner, "variable", value)
        lets: list[tuple[syntax.Let, int, Typed]] = []
        if len(written.lets) > LETS_MAX:
            checker.report(diagnose("C0110", written.lets[LETS_MAX].span, "one `let` too many", limit=LETS_MAX))
            self._bodies[id_] = Typed(lit(None, written.value.span), UNKNOWN)
            return
        for let in written.lets:
            number = variables.next()
            value = checker.infer(let.value, scope)
            scope = checker.bind(scope, let.name, "variable", Typed(node("var", let.name.span, n=number), value.type))
            lets.append((let, number, value))
        if written.result is None:
            found = checker.infer(written.value, scope)
        else:
            type_ = checker.type(written.result)
            found = checker.whole(written.value, type_, scope, what=f"the result of `{written.name.text}`")
        for let, number, value in reversed(lets):
            made = node("let", let.span, {"var": number, "to": value.node, "in": found.node})
            found = Typed(made, found.type, use=found.use | value.use)
        self._bodies[id_] = checker.pure(found, written.value.span, what=f"the function `{written.name.text}`")

    def _called(self, own: OwnFunction) -> Iterator[OwnFunction]:
        """The function and all that it calls, itself or through others, each once."""
        found = {own.id: own}
        waiting = [own]
        while waiting:
            each = waiting.pop()
            yield each
            if each.id in self._checking:
                continue
            for call in self._direct(each).calls:
                if call not in found:
                    found[call] = self.by_id[call]
                    waiting.append(found[call])

    def _direct(self, own: OwnFunction) -> _Direct:
        """What a function's body itself calls and reads, each as it comes first; looked for once."""
        known = self._directs.get(own.id)
        if known is None:
            nodes = nodes_in(self.body(own).node)
            calls = [each["function"] for each in nodes if each["op"] == "apply"]
            reads: dict[str, Node] = {}
            for each in nodes:
                if each["op"] in ("ref", "me"):
                    reads.setdefault(_identity(each), each)
            called = dict.fromkeys(each for each in calls if each in self.by_id)
            known = self._directs[own.id] = _Direct(tuple(called), reads)
        return known

    def _passed(self, own: OwnFunction) -> list[Node]:
        """What a call passes behind the arguments: references and `me`, in the order in which they are first read."""
        return self._reading(own)[0]

    def _use(self, own: OwnFunction) -> Use:
        return self._reading(own)[1]

    def _reading(self, own: OwnFunction) -> tuple[list[Node], Use]:
        """What the function and all that it calls read, and what these use; gathered once, not for each call."""
        known = self._read.get(own.id)
        if known is not None:
            return known
        found: dict[str, Node] = {}
        use = NO_USE
        for each in self._called(own):
            use |= self.body(each).use
            for name, read in self._direct(each).reads.items():
                found.setdefault(name, read)
        reading = list(found.values()), use
        if not self._checking:
            # Meanwhile a body may not be known yet.
            self._read[own.id] = reading
        return reading

    def graph_functions(self, kept: Mapping[str, model.Function | None]) -> dict[str, model.Function | None]:
        """All of them as the graph has them, by id, in the order written."""
        return {id_: kept[id_] if id_ in kept else self._lifted(own) for id_, own in self.by_id.items()}

    def _lifted(self, own: OwnFunction) -> model.Function:
        arity, passed = len(own.written.params), self._passed(own)
        numbers = {_identity(each): arity + position for position, each in enumerate(passed)}

        def change(each: Node) -> Node:
            span = each["span"]
            if each["op"] in ("ref", "me"):
                return {"op": "var", "n": numbers[_identity(each)], "span": span}
            if each["op"] == "apply" and each["function"] in self.by_id:
                more = self._passed(self.by_id[each["function"]])
                extra = [{"op": "var", "n": numbers[_identity(one)], "span": span} for one in more]
                return each | {"args": [*each["args"], *extra]}
            return each

        shifted = _shifted(self.body(own).node, arity, len(passed))
        doc, span = own.written.doc, own.written.span.in_graph
        return model.Function(own.id, arity + len(passed), rewritten(shifted, change), doc, span)


def _identity(read: Node) -> str:
    return str(read.get("step", read["op"]))


def _shifted(tree: Node, arity: int, by: int) -> Node:
    """The body with its own variables moved behind the arguments that are added."""
    return renumbered(tree, lambda number: number if number < arity else number + by)
