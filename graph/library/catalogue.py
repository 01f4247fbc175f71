"""Every function of the library: by name for the checker and the code generator, and by group for readers.

What the compiler asks of a function is mostly whether there is one. So a module is loaded when the first of its
functions is asked for; a test holds the names that stand here to what the modules have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.library.function import Function

_NAMES = (
    ("numbers", "round floor ceil abs sign clamp pow sqrt ratio quotient to_int to_number"),
    (
        "texts",
        "trim squeeze lower upper capitalize title_case slug initials truncate is_blank size split join lines "
        "words chars codes starts_with ends_with replace repeat pad_start pad_end plural to_text",
    ),
    ("collections", "contains position reverse slice take drop"),
    ("lists", "sum avg median min max first last any all distinct sort flatten zip chunk range"),
    ("collections", "count without"),
    ("maps", "keys values entries from_entries has merge pick"),
    (
        "times",
        "year month day hour minute weekday weekday_name month_name date_of time_of start_of_day start_of_week "
        "start_of_month days_in_month to_date to_time add_days add_months days_between format_date format_time",
    ),
    ("durations", "days hours minutes seconds in_days in_hours in_minutes in_seconds format_duration"),
)
"""The functions of each module, in the order of the groups."""


class _Functions(Mapping[str, Function]):
    """By name. The modules that were asked for are kept."""

    def __init__(self) -> None:
        self._modules = {name: module for module, names in _NAMES for name in names.split()}
        self._loaded: dict[str, Function] = {}

    def __getitem__(self, name: str) -> Function:
        if name not in self._loaded:
            from importlib import import_module

            module = import_module(f"graph.library.{self._modules[name]}")
            self._loaded |= {function.name: function for function in module.FUNCTIONS}
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


FUNCTIONS: Mapping[str, Function] = _Functions()
"""Every function by its name."""


def groups() -> Mapping[str, tuple[Function, ...]]:
    """As the documentation lists them; a function that two kinds of values share stands in both groups."""
    from graph.library import collections, durations, lists, maps, numbers, texts, times

    return {
        "numbers": numbers.FUNCTIONS,
        "text": texts.FUNCTIONS + collections.OF_TEXT_AND_LISTS,
        "lists": lists.FUNCTIONS + collections.OF_TEXT_AND_LISTS + collections.OF_LISTS_AND_MAPS,
        "maps": maps.FUNCTIONS + collections.OF_LISTS_AND_MAPS,
        "dates": times.FUNCTIONS + durations.FUNCTIONS,
    }
