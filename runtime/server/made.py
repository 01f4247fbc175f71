"""What pages need of a graph besides the state of a space: the name of what they were made by, and their views."""

from __future__ import annotations

import msgspec

from graph.digests import digest
from graph.model import Graph, are_same
from graph.places import placeless
from runtime.host import Host
from runtime.server.assets import ASSETS_HASH
from runtime.server.document import Renderings

_BUILD_DIGITS = 16


class Made:
    """What is made of the graph of a host, each part when it is first asked for.

    An owner of state: when the host goes on with another graph, what is in both is kept and only the rest made anew.
    """

    renderings: Renderings

    def __init__(self, host: Host) -> None:
        self._host = host
        self._names = Names()
        self._build: str | None = None
        self._graph = host.graph
        self.renderings = Renderings(host.graph)

    def now(self) -> Made:
        """It, of the graph that the host has now."""
        if self._graph is not self._host.graph:
            self._graph, self._build = self._host.graph, None
            self.renderings = Renderings(self._graph, self.renderings)
        return self

    @property
    def build(self) -> str:
        """Names the graph and the assets together: see `Names`."""
        if self._build is None:
            self._build = digest(f"{ASSETS_HASH} {self._names.of(self._graph)}".encode())[:_BUILD_DIGITS]
        return self._build


class Names:
    """Names of graphs. An owner of state: what was named last, part by part, so that the next one is named faster.

    Graphs have the same name just if they have the same sources and say the same; where in the sources each thing
    stands is told by these. So a name is the same whether a file was compiled at once or edit by edit, or its graph
    was read from a document, and not if another charm made another graph of the same sources.
    """

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], tuple[tuple[object, ...], str]] = {}

    def of(self, graph: Graph) -> str:
        """The name of a graph. Cost: a walk of the recipes and functions that were not in the last one."""
        parts: dict[tuple[str, str], tuple[object, ...]] = {
            ("recipe", recipe.id): (recipe, *graph.of(recipe.id)) for recipe in graph.recipes
        }
        parts |= {("function", function.id): (function,) for function in graph.functions}
        self._parts = {name: self._part(name, records) for name, records in parts.items()}
        whole = [
            graph.sources,
            # In the order in which they stand, as the document has them.
            list(graph.types.items()),
            [placeless(test) for test in graph.tests],
            [(*name, digested) for name, (_, digested) in self._parts.items()],
        ]
        return digest(msgspec.json.encode(whole))

    def _part(self, name: tuple[str, str], records: tuple[object, ...]) -> tuple[tuple[object, ...], str]:
        known = self._parts.get(name)
        if known is not None and are_same(records, known[0]):
            return known
        said = [(getattr(record, "kind", ""), placeless(record)) for record in records]
        return records, digest(msgspec.json.encode(said))
