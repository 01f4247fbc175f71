"""Charms shown within the page of another: they live there, each with its own state, for everyone and for one."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.server import Server

BOARD = """
type Item { key id: Id = new_id(), name: Text(trim, 1..40) }

recipe Board {
  shared items: [Item] = [{ name: "Apples" }, { name: "Pears" }]
  child rows = [Row(item) for item in items]
  child best = Best(0)
  shared rooms: [Charm(Room)] = []
  local open: Bool = false

  on add(name: Text(trim, 1..40)) { items.push({ name }) }
  on toggle() { open = not open }
  on drop(item in items) { remove item }
  on found() { rooms.push(spawn Room("Room {count(rooms) + 1}")) }

  view {
    title "Board"
    heading "Board"
    text "{sum(row.count for row in rows)} in all"
    form -> add() { input name label: "Name"; button "Add" }
    button "Toggle" -> toggle()
    if open { card { show best } }
    for row in rows { card { show row } }
    for item in items { button "Drop {item.name}" -> drop(item) }
    button "Found" -> found()
    for room in rooms { link room.topic to: room }
  }
}

recipe Row(shared item: Item) {
  shared count: Int = 0
  local note: Text(..40) = ""

  on up() { count += 1 }
  on rename() {
    require note != "" else "Say something."
    item.name = note
    note = ""
  }

  view {
    title "Row"
    heading item.name
    text "{count} of {item.name}"
    button "Up" -> up()
    form -> rename() { input note label: "New name"; button "Rename" }
  }
}

recipe Best(shared value: Int = 0) {
  on more() { value += 1 }
  view { text "Best: {value}"; button "More" -> more() }
}

recipe Room(topic: Text) {
  view { heading topic }
}
"""


@pytest.fixture
def board(serve: Serve, tmp_path: Path) -> Server:
    (tmp_path / "board.recipe").write_text(BOARD, encoding="utf-8")
    return serve(tmp_path / "board.recipe")


def visit(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.url)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("section.charm").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_what_is_shown_within_acts_for_itself_and_all_see_it(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)

    row(ann, "Apples").get_by_role("button", name="Up").click()
    row(bo, "Pears").get_by_role("button", name="Up").click()

    for page in (ann, bo):
        expect(page.get_by_text("1 of Apples")).to_be_visible()
        expect(page.get_by_text("1 of Pears")).to_be_visible()
        expect(page.get_by_text("2 in all")).to_be_visible()
        expect(page).to_have_title("Board")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_what_is_typed_within_is_private_and_kept(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)
    row(ann, "Apples").get_by_label("New name").fill("Plums")
    row(ann, "Pears").get_by_label("New name").fill("Half")
    row(ann, "Pears").get_by_label("New name").blur()
    expect(row(bo, "Apples").get_by_label("New name")).to_have_value("")

    row(ann, "Apples").get_by_role("button", name="Rename").click()

    expect(row(bo, "Plums")).to_be_visible()
    expect(row(ann, "Plums").get_by_label("New name")).to_have_value("")
    expect(row(ann, "Pears").get_by_label("New name")).to_have_value("Half")
    row(bo, "Plums").get_by_role("button", name="Rename").click()
    expect(row(bo, "Plums").get_by_role("alert")).to_have_text("Say something.")


def test_charms_come_and_go_with_their_elements(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)
    ann.get_by_label("Name", exact=True).fill("Figs")
    ann.get_by_role("button", name="Add").click()

    row(bo, "Figs").get_by_role("button", name="Up").click()
    expect(ann.get_by_text("1 of Figs")).to_be_visible()
    ann.get_by_role("button", name="Drop Apples").click()

    expect(bo.locator("section.charm")).to_have_count(2)
    expect(row(bo, "Apples")).to_have_count(0)


def test_a_charm_may_be_shown_to_one_and_hidden_and_shown_again(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)
    for _ in range(2):
        ann.get_by_role("button", name="Toggle").click()
        ann.get_by_role("button", name="More").click()
        expect(ann.get_by_role("button", name="More")).to_have_count(1)
        ann.get_by_role("button", name="Toggle").click()
        expect(ann.get_by_role("button", name="More")).to_have_count(0)

    bo.get_by_role("button", name="Toggle").click()

    expect(bo.get_by_text("Best: 2")).to_be_visible()


def test_a_spawned_charm_is_linked_to(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)
    ann.get_by_role("button", name="Found").click()

    bo.get_by_role("link", name="Room 1").click()

    expect(bo.get_by_role("heading", name="Room 1")).to_be_visible()
    assert bo.url.startswith(f"{board.url}c/")


def test_a_server_that_was_killed_shows_the_same_within(board: Server, context_factory: ContextFactory) -> None:
    ann = visit(context_factory(), board)
    row(ann, "Apples").get_by_role("button", name="Up").click()
    expect(ann.get_by_text("1 of Apples")).to_be_visible()
    board.kill()
    board.restart()

    row(ann, "Apples").get_by_role("button", name="Up").click()

    # How long the page waits before it tries again grows with the time that the server was away.
    expect(ann.get_by_text("2 of Apples")).to_be_visible(timeout=20_000)


def test_a_page_that_was_away_finds_all_within_as_it_is(board: Server, context_factory: ContextFactory) -> None:
    context = context_factory()
    ann, bo = visit(context, board), visit(context_factory(), board)
    expect(ann.locator("#status")).to_be_hidden()
    context.set_offline(True)
    row(bo, "Apples").get_by_role("button", name="Up").click()
    bo.get_by_label("Name", exact=True).fill("Figs")
    bo.get_by_role("button", name="Add").click()
    row(bo, "Figs").get_by_role("button", name="Up").click()
    expect(bo.get_by_text("1 of Figs")).to_be_visible()

    context.set_offline(False)

    expect(ann.get_by_text("1 of Apples")).to_be_visible()
    expect(ann.get_by_text("1 of Figs")).to_be_visible()


def test_without_script_forms_within_come_back_to_the_page_they_stand_on(
    board: Server, context_factory: ContextFactory
) -> None:
    ann = visit(context_factory(javascript=False), board)
    row(ann, "Apples").get_by_role("button", name="Up").click()
    expect(ann.get_by_text("1 of Apples")).to_be_visible()
    expect(ann.get_by_role("heading", name="Board")).to_be_visible()

    row(ann, "Pears").get_by_role("button", name="Rename").click()
    expect(row(ann, "Pears").get_by_role("alert")).to_have_text("Say something.")
    expect(row(ann, "Apples").get_by_role("alert")).to_have_count(0)

    row(ann, "Pears").get_by_label("New name").fill("Plums")
    row(ann, "Pears").get_by_role("button", name="Rename").click()
    expect(row(ann, "Plums")).to_be_visible()


def test_the_page_of_a_charm_that_ends_says_so(board: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), board), visit(context_factory(), board)
    charm = row(ann, "Apples").get_attribute("data-charm")
    bo.goto(f"{board.url}c/{charm}")
    expect(bo.get_by_role("heading", name="Apples", level=1)).to_be_visible()
    expect(bo.locator("#status")).to_be_hidden()

    ann.get_by_role("button", name="Drop Apples").click()

    expect(bo.get_by_text("This page is gone.")).to_be_visible()
    answer = bo.goto(f"{board.url}c/{charm}")
    assert answer is not None
    assert answer.status == 404
