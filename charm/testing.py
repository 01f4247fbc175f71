"""Runs the tests of recipes: fresh visitors, a store in memory, a clock that moves only when told to."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from msgspec.structs import replace

from charm import api
from charm.outcomes import Failure, Outcome
from charm.scripts import SIGNS, Script, compares, scripts
from compiler.source import Span
from graph.library.function import Fault
from graph.model import Graph, Node, StepId, name_of
from runtime.evaluate.support import Context
from runtime.events import NotUpheld
from runtime.host import Connection, Host

_HAPPENED = "it happened"


class _Unmet(Exception):
    """A step did not come out as its test says."""

    def __init__(self, message: str, expected: str, actual: str) -> None:
        super().__init__(message)
        self.message, self.expected, self.actual = message, expected, actual


def run_tests(file: str, graph: Graph) -> tuple[Outcome, ...]:
    """Run each test of a graph on its own; `file` is the name that spans belong to."""
    plain = replace(graph, tests=())
    return tuple(_run(file, plain, script) for script in scripts(graph))


def _run(file: str, graph: Graph, script: Script) -> Outcome:
    start, failure = perf_counter(), None
    with ExitStack() as opened:
        play = _Play(graph, script, opened, [None] * script.arity)
        for number, step in enumerate(script.test["steps"]):
            try:
                play.step(number, step)
            except _Unmet as unmet:
                failure = Failure(Span(file, *step["span"][:2]), unmet.message, unmet.expected, unmet.actual)
                break
    return Outcome(file, script.test["name"], perf_counter() - start, failure, stopped=tuple(play.stopped))


class _Stage:
    """A space that a test opened. It can be stopped and started again, as a server can."""

    def __init__(self, graph: Graph, parameters: dict[str, Any], store: str, seed: int) -> None:
        self._graph, self._store, self._seed = graph, store, seed
        self._pages: dict[tuple[str, str], Connection] = {}
        self.space = api.open(graph, parameters=parameters, store=store, seed=seed)

    def visitor(self, who: str | None) -> api.Visitor:
        """The visitor of that name; one without name is one whom nobody knows."""
        return self.space.visitor(who and f"visitor {who}")

    def look(self, who: str, charm: str) -> None:
        """Have a page of a charm open for a visitor from now on. Raises NoSuchCharm."""
        if (who, charm) not in self._pages:
            self._pages[who, charm] = self.space.run(_connected(self.space.host, charm, self.visitor(who).key))
            self.space.run(self.space.host.tick())

    def leave(self, who: str, charm: str | None = None) -> None:
        """Close a visitor's pages, or the one of that charm."""
        for page in [page for page in self._pages if page[0] == who and charm in (None, page[1])]:
            self.space.run(_closed(self._pages.pop(page)))

    def wait(self, milliseconds: int) -> None:
        """Let time pass."""
        self.space.advance(milliseconds)

    def restart(self) -> None:
        """Stop, and start again over the same store. Chance goes on: the same ids would be given out twice."""
        pages = tuple(self._pages)
        self._pages.clear()
        self.space.close()
        self._seed += 1
        self.space = api.open(self._graph, store=self._store, seed=self._seed, now=self.space.now)
        for who, charm in pages:
            # Pages connect again by themselves.
            self.look(who, charm)


class _Looking(Context):
    """Expressions of a step see charms as its visitor does."""

    def __init__(self, play: _Play, who: str | None) -> None:
        super().__init__()
        self._play, self._who = play, who

    def peek(self, charm: Any, step: StepId) -> Any:
        """The value of a step of a charm; a visitor's own where it is local."""
        try:
            return self._play.charm(charm, self._who).read(name_of(step))
        except api.NoSuchCharm as gone:
            raise Fault(str(gone)) from gone
        except api.Faulted as faulted:
            raise Fault(faulted.message) from faulted


