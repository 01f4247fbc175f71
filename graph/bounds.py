"""What of a graph is larger than its document may be: found as soon as it is compiled, not when somebody reads it.

A program that a check accepts can be built, and what is built can be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec
from msgspec import Struct

from graph.limits import (
    ARITY_MAX,
    DOCUMENT_BYTES_MAX,
    ID_CHARACTERS_MAX,
    NESTING_MAX,
    STEPS_MAX,
)
from graph.model import Function, Graph, Recipe, Span, Step, recipe_of

# What a part of a document stands within: the document, and the list or object of its section.
_AROUND = 2
# A string or a bracket. One that is never closed goes on to the end, so that a hostile document costs one pass.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
_NO_BRACKET = bytes(each for each in range(256) if each not in b"{}[]")
_encode_lines = msgspec.json.Encoder().encode_lines


class Excess(Struct, frozen=True):
    """What is too large. span: where it was written; why: a clause; nests: whether it is depth that is too much."""

    span: Span | None
    why: str
    nests: bool = False


def excesses(graph: Graph, but: Collection[str] = ()) -> Iterator[Excess]:
    """What of a graph is beyond `graph.limits`. but: recipes that were looked at before.

    Cost: the steps are encoded once; those with very many brackets are looked at bracket by bracket.
    """
    size, longest = 0, None
    if len(graph.steps) > STEPS_MAX:
        yield Excess(None, f"it has {len(graph.steps):,} steps, but at most {STEPS_MAX:,} are run")
    parts = [*_parts(graph, but)]
    for part, encoded in zip(parts, _encode_lines(parts).splitlines(), strict=True):
        size += len(encoded)
        if len(part.id) > ID_CHARACTERS_MAX and (longest is None or len(part.id) > len(longest.id)):
            longest = part
        if isinstance(part, Function) and part.arity > ARITY_MAX:
            yield Excess(part.span, f"a function takes {part.arity:,} values, but at most {ARITY_MAX:,} are passed")
        if len(encoded) > NESTING_MAX and _depth(encoded) + _AROUND > NESTING_MAX:
            yield Excess(part.span, "", nests=True)
    if longest is not None:
        # Said once: what leads to it is as long but for a name.
        why = f"with what it stands in, this has a name of {len(longest.id)} letters, but at most {ID_CHARACTERS_MAX}"
        yield Excess(longest.span, f"{why} are read")
    if size > DOCUMENT_BYTES_MAX:
        yield Excess(None, f"its graph has {size:,} bytes, but at most {DOCUMENT_BYTES_MAX:,} are read")


def _parts(graph: Graph, but: Collection[str]) -> Iterator[Recipe | Step | Function]:
    yield from (recipe for recipe in graph.recipes if recipe.id not in but)
    yield from (step for step in graph.steps if recipe_of(step.id) not in but)
    yield from graph.functions


def _depth(encoded: bytes) -> int:
    """How deep a JSON text is nested, or 0 where there are too few brackets for more than there may be."""
    # Each that is opened is closed as well.
    if len(encoded.translate(None, _NO_BRACKET)) <= 2 * NESTING_MAX:
        return 0
    return depth_of(encoded.decode())


def depth_of(text: str) -> int:
    """How deep the brackets of a JSON text are nested; up to the first level that is too many."""
    depth = deepest = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > NESTING_MAX:
                break
        elif found[0] in ("]", "}"):
            depth -= 1
    return deepest
