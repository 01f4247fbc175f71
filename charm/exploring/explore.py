"""Many runs of one recipe, each made up by chance from a seed; what comes of them, and the smallest that fail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from time import perf_counter

from charm.exploring.candidates import candidates
from charm.exploring.routes import Terrain
from charm.exploring.run import Call, Fill, Move, Run, Wait, Written
from charm.exploring.shrink import shrink
from charm.exploring.telling import block
from charm.exploring.wander import TIMES, Wanderer, is_offered
from charm.exploring.world import Finding, World, played
from graph.model import Graph, Handler, Input
from graph.schemas import slot_of
from runtime.evaluate.program import Program
from runtime.events import Invalid

_FINDINGS_MAX = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the smallest run that leads to it, as a test block."""

    finding: Finding
    block: str


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring came to. events: that happened; unreached: handlers that visitors may send and none of whose
    events happened; seconds: how long it took.
    """

    runs: int
    events: int
    unreached: tuple[str, ...]
    found: tuple[Found, ...]
    seconds: float


def is_explorable(graph: Graph) -> bool:
    """Whether there is anything that visitors could do."""
    return any(isinstance(step, Handler) and is_offered(step) for step in graph.of(graph.root.id))


def explore(graph: Graph, *, seed: int, runs: int, expected: Collection[tuple[str, str]] = ()) -> Explored:
    """Try to break a recipe. The same graph, seed and number of runs come to the same.

    expected: handlers and the `always` that tests of the recipe expect to stop them, as ids: these are no findings.
    """
    return _Exploration(graph, expected).explore(seed, runs)


class _Exploration:
    def __init__(self, graph: Graph, expected: Collection[tuple[str, str]]) -> None:
        self._graph, self._expected = graph, expected
        self._program, self._terrain = Program(graph), Terrain(graph)
        inputs = [step for step in graph.of(graph.root.id) if isinstance(step, Input)]
        self._needs_parameters = any(step.init is None and step.otherwise is None for step in inputs)
        self._events = 0
        self._happened: set[str] = set()
        self._found: dict[tuple[str, str, str], tuple[Finding, Run, dict[int, str]]] = {}

    def explore(self, seed: int, runs: int) -> Explored:
        start = perf_counter()
        self._begin()
        done = 0
        while done < runs and len(self._found) < _FINDINGS_MAX and self._opens:
            self._run(done, Random(f"{seed} {done}"))
            done += 1
        offered = [step.id for step in self._graph.steps if isinstance(step, Handler) and is_offered(step)]
        return Explored(
            done,
            self._events,
            tuple(id_ for id_ in offered if id_ not in self._happened),
            tuple(self._told(*each) for each in self._found.values()),
            perf_counter() - start,
        )

    def _begin(self) -> None:
        """What is wrong before anybody did anything."""
        run = Run((), ())
        finding = None if self._needs_parameters else played(self._program, run)
        if finding is not None:
            self._note(finding, run, {})

    @property
    def _opens(self) -> bool:
        """Whether there is anything to explore."""
        return not any(finding.kind == "opening" for finding, _, _ in self._found.values())

    def _run(self, number: int, random: Random) -> None:
        """One run: what did not happen has left nothing behind, so it is no part of it."""
        wanderer = Wanderer(self._program, self._terrain, number, random)
        parameters = wanderer.parameters()
        try:
            world = World(self._program, parameters)
        except Invalid:
            if not parameters or self._needs_parameters:
                return
            parameters = ()
            world = World(self._program, parameters)
        moves: list[Move] = []
        opened: dict[int, str] = {}
        for variable in range(1, wanderer.moves + 1):
            move = wanderer.next(world, variable)
            if move is None:
                continue
            done = world.do(move)
            if isinstance(done, Finding):
                self._note(done, Run(parameters, (*moves, move)), opened)
                if done.kind == "value":
                    return
            elif done:
                self._events += 1
                moves.append(move)
                if isinstance(move, Call):
                    self._happened.add(f"{move.recipe}.{move.handler}")
                    if variable in world.variables:
                        opened[variable] = world.recipe(variable)
                        wanderer.opened(move, opened[variable])

    def _note(self, finding: Finding, run: Run, opened: dict[int, str]) -> None:
        if finding.kind == "always" and (finding.where, finding.step) in self._expected:
            self._happened.add(finding.where)
            return
        known = self._found.get(finding.identity)
        if known is None:
            self._found[finding.identity] = finding, run, dict(opened)

    def _told(self, finding: Finding, run: Run, opened: dict[int, str]) -> Found:
        def fails(candidate: Run) -> bool:
            found = played(self._program, candidate)
            return found is not None and found.identity == finding.identity

        smallest = shrink(run, fails, self._simpler)
        again = played(self._program, smallest)
        assert again is not None, "what is shrunk still fails"
        return Found(again, block(self._graph, smallest, again, opened))

    def _simpler(self, move: Move, name: str) -> tuple[Written, ...]:
        if isinstance(move, Wait):
            return TIMES
        if isinstance(move, Fill):
            (type_,) = (each.type for each in self._terrain.fields(move.recipe) if each.path == move.path)
            return candidates(type_, self._terrain.types)
        handler = self._program.handlers[move.recipe][move.handler]
        return candidates(slot_of(name, handler.payload[name]).type, self._terrain.types)
