"""Braces that do not match, mended by the indentation of the lines.

A brace too few or too many shows far from where it belongs, since the file goes on to make some sense. Authors
indent, though, and the first line whose indentation does not fit its brackets is where it went wrong.
"""

from itertools import pairwise

from msgspec import Struct

from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.lex import Token
from compiler.parse_table import END
from compiler.source import Source


class _Block(Struct):
    """An open brace; indent: of the line that it stands on; body: of the first line inside, None before it."""

    opener: Token
    indent: int
    body: int | None


def balance(source: Source, tokens: list[Token]) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens with braces added or left out so that they match, and a diagnostic for each.

    Result: the same list where the file has as many `{` as `}`, or where the indentation tells nothing.
    Errors: C0102, C0104, C0105. Cost: one pass.
    """
    kinds = [token.kind for token in tokens]
    opened, closed = kinds.count("LBRACE"), kinds.count("RBRACE")
    if opened == closed:
        return tokens, []
    work = _Balance(source, opened - closed)
    for token in tokens:
        if token.lines:
            work.begin_line(token)
        work.take(token)
    return work.tokens, work.diagnostics


class _Balance:
    """One pass over the tokens. excess: openers without a partner still to be found; closers where negative."""

    def __init__(self, source: Source, excess: int) -> None:
        self.source, self.excess = source, excess
        self.tokens: list[Token] = []
        self.diagnostics: list[Diagnostic] = []
        self.blocks: list[_Block] = []
        # The block closed last, and where its closer stands in `tokens`: it may turn out to be one too many.
        self.closed: tuple[_Block, int] | None = None

    def take(self, token: Token) -> None:
        """Go past a token."""
        if token.kind == "LBRACE":
            self.blocks.append(_Block(token, token.indent, None))
            self.closed = None
        elif token.kind == "RBRACE":
            if self.blocks:
                self.closed = self.blocks.pop(), len(self.tokens)
            elif self.excess < 0:
                self._leave_out(token)
                return
        self.tokens.append(token)

    def begin_line(self, token: Token) -> None:
        """Compare the indentation of a line, whose first token this is, with the blocks that are open."""
        closes = token.kind == "RBRACE"
        while self.excess > 0 and self.blocks and self._is_outside(token):
            self._close(self.blocks.pop())
        if self.excess < 0 and token.kind != END:
            self._reopen(token)
            if closes and self._is_deeper(token):
                self._open_header(token)
        if self.blocks and self.blocks[-1].body is None and not closes:
            self.blocks[-1].body = token.indent

    def _is_outside(self, token: Token) -> bool:
        """Whether a line with this first token cannot be inside the innermost block."""
        indent = self.blocks[-1].indent
        return token.kind == END or token.indent < indent or (token.indent == indent and token.kind != "RBRACE")

    def _is_deeper(self, token: Token) -> bool:
        """Whether this closer stands deeper than the line of the block that it would close."""
        return token.indent > (self.blocks[-1].indent if self.blocks else -1)

    def _close(self, block: _Block) -> None:
        end = self.tokens[-1].end
        place = self.source.span(end, end)
        opener = Label(self.source.span(block.opener.start, block.opener.end), "opened here")
        fix = Fix("add `}`", "unsafe", (Edit(place, "}"),))
        self.diagnostics.append(
            diagnose("C0104", place, "expected `}` here", secondary=(opener,), fixes=(fix,), bracket="{")
        )
        self.tokens.append(Token("RBRACE", end, end, "}", 1, block.indent))
        self.excess -= 1

    def _reopen(self, token: Token) -> None:
        """Where the line fits inside the block closed last but not where it is now, that closer was one too many."""
        if self.closed is None:
            return
        block, at = self.closed
        around = self.blocks[-1] if self.blocks else None
        if token.kind == "RBRACE":
            fits_now = around is not None and around.indent == token.indent
            fitted = block.indent == token.indent and block.body is not None
        else:
            fits_now = (around.body if around else 0) == token.indent
            fitted = block.body == token.indent
        if fitted and not fits_now:
            surplus = self.tokens.pop(at)
            self._leave_out(surplus)
            self.blocks.append(block)
            self.closed = None

    def _leave_out(self, token: Token) -> None:
        span = self.source.span(token.start, token.end)
        fix = Fix("remove it", "unsafe", (Edit(span, ""),))
        self.diagnostics.append(diagnose("C0105", span, "one too many", fixes=(fix,), bracket="}"))
        self.excess += 1

    def _open_header(self, closer: Token) -> None:
        """Put the missing opener at the end of the line that this closer is aligned with."""
        line_starts = [at for at, token in enumerate(self.tokens) if token.lines or at == 0]
        for at, after in reversed(list(pairwise(line_starts))):
            indent = self.tokens[at].indent
            if indent > closer.indent:
                continue
            if indent < closer.indent or after - at == 1 or self.tokens[after].indent <= closer.indent:
                return
            end = self.tokens[after - 1].end
            place = self.source.span(end, end)
            self.diagnostics.append(
                diagnose(
                    "C0102",
                    place,
                    "expected `{` here",
                    secondary=(Label(self.source.span(closer.start, closer.end), "closed here"),),
                    fixes=(Fix("add ` {`", "unsafe", (Edit(place, " {"),)),),
                    wanted="`{`",
                    place="at the end of this line",
                )
            )
            self.tokens.insert(after, Token("LBRACE", end, end, "{", 0, indent))
            self.blocks.append(_Block(self.tokens[after], indent, self.tokens[after + 1].indent))
            self.excess += 1
            return
