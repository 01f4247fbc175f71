"""What exploring came to, in the terms in which tests are told."""

from __future__ import annotations

from collections.abc import Iterator

from charm.exploring.explore import Explored, Found
from charm.exploring.world import Kind
from charm.outcomes import Failure, Outcome
from charm.report import counted
from compiler.source import Span
from graph.model import Graph, Recipe, Step, name_of


def outcomes_of(file: str, graph: Graph, explored: Explored) -> Iterator[Outcome]:
    """One for each finding; without any, one that says how much was tried. Their number is never 0.

    file: the name that places without a number of a file belong to.
    """
    if not explored.found:
        name = f"explored {counted(explored.runs, 'run')}, {explored.events:,} events"
        note = None
        if explored.unreached:
            never = ", ".join(f"`{handler}`" for handler in explored.unreached)
            note = f"no event of {never} ever happened: what these need was not hit upon"
        yield Outcome(file, name, explored.seconds, None, is_explored=True, note=note)
    for found in explored.found:
        yield Outcome(file, _name(found), explored.seconds, _failure(file, graph, found), is_explored=True)


def _name(found: Found) -> str:
    return f"exploring: {found.block.splitlines()[0].split(chr(34))[1]}"


def _failure(file: str, graph: Graph, found: Found) -> Failure:
    finding = found.finding
    name = f"`{name_of(finding.where) or finding.where}`"
    parts: dict[str, Step | Recipe] = {part.id: part for part in (*graph.recipes, *graph.steps)}
    span = _span(file, graph, parts[finding.step or finding.where])
    message, expected, help_ = _said(finding.kind, name)
    return Failure(span, message, expected, finding.message, help_, found.block)


def _said(kind: Kind, name: str) -> tuple[str, str, str]:
    """What is wrong, what is expected instead, and what to do."""
    match kind:
        case "always":
            help_ = (
                f"`require` it in {name}; or, where the `always` is meant to be what refuses it, say so in a test: "
                'end it with `expect … refused "…"`'
            )
            return f"{name} runs into this", f"{name} itself refuses what would break it", help_
        case "fault":
            help_ = "`require` what it needs, or keep it out by the types of its parameters"
            return f"{name} has a fault", "it happens, or it is refused", help_
        case "timer":
            help_ = "nobody is told when a call of a timer fails: let its handler do nothing where it can do nothing"
            return f"something in {name} goes wrong while time passes", "it happens, or it is refused", help_
        case "value":
            return f"{name} has a fault", "a value", "say what it is in this case: `if … then … else …`"
        case "opening":
            help_ = "give it initial values for which everything holds"
            return f"{name} cannot be opened", "it can, without parameters", help_


def _span(file: str, graph: Graph, part: Step | Recipe) -> Span:
    assert part.span is not None, "what is explored was written down"
    start, end, *number = part.span
    return Span(list(graph.sources)[number[0]] if number else file, start, end)
