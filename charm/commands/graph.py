"""`charm graph`: show what a recipe holds and what flows where."""

from __future__ import annotations

import json
from collections.abc import Collection

from charm.choices import GraphFormat, Kind
from charm.loading import load_graph
from charm.screen import screen
from charm.tree import tree
from charm.writing import STDOUT, write
from graph.codec import document_of, encode
from graph.model import Graph


def graph(file: str, format_: GraphFormat, kinds: Collection[Kind], out: str | None) -> int:
    """Print the graph of `file`, or write it to `out`; the status is 1 when the recipe has errors.

    kinds: the only kinds of steps to show; all when empty. As JSON it is then the list of those steps.
    """
    found = load_graph(file)
    if found is None:
        return 1
    if format_ is GraphFormat.JSON:
        write(out or STDOUT, _json(found, kinds))
        return 0
    there = screen()
    lines = tree(found, there.width, {kind.value for kind in kinds or Kind})
    if out is None:
        there.print(*lines)
    else:
        write(out, "".join(f"{line.plain}\n" for line in lines))
    return 0


def _json(found: Graph, kinds: Collection[Kind]) -> str:
    if not kinds:
        return encode(found)
    steps = [step for step in document_of(found)["steps"] if Kind(step["kind"]) in kinds]
    return json.dumps(steps, indent=1, ensure_ascii=False) + "\n"
