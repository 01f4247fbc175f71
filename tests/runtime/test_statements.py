"""What statements of handlers do to cells, seen through the Python API."""

from __future__ import annotations

from pathlib import Path

import charm


def opened(folder: Path, members: str) -> charm.Space:
    path = folder / "app.recipe"
    path.write_text(f"recipe App {{\n{members}\n view {{ title 'App' }}\n}}\n", encoding="utf-8")
    return charm.open(charm.compile(path), store="memory:")


def test_for_chooses_elements_by_their_position_too(tmp_path: Path) -> None:
    members = """
      shared tasks: [{ key id: Text, done: Bool = false }] = [{ id: "a" }, { id: "b" }, { id: "c" }]
      on finish(past: Int) { for i, t in tasks where i > past { t.done = true } }
    """
    with opened(tmp_path, members) as space:
        page = space.visitor().open("/")
        page.send("finish", {"past": 0})
        assert [page.read(f"tasks.{i}.done") for i in range(3)] == [False, True, True]
