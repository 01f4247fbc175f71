"""What fits where, and what two types have in common."""

import pytest

from compiler.check.describe import describe
from compiler.check.relations import EMPTY_LIST, EMPTY_MAP, Relations
from compiler.scope import UNKNOWN
from graph import types as t
from graph.types import Type

TREE = t.Record((t.Slot("children", t.ListOf(t.Named("Tree"))),))
POINT = t.Record((t.Slot("x", t.Int()), t.Slot("y", t.Int(), default={"op": "lit", "value": 0})))
RELATIONS = Relations({"Tree": TREE, "Wood": TREE, "Point": POINT, "Stage": t.Enum(("open", "done"))})
TRIMMED = t.Text(1, 9, None, t.Cleaning({"op": "var", "n": 0}, t.Text()))
ROUNDED = t.Int(0, 9, t.Cleaning({"op": "var", "n": 0}, t.Number()))


@pytest.mark.parametrize(
    ("actual", "wanted"),
    [
        (t.Int(), t.Number()),
        (t.Text(), t.Text(1, 9)),
        (t.Number(), ROUNDED),
        (t.Enum(("open",)), t.Named("Stage")),
        (t.Enum(("ann",)), t.Id()),
        (t.Id(), t.Text()),
        (t.Nothing(), t.Option(t.Int())),
        (t.Int(), t.Option(t.Number())),
        (EMPTY_LIST, t.ListOf(t.Bool())),
        (EMPTY_MAP, t.MapOf(t.Id(), t.Bool())),
        (t.Record((t.Slot("x", t.Int()),)), t.Named("Point")),
        (t.Named("Tree"), t.Named("Wood")),
        (t.Text(), t.Json()),
        (UNKNOWN, t.Int()),
        (t.Int(), UNKNOWN),
    ],
    ids=lambda type_: describe(type_),
)
def test_it_may_be_put_there(actual: Type, wanted: Type) -> None:
    assert RELATIONS.fits(actual, wanted)


@pytest.mark.parametrize(
    ("actual", "wanted"),
    [
        (t.Number(), t.Int()),
        (t.Text(), t.Id()),
        (t.Text(), t.Named("Stage")),
        (t.Enum(("open", "shut")), t.Named("Stage")),
        (t.Enum(("not an id",)), t.Id()),
        (t.Option(t.Int()), t.Int()),
        (t.Nothing(), t.Int()),
        (t.Bool(), t.Int()),
        (t.ListOf(t.Nothing()), t.ListOf(t.Int())),
        (t.Record((t.Slot("y", t.Int()),)), t.Named("Point")),
        (t.Record((t.Slot("x", t.Int()), t.Slot("z", t.Int()))), t.Named("Point")),
        (t.Json(), t.Int()),
        (t.CharmOf("Room"), t.CharmOf("Lobby")),
    ],
    ids=lambda type_: describe(type_),
)
def test_it_may_not_be_put_there(actual: Type, wanted: Type) -> None:
    assert not RELATIONS.fits(actual, wanted)


@pytest.mark.parametrize(
    ("actual", "wanted", "assured"),
    [
        (t.Text(), t.Text(1, 9), False),
        (t.Text(1, 9), t.Text(), True),
        (t.Text(1, 9), t.Text(1, 9), True),
        (TRIMMED, TRIMMED, True),
        (t.Text(), TRIMMED, False),
        (t.Int(), t.Number(), True),
        (t.Record((t.Slot("x", t.Int()),)), t.Named("Point"), False),
        (t.Record((t.Slot("x", t.Int()), t.Slot("y", t.Int()))), t.Named("Point"), True),
        (t.ListOf(t.Int()), t.ListOf(t.Int(), 2, 6), False),
    ],
)
def test_only_what_needs_no_filling_cleaning_or_check_is_assured(actual: Type, wanted: Type, assured: bool) -> None:
    assert RELATIONS.assured(actual, wanted) is assured


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        (t.Int(), t.Number(), t.Number()),
        (t.Int(0, 5), t.Int(3, 9), t.Int()),
        (t.Enum(("a",)), t.Enum(("b", "a")), t.Enum(("b", "a"))),
        (t.Enum(("a",)), t.Enum(("b",)), t.Enum(("a", "b"))),
        (t.Enum(("a",)), t.Text(1, 9), t.Text()),
        (t.Nothing(), t.Int(), t.Option(t.Int())),
        (t.Option(t.Int()), t.Number(), t.Option(t.Number())),
        (EMPTY_LIST, t.ListOf(t.Int()), t.ListOf(t.Int())),
        (t.ListOf(t.Int()), t.ListOf(t.Number()), t.ListOf(t.Number())),
        (UNKNOWN, t.Int(), t.Int()),
        (t.Int(), t.Text(), None),
        (t.Bool(), t.Int(), None),
        (t.Record((t.Slot("a", t.Int()),)), t.Record((t.Slot("b", t.Int()),)), None),
    ],
)
def test_two_types_have_one_in_common_whichever_comes_first(left: Type, right: Type, joined: Type | None) -> None:
    assert RELATIONS.join(left, right) == joined
    both = RELATIONS.join(right, left)
    assert (both is None) is (joined is None)
    assert both is None or (RELATIONS.fits(left, both) and RELATIONS.fits(right, both))
