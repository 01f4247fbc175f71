"""The page in a real browser: what friends in a chat, and people with a list, do with it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.looks import CONTRAST_MIN, contrast, fits
from tests.browser.server import Server

CHAT = "recipes/chat.recipe"
TODOS = """
type Todo {
  key id: Id = new_id()
  title: Text(trim, 1..40)
  done: Bool = false
}

recipe Todos {
  shared todos: [Todo] = []
  shared note: Text(..20) = ""
  shared lane: "open" | "all" = "all"

  on add(title: Text(trim, 1..40)) { todos.insert(0, { title }) }
  on toggle(todo in todos) { todo.done = not todo.done }
  on drop(todo in todos) { remove todo }
  on down(todo in todos) { move todo to count(todos) - 1 }

  view {
    heading "{count(todos)} things"
    form -> add() { input title label: "New"; button "Add" }
    select lane label: "Show"
    list label: "Todos" {
      for todo in todos where lane == "all" or not todo.done {
        item todo.title {
          if todo.done { badge "done" } else { text "open" }
          input todo.title label: "Title"
          checkbox todo.done label: "Done"
          button "Toggle" -> toggle(todo)
          button "Down" -> down(todo)
          button "Drop" -> drop(todo)
        }
      }
    }
    textarea note label: "Note" hint: "Everyone sees it."
  }
}
"""


@pytest.fixture
def chat(serve: Serve) -> Server:
    return serve(CHAT)


@pytest.fixture
def todos(serve: Serve, tmp_path: Path) -> Server:
    (tmp_path / "todos.recipe").write_text(TODOS, encoding="utf-8")
    return serve(tmp_path / "todos.recipe")


def join(context: BrowserContext, server: Server, name: str = "") -> Page:
    """A session in the chat, under a name if one is given. Any complaint of the browser fails the test."""
    page = visit(context, server)
    page.get_by_role("button", name="Generate User Session").click()
    page.wait_for_url("**/c/*")
    if name:
        page.get_by_label("Username").fill(name)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name=f"Chatting as {name}")).to_be_visible()
    return page


def visit(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(server.url)
    return page


def write(page: Page, words: str) -> None:
    page.get_by_label("Message").fill(words)
    page.keyboard.press("Enter")


def conversation(page: Page) -> Any:
    return page.get_by_role("log").locator(".text")


def test_what_one_says_all_see_and_nobodys_half_written_words_are_touched(
    context_factory: ContextFactory, chat: Server
) -> None:
    ann, bo = join(context_factory(), chat, "Ann"), join(context_factory(), chat, "Bo")
    bo.get_by_label("Message").fill("half written")
    bo.get_by_label("Message").evaluate("control => control.setSelectionRange(4, 4)")

    write(ann, "hello")

    expect(conversation(bo)).to_have_text(["hello"])
    expect(bo.get_by_label("Message")).to_have_value("half written")
    assert bo.get_by_label("Message").evaluate("control => control.selectionStart") == 4
    expect(ann.get_by_label("Message")).to_have_value("")
    expect(ann.get_by_label("Message")).to_be_focused()
    expect(ann.get_by_role("listitem")).to_have_text(["Ann", "Bo"])


def test_words_typed_and_sent_in_one_go_arrive_whole_and_so_do_those_after_a_pause(
    context_factory: ContextFactory, chat: Server
) -> None:
    page = join(context_factory(), chat, "Ann")

    write(page, "at once")
    # What is typed before the answer is there stays behind what was sent: the next test is about that.
    expect(page.get_by_label("Message")).to_have_value("")
    page.get_by_label("Message").press_sequentially("after a pause", delay=5)
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")

    expect(conversation(page)).to_have_text(["at once", "after a pause"])
    expect(page.get_by_label("Message")).to_have_value("")


def test_what_is_typed_while_an_event_is_on_its_way_stays(context_factory: ContextFactory, chat: Server) -> None:
    page = join(context_factory(), chat, "Ann")

    page.get_by_label("Message").fill("first")
    # In one turn of the page's loop, so that no answer can come between.
    page.evaluate(
        """() => {
            const control = document.querySelector("[name=draft]");
            control.form.requestSubmit();
            control.value = "second";
            control.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )

    expect(conversation(page)).to_have_text(["first"])
    expect(page.get_by_label("Message")).to_have_value("second")


