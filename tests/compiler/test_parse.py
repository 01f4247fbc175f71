"""Declarations, statements, views and tests: what each form of the language becomes."""

from pathlib import Path

import pytest

from compiler import syntax
from compiler.parse import parse
from compiler.source import Source, Span
from tests.compiler.syntax_text import nodes, parsed, sketch, statements

RECIPES = sorted([*Path("recipes").glob("*.recipe"), *Path("tests/compiler/recipes").glob("*.recipe")])


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_without_mistakes_has_no_diagnostics(path: Path) -> None:
    parsed(path.read_text(encoding="utf-8"))


def test_the_first_recipe_of_the_chat_spawns_the_second() -> None:
    chat, session = parsed(Path("recipes/chat.recipe").read_text(encoding="utf-8")).recipes

    assert (chat.name.text, session.name.text) == ("Chat", "Session")
    assert sketch(chat.members[2]) == (
        "Handler(join, [], [Navigate(Spawn(Session, [Arg(-, messages), Arg(-, users)]), -)], False, -)"
    )
    assert [param.kind for param in session.params] == ["shared", "shared"]


def test_spans_cover_what_was_written() -> None:
    text = 'recipe R {\n  let a = f(1)  # why\n  let b = "x{a}"\n}\n'
    derives = [each for each in parsed(text).recipes[0].members if isinstance(each, syntax.Derive)]

    def slice_of(span: Span) -> str:
        return text[span.start : span.end]

    assert [slice_of(each.span) for each in derives] == ["let a = f(1)", 'let b = "x{a}"']
    assert [slice_of(each.value.span) for each in derives] == ["f(1)", '"x{a}"']
    template = derives[1].value
    assert isinstance(template, syntax.Template)
    assert isinstance(template.parts[1], syntax.Hole)
    assert slice_of(template.parts[1].span) == "{a}"
    assert slice_of(template.parts[1].value.span) == "a"


def test_documentation_belongs_to_what_follows_and_to_the_file_before_a_blank_line() -> None:
    module = parsed(
        '"""The file."""\n\n"""A type."""\ntype T { """A field."""\n a: Int }\n'
        'recipe R {\n  """A cell.\n\n  More.\n  """\n\n  shared a: Int\n}\n'
    )

    assert module.doc == "The file."
    assert module.types[0].doc == "A type."
    assert isinstance(module.types[0].type, syntax.RecordType)
    assert module.types[0].type.fields[0].doc == "A field."
    assert isinstance(module.recipes[0].members[0], syntax.Cell)
    assert module.recipes[0].members[0].doc == "A cell.\n\nMore."
    assert parsed('"""A type."""\ntype T = Int\n').types[0].doc == "A type."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  One line. ", "One line. "),
        ("First.\n\n    Second,\n      further in.\n  ", "First.\n\nSecond,\n  further in."),
        ("\n\n  First.\n\tTabs.\n", "First.\n      Tabs."),
        ("\n\n", ""),
        ("", ""),
    ],
)
def test_documentation_loses_the_indentation_that_its_lines_share(written: str, meant: str) -> None:
    assert parsed(f'"""{written}"""\ntype T = Int\n').types[0].doc == meant


def test_names_imported_from_a_file_are_listed_with_it() -> None:
    assert sketch(parsed('use "people.recipe" (Person, badge)\n').uses) == "[Use('people.recipe', [Person, badge])]"


def test_a_function_has_an_expression_or_steps_and_an_expression() -> None:
    short, long = parsed("fn f(x: Int) = x\nfn g() -> Int {\n  let a = 1\n  let b = a; a + b\n}\n").functions

    assert sketch(short.value) == "x"
    assert sketch(long.lets) == "[Let(a, 1), Let(b, a)]"
    assert (sketch(long.result), sketch(long.value)) == ("TypeName(Int, [])", "Binary('+', a, b)")


