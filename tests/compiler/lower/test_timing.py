"""`every`, `after`, presence: their steps and nodes, and what is wrong where there is no visitor or no commit."""

from __future__ import annotations

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Every, Here
from tests.compiler.lower.compiling import bare, codes, compiled, handler

TYPES = "type Note { key id: Text, by: Id = me }\n"


def recipe(members: str, others: str = "") -> str:
    return f"""{TYPES}recipe R(pace: Duration = 5s) {{
 shared notes: [Note] = []
 shared n: Int = 0
 local mine: Int = 0
 let double = mine * 2
 let many = count(here)
 on add(by: Int) {{ n += by }}
 {members}
}}
{others}"""


def label(members: str) -> tuple[str, list[str]]:
    """The code of the only mistake, and what is said at its other end."""
    _, (found,) = compile_source(Source("a.recipe", recipe(members)))
    return found.code, [each.text for each in found.secondary]


def test_every_is_a_step_with_what_it_calls_and_reads() -> None:
    graph = compiled(recipe("every 10s -> add(n)\n every pace -> add(by: 1)"))
    first, second = (step for step in graph.steps if isinstance(step, Every))

    assert (first.id, first.handler, first.reads) == ("R.every", "R.add", ("R.n",))
    assert bare(first.period) == {"op": "lit", "value": 10_000}
    assert (second.id, bare(second.period)) == ("R.every2", {"op": "ref", "step": "R.pace"})


def test_after_is_a_statement_whose_arguments_are_read_now_and_whose_effects_come_later() -> None:
    graph = compiled(recipe("on go() { after 20s -> add(mine) }"))
    go = handler(graph, "R.go")

    assert bare(go.body) == [
        {
            "op": "after",
            "delay": {"op": "lit", "value": 20_000},
            "handler": "R.add",
            "args": {"by": {"op": "ref", "step": "R.mine"}},
        }
    ]
    assert (go.reads, go.writes) == (("R.mine",), ())


def test_both_may_call_a_private_handler_and_one_of_another_charm() -> None:
    text = recipe(
        "child left = C()\n every 1m -> left.up()\n on go(note in notes) { after 1s -> left.up()"
        "\n after 2s -> drop(note) }"
        "\n private on drop(note in notes) { remove note }",
        "recipe C { shared n: Int = 0\n private on up() { n += 1 } }",
    )
    graph = compiled(text)
    (every,) = (step for step in graph.steps if isinstance(step, Every))

    assert (every.handler, bare(every.to)) == ("C.up", {"op": "ref", "step": "R.left"})
    first, second = bare(handler(graph, "R.go").body)
    assert (first["handler"], first["to"]) == ("C.up", {"op": "ref", "step": "R.left"})
    assert second["args"] == {"note": {"op": "field", "of": {"op": "place", "n": 0}, "name": "id"}}


def test_who_is_there_is_a_step_only_where_something_reads_it() -> None:
    def steps(text: str, *, tests: bool = False) -> list[str]:
        return [step.id for step in compiled(text, tests=tests).steps if isinstance(step, Here)]

    assert steps("recipe R { shared n: Int = 0 }") == []
    assert steps(recipe("")) == ["R.here"]
    assert steps('recipe R { child c = C()\n view { text "{count(c.here)}" } }\nrecipe C { }') == ["C.here"]
    test = 'test "t" { let r = spawn R()\n expect count(r.here) == 0 }'
    assert steps(f"recipe R {{ shared n: Int = 0 }}\n{test}", tests=True) == ["R.here"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("n = mine", "`mine` is one visitor's own"),
        ("mine = 1", "`mine` is one visitor's own"),
        ("n = double", "`double` is one visitor's own"),
        ('n = if me == "x" then 1 else 2', "`me` is read here"),
        ('notes.push({ id: "a" })', "a field that is left out becomes `me`"),
        ("navigate D()", "nobody is there who could be sent"),
        ("inner()", "`mine` is one visitor's own"),
        ("let d = spawn D(mine)", "`mine` is one visitor's own"),
        ("for note in notes where note.by == me { remove note }", "`me` is read here"),
    ],
)
@pytest.mark.parametrize("timer", ["every 1m -> tick()", "on go() { after 5s -> tick() }"])
def test_a_handler_that_needs_a_visitor_cannot_be_called_by_a_timer(timer: str, body: str, why: str) -> None:
    members = f"private on tick() {{ {body} }}\n private on inner() {{ mine = 2 }}\n {timer}"
    text = recipe(members, "recipe D(k: Int = 0) { shared n: Int = k }")
    found = [each for each in compile_source(Source("a.recipe", text))[1] if each.severity == "error"]

    assert [(each.code, [label.text for label in each.secondary]) for each in found] == [("C1101", [why])]


