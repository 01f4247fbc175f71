"""The report that GitLab shows in merge requests as Code Quality.

Source: GitLab's documentation, "Code Quality report format": an array of objects with `description`, `check_name`,
`fingerprint`, `severity`, `location.path` and `location.lines.begin`. Paths are relative to the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from charm.fingerprints import fingerprints
from charm.loading import Loaded
from charm.places import position, repository_path

_SEVERITIES = {"error": "major", "warning": "minor"}


def lines(results: Sequence[Loaded]) -> Iterator[str]:
    """One array of all that was found."""
    found = []
    for result, each, fingerprint in fingerprints(results):
        span = each.primary.span
        ends = {name: position(result.sources, span, at)[0] for name, at in (("begin", span.start), ("end", span.end))}
        found.append(
            {
                "description": each.message if each.help is None else f"{each.message} ({each.help})",
                "check_name": f"{each.code} {each.name}",
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[each.severity],
                "location": {"path": repository_path(span.file), "lines": ends},
            }
        )
    yield json.dumps(found, ensure_ascii=False, indent=1)
