"""What changed between two versions of a graph, as a tree: what was added, removed and changed, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from charm.picture.compare import Comparison
from charm.picture.model import Mark, Node
from charm.report import counted
from charm.tree import Branch, branch_lines

_SIGNS: Mapping[Mark, tuple[str, str]] = {
    "added": ("+", "added"),
    "removed": ("-", "removed"),
    "changed": ("~", "warning"),
}


def change_tree(comparison: Comparison, width: int) -> Iterator[Text]:
    """The lines of the tree, with a count below; one line that says so where nothing changed."""
    picture = comparison.picture
    for frame in picture.frames:
        nodes = [node for node in picture.of(frame.recipe) if node.mark]
        if nodes or frame.mark:
            longest = max((len(node.name) for node in nodes), default=0)
            head = Text(frame.recipe, "strong" if frame.mark is None else _SIGNS[frame.mark][1])
            below = tuple(_branch(node, longest, comparison.details.get(node.id, ())) for node in nodes)
            yield from branch_lines(Branch(head, frame.mark or "", below), width)
            yield Text()
    yield Text(_summary(picture.nodes))


def _branch(node: Node, longest: int, details: Sequence[str]) -> Branch:
    assert node.mark is not None
    sign, style = _SIGNS[node.mark]
    head = Text.assemble((f"{sign} {node.name:<{longest}}", style), "  ", (node.scope or node.kind, node.scope or ""))
    return Branch(head, "; ".join(filter(None, [node.detail, *details])))


def _summary(nodes: Sequence[Node]) -> str:
    counts = Counter(node.mark for node in nodes if node.mark)
    if not counts:
        return "no step is different"
    parts = ", ".join(f"{counts[mark]} {mark}" for mark in _SIGNS if counts[mark])
    return f"{counted(sum(counts.values()), 'step')}: {parts}"
