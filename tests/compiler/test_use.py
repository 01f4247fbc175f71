"""Several files: what one imports of another, under which names it is in the graph, and what can be wrong with it."""

import pytest

from compiler.diagnostics import Diagnostic
from compiler.files import read as as_source
from compiler.imports import gather
from compiler.limits import USE_DEPTH_MAX
from compiler.pipeline import compile_files, compile_source
from compiler.source import Source
from graph.check import check
from graph.codec import decode, encode
from graph.model import Cell, Graph, Node
from tests.compiler.beside import beside

BOARD = """use "people/person.recipe" (Person, Badge, greeting, Card)
use "shared.recipe" (limit_of)

type Item { key id: Id = new_id(), text: Text }

recipe Board {
  shared people: [Person] = []
  shared items: [Item] = []
  let words = greeting("Ann")
  on add(name: Text) {
    require count(people) < limit_of else "It is full."
    people.push({ name: name })
  }
  on open() { navigate Card(people) }
  view {
    heading words
    for person in people { show Badge(person) }
    button "Open" -> open()
    form -> add() {
      input name label: "Name"
      button "Add"
    }
  }
}

test "who is added is greeted" {
  visitors ann
  let board = spawn Board()
  ann: board.add(name: "Ann")
  expect board.words == "Hello Ann!"
  ann: let card = board.open()
  expect count(card.people) == 1
  expect count(card.items) == 2
}
"""
PERSON = """use "../shared.recipe" (limit_of, Name)

type Person { key id: Id = new_id(), name: Name, thing: Item? }
type Item { n: Int = limit_of }
type Unneeded { n: Int }

let sign = "!"
let first: [Item] = [{ n: 1 }, { n: limit_of }]

fn greeting(name: Text) = join(["Hello ", name, sign], "")
fn unneeded(name: Text) = name

view Badge(person: Person) { text "{person.name}{sign}" }

recipe Card(shared people: [Person]) {
  shared items: [Item] = first
  view { text "{count(people)} people, {count(items)} items{sign}" }
}

recipe Elsewhere {
  shared n: Int = 0
  view { text "{n}" }
}

test "the one of this file alone" {
  let there = spawn Elsewhere()
  expect there.n == 1
}
"""
SHARED = """type Name = Text(trim, 1..40)
let limit_of = 3
"""
FILES = {"people/person.recipe": PERSON, "shared.recipe": SHARED}
USER = "recipe R {\n  shared n: Int = 0\n  view { text n }\n}\n"


def compiled(text: str, files: dict[str, str], name: str = "board.recipe") -> Graph:
    """The graph of a file without an error, as a document reads it back."""
    graph, found = compile_source(Source(name, text), tests=True, read=beside(files))
    assert [each.message for each in found if each.severity == "error"] == []
    assert graph is not None
    assert check(graph) == ()
    return decode(encode(graph))


def wrong(text: str, files: dict[str, str], name: str = "board.recipe") -> tuple[Diagnostic, ...]:
    return compile_source(Source(name, text), tests=True, read=beside(files))[1]


def codes(text: str, files: dict[str, str]) -> list[tuple[str, str]]:
    """Each code, with the file in which it is."""
    return [(each.code, each.primary.span.file) for each in wrong(text, files)]


def nodes(tree: object) -> list[Node]:
    """Every node of a document that has a place."""
    found = [tree] if isinstance(tree, dict) and "span" in tree else []
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list | tuple) else ()
    return found + [node for part in parts for node in nodes(part)]


def test_three_files_are_one_program_and_keep_the_names_that_are_theirs_alone() -> None:
    graph = compiled(BOARD, FILES)

    assert [recipe.id for recipe in graph.recipes] == ["Board", "Card"]
    assert list(graph.types) == ["Item", "Person", "Item_person", "Name"]
    assert {function.id for function in graph.functions} == {"first", "greeting"}
    assert [test["name"] for test in graph.tests] == ["who is added is greeted"]


