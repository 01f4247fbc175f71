"""What ends a command before it is done: a failure that the caller can answer, and a bug of ours."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from charm.screen import screen, visible


class CommandError(Exception):
    """A command cannot go on, and exits with 2. message: what happened, point by point in `points` where there are
    several; remedy: what to do next.
    """

    def __init__(self, message: str, remedy: str, points: tuple[str, ...] = ()) -> None:
        super().__init__(f"{message}; {remedy}")
        self.message, self.remedy, self.points = message, remedy, points


def explain(error: CommandError) -> None:
    """Print the failure and its remedy to standard error."""
    from charm.frame import prose

    there = screen(sys.stderr)
    there.print(*prose("error", error.message, there.width, "error"))
    there.print(*(f"  {visible(point)}" for point in error.points))
    there.print(*prose("help", error.remedy, there.width, "help"))


def report_bug(error: Exception, arguments: Sequence[str]) -> None:
    """Write a report that can be pasted into an issue to a file, and say on standard error where it is."""
    import platform
    import tempfile
    import traceback

    from charm.version import VERSION

    facts = [
        f"charm {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        f"command: charm {' '.join(arguments)}",
        "",
        *traceback.format_exception(error),
    ]
    with tempfile.NamedTemporaryFile(
        "w", prefix="charm-bug-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        file.write("\n".join(facts))
    summary = traceback.format_exception_only(error)[-1].strip()
    print(
        f"error[C9999]: charm itself failed: {summary}\n"
        "This is a mistake in charm, not in your recipe. A report is in\n"
        f"  {file.name}\n"
        "Please paste it into an issue; look through it first, since it may quote your files.",
        file=sys.stderr,
    )
