"""Texts with mistakes: where each is shown, in what words, and that the rest is still read."""

import re
from pathlib import Path

import pytest

from compiler.diagnostics import Diagnostic
from compiler.parse import parse
from compiler.parse_table import load
from compiler.source import Source
from tests.compiler.syntax_text import codes, sketch

CHAT = Path("recipes/chat.recipe").read_text(encoding="utf-8")


def found(text: str) -> list[tuple[int, int, str]]:
    """Line, column and message of what is wrong."""
    source = Source("test.recipe", text)
    return [(*source.position(each.primary.span.start), each.message) for each in parse(source)[1]]


def in_handler(body: str) -> str:
    return f"recipe R {{\n  on h() {{\n    {body}\n  }}\n}}\n"


def test_several_mistakes_are_reported_in_one_run_each_at_its_place() -> None:
    text = (
        CHAT.replace("key id: Id =", "key id Id =")
        .replace("navigate Session(messages, users)", "navigate Session(messages, users")
        .replace('require name != ""', 'require name !== ""')
        .replace('draft = ""\n  }', "draft = \n  }")
        .replace('input draft label: "Message"', 'input draft label "Message"')
        .replace("for message in messages {", "for message messages {")
    )

    assert [(line, message) for line, _, message in found(text)] == [
        (4, "`:` is missing after `id`"),
        (15, "`(` is never closed"),
        (37, "`!==` is written `!=` in a recipe"),
        (39, "a name is missing after `=`"),
        (50, "`:` is missing after `label`"),
        (59, "`in` is missing after `message`"),
    ]


def test_what_is_whole_is_in_the_tree_whatever_is_broken_around_it() -> None:
    module, diagnostics = parse(
        Source("a", "type A = Int\ntype B = ) ] (\ntype C = Text\nrecipe R {\n  on x() { y z w v }\n  on q() {}\n}\n")
    )

    assert len(diagnostics) >= 2
    assert {each.name.text for each in module.types} >= {"A", "C"}
    assert [sketch(each.name) for each in module.recipes[0].members if hasattr(each, "name")] == ["x", "q"]


def test_broken_parts_are_noted_with_their_recipe_and_the_names_that_were_dropped() -> None:
    module, _ = parse(Source("a", "recipe R {\n  shared gone ] ] ] ] ( 3\n  on h() { a = 1 }\n}\n"))

    assert {each.within for each in module.broken} == {"R"}
    assert "gone" in {name for each in module.broken for name in each.names}


def test_an_unclosed_bracket_points_at_both_ends() -> None:
    text = in_handler("n = f(1, [2, 3)")
    (diagnostic,) = parse(Source("a", text))[1]

    assert diagnostic.message == "`[` is never closed"
    assert text[: diagnostic.primary.span.start].endswith("[2, 3")
    assert text[diagnostic.secondary[0].span.start] == "["
    assert diagnostic.fixes[0].edits[0].text == "]"


@pytest.mark.parametrize(
    ("line", "change"),
    [(12, ("    navigate Session(messages, users)\n  }\n", "    navigate Session(messages, users)\n")),
     (36, ("    users[id] = name\n  }\n", "    users[id] = name\n")),
     (51, ('      button "Send"\n    }\n', '      button "Send"\n'))],
)  # fmt: skip
def test_a_missing_brace_is_shown_where_the_indentation_asks_for_it(line: int, change: tuple[str, str]) -> None:
    text = CHAT.replace(*change)
    assert text != CHAT

    assert [message for _, _, message in found(text)] == ["`{` is never closed"]


def test_a_brace_too_many_is_shown_where_the_indentation_breaks() -> None:
    assert found(CHAT.replace("    users[id] = name\n  }", "    users[id] = name\n  } }")) == [
        (34, 5, "`}` closes nothing")
    ]


def test_a_missing_opening_brace_is_shown_at_the_end_of_its_line() -> None:
    text = CHAT.replace("on join() {", "on join()")

    assert found(text) == [(14, 12, "`{` is missing at the end of this line")]


