"""`charm graph`: show what a recipe holds and what flows where."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from charm.choices import GraphFormat
from charm.failures import CommandError
from charm.kinds import Kind
from charm.loading import load_bytes
from charm.picture.change_tree import change_tree
from charm.picture.compare import Comparison, compare
from charm.picture.dot import dot
from charm.picture.drawn import Drawn, load_drawn, painted, written_in, wrong_in
from charm.picture.gather import gather, owners_of
from charm.picture.mermaid import EDGES_MAX, mermaid
from charm.picture.model import Picture
from charm.picture.page import page
from charm.picture.select import collapsed, selected
from charm.picture.svg import svg
from charm.report import draw, summary
from charm.revisions import content_at
from charm.screen import Screen, screen
from charm.tree import tree
from charm.writing import STDOUT, write
from graph.codec import document_of, encode
from graph.model import Graph, StepId

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for.

    kinds:   the only kinds of steps to show; all when empty.
    select:  what to show, as `picture.select.selected` reads it; all when empty.
    against: a file, or a git revision of this one, to compare with; what is only in `file` was added.
    out:     a file to write to, or `-`.
    """

    file: str
    format: GraphFormat
    kinds: Collection[Kind] = ()
    select: Collection[str] = ()
    against: str | None = None
    out: str | None = None


def graph(order: Order) -> int:
    """Print the graph, or write it; the status is 1 when the recipe has errors, which are marked where they are.

    As JSON it is the document, and with `kinds` or `select` the list of those steps; with errors there is none.
    """
    drawn = load_drawn(order.file)
    has_errors = drawn.loaded.graph is None
    if has_errors:
        there = screen(sys.stderr)
        draw([drawn.loaded], there)
        there.print(summary([drawn.loaded]))
    if drawn.graph is not None and not (has_errors and order.format == "json"):
        _show(order, drawn, drawn.graph)
    return 1 if has_errors else 0


def _show(order: Order, drawn: Drawn, graph: Graph) -> None:
    kinds = {kind.value for kind in order.kinds}
    comparison = None if order.against is None else compare(_other(order.file, order.against), graph, kinds)
    picture = gather(graph, kinds) if comparison is None else comparison.picture
    picture = selected(picture, order.select) if order.select else picture
    wrong = wrong_in(drawn)
    match order.format:
        case "tree":
            there = screen()
            if comparison is None:
                chosen = _chosen(graph, picture) if order.select else None
                lines = tree(graph, there.width, kinds or {kind.value for kind in Kind}, wrong, chosen)
            else:
                lines = change_tree(replace(comparison, picture=picture), there.width)
            _print(order, there, tuple(lines))
        case "json" if comparison is not None:
            write(order.out or STDOUT, _changes(replace(comparison, picture=picture)))
        case "json":
            write(order.out or STDOUT, _json(order, graph, picture))
        case drawing:
            write(order.out or STDOUT, _drawing(drawing, painted(picture, wrong), drawn))


def _print(order: Order, there: Screen, lines: Sequence[Text]) -> None:
    if order.out is None:
        there.print(*lines)
    else:
        write(order.out, "".join(f"{line.plain}\n" for line in lines))


def _drawing(format_: GraphFormat, picture: Picture, drawn: Drawn) -> str:
    """The picture as text of that format; what its reader should know is said on standard error too."""
    picture = collapsed(picture)
    notes = list(picture.notes)
    if format_ == "mermaid" and len(picture.links) > EDGES_MAX:
        notes.append(f"Mermaid draws {EDGES_MAX} edges, and here are {len(picture.links)}: choose some with --select.")
    for note in notes:
        screen(sys.stderr).print(f"note: {note}")
    match format_:
        case "html":
            return page(picture, written_in(drawn))
        case "mermaid":
            return mermaid(picture)
        case "dot":
            return dot(picture)
        case _:
            return svg(picture)


def _other(file: str, against: str) -> Graph:
    """The graph to compare with: of a file, or of this one in a git revision.

    Raises CommandError where there is none, or where it has errors.
    """
    is_file = Path(against).is_file()
    content = Path(against).read_bytes() if is_file else content_at(against, file)
    found = load_bytes(against if is_file else file, content)
    if found.graph is None:
        draw([found], screen(sys.stderr))
        where = f"`{against}`" if is_file else f"`{file}` in the revision `{against}`"
        raise CommandError(f"{where} has errors, so there is nothing to compare with", "name another version")
    return found.graph


def _chosen(graph: Graph, picture: Picture) -> Collection[StepId]:
    """The steps for which a node of the picture stands, and the recipes for whose view one does."""
    owners, shown = owners_of(graph), picture.by_id
    return {step for step, owner in owners.items() if owner in shown or step in shown}


def _json(order: Order, graph: Graph, picture: Picture) -> str:
    """The document, or the list of the steps that were asked for."""
    if not order.kinds and not order.select:
        return encode(graph)
    chosen = _chosen(graph, picture) if order.select else {step.id for step in graph.steps}
    kinds = order.kinds or tuple(Kind)
    steps = [step for step in document_of(graph)["steps"] if step["id"] in chosen and Kind(step["kind"]) in kinds]
    return json.dumps(steps, indent=1, ensure_ascii=False) + "\n"


def _changes(comparison: Comparison) -> str:
    changes = [
        {"id": node.id, "change": node.mark, "kind": node.kind, "details": comparison.details.get(node.id, ())}
        for node in comparison.picture.nodes
        if node.mark
    ]
    return json.dumps(changes, indent=1, ensure_ascii=False) + "\n"
