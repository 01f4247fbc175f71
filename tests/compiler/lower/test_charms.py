"""Several charms: what children, spawns, looks and calls from one to another become."""

import pytest

from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Child, Derive, Handler, Navigate, Node, Spawn, Step, View
from tests.compiler.lower.compiling import bare, codes, compiled

COUNTER = """
recipe Counter(shared count: Int = 0, label: Text = "one") {
  local draft: Text = ""
  let double = count * 2
  let hint = draft
  on add(by: Int = 1) { count += by }
  private on reset() { count = 0 }
}
"""
ROW = "type Todo { key id: Id = new_id(), title: Text }\nrecipe Row(shared todo: Todo, n: Int) { let t = todo.title }\n"


def parent(members: str) -> str:
    """A recipe `P` with these members, and the recipes that it may make charms of."""
    return f"recipe P {{\n  shared n: Int = 0\n  local mine: Int = 0\n{members}\n}}\n{COUNTER}{ROW}"


def in_handler(statements: str, more: str = "") -> str:
    return parent(f"shared room: Charm(Counter)? = none\nchild left = Counter(n)\n{more}\non go() {{ {statements} }}")


def step(text: str, id_: str) -> Step:
    return next(each for each in compiled(text).steps if each.id == id_)


def child(members: str, name: str) -> Child:
    found = step(parent(members), f"P.{name}")
    assert isinstance(found, Child)
    return found


def body(statements: str, more: str = "") -> list[Node]:
    found = step(in_handler(statements, more), "P.go")
    assert isinstance(found, Handler)
    nodes: list[Node] = bare(found.body)
    return nodes


def ref(id_: str) -> Node:
    return {"op": "ref", "step": id_}


def var(number: int) -> Node:
    return {"op": "var", "n": number}


def lit(value: object) -> Node:
    return {"op": "lit", "value": value}


def peek(of: Node, id_: str) -> Node:
    return {"op": "peek", "of": of, "step": id_}


LEFT = ref("P.left")


def test_a_child_is_a_step_that_holds_a_charm() -> None:
    made = child('child left = Counter(n, "left")', "left")

    assert (made.recipe, made.type["x-charm"], made.reads) == ("Counter", "Counter", ("P.n",))
    assert (bare(made.passes), bare(made.args)) == ({"count": ref("P.n")}, {"label": lit("left")})
    assert (made.over, made.var, made.scope, made.rank) == (None, None, "shared", 0)


def test_children_of_a_list_hold_a_charm_for_each_key() -> None:
    made = child("shared todos: [Todo] = []\nchild rows = [Row(todo, n + 1) for todo in todos]", "rows")

    assert (bare(made.over), made.var) == (ref("P.todos"), 0)
    assert bare(made.passes) == {"todo": {"op": "place", "n": 0}}
    assert made.reads == ("P.todos", "P.n")
    assert (made.type["propertyNames"]["x-type"], made.type["additionalProperties"]["x-charm"]) == ("Id", "Row")


def test_a_value_of_the_element_is_copied() -> None:
    made = child('shared words: [Text] = []\nchild rows = [Counter(0, "<{word}>") for word in words]', "rows")

    assert bare(made.args["label"]) == {"op": "text", "parts": [lit("<"), var(0), lit(">")]}


def test_a_child_may_be_given_a_child_above_it_and_what_follows_from_cells() -> None:
    text = (
        f"recipe P {{\nshared n: Int = 0\nlet twice = n * 2\nchild a = Counter(twice)\nchild b = Pair(a)\n}}\n{COUNTER}"
    )

    made = step(text + "recipe Pair(first: Charm(Counter)) {}", "P.b")

    assert isinstance(made, Child)
    assert bare(made.args) == {"first": ref("P.a")}


def test_a_value_of_another_charm_is_looked_at_and_counts_for_rank() -> None:
    derived = step(parent("child left = Counter(n)\nlet sum = left.double + 1"), "P.sum")

    assert isinstance(derived, Derive)
    assert bare(derived.expr) == {"op": "add", "left": peek(LEFT, "Counter.double"), "right": lit(1)}
    assert (set(derived.reads), derived.rank) == ({"P.left", "Counter.double"}, 2)


def test_a_value_of_a_charm_that_may_be_none_is_an_option() -> None:
    derived = step(parent('shared room: Charm(Counter)? = none\nlet label = room.label ?? "?"'), "P.label")

    assert isinstance(derived, Derive)
    assert bare(derived.expr["left"]) == {
        "op": "then",
        "of": ref("P.room"),
        "var": 0,
        "do": peek(var(0), "Counter.label"),
    }


