"""Tokens to a syntax tree, with every syntax error of the file in one run."""

from typing import Any

from msgspec.structs import replace

from compiler import recover, syntax
from compiler.balance import balance
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose, in_source_order
from compiler.layout import NEWLINE, accepts
from compiler.lex import Token, lex
from compiler.limits import SYNTAX_ERRORS_MAX
from compiler.parse_table import Table, load
from compiler.recover import CLOSERS, OPENERS, Repair
from compiler.source import Source, Span
from compiler.stack import Cell, Stack, automaton
from compiler.terminals import called, said, text_of, wanted

_RANGE = "bounds stand in types; of a value, ask `low <= x and x <= high`; a list of integers is `range(low, high + 1)`"

# What an opener is part of once a line end was read behind it, or none was.
_OPENED = {"_open": "LBRACE", "_open_record": "_ROPEN"}

# So many tokens left out weigh as much as an error more.
_TOKENS_LIKE_ERROR = 10


def parse(source: Source) -> tuple[syntax.Module, tuple[Diagnostic, ...]]:
    """Read a recipe file.

    Result: the tree of what could be read. `Module.broken` says what was left out or mended by a guess, so
    that later passes hold back what follows from it; a name that was missing has the text "".
    Errors: C0001 and C01xx, in source order. Raises nothing.
    Source: docs/language.md. Cost: linear in the tokens, plus a search around each error.
    """
    table = load()
    tokens, problems = lex(source, table)
    if len(tokens) == 1 and not problems:
        problems.append(diagnose("C0001", source.span(0, len(source.text)), "nothing is declared here"))
    module, found, broken = _read(source, table, tokens)
    problems += found
    broken += [syntax.Broken(each.primary.span, None, ()) for each in problems]
    if not broken:
        return module, ()
    # Loaded for a file that cannot be read; most can.
    from compiler.outline import enclosing

    placed = [replace(each, within=enclosing(module, each.primary.span)) for each in problems]
    return replace(module, broken=_in_recipes(module, broken)), in_source_order(placed)


def _read(
    source: Source, table: Table, tokens: list[Token]
) -> tuple[syntax.Module, list[Diagnostic], list[syntax.Broken]]:
    """The tree, with what was wrong on the way.

    Where the braces do not match, the file is read twice: with braces mended by indentation, and as it stands.
    The reading with fewer errors that leaves less out is the better guess at what the author meant.
    """
    mended, unbalanced = balance(source, tokens)
    parser = Parser(source, table, mended)
    module = parser.run()
    parser.diagnostics += unbalanced
    if unbalanced:
        plain = Parser(source, table, tokens)
        plain_module = plain.run()
        if plain.badness < parser.badness:
            return plain_module, plain.diagnostics, plain.broken
    return module, parser.diagnostics, parser.broken


def words_at(source: Source, offset: int) -> tuple[str, ...]:
    """The keywords that may stand at a place, given what stands before it; not those that would be names there."""
    table = load()
    tokens, _ = lex(source, table)
    before = [token for token in tokens[:-1] if token.end <= offset]
    parser = Parser(source, table, [*before, tokens[-1]])
    parser.read_until(len(before))
    is_new_line = "\n" in source.text[before[-1].end if before else 0 : offset]

    def fits(kind: str) -> bool:
        goes_on = not is_new_line or kind in _GOES_ON
        begins = is_new_line and accepts(table, parser.states, (NEWLINE, kind))
        return begins or (goes_on and accepts(table, parser.states, (kind,)))

    words = {kind for text, kind in table.texts.items() if text.isalpha() and fits(kind)}
    if words >= _LABEL or words >= _ATTRIBUTE:
        # Any word is a name here, or begins an expression.
        words &= _followers(table, ("LET", "NAME", "EQUAL")) if fits("NUMBER") else frozenset()
    if fits("NAME"):
        words -= _followers(table, ("LET",))
    return tuple(text for text, kind in table.texts.items() if kind in words)


