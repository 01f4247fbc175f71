"""Recipes broken at random: the compiler says what is wrong in words of the language, and never fails itself.

Every recipe of ours and every example of a mistake is changed by a few tokens, or cut off, by chance with a fixed seed.
"""

import random
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler import syntax
from compiler.diagnostics import Diagnostic
from compiler.lex import lex
from compiler.messages import MESSAGES
from compiler.parse_table import load
from compiler.pipeline import compile_source
from compiler.source import Source

SEED = 20
ROUNDS = 3
LENGTH_MAX = 8_000

_RECIPES = sorted([*Path("recipes").glob("*.recipe"), *Path("tests/conformance").glob("*.recipe")])
_PARTS = Path("tests/compiler/recipes")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in [*_RECIPES, *sorted(_PARTS.glob("*.recipe"))]} | {
    code: message.fixed for code, message in MESSAGES.items() if len(message.fixed) < LENGTH_MAX
}

# Words that are in no recipe and in no message: of the parser, of Python, of the checker of documents.
_TERMINALS = set(
    re.findall(r"^([A-Z][A-Z_]{3,})\b", Path("compiler/recipe.lark").read_text(encoding="utf-8"), re.MULTILINE)
)
_CLASSES = {name for name in syntax.__all__ if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", name)}
_INSIDE = re.compile(rf"\b(?:{'|'.join(sorted(_TERMINALS | _CLASSES))})\b")
_FOREIGN = re.compile(
    r"Traceback|Error\b.*\bline \d|<class |object at 0x|NoneType|Token\(|Span\(|is not of type|is a required property"
    r"|under any of the given schemas|Additional properties|does not match any of the regexes|\$defs|\$ref"
)


def broken(text: str, chance: random.Random) -> str:
    """The text with one to three tokens dropped, doubled, swapped or taken from elsewhere in it, or cut off."""
    if chance.random() < 0.15:
        return text[: chance.randrange(len(text))]
    for _ in range(chance.randint(1, 3)):
        tokens = [token for token in lex(Source("a.recipe", text), load())[0] if token.end > token.start]
        if len(tokens) < 2:
            return text
        at, other = chance.choice(tokens), chance.choice(tokens)
        put = {
            "drop": "",
            "double": f"{at.text} {at.text}",
            "other": other.text,
            "before": f"{other.text} {at.text}",
            "odd": chance.choice(["none", "-1", '"x"', "me", "(", "}", "->", "now()", "[]", "{}", "if", "é", "\x00"]),
        }[chance.choice(["drop", "double", "other", "before", "odd"])]
        text = text[: at.start] + put + text[at.end :]
    return text


def words(diagnostic: Diagnostic) -> Iterator[str]:
    """All that a diagnostic says."""
    yield diagnostic.message
    yield from (label.text for label in (diagnostic.primary, *diagnostic.secondary))
    yield from diagnostic.notes
    yield diagnostic.help or ""
    yield from (fix.title for fix in diagnostic.fixes)


def strange(text: str, diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """What is said in words that an author has no way to know, those apart that the recipe itself has."""
    found = []
    for each in diagnostics:
        for said in words(each):
            inside = {name for name in _INSIDE.findall(said) if name not in text}
            if inside or _FOREIGN.search(said) or "\n" in said:
                found.append(f"{each.code}: {said}")
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_a_recipe_broken_at_random_is_told_about_in_words_of_the_language(name: str) -> None:
    chance = random.Random(f"{SEED} {name}")
    for _ in range(ROUNDS):
        text = broken(TEXTS[name], chance)
        try:
            _, diagnostics = compile_source(Source("a.recipe", text), tests=True)
        except Exception:  # noqa: BLE001 - whatever it is, the recipe that caused it is what has to be seen
            pytest.fail(f"the compiler failed on\n{text}\n{traceback.format_exc()}")
        assert strange(text, diagnostics) == [], text
        for each in diagnostics:
            for label in (each.primary, *each.secondary):
                assert label.span.end <= len(text)


def test_what_no_author_knows_is_found() -> None:
    assert {"NEWLINE", "STRING"} & _TERMINALS or len(_TERMINALS) > 10
    assert _INSIDE.search("expected ForClause") and _FOREIGN.search("4 is not of type 'string'")