def test_a_recipe_holds_its_members_in_the_order_written() -> None:
    recipe = parsed(
        "recipe R was Q(shared a was b: Int = 1, local c: Text, d: Int) {\n"
        "  shared users was people: Int\n  child rows = [Row(x) for x in xs]\n  every 10s -> tick(1)\n"
        '  always a < 3 else "Full."\n  migrate users(old: Text) = 1\n  fn f() = 1\n  private on tick(n: Int) {}\n'
        "  on order(id as t in ts, r as s: Int) {}\n  view {}\n}\n"
    ).recipes[0]

    assert sketch(recipe.was) == "Q"
    assert [(each.kind, each.inner.text) for each in recipe.params] == [("shared", "a"), ("local", "c"), ("value", "d")]
    assert [type(each).__name__ for each in recipe.members] == (
        ["Cell", "Child", "Every", "Always", "Migrate", "Function", "Handler", "Handler", "View"]
    )
    tick, order = [each for each in recipe.members if isinstance(each, syntax.Handler)]
    assert (tick.is_private, order.is_private) == (True, False)
    assert [(each.kind, each.name.text, each.inner.text) for each in order.params] == [
        ("element", "id", "t"),
        ("value", "r", "s"),
    ]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("n = 1; a[0].b += 2", "[Assign(n, '=', 1), Assign(Field(Index(a, 0), b), '+=', 2)]"),
        ("xs.push(v)\nremove t", "[Call(Field(xs, push), [Arg(-, v)]), Remove(t)]"),
        ("move t to 0\nmove t before u", "[Move(t, 0, -), Move(t, -, u)]"),
        ('require c else "m"', "[Require(c, 'm')]"),
        ("navigate R(a) keyed by me", "[Navigate(Spawn(R, [Arg(-, a)]), me)]"),
        ("navigate rooms[i].room", "[Navigate(Field(Index(rooms, i), room), -)]"),
        ("after 20s -> close(q)", "[After(Duration(20000), Call(close, [Arg(-, q)]))]"),
        ("let r = spawn R()", "[Let(r, Spawn(R, []))]"),
        (
            "if a { b() } else if c { d() }\nelse { e() }",
            "[If(a, [Call(b, [])], [If(c, [Call(d, [])], [Call(e, [])])])]",
        ),
        ("for i, x in xs where c { f() }", "[For([ForClause([i, x], xs), WhereClause(c)], [Call(f, [])])]"),
        (
            'match k { "a" -> { f() }, 1 -> g() }',
            "[MatchStatement(k, [Arm(['a'], [Call(f, [])]), Arm([1], [Call(g, [])])])]",
        ),
        ("order = 3\nlimit = 4", "[Assign(order, '=', 3), Assign(limit, '=', 4)]"),
    ],
)
def test_statements_end_at_a_new_line_or_a_semicolon(text: str, tree: str) -> None:
    assert statements(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            'text "a" size: 3 -> go(1) { item }',
            "[Element(text, 'a', [Attribute(size, 3)], Call(go, [Arg(-, 1)]), [Element(item, -, [], -, [])])]",
        ),
        ("show Room(a)\nshow left", "[Show(Call(Room, [Arg(-, a)])), Show(left)]"),
        (
            "if a { text b }\nelse if c { text d }",
            "[ViewIf(a, [Element(text, b, [], -, [])], [ViewIf(c, [Element(text, d, [], -, [])], [])])]",
        ),
        ("heading if a then b else c", "[Element(heading, Cond(a, b, c), [], -, [])]"),
        (
            "for x in xs order by x { item x }",
            "[ViewFor([ForClause([x], xs), OrderClause([OrderKey(x, False)])], [Element(item, x, [], -, [])])]",
        ),
        (
            'match k { "a" -> text b, _ -> { row } }',
            "[ViewMatch(k, [Arm(['a'], [Element(text, b, [], -, [])]), "
            "Arm([Wildcard()], [Element(row, -, [], -, [])])])]",
        ),
        (
            "text a\nfor x in xs { row }",
            "[Element(text, a, [], -, []), ViewFor([ForClause([x], xs)], [Element(row, -, [], -, [])])]",
        ),
        ("button b -> remove(t)", "[Element(button, b, [], Call(remove, [Arg(-, t)]), [])]"),
        ("let n = 1; text n", "[Let(n, 1), Element(text, n, [], -, [])]"),
    ],
)
def test_a_view_is_a_tree_of_elements(text: str, tree: str) -> None:
    assert nodes(text) == tree


def test_a_brace_after_an_element_opens_its_children_not_a_record() -> None:
    assert nodes("item { x }") == "[Element(item, -, [], -, [Element(x, -, [], -, [])])]"


def test_a_step_of_a_test_says_who_does_it() -> None:
    steps = (
        parsed(
            'test "t" {\n  visitors ann, bo\n  let r = spawn R()\n  ann: let a = r.join()\n  bo: a.draft = "x"\n'
            '  expect a shows "x"\n  ann: expect a.send() refused\n  expect b() refused "no"\n'
            "  wait 20s\n  ann: leave\n  restart\n}\n"
        )
        .tests[0]
        .steps
    )

    assert [sketch(each) for each in steps] == [
        "Step(-, Visitors([ann, bo]))",
        "Step(-, Let(r, Spawn(R, [])))",
        "Step(ann, Let(a, Call(Field(r, join), [])))",
        "Step(bo, Assign(Field(a, draft), '=', 'x'))",
        "Step(-, Expect(a, Shows('x')))",
        "Step(ann, Expect(Call(Field(a, send), []), Refused(-)))",
        "Step(-, Expect(Call(b, []), Refused('no')))",
        "Step(-, Wait(Duration(20000)))",
        "Step(ann, Leave())",
        "Step(-, Restart())",
    ]


def test_line_ends_of_other_systems_and_tabs_mean_the_same() -> None:
    text = Path("recipes/chat.recipe").read_text(encoding="utf-8")
    plain = parsed(text)

    assert sketch(parsed(text.replace("\n", "\r\n"))) == sketch(plain)
    assert sketch(parsed(text.replace("  ", "\t"))) == sketch(plain)


def test_a_file_of_a_thousand_declarations_and_long_sums_is_read() -> None:
    text = "".join(f"let a{n} = {' + '.join(['1'] * 100)}\n" for n in range(200))

    assert len(parse(Source("long.recipe", text))[0].constants) == 200
