"""Expressions and types: what each form of the language becomes."""

import pytest

from tests.compiler.syntax_text import expression, type_of


def test_operators_bind_as_in_arithmetic_and_logic() -> None:
    assert expression("1 + 2 * 3 - -a.b") == "Binary('-', Binary('+', 1, Binary('*', 2, 3)), Unary('-', Field(a, b)))"
    assert expression("not a == b and c or d ?? e") == (
        "Binary('??', Binary('or', Binary('and', Unary('not', Binary('==', a, b)), c), d), e)"
    )
    assert expression("x as Json ?? d") == "Binary('??', As(x, TypeName(Json, [])), d)"


def test_operators_of_one_rank_go_from_left_to_right_but_for_the_one_that_opens_options() -> None:
    assert expression("1 - 2 - 3") == "Binary('-', Binary('-', 1, 2), 3)"
    assert expression("a ?? b ?? c") == "Binary('??', a, Binary('??', b, c))"


def test_not_in_is_the_opposite_of_in() -> None:
    assert expression("a not in xs") == "Unary('not', Binary('in', a, xs))" == expression("not a in xs")


def test_paths_and_calls_are_read_from_the_left() -> None:
    assert expression("a[0].b.f(1, by: 2)") == "Call(Field(Field(Index(a, 0), b), f), [Arg(-, 1), Arg(by, 2)])"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{ a: 1, b, ...c }", "Braces([FieldEntry(a, 1), FieldEntry(b, b), Spread(c)])"),
        ("{ a: 1\n b: 2\n}", "Braces([FieldEntry(a, 1), FieldEntry(b, 2)])"),
        ('{ [k]: v, "x": y }', "Braces([KeyEntry(k, v), KeyEntry('x', y)])"),
        ("{ t.id, ts[0].at }", "Braces([FieldEntry(id, Field(t, id)), FieldEntry(at, Field(Index(ts, 0), at))])"),
        ("{ 1: v }", "Braces([KeyEntry(1, v)])"),
        ('{ "{k}-x": v }', "Braces([KeyEntry(Template([Hole(k, -), '-x']), v)])"),
        ("{}", "Braces([])"),
        ("[...xs, x,]", "ListExpr([Spread(xs), x])"),
    ],
)
def test_braces_and_brackets_hold_entries_in_the_order_written(text: str, tree: str) -> None:
    assert expression(text) == tree


def test_a_comprehension_keeps_its_clauses_in_order() -> None:
    assert expression("[x for i, x in xs let y = x where y order by y desc, x limit 3]") == (
        "Comprehension('list', x, [ForClause([i, x], xs), LetClause(y, x), WhereClause(y), "
        "OrderClause([OrderKey(y, True), OrderKey(x, False)]), LimitClause(3)])"
    )
    assert expression("[g for t in ts group by t.q into g]") == (
        "Comprehension('list', g, [ForClause([t], ts), GroupClause(Field(t, q), g)])"
    )


def test_a_map_and_an_argument_may_be_comprehensions_too() -> None:
    assert expression("{\n [k]: v\n for k, v in m\n where v\n}") == (
        "Comprehension('map', KeyEntry(k, v), [ForClause([k, v], m), WhereClause(v)])"
    )
    assert expression("sum(i.p for i in xs)") == (
        "Call(sum, [Arg(-, Comprehension('argument', Field(i, p), [ForClause([i], xs)]))])"
    )


def test_a_choice_may_hold_records_in_its_branches() -> None:
    assert expression("if a then { b } else { c: 1 }") == (
        "Cond(a, Braces([FieldEntry(b, b)]), Braces([FieldEntry(c, 1)]))"
    )
    assert expression('match e { "a", -1 -> { b }\n _ -> none }') == (
        "Match(e, [Arm(['a', -1], Braces([FieldEntry(b, b)])), Arm([Wildcard()], None)])"
    )
    assert expression("fold h = 0 for c in cs -> { h }") == (
        "Fold('fold', h, 0, [ForClause([c], cs)], Braces([FieldEntry(h, h)]))"
    )