def test_each_comma_that_is_missing_between_elements_on_lines_of_their_own_is_said() -> None:
    assert found("let xs = [\n  { a: 1 }\n  { a: 2 }\n  f(3)\n  { b: 4 }\n]\n") == [
        (2, 11, "`,` is missing after `}`"),
        (3, 11, "`,` is missing after `}`"),
        (4, 7, "`,` is missing after `)`"),
    ]


def test_text_without_its_end_spoils_one_line_only() -> None:
    assert [(line, message) for line, _, message in found(CHAT.replace('title "Chat"', 'title "Chat'))] == [
        (19, "the text is not closed on its line")
    ]
    assert codes('let a = "x {b\nlet c = 1\n') == ["C0107"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (in_handler("require n === 1"), ["`===` is written `==` in a recipe"]),
        (in_handler("if a && !b || c { f() }"), ["`&&` is", "`!` is written `not`", "`||` is written `or`"]),
        (in_handler("const n = 1"), ["`const` is written `let`"]),
        (in_handler("var n = null"), ["`var` is written `let`", "`null` is written `none`"]),
        (in_handler("n++"), ["`++` is not in the language: write `+= 1`"]),
        (in_handler("while n < 3 { f() }"), ["`while` is not in the language"]),
        ("function f(x: Int) = x\n", ["`function` is written `fn`"]),
        ("def f(x: Int) = x\n", ["`def` is written `fn`"]),
        ("fn f(x: Int) => x\n", ["`=>` is written `->`"]),
        ("// a comment\ntype T = Int\n", ["`//` is not in the language: a comment begins with `#`"]),
        ("/* a\ncomment */\ntype T = Int\n", ["`/*` is not in the language"]),
        ("let t = “x”\n", ["`“` means nothing", "`”` means nothing"]),
    ],
)
def test_habits_of_other_languages_are_answered_by_name(text: str, messages: list[str]) -> None:
    said = [message for _, _, message in found(text)]

    for start in messages:
        assert any(message.startswith(start) for message in said), said


def test_a_semicolon_at_the_end_of_a_statement_is_part_of_the_language() -> None:
    assert codes(in_handler("n = 1;\n m = 2;")) == []


@pytest.mark.parametrize("name", ["const", "var", "function", "null", "return", "class", "while"])
def test_a_word_of_another_language_may_still_name_a_field(name: str) -> None:
    assert codes(f"type T {{ {name}: Int }}\nlet a = {{ {name}: 1 }}\nlet b = a.{name}\n") == []


def test_an_arrow_to_a_bare_name_is_taken_as_a_call_and_the_parentheses_are_offered() -> None:
    module, (diagnostic,) = parse(Source("a", 'view V() { button "x" -> go }\n'))

    assert diagnostic.code == "C0112"
    assert diagnostic.fixes[0].edits[0].text == "()"
    assert sketch(module.views[0].children) == "[Element(button, 'x', [], Call(go, []), [])]"


def test_a_range_as_a_value_is_answered_with_what_asks_for_it() -> None:
    (found,) = parse(Source("test.recipe", "recipe R {\n  let a = 3 in 1..9\n}\n"))[1]

    assert found.help is not None
    assert found.help.startswith("bounds stand in types; of a value, ask `low <= x and x <= high`")


def test_a_word_of_the_language_as_a_name_is_said_to_be_one() -> None:
    found = parse(Source("test.recipe", "recipe R {\n  on book(on: Date) {\n  }\n}\n"))[1]

    assert [each.help for each in found] == ["`on` is a word of the language: give it another name"]


