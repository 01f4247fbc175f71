"""`charm build`: write a recipe's graph as a document that runs without the compiler."""

from __future__ import annotations

import sys
from pathlib import Path

from charm.failures import CommandError
from charm.loading import GRAPH_SUFFIX, RECIPE_SUFFIX, load_graph, used
from charm.report import counted
from charm.screen import screen
from charm.writing import STDOUT, write
from graph.codec import decode, encode
from graph.faults import GraphError

_SMALLER = "split the recipe, or put what it writes out into a list"


def build(file: str, out: str | None = None) -> int:
    """Write the graph of `file` to `out`, without one beside it; the status is 1 when the recipe has errors.

    Tests stay in the recipe.
    """
    graph = load_graph(file)
    if graph is None:
        return 1
    if out is None and not file.endswith(RECIPE_SUFFIX):
        raise CommandError(f"`{file}` is not a `.recipe` file, so the graph has no name", "give it one with -o")
    target = out or file.removesuffix(RECIPE_SUFFIX) + GRAPH_SUFFIX
    text = encode(graph)
    try:
        decode(text)
    except GraphError as error:
        points = tuple(str(fault) for fault in error.faults)
        raise CommandError(f"the graph of `{file}` is too large to be read again", _SMALLER, points) from error
    write(target, text)
    if target != STDOUT:
        sizes = ((len(graph.recipes), "recipe"), (len(graph.steps), "step"))
        print(f"wrote {target}: {', '.join(counted(count, word) for count, word in sizes)}")
    return 0


def dump(file: str, stage: str, out: str | None) -> int:
    """Print what one stage of the compiler made of a recipe, or write it to `out`; for those who work on charm."""
    from rich.pretty import pretty_repr

    from compiler.files import read
    from compiler.pipeline import stages

    try:
        source, _ = read(file, Path(file).read_bytes())
    except OSError as error:
        raise CommandError(
            f"`{file}` cannot be read: {error.strerror}", "check the path and its permissions"
        ) from error
    made = stages(source, used)
    if stage not in made:
        raise CommandError(f"there is no stage `{stage}`", f"choose one of {', '.join(made)}")
    write(out or STDOUT, f"{pretty_repr(made[stage], max_width=screen(sys.stdout).width)}\n")
    return 0
