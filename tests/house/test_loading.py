"""What quick commands may load. Speed is part of the interface, and a stray import costs it where nobody looks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

# Packages of others, by the command that may load them, itself or through one another.
MSGSPEC = {"msgspec"}
MAY_LOAD: dict[str, set[str]] = {
    "--version": set(),
    "--help": set(),
    "__complete che": set(),
    "check chat.recipe": MSGSPEC,
    "check chat.recipe --output-format json": MSGSPEC,
    "check --output-format sarif chat.recipe": MSGSPEC,
    "check wrong.recipe --output-format json": MSGSPEC,
    "check chat.recipe --no-cache": MSGSPEC,
    "fmt --check chat.recipe": MSGSPEC,
}

# Of the standard library and of ours, what a check of a recipe without mistakes does without. Each costs it something,
# and the largest are: hashlib loads OpenSSL, pathlib urllib, dataclasses inspect, and that ast and tokenize.
SPARED = (
    {"argparse", "ast", "calendar", "dataclasses", "hashlib", "inspect", "json", "locale", "pathlib", "shutil"}
    | {"subprocess", "tempfile", "traceback", "urllib", "weakref"}
    | {"charm.command_line", "charm.fixing", "charm.frame", "charm.ignoring", "charm.kinds", "charm.writing"}
    | {"compiler.format", "compiler.ignores", "compiler.index", "compiler.messages", "compiler.outline"}
    | {"graph.changes", "graph.check", "graph.codec", "graph.validate", "runtime"}
)
OURS_MAX = 122
"""Modules of ours for that check. Loading one takes a tenth of a millisecond before anything in it is read."""

# Written without an import, since what it imports itself would count as there already.
LISTING = """
import sys
before = set(sys.modules)
from charm.__main__ import main
main(sys.argv[1:])
print(*set(sys.modules) - before, file=sys.stderr)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "recipes/chat.recipe", tmp_path)
    (tmp_path / "wrong.recipe").write_text("recipe Wrong {\n  let a = b\n}\n", encoding="utf-8")
    return tmp_path


def loaded(words: str, folder: Path) -> set[str]:
    """The modules that a command loads, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", LISTING, *words.split()], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(ran.stderr.split())


def of_others(modules: set[str]) -> set[str]:
    names = {module.partition(".")[0] for module in modules}
    # What the interpreter makes itself, such as `_sysconfigdata…`, begins with an underscore.
    return {name for name in names - set(sys.stdlib_module_names) - set(PACKAGES) if not name.startswith("_")}


@pytest.mark.parametrize("words", MAY_LOAD)
def test_a_quick_command_loads_only_what_it_may(words: str, folder: Path) -> None:
    assert of_others(loaded(words, folder)) <= MAY_LOAD[words]


@pytest.mark.parametrize("words", ["--version", "--help"])
def test_the_version_and_the_overview_load_nothing_but_themselves(words: str, folder: Path) -> None:
    ours = {"charm", "charm.__main__", "charm.overview", "charm.version"}

    assert loaded(words, folder) - ours <= {"__future__", "errno"}


@pytest.mark.parametrize("words", ["check chat.recipe --no-cache", "validate chat.recipe"])
def test_a_check_that_finds_nothing_loads_nothing_for_what_it_could_have_found(words: str, folder: Path) -> None:
    modules = loaded(words, folder)

    assert modules & SPARED == set()
    assert sum(module.partition(".")[0] in PACKAGES for module in modules) <= OURS_MAX


def test_a_module_of_the_library_is_loaded_for_those_who_call_it(folder: Path) -> None:
    (folder / "a.recipe").write_text("recipe A {\n  let a = round(2.5)\n  view { text `{a}` }\n}\n", encoding="utf-8")
    of_library = {each for each in loaded("check a.recipe", folder) if each.startswith("graph.library.")}

    assert "graph.library.numbers" in of_library
    assert not of_library & {"graph.library.texts", "graph.library.lists", "graph.library.times"}


def test_what_a_check_spares_msgspec_others_still_find() -> None:
    program = (
        "from charm.__main__ import main; main(['check', 'recipes/chat.recipe']); import msgspec._utils as ours, "
        "typing_extensions as theirs; assert (ours.NotRequired, ours.Required) == (theirs.NotRequired, theirs.Required)"
    )

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True).returncode == 0


def test_a_check_of_what_is_remembered_loads_neither_compiler_nor_graph(folder: Path) -> None:
    (folder / "wrong.recipe").unlink()
    first, second = (
        {name for name in loaded("check", folder) if name.partition(".")[0] in ("compiler", "graph")} for _ in range(2)
    )

    assert {"compiler.pipeline", "graph.model"} <= first
    assert second == {"graph", "graph.digests"}
