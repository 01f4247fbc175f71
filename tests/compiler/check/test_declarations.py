"""Types, cells, constants and functions as declared."""

import pytest

from compiler.check.checker import Checker
from compiler.parse import parse
from compiler.resolve import resolve
from compiler.source import Source
from tests.compiler.check.checking import check, short


def checked(text: str) -> tuple[Checker, list[tuple[str, str]]]:
    """A file's checker after all that it declares was looked at, and the codes with what they point at."""
    source = Source("test.recipe", text)
    module, problems = parse(source)
    assert problems == ()
    resolved, twice = resolve(module)
    checker = Checker({source.number: source}, resolved)
    for each in twice:
        checker.report(each)
    for recipe in resolved.recipes.values():
        checker.recipe(recipe.name)
        for name in recipe.derived:
            checker.derived(recipe.name, name)
    checker.functions({})
    return checker, [(each.code, source.slice(each.primary.span)) for each in checker.diagnostics()]


@pytest.mark.parametrize(
    ("type_", "schema"),
    [
        ("Text(1..40)", {"type": "string", "minLength": 1, "maxLength": 40}),
        ("Int(0..)", {"type": "integer", "minimum": 0}),
        ("Text(matches: '^[a-z]+$')", {"type": "string", "pattern": "^[a-z]+$"}),
        ("[Text](2..6)", {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 6}),
        ("[Int else skip]", {"type": "array", "items": {"type": "integer"}, "x-skip": True}),
        ("{Text: Int}", {"type": "object", "additionalProperties": {"type": "integer"}}),
        ("Int?", {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        ('"a" | "b"', {"enum": ["a", "b"]}),
        ("Json", {}),
    ],
)
def test_a_type_has_one_schema(type_: str, schema: object) -> None:
    checker, wrong = checked(f"type T = {type_}\n")

    assert wrong == []
    assert checker.definitions()["T"] == schema


@pytest.mark.parametrize(
    ("type_", "cleaning", "takes"),
    [
        ("Text(trim, lower)", "call(lower, [call(trim, [$0])])", {"type": "string"}),
        ("Int(round, clamp, 0..9)", "call(clamp, [call(round, [$0]), 0, 9])", {"type": "number"}),
        ("Number(clamp, 0..)", "call(clamp, [$0, 0, None])", {"type": "number"}),
        ("Number(cents)", "apply(cents, [$0])", {"type": "number"}),
        ("Stage(trim, lower)", "call(lower, [call(trim, [$0])])", {"type": "string"}),
    ],
)
def test_cleaning_is_an_expression_over_what_is_put(type_: str, cleaning: str, takes: object) -> None:
    text = f'type Stage = "a" | "b"\nfn cents(x: Number) = round(x, 2)\ntype T {{ x: {type_} }}\n'
    checker, wrong = checked(text)
    schema = checker.definitions()["T"]["properties"]["x"]

    assert wrong == []
    assert short(schema["x-clean"]) == cleaning
    assert schema["x-takes"] == takes


def test_a_default_of_a_field_reads_the_fields_above_it() -> None:
    checker, wrong = checked("type T { id: Text, label: Text = title_case(id), size: Int else size(label) }\n")
    properties = checker.definitions()["T"]["properties"]

    assert wrong == []
    assert short(properties["label"]["x-default"]) == "call(title_case, [field($0, id)])"
    assert short(properties["size"]["x-else"]) == "call(size, [field($0, label)])"


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        ("type T = Integer", ("C0315", "Integer")),
        ("type T = Bool(trim)", ("C0426", "trim")),
        ("type T = Int(trim)", ("C0427", "trim")),
        ("type T = Text(round)", ("C0427", "round")),
        ("type T = Text(trimm)", ("C0316", "trimm")),
        ("type T = Text(matches: '(')", ("C0428", "'('")),
        ("type T = Text(matches: '(?=a)')", ("C0428", "'(?=a)'")),
        ("type T = Int(9..1)", ("C0429", "9..1")),
        ("type T = [Int](6..2)", ("C0429", "6..2")),
        ("type T = {Bool: Int}", ("C0436", "Bool")),
        ("type T = Int | Text", ("C0430", "Int | Text")),
        ("type T = { a: Int } | { b: Int }", ("C0430", "{ a: Int } | { b: Int }")),
        ("type T { x: Int = 'a' }", ("C0401", "'a'")),
        ("type T { x: Int(0..5) = 6 }", ("C0407", "6")),
        ("type T { x: Int, x: Text }", ("C0313", "x")),
        ("type T { key a: Int, key b: Int }", ("C0439", "b")),
        ("type Text { x: Int }", ("C0320", "Text")),
        ("type T = Charm(Rom)", ("C0317", "Rom")),
    ],
)
def test_a_type_that_cannot_be_is_reported_at_the_part_that_is_wrong(declared: str, wrong: tuple[str, str]) -> None:
    assert checked(f"{declared}\n")[1] == [wrong]


