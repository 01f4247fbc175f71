"""Pictures to test with: of recipes, and of anything at all."""

from random import Random

from charm.picture.gather import gather
from charm.picture.kinds import LINES, LOOKS
from charm.picture.model import Frame, Link, Node, Picture
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Graph, Scope

SCOPES: tuple[Scope | None, ...] = ("shared", "local", None)

TODO = """
type Item { key id: Id = new_id(), text: Text, done: Bool = false, by: Text = "" }
recipe Board {
  shared items: [Item] = []
  shared names: {Id: Text} = {}
  local draft: Text = ""
  let open = [item.text for item in items where not item.done]
  let count = count(open)
  on add(text: Text) { items.push({ text: text }) }
  on finish(item in items) { item.done = true }
  on sit() { navigate Desk(items, names) }
  view {
    heading "{count} open"
    list { for item in items { item item.text } }
    form -> add() { input text label: "New" }
    input draft label: "Draft"
    button "Enter" -> sit()
  }
}
recipe Desk(shared items: [Item], shared names: {Id: Text}) {
  local mine: Text = ""
  let last = last(items).text
  view { for item in items { text item.by }; text mine }
}
"""


def graph_of(source: str) -> Graph:
    graph, diagnostics = compile_source(Source("test.recipe", source))
    assert graph is not None, diagnostics
    return graph


def picture_of(source: str) -> Picture:
    return gather(graph_of(source))


def link_of(picture: Picture, source: str, target: str) -> Link:
    return next(link for link in picture.links if (link.source, link.target) == (source, target))


def random_picture(seed: int) -> Picture:
    """Any steps and links, loops and links to earlier recipes among them, with short and with long names."""
    chance = Random(seed)
    frames = [
        Frame(f"R{n}", "about" * chance.randint(0, 9), chance.random() < 0.5) for n in range(chance.randint(1, 5))
    ]
    kinds = [kind for kind in LOOKS if kind != "recipe"]
    nodes = []
    for frame in frames:
        for number in range(chance.randint(1, 9)):
            name = f"n{number}" + "x" * chance.choice((0, 3, 40))
            scope: Scope | None = chance.choice(SCOPES)
            brief = "b" * chance.choice((0, 9, 60))
            nodes.append(Node(f"{frame.recipe}.{name}", frame.recipe, chance.choice(kinds), name, scope, brief, brief))
    links = {}
    for _ in range(chance.randint(0, 30)):
        source, target, kind = chance.choice(nodes), chance.choice(nodes), chance.choice(list(LINES))
        end = chance.choice(frames).recipe if kind == "opens" else target.id
        fields = (".field" * chance.randint(1, 6),) if chance.random() < 0.3 else ()
        if source.id != end:
            links[source.id, end] = Link(source.id, end, kind, fields)
    return Picture(tuple(frames), tuple(nodes), tuple(links.values()))
