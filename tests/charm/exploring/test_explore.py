"""What exploring finds, and that what it prints can be pasted and fails in the same way."""

from pathlib import Path
from time import process_time

import pytest

from charm.exploring.explore import Explored, Found, explore
from charm.testing import run_tests
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Graph

SHEET = """
recipe Sheet {
  shared seats: Int(1..) = 3
  shared taken: [Id] = []
  always count(taken) <= seats else "All {seats} seats are taken."
  on take() {
    require me not in taken else "You have one."
    taken.push(me)
  }
  on give_back() { taken.clear() }
  on widen() { seats += 1 }
}
"""


def compiled(text: str, *, tests: bool = False) -> Graph:
    graph, diagnostics = compile_source(Source("a.recipe", text), tests=tests)
    assert graph is not None, [f"{each.code} {each.message} {each.primary.span}" for each in diagnostics]
    return graph


def explored(text: str, runs: int = 60) -> Explored:
    return explore(compiled(text), seed=0, runs=runs)


def pasted(text: str, found: Found) -> str:
    """How the printed test fails behind the recipe; it must do so at its last step."""
    whole = f"{text}\n{found.block}\n"
    (outcome,) = run_tests("a.recipe", compiled(whole, tests=True))
    assert outcome.failure is not None, whole
    last = found.block.splitlines()[-2].strip()
    start, end = outcome.failure.span.start, outcome.failure.span.end
    assert whole[start:end].strip() in last, (whole[start:end], whole)
    return f"{outcome.failure.message}: {outcome.failure.actual.partition(' (')[0]}"


def test_a_sheet_without_its_require_is_oversold_within_five_seconds_by_the_smallest_run() -> None:
    start = process_time()
    (found,) = explored(SHEET, runs=200).found

    assert process_time() - start < 5
    assert found.block.splitlines() == [
        'test "take keeps what always holds" {',
        "  visitors ann, bo, cy, dee",
        "  let sheet = spawn Sheet()",
        "  ann: sheet.take()",
        "  bo: sheet.take()",
        "  cy: sheet.take()",
        "  dee: sheet.take()",
        "}",
    ]
    assert pasted(SHEET, found) == "this was refused: All 3 seats are taken."


def test_the_sheet_that_ships_with_charm_is_oversold_without_its_require() -> None:
    shipped = (Path(__file__).parents[3] / "recipes" / "signup.recipe").read_text("utf-8").partition("\ntest ")[0]
    planted = "\n".join(line for line in shipped.splitlines() if "is full" not in line)
    assert explored(shipped, runs=100).found == ()

    start = process_time()
    (found,) = explored(planted, runs=200).found

    assert process_time() - start < 5
    assert found.finding.where == "Sheet.sign_up"
    assert pasted(planted, found) == "this was refused: There are no more seats than that."


def test_a_sheet_with_its_require_holds() -> None:
    require = '    require count(taken) < seats else "No seat is left."\n    taken.push(me)'
    found = explored(SHEET.replace("    taken.push(me)", require), runs=200)

    assert (found.found, found.unreached, found.runs) == ((), (), 200)
    assert found.events > 1_000


def test_the_same_seed_makes_the_same_runs_and_another_one_others() -> None:
    graph = compiled(SHEET)
    one, again, other = (explore(graph, seed=seed, runs=50) for seed in (1, 1, 2))

    assert (one.events, one.found) == (again.events, again.found)
    assert other.events != one.events


def test_an_always_that_a_test_of_the_recipe_expects_to_refuse_a_handler_is_no_finding() -> None:
    test = """
    test "full" {
      visitors ann, bo, cy, dee
      let sheet = spawn Sheet()
      ann: sheet.take()
      bo: sheet.take()
      cy: sheet.take()
      dee: expect sheet.take() refused "seats are taken"
    }"""
    (outcome,) = run_tests("a.recipe", compiled(SHEET + test, tests=True))

    assert outcome.stopped == (("Sheet.take", "Sheet.always.1"),)
    assert explore(compiled(SHEET), seed=0, runs=50, expected=outcome.stopped).found == ()


TODO = """
type Todo { key id: Id = new_id(), title: Text(1..9), n: Int = 0, parts: [Part] = [] }
type Part { key name: Text, n: Int = 0 }
"""


