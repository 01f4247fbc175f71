"""The parser's stack, and the automaton of the parse table that builds on it: the hot loop of parsing.

A reading is tried for real, with nodes being built, and given up where its token cannot stand. So the stack never
changes: it is a chain of cells, and whoever keeps a cell keeps all that is below it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from keyword import iskeyword
from operator import itemgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.build import Builder
from compiler.diagnostics import diagnose
from compiler.layout import CONTINUES, NEWLINE, readings
from compiler.lex import Token
from compiler.limits import NESTING_MAX
from compiler.parse_table import Rule, Table, load
from compiler.source import Source, Span

Cell = tuple[int, Any, Any, int, int, int]
"""A symbol that was read: the state behind it, the cell below, what was built of it, its start, end and depth."""

_BOTTOM: Cell = (0, None, None, 0, 0, 0)

# What is built by a reduction. Plain integers, since each reduction asks.
_PASS, _WRAP, _NODE, _LIST, _ROW = range(5)


class Step(Struct):
    """What is done in a state before a terminal.

    target: the state behind the terminal, which is taken; -1 where a rule is reduced first.
    form:   _PASS one symbol as it is; _WRAP a node of the one symbol; _NODE a node, _LIST a list, _ROW a tuple
            of what `pick` gives.
    make:   the builder's method, for nodes.
    size:   symbols that the rule takes off the stack.
    pick:   the values, of those that are taken off with a None before them; of a list: see `_lister`.
    after:  by the state below what was taken off: the state behind the rule and the step there, None where the
            terminal cannot stand.
    """

    target: int
    form: int = _PASS
    make: Callable[..., Any] = Builder
    size: int = 0
    pick: Callable[[Sequence[Any]], Any] = tuple
    after: Mapping[int, "tuple[int, Step | None]"] = {}


class _Steps(dict[str, Step | None]):
    """What is done in a state, by terminal; None where that cannot stand."""

    def __init__(self, automaton: "Automaton", state: int) -> None:
        self._automaton, self._state = automaton, state

    def __missing__(self, kind: str) -> Step | None:
        step = self[kind] = self._automaton.step(self._state, kind)
        return step


class _After(dict[int, tuple[int, Step | None]]):
    """Where a reduction before a terminal leads from each state below it, all done that only renames what was made."""

    def __init__(self, automaton: "Automaton", head: str, kind: str) -> None:
        self._automaton, self._head, self._kind = automaton, head, kind

    def __missing__(self, below: int) -> tuple[int, Step | None]:
        table = self._automaton.table
        state = table.rename(below, table.states[below][self._head], self._kind)
        after = self[below] = state, self._automaton.rows[state][self._kind]
        return after


class Automaton:
    """The steps of a parse table, each made when a file first comes to it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = [_Steps(self, state) for state in range(len(table.reached_by))]
        self._reductions: dict[tuple[int, str], Step] = {}

    def step(self, state: int, kind: str) -> Step | None:
        """What is done in a state before a terminal; None where that cannot stand."""
        number = self.table.states[state].get(kind)
        if number is None:
            return None
        if number >= 0:
            return self._shift(state, number)
        if (number, kind) not in self._reductions:
            rule = self.table.rules[~number]
            self._reductions[number, kind] = _reduction(rule, _After(self, rule.head, kind))
        return self._reductions[number, kind]

    def _shift(self, below: int, target: int) -> Step:
        """Take a terminal, and go on as long as it can only be renamed, or be a node by itself, whatever follows.

        But where its node would be renamed before what follows, it is made then, which is one reduction for both.
        """
        steps = [Step(target)]
        while rule := self._sole(steps[-1].target):
            so_far, made = steps[-1], _reduction(rule, {})
            if rule.size != 1 or made.form > max(_PASS, _WRAP - so_far.form):
                break
            node = max(so_far, made, key=lambda step: step.form)
            steps.append(Step(self.table.states[below][rule.head], node.form, node.make))
        if self._renames(steps[-1].target):
            return [step for step in steps if step.form == _PASS][-1]
        return steps[-1]

    def _sole(self, state: int) -> Rule | None:
        """The rule that is reduced in a state before all that may follow."""
        numbers = {*self.table.states[state].values()}
        number = numbers.pop()
        return None if numbers or number >= 0 else self.table.rules[~number]

    def _renames(self, state: int) -> bool:
        return any(number < 0 and self.table.rules[~number].is_unit for number in self.table.states[state].values())


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
        before, told, end = self.top, len(self.diagnostics), self.top[4]
        tokens = [Token(kind, end, end, "", 0, 0) for kind in kinds[:-1]]
        tokens.append(Token(kinds[-1], token.start, token.end, token.text, 0, 0))
        if self.read(tokens, 0, len(tokens)) == len(tokens):
            return True
        self.top = before
        del self.diagnostics[told:]
        return False

    def read(self, tokens: Sequence[Token], at: int, end: int) -> int:
        """Read the tokens from `at` to before `end`: reduce what ends before each and put it on top.

        Returns the number of the first that cannot be read in any way, with nothing changed by that, or `end`.
        """
        builder, rows, file, number = self.builder, self.steps.rows, self.source.name, self.source.number
        top, diagnostics = self.top, self.diagnostics
        while at < end:
            token, before, told = tokens[at], top, len(diagnostics)
            own = token.kind
            kind = NEWLINE if token.lines and own not in CONTINUES else own
            step = rows[top[0]][kind]
            while step is not None:
                if step.target >= 0:
                    start, last = token.start, token.end
                    if kind != own:
                        top = (step.target, top, None, top[4], top[4], 0)
                        kind = own
                        step = rows[step.target][kind]
                        continue
                    if step.form == _PASS:
                        top = (step.target, top, token, start, last, 0)
                    else:
                        made = step.make(builder, Span(file, start, last, number), token)
                        top = (step.target, top, made, start, last, 1)
                    break
                # The most frequent sizes stand here, one by one, for speed.
                form, size = step.form, step.size
                if size == 1:
                    _, below, made, first, last, depth = top
                    if form > _WRAP:
                        made = step.pick((None, made))
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
                if form == _NODE:
                    made = step.make(builder, Span(file, first, last, number), *made)
                    depth += 1
                elif form == _WRAP:
                    made = step.make(builder, Span(file, first, last, number), made)
                    depth += 1
                elif form == _ROW:
                    made = tuple(made)
                    depth += 1
                if depth > NESTING_MAX and form != _LIST and form != _PASS:
                    made, depth = self._bounded(made, first, last, depth)
                state, step = step.after[below[0]]
                top = (state, below, made, first, last, depth)
            if step is None:
                if not self._read_otherwise(token, before, told):
                    return at
                top = self.top
            at += 1
        self.top = top
        return at

    def _read_otherwise(self, token: Token, before: Cell, told: int) -> bool:
        """Read a token in another way than the first, which failed; False where there is none."""
        self.top = before
        del self.diagnostics[told:]
        return any(self.take(kinds, token) for kinds in readings(token.kind, token.lines > 0)[1:])

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


