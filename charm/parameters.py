"""Parameters of the root recipe from the command line: `--with title='"Hi"'`, `--with messages=@old.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charm.failures import CommandError


def read_parameters(given: Sequence[str]) -> dict[str, Any]:
    """Values by name, the last one where a name comes twice.

    Errors: CommandError for what is not `name=JSON` or `name=@FILE`, and for a file that cannot be read. Whether
    the recipe has such a parameter, and takes that value, is for the host to say.
    """
    return dict(map(_parameter, given))


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise CommandError(f"--with {text} has no value", "write --with NAME=JSON, or --with NAME=@FILE")
    if value.startswith("@"):
        return name, _decoded(_content(value[1:]), f"`{value[1:]}`", "write one JSON value into it")
    return name, _decoded(value, f"--with {text}", f"text needs quotes: --with '{name}=\"text\"'")


def _decoded(text: str | bytes, where: str, remedy: str) -> Any:
    try:
        return json.loads(text, parse_constant=_not_json)
    except ValueError as error:
        raise CommandError(f"{where} is not JSON ({error})", remedy) from error


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"`{path}` cannot be read: {error.strerror}", "check the path behind the @") from error


def _not_json(word: str) -> None:
    # Python reads NaN and Infinity; no other reader of the document would.
    raise ValueError(f"{word} is no number of JSON")
