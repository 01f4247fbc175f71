"""A run as a `test` block, which can be pasted behind the recipe and fails in the same way."""

from __future__ import annotations

from collections.abc import Iterator

from charm.exploring.run import KEYS, ROOT, VALUES, Call, Element, Fill, Given, Run, Spot, Wait, Written
from charm.exploring.world import Finding
from compiler.parse_table import load
from graph.model import Graph, name_of

_NAMES = ("ann", "bo", "cy", "dee", "eve", "fay", "gus", "hal", "ida", "jo", "kim", "lee", "max", "nan", "oz", "pat")


def block(graph: Graph, run: Run, finding: Finding, opened: dict[int, str]) -> str:
    """The test. opened: the recipes of the charms that variables hold."""
    return "\n".join(_Telling(graph, run, opened).lines(finding))


class _Telling:
    def __init__(self, graph: Graph, run: Run, opened: dict[int, str]) -> None:
        self._graph, self._run = graph, run
        # A word of the language is a name in most places, but not where a step of a test begins.
        taken = {function.id for function in graph.functions} | {word for word in load().texts if word.isalpha()}
        self._visitors: dict[int, str] = {}
        for number, who in enumerate(run.visitors):
            plain = _NAMES[number] if number < len(_NAMES) else f"visitor{number + 1}"
            self._visitors[who] = _free(plain, taken)
        self._names: dict[int, str] = {}
        for variable, recipe in {ROOT: graph.root.id, **opened}.items():
            if variable == ROOT or variable in run.named:
                self._names[variable] = _free(recipe[0].lower() + recipe[1:], taken)

    def lines(self, finding: Finding) -> Iterator[str]:
        yield f'test "{_title(finding)}" {{'
        if self._visitors:
            yield f"  visitors {', '.join(self._visitors.values())}"
        parameters = ", ".join(f"{name}: {each.text}" for name, each in self._run.parameters)
        yield f"  let {self._names[ROOT]} = spawn {self._graph.root.id}({parameters})"
        for move in self._run.moves:
            yield f"  wait {move.time.text}" if isinstance(move, Wait) else f"  {self._done(move)}"
        if finding.kind == "value":
            value = f"{self._spot(finding.at)}.{name_of(finding.where)}"
            yield f"  expect {value} == {value}"
        yield "}"

    def _done(self, move: Call | Fill) -> str:
        who, charm = self._visitors[move.who], self._spot(move.charm)
        if isinstance(move, Fill):
            return f"{who}: {charm}.{'.'.join(move.path)} = {move.value.text}"
        args = ", ".join(f"{name}: {self._given(given)}" for name, given in move.args)
        name = self._names.get(move.opens)
        return f"{who}: {f'let {name} = ' if name else ''}{charm}.{move.handler}({args})"

    def _given(self, given: Given) -> str:
        match given:
            case Written():
                return given.text
            case Spot():
                return self._spot(given)
            case Element(rows, at, key):
                return str(at) if key is None else self._spot(rows.below(at))

    def _spot(self, spot: Spot) -> str:
        found, is_option = self._names[spot.base], False
        for step in spot.path:
            if isinstance(step, str) and step not in (KEYS, VALUES):
                found = f"{found}.{step}"
                continue
            # A function takes no option; a step that uses one opens it.
            some = f"{found} ?? {'{}' if isinstance(step, str) else '[]'}" if is_option else found
            if isinstance(step, str):
                found, is_option = f"{step.removesuffix('()')}({some})", False
            else:
                found, is_option = f"first(drop({some}, {step}))" if step else f"first({some})", True
        return found


def _title(finding: Finding) -> str:
    name = name_of(finding.where)
    match finding.kind:
        case "opening":
            return f"{finding.where} can be opened"
        case "always":
            return f"{name} keeps what always holds"
        case "fault":
            return f"{name} has no fault"
        case "timer":
            return f"{finding.where} has no fault while time passes"
        case "value":
            return f"{name} has a value"


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where it is taken; it is taken from then on."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{number}"
    taken.add(found)
    return found
