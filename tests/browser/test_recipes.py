"""Each recipe that ships with charm, used by two people: what it is for works, and looks right everywhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.looks import looks_right

Opened = Callable[[str], tuple[Page, Page]]


@pytest.fixture
def opened(serve: Serve, context_factory: ContextFactory) -> Iterator[Opened]:
    """Serves a recipe, and opens it for two visitors, whose browsers may not complain of anything."""
    complaints: list[str] = []

    def visit(url: str) -> Page:
        page = context_factory().new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(url)
        return page

    def open_(name: str) -> tuple[Page, Page]:
        server = serve(Path("recipes") / f"{name}.recipe")
        ann, bo = visit(server.url), visit(server.url)
        looks_right(ann)
        return ann, bo

    yield open_
    assert complaints == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, **fields: str) -> None:
    """Fill the fields of these labels, with blanks for underscores."""
    for label, words in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(words)


def test_a_poll_is_voted_in_by_those_who_have_its_address(opened: Opened) -> None:
    ann, bo = opened("poll")
    fill(ann, Question="Where shall we eat?", Choices="Pizza\nThe new place round the corner, with the garden")
    press(ann, "Start the poll")
    ann.wait_for_url("**/c/*")
    bo.goto(ann.url)

    press(ann, "Vote for Pizza")
    press(bo, "Vote for Pizza")

    expect(ann.get_by_role("progressbar", name="2 of 2 votes")).to_have_attribute("value", "1")
    expect(bo.get_by_role("button", name="Vote for Pizza")).to_have_attribute("aria-pressed", "true")
    looks_right(ann)
    press(bo, "Close the poll")
    expect(ann.get_by_text("The poll is closed.")).to_be_visible()


def test_a_shopping_list_is_one_for_all_and_a_slip_is_mended(opened: Opened) -> None:
    ann, bo = opened("shopping")
    for thing in ("oat milk", "Coffee, the one in the green packet that Grandmother likes"):
        fill(ann, What_we_need=thing)
        press(ann, "Add")
        expect(ann.get_by_label("What we need")).to_have_value("")

    bo.get_by_label("Oat milk", exact=True).check()

    expect(ann.get_by_text("1 to buy")).to_be_visible()
    looks_right(ann)
    press(ann, "Take off Oat milk")
    expect(bo.get_by_label("Oat milk", exact=True)).to_have_count(0)
    press(ann, "Put back")
    expect(bo.get_by_label("Oat milk", exact=True)).to_be_checked()


def test_the_last_seat_of_a_sheet_is_taken_once_and_all_see_by_whom(opened: Opened) -> None:
    ann, bo = opened("signup")
    fill(ann, What="Lift to the match at 8, from the station or from where you live", Seats="1")
    press(ann, "Offer")
    slot = "Lift to the match at 8, from the station or from where you live"
    press(bo, f"Sign up for {slot}")
    expect(bo.get_by_role("alert")).to_have_text("Write your name first.")
    looks_right(bo)

    fill(bo, Your_name="Bo")
    press(bo, f"Sign up for {slot}")

    expect(ann.get_by_text("full", exact=True)).to_be_visible()
    expect(ann.get_by_text("Bo", exact=True)).to_be_visible()
    expect(ann.get_by_role("button", name=f"Sign up for {slot}")).to_have_count(0)
    looks_right(bo)
    press(bo, f"Step back from {slot}")
    expect(ann.get_by_role("button", name=f"Sign up for {slot}")).to_be_visible()


def test_a_note_of_a_retro_is_its_writers_until_it_is_on_the_board(opened: Opened) -> None:
    ann, bo = opened("retro")
    bo.get_by_label("Column").select_option("Ideas")
    fill(bo, Note="Shorter meetings, and fewer of them, and none at all on the days on which we ship")
    press(bo, "Note down")
    expect(bo.get_by_role("list", name="Only you see these").get_by_role("listitem")).to_have_count(1)
    expect(ann.get_by_text("Not on the board yet: 1")).to_be_visible()
    assert "Shorter" not in ann.content()
    looks_right(bo)

    press(bo, "Put mine on the board")
    ann.get_by_role("group", name="Ideas").get_by_role("button", name="Vote for Shorter").click()

    expect(bo.get_by_role("group", name="Ideas").locator(".badge")).to_have_text("1 vote")
    expect(ann.get_by_text("You have 2 of 3 votes left.")).to_be_visible()
    looks_right(ann)


def test_a_card_of_a_board_is_dragged_and_opened(opened: Opened) -> None:
    ann, bo = opened("kanban")
    for title in ("Sand", "Paint the fence, twice, in the green that the neighbours like"):
        fill(ann, New_card=title)
        press(ann, "Add")
        expect(ann.get_by_label("New card")).to_have_value("")

    ann.locator(".card", has_text="Sand").drag_to(ann.get_by_role("group", name="Doing"))

    expect(bo.get_by_role("group", name="Doing").get_by_text("Sand", exact=True)).to_be_visible()
    looks_right(bo)
    press(bo, "Open Sand")
    bo.wait_for_url("**/c/*")
    looks_right(bo)
    fill(bo, Title="Sand the table")
    bo.get_by_label("Title").blur()
    expect(ann.get_by_role("group", name="Doing").get_by_text("Sand the table")).to_be_visible()


def test_a_room_is_found_through_the_lobby_which_tells_who_is_there(opened: Opened) -> None:
    ann, bo = opened("rooms")
    fill(ann, New_room="Everything else, and what nobody asked")
    press(ann, "Open")
    ann.wait_for_url("**/c/*")
    fill(ann, Your_name="Ann")
    press(ann, "Save")
    expect(bo.get_by_role("listitem")).to_contain_text("1 here")
    looks_right(bo)

    bo.get_by_role("link", name="Everything else, and what nobody asked").click()
    bo.wait_for_url("**/c/*")
    looks_right(bo)
    fill(ann, Message="Hello?")
    press(ann, "Send")

    expect(bo.get_by_role("log")).to_contain_text("Hello?")
    expect(bo.get_by_role("button", name="Take back Hello?")).to_have_count(0)
    expect(ann.get_by_role("list", name="Here now").get_by_role("listitem")).to_have_text(["Ann", "someone"])
    looks_right(ann)


def test_a_number_is_called_and_pressing_twice_gives_no_second_one(opened: Opened) -> None:
    ann, bo = opened("queue")
    queue = ann.url
    press(ann, "Take a number")
    expect(ann.get_by_role("heading", name="Your number is 1")).to_be_visible()
    ann.goto(queue)
    press(ann, "My number")
    expect(ann.get_by_role("heading", name="Your number is 1")).to_be_visible()
    looks_right(ann)

    press(bo, "Keep the desk")
    bo.wait_for_url("**/c/*")
    looks_right(bo)
    press(bo, "Call the next")

    expect(ann.get_by_role("heading", name="It is your turn, number 1")).to_be_visible()
    expect(bo.get_by_role("button", name="Call the next")).to_be_disabled()


def test_a_quiz_is_hosted_by_one_and_answered_against_the_clock_by_others(opened: Opened) -> None:
    ann, bo = opened("quiz")
    fill(ann, Your_name="Ann")
    press(ann, "Play")
    press(bo, "Host")
    bo.wait_for_url("**/c/*")
    fill(
        bo,
        Question="Which river is longest, from its farthest source?",
        Answers="Nile\nAmazon\nMississippi and Missouri",
    )
    press(bo, "Add")
    looks_right(bo)
    press(bo, "Ask Which river is longest, from its farthest source?")

    expect(ann.get_by_role("timer", name="Time left")).to_be_visible()
    assert ann.get_by_role("button").all_inner_texts() == ["Amazon", "Mississippi and Missouri", "Nile"]
    press(ann, "Nile")

    expect(ann.get_by_role("button", name="Amazon")).to_be_disabled()
    expect(ann.get_by_role("button", name="Nile")).to_have_attribute("aria-pressed", "true")
    looks_right(ann)