def test_two_files_may_each_have_a_type_of_one_name() -> None:
    graph = compiled(BOARD, FILES)
    cells = {step.id: step.type for step in graph.steps if isinstance(step, Cell)}

    assert cells["Board.items"]["items"] == {"$ref": "#/$defs/Item"}
    assert cells["Card.items"]["items"] == {"$ref": "#/$defs/Item_person"}


def test_recipes_of_one_name_in_two_files_are_two_recipes() -> None:
    files = {"a/room.recipe": 'use "../b/room.recipe" (lobby)\nrecipe Room { shared n: Int = lobby }\n'}
    files["b/room.recipe"] = (
        "let lobby = 4\nrecipe Room { shared m: Int = 0 }\nfn none_of(x: Charm(Room)?) = x == none\n"
    )
    text = 'use "a/room.recipe" (Room)\nuse "b/room.recipe" (none_of)\nrecipe R { on go() { navigate Room() } }\n'
    graph = compiled(f"{text}let is_none = none_of(none)\n", files)

    assert [recipe.id for recipe in graph.recipes] == ["R", "Room_room", "Room_room1"]
    assert [step.id for step in graph.steps if isinstance(step, Cell)] == ["Room_room.n", "Room_room1.m"]


def test_the_graph_lists_every_file_and_each_place_says_which_one_it_is_in() -> None:
    graph = compiled(BOARD, FILES)
    texts = {"board.recipe": BOARD, **FILES}
    files = list(graph.sources)

    assert files == ["board.recipe", "people/person.recipe", "shared.recipe"]
    (card,) = (recipe for recipe in graph.recipes if recipe.id == "Card")
    assert card.span is not None and len(card.span) == 3
    for template in nodes([recipe.template for recipe in graph.recipes]) + nodes(
        [each.expr for each in graph.functions]
    ):
        start, end, *number = template["span"]
        assert end <= len(texts[files[number[0] if number else 0]])
    (greeting,) = (function for function in graph.functions if function.id == "greeting")
    start, end, number = greeting.span or (0, 0, 0)
    assert texts[files[number]][start:end] == 'fn greeting(name: Text) = join(["Hello ", name, sign], "")'


def test_the_same_bytes_come_of_the_same_files() -> None:
    graphs = [compile_source(Source("board.recipe", BOARD), read=beside(files))[0] for files in _in_every_order()]

    assert None not in graphs
    assert len({encode(graph) for graph in graphs if graph is not None}) == 1


def _in_every_order() -> list[dict[str, str]]:
    return [dict(FILES), dict(reversed(FILES.items()))]


def test_a_file_that_two_use_is_read_once() -> None:
    read: list[str] = []
    within = beside(FILES)

    def counting(name: str) -> bytes:
        read.append(name)
        content = within(name)
        assert isinstance(content, bytes)
        return content

    gather(Source("board.recipe", BOARD), counting)

    assert read == ["people/person.recipe", "shared.recipe"]


def test_paths_start_in_the_folder_of_the_file_that_says_use() -> None:
    files = {f"apps/{name}": text for name, text in FILES.items()}

    assert list(compiled(BOARD, files, "apps/board.recipe").sources) == [
        "apps/board.recipe",
        "apps/people/person.recipe",
        "apps/shared.recipe",
    ]


def test_what_was_not_imported_is_not_visible_and_not_suggested() -> None:
    text = f'use "shared.recipe" (limit_of)\n{USER}fn f(x: Int) = x + limit_of + hidden\nfn g(x: Nam) = x\n'
    found = wrong(text, {"shared.recipe": SHARED + "let hidden = 1\n"})

    assert [(each.code, each.fixes) for each in found] == [("C0312", ()), ("C0315", ())]


@pytest.mark.parametrize(
    "mistake",
    [
        "recipe Q { on go() { navigate Elsewhere() } }",
        "type T { of: Charm(Elsewhere)? }",
        "view V() { show Badge(1) }",
        "fn f(t: Text) = greeting(t)",
    ],
)
def test_each_kind_of_name_has_to_be_imported(mistake: str) -> None:
    text = f'use "people/person.recipe" (Person)\n{USER}fn name_of(person: Person) = person.name\n{mistake}\n'

    assert len(wrong(text, FILES)) == 1


