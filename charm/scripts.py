"""The tests of a graph, their expressions made ready to be evaluated.

What the steps of a test are is said in `compiler/lower/tests.py`. Their expressions become functions of the test's
variables, so that the engine generates code for them as for everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from graph.model import Function, Graph, Node
from graph.operators import OPERATORS
from runtime.evaluate.program import Program
from runtime.evaluate.support import Context, meter

_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Script:
    """One test. arity: how many variables it has; unset ones are None."""

    id: str
    test: Node
    arity: int
    program: Program

    def evaluate(self, step: int, part: str, variables: Sequence[Any], context: Context) -> Any:
        """The value of an expression of a step: `to`, `test`, `test.left`, `args.text`, `path.1`. Raises Fault.

        context: reads charms, as the visitor of the step sees them.
        """
        meter.start()
        return self.program.function(f"{self.id}.{step}.{part}")(context, *variables)


def scripts(graph: Graph) -> tuple[Script, ...]:
    """The tests of a graph in order."""
    arities = [1 + max(_variables(test["steps"]), default=-1) for test in graph.tests]
    functions = [
        Function(f"test.{number}.{at}.{part}", arities[number], node)
        for number, test in enumerate(graph.tests)
        for at, step in enumerate(test["steps"])
        for part, node in _expressions(step)
    ]
    program = Program(replace(graph, functions=(*graph.functions, *functions)))
    return tuple(Script(f"test.{number}", test, arities[number], program) for number, test in enumerate(graph.tests))


def _variables(steps: Sequence[Node]) -> Iterator[int]:
    """The variables that steps set."""
    return (step["var"] for step in steps if "var" in step)


def _expressions(step: Node) -> Iterator[tuple[str, Node]]:
    """The expressions of a step by the name of their operand; those of a comparison side by side too."""
    for name in ("charm", "to", "test", "text", "for"):
        if isinstance(step.get(name), Mapping):
            yield name, step[name]
    yield from ((f"args.{name}", node) for name, node in step.get("args", {}).items())
    yield from ((f"path.{number}", node) for number, node in enumerate(step.get("path", ())))
    if compares(step.get("test")):
        yield from ((f"test.{side}", step["test"][side]) for side in _SIDES)


def compares(test: Node | None) -> bool:
    """Whether a condition is a comparison of two sides, which can be told apart when it fails."""
    return test is not None and test["op"] in SIGNS


SIGNS = {
    "eq": "",
    "same": "",
    "ne": "not ",
    "lt": "less than ",
    "le": "at most ",
    "gt": "more than ",
    "ge": "at least ",
}
assert OPERATORS.keys() >= SIGNS.keys()
