"""Functions of text."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.library.function import Fault
from graph.library.limits import LIST_MAX, TEXT_MAX
from tests.graph.library.calling import call

_CLEANING = ("trim", "squeeze", "lower", "upper", "capitalize", "title_case", "slug")


@pytest.mark.parametrize(
    ("name", "args", "value"),
    [
        ("trim", ("\t\n ü \u2003",), "ü"),
        ("trim", ("",), ""),
        ("squeeze", ("a\n\n b\t",), "a b"),
        ("upper", ("straße",), "STRASSE"),
        ("capitalize", ("",), ""),
        ("capitalize", ("ßa",), "ßa"),
        ("capitalize", ("éa",), "Éa"),
        ("title_case", ("",), ""),
        ("title_case", ("don't STOP",), "Don't Stop"),
        ("title_case", ("in_review, then 2nd draft",), "In_Review, Then 2nd Draft"),
        ("title_case", ("cafe\u0301s",), "Cafe\u0301s"),
        ("slug", ("  Closed / Won  ",), "closed-won"),
        ("slug", ("a_b--c.d",), "a-b-c-d"),
        ("slug", ("Straße №5",), "strasse-no5"),
        ("slug", ("日本が хлеб й",), "日本が-хлеб-й"),
        ("slug", ("हिन्दी",), "हिन्दी"),
        ("slug", ("😀",), ""),
        ("initials", ("",), ""),
        ("initials", ("  élan vital 2 ",), "ÉV2"),
        ("truncate", ("abc", 3), "abc"),
        ("truncate", ("abcd", 1), "…"),
        ("truncate", ("abcd", 0), ""),
        ("truncate", ("abcd", -5), ""),
        ("truncate", ("", 0), ""),
        ("is_blank", ("",), True),
        ("size", ("👍🏽",), 2),
        ("split", ("", ""), []),
        ("split", ("a, b", ", "), ["a", "b"]),
        ("split", (",", ","), ["", ""]),
        ("join", (["a"], "-"), "a"),
        ("lines", ("",), []),
        ("lines", ("a\r\nb\rc\n\nd",), ["a", "b", "c", "", "d"]),
        ("lines", ("a\x0cb\u2028c",), ["a\x0cb\u2028c"]),
        ("words", ("",), []),
        ("chars", ("",), []),
        ("codes", ("😀",), [128512]),
        ("starts_with", ("a", ""), True),
        ("ends_with", ("", "a"), False),
        ("replace", ("aaa", "aa", "b"), "ba"),
        ("repeat", ("", 10**30), ""),
        ("repeat", ("a", 0), ""),
        ("repeat", ("a", -(10**30)), ""),
        ("pad_start", ("abc", -1, "0"), "abc"),
        ("pad_start", ("", 5, "ab"), "ababa"),
        ("pad_start", ("a", 10**30, ""), "a"),
        ("pad_end", ("é", 3, "-"), "é--"),
        ("plural", (1.0, "vote", "votes"), "vote"),
        ("plural", (-1, "vote", "votes"), "votes"),
        ("to_text", ({"a": [1.0, True]},), '{"a":[1,true]}'),
    ],
)
def test_a_function_of_text_gives(name: str, args: tuple[Any, ...], value: Any) -> None:
    assert call(name, *args) == value


@pytest.mark.parametrize("name", _CLEANING)
@given(text=st.text())
@example(text="ŉ ǆ İı ΑΣ ΣΣ ß ﬁ ᾳ")
@example(text="a\u0301'B’c_D")
def test_cleaning_twice_is_cleaning_once(name: str, text: str) -> None:
    once = call(name, text)

    assert call(name, once) == once


@pytest.mark.parametrize("name", _CLEANING)
def test_cleaning_twice_is_cleaning_once_for_every_character(name: str) -> None:
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    # One text for all of them would be faster, but the characters would meet as neighbours; a blank keeps them apart.
    once = call(name, " ".join(characters))

    assert call(name, once) == once


@given(st.text())
def test_a_slug_has_letters_digits_and_single_hyphens_within(text: str) -> None:
    slug = call("slug", text)

    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert " " not in slug


@given(st.text(st.characters(codec="ascii")))
def test_a_slug_of_plain_letters_fits_an_address(text: str) -> None:
    assert set(call("slug", text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(), st.text())
def test_what_is_split_joins_to_the_text_again(text: str, separator: str) -> None:
    assert call("join", call("split", text, separator), separator) == text


@given(st.lists(st.text("abc"), min_size=1))
def test_what_is_joined_splits_into_the_texts_again(texts: list[str]) -> None:
    assert call("split", call("join", texts, ", "), ", ") == texts


@given(st.text())
def test_a_text_has_as_many_chars_and_codes_as_its_size(text: str) -> None:
    assert len(call("chars", text)) == len(call("codes", text)) == call("size", text)


@given(st.text(), st.integers(-3, 30), st.text(max_size=3))
def test_padding_only_adds_and_never_beyond_the_size(text: str, size: int, fill: str) -> None:
    start, end = call("pad_start", text, size, fill), call("pad_end", text, size, fill)

    assert start.endswith(text)
    assert end.startswith(text)
    assert len(start) == len(end) == (max(size, len(text)) if fill else len(text))


@given(st.text(), st.integers(-3, 30))
def test_a_truncated_text_has_at_most_that_size(text: str, size: int) -> None:
    assert len(call("truncate", text, size)) <= max(size, 0)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("repeat", ("ab", TEXT_MAX // 2 + 1)),
        ("repeat", ("a", 10**30)),
        ("pad_start", ("", TEXT_MAX + 1, "0")),
        ("pad_end", ("", 10**30, "0")),
        ("join", (["x" * (TEXT_MAX // 2)] * 2, ",")),
        ("replace", ("aa", "a", "x" * (TEXT_MAX // 2 + 1))),
    ],
)
def test_a_text_beyond_the_bound_is_a_fault(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(Fault, match="a text of more than 1,000,000 characters"):
        call(name, *args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("split", ("," * LIST_MAX, ",")),
        ("chars", ("x" * (LIST_MAX + 1),)),
        ("codes", ("x" * (LIST_MAX + 1),)),
        ("lines", ("\n" * (LIST_MAX + 1),)),
        ("words", ("x " * (LIST_MAX + 1),)),
    ],
)
def test_a_list_of_parts_beyond_the_bound_is_a_fault(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(Fault, match="a list of more than 1,000,000 elements"):
        call(name, *args)


def test_a_text_of_the_greatest_size_is_none_too_long() -> None:
    assert len(call("repeat", "ab", TEXT_MAX // 2)) == TEXT_MAX
    assert len(call("pad_start", "", TEXT_MAX, "0")) == TEXT_MAX
