"""What newlines and braces mean: the two questions that a token alone cannot answer.

The parser's state answers both. A newline counts where a line end is allowed; a brace opens a block
where a block is allowed, otherwise a record. So there are no rules about operators and brackets to
learn: a line goes on where it cannot end.
"""

from collections.abc import Sequence

from compiler.lex import Token
from compiler.parse_table import Table

NEWLINE = "_NL"

# A line that begins with one of these goes on with the one before, where it can.
CONTINUES = frozenset(
    {"AND", "ARROW", "COALESCE", "DIV", "DOT", "ELSE", "EQ", "FOR", "GE", "GROUP", "GT", "IN", "LE", "LIMIT", "LT"}
    | {"MOD", "MUL", "NE", "OR", "ORDER", "PLUS", "THEN", "VBAR", "WHERE"}
)

_BRACE = ("LBRACE", "_ROPEN")


def reading(table: Table, states: Sequence[int], token: Token) -> tuple[str, ...] | None:
    """The terminals that `token` stands for after `states`, or None where it cannot stand.

    Result: its own kind, a record's brace in place of a block's, with NEWLINE before it where that counts.
    """
    if not token.lines and table.states[states[-1]].get(token.kind, -1) >= 0 and token.kind != "LBRACE":
        return (token.kind,)
    kinds = _BRACE if token.kind == "LBRACE" else (token.kind,)
    if not token.lines:
        return next(((kind,) for kind in kinds if accepts(table, states, (kind,))), None)
    after = next((kind for kind in kinds if accepts(table, states, (NEWLINE, kind))), None)
    if after is None or token.kind in CONTINUES:
        direct = next((kind for kind in kinds if accepts(table, states, (kind,))), None)
        if direct is not None:
            return (direct,)
    return None if after is None else (NEWLINE, after)


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
