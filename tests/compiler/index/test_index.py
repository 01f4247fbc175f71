"""What the index knows of the names of a recipe."""

from pathlib import Path

import pytest

from compiler import syntax
from compiler.index.index import Index, index
from compiler.index.symbols import Occurrence
from compiler.resolve import BUILT_IN_TYPES, MINTED
from compiler.source import Source
from compiler.syntax.walk import nodes_of
from graph.elements import ELEMENTS
from graph.library.catalogue import FUNCTIONS

ROOT = Path(__file__).parents[3]
RECIPES = [*sorted((ROOT / "recipes").glob("*.recipe")), *sorted((ROOT / "tests/conformance").glob("*.recipe"))[::6]]

# What a name may be without a declaration in a file: the language has it.
_ATTRIBUTES = {name for element in ELEMENTS.values() for name in element.attributes}
_STATEMENTS = {"push", "insert", "clear"}
_OF_GROUPS = {"key", "items"}
OF_THE_LANGUAGE = {*FUNCTIONS, *MINTED, *ELEMENTS, *BUILT_IN_TYPES, *_ATTRIBUTES, *_STATEMENTS, *_OF_GROUPS}
OF_THE_LANGUAGE |= {"me", "here", "matches"}


def known(text: str) -> Index:
    return index(Source("test.recipe", text))


def at(found: Index, before: str) -> tuple[Occurrence, ...]:
    return found.at(found.source.text.index(before) + len(before))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_every_name_of_a_recipe_is_tied_to_its_declaration(path: Path) -> None:
    found = index(Source(path.name, path.read_text(encoding="utf-8")))
    tied = {each.span for each in found.occurrences}

    loose = [node for node in nodes_of(found.module) if isinstance(node, syntax.Name) and node.span not in tied]

    assert [
        (each.text, found.source.position(each.span.start)) for each in loose if each.text not in OF_THE_LANGUAGE
    ] == []


def test_a_field_and_its_value_stand_in_one_place_and_are_two_things() -> None:
    found = known("type T { a: Int }\nrecipe R {\n shared ts: [T] = []\n on add(a: Int) { ts.push({ a }) }\n}\n")

    assert [(each.symbol.kind, each.role) for each in at(found, "push({ ")] == [
        ("field", "field"),
        ("payload field", "value"),
    ]


def test_a_field_that_all_options_have_is_one_name() -> None:
    found = known(
        'type S = { kind: "a", n: Int } | { kind: "b", n: Int }\n'
        'recipe R {\n shared s: S = { kind: "a", n: 1 }\n let m = s.n\n view { text "{m}" }\n}\n'
    )

    fields = at(found, "let m = s.")

    assert len({each.symbol.declared for each in fields}) == 2
    assert len(found.together(fields[0].symbol)) == 2


def test_a_payload_field_and_the_name_that_the_body_has_for_it_are_two() -> None:
    found = known("recipe R {\n shared tax: Int = 1\n on set(tax as rate: Int) { tax = rate }\n}\n")

    (said,) = at(found, "on set(")
    (written,) = at(found, "Int) { ")
    (read,) = at(found, "{ tax = ")

    assert (said.symbol.kind, written.symbol.kind) == ("payload field", "cell")
    assert read.symbol.declared == at(found, "tax as ")[0].span


def test_what_no_type_declares_is_declared_where_it_is_written_out() -> None:
    found = known('recipe R {\n shared n: Int = 1\n let r = { half: n / 2 }\n view { text "{r.half}" }\n}\n')

    (used,) = at(found, "{r.ha")

    assert (used.symbol.kind, used.symbol.type) == ("field", "Number")
    assert found.source.position(used.symbol.declared.start) == (3, 12)


def test_scopes_follow_what_is_read() -> None:
    found = known(
        "recipe R {\n shared n: Int = 1\n local m: Int = 1\n let a = n + 1\n let b = a + m\n"
        ' view { text "{a} {b}" }\n}\n'
    )

    scopes = {each.name: each.scope for each in found.symbols.values() if each.kind in ("cell", "derived value")}

    assert scopes == {"n": "shared", "m": "local", "a": "shared", "b": "local"}


@pytest.mark.parametrize(
    "broken",
    [
        "recipe R {\n shared n: Int = 1\n on add(x: Int { n = n + x }\n let m = n\n}\n",
        "recipe R {\n shared n: Int = 1\n let = 3\n let m = n\n view { text }\n}\n",
        'recipe R {\n shared n: Int = 1\n let m = n\n view { text "{n" \n',
        "recipe R {\n shared n: Int = 1\n let m = n\n view { text n. }\n",
    ],
)
def test_what_stands_beside_broken_syntax_is_known(broken: str) -> None:
    found = known(broken)

    assert found.compiled.diagnostics
    (used,) = at(found, "let m = ")
    assert (used.symbol.name, used.symbol.kind, used.symbol.type) == ("n", "cell", "Int")
