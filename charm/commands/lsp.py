"""`charm lsp`: serve an editor."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from charm.failures import CommandError


def lsp() -> int:
    """Serve the editor that started the command, over standard input and output, until it says exit.

    Raises CommandError where what it needs is not installed, or where nobody but a person is on the other side.
    """
    if find_spec("pygls") is None:
        raise CommandError(
            "the language server needs the extra `lsp`, which is not installed",
            "install it beside charm: pip install 'charm-recipes[lsp]'",
        )
    if sys.stdin.isatty():
        raise CommandError(
            "`charm lsp` talks to an editor, and standard input is a terminal",
            "name it as the command of a language server; editors/README.md says how for each editor",
        )
    from charm.language_server.server import serve

    serve()
    return 0
