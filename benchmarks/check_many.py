"""How much CPU time `charm check` of a folder of recipes takes, the first time and when nothing has changed since."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.commands import ROOT, cpu_milliseconds
from benchmarks.figure import Figure

RECIPES = 1_000
RECIPES_SMALL = 20
FOLDERS = 20
GOAL_MS = 1_000.0


def check_many(small: bool) -> Iterator[Figure]:
    """Copies of the chat, each with a comment of its own, so that no two are the same."""
    count = RECIPES_SMALL if small else RECIPES
    with TemporaryDirectory() as name:
        folder = Path(name)
        chat = (ROOT / "recipes/chat.recipe").read_text(encoding="utf-8")
        for number in range(count):
            file = folder / f"{number % FOLDERS:02}" / f"{number}.recipe"
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{chat}\n# {number}\n", encoding="utf-8")
        anew = _milliseconds(folder)
        unchanged = tuple(_milliseconds(folder) for _ in range(3 if small else 10))
    yield Figure(f"check {count:,} anew", "ms", (anew,), unchanged, "unchanged", "none set")
    yield Figure(f"check {count:,} unchanged", "ms", unchanged, (GOAL_MS,), "the goal", "at most 1x")


def _milliseconds(folder: Path) -> float:
    return cpu_milliseconds([sys.executable, "-m", "charm", "check"], folder)
