"""`always`: no commit leaves a charm in a state that breaks it; seen through the Python API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import charm
from charm import api
from runtime.events import Event
from runtime.opening import StoredStateDiffers

SHEET = """
type Seat { key id: Text, who: Id? = none }
recipe Sheet(seats: Int = 2) {
  shared taken: [Id] = []
  shared note: Text = ""
  let used = count(taken)
  always used <= seats else "All {seats} seats are taken."
  on take(times: Int = 1) { for i in range(times) { taken.push(me) } }
  on swap() {
    taken.push(me)
    taken.push(me)
    taken.push(me)
    taken.clear()
  }
  on desk() { navigate Desk(taken) }
  on open(n: Int) { navigate Box(n) }
  on write(text: Text) { note = text }
  view { input note label: "Note" }
}
recipe Desk(shared taken: [Id]) {
  on take() { taken.push(me) }
}
recipe Box(n: Int) {
  shared full: Int = n
  always full < 10 else "A box holds less than ten, not {full}."
  view { text "{full}" }
}
"""


def opened(folder: Path, source: str = SHEET, **parameters: Any) -> charm.Space:
    path = folder / "app.recipe"
    path.write_text(source, encoding="utf-8")
    return charm.open(charm.compile(path), store="memory:", parameters=parameters, seed=1)


def test_what_would_break_an_always_is_refused_with_its_message_and_leaves_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        page = space.visitor().open("/")
        page.send("take")

        with pytest.raises(api.Refused, match=r"^All 2 seats are taken\.$"):
            page.send("take", {"times": 2})

        assert (page.read("used"), space.host.space.seq) == (1, 2)
        page.send("take")
        assert page.read("used") == 2


def test_an_always_is_looked_at_when_the_handler_has_ended_not_before(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        page = space.visitor().open("/")
        page.send("swap")
        assert page.read("used") == 0


def test_an_always_holds_through_whichever_reference_its_cells_are_written(tmp_path: Path) -> None:
    with opened(tmp_path, seats=1) as space:
        page = space.visitor().open("/")
        desk = page.send("desk").opened
        assert desk is not None
        desk.send("take")

        with pytest.raises(api.Refused, match="All 1 seats"):
            desk.send("take")


def test_a_charm_that_would_begin_broken_is_not_created(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        page = space.visitor().open("/")
        charms = len(space.host.space.state.charms)

        with pytest.raises(api.Refused, match=r"less than ten, not 12\."):
            page.send("open", {"n": 12})

        assert len(space.host.space.state.charms) == charms
        assert page.send("open", {"n": 9}).opened is not None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('shared n: Int = 7\n always n < 5 else "too much: {n}"', "too much: 7"),
        ("shared n: Int = 0\n always 10 / n > 1", "cannot begin: division by zero"),
    ],
)
def test_a_root_that_would_begin_broken_is_not_opened(tmp_path: Path, body: str, why: str) -> None:
    with pytest.raises(api.Invalid, match=why):
        opened(tmp_path, f"recipe R {{\n {body}\n}}")


def test_parameters_under_which_an_always_does_not_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(api.Invalid, match="All -1 seats are taken"):
        opened(tmp_path, seats=-1)


def test_only_what_a_commit_wrote_is_looked_at(tmp_path: Path) -> None:
    source = "recipe R {\n shared a: Int = 1\n shared b: Int = 1\n always 1 / a > 0\n always b > 0\n"
    with opened(tmp_path, source + " on go(n: Int) { b = n }\n on stop() { a = 0 }\n}") as space:
        page = space.visitor().open("/")
        with pytest.raises(api.Faulted, match="division by zero"):
            page.send("stop")
        looked: list[str] = []
        (first, second) = space.host.space.program.invariants("R")
        assert [sorted(each.cells) for each in (first, second)] == [["a"], ["b"]]

        def watched(name: str) -> Callable[[object], bool]:
            def holds(_: object) -> bool:
                looked.append(name)
                return True

            return holds

        object.__setattr__(first, "holds", watched("a"))
        object.__setattr__(second, "holds", watched("b"))

        page.send("go", {"n": 4})

        assert looked == ["b"]


def test_of_events_in_one_batch_the_one_that_breaks_an_always_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        root = space.host.root
        events = [Event(root, f"{n:032x}", "20260101-abc", 1, "take") for n in range(4)]

        planned = space.host.space.plan(events, space.now, space.host._random)

        assert [type(answer).__name__ for answer in planned.answers] == ["Receipt", "Receipt", "NotUpheld", "NotUpheld"]
        assert len(planned.commits) == 2


def test_what_is_derived_while_a_charm_begins_follows_its_cells_afterwards(tmp_path: Path) -> None:
    source = "recipe R {\n shared a: Int = 1\n let twice = a * 2\n child one = One(twice)\n on go() { a = 4 }\n}\n"
    with opened(tmp_path, source + "recipe One(n: Int) { view { text '{n}' } }") as space:
        page = space.visitor().open("/")
        page.send("go")
        assert page.read("twice") == 8


def test_stored_state_that_breaks_what_a_changed_recipe_says_is_refused_before_it_serves(tmp_path: Path) -> None:
    path, store = tmp_path / "app.recipe", f"sqlite:{tmp_path / 'app.db'}"
    recipe = "recipe R {\n shared a: Int = 1\n MORE\n on go() { a += 1 }\n}"
    with_always, with_more = (
        recipe.replace("MORE", more)
        for more in ('always a < 2 else "{a}?"', 'always a < 2 else "{a}?"\n shared b: Int = 0')
    )
    path.write_text(recipe.replace("MORE", ""), encoding="utf-8")
    with charm.open(path, store=store) as space:
        space.visitor().open("/").send("go")

    for changed in (with_always, with_more):
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(StoredStateDiffers, match=r"an `always` of `R` does not hold in /c/.*: 2\?"):
            charm.open(path, store=store)

    path.write_text(with_more.replace("a < 2", "a < 3"), encoding="utf-8")
    with charm.open(path, store=store) as space:
        assert space.visitor().open("/").read("a") == 2
