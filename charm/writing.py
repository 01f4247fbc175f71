"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
import sys

from charm.failures import CommandError

STDOUT = "-"


def write(path: str, text: str) -> None:
    """Put the text into a file, or to standard output for `-`; a file that is there is replaced in one step.

    It keeps its permissions, and a link goes on to lead to it.

    Errors: CommandError when the file cannot be written; what was there before is still there then.
    """
    if path == STDOUT:
        sys.stdout.write(text)
        return
    from pathlib import Path

    target = Path(os.path.realpath(path))
    # Beside the target, since only within one file system does a rename replace it in one step.
    whole = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        whole.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            whole.chmod(target.stat().st_mode)
        whole.replace(target)
    except OSError as error:
        whole.unlink(missing_ok=True)
        raise CommandError(
            f"`{path}` cannot be written: {error.strerror}", "check its folder and permissions, or choose another place"
        ) from error