@dataclass(frozen=True, slots=True)
class _Play:
    """One run of a test.

    variables: what each holds so far, of charms the id.
    stages:    in the order of their opening.
    stopped:   the handlers that an `always` refused, where the test says that they are refused, with that `always`.
    """

    graph: Graph
    script: Script
    opened: ExitStack
    variables: list[Any]
    stages: list[_Stage] = field(default_factory=list)
    stopped: dict[tuple[StepId, StepId], None] = field(default_factory=dict)

    def step(self, number: int, step: Node) -> None:
        """Carry out a step; raises _Unmet."""
        match step["op"]:
            case "visitors":
                # A visitor is there as soon as they do something: from then on they have that page open.
                pass
            case "leave":
                for stage in self.stages:
                    stage.leave(step["who"])
            case "spawn":
                self._spawn(number, step)
            case "let":
                self.variables[step["var"]] = self._value(number, step, "to")
            case "call":
                self._call(number, step)
            case "set":
                self._set(number, step)
            case "expect":
                self._expect(number, step)
            case "expect_refused":
                self._expect_refused(number, step)
            case "expect_shows":
                self._expect_shows(number, step)
            case "wait":
                milliseconds = self._value(number, step, "for")
                for stage in self.stages:
                    before = stage.space.faults
                    stage.wait(milliseconds)
                    if stage.space.faults != before:
                        raise _Unmet("meanwhile something went wrong", _HAPPENED, stage.space.faults[-1])
            case "restart":
                for stage in self.stages:
                    stage.restart()

    def _value(self, number: int, step: Node, part: str) -> Any:
        """The value of an expression. What has a fault does not come out as any test says."""
        try:
            return self.script.evaluate(number, part, self.variables, _Looking(self, step.get("who")))
        except Fault as fault:
            raise _Unmet("this has a fault", "a value", str(fault)) from fault

    def _args(self, number: int, step: Node) -> dict[str, Any]:
        return {name: self._value(number, step, f"args.{name}") for name in step["args"]}

    def charm(self, id_: Any, who: str | None) -> api.Charm:
        """The charm with that id as a visitor sees it; a visitor without name is one whom nobody knows.

        Raises NoSuchCharm.
        """
        return self._stage_of(id_).visitor(who).open(f"/c/{id_}")

    def _stage_of(self, id_: Any) -> _Stage:
        stages = [stage for stage in self.stages if id_ in stage.space.host.space.state.charms]
        (stage,) = stages or self.stages[:1]
        return stage

    def _page(self, id_: Any, who: str | None) -> api.Charm:
        """The charm with that id on the page that a visitor has open from now on. Raises NoSuchCharm."""
        found = self.charm(id_, who)
        if who is not None:
            self._stage_of(id_).look(who, found.id)
        return found

    def _charm(self, number: int, step: Node) -> api.Charm:
        """The charm to which a step does something, as its visitor sees it."""
        id_ = self._value(number, step, "charm")
        if id_ is None:
            raise _Unmet("there is no charm here", "a charm", "none")
        try:
            return self._page(id_, step.get("who"))
        except api.NoSuchCharm as gone:
            raise _Unmet("this charm is gone", "a charm", str(gone)) from gone

    def _spawn(self, number: int, step: Node) -> None:
        root, *_ = (recipe for recipe in self.graph.recipes if recipe.id == step["recipe"])
        others = (recipe for recipe in self.graph.recipes if recipe is not root)
        store = "memory:"
        if any(each["op"] == "restart" for each in self.script.test["steps"]):
            # What is to outlive a restart is on disk, as it is for a server.
            store = f"sqlite:{Path(self.opened.enter_context(tempfile.TemporaryDirectory())) / 'test.db'}"
        parameters = self._args(number, step)
        try:
            stage = _Stage(replace(self.graph, recipes=(root, *others)), parameters, store, seed=number)
        except api.Invalid as refused:
            raise _Unmet("this was refused", f"{root.id} opens", str(refused)) from refused
        self.opened.callback(lambda: stage.space.close())
        self.stages.append(stage)
        if "var" in step:
            self.variables[step["var"]] = stage.space.host.root

    def _call(self, number: int, step: Node) -> None:
        receipt = self._send(number, step)
        if isinstance(receipt, Exception):
            raise _Unmet("this was refused", _HAPPENED, str(receipt)) from receipt
        if "var" in step:
            if receipt.opened is None:
                raise _Unmet("this opened no charm", "a charm to go on with", "none")
            self.variables[step["var"]] = receipt.opened.id

    def _send(self, number: int, step: Node) -> api.Receipt | api.Invalid | api.Refused | api.NoSuchCharm:
        """Send the event of a step; a receipt, or why there is none."""
        id_, args = self._value(number, step, "charm"), self._args(number, step)
        try:
            receipt = self._page(id_, who := step.get("who")).send(name_of(step["handler"]), args)
        except (api.Invalid, api.Refused, api.NoSuchCharm) as refused:
            return refused
        except api.Faulted as fault:
            raise _Unmet("this has a fault", _HAPPENED, str(fault)) from fault
        if who is not None and receipt.opened is not None:
            # The browser goes there: it is the same page, somewhere else.
            self._stage_of(id_).leave(who, id_)
            self._stage_of(id_).look(who, receipt.opened.id)
        return receipt

    def _set(self, number: int, step: Node) -> None:
        path = "/".join(str(self._value(number, step, f"path.{at}")) for at in range(len(step["path"])))
        value = self._value(number, step, "to")
        try:
            self._charm(number, step).set(path, value)
        except (api.Invalid, api.Refused) as refused:
            raise _Unmet("this was refused", "it is taken", str(refused)) from refused

    def _expect(self, number: int, step: Node) -> None:
        if self._value(number, step, "test"):
            return
        if not compares(step["test"]):
            raise _Unmet("this does not hold", "true", "false")
        left, right = (_json(self._value(number, step, f"test.{side}")) for side in ("left", "right"))
        raise _Unmet("this does not hold", f"{SIGNS[step['test']['op']]}{right}", left)

    def _expect_refused(self, number: int, step: Node) -> None:
        receipt = self._send(number, step)
        wanted = step.get("text") or ""
        expected = f"it is refused with {_json(wanted)}" if wanted else "it is refused"
        if isinstance(receipt, api.Receipt):
            raise _Unmet("this was not refused", expected, _HAPPENED)
        if wanted not in str(receipt):
            raise _Unmet("this was refused for another reason", expected, str(receipt))
        if isinstance(receipt, NotUpheld):
            self.stopped[step["handler"], receipt.invariant] = None

    def _expect_shows(self, number: int, step: Node) -> None:
        wanted, shown = self._value(number, step, "text"), self._charm(number, step).text()
        if wanted not in shown:
            raise _Unmet("the page does not show this", _json(wanted), " · ".join(shown.splitlines()))


async def _connected(host: Host, charm: str, visitor: str) -> Connection:
    return host.connect(charm, visitor, None)


async def _closed(connection: Connection) -> None:
    connection.close()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
