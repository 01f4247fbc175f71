"""Time and presence as people see them: who is there comes and goes by itself, and what is left counts down."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.server import Server

ROOM = """
recipe Room {
  shared closes: Time? = none
  shared closed: Int = 0
  shared visits: Int = 0

  on start() {
    closes = now() + 3s
    after 3s -> close()
  }
  on enter() { visits += 1 }
  private on close() {
    closes = none
    closed += 1
  }

  view {
    heading "{count(here)} here"
    list label: "Here now" { for id in here { item if id == me then "you" else "somebody" } }
    if closes != none { countdown closes label: "Time left" }
    text "closed {closed} times, {visits} visits"
    button "Start" -> start()
  }
}
"""


@pytest.fixture
def room(serve: Serve, tmp_path: Path) -> Server:
    recipe = tmp_path / "room.recipe"
    recipe.write_text(ROOM, encoding="utf-8")
    return serve(recipe)


def opened(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.url)
    return page


def test_who_is_there_comes_and_goes_on_every_page(context_factory: ContextFactory, room: Server) -> None:
    ann, bo = context_factory(), context_factory()
    page = opened(ann, room)
    expect(page.get_by_role("heading")).to_have_text("1 here")
    expect(page.get_by_role("listitem")).to_have_text(["you"])

    other = opened(bo, room)
    expect(page.get_by_role("listitem")).to_have_text(["you", "somebody"])
    expect(other.get_by_role("listitem")).to_have_text(["somebody", "you"])

    second = opened(bo, room)
    expect(second.get_by_role("heading")).to_have_text("2 here")
    expect(page.get_by_text("2 visits")).to_be_visible()
    other.close()
    expect(second.get_by_role("listitem")).to_have_text(["somebody", "you"])
    bo.close()
    expect(page.get_by_role("listitem")).to_have_text(["you"])


def test_nobody_haunts_a_room_whose_server_was_killed(context_factory: ContextFactory, room: Server) -> None:
    ann, bo = context_factory(), context_factory()
    page, other = opened(ann, room), opened(bo, room)
    expect(page.get_by_role("heading")).to_have_text("2 here")
    room.kill()
    other.close()
    room.start()

    expect(page.locator("#status")).to_be_hidden(timeout=20_000)
    expect(page.get_by_role("heading")).to_have_text("1 here", timeout=20_000)


def test_a_countdown_goes_on_by_itself_and_ends_by_a_commit(context_factory: ContextFactory, room: Server) -> None:
    page = opened(context_factory(), room)
    page.get_by_role("button", name="Start").click()
    timer = page.get_by_role("timer", name="Time left")

    expect(timer).to_have_text(re.compile(r"0:0[23]"))
    expect(timer).to_have_text("0:01")
    # Whoever listens asks for it: it is not read out every second.
    assert timer.get_attribute("aria-live") is None
    expect(page.get_by_text("closed 1 times")).to_be_visible()
    expect(timer).to_be_hidden()


def test_a_countdown_is_readable_without_script(context_factory: ContextFactory, room: Server) -> None:
    opened(context_factory(), room).get_by_role("button", name="Start").click()
    page = opened(context_factory(javascript=False), room)

    expect(page.get_by_role("timer")).to_have_text(re.compile(r"until \d+ \w+ \d{4}, \d\d:\d\d UTC"))


def test_what_waits_happens_once_though_the_server_is_killed(context_factory: ContextFactory, room: Server) -> None:
    page = opened(context_factory(), room)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("timer")).to_be_visible()
    room.kill()
    page.wait_for_timeout(3_500)
    room.start()

    expect(page.get_by_text("closed 1 times")).to_be_visible(timeout=20_000)
    room.kill()
    room.start()
    page.reload()
    page.wait_for_timeout(500)
    expect(page.get_by_text("closed 1 times")).to_be_visible()
