"""What a reference may stand for, and how many arguments a function takes."""

import pytest

from graph import types as t
from graph.check.expressions import library_arities
from graph.check.places import narrower
from graph.check.program import Program, sound_types
from graph.library.catalogue import FUNCTIONS
from graph.schemas import schema_of

SOMEONE, NOBODY = {"op": "lit", "value": "someone"}, {"op": "lit", "value": "nobody"}
TREE = t.Record((t.Slot("text", t.Text()), t.Slot("below", t.ListOf(t.Named("Tree")))))
BUSH = t.Record((t.Slot("text", t.Text()), t.Slot("below", t.ListOf(t.Named("Bush")))))
REED = t.Record((t.Slot("text", t.Text()), t.Slot("below", t.ListOf(t.Text()))))
TYPES = {"Tree": TREE, "Bush": BUSH, "Reed": REED}
PROGRAM = Program({}, {}, {}, TYPES.keys(), TYPES)


@pytest.mark.parametrize(
    ("reference", "place", "wrong"),
    [
        (t.Text(), t.Text(1, 40), None),
        (t.Text(1, 40), t.Text(), "its bounds are narrower"),
        (t.Text(0, 40), t.Text(0, 39), None),
        (t.Text(pattern="^a"), t.Text(), "its bounds are narrower"),
        (t.Text(pattern="^a"), t.Text(pattern="^a"), None),
        (t.Int(0), t.Int(1, 5), None),
        (t.Int(1, 5), t.Int(0, 5), "its bounds are narrower"),
        (t.Int(), t.Number(), "it has another shape"),
        (t.ListOf(t.Int()), t.ListOf(t.Int(), 2, 6), None),
        (t.ListOf(t.Int()), t.ListOf(t.Text()), "it has another shape"),
        (t.Option(t.Int()), t.Int(), "it has another shape"),
        (t.MapOf(t.Id(), t.Text(), SOMEONE), t.MapOf(t.Id(), t.Text(), SOMEONE), None),
        (t.MapOf(t.Id(), t.Text(), SOMEONE), t.MapOf(t.Id(), t.Text(), NOBODY), "it has another shape"),
        (t.Enum(("open", "done")), t.Enum(("done",)), None),
        (t.Enum(("done",)), t.Enum(("open", "done")), "its bounds are narrower"),
        (t.Record((t.Slot("a", t.Int()),)), t.Record((t.Slot("b", t.Int()),)), "it has another shape"),
        (t.CharmOf("A"), t.CharmOf("B"), "it has another shape"),
        (t.Named("Tree"), t.Named("Tree"), None),
        (t.Named("Tree"), TREE, None),
    ],
)
def test_a_reference_has_the_shape_of_its_place_and_no_narrower_bounds(
    reference: t.Type, place: t.Type, wrong: str | None
) -> None:
    assert narrower(PROGRAM, reference, place) == wrong


def test_types_that_hold_themselves_are_compared_all_the_same() -> None:
    assert narrower(PROGRAM, t.Named("Tree"), t.Named("Bush")) is None
    assert narrower(PROGRAM, t.Named("Tree"), t.Named("Reed")) == "it has another shape"


def test_following_names_ends_where_they_lead_in_a_circle() -> None:
    sound = sound_types(
        {
            "A": schema_of(t.Named("B")),
            "B": schema_of(t.Option(t.Named("A"))),
            "Leads": schema_of(t.Named("A")),
            "Cleaned": schema_of(t.Text(clean=t.Cleaning(SOMEONE, t.Named("Cleaned")))),
            "Tree": schema_of(TREE),
            "Fine": schema_of(t.Option(t.Named("Tree"))),
        }
    )

    assert sound.keys() == {"Tree", "Fine"}


@pytest.mark.parametrize(
    ("function", "arities"), [("round", {1, 2}), ("clamp", {3}), ("trim", {1}), ("no_such", set())]
)
def test_a_function_takes_as_many_arguments_as_its_signatures_have(function: str, arities: set[int]) -> None:
    assert library_arities(function) == arities


def test_each_function_of_the_library_can_be_called() -> None:
    assert [name for name in FUNCTIONS if not library_arities(name)] == []
