"""Work during which Python does not look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def uncollected(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same, with the garbage collector at rest until it is done.

    A compiler makes many small things that all stay until its end, so that what the collector looks for is not there:
    it took a fifth of the time. Whoever has switched it off finds it off.
    """

    @wraps(work)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            gc.enable()

    return run
