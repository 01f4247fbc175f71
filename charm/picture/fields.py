"""Which parts of a value a step uses, as far as its expressions tell: `[].author` of a list, `[…]` of a map.

A path is followed through fields, entries, elements and the variables of loops. Where a value goes into a function or
is compared as a whole, all of it is used: the empty path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.model import Child, Handler, Node, Step, StepId, View, rows_around
from graph.operators import OPERATORS
from graph.walk import blocks, operands

_ELEMENT = "[]"
_INSIDE = {"entry": "[…]", "find": "[…]", "nth": "[…]"}

_ELEMENTS_OF = {"first": _ELEMENT, "last": _ELEMENT} | dict.fromkeys(
    ("values", "sort", "distinct", "reverse", "slice", "take", "drop"), ""
)
"""Functions of the library that give the elements of their argument, or one of them."""

Path = tuple[StepId, str]


@dataclass(slots=True)
class _Use:
    """What one step was found to use. variables: the paths of those that stand for a part of a value."""

    reads: list[Path] = field(default_factory=list)
    writes: list[Path] = field(default_factory=list)
    variables: dict[int, Path] = field(default_factory=dict)


def fields_of(
    step: Step, steps: Mapping[StepId, Step]
) -> tuple[Mapping[StepId, tuple[str, ...]], Mapping[StepId, tuple[str, ...]]]:
    """The parts that a step reads and those that it writes, by the step they belong to.

    steps: all, by id. Where all of a value is used, its parts are left out.
    """
    use = _used(step, steps)
    return _by_step(use.reads), _by_step(use.writes)


def variables_of(step: Step, steps: Mapping[StepId, Step]) -> Mapping[int, Path]:
    """The part of a value that each variable of a step stands for, where it is known."""
    return _used(step, steps).variables


def path_of(place: Node, variables: Mapping[int, Path]) -> Path | None:
    """The step that a place leads into, and the part of its value; None where it cannot be told."""
    return _path(place, _Use(variables=dict(variables)))


def _used(step: Step, steps: Mapping[StepId, Step]) -> _Use:
    use = _Use()
    match step:
        case Handler():
            for element in step.elements.values():
                _bind(use, element.var, element.at, _ELEMENT)
            _all(step.body, use)
        case Child(var=int(variable), over=dict(over)):
            _bind(use, variable, over, _ELEMENT)
        case View():
            _slot(step, steps, use)
        case _ if (expr := getattr(step, "expr", None)) is not None:
            _read(expr, use)
        case _:
            pass
    return use


def _slot(slot: View, steps: Mapping[StepId, Step], use: _Use) -> None:
    for rows in rows_around(slot, steps):
        _all(rows.clauses, use)
    # What the rows around it read is told by the rows.
    use.reads.clear()
    _all(slot.clauses, use)
    if slot.expr is not None:
        _read(slot.expr, use)
    if slot.at is not None:
        _write(slot.at, use)


def _all(nodes: Iterable[Node], use: _Use) -> None:
    for node in nodes:
        _read(node, use)


def _read(node: Node, use: _Use) -> None:
    """Note what a node uses, in order of evaluation, since a variable is bound before it is used."""
    path = _path(node, use)
    match node["op"]:
        case _ if path is not None:
            use.reads.append(path)
            _keys(node, use)
        case "for":
            _bind(use, node["var"], node["in"], _ELEMENT)
        case "for_entries":
            _bind(use, node["var"], node["in"], "[…]")
        case "each_element":
            _bind(use, node["var"], node["at"], _ELEMENT)
            _all([*([node["where"]] if "where" in node else []), *node["body"]], use)
        case "bind" | "assign":
            _bind(use, node["var"], node["to"], "")
        case "let":
            _bind(use, node["var"], node["to"], "")
            _read(node["in"], use)
        case "then":
            _bind(use, node["var"], node["of"], "")
            _read(node["do"], use)
        case _:
            _operands(node, use)


def _operands(node: Node, use: _Use) -> None:
    is_statement = OPERATORS[node["op"]].group == "statement"
    for name, kind, value in operands(node):
        for block in blocks(kind, value):
            for _, inner in block:
                if is_statement and kind == "place" and name == "at":
                    _write(inner, use)
                else:
                    _read(inner, use)


def _write(place: Node, use: _Use) -> None:
    path = _path(place, use)
    if path is not None:
        use.writes.append(path)
    _keys(place, use)


def _keys(node: Node, use: _Use) -> None:
    """Note what the keys and positions within a path use."""
    for name in ("key", "index", "missing"):
        if name in node:
            _read(node[name], use)
    for argument in node.get("args", ())[1:] if node["op"] == "call" else ():
        _read(argument, use)
    for inner in (node["of"],) if "of" in node else node.get("args", ())[:1]:
        _keys(inner, use)


def _bind(use: _Use, variable: int, value: Node, inside: str) -> None:
    path = _path(value, use)
    if path is None:
        use.variables.pop(variable, None)
        _read(value, use)
        return
    _keys(value, use)
    step, suffix = path
    use.variables[variable] = (step, suffix + inside)
    if inside:
        # Going through a list reads it, though perhaps none of the parts of its elements.
        use.reads.append((step, suffix + inside))


def _path(node: Node, use: _Use) -> Path | None:
    """The part of a step's value that a node stands for; None where it is none, or cannot be told."""
    match node["op"]:
        case "ref":
            return node["step"], ""
        case "var" | "place":
            return use.variables.get(node["n"])
        case "field":
            return _longer(_path(node["of"], use), f".{node['name']}")
        case "entry" | "find" | "nth":
            return _longer(_path(node["of"], use), _INSIDE[node["op"]])
        case "call" if node["function"] in _ELEMENTS_OF:
            return _longer(_path(node["args"][0], use), _ELEMENTS_OF[node["function"]])
        case _:
            return None


def _longer(path: Path | None, more: str) -> Path | None:
    return None if path is None else (path[0], path[1] + more)


def _by_step(paths: Sequence[Path]) -> dict[StepId, tuple[str, ...]]:
    """The parts by step, without those whose own parts stand beside them; none where all of a value is used."""
    found: dict[StepId, list[str]] = {}
    for step, suffix in dict.fromkeys(paths):
        found.setdefault(step, []).append(suffix)
    return {step: smallest(suffixes) for step, suffixes in found.items()}


def smallest(suffixes: Sequence[str]) -> tuple[str, ...]:
    """The parts without those whose own parts stand beside them; none where all of a value, the empty path, is used."""
    if "" in suffixes:
        return ()
    return tuple(suffix for suffix in suffixes if not _goes_on(suffix, suffixes))


def _goes_on(suffix: str, suffixes: Sequence[str]) -> bool:
    """Whether a path to elements only leads to others, or to the same ones of a map whose values are gone through."""
    if suffix == _ELEMENT and "[…]" in suffixes:
        return True
    leads = any(other != suffix and other.startswith(suffix) for other in suffixes)
    return leads and suffix.endswith((_ELEMENT, "[…]"))
