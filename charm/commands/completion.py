"""`charm completion`: the script by which a shell completes charm's command lines."""

from __future__ import annotations

import sys
from importlib.resources import files

from charm.choices import Shell


def completion(shell: Shell) -> int:
    """Print the script of a shell."""
    sys.stdout.write((files("charm") / "shells" / f"charm.{shell}").read_text(encoding="utf-8"))
    return 0
