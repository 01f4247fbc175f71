"""Two versions of a graph in one picture: what was added, removed and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from charm.picture.gather import gather, owners_of
from charm.picture.model import Frame, Link, Mark, Node, Picture
from graph.codec import document_of
from graph.model import Graph, StepId

_PLACES = frozenset({"span", "rank"})
"""What moves when something else in the file does."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """picture: the steps and links of both, marked. details: of each changed step, what is different, in words."""

    picture: Picture
    details: Mapping[StepId, tuple[str, ...]]


def compare(before: Graph, after: Graph, kinds: Collection[str] = ()) -> Comparison:
    """What `after` has that `before` had not, and the other way round; steps are the same when their ids are.

    kinds: of the steps to show, as for `gather`.
    """
    old, new = gather(before, kinds), gather(after, kinds)
    contents = _contents(before), _contents(after)
    marks = {id_: _mark(id_, old, new, contents) for id_ in {**old.by_id, **new.by_id}}
    nodes = [replace(node, mark=marks[node.id]) for node in new.nodes]
    nodes += [replace(node, mark="removed") for node in old.nodes if node.id not in new.by_id]
    links = _links(old, new)
    frames = [_frame(frame, old) for frame in new.frames]
    known = {frame.recipe for frame in new.frames}
    frames += [replace(frame, mark="removed") for frame in old.frames if frame.recipe not in known]
    changed = [id_ for id_, mark in marks.items() if mark == "changed"]
    details = {id_: tuple(_differences(old.by_id[id_], new.by_id[id_], links)) for id_ in changed}
    return Comparison(Picture(tuple(frames), tuple(nodes), links, new.notes), details)


def _frame(frame: Frame, old: Picture) -> Frame:
    return frame if any(each.recipe == frame.recipe for each in old.frames) else replace(frame, mark="added")


def _contents(graph: Graph) -> Mapping[StepId, Any]:
    """What is written in each node, without where: the documents of its steps, and the template of a view."""
    document, owners = document_of(graph), owners_of(graph)
    contents: dict[StepId, list[Any]] = {}
    for step in document["steps"]:
        # What a handler opens is a part of it, and a node of its own where that kind was asked for.
        for id_ in dict.fromkeys((step["id"], owners[step["id"]])):
            contents.setdefault(id_, []).append(_placeless(step))
    for recipe in graph.recipes:
        contents.setdefault(owners[recipe.id], []).append(_placeless(list(recipe.template)))
    return contents


def _placeless(value: Any) -> Any:
    match value:
        case dict():
            return {key: _placeless(inner) for key, inner in value.items() if key not in _PLACES}
        case list():
            return [_placeless(inner) for inner in value]
        case _:
            return value


def _mark(
    id_: StepId, old: Picture, new: Picture, contents: tuple[Mapping[StepId, Any], Mapping[StepId, Any]]
) -> Mark | None:
    if id_ not in new.by_id:
        return "removed"
    if id_ not in old.by_id:
        return "added"
    return None if contents[0].get(id_) == contents[1].get(id_) else "changed"


def _links(old: Picture, new: Picture) -> tuple[Link, ...]:
    """The links of both. One that only got another kind, or other fields, is there once, as it is now."""
    before, after = ({(link.source, link.target): link for link in each.links} for each in (old, new))
    either = set(before) | {(target, source) for source, target in before}
    links = [link if (link.source, link.target) in either else replace(link, mark="added") for link in new.links]
    now = set(after) | {(target, source) for source, target in after}
    links += [replace(link, mark="removed") for link in old.links if (link.source, link.target) not in now]
    return tuple(links)


def _differences(old: Node, new: Node, links: tuple[Link, ...]) -> Iterator[str]:
    """What is different in a step, as far as the picture knows it; `other content` where it does not."""
    found = []
    if old.kind != new.kind:
        found.append(f"was of kind {old.kind}")
    if old.scope != new.scope:
        found.append(f"was {old.scope}")
    if old.detail != new.detail:
        found.append(f"was {old.detail or 'without that'}")
    mine = [link for link in links if link.mark in ("added", "removed") and new.id in (link.source, link.target)]
    found += [_lost_or_won(link, new.id) for link in mine]
    yield from found or ["is written otherwise"]


def _lost_or_won(link: Link, id_: StepId) -> str:
    more = "now" if link.mark == "added" else "no longer"
    words: Mapping[str, tuple[str, str]] = {
        "reads": ("is read by", "reads"),
        "writes": ("writes", "is written by"),
        "updates": ("is read and written by", "reads and writes"),
        "edits": ("is shown and edited in", "shows and edits"),
        "passes": ("is passed to", "is passed"),
        "gives": ("is given to", "is given"),
        "opens": ("opens", "is opened by"),
        "offers": ("offers", "is offered by"),
    }
    as_source, as_target = words[link.kind]
    return f"{more} {as_source} {link.target}" if link.source == id_ else f"{more} {as_target} {link.source}"
