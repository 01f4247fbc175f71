"""The parser's stack: readings that are tried for real and given up, and lists that grow in place."""

from compiler.layout import NEWLINE
from compiler.lex import lex
from compiler.parse import Parser
from compiler.parse_table import load
from compiler.source import Source


def reading(text: str) -> Parser:
    """A parser that has read a text up to its end."""
    source, table = Source("a", text), load()
    tokens, _ = lex(source, table)
    parser = Parser(source, table, tokens)
    parser.read_until(len(tokens) - 1)
    return parser


def test_a_reading_that_is_given_up_leaves_nothing_behind() -> None:
    parser = reading("recipe R { on h() {\na")
    stack, (closer, _) = parser.stack, lex(Source("a", ")"), load())[0]
    before = stack.cells

    assert not stack.take((NEWLINE, "RPAR"), closer)
    assert (stack.cells, stack.diagnostics) == (before, [])


def test_what_a_reading_finds_wrong_is_told_once_it_stands() -> None:
    stack = reading("recipe R { on h() {\na").stack
    (closer, _) = lex(Source("a", "}"), load())[0]

    assert stack.take((NEWLINE, "RBRACE"), closer)
    assert [each.code for each in stack.diagnostics] == ["C0111"]


def test_a_list_that_grew_in_a_reading_given_up_has_only_what_was_read() -> None:
    parser = reading("recipe R { on h() {\n f()\n g()\n h()")
    stack, (closer, brace, end) = parser.stack, lex(Source("a", ") }"), load())[0]

    assert not stack.take((NEWLINE, "RPAR"), closer)
    assert all(stack.take((kind,), token) for kind, token in (("RBRACE", brace), ("RBRACE", brace), (NEWLINE, end)))
    assert stack.take((end.kind,), end)
    handler = stack.cells[1][2].recipes[0].members[0]
    assert [each.function.text for each in handler.body] == ["f", "g", "h"]
