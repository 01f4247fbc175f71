"""One JSON object a line, for programs that read while charm writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from charm.formats.document import objects
from charm.loading import Loaded


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """Each diagnostic as an object of the JSON document's `diagnostics`."""
    yield from (json.dumps(each, ensure_ascii=False) for each in objects(results))
