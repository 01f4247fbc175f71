"""A file that is edited: each version becomes what it becomes alone, and what an edit cannot reach is kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from compiler.pipeline import compile_source
from compiler.session import Session
from compiler.source import Source
from graph.model import Graph, Step, recipe_of
from graph.places import settled

RECIPES = sorted((Path(__file__).parents[2] / "recipes").glob("*.recipe"))
TOKEN = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"[^"\n]*"|\w+|[^\w\s]')
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in RECIPES}

TWO = """\
type Item {
  key id: Id = new_id()
  text: Text
}

let greeting = "Hello"

fn louder(text: Text) -> Text = upper(text)

recipe Root {
  shared items: [Item] = []
  local draft: Text = ""
  on add(text: Text) { items.push({ text: louder(text) }) }
  on enter_one() { navigate One(items) }
  view {
    heading greeting
    input draft label: "New"
    button "Add" -> add(draft)
    button "One" -> enter_one()
    show List(items)
  }
}

recipe One(shared items: [Item]) {
  on clear() { items.clear() }
  view {
    show List(items)
    button "Clear" -> clear()
  }
}

recipe Apart {
  shared count: Int = 0
  on more() { count += 1 }
  view { button "{count}" -> more() }
}

view List(items: [Item]) {
  for item in items { text item.text }
}

