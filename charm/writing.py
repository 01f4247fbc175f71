"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from charm.failures import CommandError

STDOUT = "-"


def write(path: str, text: str) -> None:
    """Put the text into a file, or to standard output for `-`; a file that is there is replaced in one step.

    Errors: CommandError when the file cannot be written; what was there before is still there then.
    """
    if path == STDOUT:
        sys.stdout.write(text)
        return
    target = Path(path)
    # Beside the target, since only within one file system does a rename replace it in one step.
    whole = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        whole.write_text(text, encoding="utf-8", newline="\n")
        whole.replace(target)
    except OSError as error:
        whole.unlink(missing_ok=True)
        raise CommandError(f"`{path}` cannot be written: {error.strerror}", "choose another place with -o") from error