def test_a_template_is_text_and_holes_by_turns() -> None:
    assert expression('"a {b:.2} c {d}"') == "Template(['a ', Hole(b, '.2'), ' c ', Hole(d, -)])"
    assert expression('"{x}"') == "Template([Hole(x, -)])"


def test_a_hole_may_hold_quotes_braces_and_templates() -> None:
    assert expression('"q{if c then "x" else "{y}"}{ {a: 1}.a }"') == (
        "Template(['q', Hole(Cond(c, 'x', Template([Hole(y, -)])), -), Hole(Field(Braces([FieldEntry(a, 1)]), a), -)])"
    )


def test_a_backslash_escapes_in_double_quotes_and_nowhere_else() -> None:
    assert expression(r'"\{a\} \"b\" \\ \n \u{e9}"') == repr('{a} "b" \\ \n é')
    assert expression(r"'\n {a} \"b'") == repr('\\n {a} \\"b')


def test_numbers_keep_whether_they_were_written_with_a_point() -> None:
    assert [expression(text) for text in ("5", "5.0", "2e3")] == ["5", "5.0", "2000.0"]


def test_durations_are_counted_in_milliseconds() -> None:
    assert [expression(text) for text in ("250ms", "20s", "5m", "2h", "3d")] == [
        f"Duration({ms})" for ms in (250, 20_000, 300_000, 7_200_000, 259_200_000)
    ]


def test_a_line_goes_on_where_it_cannot_end() -> None:
    assert expression("a +\n b") == expression("a\n + b") == expression("(a\n+ b)") == "Binary('+', a, b)"
    assert expression("[1,\n 2\n]") == "ListExpr([1, 2])"
    assert expression("a\n .b\n ?? c") == "Binary('??', Field(a, b), c)"


def test_keywords_are_names_where_no_construct_begins() -> None:
    assert expression("order + key + view") == "Binary('+', Binary('+', order, key), view)"
    assert expression("a.match.if.on") == "Field(Field(Field(a, match), if), on)"
    assert expression("{ if: 1, for: 2, then: 3, was: 4 }") == (
        "Braces([FieldEntry(if, 1), FieldEntry(for, 2), FieldEntry(then, 3), FieldEntry(was, 4)])"
    )
    assert expression("f(in: 1, show: 2)") == "Call(f, [Arg(in, 1), Arg(show, 2)])"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Text(trim, 1..40)", "TypeName(Text, [CleanStep(trim, []), Range(1, 40)])"),
        ("Int(-5..)", "TypeName(Int, [Range(-5, -)])"),
        ("Number(..0.5)", "TypeName(Number, [Range(-, 0.5)])"),
        ("Text(matches: '^a')", "TypeName(Text, [Named(matches, '^a')])"),
        ("[T else skip](2..6)", "ListType(Slot(TypeName(T, []), -, -, True), Range(2, 6))"),
        ("{K: V = 0}", "MapType(TypeName(K, []), Slot(TypeName(V, []), 0, -, False))"),
        ("T?", "OptionType(TypeName(T, []))"),
        ('"a" | "b" | T', "UnionType([LiteralType('a'), LiteralType('b'), TypeName(T, [])])"),
        ('("a" | "b")?', "OptionType(UnionType([LiteralType('a'), LiteralType('b')]))"),
        ("Charm(R)", "CharmType(R)"),
    ],
)
def test_types_are_read_as_written(text: str, tree: str) -> None:
    assert type_of(text) == tree


def test_a_record_type_knows_its_key_its_defaults_and_what_a_field_was_called() -> None:
    assert type_of("{ key id: Id = new_id(), name was title: Text else t\n key: Int }") == (
        "RecordType([FieldDecl(id, -, Slot(TypeName(Id, []), Call(new_id, []), -, False), True, -), "
        "FieldDecl(name, title, Slot(TypeName(Text, []), -, t, False), False, -), "
        "FieldDecl(key, -, Slot(TypeName(Int, []), -, -, False), False, -)])"
    )
