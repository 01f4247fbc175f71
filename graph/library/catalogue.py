"""Every function of the library, by group for readers and by name for the checker and the code generator."""

from __future__ import annotations

from collections.abc import Mapping

from graph.library import collections, durations, lists, maps, numbers, texts, times
from graph.library.function import Function

GROUPS: Mapping[str, tuple[Function, ...]] = {
    "numbers": numbers.FUNCTIONS,
    "text": texts.FUNCTIONS + collections.OF_TEXT_AND_LISTS,
    "lists": lists.FUNCTIONS + collections.OF_TEXT_AND_LISTS + collections.OF_LISTS_AND_MAPS,
    "maps": maps.FUNCTIONS + collections.OF_LISTS_AND_MAPS,
    "dates": times.FUNCTIONS + durations.FUNCTIONS,
}
"""As the documentation lists them; a function that two kinds of values share stands in both groups."""

FUNCTIONS: Mapping[str, Function] = {function.name: function for group in GROUPS.values() for function in group}
"""Every function by its name."""
