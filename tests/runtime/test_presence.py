"""Who is there: `here` in views, `on enter()` and `on leave()`, and what neither a crash nor a second tab changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from charm.api import NoSuchHandler
from runtime import snapshots
from runtime.limits import AWAY_SECONDS
from tests.runtime.timing import Clockwork

SECOND = 1000

ROOM = """
recipe Room {
  shared words: Text = ""
  local name: Text = ""
  let many = count(here)
  on say(words as said: Text) { words = said }
  view {
    text "{many} here"
    list label: "Who" { for id in here { item id } }
  }
}
"""


def rows(room: Clockwork) -> list[str]:
    """What everyone's page says: how many are there, and who."""
    return [line for line in room.as_("nobody").text().splitlines() if line != "Who"]


def test_here_is_who_looks_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path)
    assert rows(room) == ["0 here"]
    ann = room.look("ann")
    room.look("bo")

    assert rows(room) == ["2 here", room.me("ann"), room.me("bo")]
    room.close(ann)
    assert rows(room) == ["1 here", room.me("bo")]
    room.look("ann")
    assert rows(room) == ["2 here", room.me("bo"), room.me("ann")]


def test_presence_makes_no_commit(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path)
    before = room.commits
    for _ in range(3):
        room.close(room.look("ann"))
    room.space.advance(60 * SECOND)

    assert room.commits == before


def test_several_tabs_of_one_browser_are_one_visitor(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path)
    first, second = room.look("ann"), room.look("ann")
    assert rows(room) == ["1 here", room.me("ann")]
    room.close(first)
    assert rows(room) == ["1 here", room.me("ann")]
    room.close(second)
    assert rows(room) == ["0 here"]


def test_pages_are_told_when_somebody_comes_and_goes_and_of_nothing_else(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path)
    ann = room.look("ann")
    assert sorted(operation[0] for operation in room.told(ann)) == ["rows", "set", "set"]
    ran = room.space.host.space.propagation.ran
    ran.clear()
    bo = room.look("bo")

    assert sorted(each[0] for each in room.told(ann)) == ["insert", "set", "set"]
    assert set(ran) == {"Room.many", "Room.view.1.text", "Room.view.3.rows", "Room.view.4.text"}
    room.close(bo)
    assert sorted(each[0] for each in room.told(ann)) == ["remove", "set"]


def test_a_page_that_connects_is_told_whole_who_is_there(tmp_path: Path) -> None:
    """Its HTML was made at the same commit, but when others were there."""
    room = Clockwork(ROOM, tmp_path)
    room.look("ann")
    bo = room.look("bo")

    told = room.told(bo)
    assert [each[-1] for each in told if each[-1] == "2 here"] == ["2 here"]
    assert [each[-1] for each in told if each[0] == "rows"] == [[room.me("ann"), room.me("bo")]]


def test_here_can_be_read_of_another_charm_and_a_part_of_a_page_counts(tmp_path: Path) -> None:
    source = """
    recipe Hall {
      child room = Room()
      local is_open: Bool = false
      on toggle() { is_open = not is_open }
      view {
        text "{count(room.here)} in the room, {count(here)} in the hall"
        if is_open { show room }
      }
    }
    recipe Room { view { text "{count(here)} in here" } }
    """
    hall = Clockwork(source, tmp_path)
    ann = hall.look("ann")
    assert rows(hall) == ["0 in the room, 1 in the hall"]
    hall.as_("ann").send("toggle")

    assert rows(hall) == ["1 in the room, 1 in the hall"]
    assert hall.as_("ann").text().splitlines() == ["1 in the room, 1 in the hall", "1 in here"]
    hall.look("bo", hall.read("room"))
    assert rows(hall) == ["2 in the room, 1 in the hall"]
    hall.as_("ann").send("toggle")
    assert rows(hall) == ["1 in the room, 1 in the hall"]
    hall.close(ann)
    assert rows(hall) == ["1 in the room, 0 in the hall"]


def test_a_page_that_shows_a_charm_only_while_nobody_is_there_comes_to_rest(tmp_path: Path) -> None:
    source = """
    recipe Hall {
      child room = Room()
      view { if count(room.here) == 0 { show room } }
    }
    recipe Room { view { text "empty" } }
    """
    hall = Clockwork(source, tmp_path)
    page = hall.look("ann")
    hall.close(page)

    assert hall.space.host.connected == 0


def test_nobody_is_left_behind_by_a_restart(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path, store=f"sqlite:{tmp_path / 'room.db'}")
    room.look("ann")
    room.reopen()

    assert rows(room) == ["0 here"]
    room.space.close()


