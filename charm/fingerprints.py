"""What tells a finding from all others of a run, and stays the same when lines move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from charm.loading import Loaded

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic


def fingerprints(results: Sequence[Loaded]) -> Iterator[tuple[Loaded, Diagnostic, str]]:
    """Every finding in the order of report, with its fingerprint: 16 hex digits.

    Of several that are equal (one file, code, declaration and message) the second is called `…-2`, and so on.
    """
    seen: Counter[str] = Counter()
    for result in results:
        for each in result.in_order:
            seen[each.fingerprint] += 1
            count = seen[each.fingerprint]
            yield result, each, each.fingerprint if count == 1 else f"{each.fingerprint}-{count}"
