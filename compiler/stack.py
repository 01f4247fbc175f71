"""The parser's stack, and the automaton of the parse table that builds on it: the hot loop of parsing.

A reading is tried for real, with nodes being built, and given up where its token cannot stand. So the stack never
changes: it is a chain of cells, and whoever keeps a cell keeps all that is below it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from keyword import iskeyword
from operator import itemgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.build import Builder
from compiler.diagnostics import diagnose
from compiler.lex import Token
from compiler.limits import NESTING_MAX
from compiler.parse_table import Rule, Table, load
from compiler.source import Source, Span

Cell = tuple[int, Any, Any, int, int, int]
"""A symbol that was read: the state behind it, the cell below, what was built of it, its start, end and depth."""

_BOTTOM: Cell = (0, None, None, 0, 0, 0)

# What is built by a reduction. Plain integers, since each reduction asks.
_PASS, _WRAP, _NODE, _LIST = range(4)


class Step(Struct):
    """What is done in a state before a terminal.

    target: the state behind the terminal, which is taken; -1 where a rule is reduced first. Then:
    size:   symbols that the rule takes off the stack.
    form:   _PASS one symbol as it is; _WRAP a node of the one symbol; _NODE a node, _LIST a list of what `pick` gives.
    pick:   the values, of those that are taken off with a None before them; of a list: see `_lister`.
    make:   the builder's method, for nodes.
    after:  by the state below what was taken off: the state behind the rule and the step there, None where the
            terminal cannot stand. Filled as files come along.
    under:  for _PASS: how far down the symbol is.
    """

    target: int
    size: int = 0
    form: int = _PASS
    pick: Callable[[Sequence[Any]], Any] = tuple
    make: Callable[..., Any] = Builder
    after: dict[int, tuple[int, "Step | None"]] = {}
    head: str = ""
    kind: str = ""
    under: int = 0


class Automaton:
    """The steps of a parse table, each made when a file first comes to it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows: list[dict[str, Step | None]] = [{} for _ in table.reached_by]
        self._reductions: dict[tuple[int, str], Step] = {}

    def step(self, state: int, kind: str) -> Step | None:
        """What is done in a state before a terminal; None where that cannot stand."""
        number = self.table.states[state].get(kind)
        if number is None:
            made = None
        elif number >= 0:
            made = Step(number)
        else:
            made = self._reductions.get((number, kind))
            if made is None:
                made = self._reductions[number, kind] = _reduction(self.table.rules[~number], kind)
        self.rows[state][kind] = made
        return made

    def follow(self, step: Step, below: int) -> tuple[int, Step | None]:
        """Where a reduction leads with that state below, all done that only renames what was made."""
        state = self.table.rename(below, self.table.states[below][step.head], step.kind)
        after = step.after[below] = state, self.step(state, step.kind)
        return after


@cache
def automaton() -> Automaton:
    """That of the grammar as it is."""
    return Automaton(load())


class Stack:
    """What has been read of a file. Owns its topmost cell; nobody else sees that."""

    def __init__(self, source: Source, steps: Automaton) -> None:
        self.source, self.steps = source, steps
        self.builder = Builder(source)
        self.diagnostics = self.builder.diagnostics
        self.top = _BOTTOM

    @property
    def cells(self) -> list[Cell]:
        """All cells, the one of the first state first."""
        cells = [self.top]
        while cells[-1][1] is not None:
            cells.append(cells[-1][1])
        return cells[::-1]

    @property
    def end(self) -> int:
        """Where what has been read ends."""
        return self.top[4]

    def cut(self, cell: Cell) -> None:
        """Take off what is above a cell."""
        self.top = cell

    def take(self, kinds: Sequence[str], token: Token) -> bool:
        """Read a token as these terminals, of which it is the last; False, with nothing changed, where it cannot be."""
        before, told = self.top, len(self.diagnostics)
        for kind in kinds[:-1]:
            if not self.push(kind, None, self.top[4], self.top[4]):
                return False
        if self.push(kinds[-1], token, token.start, token.end):
            return True
        self.top = before
        del self.diagnostics[told:]
        return False

    def push(self, kind: str, value: Token | None, start: int, end: int) -> bool:
        """Reduce what ends before a terminal and put that on top; False, with nothing changed, where it cannot be."""
        builder, file, number = self.builder, self.source.name, self.source.number
        top, told = self.top, len(self.diagnostics)
        made: Any
        try:
            step = self.steps.rows[top[0]][kind]
        except KeyError:
            step = self.steps.step(top[0], kind)
        while step is not None:
            if step.target >= 0:
                self.top = (step.target, top, value, start, end, 0)
                return True
            form, size = step.form, step.size
            # The most frequent sizes stand here, one by one, for speed.
            if size == 1:
                _, below, made, first, last, depth = top
                if form > _WRAP:
                    made = step.pick((None, made))
            elif form == _PASS:
                made, below, first, last, depth = _passed(top, size, step.under)
            elif size == 3:
                _, below, three, _, last, depth = top
                _, below, two, _, _, deep = below
                if deep > depth:
                    depth = deep
                _, below, one, first, _, deep = below
                if deep > depth:
                    depth = deep
                made = step.pick((None, one, two, three))
            elif size == 2:
                _, below, two, _, last, depth = top
                _, below, one, first, _, deep = below
                if deep > depth:
                    depth = deep
                made = step.pick((None, one, two))
            else:
                values, below, first, last, depth = _taken(top, size)
                made = step.pick(values)
            if form == _WRAP:
                made = step.make(builder, Span(file, first, last, number), made)
                depth += 1
            elif form == _NODE:
                made = step.make(builder, Span(file, first, last, number), *made)
                depth += 1
            if depth > NESTING_MAX and form != _LIST and form != _PASS:
                made, depth = self._bounded(made, first, last, depth)
            try:
                after = step.after[below[0]]
            except KeyError:
                after = self.steps.follow(step, below[0])
            top = (after[0], below, made, first, last, depth)
            step = after[1]
        del self.diagnostics[told:]
        return False

    def _bounded(self, made: object, start: int, end: int, depth: int) -> tuple[object, int]:
        """What was made too deep, without what is inside it, and its depth then."""
        span = self.source.span(start, end)
        flat = _flattened(made, span)
        if flat is None:
            return made, depth
        # Said once: what is around something too deep is too deep as well.
        if all(each.code != "C0110" for each in self.diagnostics):
            self.diagnostics.append(diagnose("C0110", span, "too deep inside", limit=NESTING_MAX))
        return flat, 1


