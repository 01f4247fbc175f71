"""Source text to tokens. Templates come apart here, so that one parser reads the expressions in their holes."""

import re
from collections.abc import Iterator
from functools import cache
from math import isfinite
from typing import Any

from msgspec import Struct

from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.limits import NUMBER_LENGTH_MAX
from compiler.parse_table import END, Table
from compiler.source import Source


class Token(Struct, frozen=True, gc=False):
    """A word, number, text or sign.

    kind:       the terminal of recipe.lark. "LBRACE" may turn out to be a record's; layout.py decides.
    start, end: code points; text: what stands there, or what was meant where that was another language's word.
    lines:      line ends between the token before and this one; 0 before the first.
    indent:     code points of space before the first token of this one's line.
    """

    kind: str
    start: int
    end: int
    text: str
    lines: int
    indent: int


# Signs and words of other languages, with what is read in their place (C0113).
_SIGNS = {
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "=>": "->",
    ":=": "=",
    "?.": ".",
}
_VALUES = {"True": "true", "False": "false", "None": "none", "null": "none", "nil": "none", "undefined": "none"}
_BEGINNINGS = {
    "const": "let",
    "var": "let",
    "function": "fn",
    "func": "fn",
    "def": "fn",
    "elif": "else if",
    "class": "recipe",
    "component": "recipe",
    "interface": "type",
    "struct": "type",
    "enum": "type",
}
# Constructs that have no counterpart word for word (C0114): what to say instead, and what is read in their place.
_CONSTRUCTS = {
    "return": ("the last line of a function is its result", ()),
    "while": ("`for x in xs` goes over a list, and nothing runs without end", ("if",)),
    "++": ("write `+= 1`", ("+=", "1")),
    "--": ("write `-= 1`", ("-=", "1")),
    "*=": ("write `x = x * …`", ("+=",)),
    "/=": ("write `x = x / …`", ("+=",)),
    "%=": ("write `x = x % …`", ("+=",)),
}
_FOREIGN_WORDS = _BEGINNINGS.keys() | _CONSTRUCTS.keys()
_REPLACED = {"++": " += 1", "--": " -= 1"}
"""Those constructs that are replaced where they stand."""
_QUOTES = "“”„«»‘’`´"

# Compiled when a file first has need of them, after which Python remembers them: most have need of few.
# Each character can be read in one way only, so there is nothing to try again; said by `*+`, Python 3.11.2 reads wrong.
_DOC_END = r'(?s)(?:[^"\\]|\\.|"(?!""))*"""'
_TEXT = r'(?:[^"\\{\n]|\\u\{[^{}"\n]*\}|\\[^\n])*'
_FORMAT = r':([^{}"\'\n]*)(?=\})'
_DURATION = r"\d+(?:ms|s|m|h|d)"
_NUMBER = r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"

_NEXT_WORD = r"[^\S\n]+[\w\"'(\[{]"
_NEXT_COLON = r"[^\S\n]*:"


def lex(source: Source, table: Table) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens of a file, the last of them of kind END.

    Errors: C0106 to C0109, C0113, C0114 (comments), C0116, C0118. Whatever is wrong, there is a token for it
    or it is left out, and reading goes on. Cost: one pass.
    """
    lexer = _Lexer(source, table)
    lexer.run()
    return lexer.tokens, lexer.diagnostics


# Groups of the pattern that are most frequent, by their number in it: asking for that is quicker than for the name.
_PLAIN, _LINE, _STRING, _SPACE = range(1, 5)

# The bracket or colon that a hole may end with, or be about.
_IN_HOLES = frozenset("()[]{}:")


@cache
def _pattern(texts: tuple[str, ...]) -> re.Pattern[str]:
    """What the next few characters can be; `texts` are the keywords and signs of the language.

    The groups have the names of the methods of `_Lexer` that read them; a `space` or comment is passed over. Words
    and signs are one group, since a look into a dictionary tells them apart; so are the texts that are most frequent.
    """
    signs = {text for text in (*texts, *_SIGNS, *_CONSTRUCTS) if not text[0].isalpha() and text != "_"}
    alone = {text for text in signs if len(text) == 1 and not any(other[0] == text != other for other in signs)}
    longest_first = sorted(signs - alone, key=lambda text: (-len(text), text))
    comment = r"//[^\n]*|/\*(?s:.*?)\*/"
    return re.compile(
        rf"[ ]*(?:(?P<plain>[^\W\d]\w*|[{re.escape(''.join(sorted(alone)))}]"
        rf"|(?!{comment})(?:{'|'.join(map(re.escape, longest_first))}))"
        r'|(?P<line>\n)|(?!""")(?P<string>"[^"\\{\n]*")|(?P<space>[^\S\n]+|#[^\n]*)|(?P<number>\d\w*(?:\.\d\w*)?)'
        rf"""|(?P<doc>\"{{3}})|(?P<quote>")|(?P<raw>'[^'\n]*')|(?P<foreign>{comment})|(?P<other>(?s:.)))"""
    )


