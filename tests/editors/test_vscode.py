"""The VS Code extension: its grammar is that of the language, and its parts fit together."""

import json
import re
from typing import Any

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from tests.editors.grammar import EDITOR, PATH, SOFT, WORDS, grammar, scope_of, text

MANIFEST: dict[str, Any] = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))
KEYWORDS = [(re.compile(each["match"]), each["name"]) for each in grammar()["repository"]["keyword"]["patterns"]]


def scopes(line: str, word: str) -> list[str]:
    """What the keyword patterns call a word in a line."""
    return [name for pattern, name in KEYWORDS for found in pattern.finditer(line) if found[1] == word]


def test_the_grammar_is_what_the_languages_own_grammar_makes_it() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "write it anew: python -m tests.editors"


def test_every_pattern_is_a_regular_expression() -> None:
    def patterns(tree: Any) -> list[str]:
        if isinstance(tree, dict):
            own = [part for name, part in tree.items() if name in ("match", "begin", "end")]
            return own + [each for part in tree.values() for each in patterns(part)]
        return [each for part in tree for each in patterns(part)] if isinstance(tree, list) else []

    assert len([re.compile(each, re.MULTILINE) for each in patterns(grammar())]) > 20


@pytest.mark.parametrize("word", sorted(WORDS - SOFT))
def test_a_reserved_word_has_one_scope(word: str) -> None:
    assert scopes(f"  {word} x", word) == [scope_of(word)]
    assert scopes(f"  a.{word} ", word) == scopes(f"{word}: 1", word) == []


@pytest.mark.parametrize(
    ("line", "word", "is_keyword"),
    [
        ("type Message {", "type", True),
        ("  key id: Id", "key", True),
        ("  text message.type", "type", False),
        ("  let order = 3", "order", False),
        ("for x in xs order by x.n desc", "order", True),
        ("view {", "view", True),
        ("  view = 3", "view", False),
        ("f(key: 3)", "key", False),
    ],
)
def test_a_word_that_may_be_a_name_is_a_keyword_only_where_it_begins_something(
    line: str, word: str, is_keyword: bool
) -> None:
    assert bool(scopes(line, word)) is is_keyword


def test_every_file_that_the_manifest_names_is_there() -> None:
    contributed = MANIFEST["contributes"]
    named = [MANIFEST["main"], contributed["languages"][0]["configuration"]]
    named += [each["path"] for kind in ("grammars", "snippets") for each in contributed[kind]]

    assert [path for path in named if not (EDITOR / path).is_file()] == []


AROUND_A_FORM = """recipe People {
  shared names: [Text] = []
  on add(name: Text) { names.push(name) }
  view {
    title "People"
    for name in names { text name }
    FORM
  }
}
"""
WITH_A_TYPE = """recipe Items {
  shared items: [Item] = []
  on add(name: Text) { items.push({ name }) }
  view { title "Items"; for i in items { text i.name } }
}
"""


def test_the_snippets_make_recipes_without_mistakes() -> None:
    snippets = json.loads((EDITOR / "snippets/recipe.json").read_text(encoding="utf-8"))
    bodies = {each["prefix"]: _filled("\n".join(each["body"])) for each in snippets.values()}
    people = AROUND_A_FORM.replace("FORM", bodies["form"].replace("\n", "\n    "))
    whole = "\n\n".join([bodies["type"], bodies["recipe"], WITH_A_TYPE, people, bodies["test"]])

    _, found = compile_source(Source("snippets.recipe", whole + "\n"), tests=True)

    assert [f"{each.code} {each.message}" for each in found if each.severity == "error"] == []


def _filled(body: str) -> str:
    """A snippet as it stands once every place has its first proposal."""
    proposals = dict(re.findall(r"\$\{(\d):([^}]*)\}", body))
    return re.sub(r"\$(\d)", lambda found: proposals[found[1]], re.sub(r"\$\{\d:([^}]*)\}", r"\1", body))
