"""The engine under runs made by chance: what was followed commit by commit is what comes of the log alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from charm import api
from charm.exploring.routes import Terrain
from charm.exploring.run import Call
from charm.exploring.wander import Wanderer
from charm.exploring.world import World
from runtime.audience import Window
from runtime.evaluate.program import Program
from runtime.space import Space

RECIPES = [
    *sorted((Path(__file__).parents[3] / "recipes").glob("*.recipe")),
    Path(__file__).parents[1] / "several_charms.recipe",
]
# Two who only look, so that there are pages which others change.
VISITORS = ("a" * 32, "b" * 32)


def pages(space: Space) -> dict[tuple[str, str], Window]:
    """The pages of all charms, opened now."""
    charms = space.state.charms.values()
    return {(charm.id, visitor): space.audiences.open(charm, visitor) for charm in charms for visitor in VISITORS}


def shown(windows: dict[tuple[str, str], Window]) -> dict[tuple[str, str], object]:
    """What the slots of pages hold."""
    return {
        key: {(part, slot.step.id): dict(slot.table) for part, each in window.parts.items() for slot in each.slots()}
        for key, window in windows.items()
    }


def wander(program: Program, seed: int) -> tuple[World, dict[tuple[str, str], Window]]:
    """A world in which things happened, and pages that were followed since their charms came to be."""
    world = World(program, ())
    wanderer = Wanderer(program, Terrain(program.graph), seed, Random(seed))
    followed = pages(world.space)
    for number in range(1, wanderer.moves + 1):
        move = wanderer.next(world, number)
        if move is None or world.do(move) is not True:
            continue
        if isinstance(move, Call) and number in world.variables:
            wanderer.opened(move, world.recipe(number))
        for key, window in list(followed.items()):
            if key[0] not in world.space.state.charms:
                world.space.audiences.close(followed.pop(key))
            else:
                world.space.audiences.follow(window)
        for charm in world.space.state.charms.values():
            for visitor in VISITORS:
                if (charm.id, visitor) not in followed:
                    followed[charm.id, visitor] = world.space.audiences.open(charm, visitor)
    return world, followed


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_pages_that_were_followed_show_what_a_replay_of_the_log_shows(path: Path) -> None:
    program = Program(api.compile(path))
    commits = 0
    for seed in range(12):
        world, followed = wander(program, seed)
        commits += len(world.log)
        again = Space(program, world.secret)
        for body in world.log:
            again.replay(body)
        # Who is there is nothing of the log.
        for charm in again.state.charms:
            for visitor in world.space.presence.visitors(charm):
                again.come(charm, visitor, "2026-01-01T00:00:00.000Z")
        again.witness()

        assert again.seq == world.space.seq == len(world.log)
        stored = [
            {key: cell.value for key, cell in space.state.cells.items() if cell.stored}
            for space in (world.space, again)
        ]
        assert stored[0] == stored[1]
        assert shown(followed) == shown(pages(again))
    assert commits > 24, "nearly nothing happened"
