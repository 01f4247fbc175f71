"""Right expressions: the type that each has, and its node of the graph."""

import pytest

from tests.compiler.check.checking import check


@pytest.mark.parametrize(
    ("expression", "type_", "node"),
    [
        ("n + 1 - 2", "Int", "sub(add(n, 1), 2)"),
        ("n + price", "Number", "add(n, price)"),
        ("n / 2", "Number", "div(n, 2)"),
        ("n % 2", "Int", "mod(n, 2)"),
        ("-n * 2", "Int", "mul(neg(n), 2)"),
        ("-5", "Int", "-5"),
        ("5s + span_of", "Duration", "add(5000, span_of)"),
        ("span_of * 2", "Duration", "mul(span_of, 2)"),
        ("span_of / 1s", "Number", "div(span_of, 1000)"),
        ("name < 'b'", "Bool", "lt(name, 'b')"),
        ("n == price", "Bool", "eq(n, price)"),
        ("stage != 'open'", "Bool", "ne(stage, 'open')"),
        ("maybe == 3", "Bool", "eq(maybe, 3)"),
        ("raw == 3", "Bool", "same(raw, 3)"),
        ("raw != 3", "Bool", "not(same(raw, 3))"),
        ("not ready or n > 1", "Bool", "or(not(ready), gt(n, 1))"),
        ("'a' in words", "Bool", "in('a', words)"),
        ("n in by_number", "Bool", "in(call(to_text, [n]), by_number)"),
        ("maybe ?? 0", "Int", "coalesce(maybe, 0)"),
        ("maybe ?? none", "Int?", "coalesce(maybe, None)"),
    ],
)
def test_an_operator_gives_the_type_that_its_operands_call_for(expression: str, type_: str, node: str) -> None:
    assert_checked(expression, type_, node)


@pytest.mark.parametrize(
    ("expression", "type_", "node"),
    [
        ("at.x", "Int", "field(at, x)"),
        ("somewhere.x", "Int?", "then(somewhere, $0, field($0, x))"),
        ("words[0]", "Text?", "nth(words, 0)"),
        ("todos['a']", "Todo?", "find(todos, 'a', id)"),
        ("todos['a'].title", "Text?", "then(find(todos, 'a', id), $0, field($0, title))"),
        ("first(todos).due", "Time?", "then(call(first, [todos]), $0, field($0, due))"),
        ("ages['x']", "Int?", "entry(ages, 'x')"),
        ("counts['x'] + 1", "Int", "add(entry(counts, 'x', 0), 1)"),
        ("by_number[n]", "Text?", "entry(by_number, call(to_text, [n]))"),
        ("by_number[3]", "Text?", "entry(by_number, '3')"),
        ("shape.kind", '"circle" | "box"', "field(shape, kind)"),
        ("raw as Point", "Point?", "as(raw, …)"),
        ("name as Stage", "Stage?", "as(name, …)"),
    ],
)
def test_a_path_is_opened_once_at_its_end(expression: str, type_: str, node: str) -> None:
    assert_checked(expression, type_, node)


@pytest.mark.parametrize(
    ("expression", "type_", "node"),
    [
        ("{ ...at, x: 3 }", "Point", "update(at, {x: 3})"),
        ("{ ...at, z: 3 }", "{ x: Int, y: Int, z: Int }", "update(at, {z: 3})"),
        ("{ n, label: 'a' }", '{ n: Int, label: "a" }', "record({n: n, label: 'a'})"),
        ("{ 'a': 1, [name]: 2.5 }", "{Text: Number}", "map([['a', 1], [name, 2.5]])"),
        ("{ [n]: 'a', [2]: 'b' }", '{Int: "a" | "b"}', "map([[call(to_text, [n]), 'a'], ['2', 'b']])"),
        ("{ ...ages, ['x']: 1 }", "{Id: Int}", "map(ages, [['x', 1]])"),
        ("[...words, 'x']", "[Text]", "list([spread(words), 'x'])"),
        ("[1, none]", "[Int?]", "list([1, None])"),
        ("[]", "an empty list", "list([])"),
        ("'{n} of {price:.2}'", '"{n} of {price:.2}"', "'{n} of {price:.2}'"),
        ('"{n} of {price:.2}"', "Text", "text([n, ' of ', format(price, .2)])"),
        ("if ready then 'a' else 'b'", '"a" | "b"', "cond(ready, 'a', 'b')"),
        ("match n { 1, 2 -> 'a', _ -> name }", "Text", "match(n, [{values: [1, 2], then: 'a'}], name)"),
    ],
)
def test_what_is_written_out_has_the_narrowest_type(expression: str, type_: str, node: str) -> None:
    assert_checked(expression, type_, node)


