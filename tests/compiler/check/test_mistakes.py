"""Wrong expressions: each is one diagnostic, at the mistake, and says the way out."""

import pytest

from tests.compiler.check.checking import check


@pytest.mark.parametrize(
    ("expression", "code", "place"),
    [
        ("n + nmae", "C0312", "nmae"),
        ("uper(name)", "C0316", "uper"),
        ("at.z", "C0319", "z"),
        ("somewhere.z", "C0319", "z"),
        ("shape.radius", "C0319", "radius"),
        ("this.name", "C0322", "this"),
        ("len(words)", "C0323", "len"),
        ("words.map(name)", "C0323", "map"),
        ("size", "C0324", "size"),
        ("name()", "C0325", "name"),
        ("[n for n in words]", "C0314", "n"),
        ("fold name = 0 for w in words -> 1", "C0314", "name"),
    ],
)
def test_a_name_that_means_nothing_here_is_reported_where_it_stands(expression: str, code: str, place: str) -> None:
    assert check(expression).wrong == ((code, place),)


@pytest.mark.parametrize(
    ("expression", "code", "place"),
    [
        ("name + 'x' + n", "C0404", "name + 'x' + n"),
        ("ready / 2", "C0403", "ready"),
        ("words + numbers", "C0403", "words"),
        ("opened < 5s", "C0411", "opened"),
        ("ready < true", "C0403", "ready"),
        ("maybe + 1", "C0411", "maybe"),
        ('"{maybe}"', "C0411", "maybe"),
        ("upper(first(words))", "C0411", "first(words)"),
        ("[...maybe]", "C0411", "maybe"),
        ("n == 'a'", "C0405", "'a'"),
        ("n == none", "C0405", "none"),
        ("ready == 1", "C0405", "1"),
        ("stage == 'opne'", "C0406", "'opne'"),
        ("stage in ['open', 'dun']", "C0406", "'dun'"),
        ("'opne' in [stage]", "C0406", "'opne'"),
        ("n ?? 0", "C0438", "n"),
        ("'a' in name", "C0437", "name"),
        ("ready as Int", "C0432", "ready"),
        ("if words then 1 else 2", "C0412", "words"),
        ("not n", "C0412", "n"),
        ("if ready then 1 else 'a'", "C0402", "'a'"),
        ("[1, 'a']", "C0402", "'a'"),
        ("{ 'a': 1, 'b': 'c' }", "C0402", "{ 'a': 1, 'b': 'c' }"),
        ("{ 'a': 1, b: 2 }", "C0433", "b: 2"),
        ("{ a: 1, a: 2 }", "C0410", "a"),
        ("{ ...words, a: 1 }", "C0435", "...words"),
        ("{ [ready]: 1 }", "C0436", "{ [ready]: 1 }"),
        ("{ ...ages, ['x']: 'a' }", "C0401", "'a'"),
        ('"{name:.2}"', "C0434", "{name:.2}"),
        ('"{n:zz}"', "C0434", "{n:zz}"),
        ("words.length", "C0414", "length"),
        ("raw.x", "C0414", "x"),
        ("name[0]", "C0413", "name[0]"),
        ("words['a']", "C0401", "'a'"),
        ("shape.w", "C0419", "w"),
        ("match stage { 'open' -> 1 }", "C0420", "stage"),
        ("match maybe { none -> 1, 2 -> 3 }", "C0420", "maybe"),
        ("match stage { 'opne' -> 1, _ -> 2 }", "C0406", "'opne'"),
        ("match n { _ -> 1, 2 -> 3 }", "C0421", "2"),
        ("match n { 2 -> 1, 2 -> 3, _ -> 4 }", "C0421", "2"),
        ("match n { 'a' -> 1, _ -> 2 }", "C0405", "'a'"),
        ("[x for x in n]", "C0423", "n"),
        ("[x for x in ages]", "C0423", "ages"),
        ("[t for t in todos order by t]", "C0424", "t"),
        ("[t for t in todos limit 'a']", "C0401", "'a'"),
        ("fold s = [] for w in words -> [s]", "C0402", "[s]"),
        ("upper(n)", "C0415", "n"),
        ("sum(words)", "C0415", "words"),
        ("sort(todos)", "C0415", "todos"),
        ("contains(words, 3)", "C0415", "3"),
        ("join(words)", "C0416", "join(words)"),
        ("join(words, by: ',')", "C0416", "join(words, by: ',')"),
        ("now()", "C0418", "now()"),
        ("spawn R()", "C0441", "spawn R()"),
    ],
)
def test_a_value_that_does_not_fit_is_reported_once_and_where_it_is(expression: str, code: str, place: str) -> None:
    assert check(expression).wrong == ((code, place),)