LISTED = "shared todos: [Todo] = []\nchild rows = [Row(todo, 1) for todo in todos]\n"


def test_children_of_a_list_are_read_in_its_order() -> None:
    derived = step(parent(f"{LISTED}let titles = [row.t for row in rows]"), "P.titles")

    assert isinstance(derived, Derive)
    clause, *_ = bare(derived.expr["clauses"])
    assert clause["in"] == {
        "op": "collect",
        "clauses": [{"op": "for", "var": 0, "id": 1, "in": ref("P.todos")}],
        "value": {"op": "entry", "of": ref("P.rows"), "key": var(1)},
    }
    assert set(derived.reads) == {"P.todos", "P.rows", "Row.t"}


def test_a_child_of_a_list_is_found_by_the_key_of_its_element() -> None:
    derived = step(parent(f'{LISTED}let title = rows["a"].t ?? ""'), "P.title")

    assert isinstance(derived, Derive)
    assert bare(derived.expr["left"]["of"]) == {"op": "entry", "of": ref("P.rows"), "key": lit("a")}


def test_without_keys_a_child_of_a_list_is_found_by_position() -> None:
    members = 'shared ns: [Int] = []\nchild rows = [Counter(n1) for n1 in ns]\nlet label = rows[0].label ?? ""'
    derived = step(parent(members), "P.label")

    assert isinstance(derived, Derive)
    assert (derived.expr["left"]["of"]["op"], bare(derived.expr["left"]["of"]["index"])) == ("nth", lit(0))


@pytest.mark.parametrize(
    ("statements", "nodes"),
    [
        ("left.add()", [{"op": "send", "handler": "Counter.add", "args": {}, "to": LEFT}]),
        ("left.add(by: 4)", [{"op": "send", "handler": "Counter.add", "args": {"by": lit(4)}, "to": LEFT}]),
        ("left.reset()", [{"op": "send", "handler": "Counter.reset", "args": {}, "to": LEFT}]),
        ("navigate left", [{"op": "visit", "to": LEFT}]),
        ("spawn Counter(1)", [{"op": "assign", "var": 0, "to": {"op": "spawn", "step": "P.go.spawn"}}]),
        ("room = spawn Counter(1)", [{"op": "set", "at": ref("P.room"), "to": {"op": "spawn", "step": "P.go.spawn"}}]),
        (
            "let made = spawn Counter(1)\n made.add()",
            [
                {"op": "assign", "var": 0, "to": {"op": "spawn", "step": "P.go.spawn"}},
                {"op": "send", "handler": "Counter.add", "args": {}, "to": var(0)},
            ],
        ),
        (
            "require room != none\n room.add()",
            [
                {
                    "op": "require",
                    "test": {"op": "ne", "left": ref("P.room"), "right": lit(None)},
                    "message": lit("That cannot be done now."),
                },
                {"op": "send", "handler": "Counter.add", "args": {}, "to": ref("P.room")},
            ],
        ),
    ],
)
def test_a_statement_about_another_charm(statements: str, nodes: list[Node]) -> None:
    assert body(statements) == nodes


def test_a_call_at_a_path_that_leads_nowhere_names_no_charm() -> None:
    (send,) = body("rooms[0].add()", "shared rooms: [Charm(Counter)] = []")

    first = {"op": "nth", "of": ref("P.rooms"), "index": lit(0)}
    assert send["to"] == {"op": "coalesce", "left": first, "right": lit("")}


def test_each_spawn_is_a_step_of_its_own_even_in_one_record() -> None:
    more = "shared all: [{ a: Charm(Counter), b: Charm(Counter) }] = []"
    graph = compiled(in_handler("all.push({ a: spawn Counter(n), b: spawn Counter(n + 1) })", more))

    spawns = [each for each in graph.steps if isinstance(each, Spawn)]
    assert [(each.id, bare(each.passes)) for each in spawns] == [
        ("P.go.spawn", {"count": ref("P.n")}),
        ("P.go.spawn2", {}),
    ]


def test_a_navigate_may_have_a_key() -> None:
    made = step(in_handler("navigate Counter(0) keyed by me"), "P.go.navigate")

    assert isinstance(made, Navigate)
    assert bare(made.key) == {"op": "me"}