@pytest.mark.parametrize(
    ("members", "last"),
    [
        ("shared n: Int = 0\n on half(by: Int) { n = floor(10 / by) }", "r.half(by: 0)"),
        ("shared n: Int(0..) = 4\n let share = 10 / n\n on eat() { n -= 1 }", "expect r.share == r.share"),
        ("shared n: Int = 0\n let share = 10 / n\n on eat() { n = 1 }", "expect r.share == r.share"),
        ('shared n: Int = 0\n always n > 0 else "None."\n on eat() { n += 1 }', "let r = spawn R()"),
        ("shared n: Int(0..9) = 0\n always n < 3\n on put(v: Int(0..9)) { n = v }", "r.put(v: 3)"),
        (
            "shared todos: [Todo] = []\n always all(t.n < 2 for t in todos)\n"
            "on add(title: Text(1..9)) { todos.push({ title }) }\n on up(todo in todos) { todo.n += 1 }",
            "r.up(todo: first(r.todos))",
        ),
        (
            "shared todos: [Todo] = []\n shared best: Id? = none\n"
            "always count(t for t in todos where t.id == best) == 0\n"
            "on add(title: Text(1..9)) { todos.push({ title }) }\n on choose(id: Id) { best = id }",
            "r.choose(id: first(r.todos).id)",
        ),
        (
            "shared notes: [{ text: Text, n: Int = 0 }] = []\n always all(t.n < 2 for t in notes)\n"
            "on add(text: Text) { notes.push({ text: text }) }\n on up(note in notes) { note.n += 1 }",
            "r.up(note: 0)",
        ),
        (
            "shared todos: [Todo] = []\n always not any(p.n > 0 for t in todos for p in t.parts)\n"
            "on add(part: Text(1..3)) { todos.push({ title: part, parts: [{ name: part }] }) }\n"
            "on up(todo in todos, part in todo.parts) { part.n += 1 }",
            "r.up(todo: first(r.todos), part: first(first(r.todos).parts ?? []))",
        ),
        (
            "shared n: Int = 0\n local draft: Int = 0\n always n < 9\n on put() { n = draft }\n"
            'view { input draft label: "D" }',
            "r.put()",
        ),
        ("shared n: Int = 0\n always n < 2\n child one = One(n)\n on see() { n = 0 }", "r.one.up()"),
        (
            "shared todos: [Todo] = []\n always all(t.n < 2 for t in todos)\n child rows = [Row(t) for t in todos]\n"
            "on add(title: Text(1..9)) { todos.push({ title }) }",
            "first(r.rows).up()",
        ),
        ("shared n: Int = 0\n always n < 2\n on join() { navigate One(n) }", "one.up()"),
        (
            "shared rooms: {Text: Charm(One)} = {}\n shared n: Int = 0\n always n < 2\n"
            "on make(name: Text(1..)) { rooms[name] = spawn One(n) }",
            "first(values(r.rooms)).up()",
        ),
        (
            "shared users: {Id: Int} = {}\n always all(n < 2 for n in values(users))\n on join() { users[me] = 0 }\n"
            "on up(who: Id) { users[who] += 1 }",
            "r.up(who: first(keys(r.users)))",
        ),
        (
            "shared rooms: [Charm(One)] = []\n shared one: Charm(One)? = none\n shared n: Int = 0\n"
            "always one == none\n on make() { rooms.push(spawn One(n)) }\n on choose(room: Charm(One)) { one = room }",
            "r.choose(room: first(r.rooms))",
        ),
    ],
)
def test_what_is_found_is_printed_as_a_test_that_fails_in_the_same_way(members: str, last: str) -> None:
    more = "recipe One(shared n: Int = 0) { on up() { n += 1 } }\nrecipe Row(shared t: Todo) { on up() { t.n += 1 } }\n"
    text = f"{TODO}recipe R {{\n {members}\n}}\n{more}"
    results = [found for found in explored(text, runs=200).found if pasted(text, found)]

    assert any(found.block.splitlines()[-2].endswith(last) for found in results), [each.block for each in results]


def test_what_a_timer_does_is_found_too() -> None:
    text = """
    recipe Clock {
      shared n: Int = 0
      always n < 3 else "Too late."
      every 10s -> tick()
      private on tick() { n += 1 }
      on start() { after 2m -> burst() }
      private on burst() { n = floor(1 / (n - n)) }
    }
    """
    (found,) = explored(text).found
    assert found.block.splitlines()[2:] == ["  let clock = spawn Clock()", "  ann: clock.start()", "  wait 1m", "}"]
    assert pasted(text, found) == "meanwhile something went wrong: Clock, called by a timer: Too late."


def test_a_visitor_comes_as_in_a_test() -> None:
    text = """
    recipe Room {
      shared inside: Int = 0
      always inside < 3
      on enter() { inside += 1 }
      on leave() { inside -= 1 }
      on say(n: Int) { require inside < 1 else "busy"
        inside = n }
    }
    """
    assert explored(text).unreached == ("Room.say",)


def test_what_others_may_not_see_or_do_is_no_finding() -> None:
    found = explored(
        """
        recipe R {
          shared todos: [Id] = []
          on open() { navigate Own(4) }
        }
        recipe Own(local n: Int) { shared m: Int = 0
          on put() { m = n } }
        """
    )
    assert (found.found, found.unreached) == ((), ())


def test_handlers_that_never_happened_are_told() -> None:
    found = explored("recipe R { shared n: Int = 0\n on a() { n += 1 }\n on b(n2: Int) { require n2 == 77\n n = 0 } }")

    assert found.unreached == ("R.b",)


def test_an_input_of_a_type_that_is_cleaned_is_written_to() -> None:
    found = explored(
        """
        recipe Page {
          shared name: Text(trim, ..4) = ""
          on clear() { name = "" }
          view { input name label: "Name"; input name label: "Again"; button "Clear" -> clear() }
        }
        """
    )

    assert (found.found, found.unreached) == ((), ())


def test_private_handlers_are_left_alone() -> None:
    text = "recipe R { shared n: Int = 0\n always n < 1\n private on a() { n += 1 }\n on b() { n = 0 } }"

    assert explored(text).found == ()


def test_names_in_a_printed_test_are_free_ones() -> None:
    text = "let ann = count([1])\nrecipe Test { shared n: Int = 0\n always n < 1\n on a() { n += ann } }"
    (found,) = explored(text).found

    assert found.block.splitlines()[1:3] == ["  visitors ann2", "  let test2 = spawn Test()"]
    assert pasted(text, found)