def test_a_name_that_a_file_does_not_declare_is_told_once_with_the_place_of_the_one_that_is_meant() -> None:
    text = f'use "shared.recipe" (Nme)\n{USER}fn f(a: Nme) = a\nfn g(a: Nme) = a\n'
    (found,) = wrong(text, {"shared.recipe": SHARED})

    assert (found.code, found.help) == ("C0330", "use `Name`")
    assert [(each.span.file, each.span.start) for each in found.secondary] == [("shared.recipe", 5)]


def test_an_import_is_not_passed_on() -> None:
    (found,) = wrong(f'use "people/person.recipe" (Name)\n{USER}fn f(a: Name) = a\n', FILES)

    assert found.code == "C0330"
    assert found.help == "it is declared elsewhere: import it from `shared.recipe`"
    assert [each.span.file for each in found.secondary] == ["people/person.recipe"]


def test_a_name_that_would_mean_two_things_is_drawn_at_both_ends() -> None:
    files = {"shared.recipe": SHARED, "other.recipe": SHARED}
    both = 'use "shared.recipe" (limit_of)\nuse "other.recipe" (limit_of)\n'
    (again,) = wrong(f"{both}{USER}fn f(n: Int) = n + limit_of\n", files)
    (declared,) = wrong(f'use "shared.recipe" (Name)\ntype Name = Int\n{USER}', files)

    assert [(each.code, len(each.secondary)) for each in (again, declared)] == [("C0331", 1), ("C0331", 1)]


def test_a_cell_does_not_hide_an_import() -> None:
    text = 'use "shared.recipe" (limit_of)\nrecipe R {\n  shared limit_of: Int = 0\n  view { text limit_of }\n}\n'

    assert [each.code for each in wrong(text, {"shared.recipe": SHARED})] == ["C0314"]


def test_an_import_that_nothing_mentions_is_a_warning_and_can_be_removed() -> None:
    text = f'use "shared.recipe" (Name, limit_of)\n{USER}fn f(a: Name) = a\n'
    (found,) = wrong(text, {"shared.recipe": SHARED})
    (edit,) = found.fixes[0].edits

    assert (found.code, found.severity) == ("C2020", "warning")
    assert text[: edit.span.start] + edit.text + text[edit.span.end :] == text.replace(", limit_of", "")


def test_a_cycle_is_one_diagnostic_with_the_place_of_each_edge_wherever_it_is_entered() -> None:
    files = {
        "a.recipe": 'use "b.recipe" (B)\ntype A { of: B? }\n',
        "b.recipe": '\nuse "c.recipe" (C)\ntype B { of: C? }\n',
        "c.recipe": '\n\nuse "a.recipe" (A)\ntype C { of: A? }\n',
    }
    found = [[each for each in wrong(text, files, name) if each.severity == "error"] for name, text in files.items()]

    assert [len(each) for each in found] == [1, 1, 1]
    assert len({each.message for (each,) in found}) == 1
    assert {each.notes for (each,) in found} == {("`a.recipe:1` uses `b.recipe:2` uses `c.recipe:3` uses `a.recipe`",)}
    assert [label.span.file for label in found[1][0].secondary] == ["b.recipe", "c.recipe"]


def test_a_file_that_uses_itself_says_so() -> None:
    text = f'use "./board.recipe" (R)\n{USER}type T {{ of: Charm(R)? }}\n'
    (found,) = (each for each in wrong(text, {"board.recipe": text}) if each.code == "C0008")

    assert (found.message, found.secondary) == ("the `use`s of `board.recipe` lead back to it", ())


def test_no_warning_beside_a_circle() -> None:
    text = f'use "b.recipe" (B)\n{USER}'

    assert [
        each.code
        for each in wrong(text, {"b.recipe": 'use "board.recipe" (R)\ntype B { n: Int }\n', "board.recipe": text})
    ] == ["C0008"]


