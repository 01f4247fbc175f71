"""Who may import whom: the arrows between our modules, and the home of each package of others."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files, parse

# What a package may import of ours, besides itself.
MAY_IMPORT = {
    "graph": set[str](),
    "compiler": {"graph"},
    "runtime": {"graph"},
    "charm": {"graph", "compiler", "runtime"},
}

# The rooms of the runtime, from the ground up. A module imports from its own room and from rooms below, never upwards.
ROOMS = (
    {"limits"},
    {"values", "identity", "timers", "presence", "alarm"},
    {"evaluate"},
    {"state", "initial"},
    {"propagate", "transact"},
    {"events", "audience", "inputs", "outcomes"},
    {"charm"},
    {"space"},
    {"snapshots", "connection", "registry"},
    {"host", "past", "migrating", "opening"},
    {"server"},
)
# A wing beside the rooms: what keeps commits stands on `limits` alone, and only these know that it exists.
STORE = "store"
STORE_MAY_IMPORT = {"limits"}
STORE_IMPORTED_BY = {"host", "opening"}

# Of the standard library, in one version of Python or another.
NAMED_BY_VERSION = {"_sha2", "_sha256"}

# Where each package of others may be imported: patterns over the path, `*` crosses folders.
HOMES = {
    "apsw": ("runtime/store/*",),
    "filelock": ("runtime/store/*",),
    "jsonschema": ("graph/validate.py",),
    "lark": ("compiler/parse*.py", "compiler/recover.py", "compiler/layout.py"),
    "lsprotocol": ("charm/language_server/*",),
    "markupsafe": ("runtime/server/*",),
    "msgspec": ("graph/*", "compiler/*", "charm/*", "runtime/server/*"),
    "pathspec": ("charm/ignoring.py",),
    "pygls": ("charm/language_server/*",),
    "re2": ("graph/*", "runtime/*"),
    "referencing": ("graph/*",),
    "rich": ("charm/*",),
    "starlette": ("runtime/server/*",),
    "typer": ("charm/*",),
    "uvicorn": ("runtime/server/*",),
}


def imported(tree: ast.Module) -> Iterator[str]:
    """The full name of every module or member that `tree` imports, at any depth and by name at run time too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{name.name}" for name in names)
            case ast.ImportFrom():
                yield "."
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def room_of(module: str) -> int | None:
    """The level of `runtime.<room>...` in ROOMS, or None for one that has none (the package itself, the store)."""
    room = module.split(".")[1]
    return next((level for level, rooms in enumerate(ROOMS) if room in rooms), None)


def wrong_between_packages(path: Path, name: str) -> str | None:
    """Why the module at `path` may not import `name`, as a sentence; None when it may."""
    home, package = path.parts[0], name.partition(".")[0]
    if package == "":
        return "imports are absolute"
    if package in PACKAGES:
        if package != home and package not in MAY_IMPORT[home]:
            return f"{home}/ never imports {package}/"
        return wrong_inside_the_runtime(path, name) if home == package == "runtime" else None
    if package in sys.stdlib_module_names | NAMED_BY_VERSION:
        return None
    if package not in HOMES:
        return f"{package} has no home: name it in pyproject.toml, docs/dependencies.md and HOMES of this test"
    if not any(fnmatchcase(path.as_posix(), pattern) for pattern in HOMES[package]):
        return f"{package} is imported only by {', '.join(HOMES[package])}"
    return None


def wrong_inside_the_runtime(path: Path, name: str) -> str | None:
    """Why the runtime's module at `path` may not import the runtime's `name`; None when it may."""
    here, there = path.with_suffix("").parts[1], name.split(".")[1] if "." in name else ""
    if here == there:
        return None
    if here == STORE:
        return None if there in STORE_MAY_IMPORT else f"the store imports of the runtime only {STORE_MAY_IMPORT}"
    if there == STORE:
        return None if here in STORE_IMPORTED_BY else f"the store is known only to {STORE_IMPORTED_BY} and to charm/"
    low, high = room_of(name), room_of(f"runtime.{here}")
    if low is not None and high is not None and low > high:
        return f"arrows point from {there} to {here}, never back"
    return None


def findings(path: Path, tree: ast.Module) -> list[str]:
    """Every import in `tree` that the module at `path` may not have."""
    wrongs = ((name, wrong_between_packages(path, name)) for name in imported(tree))
    return [f"{path}: imports {name}: {wrong}" for name, wrong in wrongs if wrong]


def own_modules() -> Iterator[Path]:
    """The modules of the four packages, without tests, benchmarks and editors."""
    return (path for path in files(".py") if path.parts[0] in PACKAGES)


def test_every_import_follows_the_arrows() -> None:
    assert [wrong for path in own_modules() for wrong in findings(path, parse(path))] == []


def test_every_module_of_the_runtime_has_a_room() -> None:
    rooms = {path.with_suffix("").parts[1] for path in own_modules() if path.parts[0] == "runtime"}

    homeless = rooms - set().union(*ROOMS) - {STORE, "__init__"}

    assert homeless == set(), "put each into ROOMS of this test: above all that it imports, below all that import it"


@pytest.mark.parametrize(
    ("path", "line", "wrong"),
    [
        ("graph/model.py", "import compiler", "graph/ never imports compiler/"),
        ("compiler/lower.py", "from runtime.evaluate import evaluate", "compiler/ never imports runtime/"),
        ("compiler/lower.py", "def f():\n    import runtime", "compiler/ never imports runtime/"),
        ("compiler/lower.py", "importlib.import_module('runtime.host')", "compiler/ never imports runtime/"),
        ("runtime/host.py", "import charm", "runtime/ never imports charm/"),
        ("runtime/propagate.py", "from runtime import space", "arrows point from space to propagate, never back"),
        ("runtime/propagate.py", "import runtime.store.contract", "the store is known only to"),
        ("runtime/store/sqlite.py", "from runtime.host import Host", "the store imports of the runtime only"),
        ("compiler/check.py", "from lark import Lark", "lark is imported only by"),
        ("runtime/host.py", "import starlette.routing", "starlette is imported only by"),
        ("charm/graph.py", "import requests", "requests has no home"),
        ("charm/graph.py", "from . import api", "imports are absolute"),
    ],
)
def test_an_import_against_the_arrows_is_found(path: str, line: str, wrong: str) -> None:
    found = findings(Path(path), ast.parse(line))

    assert len(found) == 1
    assert wrong in found[0]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("runtime/space.py", "from runtime.charm import Charm"),
        ("runtime/server/app.py", "from runtime.host import Host"),
        ("runtime/host.py", "from runtime.store.contract import Store"),
        ("runtime/store/sqlite.py", "import apsw\nfrom runtime.limits import APPEND_BYTES_MAX"),
        ("charm/api.py", "from runtime.store.sqlite import SqliteStore"),
        ("compiler/parse_table.py", "import lark"),
    ],
)
def test_an_import_along_the_arrows_is_allowed(path: str, line: str) -> None:
    assert findings(Path(path), ast.parse(line)) == []


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import compiler.syntax", {"lark", "jsonschema", "re2"}),
        ("import charm", {"apsw", "jsonschema", "lark", "rich", "starlette", "typer", "uvicorn"}),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(statement: str, absent: set[str]) -> None:
    listing = f"{statement}\nimport sys\nprint(*sys.modules)"

    ran = subprocess.run([sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, check=True)

    assert absent & set(ran.stdout.split()) == set()


def test_every_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    declared = [line for line in (*project["dependencies"], *extras) if not line.startswith(project["name"])]
    named = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(named) == sorted(line.split("==")[0] for line in declared)
