"""What a picture shows of a graph: the steps that an author wrote, and what flows between them."""

import pytest

from charm.picture.gather import gather
from charm.picture.kinds import LOOKS
from charm.picture.model import Picture
from graph.model import STEP_CLASSES, Graph
from tests.charm.picture.drawing import TODO, graph_of, link_of, picture_of


def test_a_view_is_one_node_and_what_a_handler_opens_a_part_of_it() -> None:
    picture = picture_of(TODO)

    assert [node.id for node in picture.of("Board")] == [
        "Board.view",
        "Board.items",
        "Board.names",
        "Board.draft",
        "Board.open",
        "Board.count",
        "Board.add",
        "Board.finish",
        "Board.sit",
    ]
    assert link_of(picture, "Board.sit", "Desk").kind == "opens"


def test_a_reference_leads_from_the_openers_cell_to_the_parameter() -> None:
    picture = picture_of(TODO)

    assert link_of(picture, "Board.items", "Desk.items").kind == "passes"
    assert link_of(picture, "Board.names", "Desk.names").kind == "passes"
    assert picture.by_id["Desk.items"].scope == "shared"


def test_each_kind_of_flow_has_its_link() -> None:
    picture = picture_of(TODO)

    assert link_of(picture, "Board.items", "Board.open").kind == "reads"
    assert link_of(picture, "Board.add", "Board.items").kind == "writes"
    assert link_of(picture, "Board.draft", "Board.view").kind == "edits"
    assert link_of(picture, "Board.view", "Board.add").kind == "offers"


@pytest.mark.parametrize(
    ("source", "target", "fields"),
    [
        ("Board.items", "Board.open", ("[].text", "[].done")),
        ("Board.items", "Board.view", ("[].text",)),
        ("Board.finish", "Board.items", ("[].done",)),
        ("Desk.items", "Desk.last", ("[].text",)),
        ("Desk.items", "Desk.view", ("[].by",)),
        ("Board.open", "Board.count", ()),
    ],
)
def test_a_link_knows_which_fields_flow(source: str, target: str, fields: tuple[str, ...]) -> None:
    assert sorted(link_of(picture_of(TODO), source, target).fields) == sorted(fields)


@pytest.mark.parametrize(
    ("let", "fields"),
    [
        ("users[who].name", ("[…].name",)),
        ("[u.name for u in values(users)]", ("[].name",)),
        ("count(users)", ()),
        ("[{ n: u.name, a: u.age } for u in values(users)]", ("[].name", "[].age")),
        ("[k for k, u in users where u.age > 3]", ("[…].age",)),
        ("users[who].age ?? 0", ("[…].age",)),
    ],
)
def test_fields_are_followed_through_loops_and_maps_as_far_as_they_are_known(let: str, fields: tuple[str, ...]) -> None:
    source = f"""
type User {{ name: Text, age: Int }}
recipe R {{
  shared users: {{Text: User}} = {{}}
  shared who: Text = ""
  let found = {let}
}}"""
    if "users[who].name" in let:
        source = source.replace("users[who].name", 'users[who].name ?? ""')

    assert link_of(picture_of(source), "R.users", "R.found").fields == fields


def test_there_is_one_of_the_root_and_one_of_another_recipe_for_each_who_opens_it() -> None:
    frames = {frame.recipe: frame for frame in picture_of(TODO).frames}

    assert (frames["Board"].about, frames["Board"].many) == ("one, for everyone", False)
    assert (frames["Desk"].about, frames["Desk"].many) == ("a new one for each sit", True)


def test_only_the_kinds_asked_for_are_nodes() -> None:
    graph = graph_of(TODO)

    assert {node.kind for node in gather(graph, {"cell", "view"}).nodes} == {"cell", "view"}
    assert [node.id for node in gather(graph, {"navigate"}).nodes] == ["Board.sit.navigate"]


def test_every_kind_of_step_has_a_look() -> None:
    assert set(STEP_CLASSES) <= set(LOOKS)


def test_a_graph_without_recipes_is_an_empty_picture() -> None:
    assert gather(Graph((), ())) == Picture((), (), ())


CHILDREN = """
type Task { key id: Id = new_id(), title: Text }
recipe Wall {
  shared tasks: [Task] = []
  shared log: [Text] = []
  child clock = Clock(log)
  child cards = [Card(task) for task in tasks]
  on open(task in tasks) { navigate Card(task) }
  on find(id: Id) { navigate Card(tasks[id]) }
  view { show clock; for card in cards { show card } }
}
recipe Clock(shared log: [Text]) { view { text "{count(log)}" } }
recipe Card(shared task: Task) { view { text task.title } }
"""


def test_a_reference_to_an_element_leads_from_the_list_that_it_is_in() -> None:
    picture = picture_of(CHILDREN)

    assert link_of(picture, "Wall.log", "Clock.log").kind == "passes"
    passed = [link for link in picture.links if link.target == "Card.task"]
    assert [(link.source, link.kind) for link in passed] == [("Wall.tasks", "passes")]


def test_a_child_is_a_step_that_opens_its_recipe_and_says_how_many_there_are() -> None:
    picture = picture_of(CHILDREN)
    about = {frame.recipe: (frame.about, frame.many) for frame in picture.frames}

    assert picture.by_id["Wall.cards"].brief == "a Card each"
    assert link_of(picture, "Wall.clock", "Clock").kind == "opens"
    assert about["Clock"] == ("one in each Wall", False)
    assert about["Card"] == ("a new one for each open or find, one for each of tasks", True)
