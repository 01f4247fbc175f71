"""`charm new` as a user runs it, and the hooks for pre-commit, which a project may take instead of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from charm.__main__ import main
from charm.version import VERSION

ROOT = Path(__file__).parents[2]
CAPTURE = pytest.CaptureFixture[str]
HOOKS = ROOT / ".pre-commit-hooks.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which the test is in, with this environment's commands on the path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / ".cache"))
    return tmp_path


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, which the test is in."""
    assert main(["new", "my-poll"]) == 0
    monkeypatch.chdir(folder / "my-poll")
    return folder / "my-poll"


def ran(*words: str, expected: int = 0) -> str:
    """What a command prints on both of its streams."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == expected, done.stdout
    return done.stdout


def as_repository(hooks: str) -> None:
    """Make the folder one is in a repository that runs these hooks, by the commands of this environment."""
    Path(".pre-commit-config.yaml").write_text(hooks.replace("language: python", "language: system"), encoding="utf-8")
    ran("git", "init", "--quiet")
    ran("git", "add", ".")


def test_a_new_project_passes_check_fmt_and_test(project: Path, capsys: CAPTURE) -> None:
    capsys.readouterr()

    assert [main(["check"]), main(["fmt", "--check"]), main(["test"])] == [0, 0, 0]

    said = capsys.readouterr().out
    assert "no problems" in said and "1 recipe in style" in said and "2 tests ok" in said


def test_its_ci_installs_this_version_and_the_commands_after_that_pass(project: Path) -> None:
    workflow = (project / ".github/workflows/charm.yml").read_text(encoding="utf-8")
    install, *commands = re.findall(r"^ +- run: (.+)$", workflow, re.MULTILINE)

    assert install == f"pip install charm-recipes=={VERSION}"
    assert commands == ["charm check --output-format github", "charm fmt --check", "charm test"]
    for command in commands:
        ran(*command.split())


def test_its_ci_fails_for_each_thing_that_can_go_wrong(project: Path) -> None:
    recipe = project / "my-poll.recipe"
    good = recipe.read_text(encoding="utf-8")

    recipe.write_text(good.replace('draft = ""\n  }', 'daft = ""\n  }'), encoding="utf-8")
    assert "::error file=my-poll.recipe" in ran("charm", "check", "--output-format", "github", expected=1)
    recipe.write_text(good.replace("  shared notes", "    shared notes"), encoding="utf-8")
    ran("charm", "fmt", "--check", expected=1)
    recipe.write_text(good.replace('draft = ""\n  }', "}"), encoding="utf-8")
    ran("charm", "test", expected=1)


def test_its_own_hooks_are_valid_for_pre_commit_and_pass(project: Path) -> None:
    hooks = (project / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"charm-recipes==[\d.]+", hooks)) == {f"charm-recipes=={VERSION}"}
    # In an environment of its own pre-commit would install that version, which may not be out yet.
    as_repository(re.sub(r" +additional_dependencies: .*\n", "", hooks))

    ran("pre-commit", "validate-config")
    assert ran("pre-commit", "run", "--all-files").count("Passed") == 3


def test_the_project_names_the_extension_by_its_own_name(project: Path) -> None:
    extension = json.loads((ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))
    named = json.loads((project / ".vscode/extensions.json").read_text(encoding="utf-8"))

    assert named == {"recommendations": [f"{extension['publisher']}.{extension['name']}"]}


def test_stored_state_and_caches_stay_out_of_its_repository(project: Path) -> None:
    ran("git", "init", "--quiet")
    main(["check"])
    (project / ".charm").mkdir()
    (project / ".charm/my-poll.db").touch()

    listed = ran("git", "status", "--porcelain", "--untracked-files=all").splitlines()

    assert "?? my-poll.recipe" in listed
    assert [line for line in listed if ".charm" in line] == []


def test_every_file_is_named_with_what_it_is_for_in_eighty_columns(folder: Path, capsys: CAPTURE) -> None:
    assert main(["new", "my-poll"]) == 0

    lines, project = capsys.readouterr().out.splitlines(), folder / "my-poll"
    made = sorted(str(path.relative_to(project)) for path in project.rglob("*") if path.is_file())
    assert lines[0] == "made my-poll/"
    assert sorted(line.split()[0] for line in lines[1 : lines.index("")]) == made
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("My Poll.recipe", "my-poll"),
        ("../poll", "poll"),
        ("9lives", "lives"),
        ("", None),
        ("--", None),
        ("été", "t"),
        ("a" * 41, "a" * 40),
    ],
)
def test_a_name_against_the_rule_is_refused_with_the_rule_and_the_nearest_name(
    name: str, meant: str | None, folder: Path, capsys: CAPTURE
) -> None:
    assert main(["new", "--", name]) == 2

    said = capsys.readouterr().err.replace("\n  ", " ")
    assert f"error: `{name}` is no name for a project\n" in said
    assert "begin with a letter, and use only a-z, 0-9, - and _, at most 40 of them" in said
    assert meant is None or said.endswith(f": `{meant}`\n")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "file", "link to nothing"])
def test_nothing_is_written_over_what_is_there(kind: str, folder: Path, capsys: CAPTURE) -> None:
    there = folder / "poll"
    if kind == "folder":
        there.mkdir()
    elif kind == "file":
        there.write_text("mine", encoding="utf-8")
    else:
        there.symlink_to("nowhere")
    before = there.lstat()

    assert main(["new", "poll"]) == 2

    assert "`poll` is there already" in capsys.readouterr().err
    assert there.lstat() == before
    assert list(folder.iterdir()) == [there]


def test_a_project_that_cannot_be_finished_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)

    assert main(["new", "poll"]) == 2

    assert capsys.readouterr().err.startswith("error: `poll` cannot be made: No space left on device\n")
    assert list(folder.iterdir()) == []


def test_the_hooks_of_charm_are_valid_for_pre_commit() -> None:
    ran("pre-commit", "validate-manifest", str(HOOKS))
    assert re.findall(r"^- id: (.+)$", HOOKS.read_text(encoding="utf-8"), re.MULTILINE) == [
        "charm-check",
        "charm-fmt",
        "charm-test",
    ]


def test_the_hooks_of_charm_pass_for_a_good_recipe_mend_the_style_and_stop_a_mistake(project: Path) -> None:
    hooks = "".join(f"    {line}" for line in HOOKS.read_text(encoding="utf-8").splitlines(keepends=True))
    as_repository(f"repos:\n- repo: local\n  hooks:\n{hooks}")
    recipe = project / "my-poll.recipe"
    good = recipe.read_text(encoding="utf-8")

    assert ran("pre-commit", "run", "--all-files").count("Passed") == 3
    recipe.write_text(good.replace("  shared notes", "    shared notes"), encoding="utf-8")
    assert "files were modified by this hook" in ran("pre-commit", "run", "charm-fmt", "--all-files", expected=1)
    assert recipe.read_text(encoding="utf-8") == good
    recipe.write_text(good.replace('draft = ""\n  }', "}"), encoding="utf-8")
    assert "failed  everyone sees what was added" in ran("pre-commit", "run", "charm-test", "--all-files", expected=1)
    recipe.write_text(good.replace('draft = ""\n  }', 'daft = ""\n  }'), encoding="utf-8")
    assert "my-poll.recipe:16" in ran("pre-commit", "run", "charm-check", "--all-files", expected=1)