def test_depth_is_bounded_and_said_once() -> None:
    assert codes("let a = " + "[" * 5_000 + "]" * 5_000 + "\n") == ["C0110"]
    assert codes("let a = " + "f(" * 3_000 + ")" * 3_000 + "\n") == ["C0110"]
    assert codes("let a = " + " + ".join("1" * 3_000) + "\n") == ["C0110"]
    assert codes("let a = " + "(" * 5_000 + "1" + ")" * 5_000 + "\n") == []
    assert codes("view V() { " + "row { " * 900 + "}" * 900 + " }\n") == ["C0110"]
    assert codes("let a = " + "(" * 3_000 + "\n") == ["C0101"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fn f() {\n  ", "\n}\n"),
        ("fn f() = sum(", " for x in xs)\n"),
        ("fn f() = [x for x in ", "]\n"),
        ("recipe R {\n  on h(a: [Int] = ", ") {}\n}\n"),
        ('let a = match b { "a" -> ', " }\n"),
    ],
)
def test_depth_may_end_anywhere_without_a_crash(before: str, after: str) -> None:
    for depth in range(190, 210):
        assert set(codes(before + "[" * depth + "]" * depth + after)) <= {"C0110"}


def test_chains_of_else_and_of_arms_are_bounded_too() -> None:
    handler = "recipe R {\n  on h() {\n    "
    assert codes(handler + "if a { b() } else " * 400 + "{ b() }\n  }\n}\n") == ["C0110"]
    assert codes(handler + 'match a { "a" -> ' * 400 + "b()" + " }" * 400 + "\n  }\n}\n") == ["C0110"]


def test_a_number_that_no_machine_holds_is_refused() -> None:
    assert codes("let a = 1" + "0" * 5_000 + "\n") == codes("let a = 1e999\n") == ["C0116"]


def test_reading_stops_after_a_bounded_number_of_errors() -> None:
    said = codes("".join(f"type T{n} = ) {n} (\n" for n in range(500)))

    assert said.count("C0119") == 1
    assert len(said) <= 60


def test_what_was_read_before_reading_stopped_is_kept() -> None:
    module, _ = parse(Source("a", "type A = Int\n" + "".join(f"type T{n} = ) {n} (\n" for n in range(500))))

    assert module.types[0].name.text == "A"


def every_message() -> list[Diagnostic]:
    """What is said after each prefix of a recipe that ends between two tokens."""
    ends = [at for at in range(0, len(CHAT), 7) if not CHAT[at - 1 : at + 1].isalnum()]
    return [each for end in ends for each in parse(Source("a", CHAT[:end]))[1]]


def test_a_message_never_says_what_a_terminal_is_called_inside() -> None:
    internal = {
        *load().texts.values(),
        "NAME",
        "UPPER",
        "STRING",
        "RAW",
        "NUMBER",
        "_NL",
        "_ROPEN",
        "TEXT_OPEN",
        "$END",
    }
    for diagnostic in every_message():
        words = set(re.findall(r"[$_]?[A-Z_]{2,}", diagnostic.message + diagnostic.primary.text))
        assert not words & internal, diagnostic.message


def test_a_file_cut_off_anywhere_gives_few_errors_and_no_crash() -> None:
    for end in range(0, len(CHAT), 11):
        assert len(parse(Source("a", CHAT[:end]))[1]) <= 6, CHAT[max(0, end - 40) : end]


def test_any_characters_at_all_are_read_without_a_crash() -> None:
    signs = "{}()[]\"'`#\\:;,.?|-><=+*/%_aA1 \n\t\0é\U0001f600"
    for seed in range(300):
        noise = "".join(signs[(seed * 7919 + at * at * 31 + at * seed) % len(signs)] for at in range(60))
        parse(Source("a", noise))


def test_a_mistake_says_which_declaration_it_stands_in() -> None:
    text = 'recipe R {\n  on h() { n = = 1 }\n  view { text "a }\n}\nfn f() = )\n'

    assert next(each.within for each in parse(Source("a", text))[1]) == "R.h"
    assert "f" in {each.within for each in parse(Source("a", "type A = Int\nfn f(x Int) = 1\n"))[1]}
