"""`every` and `after`: when they call, with what, how often, and what a restart changes about that: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from charm.api import Refused
from runtime import snapshots
from runtime.limits import DELAY_MS_MIN, TIMERS_MAX
from tests.runtime.timing import Clockwork

SECOND = 1000

QUIZ = """
type Question { key id: Text, open: Bool = true, closed: Time? = none }
recipe Quiz {
  shared questions: [Question] = []
  shared log: [Text] = []
  on ask(id: Text, pause: Duration = 20s) {
    questions.push({ id })
    after pause -> close(id)
  }
  on drop(q in questions) { remove q }
  on remind(words: Text, pause: Duration = 20s) { after pause -> say(words) }
  private on close(q in questions) {
    q.open = false
    q.closed = now()
  }
  private on say(words: Text(..10)) {
    require words != "nothing" else "Say something."
    log.push(words)
  }
  on count_down(n: Int) {
    log.push("{n}")
    if n > 1 { after 1s -> count_down(n - 1) }
  }
}
"""


def opened(tmp_path: Path, source: str = QUIZ, *, stored: bool = False) -> Clockwork:
    return Clockwork(source, tmp_path, store=f"sqlite:{tmp_path / 'app.db'}" if stored else "memory:")


def test_after_calls_once_when_the_time_has_come_and_not_before(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("ask", {"id": "a"})

    quiz.space.advance(20 * SECOND - 1)
    assert quiz.read("questions.0.open") is True
    quiz.space.advance(1)

    assert quiz.read("questions.0.closed") == "2026-01-01T00:00:20.000Z"
    commits = quiz.commits
    quiz.space.advance(100 * SECOND)
    assert quiz.commits == commits


def test_what_after_is_given_is_evaluated_when_it_is_said(tmp_path: Path) -> None:
    source = """recipe R {
      shared n: Int = 1
      shared seen: [Int] = []
      shared who: Id? = none
      on go() { after 5s -> see(n, me)
        n += 1 }
      private on see(n as at: Int, who as whose: Id) { seen.push(at)
        who = whose }
    }"""
    recipe = opened(tmp_path, source)
    recipe.as_("ann").send("go")
    recipe.as_("ann").send("go")
    recipe.space.advance(5 * SECOND)

    assert recipe.read("seen") == [1, 2]
    assert recipe.read("who") == recipe.me("ann")


def test_each_call_sees_its_own_moment_and_what_the_one_before_left(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("count_down", {"n": 4})
    quiz.space.advance(2 * SECOND)
    assert quiz.read("log") == ["4", "3", "2"]
    quiz.space.advance(60 * SECOND)
    assert quiz.read("log") == ["4", "3", "2", "1"]


def test_calls_are_made_in_the_order_of_their_times(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    for words, wait in (("late", 30), ("early", 10), ("middle", 20)):
        quiz.as_("ann").send("remind", {"words": words, "pause": wait * SECOND})
    quiz.space._clock.advance(60 * SECOND)  # type: ignore[attr-defined]
    quiz.as_("ann").send("ask", {"id": "a"})

    assert quiz.read("log") == ["early", "middle", "late"]


def test_an_element_that_is_gone_is_nothing_to_close(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("ask", {"id": "a"})
    quiz.as_("ann").send("ask", {"id": "b"})
    quiz.as_("ann").send("drop", {"q": "a"})
    quiz.space.advance(20 * SECOND)

    assert [question["open"] for question in quiz.read("questions")] == [False]
    assert quiz.space.faults == []
    assert len(quiz.space.host.space.state.timers) == 0


def test_a_call_that_is_refused_changes_nothing_and_is_done(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("remind", {"words": "nothing"})
    quiz.space.advance(20 * SECOND)

    assert quiz.read("log") == []
    assert quiz.space.faults == []
    assert len(quiz.space.host.space.state.timers) == 0


def test_a_call_whose_argument_does_not_fit_is_done_and_told_among_the_faults(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("remind", {"words": "far too many words"})
    quiz.space.advance(20 * SECOND)

    assert quiz.read("log") == []
    (fault,) = quiz.space.faults
    assert "words" in fault
    assert len(quiz.space.host.space.state.timers) == 0


def test_a_refused_event_sets_no_timer(tmp_path: Path) -> None:
    source = """recipe R {
      shared n: Int = 0
      on go() { after 1s -> add()
        require n < 0 else "No." }
      private on add() { n += 1 }
    }"""
    recipe = opened(tmp_path, source)
    with pytest.raises(Refused):
        recipe.as_("ann").send("go")
    recipe.space.advance(10 * SECOND)

    assert recipe.read("n") == 0


def test_what_waits_outlives_a_restart_and_is_made_once(tmp_path: Path) -> None:
    quiz = opened(tmp_path, stored=True)
    quiz.as_("ann").send("remind", {"words": "soon", "pause": 20 * SECOND})
    quiz.as_("ann").send("remind", {"words": "later", "pause": 60 * SECOND})
    quiz.reopen(milliseconds=30 * SECOND)
    quiz.space.advance(0)

    assert quiz.read("log") == ["soon"]
    quiz.reopen(milliseconds=60 * SECOND)
    quiz.space.advance(0)
    quiz.reopen()
    quiz.space.advance(0)
    assert quiz.read("log") == ["soon", "later"]
    quiz.space.close()


def test_a_snapshot_has_the_timers_as_a_replay_has_them(tmp_path: Path) -> None:
    quiz = opened(tmp_path, stored=True)
    quiz.as_("ann").send("remind", {"words": "soon"})
    quiz.as_("ann").send("ask", {"id": "a"})
    quiz.space.advance(1)
    before = snapshots.freeze(quiz.space.host.space)
    quiz.reopen()

    assert snapshots.freeze(quiz.space.host.space) == before
    quiz.space.close()


def test_a_handler_that_the_recipe_has_no_more_is_told_among_the_faults(tmp_path: Path) -> None:
    quiz = opened(tmp_path, stored=True)
    quiz.as_("ann").send("remind", {"words": "soon"})
    shorter = QUIZ.replace("on remind(words: Text, pause: Duration = 20s) { after pause -> say(words) }", "")
    shorter = shorter.replace("private on say(words: Text(..10)) {", "private on tell(words: Text(..10)) {")
    quiz.reopen(shorter)
    quiz.space.advance(30 * SECOND)

    (fault,) = quiz.space.faults
    assert "there is no handler `say` any more" in fault
    assert len(quiz.space.host.space.state.timers) == 0
    quiz.space.close()


def test_a_charm_that_ends_takes_its_timers_along(tmp_path: Path) -> None:
    source = """
    type Item { key id: Text, done: Int = 0 }
    recipe App {
      shared items: [Item] = [{ id: "a" }, { id: "b" }]
      child rows = [Row(item) for item in items]
      on start(id: Text) { rows[id]?.start() }
      on drop(item in items) { remove item }
      on both() { for row in rows { after 3s -> row.finish() } }
    }
    recipe Row(shared item: Item) {
      every 10s -> finish()
      on start() { after 5s -> finish() }
      private on finish() { item.done += 1 }
    }"""
    app = opened(tmp_path, source.replace("?.", "."))
    app.as_("ann").send("start", {"id": "a"})
    app.as_("ann").send("start", {"id": "b"})
    assert len(app.space.host.space.state.timers) == 4
    app.as_("ann").send("drop", {"item": "a"})
    assert len(app.space.host.space.state.timers) == 2
    app.as_("ann").send("both")
    app.space.advance(5 * SECOND)

    assert app.read("items") == [{"id": "b", "done": 2}]
    assert app.space.faults == []


def test_there_is_a_bound_on_what_waits(tmp_path: Path) -> None:
    source = """recipe R {
      shared n: Int = 0
      on go() { for i in range(1000) { after 1h -> add() } }
      private on add() { n += 1 }
    }"""
    recipe = opened(tmp_path, source)
    for _ in range(TIMERS_MAX // 1000):
        recipe.as_("ann").send("go")
    before = recipe.commits
    with pytest.raises(Exception, match="wait for their time"):
        recipe.as_("ann").send("go")

    assert (recipe.commits, len(recipe.space.host.space.state.timers)) == (before, TIMERS_MAX)


def test_a_handler_that_calls_itself_at_once_leaves_time_for_others(tmp_path: Path) -> None:
    source = """recipe R {
      shared n: Int = 0
      on go() { n += 1
        after 0s -> go() }
    }"""
    recipe = opened(tmp_path, source)
    recipe.as_("ann").send("go")
    recipe.space.advance(1 * SECOND)

    assert recipe.read("n") == 1 + 1000 // DELAY_MS_MIN


# every

CLOCK = """
recipe Clock(step: Int = 2, pace: Duration = 10s) {
  shared ticks: Int = 0
  shared at: Time? = none
  every pace -> tick(step)
  on poke() { ticks += 100 }
  private on tick(by: Int) {
    ticks += by
    at = now()
  }
}
"""


def test_every_calls_first_one_period_after_its_charm_was_made(tmp_path: Path) -> None:
    clock = opened(tmp_path, CLOCK)
    clock.look("ann")
    clock.space.advance(9 * SECOND)
    assert clock.read("ticks") == 0
    clock.space.advance(1 * SECOND)
    assert (clock.read("ticks"), clock.read("at")) == (2, "2026-01-01T00:00:10.000Z")
    clock.space.advance(20 * SECOND)
    assert clock.read("ticks") == 6


def test_the_period_may_be_a_parameter(tmp_path: Path) -> None:
    clock = Clockwork(CLOCK, tmp_path, pace=3 * SECOND)
    clock.look("ann")
    clock.space.advance(9 * SECOND)

    assert clock.read("ticks") == 6


def test_where_nobody_looks_every_rests_after_a_minute_and_missed_ticks_are_one(tmp_path: Path) -> None:
    clock = opened(tmp_path, CLOCK)
    page = clock.look("ann")
    clock.space.advance(10 * SECOND)
    clock.close(page)
    clock.space.advance(600 * SECOND)
    # Six in the minute after the page was closed, the last of them not any more.
    assert clock.read("ticks") == 2 + 5 * 2
    commits = clock.commits

    clock.look("bo")

    assert clock.read("ticks") == 2 + 5 * 2 + 2
    assert clock.commits == commits + 1
    clock.space.advance(10 * SECOND)
    assert clock.read("at") == "2026-01-01T00:10:20.000Z"


def test_an_event_wakes_what_rests_and_comes_after_the_tick_that_was_missed(tmp_path: Path) -> None:
    clock = opened(tmp_path, CLOCK)
    clock.space.advance(3600 * SECOND)
    assert clock.read("ticks") == 0

    clock.as_("ann").send("poke")

    assert clock.read("ticks") == 102
    clock.space.advance(30 * SECOND)
    assert clock.read("ticks") == 108


def test_after_is_made_though_nobody_looks(tmp_path: Path) -> None:
    quiz = opened(tmp_path)
    quiz.as_("ann").send("remind", {"words": "soon", "pause": 3600 * SECOND})
    quiz.space.advance(3600 * SECOND)

    assert quiz.read("log") == ["soon"]


def test_ticks_go_on_where_they_were_after_a_restart(tmp_path: Path) -> None:
    clock = opened(tmp_path, CLOCK, stored=True)
    clock.look("ann")
    clock.space.advance(15 * SECOND)
    clock.reopen()
    clock.look("ann")
    clock.space.advance(4 * SECOND)
    assert clock.read("ticks") == 2
    clock.space.advance(1 * SECOND)
    assert clock.read("ticks") == 4
    clock.space.close()


def test_an_every_that_the_recipe_has_gained_begins_and_a_shorter_period_holds_at_once(tmp_path: Path) -> None:
    bare = CLOCK.replace("  every pace -> tick(step)\n", "")
    clock = opened(tmp_path, bare, stored=True)
    clock.reopen(CLOCK)
    clock.look("ann")
    clock.space.advance(10 * SECOND)
    assert clock.read("ticks") == 2

    clock.reopen(CLOCK.replace("every pace", "every 2s"))
    clock.look("ann")
    clock.space.advance(4 * SECOND)
    assert clock.read("ticks") == 6

    clock.reopen(bare)
    clock.look("ann")
    clock.space.advance(20 * SECOND)
    assert clock.read("ticks") == 6
    assert clock.space.faults == []
    clock.space.close()


def test_a_tick_at_fault_is_told_and_does_not_keep_the_next_from_coming(tmp_path: Path) -> None:
    source = """recipe R {
      shared n: Int = 0
      shared parts: Int = 0
      every 10s -> share()
      on add() { n += 1 }
      private on share() { parts = round(6 / n) }
    }"""
    recipe = opened(tmp_path, source)
    recipe.look("ann")
    recipe.space.advance(10 * SECOND)
    assert len(recipe.space.faults) == 1
    recipe.as_("ann").send("add")
    recipe.space.advance(10 * SECOND)

    assert recipe.read("parts") == 6


def test_a_child_is_called_by_its_parent_again_and_again(tmp_path: Path) -> None:
    source = """
    recipe App {
      child left = Counter()
      every 5s -> left.add(2)
    }
    recipe Counter {
      shared n: Int = 0
      private on add(by: Int) { n += by }
    }"""
    app = opened(tmp_path, source)
    app.look("ann")
    app.space.advance(10 * SECOND)

    assert app.read("left.n") == 4


def test_a_default_that_is_me_has_no_value_where_there_is_no_visitor(tmp_path: Path) -> None:
    source = """
    type Note { by: Id = me, words: Text }
    recipe R {
      shared notes: [Note] = []
      on add(note: Note) { notes.push(note) }
      on later(by: Id) { after 1s -> add({ words: "said", by: by }) }
    }"""
    recipe = opened(tmp_path, source)
    recipe.as_("ann").send("later", {"by": recipe.me("ann")})
    recipe.space.advance(1 * SECOND)

    assert recipe.read("notes") == [{"by": recipe.me("ann"), "words": "said"}]
