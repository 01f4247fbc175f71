"""What waits for its time, when the machine fails meanwhile: a real process, a real file, `kill -9`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from tests.browser.server import Server

CALLS = 40
PATIENCE_SECONDS = 30
RECIPE = """
recipe Counter {
  shared made: [Int] = []
  on go() {
    for n in range(40) { after seconds(0.1 + n / 20) -> note(n) }
  }
  private on note(n: Int) { made.push(n) }
}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    recipe = tmp_path / "counter.recipe"
    recipe.write_text(RECIPE, encoding="utf-8")
    command = (sys.executable, "-m", "charm", "run", str(recipe), "--store", f"sqlite:{tmp_path / 'counter.db'}")
    with Server(command, tmp_path / "output.log") as running:
        yield running


def _made(server: Server, root: str) -> Any:
    return httpx.get(f"{server.url}c/{root}/state/made").json()


def test_each_call_is_made_exactly_once_however_often_the_server_is_killed(server: Server) -> None:
    root = httpx.get(server.url).text.partition('data-charm="')[2].partition('"')[0]
    assert httpx.post(f"{server.url}c/{root}/on/go", json={}).status_code == 200
    for pause in (0.35, 0.2):
        sleep(pause)
        server.kill()
        server.start()
    deadline = monotonic() + PATIENCE_SECONDS
    while len(_made(server, root)) < CALLS and monotonic() < deadline:
        sleep(0.1)
    server.kill()
    server.start()
    sleep(0.3)

    assert _made(server, root) == list(range(CALLS))
