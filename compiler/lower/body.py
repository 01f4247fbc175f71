"""The body of a handler while it is lowered: what its statements find out and what they make besides their nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from compiler import syntax
from compiler.lower.context import Context, Signature
from compiler.lower.effects import Conflict, root_of
from compiler.lower.paths import root_name
from compiler.scope import Scope, Typed
from compiler.source import Span
from graph.model import Navigate, Node, Spawn, StepId, recipe_of

METHODS = ("push", "insert", "clear")
"""What lists and maps are told."""


class Body(Struct, frozen=True):
    """One handler's body. Six things grow while its statements are lowered.

    roots:     the cell that each variable for an element leads into.
    conflicts: for each write into a shared cell, whether two such writes commute.
    created:   the steps that its `navigate`s and `spawn`s make.
    spawned:   the value of each `spawn`, by where it is written.
    timers:    its `after`s.
    loops:     the `for`s around the statement at hand.
    """

    context: Context
    signature: Signature
    roots: dict[int, StepId]
    conflicts: list[Conflict] = []
    created: list[Navigate | Spawn] = []
    spawned: dict[Span, Typed] = {}
    timers: list[Node] = []
    loops: list[syntax.For] = []

    @property
    def handler(self) -> StepId:
        """The id of the handler."""
        return self.signature.id

    def step_id(self, kind: str) -> StepId:
        """The id of the next step of that kind that this handler runs: `….spawn`, `….spawn2`."""
        number = 1 + sum(each.kind == kind for each in self.created)
        return f"{self.handler}.{kind}{'' if number == 1 else number}"

    def wrote(self, place: Node, conflict: Conflict) -> None:
        """Note a write, and how two visitors' writes of this kind get on."""
        if not self.context.is_local(root_of(place, self.roots)):
            self.conflicts.append(conflict)

    def after(self, scope: Scope, statements: Iterable[syntax.Statement]) -> Scope:
        """The scope without the facts that these statements may have made untrue."""
        if not scope.facts:
            return scope
        names: set[str] = set()
        read = {step for fact in scope.facts.values() for step in fact.reads}
        known = _collect_written(statements, {}, names)
        cells = {self._cell_of(name, scope) for name in names}
        if not known or None in cells:
            # Another handler ran: of cells nothing is known, of the payload all that was.
            return scope.written(read)
        written = {cell for cell in cells if cell is not None}
        sources = self.context.outline.sources
        readers = {step for step in read if step in sources and sources[step] & written}
        # What is read of other charms may be a reference to what is written here.
        others = {step for step in read if recipe_of(step) != self.context.recipe} if written else set()
        return scope.written(written | readers | others)

    def _cell_of(self, name: str, scope: Scope) -> StepId | None:
        """The cell that a name leads into; None for a charm, of which a handler was called."""
        meaning = scope.find(name)
        if meaning is None or meaning.value is None or meaning.value.at is None:
            return None
        return root_of(meaning.value.at.node, self.roots)


def _collect_written(statements: Iterable[syntax.Statement], loops: Mapping[str, str], names: set[str]) -> bool:
    """Add the names that statements write through. False: they call a handler, which may write anything.

    `x.push(…)` writes through `x`, unless that is a charm with a handler of this name.

    loops: what the name of each loop around stands for: the name that its list is read from.
    """
    known = True
    for statement in statements:
        path: syntax.Expr | None = None
        match statement:
            case syntax.Assign(target=path) | syntax.Remove(target=path) | syntax.Move(target=path):
                pass
            case syntax.Call(function=syntax.Field(of=path, name=method)) if method.text in METHODS:
                pass
            case syntax.Call():
                known = False
            case syntax.If(then=then, otherwise=otherwise):
                known &= _collect_written((*then, *otherwise), loops, names)
            case syntax.MatchStatement(arms=arms):
                for arm in arms:
                    known &= _collect_written(arm.body, loops, names)
            case syntax.For(clauses=clauses, body=body):
                known &= _collect_written(body, {**loops, **_sources(clauses)}, names)
        root = root_name(path) if path is not None else None
        if root is not None:
            names.add(loops.get(root.text, root.text))
    return known


def _sources(clauses: Iterable[syntax.Clause]) -> dict[str, str]:
    fors = [clause for clause in clauses if isinstance(clause, syntax.ForClause)]
    roots = [(clause, root_name(clause.source)) for clause in fors]
    return {name.text: root.text for clause, root in roots if root for name in clause.names}
