"""Equality of values as the language means it: `true` is not 1, the order of a map's keys does not matter."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal. Python's own `==` takes True for 1."""
    return identity(left) == identity(right)


def identity(value: Any) -> Hashable:
    """What can stand in a set for the value: two values have equal identities exactly when they are the same.

    Text, numbers and none are their own; 1 and 1.0 are one number.
    """
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, list):
        return list, tuple(map(identity, value))
    if isinstance(value, dict):
        return dict, frozenset((key, identity(of)) for key, of in value.items())
    scalar: Hashable = value
    return scalar
