"""Choosing what to draw."""

import pytest

from charm.failures import CommandError
from charm.picture.model import Frame, Node, Picture
from charm.picture.select import STEPS_MAX, collapsed, narrowed, selected
from tests.charm.picture.drawing import TODO, picture_of

PICTURE = picture_of(TODO)


def chosen(*patterns: str) -> set[str]:
    return {node.id for node in selected(PICTURE, patterns).nodes}


@pytest.mark.parametrize(
    ("pattern", "steps"),
    [
        ("Board.count", {"Board.count"}),
        ("count", {"Board.count"}),
        ("items", {"Board.items", "Desk.items"}),
        ("1+Board.count", {"Board.count", "Board.open"}),
        ("2+Board.count", {"Board.count", "Board.open", "Board.items"}),
        ("Board.open+1", {"Board.open", "Board.count"}),
        ("1+Board.open+1", {"Board.items", "Board.open", "Board.count"}),
        ("Desk.mine+", {"Desk.mine", "Desk.view"}),
        ("Desk.*i*", {"Desk.items", "Desk.mine", "Desk.view"}),
        ("Board.na*", {"Board.names"}),
    ],
)
def test_a_pattern_is_a_name_a_glob_and_levels_of_what_feeds_it_and_of_what_it_feeds(
    pattern: str, steps: set[str]
) -> None:
    assert chosen(pattern) == steps


def test_without_a_number_all_that_feeds_a_step_is_chosen() -> None:
    assert {"Board.count", "Board.items", "Board.add", "Desk.items"} <= chosen("+Board.count")
    assert "Board.view" not in chosen("+Board.count")


def test_a_recipe_stands_for_all_its_steps_and_several_patterns_for_the_steps_of_each() -> None:
    assert chosen("Desk") == {node.id for node in PICTURE.of("Desk")}
    assert chosen("Desk.mine", "Board.draft") == {"Desk.mine", "Board.draft"}


def test_the_writes_of_a_session_feed_the_cell_that_it_refers_to() -> None:
    assert "Board.items" in chosen("Desk.items+1")


def test_only_links_and_recipes_of_what_was_chosen_are_left() -> None:
    picture = selected(PICTURE, ["Desk.mine+1"])

    assert [frame.recipe for frame in picture.frames] == ["Desk"]
    assert [(link.source, link.target) for link in picture.links] == [("Desk.mine", "Desk.view")]


@pytest.mark.parametrize(
    ("pattern", "message", "remedy"),
    [
        ("darft", "no step matches `darft`", "did you mean `draft`?"),
        ("Bord.items", "no step matches `Bord.items`", "did you mean `Board.items`?"),
        ("1+Board.cont+1", "no step matches `Board.cont`", "did you mean `Board.count`?"),
        ("Zebra.*", "no step matches `Zebra.*`", "`charm graph FILE` shows what there is"),
        ("+", "`+` selects nothing", "2+Session.draft+1"),
        ("", "`` selects nothing", "2+Session.draft+1"),
        ("a+b+c", "`a+b+c` selects nothing", "2+Session.draft+1"),
    ],
)
def test_what_means_no_step_is_told_with_the_nearest_name(pattern: str, message: str, remedy: str) -> None:
    with pytest.raises(CommandError) as caught:
        chosen(pattern)

    assert caught.value.message == message
    assert remedy in caught.value.remedy


def many(*counts: int) -> Picture:
    frames = tuple(Frame(f"R{n}", "", False) for n in range(len(counts)))
    steps = [(f"R{n}", f"s{m}") for n, count in enumerate(counts) for m in range(count)]
    return Picture(frames, tuple(Node(f"{recipe}.{name}", recipe, "cell", name) for recipe, name in steps), ())


def test_with_too_many_steps_each_recipe_is_one_box_and_the_picture_says_so() -> None:
    picture = collapsed(many(STEPS_MAX, 1))

    assert [(node.id, node.name, node.brief) for node in picture.nodes] == [
        ("R0", f"{STEPS_MAX} steps", f"{STEPS_MAX} cell"),
        ("R1", "1 step", "1 cell"),
    ]
    assert picture.notes[0].startswith(f"{STEPS_MAX + 1} steps are too many for one picture")


def test_sixty_steps_are_drawn_and_so_is_a_single_recipe_of_any_size() -> None:
    assert collapsed(many(STEPS_MAX - 1, 1)) == many(STEPS_MAX - 1, 1)
    assert collapsed(many(STEPS_MAX + 9)) == many(STEPS_MAX + 9)


def test_boxes_of_recipes_keep_what_goes_from_one_to_another() -> None:
    filler = many(0, 0, STEPS_MAX)
    picture = Picture((*PICTURE.frames, *filler.frames[2:]), (*PICTURE.nodes, *filler.nodes), PICTURE.links)

    links = {(link.source, link.target, link.kind): link.fields for link in collapsed(picture).links}

    assert links == {("Board", "Desk", "opens"): (), ("Board", "Desk", "passes"): (".items", ".names")}


def test_narrowing_to_nothing_is_an_empty_picture() -> None:
    assert narrowed(PICTURE, ()).frames == ()
