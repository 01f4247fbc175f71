"""The part of the house style that a machine can keep and ruff does not."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, files, parse

FUNCTION_LINES_MAX = 70
MODULE_LINES_MAX = 500

# Words that say nothing of what is inside: anywhere in a name, or as the whole name of a file.
EMPTY_WORDS = frozenset({"helper", "helpers", "manager", "managers", "util", "utils"})
EMPTY_FILES = EMPTY_WORDS | {"common", "data", "info", "misc", "process"}

# Home and temporary folders, and the folder that this checkout happens to be in. A URL's path is none.
MACHINE_PATH = re.compile(rf"(?<![\w.:/])(?:/(?:home|Users|root|tmp)/\w|{re.escape(ROOT.as_posix())}/)")


def long_functions(tree: ast.Module) -> Iterator[str]:
    """Functions that do not fit a screen, as `name: lines`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield f"{node.name}: {lines} lines"


def empty_names(tree: ast.Module) -> Iterator[str]:
    """Functions and classes with a word in their name that says nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", node.name)
            if EMPTY_WORDS & {word.lower() for word in words}:
                yield node.name


def machine_paths(text: str) -> Iterator[int]:
    """Numbers of the lines that name a place on one machine."""
    yield from (number for number, line in enumerate(text.splitlines(), 1) if MACHINE_PATH.search(line))


def test_every_function_fits_a_screen() -> None:
    assert [f"{path}: {long}" for path in files(".py") for long in long_functions(parse(path))] == []


def test_every_module_holds_one_idea() -> None:
    lines = {path: (ROOT / path).read_text(encoding="utf-8").count("\n") for path in files(".py")}

    assert {path: count for path, count in lines.items() if count > MODULE_LINES_MAX} == {}


def test_every_name_says_something() -> None:
    assert [path for path in files() if path.stem in EMPTY_FILES] == []
    assert [f"{path}: {name}" for path in files(".py") for name in empty_names(parse(path))] == []


def test_no_file_names_a_place_on_a_machine() -> None:
    # A picture or a font decodes into rubbish, which holds no path.
    texts = ((path, (ROOT / path).read_text(encoding="utf-8", errors="replace")) for path in files())

    assert [f"{path}:{line}" for path, text in texts for line in machine_paths(text)] == []


def test_tests_are_no_packages() -> None:
    assert [path for path in files("__init__.py") if path.parts[0] == "tests"] == []


def test_a_function_of_seventy_lines_passes_and_one_more_line_does_not() -> None:
    seventy = "def f():\n" + "    x = 1\n" * (FUNCTION_LINES_MAX - 1)

    assert list(long_functions(ast.parse(seventy))) == []
    assert list(long_functions(ast.parse(seventy + "    x = 1\n"))) == ["f: 71 lines"]


@pytest.mark.parametrize("name", ["class StoreManager: pass", "def parse_utils(): pass", "async def helper(): pass"])
def test_an_empty_name_is_found(name: str) -> None:
    assert len(list(empty_names(ast.parse(name)))) == 1


@pytest.mark.parametrize("folder", ["home", "Users", "root", "tmp"])
def test_a_place_on_a_machine_is_found_and_a_url_is_not(folder: str) -> None:
    place = f"/{folder}/ann/charm"

    assert list(machine_paths(f"https://example.org{place}\nsee `{place}`\n{ROOT.as_posix()}/graph")) == [2, 3]