def test_a_recursive_type_is_fine_and_one_that_is_only_itself_is_not() -> None:
    assert checked("type Tree { name: Text, children: [Tree] }\n")[1] == []
    assert [code for code, _ in checked("type A = B\ntype B = A\n")[1]] == ["C0431"]


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("shared a: Int = 1.5", ("C0401", "1.5")),
        ("shared a: Text(..3) = 'long'", ("C0407", "'long'")),
        ("shared a: Text(trim, ..3) = ' ab '", None),
        ("shared a: Int(clamp, 0..9) = 12", None),
        ("shared a: Stage = 'opne'", ("C0406", "'opne'")),
        ("shared a: Id = 'not an id'", ("C0407", "'not an id'")),
        ("shared a: Time = 'tomorrow'", ("C0407", "'tomorrow'")),
        ("shared a: Date = '2026-11-22'", None),
        ("shared a: Number = 1", None),
        ("shared a: Int? = none", None),
        ("shared a: Int = none", ("C0411", "none")),
        ("shared a: [Int] = [1, 'a']", ("C0401", "'a'")),
        ("shared a: {Id: Int} = { b: 1 }", ("C0401", "{ b: 1 }")),
        ("shared a: Point = { x: 1 }", ("C0408", "{ x: 1 }")),
        ("shared a: Point = { x: 1, y: 2, z: 3 }", ("C0319", "z")),
        ("shared a: Point = { x: 1, y: 'a' }", ("C0401", "'a'")),
        ("shared a: [Todo] = [{ title: 'a' }, { title: 'b', done: true }]", None),
        ("shared a: Shape = { kind: 'circle', r: 1 }", None),
        ("shared a: Shape = { kind: 'circle', w: 1, r: 2 }", ("C0319", "w")),
        ("shared a: Shape = { kind: 'cirle', r: 1 }", ("C0406", "'cirle'")),
        ("shared a: Int = later\n  shared later: Int = 1", ("C0327", "later")),
    ],
)
def test_what_a_cell_starts_with_is_checked_against_its_type(cell: str, wrong: tuple[str, str] | None) -> None:
    assert check("1", members=f"  {cell.replace('shared a', 'shared fresh')}").wrong == ((wrong,) if wrong else ())


def test_a_constant_is_a_literal_where_it_is_one_and_else_a_function() -> None:
    before = "let most = 3\nlet stages: [Stage] = ['open', 'done']\n"

    assert check("most + count(stages)", before=before).node == "add(3, call(count, [apply(stages, [])]))"


def test_a_constant_with_a_type_is_filled_like_what_is_put_in_a_cell() -> None:
    checker, wrong = checked("type T { a: Int, b: Int = 2 }\nlet all: [T] = [{ a: 1 }, { a: 2, b: 3 }]\n")

    assert wrong == []
    assert [each.expr["op"] for each in checker.functions({}).values() if each] == ["fit"]


def test_constants_that_need_each_other_are_reported() -> None:
    assert [code for code, _ in checked("let one = two + 1\nlet two = one + 1\n")[1]] == ["C0440"]


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        ("shared a: Int = 0\n  shared a: Int = 1", ("C0313", "a")),
        ("shared a: Int = 0\n  on a() { a = 1 }", ("C0313", "a")),
        ("shared most: Int = 0", ("C0314", "most")),
        ("fn trim(x: Int) = x", ("C0320", "trim")),
        ("fn top(x: Int) = x", ("C0314", "top")),
        ("shared a: Int = 0\n  fn f(a: Int) = a", ("C0314", "a")),
    ],
)
def test_no_name_is_declared_twice_or_hides_another(declared: str, wrong: tuple[str, str]) -> None:
    assert checked(f"let most = 3\nfn top(y: Int) = y\nrecipe R {{\n  {declared}\n}}\n")[1] == [wrong]


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        ("recipe R(shared xs: [Int] = [], x in xs) { }", ["x in xs"]),
        ("recipe R(shared a as b: Int = 0) { }", ["b"]),
        ("recipe R { on f(shared a: Int, local b was c: Int) { } }", ["shared a: Int", "c", "local b was c: Int"]),
        ("recipe R { fn f(shared a: Int) = a }", ["shared a: Int"]),
        ("fn f(local a: Int) = a", ["local a: Int"]),
        ("view V(shared a: Int) { text 'x' }", ["shared a: Int"]),
        ("recipe R(shared a: Int = 0, local b: Int = 0, c: Int = 0) { on f(d as e: Int) { } }", []),
        ("fn f(a as b: Int) = b", []),
    ],
)
def test_a_parameter_has_only_marks_that_mean_something_there(declared: str, wrong: list[str]) -> None:
    found = checked(f"{declared}\n")[1]
    assert sorted(found) == sorted(("C0328", part) for part in wrong)


