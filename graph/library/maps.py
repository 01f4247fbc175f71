"""Functions of maps. Maps keep the order in which keys were first put."""

from __future__ import annotations

from typing import Any

from graph.library.function import Function


def _keys(map_: dict[str, Any]) -> list[str]:
    return list(map_)


def _values(map_: dict[str, Any]) -> list[Any]:
    return list(map_.values())


def _entries(map_: dict[str, Any]) -> list[Any]:
    return [{"key": key, "value": value} for key, value in map_.items()]


def _from_entries(entries: list[Any]) -> dict[str, Any]:
    return {entry["key"]: entry["value"] for entry in entries}


def _has(map_: dict[str, Any], key: str) -> bool:
    return key in map_


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return under | over


def _pick(map_: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    wanted = set(keys)
    return {key: value for key, value in map_.items() if key in wanted}


FUNCTIONS = (
    Function(
        "keys",
        ("keys(m: {K: V}) -> [K]",),
        "The keys, in order.",
        (('keys({ ["b"]: 1, ["a"]: 2 })', ["b", "a"]),),
        _keys,
    ),
    Function(
        "values",
        ("values(m: {K: V}) -> [V]",),
        "The values, in order of their keys.",
        (('values({ ["b"]: 1, ["a"]: 2 })', [1, 2]),),
        _values,
    ),
    Function(
        "entries",
        ("entries(m: {K: V}) -> [{ key: K, value: V }]",),
        "The keys with their values, as records.",
        (('entries({ ["a"]: 1 })', [{"key": "a", "value": 1}]),),
        _entries,
    ),
    Function(
        "from_entries",
        ("from_entries(xs: [{ key: K, value: V }]) -> {K: V}",),
        "The map of those keys and values; of two with one key the later counts.",
        (('from_entries([{ key: "a", value: 1 }])', {"a": 1}),),
        _from_entries,
    ),
    Function(
        "has",
        ("has(m: {K: V}, key: K) -> Bool",),
        "Whether the map has that key, as `key in m` says too.",
        (('has({ ["a"]: 1 }, "a")', True), ('has({ ["a"]: 1 }, "b")', False)),
        _has,
    ),
    Function(
        "merge",
        ("merge(under: {K: V}, over: {K: V}) -> {K: V}",),
        "The entries of both maps; where both have a key, the second one's value.",
        (('merge({ ["a"]: 1, ["b"]: 2 }, { ["b"]: 3 })', {"a": 1, "b": 3}),),
        _merge,
    ),
    Function(
        "pick",
        ("pick(m: {K: V}, keys: [K]) -> {K: V}",),
        "The entries with those keys, in the order of the map.",
        (('pick({ ["a"]: 1, ["b"]: 2 }, ["b", "c"])', {"b": 2}),),
        _pick,
    ),
)
