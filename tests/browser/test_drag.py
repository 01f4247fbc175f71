"""Cards that are moved: by hand, with the keys, by a choice without script; and what two people do at once."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Position, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.server import Server

KANBAN = """
type Lane = "To do" | "Doing" | "Done"
type Card { key id: Int, title: Text(1..80), lane: Lane = "To do" }

let lanes: [Lane] = ["To do", "Doing", "Done"]

recipe Kanban {
  shared cards: [Card] = [
    { id: 1, title: "Write" },
    { id: 2, title: "Ask" },
    { id: 3, title: "Read" },
    { id: 4, title: "Ship", lane: "Doing" },
  ]

  on place(card in cards, lane: Lane, before: Int?) {
    require card.title != "Read" or lane != "Done" else "Nobody has read it."
    card.lane = lane
    if before != none { move card before cards[before] } else { move card to count(cards) - 1 }
  }
  on drop(card in cards) { remove card }

  view {
    title "Kanban"
    heading "Kanban"
    row {
      for lane in lanes {
        column label: lane accepts: cards -> place(lane: lane) {
          for card in cards where card.lane == lane {
            card drag: card {
              strong card.title
              select lane label: "Lane of {card.title}" -> place(card)
              button "Drop {card.title}" -> drop(card)
            }
          }
        }
      }
    }
  }
}
"""
TWO = """
recipe Two {
  child left = Kanban()
  child right = Kanban()
  view {
    heading "Two"
    card label: "Left" { show left }
    card label: "Right" { show right }
  }
}
"""


@pytest.fixture
def kanban(serve: Serve, tmp_path: Path) -> Server:
    (tmp_path / "kanban.recipe").write_text(KANBAN, encoding="utf-8")
    return serve(tmp_path / "kanban.recipe")


def visit(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#status")).to_be_hidden()
    return page


def lane(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True).and_(page.locator(".column"))


def card(page: Page | Locator, title: str) -> Locator:
    return page.locator("[data-drag]").filter(has_text=title)


def carry(what: Locator, to: Locator) -> None:
    """Drag a card by its edge: near its middle stands a control. To a card means in front of it."""
    is_card = to.get_attribute("data-drag") is not None
    place: Position | None = {"x": 20, "y": 4} if is_card else None
    what.drag_to(to, source_position={"x": 20, "y": 6}, target_position=place)


def expect_lanes(page: Page | Locator, **lanes: list[str]) -> None:
    for name, titles in lanes.items():
        expect(lane(page, name.replace("_", " ")).locator("strong")).to_have_text(titles)


def test_a_card_that_is_dropped_in_another_column_is_there_for_everyone(
    kanban: Server, context_factory: ContextFactory
) -> None:
    ann, bo = visit(context_factory(), kanban), visit(context_factory(), kanban)

    carry(card(ann, "Write"), lane(ann, "Done"))

    for page in (ann, bo):
        expect_lanes(page, To_do=["Ask", "Read"], Done=["Write"])
    expect(ann.get_by_role("status")).to_have_text("Moved to Done, at the end.")
    expect(ann.locator(".dragged, .over, .behind, .last")).to_have_count(0)


def test_a_card_comes_to_stand_before_the_one_that_it_is_dropped_on_the_upper_half_of(
    kanban: Server, context_factory: ContextFactory
) -> None:
    ann = visit(context_factory(), kanban)

    carry(card(ann, "Read"), card(ann, "Write"))
    expect_lanes(ann, To_do=["Read", "Write", "Ask"])

    carry(card(ann, "Write"), card(ann, "Ship"))
    expect_lanes(ann, To_do=["Read", "Ask"], Doing=["Write", "Ship"])


def test_where_a_card_would_go_is_shown_while_it_is_dragged(kanban: Server, context_factory: ContextFactory) -> None:
    ann = visit(context_factory(), kanban)
    card(ann, "Write").hover(position={"x": 20, "y": 8})
    ann.mouse.down()
    # The first movement begins to drag.
    for y in (6, 4):
        card(ann, "Ship").hover(position={"x": 20, "y": y}, force=True)

    expect(lane(ann, "Doing")).to_have_class("column over")
    expect(card(ann, "Ship")).to_have_class("card behind")
    ann.keyboard.press("Escape")
    ann.mouse.up()

    expect(ann.locator(".dragged, .over, .behind, .last")).to_have_count(0)
    expect_lanes(ann, To_do=["Write", "Ask", "Read"])


def test_arrow_keys_move_a_card_and_the_focus_stays_on_it(kanban: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), kanban), visit(context_factory(), kanban)
    card(ann, "Ask").focus()
    expect(card(ann, "Ask")).to_have_accessible_name("Ask")
    expect(card(ann, "Ask")).to_have_accessible_description("Arrow keys move it.")

    ann.keyboard.press("ArrowUp")
    expect_lanes(ann, To_do=["Ask", "Write", "Read"])
    expect(ann.get_by_role("status")).to_have_text("Moved to To do, before Write.")
    expect(card(ann, "Ask")).to_be_focused()

    ann.keyboard.press("ArrowRight")
    expect_lanes(bo, To_do=["Write", "Read"], Doing=["Ask", "Ship"])
    expect(ann.get_by_role("status")).to_have_text("Moved to Doing, before Ship.")
    expect(card(ann, "Ask")).to_be_focused()

    ann.keyboard.press("ArrowDown")
    expect_lanes(bo, Doing=["Ship", "Ask"])
    expect(ann.get_by_role("status")).to_have_text("Moved to Doing, at the end.")
    ann.keyboard.press("ArrowLeft")
    expect_lanes(bo, To_do=["Write", "Ask", "Read"])
    expect(card(ann, "Ask")).to_be_focused()


def test_the_focus_follows_a_card_that_somebody_else_moves(kanban: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), kanban), visit(context_factory(), kanban)
    card(ann, "Ask").focus()

    carry(card(bo, "Ask"), lane(bo, "Done"))

    expect_lanes(ann, Done=["Ask"])
    expect(card(ann, "Ask")).to_be_focused()


def test_a_refusal_stands_at_the_column_until_the_next_move(kanban: Server, context_factory: ContextFactory) -> None:
    ann = visit(context_factory(), kanban)

    carry(card(ann, "Read"), lane(ann, "Done"))

    expect(lane(ann, "Done").get_by_role("alert")).to_have_text("Nobody has read it.")
    expect_lanes(ann, To_do=["Write", "Ask", "Read"], Done=[])
    carry(card(ann, "Read"), lane(ann, "Doing"))
    expect_lanes(ann, Doing=["Ship", "Read"])
    expect(ann.get_by_role("alert")).to_have_count(0)


def test_a_card_that_somebody_took_away_while_it_was_dragged_is_refused(
    kanban: Server, context_factory: ContextFactory
) -> None:
    ann, bo = visit(context_factory(), kanban), visit(context_factory(), kanban)
    card(ann, "Write").hover(position={"x": 20, "y": 8})
    ann.mouse.down()
    lane(ann, "Doing").hover(position={"x": 20, "y": 8}, force=True)
    bo.get_by_role("button", name="Drop Write").click()
    expect(card(ann, "Write")).to_have_count(0)

    lane(ann, "Done").hover(position={"x": 20, "y": 40}, force=True)
    ann.mouse.up()

    expect(lane(ann, "Done").get_by_role("alert")).to_be_visible()
    expect(ann.locator(".over, .behind, .last")).to_have_count(0)
    carry(card(ann, "Ask"), lane(ann, "Done"))
    expect_lanes(bo, Done=["Ask"])


def test_a_choice_moves_a_card_as_soon_as_it_is_made(kanban: Server, context_factory: ContextFactory) -> None:
    ann, bo = visit(context_factory(), kanban), visit(context_factory(), kanban)

    ann.get_by_label("Lane of Ask").select_option("Done")

    expect_lanes(bo, To_do=["Write", "Read"], Done=["Ask"])
    expect(ann.get_by_label("Lane of Ask")).to_have_value("")
    ann.get_by_label("Lane of Read").select_option("Done")
    expect(card(ann, "Read").get_by_role("alert")).to_have_text("Nobody has read it.")


def test_without_script_a_choice_and_a_button_move_a_card(kanban: Server, context_factory: ContextFactory) -> None:
    page = context_factory(javascript=False).new_page()
    page.goto(kanban.url)
    page.get_by_label("Lane of Ask").select_option("Done")
    card(page, "Ask").get_by_role("button", name="Save").click()

    expect_lanes(page, To_do=["Write", "Read"], Done=["Ask"])
    assert page.locator("[draggable]").count() == 0
    card(page, "Ship").get_by_role("button", name="Save").click()
    expect(card(page, "Ship").get_by_role("alert")).to_be_visible()


def test_what_is_typed_in_a_card_is_selected_not_dragged(kanban: Server, context_factory: ContextFactory) -> None:
    ann = visit(context_factory(), kanban)

    ann.get_by_label("Lane of Ask").dispatch_event("pointerdown")
    expect(card(ann, "Ask")).to_have_attribute("draggable", "false")
    card(ann, "Ask").locator("strong").dispatch_event("pointerdown")
    expect(card(ann, "Ask")).to_have_attribute("draggable", "true")


def test_a_card_of_one_charm_goes_to_no_column_of_another(
    serve: Serve, tmp_path: Path, context_factory: ContextFactory
) -> None:
    types, recipe = KANBAN.split("recipe Kanban", 1)
    (tmp_path / "two.recipe").write_text(f"{types}{TWO}\nrecipe Kanban{recipe}", encoding="utf-8")
    ann = visit(context_factory(viewport=(1280, 1600)), serve(tmp_path / "two.recipe"))
    left, right = (ann.get_by_role("group", name=name, exact=True) for name in ("Left", "Right"))

    carry(card(left, "Write"), lane(right, "Done"))
    carry(card(left, "Ask"), lane(left, "Done"))

    expect_lanes(left, To_do=["Write", "Read"], Done=["Ask"])
    expect_lanes(right, To_do=["Write", "Ask", "Read"], Done=[])