def _taken(top: Cell, size: int) -> tuple[Sequence[Any], Cell, int, int, int]:
    """The values of the topmost cells in order, with None before them; the cell below; start, end and depth of all."""
    if size == 4:
        # The most frequent of the sizes that come here.
        _, below, four, _, end, depth = top
        _, below, three, _, _, third = below
        _, below, two, _, _, second = below
        _, below, one, start, _, first = below
        return (None, one, two, three, four), below, start, end, max(first, second, third, depth)
    start, end, depth = top[4], top[4], 0
    values, below = [], top
    for _ in range(size):
        _, below, value, start, _, deep = below
        values.append(value)
        if deep > depth:
            depth = deep
    values.append(None)
    return values[::-1], below, start, end, depth


def _reduction(rule: Rule, after: Mapping[int, tuple[int, Step | None]]) -> Step:
    """The step of a rule."""
    size, slots = rule.size, rule.slots
    if rule.action == "" or (rule.action == "*" and not slots):
        # A list without items is never looked into: see `_empty` of parse_table.py.
        return Step(-1, _PASS, size=size, pick=itemgetter((slots[0] or 0) + 1 if slots else 0), after=after)
    if rule.action == "*":
        return Step(-1, _LIST, size=size, pick=_lister(slots), after=after)
    make = getattr(Builder, f"{rule.action}_" if iskeyword(rule.action) else rule.action)
    form = _ROW if make is Builder.row else _WRAP if size == 1 and slots == (0,) else _NODE
    return Step(-1, form, make, size, _picker(slots), after)


@cache
def _picker(slots: tuple[int | None, ...]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What takes the values for these slots (see `Rule`) out of those with None before them, lists taken apart."""
    numbers = [0 if slot is None else max(slot, ~slot) + 1 for slot in slots]
    lists = {at for at, slot in enumerate(slots) if slot is not None and slot < 0}
    if len(numbers) == 1:
        return _items_of(numbers[0]) if lists else itemgetter(slice(numbers[0], numbers[0] + 1))
    if not lists and numbers:
        return itemgetter(*numbers)
    if lists == {len(numbers) - 1}:
        before, last = _picker(slots[:-1]), numbers[-1]

        def pick_all(values: Sequence[Any]) -> Sequence[Any]:
            items, count = values[last]
            return [*before(values), *items[:count]]

        return pick_all

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
