"""What terminals are called in messages."""

from collections.abc import Iterable

from compiler.layout import NEWLINE
from compiler.lex import Token
from compiler.parse_table import END, Table

_NAMED = {
    "NAME": "a name",
    "UPPER": "a name in upper case",
    "NUMBER": "a number",
    "DURATION": "a duration",
    "STRING": "text",
    "RAW": "text",
    "TEXT_OPEN": "text",
    "TEXT_MID": "`}`",
    "TEXT_CLOSE": "`}`",
    "FORMAT": "`:`",
    "DOC": "documentation",
    "_ROPEN": "`{`",
    "SEMICOLON": "a new line",
    NEWLINE: "a new line",
    END: "the end of the file",
}

# Where all of these may stand, any may: messages say the group, and leave out its members.
_GROUPS = (
    ("text", frozenset({"STRING", "RAW"})),
    ("a type", frozenset({"UPPER", "LBRACE", "LSQB"})),
    ("a value", frozenset({"NUMBER", "STRING", "TRUE", "LSQB"})),
    ("a declaration", frozenset({"TYPE", "RECIPE", "FN"})),
    ("a cell, `let`, handler or view", frozenset({"SHARED", "LOCAL", "ON", "VIEW"})),
    ("a statement", frozenset({"REQUIRE", "NAVIGATE", "REMOVE"})),
    ("an element", frozenset({"SHOW", "MATCH", "NAME"})),
)
_MEMBERS: dict[str, frozenset[str]] = {
    "a value": frozenset(
        {"NAME", "UPPER", "NUMBER", "DURATION", "STRING", "RAW", "TEXT_OPEN", "TRUE", "FALSE", "NONE", "LSQB", "_ROPEN"}
        | {"LPAR", "MINUS", "NOT", "IF", "MATCH", "SPAWN", "FOLD", "SCAN"}
    ),
    "a type": frozenset({"UPPER", "LBRACE", "LSQB", "LPAR", "STRING", "RAW"}),
    "text": frozenset({"STRING", "RAW"}),
    "a declaration": frozenset({"TYPE", "RECIPE", "FN", "LET", "VIEW", "TEST", "USE", "DOC"}),
    "a cell, `let`, handler or view": frozenset(
        {"SHARED", "LOCAL", "LET", "CHILD", "ON", "PRIVATE", "EVERY", "ALWAYS", "MIGRATE", "VIEW", "FN", "DOC"}
    ),
    "a statement": frozenset(
        {"LET", "REQUIRE", "NAVIGATE", "AFTER", "REMOVE", "MOVE", "IF", "FOR", "MATCH", "SPAWN", "NAME", "UPPER"}
        | {"NUMBER", "DURATION", "STRING", "RAW", "TEXT_OPEN", "TRUE", "FALSE", "NONE", "LSQB", "_ROPEN", "LPAR"}
    ),
    "an element": frozenset({"SHOW", "LET", "IF", "FOR", "MATCH", "NAME"}),
}
# Nearly everything may go on with these; saying so helps nobody.
_OPERATORS = frozenset(
    {"PLUS", "MINUS", "MUL", "DIV", "MOD", "EQ", "NE", "LT", "LE", "GT", "GE", "IN", "AND", "OR", "COALESCE", "AS"}
    | {"DOT", "LSQB", "LPAR", "NOT", "QMARK", "VBAR"}
)
_LISTED_MAX = 4


def called(table: Table, kind: str) -> str:
    """A terminal as a message says it: "a name", "`)`", "`let`"."""
    if kind in _NAMED:
        return _NAMED[kind]
    return f"`{text_of(table, kind)}`"


def text_of(table: Table, kind: str) -> str:
    """The text that stands for a keyword or sign; "" for a terminal of many texts."""
    return next((text for text, named in table.texts.items() if named == kind), "")


def said(token: Token) -> str:
    """A token as a message says it: what stands there, or what it is where that is long."""
    if token.kind == END:
        return _NAMED[END]
    if token.kind in ("DOC", "STRING", "RAW", "TEXT_OPEN") and len(token.text) > 20:
        return _NAMED[token.kind]
    return f"`{token.text}`"


def wanted(table: Table, kinds: Iterable[str]) -> str:
    """What may stand at a place, in a few words: "a value", "`)` or `,`"."""
    left = set(kinds)
    if left >= {"NAME", "AND", "THEN"}:
        return _NAMED["NAME"]
    # A word may be a name nearly everywhere, so where a name may stand the words are not told.
    if "NAME" in left:
        words = {kind for text, kind in table.texts.items() if text[0].isalpha()}
        statements = left >= {"REQUIRE", "LET"} or left >= {"SHOW", "LET"}
        left -= set() if statements else words - {"TRUE"}
    parts: list[str] = []
    for group, tell in reversed(_GROUPS):
        if tell <= left:
            parts.append(group)
            left -= _MEMBERS[group]
    if len(left - _OPERATORS) > 0 or parts:
        left -= _OPERATORS
    parts += sorted({called(table, kind) for kind in left})
    if not parts:
        return "something else"
    parts = parts[:_LISTED_MAX]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
