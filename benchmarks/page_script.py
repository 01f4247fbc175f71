"""How much script a page loads, compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from benchmarks.figure import Figure
from runtime.server.assets import ASSETS

GOAL_BYTES = 10_000


def page_script(small: bool) -> Iterator[Figure]:
    """The page's scripts, as they are served: each compressed as servers in front of it do, at their best."""
    scripts = (content for name, content in ASSETS.items() if name.endswith(".js"))
    # 31: the window of 15 bits, with gzip's header and trailer around it.
    size = sum(len(zlib.compress(script, level=9, wbits=31)) for script in scripts)
    yield Figure("page_script gzip", "bytes", (size,), (GOAL_BYTES,), "the goal,", "at most 1x")