@pytest.mark.parametrize(
    ("expression", "type_", "node"),
    [
        ("[x * 2 for x in numbers where x > 1]", "[Int]", "collect([for($0, numbers), where(gt($0, 1))], mul($0, 2))"),
        (
            "[{ i, w } for i, w in words]",
            "[{ i: Int, w: Text }]",
            "collect([for($0, $1, words)], record({i: $1, w: $0}))",
        ),
        (
            "[w for w in words order by size(w) desc, w limit 3]",
            "[Text]",
            "collect([for($0, words), order([{by: call(size, [$0]), descending: True}, {by: $0, descending: False}]), "
            "limit(3)], $0)",
        ),
        (
            "[{ k: g.key, all: g.items } for w in words let s = size(w) group by s into g]",
            "[{ k: Int, all: [Text] }]",
            "collect([for($0, words), bind($1, call(size, [$0])), group($1, $2, $0)], "
            "record({k: field($2, key), all: field($2, items)}))",
        ),
        (
            "[g.items for w in words for c in chars(w) group by c into g]",
            "[[{ w: Text, c: Text }]]",
            "collect([for($0, words), for($1, call(chars, [$0])), group($1, $2, record({w: $0, c: $1}))], "
            "field($2, items))",
        ),
        (
            "[t.id for t in todos order by t.due]",
            "[Id]",
            "collect([for($0, todos), order([{by: field($0, due), descending: False}])], field($0, id))",
        ),
        (
            "[g.items for k, v in ages group by v into g]",
            "[[{ k: Id, v: Int }]]",
            "collect([for_entries($0, $1, ages), group($1, $2, record({k: $0, v: $1}))], field($2, items))",
        ),
        (
            "[c for w in words for c in chars(w)]",
            "[Text]",
            "collect([for($0, words), for($1, call(chars, [$0]))], $1)",
        ),
        ("[k for k, v in ages where v > 18]", "[Id]", "collect([for_entries($0, $1, ages), where(gt($1, 18))], $0)"),
        (
            "[k + 1 for k, v in by_number]",
            "[Int]",
            "collect([for_entries($0, $1, by_number), bind($2, call(to_int, [$0]))], add($2, 1))",
        ),
        ("{ [w]: size(w) for w in words }", "{Text: Int}", "collect_map([for($0, words)], $0, call(size, [$0]))"),
        ("sum(t.x for t in [at])", "Int", "call(sum, [collect([for($0, list([at]))], field($0, x))])"),
        ("fold s = 0 for x in numbers -> s + x", "Int", "fold($0, 0, [for($1, numbers)], add($0, $1))"),
        ("fold s = 0 for x in numbers -> s + 0.5", "Number", "fold($0, 0, [for($1, numbers)], add($0, 0.5))"),
        (
            "fold s = [] for w in words -> [w, ...s]",
            "[Text]",
            "fold($0, list([]), [for($1, words)], list([$1, spread($0)]))",
        ),
        ("scan s = 0 for x in numbers -> s + x", "[Int]", "scan($0, 0, [for($1, numbers)], add($0, $1))"),
    ],
)
def test_comprehensions_number_what_they_name(expression: str, type_: str, node: str) -> None:
    assert_checked(expression, type_, node)


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("count(todos)", "Int"),
        ("count(ages)", "Int"),
        ("sum(numbers)", "Int"),
        ("sum([1, 2.5])", "Number"),
        ("sum([])", "Int"),
        ("min(numbers)", "Int?"),
        ("min(n, price)", "Number"),
        ("first(todos)", "Todo?"),
        ("first([maybe])", "Int?"),
        ("avg(numbers)", "Number?"),
        ("round(price)", "Int"),
        ("round(price, 2)", "Number"),
        ("round(x: price, places: 2)", "Number"),
        ("abs(n)", "Int"),
        ("clamp(n, 0, none)", "Int"),
        ("values(ages)", "[Int]"),
        ("keys(by_number)", "[Text]"),
        ("entries(ages)", "[{ key: Id, value: Int }]"),
        ("zip(words, numbers)", "[{ left: Text, right: Int }]"),
        ("contains(words, 'a')", "Bool"),
        ("contains(name, 'a')", "Bool"),
        ("join([stage], ', ')", "Text"),
    ],
)
def test_a_library_function_says_what_it_gives(expression: str, type_: str) -> None:
    found = check(expression)

    assert (found.type, found.wrong) == (type_, ())


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("if maybe != none then maybe + 1 else 0", "Int"),
        ("if none == maybe then 0 else maybe + 1", "Int"),
        ("if not (maybe == none) then maybe + 1 else 0", "Int"),
        ("maybe != none and maybe > 3", "Bool"),
        ("maybe == none or maybe > 3", "Bool"),
        ("if maybe == 3 then maybe + 1 else 0", "Int"),
        ("if somewhere.x != none then somewhere.x + 1 else 0", "Int"),
        ("if ages[me] != none then ages[me] + 1 else 0", "Int"),
        ("if somewhere.x != none then somewhere.x + somewhere.y else 0", "Int"),
        ("match drawn['a'].kind { none -> 0, 'circle' -> drawn['a'].r, 'box' -> drawn['a'].w }", "Number"),
        ("if drawn['a'].kind == 'box' then drawn['a'].w else 0", "Number"),
        ("[t.due for t in todos where t.due != none]", "[Time]"),
        ("match maybe { none -> 0, _ -> maybe + 1 }", "Int"),
        ("if shape.kind == 'box' then shape.w else shape.r", "Number"),
        ("match shape.kind { 'circle' -> shape.r, 'box' -> shape.w + shape.h }", "Number"),
        ("match shape.kind { 'circle' -> 1, _ -> shape.w }", "Number"),
    ],
)
def test_a_condition_opens_what_it_asks_about(expression: str, type_: str) -> None:
    found = check(expression)

    assert (found.type, found.wrong) == (type_, ())


@pytest.mark.parametrize(
    ("expression", "local"), [("n", False), ("draft", True), ('"{me}"', True), ("size(name)", False)]
)
def test_a_value_that_reads_a_local_is_local(expression: str, local: bool) -> None:
    assert check(expression).local is local


def test_a_value_that_reads_a_local_value_is_local_too() -> None:
    assert check("size(mine)", members="let mine = draft").local


def assert_checked(expression: str, type_: str, node: str) -> None:
    found = check(expression)

    assert found.wrong == ()
    assert (found.type, found.node) == (type_, node)