def test_a_default_of_a_payload_that_is_me_needs_a_visitor_too() -> None:
    members = "private on tick(who: Id = me) { n += 1 }\n every 1m -> tick()"
    assert label(members) == ("C1101", ["`me` is read here"])


def test_after_may_pass_on_what_is_a_visitors() -> None:
    assert codes(recipe("on go() { after 5s -> tick(me, mine) }\n private on tick(who: Id, m: Int) { n += m }")) == []


@pytest.mark.parametrize(
    ("member", "found"),
    [
        ("every 1m -> add(mine)", "C1104"),
        ("every 1m -> add(double)", "C1104"),
        ("every 900ms -> add(1)", "C1102"),
        ("every 0s -> add(1)", "C1102"),
        ("shared pause: Duration = 1s\n every pause -> add(1)", "C1103"),
        ("every 10 -> add(1)", "C0401"),
        ("every 10s -> nothing()", "C0601"),
        ("every 10s -> add()", "C0605"),
        ("every 10s -> n.add(1)", "C1010"),
        ("on go() { after 1 -> add(1) }", "C0401"),
        ("on go() { after 1s -> add() }", "C0605"),
        ("on drop(one in n) { remove one }\n on go() { after 1s -> drop(1) }", "C0613"),
        ("on go() { enter() }\n on enter() { n += 1 }", "C1106"),
        ("every 1s -> leave()\n on leave() { n += 1 }", "C1106"),
        ('on leave() { n += 1 }\n view { button "x" -> leave() }', "C1106"),
        ("on enter(n as m: Int) { n += m }", "C1107"),
        ("on enter() { go() }\n private on go() { navigate S() }", "C1108"),
        ("on go() { n = count(here) }", "C1105"),
        ("on go() { n = many }", "C1105"),
        ("on go(k: Int = count(here)) { n = k }", "C1105"),
        ("every 1m -> add(count(here))", "C1105"),
        ("on go() { let s = spawn S(many) }", "C1105"),
        ("shared started: Int = count(here)", "C1105"),
        ("on here() { n += 1 }", "C0320"),
        ("on go(here: Int) { n = here }", "C0320"),
    ],
)
def test_what_is_wrong_has_its_code(member: str, found: str) -> None:
    assert codes(recipe(member, "recipe S(k: Int = 0) { shared n: Int = k }")) == [found]


def test_enter_and_leave_see_the_visitor() -> None:
    assert codes(recipe("on enter() { mine = 1\n notes.push({ id: me }) }\n on leave() { remove notes[me] }")) == []


@pytest.mark.parametrize(
    "view",
    [
        'text "{many} and {count(here)}"',
        'for id in here { text "{id} {if id == me then "you" else ""}" }',
        'if me in here { text "you" }',
        "show People(here)",
    ],
)
def test_views_read_who_is_there(view: str) -> None:
    people = "view People(who: [Id]) { for id in who { text id } }\nrecipe Other { shared n: Int = 0 }"
    assert codes(recipe(f"view {{ {view} }}", people)) == []


def test_a_function_of_the_recipe_reads_who_is_there_for_views_only() -> None:
    functions = "fn alone() = count(here) < 2"
    assert codes(recipe(f'{functions}\n view {{ if alone() {{ text "alone" }} }}')) == []
    assert codes(recipe(f"{functions}\n on go() {{ if alone() {{ n = 1 }} }}")) == ["C1105"]
