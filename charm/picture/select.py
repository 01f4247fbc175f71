"""Choosing what to draw: `2+Session.draft+1` is a step with two levels of what feeds it and one of what it feeds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from charm.failures import CommandError
from charm.picture.model import ACTIONS, BOTH_WAYS, Link, Node, Picture
from charm.report import counted
from compiler.spelling import closest
from graph.model import StepId

STEPS_MAX = 60
"""More than these are no picture any more: each recipe becomes one box."""

_PATTERN = re.compile(r"(?:(?P<above>\d*)(?P<feeds>\+))?(?P<name>[^+]+)(?:(?P<fed>\+)(?P<below>\d*))?")


@dataclass(frozen=True, slots=True)
class _Selection:
    """above, below: how many levels of what feeds the steps, and of what they feed; None: all."""

    name: str
    above: int | None
    below: int | None


def selected(picture: Picture, patterns: Iterable[str]) -> Picture:
    """The part of a picture that any of the patterns means.

    A pattern is a step (`Session.draft`), its bare name (`draft`), a recipe (`Session`) or a glob (`Chat.*`), with
    `N+` before it for what feeds it and `+N` after it for what it feeds; without a number, all of it.
    Raises CommandError for a pattern that means nothing.
    """
    chosen: set[StepId] = set()
    for pattern in patterns:
        selection = _parsed(pattern)
        found = _matching(picture.nodes, selection.name)
        chosen |= found
        chosen |= _reached(found, _steps(picture.links, against=True), selection.above)
        chosen |= _reached(found, _steps(picture.links, against=False), selection.below)
    return narrowed(picture, chosen)


def narrowed(picture: Picture, steps: Collection[StepId]) -> Picture:
    """The picture with these steps only, and the recipes that have one."""
    nodes = tuple(node for node in picture.nodes if node.id in steps)
    recipes = {node.recipe for node in nodes}
    links = tuple(
        link
        for link in picture.links
        if link.source in steps and (link.target in recipes if link.kind == "opens" else link.target in steps)
    )
    return replace(picture, frames=tuple(f for f in picture.frames if f.recipe in recipes), nodes=nodes, links=links)


def collapsed(picture: Picture) -> Picture:
    """The picture as it is, or, where it has too many steps, with a box for each recipe and a note that says so.

    A single recipe is drawn whole, since one box would say nothing.
    """
    count = len(picture.nodes)
    if count <= STEPS_MAX or len(picture.frames) == 1:
        return picture
    boxes = tuple(_box(frame.recipe, picture.of(frame.recipe)) for frame in picture.frames)
    recipes = {node.id: node.recipe for node in picture.nodes}
    links: dict[tuple[str, str, str], list[Link]] = {}
    for link in picture.links:
        target = link.target if link.kind == "opens" else recipes[link.target]
        # Through a reference, who opens a charm shares what it passes, whichever steps use it.
        if (source := recipes[link.source]) != target and link.kind in ("opens", "passes", "gives"):
            links.setdefault((source, target, link.kind), []).append(link)
    merged = tuple(
        Link(source, target, group[0].kind, tuple(dict.fromkeys(f".{link.target.partition('.')[2]}" for link in group)))
        if group[0].kind != "opens"
        else Link(source, target, "opens")
        for (source, target, _), group in links.items()
    )
    name = picture.frames[0].recipe
    note = f"{count} steps are too many for one picture: each recipe is one box. --select {name} draws that one whole."
    return replace(picture, nodes=boxes, links=merged, notes=(*picture.notes, note))


def _box(recipe: str, nodes: Sequence[Node]) -> Node:
    kinds = dict.fromkeys(node.kind for node in nodes)
    counts = ", ".join(f"{sum(node.kind == kind for node in nodes)} {kind}" for kind in kinds)
    marks = {node.mark for node in nodes} - {None}
    mark = marks.pop() if len(marks) == 1 else "changed" if marks else None
    return Node(recipe, recipe, "recipe", counted(len(nodes), "step"), None, counts, counts, "", mark)


def _parsed(pattern: str) -> _Selection:
    found = _PATTERN.fullmatch(pattern.strip())
    if found is None:
        raise CommandError(
            f"`{pattern}` selects nothing", "write a step, such as Session.draft, 2+Session.draft+1 or Chat.*"
        )
    return _Selection(
        found["name"].strip(),
        _levels(found["feeds"], found["above"]),
        _levels(found["fed"], found["below"]),
    )


def _levels(plus: str | None, count: str | None) -> int | None:
    if plus is None:
        return 0
    return int(count) if count else None


def _matching(nodes: Sequence[Node], name: str) -> set[StepId]:
    found = {node.id for node in nodes if fnmatchcase(node.id, name) or name in (node.recipe, node.name)}
    if not found:
        known = dict.fromkeys([*(node.id for node in nodes), *(node.name for node in nodes)])
        nearest = closest(name, [*known, *dict.fromkeys(node.recipe for node in nodes)])
        remedy = f"did you mean `{nearest}`?" if nearest else "`charm graph FILE` shows what there is"
        raise CommandError(f"no step matches `{name}`", remedy)
    return found


def _steps(links: Iterable[Link], *, against: bool) -> Mapping[StepId, Sequence[StepId]]:
    """Where one gets from each step along the links, or against them."""
    found: dict[StepId, list[StepId]] = {}
    for link in links:
        if link.kind in ACTIONS:
            continue
        ends = (link.target, link.source) if against else (link.source, link.target)
        found.setdefault(ends[0], []).append(ends[1])
        if link.kind in BOTH_WAYS:
            found.setdefault(ends[1], []).append(ends[0])
    return found


def _reached(start: Collection[StepId], steps: Mapping[StepId, Sequence[StepId]], levels: int | None) -> set[StepId]:
    reached, edge = set(start), set(start)
    while edge and levels != 0:
        edge = {there for here in edge for there in steps.get(here, ())} - reached
        reached |= edge
        levels = None if levels is None else levels - 1
    return reached