@pytest.mark.parametrize(
    "expression",
    [
        "first(nothing) + 1",
        "nothing.x.y[0]",
        "if nothing then nothing else 1",
        "[x.a for x in nothing where x.b order by x.c]",
        "match nothing { 'a' -> 1 }",
        "nothing ?? 1",
        "-nothing",
        "sum(nothing)",
        "{ ...nothing, a: 1 }.b",
    ],
)
def test_what_comes_of_an_unknown_name_is_not_wrong_again(expression: str) -> None:
    assert {code for code, _ in check(expression).wrong} == {"C0312"}


def test_a_name_that_is_unknown_is_reported_once_with_all_its_uses() -> None:
    (found,) = check("mesages + mesages * 2", members="shared messages: Int = 0").diagnostics

    assert [label.text for label in found.secondary] == ["`messages` is declared here", "and here"]
    assert found.help == "use `messages`"
    assert [len(fix.edits) for fix in found.fixes] == [2]


@pytest.mark.parametrize(
    ("expression", "help_"),
    [
        ("len(words)", "write `count(words)`"),
        ("words.filter(name)", "write `[x for x in words where …]`"),
        ("words.reverse()", "write `reverse(words)`"),
        ("words.length", "write `count(words)`"),
        ('"a" + name', 'write `"a{name}"`'),
        ("stage == 'opne'", 'use "open"'),
        ("words + numbers", "write `[...words, ...numbers]`"),
        ("name in todos", "write `todos[name] != none`"),
        (
            "sum(ages[t.id] for t in todos)",
            "an element may be none: say what stands in for it, `x ?? …`, or leave it out, `for … where x != none`",
        ),
        ("todos[0].title", "by position it is `first(drop(todos, 0))`"),
        (
            "{ ...ages, ...ages }",
            "write `merge(ages, ages)`, in which the second map replaces entries of the first",
        ),
        ("n + maybe ?? 1", "write `n + (maybe ?? 1)`"),
        ("[c for c in name]", "`chars(name)` is the list of its characters"),
        ("if words then 1 else 2", "ask `count(words) > 0`"),
        ("raw.x", "give it a type first: `x as T` is a T, or none where it does not fit"),
        ("shape.w", 'ask first: `if shape.kind == "box"`, or `match shape.kind { … }`'),
    ],
)
def test_the_help_is_what_to_write_instead(expression: str, help_: str) -> None:
    (found,) = check(expression).diagnostics

    assert found.help == help_


def test_a_sum_of_texts_is_fixed_as_one_template() -> None:
    (found,) = check("'a{b' + name + n").diagnostics

    assert found.fixes[0].edits[0].text == '"a\\{b{name}{n}"'


def test_a_default_that_reads_a_field_below_is_told_to_stand_under_it() -> None:
    (found,) = check("1", before="type Page { key id: Text = slug(title), title: Text }\n").diagnostics

    assert (found.code, found.help) == ("C0327", "a default reads the fields above it: move that one up")


def test_a_record_where_a_map_is_wanted_is_told_how_keys_are_written() -> None:
    (found,) = check("1", members="shared sizes: {Text: Int} = { small: 1, large: 2 }").diagnostics

    assert (found.code, found.help) == ("C0401", 'a key of a map stands in quotes: `"small": …`')


def test_a_map_by_dates_is_compared_with_one_that_is_written_out() -> None:
    assert check("by_day == { '2026-11-22': 1 }", members="shared by_day: {Date: Int} = {}").wrong == ()
    assert check("by_day == { '2026-11-22': 'x' }", members="shared by_day: {Date: Int} = {}").wrong == (
        ("C0405", "{ '2026-11-22': 'x' }"),
    )
