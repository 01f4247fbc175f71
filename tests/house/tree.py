"""The files of the project, as the house rules see them."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "compiler", "runtime", "charm")

# Made by tools, not written by us. So are folders with a dot, but for those that hold files of ours.
_MADE = frozenset({"__pycache__", "build", "dist", "node_modules"})
_OURS = frozenset({".ci", ".github"})


def files(suffix: str = "") -> Iterator[Path]:
    """Every file of the project whose name ends in `suffix`, by path relative to the root."""
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(name for name in below if name not in _MADE and (name in _OURS or not name.startswith(".")))
        for name in sorted(names):
            if name.endswith(suffix):
                yield (Path(folder) / name).relative_to(ROOT)


def parse(path: Path) -> ast.Module:
    """The syntax tree of one of our Python files."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))
