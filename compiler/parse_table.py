"""The parse table of recipe.lark: built by Lark, shipped as recipe.table.json, read without Lark.

Importing Lark and building the table takes half a second; reading the file takes a few milliseconds.
`python -m compiler.parse_table` writes it anew after the grammar changed; until then the table
is built in memory. The file is canonical, so that a test can compare it with a fresh build.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from os.path import dirname, exists, join
from typing import Any

import msgspec
from msgspec import Struct

from graph.digests import digest

START = "module"
END = "$END"
_GRAMMAR_FILE = "recipe.lark"
_TABLE_FILE = "recipe.table.json"


Row = dict[str, int]


class Rule(Struct, frozen=True, array_like=True):
    """One production.

    head:   the nonterminal that it makes.
    size:   symbols on its right side.
    action: the Builder's method; "" hands on its one child; "*" makes a list that the parent takes apart.
    slots:  what the action gets, in order: a child's number, `~number` for a list to take apart, None for an
            optional part that was left out.
    is_unit: whether it only renames a symbol, such as `_sum` to `_comparison`, as two of three reductions do.
    """

    head: str
    size: int
    action: str
    slots: tuple[int | None, ...]
    is_unit: bool = False


class Table(Struct, frozen=True):
    """An LALR(1) automaton.

    grammar:   SHA-256 of the grammar that it was built from.
    texts:     terminal by the text that stands for it, for keywords and signs.
    rules:     numbered.
    states:    by number, what to do by symbol: n >= 0 go to state n, n < 0 reduce by rule `~n`.
               State 0 is the first; END goes to the state itself where the whole file has been read.
    reached_by: for each state the one symbol on which it is entered; "" for the first.
    renamed:   what `rename` has found so far.
    """

    grammar: str
    texts: dict[str, str]
    rules: tuple[Rule, ...]
    states: Mapping[int, Row]
    reached_by: tuple[str, ...]
    renamed: dict[tuple[int, int, str], int] = {}

    def rename(self, below: int, state: int, kind: str) -> int:
        """The state that takes the place of one on top of `below` once all is done that only renames a symbol.

        An operand before `)` is a product, a sum, a comparison and ten things more. Files go the same ways again
        and again, so each way is gone once.
        """
        key = below, state, kind
        if key not in self.renamed:
            while (step := self.states[state].get(kind, 0)) < 0 and (rule := self.rules[~step]).is_unit:
                state = self.states[below][rule.head]
            self.renamed[key] = state
        return self.renamed[key]


class _Document(Struct):
    """The shipped file.

    sets:   symbols for which some state does the same.
    states: for each a list of what it does and for which of the sets, not read yet.
    """

    grammar: str
    texts: dict[str, str]
    sets: tuple[tuple[str, ...], ...]
    reached_by: tuple[str, ...]
    rules: tuple[Rule, ...]
    states: list[msgspec.Raw]


class _Rows(dict[int, Row]):
    """Rows by number, each read when the parser first comes to it: a short recipe comes to one in three."""

    def __init__(self, document: _Document) -> None:
        self._unread, self._sets = document.states, document.sets
        self._decoder = msgspec.json.Decoder(list[tuple[int, int]])

    def __missing__(self, number: int) -> Row:
        sets, groups = self._sets, self._decoder.decode(self._unread[number])
        row = self[number] = {symbol: target for target, at in groups for symbol in sets[at]}
        return row


@cache
def load() -> Table:
    """The table of the grammar as it is: from its file, or built where the file is of another grammar."""
    # importlib.resources would load zipfile and tempfile, which take longer than all that is done here.
    # So would pathlib take longer.
    folder = dirname(__file__)
    with open(join(folder, _GRAMMAR_FILE), encoding="utf-8") as text:
        grammar = text.read()
    shipped = join(folder, _TABLE_FILE)
    if exists(shipped):
        with open(shipped, "rb") as table_text:
            table = decode(table_text.read())
        if table.grammar == _hash(grammar):
            return table
    return build(grammar)


def build(grammar: str) -> Table:
    """The table of a grammar, states and rules in canonical order. Raises Lark's GrammarError on a conflict."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Lark wants to know how text becomes tokens; lex.py does that."""

        def __init__(self, conf: object) -> None: ...

        def lex(self, *_: object) -> Any:
            return iter(())

    lark = Lark(grammar, parser="lalr", lexer=NoLexer, start=START, strict=True, maybe_placeholders=True)
    raw = lark.parser.parser._parse_table
    single, empty = _single(lark.rules), _empty(lark.rules)
    order = sorted(lark.rules, key=lambda rule: (rule.origin.name, [symbol.name for symbol in rule.expansion]))
    number = {rule: at for at, rule in enumerate(order)}

    # States are numbered in the order in which a walk from the first one meets them, since Lark's own
    # numbers depend on the hash seed.
    names = {raw.start_states[START]: 0}
    queue = [raw.start_states[START]]
    rows: list[dict[str, int]] = []
    reached_by = [""]
    for state in queue:
        row: dict[str, int] = {}
        for symbol, (action, target) in sorted(raw.states[state].items()):
            if action.name == "Reduce":
                row[symbol] = ~number[target]
                continue
            if target not in names:
                names[target] = len(names)
                queue.append(target)
                reached_by.append(symbol)
            row[symbol] = names[target]
        rows.append(row)
    last = names[raw.end_states[START]]
    rows[last][END] = last
    texts = {term.pattern.value: term.name for term in lark.terminals}
    return Table(
        _hash(grammar),
        dict(sorted(texts.items())),
        tuple(_rule(rule, single, empty) for rule in order),
        {number: dict(sorted(row.items())) for number, row in enumerate(rows)},
        tuple(reached_by),
    )