def test_a_handler_has_the_effects_of_those_it_calls_in_other_charms() -> None:
    middle = "recipe Middle(inner: Charm(Counter)) { on pass(by: Int) { inner.add(by) } }"
    graph = compiled(in_handler("let made = spawn Middle(left)\n made.pass(2)") + middle)

    (found,) = (each for each in graph.steps if each.id == "P.go" and isinstance(each, Handler))
    assert (found.reads, found.writes) == (("Middle.inner",), ("Counter.count",))


def test_handlers_that_call_each_other_in_a_circle_have_the_effects_of_all() -> None:
    cells = "shared at: Int = 0\n shared to: Charm(Pong)? = none"
    ping = f"recipe Ping(n: Int) {{ {cells}\n on hit() {{ at += 1\n if to != none {{ to.hit(me) }} }} }}"
    pong = "recipe Pong(back: Charm(Ping)) { shared seen: [Id] = []\n on hit(who: Id) { seen.push(who)\n back.hit() } }"
    graph = compiled(f"{ping}\n{pong}")

    writes = {each.id: set(each.writes) for each in graph.steps if isinstance(each, Handler)}
    assert writes == {"Ping.hit": {"Ping.at", "Pong.seen"}, "Pong.hit": {"Ping.at", "Pong.seen"}}


@pytest.mark.parametrize(
    ("statements", "conflict"),
    [
        ("left.add()", "commutes"),
        ("left.add()\n n += 1", "commutes"),
        ("if n < 10 { left.add() }", "conflicts"),
        ("left.reset()", "conflicts"),
        ("if left.double < 10 { n += 1 }", "conflicts"),
    ],
)
def test_a_reference_of_another_charm_may_be_the_cell_that_is_read_or_written(statements: str, conflict: str) -> None:
    found = step(in_handler(statements), "P.go")

    assert isinstance(found, Handler)
    assert found.conflict == conflict


def test_what_is_known_of_another_charm_is_known_until_something_is_written() -> None:
    more = 'shared best: Charm(Named)? = none\nshared line: Text = ""'
    named = "recipe Named { shared title: Text? = none\n on drop() { title = none } }"
    asked = "require best != none\n let it = best\n require it.title != none\n "

    assert codes(in_handler(asked + "line = it.title", more) + named) == []
    assert codes(in_handler(asked + "it.drop()\n line = it.title", more) + named) == ["C0411"]
    assert codes(in_handler(asked + "n = 1\n line = it.title", more) + named) == ["C0411"]


def shown(view: str, more: str = "") -> list[View]:
    text = parent(f"shared room: Charm(Counter)? = none\nchild left = Counter(n)\n{more}\nview {{ {view} }}")
    return [each for each in compiled(text).steps if isinstance(each, View)]


@pytest.mark.parametrize(
    ("view", "expr"),
    [
        ("show left", LEFT),
        ("show room", ref("P.room")),
        ('link "There" to: left', LEFT),
    ],
)
def test_a_charm_is_shown_and_linked_to_by_a_slot(view: str, expr: Node) -> None:
    (slot,) = shown(view)

    assert (slot.slot, bare(slot.expr), slot.scope) == ("charm", expr, "shared")


def test_a_view_shows_each_charm_of_a_list() -> None:
    rows, slot = shown("for each in rooms { show each }", "shared rooms: [Charm(Counter)] = []")

    assert (slot.slot, slot.inside, bare(slot.expr)) == ("charm", (rows.id, 0), var(rows.vars[0]))