class _Lexer:
    """One pass over one file. Owns the place where it stands; nobody else sees it."""

    def __init__(self, source: Source, table: Table) -> None:
        self.source, self.text, self.texts = source, source.text, table.texts
        self.tokens: list[Token] = []
        self.diagnostics: list[Diagnostic] = []
        # What a word or sign is, names that were met before among them.
        self.kinds = dict(self.texts)
        self.lines = 0
        self.line_start = 0
        self.indent: int | None = None
        # For each hole that is open, innermost last: where it opened, and brackets open inside it.
        self.holes: list[tuple[int, int]] = []

    def run(self) -> None:
        """Read everything."""
        matches, at = _pattern(tuple(self.texts)).finditer, 0
        while at < len(self.text):
            at = self._go_on(matches(self.text, at))
        if self.holes:
            self._abandon_holes(at)
        self._add(END, at, at, lines=1)

    def _go_on(self, matches: Iterator[re.Match[str]]) -> int:
        """Read on as far as these matches are one behind the other. Returns where the next one has to begin."""
        kinds, tokens = self.kinds, self.tokens
        at: int
        for found in matches:
            group, end = found.lastindex, found.end()
            word: str = found[group or 0]
            start = end - len(word)
            if group == _PLAIN:
                kind = kinds.get(word)
                if kind is None or (self.holes and word in _IN_HOLES):
                    if (at := self._plain(start, end)) != end:
                        return at
                    continue
            elif group == _LINE:
                if self.holes:
                    self._abandon_holes(start)
                self.lines += 1
                self.line_start, self.indent = end, None
                continue
            elif group == _STRING:
                kind = "STRING"
            elif group == _SPACE:
                continue
            elif (at := getattr(self, f"_{found.lastgroup}")(start, end)) != end:
                return at
            else:
                continue
            if self.indent is None or self.lines:
                # As in `_add`, for speed.
                if not tokens or tokens[-1].kind == "DOC":
                    self._add(kind, start, end, word)
                    continue
                if self.indent is None:
                    self.indent = start - self.line_start
                tokens.append(Token(kind, start, end, word, self.lines, self.indent))
                self.lines = 0
            else:
                tokens.append(Token(kind, start, end, word, 0, self.indent))
        return len(self.text)

    def _add(self, kind: str, start: int, end: int, text: str | None = None, lines: int | None = None) -> int:
        if self.indent is None:
            self.indent = start - self.line_start
        count = self.lines if lines is None else lines
        if not self.tokens or (self.tokens[-1].kind == "DOC" and count < 2):
            # Documentation belongs to what follows it, but for a blank line between, which the grammar
            # takes after the file's own documentation.
            count = 0
        self.tokens.append(Token(kind, start, end, self.text[start:end] if text is None else text, count, self.indent))
        self.lines = 0
        return end

    def _report(self, code: str, start: int, end: int, label: str = "", fix: str | None = None, **values: Any) -> None:
        span = self.source.span(start, end)
        fixes = (
            () if fix is None else (Fix(f"write `{fix.strip()}`", "safe", (Edit(span, self._apart(fix, start, end)),)),)
        )
        self.diagnostics.append(diagnose(code, span, label, fixes=fixes, **values))

    def _apart(self, word: str, start: int, end: int) -> str:
        """What is put between start and end, with a space where a word would run into what is beside it: `a&&b`."""
        if not word[0].isalpha():
            return word
        before, after = self.text[max(start - 1, 0) : start], self.text[end : end + 1]
        is_close = before.isalnum() or before in {")", "]", "}", '"', "'"}, after.isalnum() or after in {"(", '"', "'"}
        return f"{' ' * is_close[0]}{word}{' ' * is_close[1]}"

    def _line(self, start: int, end: int) -> int:
        if self.holes:
            self._abandon_holes(start)
        self.lines += 1
        self.line_start = end
        self.indent = None
        return end

    def _plain(self, start: int, end: int) -> int:
        """A sign in a hole, or what has not been met before."""
        first = self.text[start]
        return self._word(start, end) if first.isalnum() or first == "_" else self._sign(start, end)

    def _word(self, start: int, end: int) -> int:
        word = self.text[start:end]
        if word in _VALUES and self._stands_for_value(end):
            return self._read_as(start, end, _VALUES[word])
        if word in _FOREIGN_WORDS and self._begins_something(end):
            return self._read_as(start, end, _BEGINNINGS.get(word))
        kind = "UPPER" if word[0].isupper() else "NAME"
        if word[0] == "_":
            self._report("C0118", start, end, found=word)
        elif word not in _VALUES and word not in _FOREIGN_WORDS:
            self.kinds[word] = kind
        return self._add(kind, start, end)

    def _stands_for_value(self, end: int) -> bool:
        after_dot = bool(self.tokens) and self.tokens[-1].kind == "DOT"
        return not after_dot and not re.compile(_NEXT_COLON).match(self.text, end)

    def _begins_something(self, end: int) -> bool:
        """Whether the word that ends here is the first of a statement or declaration, with more behind it."""
        first = not self.tokens or self.lines > 0 or self.tokens[-1].kind in ("LBRACE", "RBRACE", "SEMICOLON")
        return first and re.compile(_NEXT_WORD).match(self.text, end) is not None

    def _read_as(self, start: int, end: int, wanted: str | None) -> int:
        """Report another language's word or sign, and go on with what it was meant for."""
        found = self.text[start:end]
        if self.indent is None:
            self.indent = start - self.line_start
        if wanted is not None:
            self._report("C0113", start, end, fix=wanted, found=found, wanted=wanted)
            meant = tuple(wanted.split())
        else:
            instead, meant = _CONSTRUCTS[found]
            self._report("C0114", start, end, fix=_REPLACED.get(found), found=found, instead=instead)
        for text in meant:
            self._add(self.texts.get(text, "NUMBER"), start, end, text)
        return end

    def _number(self, start: int, end: int) -> int:
        word = self.text[start:end]
        if word.isdecimal() and end - start <= NUMBER_LENGTH_MAX:
            return self._add("NUMBER", start, end, word)
        # The exponent's sign and the range's dots are no part of a word.
        number = re.compile(_NUMBER).match(self.text, start)
        assert number is not None, "it begins with a digit"
        if number.end() >= end and len(number.group()) <= NUMBER_LENGTH_MAX and isfinite(float(number.group())):
            return self._add("NUMBER", start, number.end())
        if re.compile(_DURATION).fullmatch(self.text, start, end) and end - start <= NUMBER_LENGTH_MAX:
            return self._add("DURATION", start, end)
        end = max(end, number.end())
        self._report("C0116", start, end, found=self.text[start : min(end, start + NUMBER_LENGTH_MAX)])
        return self._add("NUMBER", start, end, "0")

    def _doc(self, start: int, end: int) -> int:
        closed = re.compile(_DOC_END).match(self.text, end)
        if closed is None:
            self._report("C0106", start, end, "this documentation is never closed")
            return self._add("DOC", start, len(self.text), self.text[start:] + '"""')
        self._add("DOC", start, closed.end())
        ends = self.text.count("\n", start, closed.end())
        if ends:
            self.line_start = self.text.rindex("\n", start, closed.end()) + 1
        return closed.end()

    def _raw(self, start: int, end: int) -> int:
        return self._add("RAW", start, end)

    def _quote(self, start: int, end: int) -> int:
        if self.holes and self.text.find('"', end, self._line_end(end)) < 0:
            # The last quote of the line ends the text around the hole: `"Hello {name"`.
            self._abandon_holes(start)
            return end
        return self._text(start, end, "STRING", "TEXT_OPEN")

    def _text(self, start: int, at: int, whole: str, opening: str) -> int:
        """Text from `at` to the quote that closes it or the brace that opens a hole."""
        found = re.compile(_TEXT).match(self.text, at)
        assert found is not None, "the pattern takes nothing, too"
        end = found.end()
        after = self.text[end : end + 1]
        if after == "{":
            self._add(opening, start, end + 1)
            self.holes.append((end, 0))
            return end + 1
        if after == '"':
            return self._add(whole, start, end + 1)
        self._report("C0106", start, end, 'no `"` before the end of the line')
        return self._add(whole, start, end, self.text[start:end] + '"')

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _abandon_holes(self, at: int) -> None:
        """Close the text of every open hole where its line ends."""
        self._report("C0107", self.holes[0][0], self.holes[0][0] + 1, "opened here")
        while self.holes:
            self.holes.pop()
            self._add("TEXT_CLOSE", at, at, '}"')

    def _sign(self, start: int, end: int) -> int:
        sign = self.text[start:end]
        if sign in _SIGNS:
            return self._read_as(start, end, _SIGNS[sign])
        if sign in _CONSTRUCTS:
            return self._read_as(start, end, None)
        if self.holes:
            opened, depth = self.holes[-1]
            if sign == "}" and depth == 0:
                self.holes.pop()
                return self._text(start, end, "TEXT_CLOSE", "TEXT_MID")
            shape = re.compile(_FORMAT).match(self.text, start) if sign == ":" and depth == 0 else None
            if shape is not None:
                return self._add("FORMAT", start, shape.end())
            self.holes[-1] = (opened, depth + (sign in "([{") - (sign in ")]}"))
        return self._add(self.texts[sign], start, end)

    def _foreign(self, start: int, end: int) -> int:
        """A comment of another language; it may have run over line ends."""
        sign = self.text[start : start + 2]
        fix = "#" if sign == "//" else None
        self._report("C0114", start, start + 2, fix=fix, found=sign, instead="a comment begins with `#`")
        for at in range(start, end):
            if self.text[at] == "\n":
                self._line(at, at + 1)
        return end

    def _other(self, start: int, end: int) -> int:
        character = self.text[start]
        if character == "'":
            end = self._line_end(start)
            self._report("C0106", start, end, "no second `'` before the end of the line")
            return self._add("RAW", start, end, self.text[start:end] + "'")
        if character in _QUOTES:
            self._report("C0109", start, end, "text stands between straight quotes", character=character)
        else:
            self._report("C0109", start, end, character=character)
        return end
