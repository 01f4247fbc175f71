"""Nothing in a drawing stands on anything else."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from charm.loading import load
from charm.picture.gather import gather
from charm.picture.geometry import Box, Drawing, Point
from charm.picture.layout import HEADER, lay_out
from charm.picture.model import Frame, Link, Node, Picture
from charm.picture.order import in_order, spread
from tests.charm.picture.drawing import TODO, picture_of, random_picture

STEPS = 12
"""Points along each piece of a route."""


def sampled(piece: Sequence[Point]) -> Iterator[Point]:
    """Points close to one another all along a piece of a route."""
    for (x1, y1), (x2, y2) in pairwise(piece):
        middle = (x1 + x2) / 2
        curved = x1 != x2 and y1 != y2
        for number in range(STEPS + 1):
            t = number / STEPS
            if curved:
                # A cubic with both control points at the middle x.
                u = 1 - t
                yield (
                    u**3 * x1 + 3 * u * t * middle + t**3 * x2,
                    u**2 * (1 + 2 * t) * y1 + t**2 * (3 - 2 * t) * y2,
                )
            else:
                yield x1 + (x2 - x1) * t, y1 + (y2 - y1) * t


ROOT = Path(__file__).parents[3]
RECIPES = (
    "recipes/chat",
    "tests/conformance/component-library-catalog",
    "tests/conformance/library-checkout-system",
    "tests/conformance/meeting-scheduler",
    "tests/conformance/nested-counters",
)
_HAIR = 0.6


def meeting(drawing: Drawing) -> list[str]:
    """Every two boxes that share ground, every line that runs through a box, and what sticks out of its frame."""
    boxes = [(placed.node.id, placed.box) for placed in drawing.nodes]
    boxes += [(f"label {route.label.text}", route.label.box) for route in drawing.routes if route.label]
    wrong = [f"{one} on {other}" for (one, a), (other, b) in combinations(boxes, 2) if _share(a, b)]
    frames = {frame.recipe: box for frame, box in drawing.frames}
    wrong += [f"{a} on {b}" for (a, one), (b, other) in combinations(frames.items(), 2) if _share(one, other)]
    for route in drawing.routes:
        points = [point for piece in route.pieces for point in sampled(piece)]
        through = {name for name, box in boxes for point in points if _is_inside(point, box)}
        wrong += [f"{route.link.source} -> {route.link.target} through {name}" for name in through]
    for placed in drawing.nodes:
        frame, box = frames[placed.node.recipe], placed.box
        if not (
            frame.x < box.x and box.right < frame.right and frame.y + HEADER <= box.y and box.bottom < frame.bottom
        ):
            wrong.append(f"{placed.node.id} out of its frame")
    return wrong


def _share(one: Box, other: Box) -> bool:
    return (
        one.x + _HAIR < other.right
        and other.x + _HAIR < one.right
        and one.y + _HAIR < other.bottom
        and other.y + _HAIR < one.bottom
    )


def _is_inside(point: Point, box: Box) -> bool:
    x, y = point
    return box.x + _HAIR < x < box.right - _HAIR and box.y + _HAIR < y < box.bottom - _HAIR


@pytest.mark.parametrize("name", RECIPES)
def test_in_the_picture_of_a_recipe_nothing_meets_but_lines(name: str) -> None:
    graph = load(ROOT / f"{name}.recipe").graph
    assert graph is not None

    drawing = lay_out(gather(graph))

    assert meeting(drawing) == []
    assert all(box.x > 0 and box.right < drawing.width and box.bottom < drawing.height for _, box in drawing.frames)


@pytest.mark.parametrize("seed", range(60))
def test_in_the_picture_of_anything_nothing_meets_but_lines(seed: int) -> None:
    picture = random_picture(seed)

    drawing = lay_out(picture)

    assert meeting(drawing) == []
    assert len(drawing.nodes) == len(picture.nodes)
    assert {route.link for route in drawing.routes} == set(picture.links)


def test_two_boxes_in_one_place_and_a_line_through_a_third_are_found() -> None:
    one, other = (Node(f"R.{name}", "R", "cell", name) for name in ("a", "b"))
    drawing = lay_out(Picture((Frame("R", "", False),), (one, other), ()))
    [first, second] = drawing.nodes

    same = Drawing(drawing.width, drawing.height, drawing.frames, (first, type(second)(second.node, first.box)), ())

    assert meeting(drawing) == []
    assert meeting(same) == ["R.a on R.b"]


def test_every_line_starts_and_ends_at_the_side_of_its_steps() -> None:
    drawing = lay_out(picture_of(TODO))
    boxes = {placed.node.id: placed.box for placed in drawing.nodes}

    for route in drawing.routes:
        ends = [route.pieces[0][0], route.pieces[-1][-1]]
        first, last = reversed(ends) if route.backwards else ends
        assert first[0] == pytest.approx(boxes[route.link.source].x, abs=0.1) or first[0] == pytest.approx(
            boxes[route.link.source].right, abs=0.1
        )
        if route.link.kind != "opens":
            box = boxes[route.link.target]
            assert min(abs(last[0] - box.x), abs(last[0] - box.right)) < 0.1
            assert box.y < last[1] < box.bottom


def test_state_stands_left_of_what_follows_and_that_left_of_what_people_see() -> None:
    drawing = lay_out(picture_of(TODO))
    x = {placed.node.id: placed.box.x for placed in drawing.nodes}

    assert x["Board.items"] < x["Board.open"] < x["Board.count"] < x["Board.view"] == x["Board.add"] < x["Desk.items"]


def test_the_same_picture_is_laid_out_the_same_way() -> None:
    assert lay_out(picture_of(TODO)) == lay_out(picture_of(TODO))


def test_a_recipe_that_opens_itself_is_drawn() -> None:
    frame, step = Frame("R", "", True), Node("R.go", "R", "handler", "go")
    cell = Node("R.x", "R", "cell", "x", "shared")
    links = (Link("R.go", "R", "opens"), Link("R.x", "R.y", "passes"))

    drawing = lay_out(Picture((frame,), (step, cell, Node("R.y", "R", "input", "y", "shared")), links))

    assert meeting(drawing) == []
    assert len(drawing.routes) == 2


def test_boxes_of_whole_recipes_are_laid_out_like_steps() -> None:
    boxes = tuple(Node(name, name, "recipe", "9 steps", None, "", "9 cell") for name in ("A", "B", "C"))
    links = (Link("A", "B", "opens"), Link("A", "B", "passes", (".x", ".y")), Link("B", "C", "opens"))
    frames = tuple(Frame(box.id, "about", True) for box in boxes)

    drawing = lay_out(Picture(frames, boxes, links))

    assert meeting(drawing) == []
    assert [route.link.kind for route in drawing.routes] == ["opens", "passes", "opens"]


def test_an_empty_picture_is_laid_out() -> None:
    assert lay_out(Picture((), (), ())).nodes == ()


def test_an_order_without_crossings_is_found() -> None:
    assert in_order([[0, 1], [2, 3]], [(0, 3), (1, 2)]) == [[0, 1], [3, 2]]


def test_an_order_that_has_no_crossing_stays() -> None:
    assert in_order([[0, 1], [2, 3], [4, 5]], [(0, 2), (1, 3), (2, 5)])[1] == [2, 3]


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [([0.0, 10.0], [0.0, 10.0]), ([5.0, 5.0], [2.5, 7.5]), ([9.0, 0.0, 40.0], [2.0, 7.0, 40.0])],
)
def test_positions_move_no_further_than_the_gaps_ask(wanted: list[float], placed: list[float]) -> None:
    gaps = [0.0, *[5.0] * (len(wanted) - 1)]

    assert spread(wanted, gaps, [1.0] * len(wanted)) == pytest.approx(placed)
