"""`charm check`, `graph`, `build` and `test` as a user runs them."""

import io
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from charm.__main__ import main
from charm.screen import visible
from graph import codec
from graph.codec import decode
from tests.graph.corruptions import CORRUPTIONS, Corruption, text_of

RECIPE = """
recipe Counter {
  shared count: Int = 0
  let double = count * 2
  on add() { count += 1 }
  view { heading "{double}" }
}

test "it counts" {
  let counter = spawn Counter()
  counter.add()
  expect counter.double == 2
}
"""
CAPTURE = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one recipe, which the test is in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "counter.recipe").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_check_without_paths_checks_the_folder_one_is_in(capsys: CAPTURE) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr() == ("checked 1 recipe: no problems\n", "")


def test_check_shows_every_mistake_of_every_file_and_counts_them(folder: Path, capsys: CAPTURE) -> None:
    (folder / "wrong.recipe").write_text(RECIPE.replace("count * 2", "cuont * 2").replace("+= 1", "+= wrong"), "utf-8")

    assert main(["check", "."]) == 1

    said = capsys.readouterr().out
    assert "wrong.recipe:4:16" in said and "wrong.recipe:5:23" in said
    assert "use `count`" in said
    assert said.endswith("2 errors in 1 file\n[*] 1 fixable with --unsafe-fixes\n")


def test_check_reads_a_recipe_from_standard_input_under_the_name_it_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    pipe(monkeypatch, RECIPE.replace("count * 2", "cuont * 2").encode())

    assert main(["check", "-", "--stdin-filename", "typed.recipe", "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("typed.recipe:4:16: error ")


def test_check_reads_a_graph_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    pipe(monkeypatch, b"[]")

    assert main(["check", "-", "--stdin-filename", "x.graph.json"]) == 1
    assert "C0093" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bytes.recipe", b"recipe Caf\xe9 {\n}\n", "C0002"),
        ("empty.recipe", b"", "C0001"),
        ("folder.recipe/", b"", "C0092"),
    ],
)
def test_check_has_a_code_for_each_kind_of_unreadable_file(
    name: str, content: bytes, code: str, folder: Path, capsys: CAPTURE
) -> None:
    if name.endswith("/"):
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)

    assert main(["check", name]) == 1
    assert f"error[{code}]" in capsys.readouterr().out


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda corruption: corruption.name)
def test_a_broken_graph_is_refused_by_step_and_field(corruption: Corruption, folder: Path, capsys: CAPTURE) -> None:
    (folder / "broken.graph.json").write_bytes(text_of(corruption))

    checked = main(["check", "broken.graph.json"]), capsys.readouterr().out
    ran = main(["run", "broken.graph.json", "--port", "0", "--store", "memory:"]), capsys.readouterr().err

    for status, output in (checked, ran):
        said = " ".join(output.split())
        assert status == 1
        assert not corruption.step or f"step `{visible(corruption.step)}`" in said
        assert not corruption.field or f"field `{corruption.field}`" in said


def test_a_graph_with_more_faults_than_are_listed_counts_them_all(folder: Path, capsys: CAPTURE) -> None:
    main(["build", "counter.recipe"])
    document = json.loads((folder / "counter.graph.json").read_text(encoding="utf-8"))
    document["steps"] += [{**document["steps"][0], "id": f"Counter.n{n}", "scope": "all"} for n in range(30)]
    (folder / "counter.graph.json").write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()

    assert main(["check", "counter.graph.json"]) == 1

    said = capsys.readouterr().out
    assert "… and 10 more in counter.graph.json" in said
    assert said.endswith("\n30 errors in 1 file\n")


def test_build_writes_a_graph_beside_the_recipe_without_its_tests(folder: Path, capsys: CAPTURE) -> None:
    assert main(["build", "counter.recipe"]) == 0

    assert capsys.readouterr().out == "wrote counter.graph.json: 1 recipe, 4 steps\n"
    graph = decode((folder / "counter.graph.json").read_bytes())
    assert [step.id for step in graph.steps][:2] == ["Counter.count", "Counter.double"]
    assert graph.tests == ()
    assert sorted(path.name for path in folder.iterdir()) == ["counter.graph.json", "counter.recipe"]


def test_build_gives_the_same_bytes_again_and_to_standard_output(folder: Path, capsys: CAPTURE) -> None:
    main(["build", "counter.recipe"])
    capsys.readouterr()

    assert main(["build", "counter.recipe", "-o", "-"]) == 0

    assert capsys.readouterr().out == (folder / "counter.graph.json").read_text(encoding="utf-8")


def test_build_leaves_what_is_there_when_the_recipe_is_wrong(folder: Path, capsys: CAPTURE) -> None:
    (folder / "counter.graph.json").write_text("before", encoding="utf-8")
    (folder / "counter.recipe").write_text("recipe Counter {", encoding="utf-8")

    assert main(["build", "counter.recipe"]) == 1

    assert (folder / "counter.graph.json").read_text(encoding="utf-8") == "before"
    assert "counter.recipe:1" in capsys.readouterr().err


