"""Views: what stands still is in the template, what can change is a slot."""

from typing import Any

from tests.compiler.lower.compiling import bare, codes, compiled, slots

CELLS = """
  shared todos: [Todo] = []
  shared notes: [Text] = []
  shared scores: {Text: Int = 0} = {}
  shared n: Int = 0
  local name: Text = ""
  local lane: "open" | "shut" = "open"
  local agreed: Bool = false
"""
HANDLERS = """
  on toggle(todo in todos) { todo.done = not todo.done }
  on drop(note in notes) { remove note }
  on add(title: Text, votes: Int = 0) { todos.push({ title, votes }) }
  on place(todo in todos, votes: Int, before: Id?) { todo.votes = votes }
  on count_in(note in notes) { n += 1 }
"""


def recipe(view: str, more: str = "") -> str:
    """A recipe `R` with cells of all sorts and that view."""
    todo = "type Todo { key id: Id = new_id(), title: Text, done: Bool = false, votes: Int = 0 }"
    return f"{todo}\nrecipe R {{{CELLS}{HANDLERS}  view {{\n{view}\n  }}\n}}\n{more}"


def template(view: str, more: str = "") -> object:
    return bare(compiled(recipe(view, more)).root.template)


def only(view: str) -> Any:
    """The one node of a template."""
    (node,) = bare(compiled(recipe(view)).root.template)
    return node


def element(name: str, **parts: object) -> dict[str, object]:
    return {"op": "element", "name": name, **parts}


def text(value: str) -> dict[str, object]:
    return {"op": "lit", "value": value}


def slot(step: str) -> dict[str, object]:
    return {"op": "slot", "step": step}


def test_text_that_never_changes_needs_no_slot() -> None:
    graph = compiled(recipe('heading "Hello"\n text 5\n badge "x" tone: "good"'))

    assert slots(graph) == {}
    assert bare(graph.root.template) == [
        element("heading", content=text("Hello")),
        element("text", content=text("5")),
        element("badge", content=text("x"), attributes={"tone": text("good")}),
    ]


def test_a_slot_is_named_by_its_view_its_node_and_what_it_gives() -> None:
    graph = compiled(recipe('row {\n text n\n button "{n}" disabled: n == 0 -> add("x", n)\n }'))

    assert list(slots(graph)) == ["R.view.2.text", "R.view.3.text", "R.view.3.disabled", "R.view.3.args"]
    assert [each.slot for each in slots(graph).values()] == ["text", "text", "flag", "args"]


def test_a_number_is_printed_as_templates_print() -> None:
    found = slots(compiled(recipe("text n")))["R.view.1.text"]

    assert bare(found.expr) == {"op": "text", "parts": [{"op": "ref", "step": "R.n"}]}


def test_a_chain_of_ifs_is_one_branch_with_a_template_for_the_missing_else() -> None:
    graph = compiled(recipe('if n == 0 { text "none" } else if n == 1 { text "one" }'))
    (branch,) = graph.root.template
    expr = bare(slots(graph)["R.view.1.branch"].expr)

    assert [len(block) for block in branch["of"]] == [1, 1, 0]
    assert (expr["then"]["value"], expr["else"]["then"]["value"], expr["else"]["else"]["value"]) == (0, 1, 2)


def test_a_slot_in_a_branch_knows_which() -> None:
    graph = compiled(recipe('match lane { "open" -> text "x", "shut" -> text n }'))

    assert slots(graph)["R.view.3.text"].inside == ("R.view.1.branch", 1)


def test_what_stands_in_something_local_is_local() -> None:
    found = slots(compiled(recipe('if name == "" { text n }\n text n')))

    assert (found["R.view.2.text"].scope, found["R.view.3.text"].scope) == ("local", "shared")


def test_rows_of_a_keyed_list_are_known_by_key_and_others_by_internal_id() -> None:
    found = slots(compiled(recipe("for t in todos { text t.title }\n for note in notes { text note }")))
    keyed, plain = found["R.view.1.rows"], found["R.view.3.rows"]

    assert bare(keyed.key) == {"op": "field", "of": {"op": "var", "n": 0}, "name": "id"}
    assert (bare(plain.key), plain.clauses[0]["id"], plain.vars) == ({"op": "var", "n": 1}, 1, (0,))


def test_a_row_of_a_list_without_key_is_sent_by_its_internal_id() -> None:
    found = slots(compiled(recipe('for note in notes { button "x" -> drop(note) }')))

    assert bare(found["R.view.2.args"].expr) == {"op": "record", "fields": {"note": {"op": "var", "n": 1}}}
    assert found["R.view.1.rows"].vars == (0, 1)


