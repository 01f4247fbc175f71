"""`charm graph` from the command line: every format, selection, comparison, and recipes with errors."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from charm.__main__ import main
from tests.charm.picture.drawing import TODO

CAPTURE = pytest.CaptureFixture[str]
BROKEN = """recipe Chat {
  shared messages: [Text] = []
  let total = count(mesages)
  let twice = total * 2
  on add(t: Text) { messages.push(3) }
  on join() { navigate Session(messages) }
  view { text total }
}
recipe Session(shared messages: [Text]) {
  local draft: Text = ""
  view { text draft }
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "todo.recipe").write_text(TODO, encoding="utf-8")
    (tmp_path / "broken.recipe").write_text(BROKEN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("format_", "start"),
    [("svg", "<svg "), ("html", "<!doctype html>"), ("mermaid", "flowchart LR"), ("dot", "digraph {"), ("json", "{")],
)
def test_every_format_is_printed_or_written(format_: str, start: str, folder: Path, capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--format", format_]) == 0
    printed = capsys.readouterr()
    assert main(["graph", "todo.recipe", "--format", format_, "-o", "out"]) == 0

    assert printed.out.startswith(start)
    assert printed.err == ""
    assert (folder / "out").read_text(encoding="utf-8") == printed.out


def test_the_tree_and_the_json_are_narrowed_by_a_selection(capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--select", "1+Board.open"]) == 0
    tree = capsys.readouterr().out
    assert main(["graph", "todo.recipe", "--select", "1+Board.open", "--format", "json"]) == 0

    assert tree.splitlines()[:3] == [
        "Board  the root: everyone's first page",
        "├─ items  shared  [Item]",
        "└─ open   shared  [Text] = from items",
    ]
    assert "Desk" not in tree
    assert [step["id"] for step in json.loads(capsys.readouterr().out)] == ["Board.items", "Board.open"]


def test_a_selected_view_brings_its_slots(capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--select", "Desk.view", "--format", "json"]) == 0

    steps = json.loads(capsys.readouterr().out)
    assert {step["kind"] for step in steps} == {"view"}
    assert len(steps) > 1


def test_kinds_and_selections_go_together(capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--select", "Board", "--kind", "cell", "--format", "svg"]) == 0

    ids = {element.get("data-id") for element in ElementTree.fromstring(capsys.readouterr().out).iter()} - {None}
    assert ids == {"Board.items", "Board.names", "Board.draft"}


def test_a_selection_that_means_nothing_is_wrong_usage(capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--select", "Board.itms"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "no step matches `Board.itms`" in said.err
    assert "did you mean `Board.items`?" in said.err


def test_what_changed_since_another_file_is_a_tree_of_changes(folder: Path, capsys: CAPTURE) -> None:
    (folder / "new.recipe").write_text(TODO.replace('by: Text = ""', 'by: Text = "", at: Time?'), encoding="utf-8")
    (folder / "new.recipe").write_text(TODO.replace("local mine: Text", "local mine: Text(..9)"), encoding="utf-8")

    assert main(["graph", "new.recipe", "--diff", "todo.recipe"]) == 0

    assert capsys.readouterr().out == ("Desk\n└─ ~ mine  local  Text(..9); was Text\n\n1 step: 1 changed\n")


def test_a_built_graph_is_compared_with_a_recipe(folder: Path, capsys: CAPTURE) -> None:
    main(["build", "todo.recipe"])
    (folder / "todo.recipe").write_text(TODO.replace("local mine: Text", "local mine: Text(..9)"), encoding="utf-8")
    capsys.readouterr()

    assert main(["graph", "todo.recipe", "--diff", "todo.graph.json", "--format", "json"]) == 0

    assert json.loads(capsys.readouterr().out) == [
        {"id": "Desk.mine", "change": "changed", "kind": "cell", "details": ["was Text"]}
    ]


def test_a_recipe_is_compared_with_itself_in_a_revision(folder: Path, capsys: CAPTURE) -> None:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    for arguments in (["init", "-q"], ["add", "todo.recipe"], [*identity, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *arguments], check=True, capture_output=True, cwd=folder)
    (folder / "todo.recipe").write_text(
        TODO.replace('  local draft: Text = ""\n', "").replace('input draft label: "Draft"', 'text "no draft"'),
        encoding="utf-8",
    )

    assert main(["graph", "todo.recipe", "--diff", "HEAD"]) == 0
    assert "├─ ~ view" in (said := capsys.readouterr().out)
    assert "└─ - draft  local  Text" in said

    assert main(["graph", "todo.recipe", "--diff", "HEAD~4"]) == 2
    assert "`HEAD~4` is no file, and no revision that git knows" in capsys.readouterr().err


def test_changes_are_marked_in_the_pictures(folder: Path, capsys: CAPTURE) -> None:
    (folder / "new.recipe").write_text(TODO.replace("local mine: Text", "local mine: Text(..9)"), encoding="utf-8")

    for format_, mark in (("svg", 'class="node local changed"'), ("html", "changed"), ("mermaid", "(changed)")):
        assert main(["graph", "new.recipe", "--diff", "todo.recipe", "--format", format_]) == 0
        assert mark in capsys.readouterr().out


def test_nothing_is_compared_with_a_version_that_has_errors(capsys: CAPTURE) -> None:
    assert main(["graph", "todo.recipe", "--diff", "broken.recipe"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "error[C0312]" in said.err
    assert "`broken.recipe` has errors, so there is nothing to compare with" in said.err


def test_a_recipe_with_errors_is_drawn_with_its_faulty_steps_marked(capsys: CAPTURE) -> None:
    assert main(["graph", "broken.recipe", "--format", "svg"]) == 1

    said = capsys.readouterr()
    nodes = {e.get("data-id"): e.get("class") for e in ElementTree.fromstring(said.out).iter() if e.get("data-id")}
    assert {id_ for id_, look in nodes.items() if look and "error" in look} == {"Chat.total", "Chat.add"}
    assert "Session.draft" in nodes
    assert "error[C0312]" in said.err
    assert "2 errors in 1 file" in said.err


def test_the_tree_tells_errors_where_they_are(capsys: CAPTURE) -> None:
    assert main(["graph", "broken.recipe"]) == 1

    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if "total" in line)
    assert lines[at + 1].startswith("│  └─ error  C0312 ")


def test_an_error_outside_of_every_step_marks_its_recipe(folder: Path, capsys: CAPTURE) -> None:
    (folder / "lost.recipe").write_text("recipe R {\n  shared x: Int = 0\n  ) ) 4\n  view { text x }\n}\n")

    assert main(["graph", "lost.recipe", "--format", "svg"]) == 1

    assert 'class="frame error"' in capsys.readouterr().out


def test_there_is_no_document_of_a_recipe_with_errors(capsys: CAPTURE) -> None:
    assert main(["graph", "broken.recipe", "--format", "json"]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["", "recipe", "}}}}", "let x = 1"])
def test_a_file_of_which_nothing_can_be_made_draws_nothing(text: str, folder: Path, capsys: CAPTURE) -> None:
    (folder / "odd.recipe").write_text(text, encoding="utf-8")

    assert main(["graph", "odd.recipe", "--format", "svg"]) in (1, 2)

    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err


def test_a_built_graph_is_drawn_like_its_recipe(capsys: CAPTURE) -> None:
    main(["build", "todo.recipe"])
    capsys.readouterr()

    drawn = []
    for file in ("todo.recipe", "todo.graph.json"):
        assert main(["graph", file, "--format", "svg"]) == 0
        drawn.append(capsys.readouterr().out)
    assert drawn[0] == drawn[1]


def test_a_large_graph_is_a_box_for_each_recipe_and_says_so(folder: Path, capsys: CAPTURE) -> None:
    cells = "\n".join(f"  shared c{number}: Int = 0" for number in range(61))
    (folder / "big.recipe").write_text(
        f'recipe Big {{\n{cells}\n  on go() {{ navigate Small(c1) }}\n  view {{ button "Go" -> go() }}\n}}\n'
        "recipe Small(shared c1: Int) {\n  view { text c1 }\n}\n",
        encoding="utf-8",
    )

    assert main(["graph", "big.recipe", "--format", "svg"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("note: 65 steps are too many for one picture: each recipe is one box.")
    assert {e.get("data-id") for e in ElementTree.fromstring(said.out).iter()} == {None, "Big", "Small"}

    assert main(["graph", "big.recipe", "--format", "svg", "--select", "Small"]) == 0
    assert capsys.readouterr().err == ""


def test_mermaid_warns_of_more_edges_than_it_draws(folder: Path, capsys: CAPTURE) -> None:
    cells = "\n".join(f"  shared c{number}: Int = 0" for number in range(25))
    every = " + ".join(f"c{number}" for number in range(25))
    lets = "\n".join(f"  let d{number} = {every}" for number in range(21))
    (folder / "dense.recipe").write_text(f"recipe Dense {{\n{cells}\n{lets}\n  view {{ text d1 }}\n}}\n")

    assert main(["graph", "dense.recipe", "--format", "mermaid"]) == 0

    assert "note: Mermaid draws 500 edges, and here are 526" in capsys.readouterr().err