VISITED = """
recipe Room {
  shared names: {Id: Text = "someone"} = {}
  shared came: [Id] = []
  shared left: [Id] = []
  local visits: Int = 0
  on enter() {
    came.push(me)
    visits += 1
  }
  on leave() { left.push(me) }
  view { text "{count(here)}, {visits}" }
}
"""


def opened(tmp_path: Path, source: str = VISITED) -> Clockwork:
    return Clockwork(source, tmp_path, store=f"sqlite:{tmp_path / 'room.db'}")


def test_enter_and_leave_run_once_per_visitor_and_as_that_visitor(tmp_path: Path) -> None:
    room = Clockwork(VISITED, tmp_path)
    pages = [room.look("ann"), room.look("ann"), room.look("bo")]
    assert room.read("came") == [room.me("ann"), room.me("bo")]
    assert room.as_("ann").read("visits") == 1

    room.close(pages[0])
    room.space.advance(AWAY_SECONDS * SECOND)
    assert room.read("left") == []
    room.close(pages[1])
    room.space.advance(AWAY_SECONDS * SECOND - 1)
    assert room.read("left") == []
    room.space.advance(1)
    assert room.read("left") == [room.me("ann")]
    room.look("ann")
    assert room.read("came") == [room.me("ann"), room.me("bo"), room.me("ann")]
    assert room.as_("ann").read("visits") == 2


def test_who_comes_back_in_time_never_left(tmp_path: Path) -> None:
    room = Clockwork(VISITED, tmp_path)
    room.close(room.look("ann"))
    room.space.advance((AWAY_SECONDS - 1) * SECOND)
    room.look("ann")
    room.space.advance(10 * AWAY_SECONDS * SECOND)

    assert (room.read("came"), room.read("left")) == ([room.me("ann")], [])


def test_after_a_crash_those_who_do_not_come_back_leave(tmp_path: Path) -> None:
    room = opened(tmp_path)
    room.look("ann")
    room.look("bo")
    room.reopen(milliseconds=3600 * SECOND)
    room.space.advance((AWAY_SECONDS - 1) * SECOND)
    # The clock went on while the space was closed; whoever was inside has their time from the opening on.
    room.look("ann")
    room.space.advance(AWAY_SECONDS * SECOND)

    assert room.read("came") == [room.me("ann"), room.me("bo")]
    assert room.read("left") == [room.me("bo")]
    room.space.close()


def test_who_is_inside_stands_in_a_snapshot_as_in_the_log(tmp_path: Path) -> None:
    room = opened(tmp_path)
    for who in ("cy", "ann", "bo"):
        room.look(who)
    room.space.run(room.space.host.tick())
    before = snapshots.freeze(room.space.host.space)
    room.reopen()

    assert snapshots.freeze(room.space.host.space) == before
    room.space.close()


def test_who_comes_and_leaves_is_kept_only_where_a_recipe_cares(tmp_path: Path) -> None:
    room = Clockwork(ROOM, tmp_path)
    room.close(room.look("ann"))
    room.space.advance(60 * SECOND)

    assert room.space.host.space.state.visits.all() == []


def test_a_refused_enter_is_an_arrival_all_the_same(tmp_path: Path) -> None:
    source = VISITED.replace("    came.push(me)\n", '    require count(came) > 0 else "No."\n')
    room = Clockwork(source, tmp_path)
    page = room.look("ann")
    assert room.read("came") == []
    room.close(page)
    room.space.advance(AWAY_SECONDS * SECOND)

    assert room.read("left") == [room.me("ann")]


@pytest.mark.parametrize("handler", ["enter", "leave"])
def test_nobody_can_send_what_comes_from_the_runtime(tmp_path: Path, handler: str) -> None:
    room = Clockwork(VISITED, tmp_path)
    with pytest.raises(NoSuchHandler):
        room.as_("ann").send(handler)

    assert (room.read("came"), room.read("left")) == ([], [])


def test_a_charm_that_has_ended_is_told_of_nobody(tmp_path: Path) -> None:
    source = (
        """
    type Item { key id: Text }
    recipe App {
      shared items: [Item] = [{ id: "a" }]
      child rooms = [Room() for item in items]
      on drop(item in items) { remove item }
      view { for room in rooms { show room } }
    }
    """
        + VISITED
    )
    app = Clockwork(source, tmp_path)
    room = app.read("rooms.a")
    page, other = app.look("ann", room), app.look("bo")
    assert len(app.space.host.space.state.visits.all()) == 2
    app.as_("bo").send("drop", {"item": "a"})
    app.close(page)
    app.close(other)
    app.space.advance(60 * SECOND)

    assert app.space.host.space.state.visits.all() == []
    assert app.space.faults == []