def test_a_refused_message_says_why_at_its_form_and_keeps_everything(
    context_factory: ContextFactory, chat: Server
) -> None:
    page = join(context_factory(), chat)

    page.get_by_label("Message").fill("too early")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_have_text("Choose a username first.")
    expect(page.get_by_label("Message")).to_have_value("too early")
    expect(page.get_by_label("Message")).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Username")).to_be_focused()
    assert page.get_by_label("Username").get_attribute("aria-invalid") == "true"


def test_a_chat_needs_no_script(context_factory: ContextFactory, chat: Server) -> None:
    with_script = join(context_factory(), chat, "Ann")
    page = join(context_factory(javascript=False), chat, "Bo")
    write(page, "by form alone")

    expect(conversation(page)).to_have_text(["by form alone"])
    expect(conversation(with_script)).to_have_text(["by form alone"])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Username").get_attribute("aria-invalid") is None


def test_what_is_said_while_the_server_is_down_happens_once_when_it_is_back(
    context_factory: ContextFactory, chat: Server
) -> None:
    ann, bo = join(context_factory(), chat, "Ann"), join(context_factory(), chat, "Bo")
    bo.get_by_label("Message").fill("half written")
    # Half-written words are state: once they are durable, they outlive the server.
    bo.wait_for_timeout(600)
    chat.kill()
    write(ann, "into the void")
    expect(ann.locator("#status")).to_be_visible()

    chat.restart()

    for page in (ann, bo):
        expect(conversation(page)).to_have_text(["into the void"], timeout=20_000)
    expect(ann.locator("#status")).to_be_hidden()
    expect(bo.get_by_label("Message")).to_have_value("half written")
    bo.reload()
    expect(bo.get_by_label("Message")).to_have_value("half written")


def test_a_server_that_is_stopped_does_not_wait_for_its_pages(context_factory: ContextFactory, chat: Server) -> None:
    page = join(context_factory(), chat, "Ann")

    # Waiting for a page that stays open would last until the harness gives up and fails.
    chat.stop()

    expect(page.locator("#status")).to_be_visible()


def test_what_is_too_long_for_a_frame_is_said_at_once_and_never_sent(
    context_factory: ContextFactory, chat: Server
) -> None:
    page = join(context_factory(), chat, "Ann")

    page.get_by_label("Message").fill("x" * 70_000)
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").first).to_have_text("This is too long to send.")
    write(page, "short")
    expect(conversation(page)).to_have_text(["short"])


def test_two_tabs_of_one_browser_share_a_draft_but_not_the_one_that_is_being_typed(
    context_factory: ContextFactory, chat: Server
) -> None:
    context = context_factory()
    first = join(context, chat, "Ann")
    second = context.new_page()
    second.goto(first.url)

    first.get_by_label("Message").fill("from the first")
    expect(second.get_by_label("Message")).to_have_value("from the first")
    second.get_by_label("Message").fill("from the second")
    second.wait_for_timeout(600)

    # The first still has the focus in its own tab, so nobody writes over it.
    assert first.get_by_label("Message").input_value() in ("from the first", "from the second")
    first.get_by_label("Username").focus()
    expect(first.get_by_label("Message")).to_have_value("from the second")


def comes_to_its_end(page: Page) -> bool:
    """Whether the log scrolls to its newest row: with the next picture, not with the frame that brought the row."""
    for _ in range(100):
        if page.get_by_role("log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight < 2"):
            return True
        page.wait_for_timeout(50)
    return False


def test_the_log_shows_the_newest_unless_its_reader_went_back(context_factory: ContextFactory, chat: Server) -> None:
    ann, bo = join(context_factory(), chat, "Ann"), join(context_factory(), chat, "Bo")
    for number in range(30):
        write(ann, f"message {number}")
    expect(conversation(bo)).to_have_count(30)
    assert comes_to_its_end(bo)

    bo.get_by_role("log").evaluate("log => log.scrollTop = 0")
    bo.wait_for_timeout(100)
    write(ann, "one more")

    expect(conversation(bo)).to_have_count(31)
    assert bo.get_by_role("log").evaluate("log => log.scrollTop") == 0
    assert comes_to_its_end(ann)