def test_a_function_of_a_recipe_gets_what_it_reads_as_arguments() -> None:
    members = """
  fn total() = n + count(words)
  fn more(k: Int) -> Int = if k == 0 then total() else more(k - 1)
  let used = more(2)
"""
    found = check("more(1)", members=members)

    assert (found.type, found.node) == ("Int", "apply(R.more, [1, n, words])")
    assert found.wrong == ()


def test_lifted_functions_pass_on_what_the_called_ones_read() -> None:
    checker, wrong = checked(
        """
recipe R {
  shared n: Int = 0
  local draft: Text = ""
  fn own() = "{draft} of {me}"
  fn both(k: Int) = fold s = "" for i in range(k) -> "{s}{own()}{n}"
}
"""
    )

    assert wrong == []
    assert {each.id: (each.arity, short(each.expr)) for each in checker.functions({}).values() if each} == {
        "R.own": (2, "text([$0, ' of ', $1])"),
        "R.both": (
            4,
            "fold($4, '', [for($5, call(range, [$0]))], text([$4, apply(R.own, [$2, $3]), $1]))",
        ),
    }


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        ("fn f(n: Int) = if n == 0 then 1 else f(n - 1)", ("C0417", "f(n - 1)")),
        ("fn f(n: Int) -> Text = n", ("C0401", "n")),
        ("fn f() = now()", ("C0418", "now()")),
        ("fn f(n: Int) = n\nlet x = f('a')", ("C0401", "'a'")),
        ("fn f(n: Int) = n\nlet x = f(m: 1)", ("C0416", "m: 1")),
        ("fn f(n: Int) = n\nlet x = f()", ("C0416", ")")),
    ],
)
def test_a_function_that_is_wrong_is_reported_in_its_body_or_at_its_call(declared: str, wrong: tuple[str, str]) -> None:
    assert checked(f"{declared}\n")[1] == [wrong]


def test_an_argument_that_leaves_fields_out_is_filled_before_the_call() -> None:
    before = "fn label(t: Task) = '{t.title}'\ntype Task { title: Text, done: Bool = false }\n"

    assert check("label({ title: name })", before=before).node == "apply(label, [fit(record({title: name}), …)])"
    assert check("label({ title: name, done: true })", before=before).node == (
        "apply(label, [record({title: name, done: True})])"
    )


def test_a_type_and_a_function_that_are_unknown_are_reported_once_each_with_all_their_uses() -> None:
    text = "type T { a: Tasc, b: [Tasc], c: Task }\ntype Task { x: Text(trimm), y: Text(trimm) }\nlet z = trimm('a')\n"

    assert checked(text)[1] == [("C0315", "Tasc"), ("C0316", "trimm")]


def test_what_a_broken_declaration_means_is_not_guessed_and_its_names_are_not_unknown() -> None:
    source = Source("test.recipe", "recipe R {\n  shared n: Int = = 1 1 )\n  let it = n + 1\n  let bad = nmae\n}\n")
    module, problems = parse(source)
    checker = Checker({source.number: source}, resolve(module)[0])
    checker.recipe("R")
    for name in ("it", "bad"):
        checker.derived("R", name)

    assert problems != ()
    assert [(each.code, source.slice(each.primary.span)) for each in checker.diagnostics()] == [("C0312", "nmae")]


def test_a_diagnostic_says_in_which_declaration_it_stands() -> None:
    (found,) = check("1", members="fn f(k: Int) = k + ready").diagnostics

    assert found.within == "R.f"