def _passed(top: Cell, size: int, under: int) -> tuple[Any, Cell, int, int, int]:
    """The value so far under the top; the cell below the topmost ones; their start and end; the value's depth."""
    cells, below = [], top
    for _ in range(size):
        cells.append(below)
        below = below[1]
    return cells[under][2], below, cells[-1][3], top[4], cells[under][5]


def _taken(top: Cell, size: int) -> tuple[Sequence[Any], Cell, int, int, int]:
    """The values of the topmost cells in order, with None before them; the cell below; start, end and depth of all."""
    start, end, depth = top[4], top[4], 0
    values, below = [], top
    for _ in range(size):
        _, below, value, start, _, deep = below
        values.append(value)
        if deep > depth:
            depth = deep
    values.append(None)
    return values[::-1], below, start, end, depth


def _reduction(rule: Rule, kind: str) -> Step:
    """The step of a rule before a terminal."""
    size, slots, head, after = rule.size, rule.slots, rule.head, dict[int, tuple[int, Step | None]]()
    if rule.action == "":
        return Step(-1, size, _PASS, after=after, head=head, kind=kind, under=size - 1 - (slots[0] or 0))
    if rule.action == "*":
        # A list without items is never looked into: see `_empty` of parse_table.py.
        return Step(-1, size, _LIST if slots else _PASS, _lister(slots), after=after, head=head, kind=kind)
    make = getattr(Builder, f"{rule.action}_" if iskeyword(rule.action) else rule.action)
    return Step(-1, size, _WRAP if size == 1 and slots == (0,) else _NODE, _picker(slots), make, after, head, kind)


@cache
def _picker(slots: tuple[int | None, ...]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What takes the values for these slots (see `Rule`) out of those with None before them, lists taken apart."""
    numbers = [0 if slot is None else max(slot, ~slot) + 1 for slot in slots]
    lists = {at for at, slot in enumerate(slots) if slot is not None and slot < 0}
    if len(numbers) == 1:
        return _items_of(numbers[0]) if lists else _tuple_of(numbers[0])
    if not lists and numbers:
        return itemgetter(*numbers)

    def pick(values: Sequence[Any]) -> Sequence[Any]:
        picked: list[Any] = []
        for at, number in enumerate(numbers):
            if at in lists:
                items, count = values[number]
                picked += items[:count]
            else:
                picked.append(values[number])
        return picked

    return pick


def _items_of(number: int) -> Callable[[Sequence[Any]], list[Any]]:
    def pick(values: Sequence[Any]) -> list[Any]:
        items, count = values[number]
        picked: list[Any] = items[:count]
        return picked

    return pick


def _tuple_of(number: int) -> Callable[[Sequence[Any]], tuple[Any]]:
    return lambda values: (values[number],)


@cache
def _lister(slots: tuple[int | None, ...]) -> Callable[[Sequence[Any]], tuple[list[Any], int]]:
    """What makes a list: items, of which so many count, since the same ones may have grown in a reading given up.

    A list that begins with another grows that, so that a long one is not copied for each of its items.
    """
    if not slots or slots[0] is None or slots[0] >= 0:
        pick = _picker(slots)

        def begin(values: Sequence[Any]) -> tuple[list[Any], int]:
            items = [*pick(values)]
            return items, len(items)

        return begin
    first, pick = ~slots[0] + 1, _picker(slots[1:])

    def grow(values: Sequence[Any]) -> tuple[list[Any], int]:
        items, count = values[first]
        if count < len(items):
            items = items[:count]
        items += pick(values)
        return items, len(items)

    return grow


def _flattened(made: object, span: Span) -> object | None:
    """A node without what is nested in it, or None for one that may stay: each path down passes one of these."""
    match made:
        case syntax.If():
            return replace(made, then=(), otherwise=())
        case syntax.ViewIf():
            return replace(made, then=(), otherwise=())
        case syntax.MatchStatement():
            return replace(made, arms=())
        case syntax.ViewMatch():
            return replace(made, arms=())
        case syntax.Element():
            return replace(made, children=())
        case syntax.ViewFor():
            return replace(made, children=())
        case syntax.For():
            return replace(made, body=())
        case _ if isinstance(made, syntax.Expr):
            return syntax.Name(span, "")
        case _ if isinstance(made, syntax.Type):
            return syntax.TypeName(span, syntax.Name(span, ""), ())
    return None
