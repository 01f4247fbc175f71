"""The registry of messages, the record, and each syntax code's examples."""

import pytest

from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.files import read
from compiler.messages import MESSAGES
from compiler.parse import parse
from compiler.source import Source, Span
from compiler.spelling import closest

# Those of other files (C0004 to C0010) need other files, and C0121 is of a program that was understood:
# tests/compiler/test_messages.py has them.
READING = [code for code in MESSAGES if code < "C0004" or "C01" <= code < "C0121"]


def read_and_parse(text: str) -> list[Diagnostic]:
    """What is wrong with a file of these characters; a lone surrogate stands for a byte that is no UTF-8."""
    source, unreadable = read("example.recipe", text.encode("utf-8", "surrogateescape"))
    return list(unreadable) or list(parse(source)[1])


@pytest.mark.parametrize("code", READING)
def test_every_failing_example_triggers_its_code_and_no_other(code: str) -> None:
    assert code in {each.code for each in read_and_parse(MESSAGES[code].failing)}
    if code != "C0119":
        assert {each.code for each in read_and_parse(MESSAGES[code].failing)} == {code}


@pytest.mark.parametrize("code", READING)
def test_every_fixed_example_is_clean(code: str) -> None:
    assert read_and_parse(MESSAGES[code].fixed) == []


@pytest.mark.parametrize("code", READING)
def test_every_message_is_one_line_that_says_something(code: str) -> None:
    for found in read_and_parse(MESSAGES[code].failing):
        assert "\n" not in found.message
        assert "{" not in found.message.replace("`{`", "")
    assert MESSAGES[code].explanation.endswith(".")


def test_names_are_slugs_and_no_two_codes_share_one() -> None:
    names = [message.name for message in MESSAGES.values()]

    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in names)
    assert all(len(code) == 5 and code[0] == "C" and code[1:].isdigit() for code in MESSAGES)


@pytest.mark.parametrize("code", READING)
def test_a_safe_fix_takes_its_error_away_and_brings_no_other(code: str) -> None:
    text = MESSAGES[code].failing
    before = read_and_parse(text)
    for fix in (fix for each in before for fix in each.fixes if fix.safety == "safe"):
        after = read_and_parse(applied(text, fix))
        assert len(after) < len(before)


def applied(text: str, fix: Fix) -> str:
    """The text after a fix."""
    for edit in reversed(fix.edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_the_habits_of_other_languages_are_answered_by_a_safe_fix() -> None:
    found = read_and_parse(MESSAGES["C0113"].failing)

    assert [each.fixes[0].edits[0].text for each in found] == ["==", "and"]


def test_a_fingerprint_outlives_a_move_of_lines_and_tells_mistakes_apart() -> None:
    def found_in(text: str) -> list[str]:
        return [each.fingerprint for each in parse(Source("a.recipe", text))[1]]

    assert found_in("type T = )\n") == found_in("# a comment\n\n\ntype T = )\n")
    assert found_in("type T = )\n") != found_in("type T = ]\n")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    source, diagnostics = read("a.recipe", b"\xef\xbb\xbftype T = Int\n")

    assert (source.text, diagnostics) == ("type T = Int\n", ())


def test_what_stands_before_a_bad_byte_is_read_and_the_byte_is_named() -> None:
    source, diagnostics = read("a.recipe", "type Caf\xe9 = Int\n".encode() + b"\xff")

    assert source.text == "type Café = Int\n"
    assert [each.message for each in diagnostics] == ["the file is not UTF-8 text: byte 17 is 0xff"]
    assert diagnostics[0].primary.span == Span("a.recipe", 16, 16)


def test_a_fix_without_edits_cannot_be_made() -> None:
    with pytest.raises(AssertionError, match="changes something"):
        Fix("do nothing", "safe", ())


def test_the_values_of_a_message_fill_its_template() -> None:
    made = diagnose(
        "C0113", Span("a", 0, 2), found="&&", wanted="and", fixes=(Fix("f", "safe", (Edit(Span("a", 0, 2), "and"),)),)
    )

    assert (made.message, made.severity) == ("`&&` is written `and` in a recipe", "error")
    assert made.fixes[0].edits[0].text == "and"


def test_the_nearest_name_is_within_a_third_of_the_length() -> None:
    assert closest("mesages", ["message", "messages", "users"]) == "messages"
    assert closest("usres", ["messages", "users"]) == "users"
    assert closest("Draft", ["draft"]) == "draft"
    assert closest("total", ["title", "count"]) is None
    assert closest("x", ["y"]) is None