def test_a_row_of_a_keyed_list_is_sent_by_its_key() -> None:
    found = slots(compiled(recipe('for t in todos where not t.done { button "x" -> toggle(t) }')))

    key = {"op": "field", "of": {"op": "var", "n": 0}, "name": "id"}
    assert bare(found["R.view.2.args"].expr) == {"op": "record", "fields": {"todo": key}}


def test_an_input_in_a_row_is_bound_through_the_key_of_the_row() -> None:
    found = slots(compiled(recipe('for t in todos order by t.title { input t.title label: "Title" }')))

    key = {"op": "field", "of": {"op": "var", "n": 0}, "name": "id"}
    todo = {"op": "find", "of": {"op": "ref", "step": "R.todos"}, "key": key, "by": "id"}
    assert bare(found["R.view.2.value"].at) == {"op": "field", "of": todo, "name": "title"}


def test_an_input_in_a_row_of_a_list_without_key_is_bound_through_the_internal_id() -> None:
    found = slots(compiled(recipe('for note in notes { input note label: "Note" }')))

    id_ = {"op": "var", "n": 1}
    assert bare(found["R.view.2.value"].at) == {"op": "find", "of": {"op": "ref", "step": "R.notes"}, "key": id_}
    assert found["R.view.1.rows"].vars == (0, 1)


def test_an_input_of_a_form_names_a_field_or_a_cell() -> None:
    form = template('form -> add() {\n input title label: "Title"\n input name label: "Name"\n button "Add"\n }')

    assert form == [
        element(
            "form",
            handler="R.add",
            children=[
                element("input", attributes={"label": text("Title")}, field="title"),
                element("input", attributes={"label": text("Name")}, value="R.view.3.value"),
                element("button", content=text("Add")),
            ],
        )
    ]


def test_a_let_stands_for_its_expression() -> None:
    found = slots(compiled(recipe("let more = n + 1\n text more\n text more * 2")))

    assert found["R.view.2.text"].reads == found["R.view.3.text"].reads == ("R.n",)


VIEWS = """
view Card(todo: Todo, of: Int) {
  text todo.title
  input todo.title label: "Title"
  show Count(of)
}
view Count(m: Int) { text m }
"""


def test_a_named_view_is_put_in_place_with_what_is_passed() -> None:
    found = slots(
        compiled(recipe("show Count(n)\n for t in todos { show Card(t, t.votes) }\n show Count(n + 1)", VIEWS))
    )

    assert list(found) == [
        "R.view.Count.1.text",
        "R.view.2.rows",
        "R.view.Card.1.text",
        "R.view.Card.2.value",
        "R.view.Card.Count.1.text",
        "R.view.Count2.1.text",
    ]
    assert found["R.view.Card.1.text"].inside == ("R.view.2.rows", 0)


def test_an_input_of_a_named_view_is_bound_through_what_is_passed() -> None:
    found = slots(compiled(recipe("for t in todos { show Card(t, n) }", VIEWS)))["R.view.Card.2.value"]

    assert found.at is not None
    assert found.at["of"]["op"] == "find"


def test_what_is_wrong_in_a_view_that_nothing_shows_is_said() -> None:
    assert codes(recipe("text n", "view Unused(m: Int) { txt m }")) == ["C0704"]


def test_what_is_wrong_in_a_view_that_is_shown_twice_is_said_once() -> None:
    assert codes(recipe("show Two(n)\n show Two(n)", "view Two(m: Int) { txt m }")) == ["C0704"]


def test_two_uses_of_a_view_never_share_slots_with_a_view_of_the_name_with_a_number() -> None:
    views = "view Count(m: Int) { text m }\nview Count2(m: Int) { text m }"
    found = slots(compiled(recipe("show Count(n)\n show Count2(n)\n show Count(n)", views)))

    assert list(found) == ["R.view.Count.1.text", "R.view.Count2.1.text", "R.view.Count3.1.text"]


def test_a_let_that_is_read_twice_binds_its_variables_twice() -> None:
    found = slots(compiled(recipe("let open = count(t for t in todos where not t.done)\n text open + open")))
    expr = bare(found["R.view.2.text"].expr)["parts"][0]

    loops = [expr[side]["args"][0]["clauses"][0]["var"] for side in ("left", "right")]
    assert loops[0] != loops[1]


COLUMN = 'column label: "x" accepts: todos -> place(votes: n) {{ {} }}'