def test_build_writes_nothing_that_could_not_be_read_again(
    folder: Path, capsys: CAPTURE, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is within the bounds part by part, and is too long with what only a document has.
    monkeypatch.setattr(codec, "DOCUMENT_BYTES_MAX", 100)

    assert main(["build", "counter.recipe"]) == 2

    assert not (folder / "counter.graph.json").exists()
    told = " ".join(capsys.readouterr().err.split())
    assert "the graph of `counter.recipe` is too large to be read again" in told
    assert "but at most 100 are read" in told and "help: split the recipe" in told


def test_build_prints_what_a_stage_made_and_lists_the_stages(capsys: CAPTURE) -> None:
    assert main(["build", "counter.recipe", "--stage", "parse"]) == 0
    assert capsys.readouterr().out.startswith("Module(")

    assert main(["build", "counter.recipe", "--stage", "magic"]) == 2
    assert "choose one of parse, " in " ".join(capsys.readouterr().err.split())


def test_build_to_a_place_that_is_not_there_says_so(capsys: CAPTURE) -> None:
    assert main(["build", "counter.recipe", "-o", "nowhere/x.graph.json"]) == 2
    assert "`nowhere/x.graph.json` cannot be written" in capsys.readouterr().err


def test_graph_is_a_tree_of_the_recipe_and_of_its_built_graph_alike(capsys: CAPTURE) -> None:
    main(["build", "counter.recipe"])
    capsys.readouterr()

    said = [(main(["graph", file]), capsys.readouterr().out) for file in ("counter.recipe", "counter.graph.json")]

    assert said[0] == said[1]
    assert said[0][0] == 0
    assert "├─ double  shared  Int = from count" in said[0][1]


def test_graph_as_json_is_the_document_or_the_steps_of_a_kind(folder: Path, capsys: CAPTURE) -> None:
    main(["build", "counter.recipe"])
    capsys.readouterr()

    assert main(["graph", "counter.recipe", "--format", "json"]) == 0
    assert capsys.readouterr().out == (folder / "counter.graph.json").read_text(encoding="utf-8")

    assert main(["graph", "counter.recipe", "--format", "json", "--kind", "cell", "--kind", "derive"]) == 0
    assert [step["id"] for step in json.loads(capsys.readouterr().out)] == ["Counter.count", "Counter.double"]


def test_graph_writes_to_a_file_without_colours(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert main(["graph", "counter.recipe", "-o", "tree.txt"]) == 0

    assert capsys.readouterr().out == ""
    assert (folder / "tree.txt").read_text(encoding="utf-8").startswith("Counter  the root")


@pytest.mark.parametrize("command", ["graph", "build", "test", "run"])
def test_a_file_that_is_not_there_is_the_same_mistake_everywhere(command: str, capsys: CAPTURE) -> None:
    assert main([command, "gone.recipe"]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "error[C0091]: `gone.recipe` cannot be read: no such file or directory" in said.err


def test_test_runs_the_tests_of_every_recipe(capsys: CAPTURE) -> None:
    assert main(["test", "--runs", "0"]) == 0
    assert capsys.readouterr().out == "counter.recipe\n  ok      it counts\n\n1 test ok\n"


def test_test_shows_the_step_that_failed_and_writes_junit(folder: Path, capsys: CAPTURE) -> None:
    (folder / "counter.recipe").write_text(RECIPE.replace("double == 2", "double == 3"), encoding="utf-8")

    assert main(["test", "counter.recipe", "--runs", "0", "--junit", "results.xml"]) == 1

    assert capsys.readouterr().out == (
        "counter.recipe\n"
        "  failed  it counts\n"
        "   ┌─ counter.recipe:12:3\n"
        "12 │   expect counter.double == 3\n"
        "   │   ^^^^^^^^^^^^^^^^^^^^^^^^^^ this does not hold\n"
        "expected: 3\n"
        "actual: 2\n"
        "\n"
        "1 of 1 test failed\n"
    )
    assert ElementTree.parse(folder / "results.xml").getroot()[0].get("failures") == "1"


def test_test_runs_nothing_while_a_recipe_has_mistakes(folder: Path, capsys: CAPTURE) -> None:
    (folder / "wrong.recipe").write_text("recipe Wrong {", encoding="utf-8")

    assert main(["test", "."]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "wrong.recipe:1" in said.err


@pytest.mark.parametrize("command", ["run", "build", "graph"])
def test_a_file_without_a_recipe_is_in_order_but_there_is_nothing_to_run(command: str, capsys: CAPTURE) -> None:
    Path("library.recipe").write_text("fn twice(x: Int) = x * 2\n", encoding="utf-8")
    assert main(["check", "library.recipe"]) == 0
    assert main([command, "library.recipe"]) == 2
    assert "has no recipe" in capsys.readouterr().err
