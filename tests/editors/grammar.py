"""The TextMate grammar of recipes, made from the terminals of the language's own grammar and the table of elements."""

import json
import re
from pathlib import Path
from typing import Any

from compiler.layout import accepts
from compiler.parse_table import load
from compiler.resolve import BUILT_IN_TYPES
from graph.elements import ELEMENTS

EDITOR = Path(__file__).parents[2] / "editors/vscode"
PATH = EDITOR / "syntaxes/recipe.tmLanguage.json"

_TABLE = load()
WORDS = frozenset(text for text in _TABLE.texts if text.isalpha())
"""The keywords."""

# Those that are names wherever a name may stand: after `let`, all that may follow.
SOFT = frozenset(word for word in WORDS if accepts(_TABLE, (0,), ("LET", _TABLE.texts[word])))

# What themes tell apart; every other keyword is one of control.
_SCOPES = {
    "constant.language.recipe": {"true", "false", "none"},
    "keyword.operator.word.recipe": {"and", "or", "not", "in", "as"},
    "storage.modifier.recipe": {"shared", "local", "private", "key", "was"},
    "storage.type.recipe": {"recipe", "type", "fn", "view", "on", "test", "child", "let", "visitors"},
}
_CONTROL = "keyword.control.recipe"

# Of two patterns that fit one place, the first wins.
_ORDER = ("comment", "doc", "raw", "text", "arrow", "element", "keyword", "number", "name", "sign")


def scope_of(word: str) -> str:
    """The scope of a keyword."""
    return next((scope for scope, words in _SCOPES.items() if word in words), _CONTROL)


def text() -> str:
    """The grammar as the file has it."""
    return json.dumps(grammar(), indent=2, ensure_ascii=False) + "\n"


def grammar() -> dict[str, Any]:
    """The grammar."""
    return {
        "information_for_contributors": "Made by `python -m tests.editors`; change that.",
        "name": "Recipe",
        "scopeName": "source.recipe",
        "patterns": [{"include": "#code"}],
        "repository": {
            "code": {
                "patterns": [
                    {"include": f"#{name}"}
                    for name in (
                        "comment",
                        "doc",
                        "raw",
                        "text",
                        "arrow",
                        "element",
                        "keyword",
                        "number",
                        "name",
                        "sign",
                    )
                ]
            },
            "comment": {"match": "#.*$", "name": "comment.line.number-sign.recipe"},
            "doc": {"begin": '"""', "end": '"""', "name": "comment.block.documentation.recipe"},
            "raw": {"match": "'[^'\\n]*'", "name": "string.quoted.single.recipe"},
            "text": _text(),
            "arrow": {
                "match": r"(->)\s*([a-z]\w*)",
                "captures": {
                    "1": {"name": "keyword.operator.arrow.recipe"},
                    "2": {"name": "entity.name.function.handler.recipe"},
                },
            },
            "element": {
                "match": rf"(?:^\s*|[{{;]\s*|->\s*)({_any(ELEMENTS)})\b(?!\s*[:=.(,)])",
                "captures": {"1": {"name": "entity.name.tag.recipe"}},
            },
            "keyword": {"patterns": list(_keywords())},
            "number": {
                "patterns": [
                    {"match": r"\b\d+(?:ms|s|m|h|d)\b", "name": "constant.numeric.duration.recipe"},
                    {"match": r"\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b", "name": "constant.numeric.recipe"},
                ]
            },
            "name": _names(),
            "sign": {"match": r"\.\.\.?|\?\?|[=!<>]=|[-+]=|[-+*/%<>=?|]", "name": "keyword.operator.recipe"},
        },
    }


def _keywords() -> list[dict[str, str]]:
    """Words that are always reserved, and words that are names unless something follows that a name cannot have."""
    found = []
    for scope in (*_SCOPES, _CONTROL):
        words = {word for word in WORDS if scope_of(word) == scope}
        if hard := words - SOFT:
            found.append({"match": rf"(?<![\w.])({_any(hard)})\b(?!\s*:)", "name": scope})
        if soft := words & SOFT:
            found.append({"match": rf"(?<![\w.])({_any(soft)})\b(?=[ \t]+[\w\"'\[{{(]|[ \t]*$)", "name": scope})
    return found


def _text() -> dict[str, Any]:
    return {
        "begin": '"',
        "end": '"|$',
        "name": "string.quoted.double.recipe",
        "patterns": [
            {"match": r"\\(?:u\{[0-9A-Fa-f]+\}|.)", "name": "constant.character.escape.recipe"},
            {
                "begin": r"\{",
                "end": r"(:[^{}\"'\n]*)?(\})|(?=$)",
                "beginCaptures": {"0": {"name": "punctuation.section.embedded.recipe"}},
                "endCaptures": {
                    "1": {"name": "constant.other.placeholder.recipe"},
                    "2": {"name": "punctuation.section.embedded.recipe"},
                },
                "contentName": "meta.embedded.recipe",
                "patterns": [{"include": "#code"}],
            },
        ],
    }


def _names() -> dict[str, Any]:
    return {
        "patterns": [
            {"match": rf"\b({_any(BUILT_IN_TYPES)})\b", "name": "support.type.recipe"},
            {"match": r"\b[A-Z]\w*\b", "name": "entity.name.type.recipe"},
            {"match": r"\b[a-z]\w*(?=\()", "name": "entity.name.function.recipe"},
            {"match": r"\bme\b", "name": "variable.language.recipe"},
            {"match": r"\b[a-z]\w*(?=\s*:)", "name": "variable.parameter.recipe"},
            {"match": r"\b[a-z]\w*\b", "name": "variable.other.recipe"},
        ]
    }


def _any(words: Any) -> str:
    return "|".join(re.escape(word) for word in sorted(words))