def test_hostile_words_are_words(context_factory: ContextFactory, chat: Server) -> None:
    ann, bo = join(context_factory(), chat, "<img src=x onerror=alert(1)>"), join(context_factory(), chat)
    for page in (ann, bo):
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    hostile = "<script>alert(1)</script><b onclick=alert(1)>--><!--"

    write(ann, hostile)

    expect(conversation(bo)).to_have_text([hostile])
    bo.reload()
    expect(conversation(bo)).to_have_text([hostile])
    assert bo.locator("main b, main img, main script").count() == 0


def test_rows_come_move_change_and_go_in_every_page(context_factory: ContextFactory, todos: Server) -> None:
    ann, bo = visit(context_factory(), todos), visit(context_factory(), todos)
    for title in ("c", "b", "a"):
        ann.get_by_label("New").fill(title)
        ann.keyboard.press("Enter")
        expect(ann.get_by_label("New")).to_have_value("")
    rows = bo.get_by_role("listitem")
    expect(rows.nth(0).get_by_label("Title")).to_have_value("a")
    expect(bo.get_by_role("heading")).to_have_text("3 things")
    assert bo.title() == "3 things"

    rows.nth(0).get_by_role("button", name="Down").click()
    expect(rows.nth(2).get_by_label("Title")).to_have_value("a")
    rows.nth(0).get_by_role("button", name="Toggle").click()
    expect(ann.get_by_role("listitem").nth(0).locator(".badge")).to_have_text("done")
    expect(ann.get_by_role("listitem").nth(0).get_by_label("Done")).to_be_checked()
    ann.get_by_role("listitem").nth(1).get_by_label("Done").check()
    expect(rows.nth(1).locator(".badge")).to_have_text("done")

    ann.get_by_label("Show").select_option("open")
    expect(rows).to_have_count(1)
    ann.get_by_label("Show").select_option("all")
    expect(rows).to_have_count(3)
    assert [rows.nth(number).get_by_label("Title").input_value() for number in range(3)] == ["b", "c", "a"]
    rows.nth(1).get_by_role("button", name="Drop").click()
    expect(ann.get_by_role("listitem")).to_have_count(2)


def test_a_row_that_is_being_edited_keeps_its_words_while_others_come_and_go(
    context_factory: ContextFactory, todos: Server
) -> None:
    ann, bo = visit(context_factory(), todos), visit(context_factory(), todos)
    ann.get_by_label("New").fill("milk")
    ann.keyboard.press("Enter")
    edited = bo.get_by_label("Title")
    expect(edited).to_have_value("milk")
    edited.fill("oat milk")

    ann.get_by_label("New").fill("bread")
    ann.keyboard.press("Enter")

    expect(bo.get_by_role("listitem")).to_have_count(2)
    expect(bo.get_by_role("listitem").nth(1).get_by_label("Title")).to_be_focused()
    expect(ann.get_by_role("listitem").nth(1).get_by_label("Title")).to_have_value("oat milk")
    edited = bo.get_by_role("listitem").nth(1).get_by_label("Title")
    edited.fill("")
    bo.get_by_label("New").focus()
    expect(bo.get_by_role("alert")).to_be_visible()
    assert edited.get_attribute("aria-invalid") == "true"
    edited.fill("soy milk")
    bo.get_by_label("New").focus()
    expect(bo.get_by_role("alert")).to_have_count(0)
    expect(ann.get_by_role("listitem").nth(1).get_by_label("Title")).to_have_value("soy milk")


@pytest.mark.parametrize("viewport", [(390, 844), (1280, 800)])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_chat_fits_every_screen_and_can_be_read_in_light_and_dark(
    context_factory: ContextFactory, chat: Server, viewport: tuple[int, int], color_scheme: Any
) -> None:
    page = join(context_factory(viewport=viewport, color_scheme=color_scheme), chat, "Ann")
    write(page, "https://example.org/" + "a-long-address/" * 20)
    expect(conversation(page)).to_have_count(1)

    assert fits(page)
    assert contrast(page) >= CONTRAST_MIN
    assert page.get_by_role("button", name="Send").bounding_box()["height"] >= 44  # type: ignore[index]
