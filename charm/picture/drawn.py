"""From a file to what can be drawn of it: of a recipe with errors too, as far as it could be compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from charm.failures import CommandError
from charm.loading import GRAPH_SUFFIX, Loaded, load, load_bytes, used
from charm.picture.gather import owners_of
from charm.picture.model import Picture
from charm.picture.page import Written
from charm.places import place
from compiler.diagnostics import Diagnostic
from compiler.source import Source, Span
from graph.model import Graph, Step, StepId

_EXCERPT_MAX = 4000
"""Characters of source that the page shows of one step."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """graph: what there is to draw, errors or not; None where nothing could be made of the file."""

    graph: Graph | None
    loaded: Loaded


def load_drawn(path: str, content: bytes | None = None) -> Drawn:
    """A file as far as it can be drawn. content: instead of what is on the disk.

    Raises CommandError for a file without a recipe.
    """
    loaded = load(path) if content is None else load_bytes(path, content)
    graph = loaded.graph or _partial(loaded)
    if loaded.graph is not None and not loaded.graph.recipes:
        raise CommandError(f"{path} has no recipe", "name a file that has one; its first recipe is what runs")
    return Drawn(graph if graph is not None and graph.recipes else None, loaded)


def _partial(loaded: Loaded) -> Graph | None:
    """The steps that the compiler made of a recipe with errors."""
    source = loaded.sources.get(loaded.name)
    if loaded.name.endswith(GRAPH_SUFFIX) or source is None:
        return None
    from compiler.pipeline import compile_stages

    compiled = compile_stages(source, read=used)
    outlines = tuple(each.outline for each in compiled.lowered.recipes.values())
    return Graph(outlines, compiled.steps, sources=dict.fromkeys(loaded.sources, ""))


def wrong_in(drawn: Drawn) -> Mapping[StepId, tuple[str, ...]]:
    """What is wrong with each node, `C0312 message`; by the recipe's name where the step itself could not be made."""
    found: dict[StepId, list[str]] = {}
    if drawn.graph is not None:
        owners = owners_of(drawn.graph)
        for diagnostic in drawn.loaded.in_order:
            owner = _owner(diagnostic, drawn.graph, owners)
            if owner is not None and diagnostic.severity == "error":
                found.setdefault(owner, []).append(f"{diagnostic.code} {diagnostic.message}")
    return {id_: tuple(said) for id_, said in found.items()}


def _owner(diagnostic: Diagnostic, graph: Graph, owners: Mapping[StepId, StepId]) -> StepId | None:
    """The node in whose source a mistake is: the smallest step around it, else the declaration that it names."""
    at = diagnostic.primary.span
    around = [(span.end - span.start, step.id) for step, span in _spans(graph) if _holds(span, at)]
    if around:
        return owners[min(around)[1]]
    recipe, _, name = diagnostic.within.partition(".")
    known = {*owners.values(), *(each.id for each in graph.recipes)}
    within = f"{recipe}.{name.partition('.')[0]}"
    return next((each for each in (within, recipe) if each in known), None)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.file == inner.file and outer.start <= inner.start <= inner.end <= outer.end


def _spans(graph: Graph) -> Iterator[tuple[Step, Span]]:
    names = tuple(graph.sources)
    for step in graph.steps:
        number = step.span[2] if step.span and len(step.span) > 2 else 0
        if step.span is not None and number < len(names):
            yield step, Span(names[number], step.span[0], step.span[1])


def painted(picture: Picture, wrong: Mapping[StepId, tuple[str, ...]]) -> Picture:
    """The picture with what is wrong marked."""
    nodes = tuple(replace(node, mark="error") if node.id in wrong else node for node in picture.nodes)
    frames = tuple(replace(frame, mark="error") if frame.recipe in wrong else frame for frame in picture.frames)
    return replace(picture, nodes=nodes, frames=frames)


def written_in(drawn: Drawn) -> Mapping[StepId, Written]:
    """Where each node is written, with its text, where the sources are known; and all that is said of it."""
    graph = drawn.graph
    assert graph is not None, "a picture is of something"
    owners = owners_of(graph)
    said: dict[StepId | None, list[str]] = {}
    for diagnostic in drawn.loaded.in_order:
        words = f"{diagnostic.severity}: {diagnostic.code} {diagnostic.message}"
        said.setdefault(_owner(diagnostic, graph, owners), []).append(words)
    places = {step.id: _excerpt(span, drawn.loaded.sources) for step, span in _spans(graph)}
    nodes = dict.fromkeys([*places, *owners.values()])
    return {id_: Written(*places.get(id_, ("", "")), tuple(said.get(id_, ()))) for id_ in nodes}


def _excerpt(span: Span, sources: Mapping[str, Source]) -> tuple[str, str]:
    """`file:line:column` and the text, its later lines moved left as far as the first one was."""
    if span.file not in sources:
        return "", ""
    source = sources[span.file]
    indent = " " * (source.position(span.start)[1] - 1)
    lines = source.slice(span)[:_EXCERPT_MAX].splitlines()
    return place(sources, span), "\n".join(line.removeprefix(indent) for line in lines)
