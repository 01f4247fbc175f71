"""How much script a page loads, compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from importlib import resources

from benchmarks.figure import Figure

GOAL_BYTES = 10_000


def page_script(small: bool) -> Iterator[Figure]:
    """The page's one script, as it is in the package: compressed as servers in front of it do, at their best."""
    script = resources.files("runtime.server").joinpath("client", "client.js").read_bytes()
    # 31: the window of 15 bits, with gzip's header and trailer around it.
    gzip = zlib.compress(script, level=9, wbits=31)
    yield Figure("page_script gzip", "bytes", (len(gzip),), (GOAL_BYTES,), "the goal,", "at most 1x")
