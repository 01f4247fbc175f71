"""One line for each diagnostic, which editors and `grep` understand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from charm.loading import Loaded
from charm.places import place
from charm.screen import visible


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """`path:line:column: error C0312 message`."""
    for result in results:
        for each in result.in_order:
            at = place(result.sources, each.primary.span)
            yield visible(f"{at}: {each.severity} {each.code} {each.message}")
