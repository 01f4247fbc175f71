"""Graphs as text: the one JSON document, written the same every time and read with suspicion.

Nothing that `decode` lets through needs to be looked at again: code is generated from it as it stands.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from graph.bounds import depth_of
from graph.check import check
from graph.edges import edges_of
from graph.faults import GraphError, GraphFault
from graph.limits import DOCUMENT_BYTES_MAX, NESTING_MAX
from graph.model import FORMAT, STEP_CLASSES, Edge, Element, Function, Graph, Migration, Recipe, Step
from graph.places import settled
from graph.validate import findings
from graph.walk import Path

_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(graph: Graph) -> str:
    """The document of a graph as text: each step, function, recipe, type and edge on a line of its own.

    The same graph gives the same text, byte for byte.
    """
    sections = (f" {_json(name)}: {_section(value)}" for name, value in document_of(graph).items())
    return "{\n" + ",\n".join(sections) + "\n}\n"


def decode(text: str | bytes) -> Graph:
    """The graph that a document describes, checked from its size to the meaning of each expression.

    Raises GraphError with what is wrong, by step and field; nothing else, whatever the text.
    """
    document = _parsed(text)
    _refuse(_of_format(document))
    found = findings(document)
    _refuse([_located(document, path, message) for path, message in found])
    graph = graph_of(document)
    _refuse([*check(graph), *_of_edges(graph, document["edges"])])
    return graph


def document_of(graph: Graph) -> dict[str, Any]:
    """The document of a graph as JSON values. Nodes and schemas are shared with the graph, not copied."""
    graph = settled(graph)
    document = {
        "format": FORMAT,
        "sources": graph.sources,
        "$defs": graph.types,
        "functions": [_record_of(function) for function in graph.functions],
        "recipes": [_record_of(recipe) for recipe in graph.recipes],
        "steps": [{"id": step.id, "kind": step.kind, **_record_of(step)} for step in graph.steps],
        "edges": [_record_of(edge) for edge in edges_of(graph.steps, graph.recipes)],
    }
    return {**document, "tests": list(graph.tests)} if graph.tests else document


def graph_of(document: dict[str, Any]) -> Graph:
    """The graph of a document that fits the schema; its edges follow from the rest and are passed over."""
    return Graph(
        recipes=tuple(_recipe_of(recipe) for recipe in document["recipes"]),
        steps=tuple(_step_of(step) for step in document["steps"]),
        types=document["$defs"],
        functions=tuple(Function(**_arguments(function)) for function in document["functions"]),
        sources=document["sources"],
        tests=tuple(document.get("tests", ())),
    )


def _section(value: object) -> str:
    """A part of the document, with one line for each of its entries."""
    match value:
        case dict() if value:
            return "{\n" + ",\n".join(f"  {_json(name)}: {_json(entry)}" for name, entry in value.items()) + "\n }"
        case list() if value:
            return "[\n" + ",\n".join(f"  {_json(entry)}" for entry in value) + "\n ]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _record_of(part: Any) -> dict[str, Any]:
    """A part of the model as JSON values, in the order of its fields, without those that say nothing."""
    record = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        # A rank of 0 is said, so emptiness is not the same as being false.
        if value is None or value is False or (name in _OPTIONAL and not value):
            continue
        record[name] = _plain(value)
    return record


_OPTIONAL = frozenset({"clauses", "vars", "elements", "passes", "args", "migrations"})
_INNER = Element | Migration
"""Parts of the model that stand by name within another."""


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {name: _record_of(part) if isinstance(part, _INNER) else part for name, part in value.items()}
    return value


def _arguments(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of a part of the model: lists of the document are tuples there."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}


def _step_of(record: dict[str, Any]) -> Step:
    arguments = _arguments(record)
    elements = arguments.get("elements")
    if elements is not None:
        arguments["elements"] = {name: Element(**element) for name, element in elements.items()}
    return STEP_CLASSES[arguments.pop("kind")](**arguments)


def _recipe_of(record: dict[str, Any]) -> Recipe:
    arguments = _arguments(record)
    migrations = {name: Migration(**_arguments(each)) for name, each in record.get("migrations", {}).items()}
    return Recipe(**{**arguments, "migrations": migrations})


def _refuse(faults: Sequence[GraphFault]) -> None:
    if faults:
        raise GraphError(faults)


def _refuse_document(message: str) -> None:
    raise GraphError([GraphFault("", "", message)])


def _parsed(text: str | bytes) -> Any:
    """The JSON value of a text, of bounded size and depth, without what JSON forbids and Python reads all the same."""
    encoded = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(encoded) > DOCUMENT_BYTES_MAX:
        _refuse_document(f"it has {len(encoded):,} bytes, but at most {DOCUMENT_BYTES_MAX:,} are read")
    try:
        decoded = encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise GraphError([GraphFault("", "", f"it is not UTF-8: look at byte {error.start}")]) from None
    if depth_of(decoded) > NESTING_MAX:
        _refuse_document(f"it is nested more than {NESTING_MAX} levels deep")
    doubled: dict[int, str] = {}
    try:
        document = json.loads(decoded, object_pairs_hook=lambda pairs: _object(pairs, doubled))
    except json.JSONDecodeError as error:
        message = f"it is not JSON: look at line {error.lineno}, column {error.colno}"
        raise GraphError([GraphFault("", "", message)]) from None
    except ValueError:
        # Python's bound on digits, which guards against the time that converting them takes.
        raise GraphError([GraphFault("", "", "it has an integer with thousands of digits")]) from None
    _refuse([_located(document, path, message) for path, message in _impurities(document, doubled)])
    return document


def _object(pairs: list[tuple[str, Any]], doubled: dict[int, str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        doubled[id(made)] = next(name for name in made if names.count(name) > 1)
    return made


def _impurities(document: object, doubled: dict[int, str]) -> Iterator[tuple[Path, str]]:
    """What no JSON may hold: a name twice in one object, a number that is none, half of a character."""
    waiting: list[tuple[Path, object]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case dict():
                if id(value) in doubled:
                    yield (*path, doubled[id(value)]), "stands twice in one object"
                if any(_SURROGATE.search(name) for name in value):
                    yield path, "has a field whose name is not Unicode text"
                waiting += (((*path, name), part) for name, part in value.items())
            case list():
                waiting += (((*path, n), part) for n, part in enumerate(value))
            case float() if not math.isfinite(value):
                yield path, "is not a finite number"
            case str() if _SURROGATE.search(value):
                yield path, "holds half of a surrogate pair, which is not Unicode text"


def _of_format(document: object) -> list[GraphFault]:
    """A document of another format gets one fault, not one for each field that has changed since."""
    version = document.get("format") if isinstance(document, dict) else None
    if not isinstance(version, int) or version <= FORMAT:
        return []
    newer = f"is {version}, but this charm reads up to {FORMAT}: run it with the charm that built it, or a newer one"
    return [GraphFault("", "format", newer)]


def _located(document: Any, path: Path, message: str) -> GraphFault:
    """The fault at a path from the root: by the step, recipe, function or type that has the field."""
    match path:
        case ("$defs", str(type_), *inner):
            return GraphFault(type_, _dotted(inner), message)
        case ("steps" | "recipes" | "functions" as section, int(n), *inner):
            part = document[section][n]
            name = part.get("id") if isinstance(part, dict) else None
            if isinstance(name, str) and _SURROGATE.search(name) is None:
                return GraphFault(name, _dotted(inner), message)
    return GraphFault("", _dotted(path), message)


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in path)


def _of_edges(graph: Graph, written: list[dict[str, Any]]) -> Iterator[GraphFault]:
    """The edges of a document repeat, for people and tools, what the steps say; so they must say the same."""
    derived = dict.fromkeys(edges_of(graph.steps, graph.recipes))
    seen: set[Edge] = set()
    for n, edge in enumerate(Edge(**record) for record in written):
        if edge not in derived:
            yield GraphFault("", f"edges.{n}", "is an edge that no step makes")
        elif edge in seen:
            yield GraphFault("", f"edges.{n}", "stands twice")
        seen.add(edge)
    for edge in derived:
        if edge not in seen:
            yield GraphFault(edge.target, "", f"`{edge.source}` {edge.kind} it, but there is no such edge in `edges`")
