"""A picture as text: SVG, Mermaid and Graphviz, whatever the names in it are."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from charm.loading import load
from charm.picture.dot import dot
from charm.picture.gather import gather
from charm.picture.kinds import LINES, LOOKS, MARKS
from charm.picture.mermaid import mermaid
from charm.picture.model import Frame, Link, Mark, Node, Picture
from charm.picture.page import Written, page
from charm.picture.svg import svg
from tests.charm.picture.drawing import TODO, picture_of, random_picture

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '"><script>alert(1)</script>',
    "</script></svg></style><img src=x onerror=alert(1)>",
    'a" ]; evil -> b; "',
    'end\n  click n0 "javascript:alert(1)"\n',
    "`${x}` #quot; %%{init: {}}%% \\",
    "\x00\x1b[31m\u202ered\r\n",
    "&lt;b&gt; &amp;",
)


def hostile(words: str) -> Picture:
    node = Node(f"R.{words}", "R", "cell", words, "shared", words, words, words)
    other = Node("R.b", "R", "handler", "b", None, words, words)
    fields = (f".{words}",)
    return Picture((Frame("R", words, True),), (node, other), (Link(node.id, "R.b", "reads", fields),), (words,))


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_becomes_a_part_of_the_svg(words: str) -> None:
    root = ElementTree.fromstring(svg(hostile(words)))

    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "style", "rect", "g", "path", "text")
    }
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_becomes_a_part_of_the_page(words: str) -> None:
    text = page(hostile(words), {"R.b": Written("a:1:1", words, (words,))})

    assert len(re.findall(r"<script\b", text)) == 2
    assert "<img" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_becomes_a_part_of_the_mermaid(words: str) -> None:
    lines = mermaid(hostile(words)).splitlines()

    labels = [found for line in lines if not line.startswith("  %%") for found in re.findall(r'"([^"]*)"', line)]
    assert len(labels) == 4
    assert all(re.fullmatch(r"(?:[\w .,:()?=…+~!/\-]|#\d+;|<br>)*", label) for label in labels)
    assert len(lines) == len(mermaid(hostile("plain")).splitlines())


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_becomes_a_part_of_the_dot(words: str) -> None:
    text = dot(hostile(words))

    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert not re.search(r"evil|script|javascript", outside.replace(outside[outside.find("//") :], ""))
    assert outside.replace(outside[outside.find("//") :], "").count("->") == 1
    assert "\n  // " in text


def test_the_svg_needs_nothing_from_elsewhere() -> None:
    text = svg(picture_of(TODO))

    assert not re.search(r"url\(|@import|href|<script|<image|<foreignObject", text)
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert "prefers-color-scheme: dark" in text


def test_shared_and_local_and_references_have_their_colours_and_words() -> None:
    root = ElementTree.fromstring(svg(picture_of(TODO)))
    classes = {element.get("data-id"): element.get("class") for element in root.iter() if element.get("data-id")}
    words = [element.text for element in root.iter(f"{SVG}text")]

    assert classes["Board.items"] == "node shared"
    assert classes["Desk.mine"] == "node local"
    assert "shared: one value for all who have the address of the charm" in words
    assert "local: one value per visitor, seen by nobody else" in words
    assert "one and the same value, passed by reference" in words


def test_the_legend_has_what_is_in_the_picture_and_nothing_else() -> None:
    words = svg(picture_of("recipe R { shared x: Int = 0\n view { text x } }")).partition("</style>")[2]

    assert "reads" in words
    assert LOOKS["cell"].means in words
    for absent in ("local: one", LINES["passes"].means, LOOKS["handler"].means, *MARKS.values()):
        assert absent not in words


@pytest.mark.parametrize("mark", MARKS)
def test_a_marked_step_is_marked_in_every_format(mark: Mark) -> None:
    picture = picture_of("recipe R { shared x: Int = 0\n view { text x } }")
    picture = replace(picture, nodes=tuple(replace(node, mark=mark) for node in picture.nodes))

    assert f'class="node shared {mark}"' in svg(picture)
    assert f"({MARKS[mark]})" in mermaid(picture)
    assert f"({MARKS[mark]})" in dot(picture)


@pytest.mark.parametrize("seed", range(10))
def test_every_step_and_link_is_in_every_format(seed: int) -> None:
    picture = random_picture(seed)

    drawn = ElementTree.fromstring(svg(picture))
    assert len([each for each in drawn.iter() if each.get("data-id")]) == len(picture.nodes)
    assert len([each for each in drawn.iter() if each.get("data-source")]) == len(picture.links)
    assert len(re.findall(r"^    n\d", mermaid(picture), re.MULTILINE)) == len(picture.nodes)
    assert len(re.findall(r"^  [nr]\d+ \S+ ?", mermaid(picture), re.MULTILINE)) == len(picture.links)
    assert dot(picture).count(" -> ") == len(picture.links)


def test_the_picture_in_the_readme_is_that_of_the_chat() -> None:
    graph = load(ROOT / "recipes/chat.recipe").graph
    assert graph is not None

    written = (ROOT / "docs/images/chat.svg").read_text(encoding="utf-8")

    assert written == svg(gather(graph)), "charm graph recipes/chat.recipe --format svg -o docs/images/chat.svg"
