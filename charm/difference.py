"""What a command changes, or would change, in a file: shown as a patch."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from charm.screen import Screen, visible

_STYLES = {"+": "added", "-": "removed", "@": "frame"}
_HEADS = ("+++ ", "--- ")


def show_difference(screen: Screen, name: str, before: str, after: str) -> None:
    """Print a unified diff, in colour where the screen takes it; nothing where the texts are equal."""
    for at, line in enumerate(difference(name, before, after)):
        # The first two lines name the files; further down the same signs are text that begins so.
        style = "strong" if at < len(_HEADS) and line.startswith(_HEADS) else _STYLES.get(line[:1], "")
        if screen.colour and style:
            from rich.text import Text

            screen.print(Text(visible(line), style))
        else:
            # In a pipe it is a patch, whose every byte counts.
            screen.print(visible(line) if screen.terminal else line)


def difference(name: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff, without line ends."""
    sides = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in unified_diff(*sides, f"a/{name}", f"b/{name}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"
