"""What newlines and braces mean: the two questions that a token alone cannot answer.

The parser's state answers both. A newline counts where a line end is allowed; a brace opens a block
where a block is allowed, otherwise a record. So there are no rules about operators and brackets to
learn: a line goes on where it cannot end.
"""

from collections.abc import Sequence
from functools import cache

from compiler.lex import Token
from compiler.parse_table import Table

NEWLINE = "_NL"

# A line that begins with one of these goes on with the one before, where it can.
CONTINUES = frozenset(
    {"AND", "ARROW", "COALESCE", "DIV", "DOT", "ELSE", "EQ", "FOR", "GE", "GROUP", "GT", "IN", "LE", "LIMIT", "LT"}
    | {"MOD", "MUL", "NE", "OR", "ORDER", "PLUS", "THEN", "VBAR", "WHERE"}
)

_BRACE = ("LBRACE", "_ROPEN")


@cache
def readings(kind: str, begins_line: bool) -> tuple[tuple[str, ...], ...]:
    """The terminals that a token may stand for, in the order in which they are tried.

    Its own kind, a record's brace in place of a block's, with NEWLINE before it where a line end can count.
    """
    here = tuple((each,) for each in (_BRACE if kind == "LBRACE" else (kind,)))
    if not begins_line:
        return here
    below = tuple((NEWLINE, *each) for each in here)
    return here + below if kind in CONTINUES else below + here


def reading(table: Table, states: Sequence[int], token: Token) -> tuple[str, ...] | None:
    """The terminals that `token` stands for after `states`, or None where it cannot stand."""
    return next((kinds for kinds in readings(token.kind, token.lines > 0) if accepts(table, states, kinds)), None)


def accepts(table: Table, states: Sequence[int], kinds: Sequence[str]) -> bool:
    """Whether the automaton with these states on its stack takes the terminals, one after the other."""
    rows, rules = table.states, table.rules
    # The stack is looked at, not changed: states[:below] and then `above` are what it would be.
    below = len(states) - 1
    above = [states[below]]
    for kind in kinds:
        while (step := rows[above[-1]].get(kind)) is not None and step < 0:
            rule = rules[~step]
            if rule.is_unit:
                above[-1] = table.rename(above[-2] if len(above) > 1 else states[below - 1], above[-1], kind)
                continue
            if rule.size > len(above):
                below -= rule.size - len(above)
                above.clear()
            elif rule.size:
                del above[-rule.size :]
            above.append(rows[above[-1] if above else states[below - 1]][rule.head])
        if step is None:
            return False
        above.append(step)
    return True


def advance(table: Table, states: list[int], kinds: Sequence[str]) -> bool:
    """Put terminals on a stack of states alone; False, with the stack spoilt, where one cannot stand."""
    for kind in kinds:
        while True:
            step = table.states[states[-1]].get(kind)
            if step is None:
                return False
            if step >= 0:
                states.append(step)
                break
            rule = table.rules[~step]
            if rule.is_unit:
                states[-1] = table.rename(states[-2], states[-1], kind)
                continue
            if rule.size:
                del states[-rule.size :]
            states.append(table.states[states[-1]][rule.head])
    return True
