"""What quick commands may load. Speed is part of the interface, and a stray import costs it where nobody looks."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

# Packages of others, by the command that may load them, itself or through one another.
MSGSPEC = {"msgspec", "typing_extensions"}
MAY_LOAD: dict[str, set[str]] = {
    "--version": set(),
    "--help": set(),
    "__complete che": set(),
    "check chat.recipe": MSGSPEC,
    "check chat.recipe --output-format json": MSGSPEC,
    "check --output-format sarif chat.recipe": MSGSPEC,
    "check wrong.recipe --output-format json": MSGSPEC,
    "check chat.recipe --no-cache": MSGSPEC,
}

LISTING = """
import contextlib, io, json, sys
before = set(sys.modules)
from charm.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    main(sys.argv[1:])
json.dump(sorted(set(sys.modules) - before), sys.stdout)
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
    return set(json.loads(ran.stdout))


def of_others(modules: set[str]) -> set[str]:
    names = {module.partition(".")[0] for module in modules}
    # What the interpreter makes itself, such as `_sysconfigdata…`, begins with an underscore.
    return {name for name in names - set(sys.stdlib_module_names) - set(PACKAGES) if not name.startswith("_")}


@pytest.mark.parametrize("words", MAY_LOAD)
def test_a_quick_command_loads_only_what_it_may(words: str, folder: Path) -> None:
    assert of_others(loaded(words, folder)) <= MAY_LOAD[words]


def test_a_check_of_what_is_remembered_loads_neither_compiler_nor_graph(folder: Path) -> None:
    (folder / "wrong.recipe").unlink()
    first, second = (
        {name.partition(".")[0] for name in loaded("check", folder)} & {"compiler", "graph"} for _ in range(2)
    )

    assert (first, second) == ({"compiler", "graph"}, set())
