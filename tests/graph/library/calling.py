"""Calls of library functions, as generated code makes them: by name, with JSON values."""

from __future__ import annotations

import json
from typing import Any

from graph.library.catalogue import FUNCTIONS


def call(name: str, *args: Any) -> Any:
    """What the function gives for these arguments, having checked that it left them as they were."""
    before = json.dumps(args)
    result = FUNCTIONS[name].evaluate(*args)
    assert json.dumps(args) == before, f"{name} changed an argument"
    return result
