"""From the paths on a command line to the files that they mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from os.path import isdir

from charm.loading import RECIPE_SUFFIX, Loaded

MADE = frozenset({"__pycache__", "build", "dist", "node_modules", "venv"})
"""Folders that tools make, where a recipe would be a copy. So are those whose name starts with a dot."""


def find(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[Loaded, ...]]:
    """Every file that `paths` mean, each once, and the folders that mean none, as what became of them.

    A file is taken as it is. A folder means its `.recipe` files at any depth, sorted; those of tools are left out, and
    those that a `.gitignore` or `.charmignore` names.
    """
    files: dict[str, None] = {}
    empty: list[Loaded] = []
    for path in paths:
        if not isdir(path or "."):
            files[path] = None
            continue
        inside = dict.fromkeys(_recipes(path))
        files |= inside
        if not inside:
            from charm.problems import without_recipes

            empty.append(Loaded(path, None, (without_recipes(path),)))
    return tuple(files), tuple(empty)


def _recipes(folder: str) -> Iterator[str]:
    # Loaded for folders only: it takes longer than the check of a file may.
    from pathlib import Path

    from charm.ignoring import Rules

    known = {Path(folder): Rules.above(Path(folder))}
    for here, below, names in os.walk(folder):
        whole = Path(here).resolve()
        rules = known.pop(Path(here)).with_files_of(whole, names)
        inside = [name for name in below if not name.startswith(".") and name not in MADE]
        below[:] = sorted(name for name in inside if not rules.leave_out(f"{whole}/{name}/"))
        known |= {Path(here) / name: rules for name in below}
        for name in sorted(names):
            if name.endswith(RECIPE_SUFFIX) and not name.startswith(".") and not rules.leave_out(f"{whole}/{name}"):
                yield str(Path(here) / name)
