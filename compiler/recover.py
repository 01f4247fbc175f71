"""After a syntax error: the smallest change to the tokens with which reading goes on.

Insertions, deletions and replacements around the error compete by how far the parser then gets; where none
gets far, the broken statement, declaration or entry is dropped and reading goes on behind it.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from compiler.layout import NEWLINE, accepts, advance, reading
from compiler.lex import Token
from compiler.parse_table import END, Table

OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE", "_ROPEN": "RBRACE", "TEXT_OPEN": "TEXT_CLOSE"}
CLOSERS = frozenset(OPENERS.values())

# Tokens that a repair must let the parser read before it counts as good as any other.
_LOOKAHEAD = 10
# A repair that gets no further than this is no better than chance.
_REACH_MIN = 3
_CLOSED_MAX = 3
_DELETED_MAX = 3

# What a repair costs, in tokens of reach. Signs are forgotten more often than words, and one thing too
# much is as likely as one too few.
_COST_CLOSER = 0.9
_COST_COMMA = 1.1
_COST_SIGN = 1.2
_COST_NEWLINE = 1.3
_COST_NAME = 1.6
_COST_WORD = 2.0
_COST_DELETE = 1.4
# On top, where two lines would become one.
_COST_JOIN = 1.5

# Two lines stay two around these.
_KEEPS_APART = CLOSERS | OPENERS.keys() | {"COMMA"}

# Right behind these a statement, member, entry or arm may begin anew.
_RESTARTS = frozenset(
    {"", "_items", "_lets", "_sep", "_csep", "_open", "_open_record", "LBRACE", "_ROPEN", NEWLINE, "SEMICOLON", "COMMA"}
)


class Repair(Struct, frozen=True):
    """A change at an error.

    keep:   states to keep; fewer than there are when something is dropped.
    insert: terminals to read first.
    skip:   tokens to leave out, from the one in error.
    """

    keep: int
    insert: tuple[str, ...]
    skip: int


def repair(table: Table, states: Sequence[int], tokens: Sequence[Token], at: int, open_kinds: Sequence[str]) -> Repair:
    """The best change for the token `at`, which cannot stand after `states`.

    open_kinds: the openers of the brackets that are open, innermost last.
    Cost: some hundred trials of a few tokens each.
    """
    best: Repair | None = None
    best_worth = float("-inf")
    for insert, skip, cost in _candidates(table, states, tokens, at, open_kinds):
        trial = list(states)
        if not advance(table, trial, insert):
            continue
        reached = reach(table, trial, tokens, at + skip)
        worth = reached - cost
        if reached >= _REACH_MIN and worth > best_worth:
            best, best_worth = Repair(len(states), insert, skip), worth
    if best is not None and best_worth > _LOOKAHEAD / 2:
        return best
    return _drop(table, states, tokens, at) if best is None else best


def _candidates(
    table: Table, states: Sequence[int], tokens: Sequence[Token], at: int, open_kinds: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], int, float]]:
    """Changes worth a trial: terminals to insert, tokens to leave out, cost."""
    closers = tuple(OPENERS[kind] for kind in reversed(open_kinds[-_CLOSED_MAX:]))
    for count in range(1, len(closers) + 1):
        yield closers[:count], 0, _COST_CLOSER * count
    expected = [(kind, _cost(table, kind)) for kind in expected_kinds(table, states)]
    for kind, cost in expected:
        yield (kind,), 0, cost + _COST_JOIN * (tokens[at].lines > 0 and kind not in _KEEPS_APART)
    if tokens[at].lines:
        # What is missing may be the first word of the line.
        begun = list(states)
        if advance(table, begun, (NEWLINE,)):
            for kind in expected_kinds(table, begun):
                yield (NEWLINE, kind), 0, _cost(table, kind)
    for skip in range(1, min(_DELETED_MAX, len(tokens) - 1 - at) + 1):
        yield (), skip, _COST_DELETE * skip
    if tokens[at].kind != END:
        for kind, cost in expected:
            yield (kind,), 1, cost + _COST_DELETE


def _cost(table: Table, kind: str) -> float:
    if kind in CLOSERS:
        return _COST_SIGN
    if kind == "COMMA":
        return _COST_COMMA
    if kind == NEWLINE:
        return _COST_NEWLINE
    if kind == "NAME":
        return _COST_NAME
    if kind.isalpha() and kind.lower() in table.texts:
        return _COST_WORD
    return _COST_SIGN if kind in table.texts.values() else _COST_WORD


def expected_kinds(table: Table, states: Sequence[int]) -> list[str]:
    """Terminals that may stand next, in a fixed order."""
    row = table.states[states[-1]]
    return [kind for kind in row if (kind.isupper() and kind != END) and accepts(table, states, (kind,))]


def reach(table: Table, states: list[int], tokens: Sequence[Token], at: int) -> int:
    """How many tokens from `at` can be read, up to the lookahead; all of it where the file ends. Changes states."""
    for count in range(_LOOKAHEAD):
        token = tokens[at + count]
        kinds = reading(table, states, token)
        if kinds is None:
            return count
        if token.kind == END:
            return _LOOKAHEAD
        advance(table, states, kinds)
    return _LOOKAHEAD


def give_up(table: Table, states: Sequence[int], tokens: Sequence[Token], at: int) -> Repair:
    """Leave out the rest of the file, and of what was read only what is not whole."""
    end = tokens[-1]
    keep = next(keep for keep in range(len(states), 0, -1) if reading(table, states[:keep], end) is not None)
    return Repair(keep, (), len(tokens) - 1 - at)


def _drop(table: Table, states: Sequence[int], tokens: Sequence[Token], at: int) -> Repair:
    """Leave out what is broken: the fewest tokens, from the innermost construct that can go on behind them."""
    restarts = [keep for keep in range(len(states), 0, -1) if table.reached_by[states[keep - 1]] in _RESTARTS]
    best = give_up(table, states, tokens, at)
    best_cost = float("inf")
    depth = 0
    for next_at in range(at, len(tokens)):
        token = tokens[next_at]
        skipped = next_at - at
        if skipped > best_cost:
            break
        begins = token.lines > 0 or token.kind in CLOSERS or (skipped > 0 and tokens[next_at - 1].kind in _RESTARTS)
        if depth <= 0 and begins:
            for level, keep in enumerate(restarts):
                cost = skipped + 6 * level
                if cost >= best_cost:
                    break
                reached = reach(table, list(states[:keep]), tokens, next_at)
                if reached >= (_REACH_MIN if token.lines else _REACH_MIN + 2):
                    best, best_cost = Repair(keep, (), skipped), cost
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)
    return best
