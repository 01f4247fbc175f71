"""Outlines of steps as SVG paths. They differ at the corners only, so that a line meets any of them at its side."""

from __future__ import annotations

from collections.abc import Mapping

from charm.picture.geometry import Box
from charm.picture.kinds import Shape

_Corner = tuple[str, float]
"""`round` or `cut`, and how far from the corner it starts."""

_ROUND = ("round", 5.0)
_CUT = ("cut", 11.0)

_CORNERS: Mapping[Shape, tuple[_Corner, _Corner]] = {
    "box": (_ROUND, _ROUND),
    "tag": (_CUT, _ROUND),
    "hexagon": (_CUT, _CUT),
    "pill": (("round", 18.0), ("round", 18.0)),
    "window": (_ROUND, _ROUND),
    "card": (_ROUND, _ROUND),
    "recipe": (_ROUND, _ROUND),
}
"""The corners on the left, and those on the right."""


def outline(shape: Shape, box: Box) -> str:
    """The path around a step."""
    (left_how, left), (right_how, right) = _CORNERS[shape]
    left, right = min(left, box.height / 2), min(right, box.height / 2)
    x, y, w, h = box.x, box.y, box.width, box.height
    return (
        f"M{n(x + left)} {n(y)}H{n(x + w - right)}{_turn(right_how, right, right)}"
        f"V{n(y + h - right)}{_turn(right_how, -right, right)}H{n(x + left)}{_turn(left_how, -left, -left)}"
        f"V{n(y + left)}{_turn(left_how, left, -left)}Z"
    )


def ornament(shape: Shape, box: Box) -> str:
    """Lines inside the outline that tell one shape from another; empty for most."""
    match shape:
        case "window":
            return f"M{n(box.x)} {n(box.y + 9)}H{n(box.right)}"
        case "card" | "recipe":
            return f"M{n(box.x + 5)} {n(box.y)}V{n(box.bottom)}M{n(box.right - 5)} {n(box.y)}V{n(box.bottom)}"
        case _:
            return ""


def n(value: float) -> str:
    """A number as short as a tenth of a pixel allows."""
    return f"{value:.1f}".removesuffix(".0")


def _turn(how: str, dx: float, dy: float) -> str:
    if how == "cut":
        return f"l{n(dx)} {n(dy)}"
    return f"a{n(abs(dx))} {n(abs(dx))} 0 0 1 {n(dx)} {n(dy)}"