def test_so_many_files_in_a_row_are_read_and_no_more() -> None:
    chain = {f"{n}.recipe": f'use "{n + 1}.recipe" (T{n + 1})\ntype T{n} {{ of: T{n + 1}? }}\n' for n in range(1, 50)}
    ends = {f"{USE_DEPTH_MAX}.recipe": f"type T{USE_DEPTH_MAX} {{ n: Int }}\n"}
    text = f'use "1.recipe" (T1)\n{USER}fn f(a: T1) = a\n'

    assert codes(text, chain | ends) == []
    assert codes(text, chain) == [("C0009", f"{USE_DEPTH_MAX}.recipe")]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("", "C0006"),
        ("/srv/shared.recipe", "C0006"),
        ("C:/shared.recipe", "C0006"),
        ("https://example.org/shared.recipe", "C0006"),
        ("~/shared.recipe", "C0006"),
        ("lib\\\\shared.recipe", "C0006"),
        ("shared", "C0007"),
        ("shared.graph.json", "C0007"),
        ("shard.recipe", "C0004"),
        ("folder.recipe", "C0005"),
    ],
)
def test_a_path_that_leads_to_no_recipe_is_one_mistake_whatever_is_imported(path: str, code: str) -> None:
    text = f'use "{path}" (limit_of, Name)\n{USER}fn f(a: Name) = "{{a}} {{limit_of}}"\n'

    assert codes(text, {"shared.recipe": SHARED, "folder.recipe/": ""}) == [(code, "board.recipe")]


def test_a_missing_file_is_looked_for_beside() -> None:
    (found,) = wrong(f'use "./lib/shard.recipe" (Name)\n{USER}fn f(a: Name) = a\n', {"lib/shared.recipe": SHARED})
    (edit,) = found.fixes[0].edits

    assert (found.help, edit.text) == ("use `shared.recipe`", "./lib/shared.recipe")


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "C0001"), ("# nothing\n", "C0001"), ("let a = \udce9\n", "C0002"), ("type = Int\n", "C0102")],
)
def test_what_is_wrong_with_an_imported_file_is_told_there_and_nowhere_else(content: str, code: str) -> None:
    text = f'use "shared.recipe" (Name)\n{USER}fn f(a: Name) = a\n'

    assert codes(text, {"shared.recipe": content}) == [(code, "shared.recipe")]


def test_a_mistake_in_what_is_imported_points_into_its_file() -> None:
    text = f'use "shared.recipe" (f)\n{USER}let four = f(2)\n'

    assert codes(text, {"shared.recipe": "fn f(n: Int) = n + oops\n"}) == [("C0312", "shared.recipe")]


def test_a_text_without_a_file_can_use_none() -> None:
    (found,) = compile_source(Source("pasted", f'use "shared.recipe" (Name)\n{USER}fn f(a: Name) = a\n'))[1]

    assert found.code == "C0010"


def test_the_files_that_were_read_are_known_whatever_is_wrong_with_them() -> None:
    files = gather(Source("board.recipe", BOARD), beside({**FILES, "shared.recipe": "let a = \udce9\n"}))
    graph, _ = compile_files(files)

    assert graph is None
    assert list(files.sources) == ["board.recipe", "people/person.recipe", "shared.recipe"]
    assert files.sources["shared.recipe"] == as_source("shared.recipe", b"let a = \xe9\n", 2)[0]


def test_a_file_without_a_recipe_of_its_own_has_no_root_but_can_test_what_it_imports() -> None:
    steps = "let e = spawn Elsewhere()\n  expect e.n == 0"
    text = f'use "people/person.recipe" (Elsewhere)\ntest "it starts at 0" {{\n  {steps}\n}}\n'
    to_run, _ = compile_source(Source("tests.recipe", text), read=beside(FILES))
    to_test, _ = compile_source(Source("tests.recipe", text), tests=True, read=beside(FILES))

    assert to_run is not None and to_run.recipes == ()
    assert to_test is not None and [recipe.id for recipe in to_test.recipes] == ["Elsewhere"]