# Where both fit, a word can only be a label, or the name of an attribute.
_LABEL = frozenset({"AND", "TRUE"})
_ATTRIBUTE = frozenset({"VISITORS", "NAVIGATE"})
# What people write on a line of its own although it belongs to the line before.
_GOES_ON = frozenset({"ELSE", "GROUP", "LIMIT", "ORDER", "THEN", "WHERE"})


def _followers(table: Table, begin: tuple[str, ...]) -> frozenset[str]:
    """The terminals that may follow these at the start of a file."""
    kinds = table.texts.values()
    return frozenset(kind for kind in kinds if accepts(table, (0,), (*begin, kind)))


def _in_recipes(module: syntax.Module, broken: list[syntax.Broken]) -> tuple[syntax.Broken, ...]:
    """The broken parts in source order, each with the recipe that it stands in."""

    def within(span: Span) -> str | None:
        inside = (each for each in module.recipes if each.span.start <= span.start < each.span.end)
        return next((each.name.text for each in inside), None)

    ordered = sorted(broken, key=lambda each: (each.span.start, each.span.end))
    return tuple(replace(each, within=within(each.span)) for each in ordered)


class Parser:
    """The automaton of the parse table over one file. Owns its stack; nobody else sees it."""

    def __init__(self, source: Source, table: Table, tokens: list[Token]) -> None:
        self.source, self.table, self.tokens = source, table, tokens
        self.stack = Stack(source, automaton())
        self.diagnostics = self.stack.diagnostics
        self.broken: list[syntax.Broken] = []
        self.errors = 0
        self.left_out = 0

    @property
    def states(self) -> list[int]:
        """Those on the stack, the first one first."""
        return [cell[0] for cell in self.stack.cells]

    @property
    def open(self) -> list[tuple[str, Cell]]:
        """Open brackets, innermost last: the terminal that each was read as, and where it stands."""
        found: list[tuple[str, Cell]] = []
        for cell in self.stack.cells:
            symbol = self.table.reached_by[cell[0]]
            kind = _OPENED.get(symbol, symbol)
            if kind in OPENERS:
                found.append((kind, cell))
            elif kind in CLOSERS:
                found.pop()
        return found

    @property
    def badness(self) -> float:
        """How little sense was made of the file: errors, and what was left out because of them."""
        return len(self.diagnostics) + self.left_out / _TOKENS_LIKE_ERROR

    def run(self) -> syntax.Module:
        """Read all tokens."""
        self.read_until(len(self.tokens))
        module = self.stack.cells[1][2]
        assert isinstance(module, syntax.Module), "the grammar starts with a module"
        return module

    def read_until(self, end: int) -> None:
        """Read the tokens before that one."""
        at = 0
        while (at := self.stack.read(self.tokens, at, end)) < end:
            at = self._recover(at)

    def _recover(self, at: int) -> int:
        """Mend or drop what is around the token `at`, and say so. Returns the token to go on with."""
        self.errors += 1
        token = self.tokens[at]
        if self.errors > SYNTAX_ERRORS_MAX:
            self._report("C0119", self._span(token), "reading stopped here", count=SYNTAX_ERRORS_MAX)
            change = recover.give_up(self.table, self.states, self.tokens, at)
        else:
            change = recover.repair(self.table, self.states, self.tokens, at, [kind for kind, _ in self.open])
            self._tell(at, change)
        self.broken.append(self._damage(at, change))
        self.stack.cut(self.stack.cells[change.keep - 1])
        for kind in change.insert:
            end = self.stack.end
            self.stack.take((kind,), Token(kind, end, end, _placeholder(self.table, kind), 0, 0))
        return at + change.skip

    def _damage(self, at: int, change: Repair) -> syntax.Broken:
        """What a repair leaves out; a name that it makes up is called ""."""
        is_drop = change.keep < len(self.states)
        start = self.stack.cells[change.keep][3] if is_drop else self.tokens[at].start
        end = self.tokens[at + change.skip - 1].end if change.skip else start
        left_out = [token for token in self.tokens[: at + change.skip] if token.start >= start]
        self.left_out += len(left_out)
        names = [token.text for token in left_out if token.kind in ("NAME", "UPPER")]
        names += [""] if {"NAME", "UPPER"} & set(change.insert) else []
        return syntax.Broken(self.source.span(start, max(start, end)), None, tuple(dict.fromkeys(names)))

    def _span(self, token: Token) -> Span:
        return self.source.span(token.start, token.end)

    def _report(
        self,
        code: str,
        span: Span,
        label: str,
        secondary: tuple[Label, ...] = (),
        fixes: tuple[Fix, ...] = (),
        **values: Any,
    ) -> None:
        self.diagnostics.append(diagnose(code, span, label, secondary=secondary, fixes=fixes, **values))

    def _tell(self, at: int, change: Repair) -> None:
        """The diagnostic of a repair."""
        token = self.tokens[at]
        is_drop = change.keep < len(self.states)
        expected = wanted(self.table, recover.expected_kinds(self.table, self.states))
        if is_drop or (change.insert and change.skip) or change.skip > 1 or not (change.insert or change.skip):
            self._report(
                "C0101",
                self._span(token),
                f"expected {expected}",
                wanted=expected,
                found=said(token),
                help=self._way_out(token),
            )
        elif change.insert:
            self._tell_missing(at, change.insert)
        elif token.kind in CLOSERS and not any(OPENERS[kind] == token.kind for kind, _ in self.open):
            fix = Fix("remove it", "unsafe", (Edit(self._span(token), ""),))
            self._report("C0105", self._span(token), "no bracket to close", fixes=(fix,), bracket=token.text)
        else:
            fix = Fix("remove it", "unsafe", (Edit(self._span(token), ""),))
            self._report("C0103", self._span(token), f"expected {expected}", fixes=(fix,), found=said(token))

    def _way_out(self, token: Token) -> str | None:
        """What to write instead, of what is often tried."""
        if token.kind == "DOTDOT":
            return _RANGE
        is_word = token.text.isalpha() and self.table.texts.get(token.text) == token.kind
        if is_word and accepts(self.table, self.states, ("NAME",)):
            return f"`{token.text}` is a word of the language: give it another name"
        return None

    def _tell_missing(self, at: int, insert: tuple[str, ...]) -> None:
        """What is missing is missing behind the token before, but for the first word of a line."""
        begins_line = len(insert) > 1 and insert[0] == NEWLINE
        end = self.tokens[at].start if begins_line else self.tokens[at - 1].end if at else 0
        place = self.source.span(end, end)
        kind = insert[begins_line]
        text = "".join(text_of(self.table, each) for each in insert)
        fixes = (Fix(f"add `{text}`", "unsafe", (Edit(place, text),)),) if text else ()
        opener, cell = self.open[-1] if self.open else ("", None)
        if cell and kind in CLOSERS and kind != "TEXT_CLOSE" and OPENERS[opener] == kind:
            opened = (Label(self.source.span(cell[3], cell[4]), "opened here"),)
            bracket = text_of(self.table, opener) or "{"
            self._report("C0104", place, f"expected `{text}` here", opened, fixes, bracket=bracket)
            return
        name = called(self.table, kind)
        where = f"before {said(self.tokens[at])}" if at == 0 or begins_line else f"after {said(self.tokens[at - 1])}"
        self._report("C0102", place, f"expected {name} here", (), fixes, wanted=name, place=where)


def _placeholder(table: Table, kind: str) -> str:
    """The text of a token that was not there, such as its method of the builder can read."""
    texts = {"NUMBER": "0", "DURATION": "0s", "STRING": '""', "RAW": "''", "DOC": '""""""', "FORMAT": ":"}
    texts |= {"TEXT_OPEN": '"{', "TEXT_MID": "}{", "TEXT_CLOSE": '}"'}
    return texts.get(kind) or text_of(table, kind)
