"""Opening a space: found it where the store has none, else bring back what is stored, if the recipe still fits it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from graph.model import Graph, Schema
from runtime import snapshots
from runtime.audience import encode
from runtime.evaluate.program import Program
from runtime.host import Host
from runtime.identity import mint
from runtime.limits import READ_COMMITS_MAX
from runtime.space import Space
from runtime.store.contract import GENESIS, Commit, Head, Store

# What stands in for missing values, and cleaning: they concern what is put from now on, not what is stored.
_NOT_STORED = {"x-default", "x-else", "x-clean", "x-takes", "x-skip", "x-wrong", "x-missing"}


class StoredStateDiffers(Exception):
    """Stored values that the recipe has no place for, or another type; `differences` says which, a line each."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        listed = "\n".join(f"  {difference}" for difference in differences)
        super().__init__(
            f"the stored state does not fit this recipe:\n{listed}\n"
            "change the recipe back, or start afresh with `--fresh` (the old state is kept aside)"
        )
        self.differences = differences


async def open_host(
    graph: Graph, store: Store, *, parameters: Mapping[str, Any], clock: Callable[[], str], random: Random
) -> Host:
    """The one space of a store, running this graph.

    parameters: of the root, where the space does not exist yet. clock: the time now, as a Time.
    Raises Invalid for parameters that do not fit, StoredStateDiffers, and what the store raises.
    """
    spaces = await store.spaces()
    if not spaces:
        return await _found(graph, store, parameters, clock, random)
    (name, *_) = spaces
    meta = json.loads(await store.meta(name))
    space = Space(Program(graph), bytes.fromhex(meta["secret"]))
    head, stored = await _load(space, store, name)
    host = Host(space, store, name, head, clock=clock, random=random)
    await _fit(host, space, stored)
    return host


async def _found(
    graph: Graph, store: Store, parameters: Mapping[str, Any], clock: Callable[[], str], random: Random
) -> Host:
    secret = random.randbytes(32)
    space = Space(Program(graph), secret)
    first = space.found(parameters, clock(), random)
    name = mint(random)[:8].replace("-", "0").replace("_", "0")
    await store.create(name, encode({"incarnation": mint(random), "secret": secret.hex()}))
    head = await store.append(name, GENESIS, [Commit(first)], epoch=0)
    space.replay(first)
    return Host(space, store, name, head, clock=clock, random=random)


async def _load(space: Space, store: Store, name: str) -> tuple[Head, dict[str, Any]]:
    """Bring a space to the head of its log; give that head and the schemas that its values were stored by."""
    head, stored = GENESIS, dict[str, Any]()
    snapshot = await store.latest_snapshot(name)
    if snapshot is not None:
        head, stored = snapshot.head, json.loads(snapshot.body)["schemas"]
        _refuse_what_differs(stored, space)
        snapshots.thaw(space, snapshot.body)
    while True:
        page = await store.read(name, head.seq, READ_COMMITS_MAX)
        for commit in page.commits:
            stored = json.loads(commit.body).get("schemas", stored)
            _refuse_what_differs(stored, space)
            space.replay(commit.body)
        head = head.after(*page.commits)
        if head.seq >= page.head.seq:
            return head, stored


def _refuse_what_differs(stored: dict[str, Any], space: Space) -> None:
    present = space.schemas()
    differences: list[str] = []
    for id_, schema in stored["cells"].items():
        if id_ not in present["cells"]:
            differences.append(f"{id_} is stored, but the recipe has it no more")
        elif _expanded(schema, stored["types"]) != _expanded(present["cells"][id_], present["types"]):
            differences.append(f"{id_} is stored with another type")
    if differences:
        raise StoredStateDiffers(tuple(differences))


def _expanded(schema: Any, types: dict[str, Schema], within: tuple[str, ...] = ()) -> Any:
    """A schema with its named types written out, and without what does not concern stored values."""
    if isinstance(schema, list):
        return [_expanded(part, types, within) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if name and name not in within:
        return _expanded(types[name], types, (*within, name))
    found = {word: _expanded(part, types, within) for word, part in schema.items() if word not in _NOT_STORED}
    # Whether a field must be given says nothing about stored records, which have all their fields.
    found.pop("required", None)
    return found


async def _fit(host: Host, space: Space, stored: dict[str, Any]) -> None:
    """Give cells that the recipe has gained their first values, in a commit of their own."""
    if stored["cells"].keys() != space.schemas()["cells"].keys():
        await host.adopt()