def test_charms_are_equal_or_not_and_stand_in_lists() -> None:
    more = "shared rooms: [Charm(Counter)] = []\nlet known = room in rooms and room == first(rooms) and room != none"

    assert codes(in_handler("n = 1", more)) == []


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ("child left = 5", ["C1001"]),
        ("child left = spawn Counter()", ["C1001"]),
        ("shared ns: [Int] = []\nchild rows = [Counter(a) for a in ns where a > 0]", ["C1001"]),
        ("shared ns: [Int] = []\nchild rows = [Counter(a) for i, a in ns]", ["C1001"]),
        ("child rows = [Counter(a) for a in range(3)]", ["C1002"]),
        ("shared names: {Id: Text} = {}\nchild rows = [Counter(0) for a in names]", ["C1002"]),
        ("local ns: [Int] = []\nchild rows = [Counter(a) for a in ns]", ["C1003"]),
        ("child left = Counter(mine)", ["C0501"]),
        ("child left = Counter(mine + 1)", ["C1003"]),
        ('child left = Counter(0, "{me}")', ["C1003"]),
        ("child left = P()", ["C1004"]),
        ("child left = Other()", ["C0317"]),
        ("child left = Counter(by: 2)", ["C0603"]),
        ("child a = Pair(b)\nchild b = Counter()", ["C0327"]),
        ("child a = Counter()\nchild b = Counter(a.count + 1)", ["C1013"]),
        ("child a = Counter()\nlet d = a.count\nchild b = Counter(d)", ["C1013"]),
        ("child a = Counter()\nlet d = a.draft", ["C1006"]),
        ("child a = Counter()\nlet d = a.hint", ["C1006"]),
        ("child a = Counter()\nlet d = a.cuont", ["C1007"]),
        ("child a = Counter()\nlet d = a.add()", ["C0326"]),
        ('child a = Counter()\nlet d = "{a}"', ["C1009"]),
        ("child a = Counter()\nlet d = a + 1", ["C0403"]),
        ("child a = Counter(d)\nlet d = a.count", ["C1013"]),
        ("let made = spawn Counter()", ["C0441"]),
        ("child a = Counter()\nview { show a.count }", ["C1010"]),
        ('child a = Counter()\nview { link "x" to: a.count }', ["C1010"]),
        ('child a = Counter()\nview { link "x" to: a url: "tel:1" }', ["C0718"]),
        ('view { link "x" }', ["C0718"]),
        ('child a = Counter()\nview { button "x" -> a.add() }', ["C1012"]),
        ('child a = Counter()\nview { input a.count label: "n" }', ["C0503"]),
    ],
)
def test_what_cannot_be_is_said(members: str, found: list[str]) -> None:
    pair = "recipe Pair(first: Charm(Counter)) {}\n"

    assert codes(parent(members) + pair) == found


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ("room.add()", ["C0411"]),
        ("left.nothing()", ["C0601"]),
        ("left.add(1, 2)", ["C0602"]),
        ('left.add("x")', ["C0401"]),
        ("left.count = 4", ["C0503"]),
        ("left = room", ["C0503"]),
        ("n.add()", ["C0606"]),
        ("navigate n", ["C1010"]),
        ("navigate room", ["C0411"]),
        ("navigate Counter(0) keyed by mine", ["C1015"]),
        ("navigate Counter(0) keyed by room", ["C0411"]),
        ("spawn Nobody()", ["C0317"]),
        ("spawn Private()", ["C1005"]),
        ("spawn Private(1)", ["C1005"]),
        ("spawn Counter(mine)", ["C0501"]),
        ('spawn Counter(0, "{mine}")', ["C2001"]),
        ("room = if n > 0 then spawn Counter(1) else room", ["C0441"]),
        ("let all = [spawn Counter(i) for i in range(3)]", ["C0441"]),
        ("for i in range(3) { spawn Counter(i) }", []),
        ("if n > 0 { spawn Counter(0) }", []),
        ("for i in [1, 2] where f(spawn Counter(0)) { n = i }", ["C0441"]),
    ],
)
def test_what_a_handler_cannot_do_is_said(statements: str, found: list[str]) -> None:
    private = "recipe Private(local n: Int) {}\nfn f(c: Charm(Counter)) = true\n"

    assert codes(in_handler(statements) + private) == found


def test_recipes_within_each_other_are_drawn_once() -> None:
    a, b, c = (f"recipe {one} {{ child inner = {other}() }}\n" for one, other in (("A", "B"), ("B", "C"), ("C", "A")))

    assert codes(a + b + c) == ["C1004"]


def test_a_value_that_is_computed_from_itself_in_other_charms_has_a_way_out() -> None:
    below = "shared ns: [Int] = []\n child below = [Tree() for n in ns]"
    tree = f"recipe Tree {{ {below}\n let size: Int = sum(each.size for each in below) }}"
    _, (loop,) = compile_source(Source("a.recipe", tree))

    assert (loop.code, loop.help and "function of the data" in loop.help) == ("C0801", True)


def test_derived_values_of_two_recipes_in_a_loop_are_drawn() -> None:
    one = "recipe One { child two = Two(total)\n shared total: Int = 0\n let a = two.b }\n"
    two = "recipe Two(shared n: Int) { shared up: Charm(One)? = none\n let b = (up.a ?? 0) + n }\n"

    assert codes(one + two) == ["C0801"]
