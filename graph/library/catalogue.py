"""Every function of the library by name."""

from __future__ import annotations

from collections.abc import Mapping

from graph.library import lists, maps, numbers, texts, times
from graph.library.function import Function

FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for module in (numbers, texts, lists, maps, times)
    for function in module.FUNCTIONS
}