def test_what_is_dragged_is_known_by_its_list_and_its_key() -> None:
    graph = compiled(recipe('for t in todos { card drag: t { text "x" } }'))
    key = {"op": "field", "of": {"op": "var", "n": 0}, "name": "id"}

    (rows,) = bare(graph.root.template)
    assert rows["body"] == [
        element("card", list="todos", drag="R.view.2.drag", children=[element("text", content=text("x"))])
    ]
    assert (slots(graph)["R.view.2.drag"].slot, bare(slots(graph)["R.view.2.drag"].expr)) == ("args", key)


def test_an_element_of_a_list_without_key_is_dragged_by_its_internal_id() -> None:
    found = slots(compiled(recipe('for note in notes { card drag: note { text "x" } }')))

    assert bare(found["R.view.2.drag"].expr) == {"op": "var", "n": 1}
    assert found["R.view.1.rows"].vars == (0, 1)


def test_a_drop_gives_the_element_that_the_arrow_leaves_open_and_what_it_is_before() -> None:
    column = only(COLUMN.format('text "x"'))

    assert column == element(
        "column",
        attributes={"label": text("x")},
        list="todos",
        drop="todo",
        before="before",
        handler="R.place",
        args="R.view.1.args",
        children=[element("text", content=text("x"))],
    )


def test_what_a_handler_does_not_ask_for_a_drop_does_not_say() -> None:
    column = only('column accepts: notes -> count_in() { text "x" }')

    assert column == element(
        "column", list="notes", drop="note", handler="R.count_in", children=[element("text", content=text("x"))]
    )


def test_a_record_of_a_derived_list_is_of_the_list_that_its_column_accepts() -> None:
    views = "view Mine(todos: [Todo]) { for t in [x for x in todos where x.done] { card drag: t { text t.title } } }"
    found = slots(compiled(recipe(COLUMN.format("show Mine(todos)"), views)))

    assert "R.view.Mine.2.drag" in found
    assert codes(recipe("show Mine(todos)", views)) == ["C0720"]


def test_only_an_element_of_a_list_can_be_dragged_and_only_onto_its_list() -> None:
    card = 'card drag: {} {{ text "x" }}'

    assert codes(recipe(card.format("n"))) == ["C0720"]
    assert codes(recipe("for k, v in scores { " + card.format("v") + " }")) == ["C0720"]
    assert codes(recipe('column accepts: count(todos) -> place(votes: n) { text "x" }')) == ["C0422"]
    assert codes(recipe('column accepts: n -> place(votes: n) { text "x" }')) == ["C0721"]


def test_a_column_that_accepts_has_an_arrow_and_one_with_an_arrow_accepts() -> None:
    assert codes(recipe('column accepts: todos { text "x" }')) == ["C0722"]
    assert codes(recipe('column -> place(votes: n) { text "x" }')) == ["C0722"]


def test_the_handler_of_a_drop_takes_one_element_and_says_everything_else_by_its_arrow() -> None:
    assert codes(recipe('column accepts: notes -> place(votes: n) { text "x" }')) == ["C0723"]
    assert codes(recipe('column accepts: todos -> place() { text "x" }')) == ["C0605"]
    assert codes(recipe('column accepts: todos -> nowhere() { text "x" }')) == ["C0601"]


def test_a_control_with_an_arrow_is_the_parameter_of_its_name() -> None:
    control = 'for t in todos { input votes label: "Votes" -> place(t) }'

    rows = only(control)
    assert rows["body"] == [
        element("input", attributes={"label": text("Votes")}, field="votes", handler="R.place", args="R.view.2.args")
    ]


def test_a_control_with_an_arrow_is_nothing_else() -> None:
    control = '{} label: "X" -> place({})'
    first = "todo: first(todos)"

    assert codes(recipe(control.format("input n", first))) == ["C0719"]
    assert codes(recipe(control.format("input name", f"{first}, votes: n"))) == ["C0719"]
    assert codes(recipe(control.format("input votez", first))) == ["C0716"]
    assert codes(recipe(control.format("input votes", f"{first}, votes: n"))) == ["C0711"]
    assert codes(recipe(control.format("checkbox votes", first))) == ["C0717"]
    assert codes(recipe(control.format("input votes", ""))) == ["C0605"]
    assert codes(recipe(control.format("input votes", first).replace("place", "plaze"))) == ["C0601"]


def test_a_control_with_an_arrow_stands_in_no_form() -> None:
    form = 'form -> add() {{ input title label: "Title"{}; button "Add" }}'

    assert codes(recipe(form.format(""))) == []
    assert codes(recipe(form.format(" -> add()"))) == ["C0714"]