def _hash(grammar: str) -> str:
    return digest(grammar.encode())


def _kept(rule: Any) -> list[int]:
    """Numbers of the children that reach the action: rules, and terminals that are written by name."""
    keep_all = rule.options is not None and rule.options.keep_all_tokens
    return [at for at, symbol in enumerate(rule.expansion) if not symbol.is_term or keep_all or not symbol.filter_out]


def _single(rules: Iterable[Any]) -> set[str]:
    """Rules with `_` before their name that always stand for exactly one value, such as `_statement`."""
    rules = list(rules)
    single = {rule.origin.name for rule in rules if rule.origin.name.startswith("_")}
    while True:
        lists = {
            rule.origin.name
            for rule in rules
            if rule.origin.name in single and [_is_value(rule.expansion[at], single) for at in _kept(rule)] != [True]
        }
        if not lists:
            return single
        single -= lists


def _empty(rules: Iterable[Any]) -> set[str]:
    """Rules with `_` before their name that never stand for any value, such as `_sep`."""
    kept = {rule.origin.name for rule in rules if _kept(rule)}
    return {rule.origin.name for rule in rules if rule.origin.name.startswith("_")} - kept


def _is_value(symbol: Any, single: set[str]) -> bool:
    return symbol.is_term or not symbol.name.startswith("_") or symbol.name in single


def _rule(rule: Any, single: set[str], empty: set[str]) -> Rule:
    head = str(rule.origin.name)
    kept = _kept(rule)
    slots: list[int | None] = []
    left_out = list(rule.options.empty_indices) if rule.options else []
    at = 0
    for is_left_out in left_out or [False] * len(rule.expansion):
        if is_left_out:
            slots.append(None)
            continue
        if at in kept and rule.expansion[at].name not in empty:
            slots.append(at if _is_value(rule.expansion[at], single) else ~at)
        at += 1
    if head in single or (rule.options and rule.options.expand1 and not rule.alias):
        assert len(slots) == 1, f"{rule} hands on one child"
        action = ""
    else:
        action = "*" if head.startswith("_") else str(rule.alias or head)
    size = len(rule.expansion)
    return Rule(head, size, action, tuple(slots), is_unit=size == 1 and action == "")


def encode(table: Table) -> str:
    """The table as JSON text; one line for each rule and state, so that a change can be read as a diff."""
    import json

    sets: dict[tuple[str, ...], int] = {}
    states = [_grouped(table.states[number], sets) for number in range(len(table.reached_by))]
    rules = [[rule.head, rule.size, rule.action, list(rule.slots), rule.is_unit] for rule in table.rules]
    parts = {
        "grammar": json.dumps(table.grammar),
        "texts": json.dumps(table.texts),
        "sets": _lines(list(sets)),
        "reached_by": json.dumps(table.reached_by),
        "rules": _lines(rules),
        "states": _lines(states),
    }
    return "{\n" + ",\n".join(f'"{key}": {value}' for key, value in parts.items()) + "\n}\n"


def _lines(items: list[Any]) -> str:
    import json

    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]"


def _grouped(row: Row, sets: dict[tuple[str, ...], int]) -> list[tuple[int, int]]:
    """A row with the symbols of each target together, and each set of symbols by its number: many are met often."""
    groups: dict[int, list[str]] = {}
    for symbol, target in row.items():
        groups.setdefault(target, []).append(symbol)
    return [(target, sets.setdefault(tuple(symbols), len(sets))) for target, symbols in groups.items()]


def decode(text: str | bytes) -> Table:
    """The table that `encode` wrote."""
    document = msgspec.json.decode(text, type=_Document)
    return Table(document.grammar, document.texts, document.rules, _Rows(document), document.reached_by)


if __name__ == "__main__":
    from pathlib import Path

    here = Path(__file__).parent
    built = build((here / _GRAMMAR_FILE).read_text(encoding="utf-8"))
    (here / _TABLE_FILE).write_text(encode(built), encoding="utf-8")
