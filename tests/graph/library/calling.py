"""Calls of library functions, as generated code makes them: by name, with JSON values."""

from __future__ import annotations

import json
from typing import Any

from graph.library.catalogue import FUNCTIONS


def call(name: str, *args: Any) -> Any:
    """What the function gives for these arguments.

    Checks what holds for every call: the arguments stay as they were, and no list or map among them is the result,
    since one that stands in a cell is changed in place by later writes.
    """
    before = json.dumps(args)
    result = FUNCTIONS[name].evaluate(*args)
    assert json.dumps(args) == before, f"{name} changed an argument"
    assert not isinstance(result, list | dict) or all(result is not arg for arg in args), f"{name} gave its argument"
    return result