test "one adds" {
  visitors ann
  let root = spawn Root()
  ann: root.add("a")
  expect count(root.items) == 1
}
"""


def assert_as_alone(session: Session, text: str) -> Graph | None:
    """Compile the next version, and compare it with what a compiler makes of it that never saw another one."""
    source = Source("a.recipe", text)
    graph, found, sources = session.compile(source, tests=True)
    alone, found_alone = compile_source(source, tests=True)

    assert found == found_alone
    assert (graph and settled(graph)) == alone
    assert sources == {"a.recipe": source}
    return graph


def one_token_changed(text: str, random: Random) -> str:
    """A token of the text gone, doubled or replaced by another one of the same text; or a line gone or doubled."""
    tokens = list(TOKEN.finditer(text))
    token, other = random.choice(tokens), random.choice(tokens)
    line = text.rfind("\n", 0, token.start()) + 1, text.find("\n", token.end()) + 1
    start, end = line if random.random() < 0.4 else token.span()
    instead = random.choice(("", text[start:end] * 2, f"{other.group()} "))
    return text[:start] + instead + text[end:]


def with_another_value(text: str, random: Random) -> str:
    """A text in it says something else: as a rule there is nothing wrong with that."""
    words = list(re.finditer(r"(?<=[a-z])(?= [a-z]+\")", text))
    at = random.choice(words).start() if words else len(text)
    return f"{text[:at]} really{text[at:]}"


def with_pieces_moved(text: str, random: Random) -> str:
    """Two declarations in the other order, a blank line and a comment more."""
    pieces = text.split("\n\n")
    one, two = random.randrange(len(pieces)), random.randrange(len(pieces))
    pieces[one], pieces[two] = pieces[two], pieces[one]
    return "\n\n".join(pieces).replace("\n\n", "\n\n# a comment\n", random.randrange(3))


def versions(text: str, random: Random) -> Iterator[str]:
    """What becomes of a file while somebody works on it; now and then all is taken back."""
    edits = (one_token_changed, with_another_value, with_another_value, with_pieces_moved)
    now = text
    for _ in range(8):
        now = text if random.random() < 0.4 else now
        now = random.choice(edits)(now, random)
        yield now
    yield text


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_each_version_of_a_file_becomes_what_it_becomes_alone(name: str, seed: int) -> None:
    session = Session()

    for version in versions(TEXTS[name], Random(seed)):
        assert_as_alone(session, version)


@pytest.mark.parametrize("seed", range(8))
def test_so_does_a_file_whose_recipes_share_a_type_a_view_and_a_function(seed: int) -> None:
    session = Session()

    for version in versions(TWO, Random(seed)):
        assert_as_alone(session, version)


EDITS = {
    "a handler of the recipe below": ("items.clear()", "let gone = items items.clear()", {"Root", "One"}),
    "a handler of the root": ("items.push({ text: louder(text) })", "items.push({ text })", {"Root"}),
    "a function": ("upper(text)", "lower(text)", {"Root"}),
    "a constant": ('"Hello"', '"Welcome"', {"Root"}),
    "a view that two recipes show": ("text item.text", 'text "{item.text}!"', {"Root", "One"}),
    "a type": ("  text: Text\n}", "  text: Text(trim)\n}", {"Root", "One"}),
    "a recipe that nothing else names": ("count += 1", "count += 2", {"Apart"}),
    "a test": ("== 1", "> 0", set[str]()),
    "a comment": ("type Item {", "# Items are kept\ntype Item {", {"Root", "One"}),
}


@pytest.mark.parametrize("where", EDITS)
def test_an_edit_makes_anew_only_the_recipes_that_lead_to_it(where: str) -> None:
    old, new, reached = EDITS[where]
    session = Session()
    before = assert_as_alone(session, TWO)

    after = assert_as_alone(session, TWO.replace(old, new.replace("let gone = items ", "let gone = items\n    ")))

    assert before is not None and after is not None
    kept = {id(step) for step in before.steps}
    assert {recipe_of(step.id) for step in after.steps if id(step) not in kept} == reached


def test_what_moves_down_is_kept_and_is_known_to_stand_there() -> None:
    session = Session()
    before = assert_as_alone(session, TWO)

    after = assert_as_alone(session, TWO.replace("let greeting", "let extra = 1\n\n\nlet greeting"))

    assert before is not None and after is not None
    (old,), (new,) = ([step for step in graph.steps if step.id == "Apart.count"] for graph in (before, after))
    assert old is new
    assert _start(settled(after), "Apart.count") == _start(settled(before), "Apart.count") + len("let extra = 1\n\n\n")


def _start(graph: Graph, step: str) -> int:
    found: Step = next(each for each in graph.steps if each.id == step)
    assert found.span is not None
    return found.span[0]


def test_after_a_mistake_the_next_good_version_goes_on_from_the_last_one() -> None:
    session = Session()
    before = assert_as_alone(session, TWO)

    assert assert_as_alone(session, TWO.replace("count += 1", "count += one")) is None
    assert assert_as_alone(session, TWO.replace("count += 1", "count +=")) is None
    after = assert_as_alone(session, TWO.replace("count += 1", "count += 3"))

    assert before is not None and after is not None
    kept = {id(step) for step in before.steps}
    assert {recipe_of(step.id) for step in after.steps if id(step) not in kept} == {"Apart"}


def test_a_mistake_that_is_taken_back_leaves_the_graph_that_there_was() -> None:
    session = Session()
    before = assert_as_alone(session, TWO)

    for wrong in ("count += one", "count +=", "count += two"):
        assert assert_as_alone(session, TWO.replace("count += 1", wrong)) is None

    assert assert_as_alone(session, TWO) == before


def test_an_invariant_that_is_new_decides_anew_how_handlers_get_on() -> None:
    session = Session()
    assert_as_alone(session, TWO)

    after = assert_as_alone(session, TWO.replace("shared count: Int = 0", "shared count: Int = 0\n  always count >= 0"))

    assert after is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("\n\n# nothing yet\n", id="a comment"),
        pytest.param('"""A file of its own."""\n', id="documentation"),
        pytest.param('"""A file."""\n\nrecipe A {}\n\n"""B is documented."""\n\nrecipe B {}\n', id="blank lines"),
        pytest.param("recipe A {}; recipe B {}\n", id="two on a line"),
        pytest.param('recipe A {\nview {\ntext "a"\n}\n}\nrecipe B {}\n', id="not indented"),
        pytest.param("recipe A {}\r\n\r\nrecipe B {}\r\n", id="ends of lines as on Windows"),
        pytest.param('recipe A {}\n\n"""\nrecipe B {}\n"""\nrecipe C {}\n', id="a declaration in documentation"),
        pytest.param('use "b.recipe" (B)\n\nrecipe A {}\n', id="another file"),
        pytest.param("recipe A {}\n\nrecipe A {}\n", id="twice the same"),
        pytest.param('let a = 1\n  + 2\nlet b = a\n\nrecipe A { view { text "{b}" } }\n', id="lines that go on"),
        pytest.param('let a = [\n1,\n2]\n\nrecipe A { view { text "{count(a)}" } }\n', id="brackets over lines"),
    ],
)
def test_whatever_stands_in_a_file_it_becomes_what_it_becomes_alone(text: str) -> None:
    session = Session()

    for version in (text, f"{text}\nrecipe Last {{}}\n", text):
        assert_as_alone(session, version)
