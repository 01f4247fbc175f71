"""Tokens, and what newlines and braces mean."""

import pytest

from compiler.layout import reading
from compiler.lex import Token, lex
from compiler.parse_table import load
from compiler.source import Source
from tests.compiler.syntax_text import codes, nodes, statements


def tokens(text: str) -> list[Token]:
    return lex(Source("a", text), load())[0]


def test_tokens_know_their_place_and_the_indentation_of_their_line() -> None:
    first, second, end = tokens("  let\n\n    # why\n    x")

    assert (first.kind, first.start, first.end, first.lines, first.indent) == ("LET", 2, 5, 0, 2)
    assert (second.kind, second.start, second.lines, second.indent) == ("NAME", 21, 3, 4)
    assert (end.kind, end.lines) == ("$END", 1)


def test_a_template_is_cut_at_its_holes() -> None:
    assert [(each.kind, each.text) for each in tokens('"a{b}c{d:.2}"')[:-1]] == [
        ("TEXT_OPEN", '"a{'),
        ("NAME", "b"),
        ("TEXT_MID", "}c{"),
        ("NAME", "d"),
        ("FORMAT", ":.2"),
        ("TEXT_CLOSE", '}"'),
    ]


def test_a_range_is_no_decimal_point_and_a_duration_no_number() -> None:
    assert [each.text for each in tokens("1..40 0.5 20s ...x")[:-1]] == ["1", "..", "40", "0.5", "20s", "...", "x"]


def test_names_may_begin_with_any_letter_of_any_script() -> None:
    assert [each.kind for each in tokens("état Über пол")[:-1]] == ["NAME", "UPPER", "NAME"]


def test_the_first_state_takes_a_declaration_and_no_statement() -> None:
    table = load()
    (let, *_), (require, *_) = tokens("let"), tokens("require")

    assert reading(table, [0], let) == ("LET",)
    assert reading(table, [0], require) is None


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x = a\nb = c", "[Assign(x, '=', a), Assign(b, '=', c)]"),
        ("x = a\n  + b", "[Assign(x, '=', Binary('+', a, b))]"),
        ("x =\n  a", "[Assign(x, '=', a)]"),
        ("f(a,\n  b\n)", "[Call(f, [Arg(-, a), Arg(-, b)])]"),
        ("if a\n{ b() }\nelse\n{ c() }", "[If(a, [Call(b, [])], [Call(c, [])])]"),
        ("x = if a then b\n  else c", "[Assign(x, '=', Cond(a, b, c))]"),
        ("limit = 1\nwhere = 2", None),
    ],
)
def test_a_newline_ends_a_statement_where_one_can_end(text: str, tree: str | None) -> None:
    if tree is None:
        assert codes(f"recipe R {{\n on h() {{\n{text}\n }}\n}}\n") != []
    else:
        assert statements(text) == tree


def test_a_brace_is_a_record_only_where_no_block_can_stand() -> None:
    assert statements("x = { a }") == "[Assign(x, '=', Braces([FieldEntry(a, a)]))]"
    assert statements("if x == { a } { f({ b: {} }) }") == (
        "[If(Binary('==', x, Braces([FieldEntry(a, a)])), "
        "[Call(f, [Arg(-, Braces([FieldEntry(b, Braces([]))]))])], [])]"
    )
    assert nodes("row { a }") == "[Element(row, -, [], -, [Element(a, -, [], -, [])])]"
    assert nodes("row ({ a })") == "[Element(row, Braces([FieldEntry(a, a)]), [], -, [])]"
