"""What people see of `charm run --watch`: their pages go over to the recipe as it was saved, and lose nothing."""

from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.server import Server

CHAT = Path("recipes/chat.recipe").read_text(encoding="utf-8")
SOON_MS = 2_000
"""A second in which pages go over, and as much for a busy machine."""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "chat.recipe"
    path.write_text(CHAT, encoding="utf-8")
    return path


@pytest.fixture
def chat(serve: Serve, recipe: Path) -> Server:
    return serve(recipe, "--watch")


def join(context: BrowserContext, server: Server, name: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
    page.goto(server.url)
    page.get_by_role("button", name="Generate User Session").click()
    page.wait_for_url("**/c/*")
    page.get_by_label("Username").fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=f"Chatting as {name}")).to_be_visible()
    return page


def conversation(page: Page) -> Any:
    return page.get_by_role("log").locator(".text")


def save(recipe: Path, *changes: tuple[str, str]) -> None:
    text = CHAT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    recipe.write_text(text, encoding="utf-8")


def told(server: Server, words: str) -> None:
    """Wait until the terminal says so."""
    until = monotonic() + 10
    while words not in (said := server.output.read_text(encoding="utf-8")):
        assert monotonic() < until, said
        sleep(0.02)


def test_both_pages_show_the_new_heading_and_keep_messages_drafts_focus_and_caret(
    context_factory: ContextFactory, chat: Server, recipe: Path
) -> None:
    ann, bo = join(context_factory(), chat, "Ann"), join(context_factory(), chat, "Bo")
    ann.get_by_label("Message").fill("hello")
    ann.keyboard.press("Enter")
    expect(conversation(bo)).to_have_text(["hello"])
    # One draft is state by now, the other one was never said to the server, as is a name that no cell holds.
    ann.get_by_label("Message").fill("a draft of hers")
    ann.wait_for_timeout(600)
    bo.get_by_label("Username").fill("Bobby")
    bo.get_by_label("Message").fill("half written")
    bo.get_by_label("Message").evaluate("control => control.setSelectionRange(4, 4)")

    save(recipe, ("Chatting as", "You are"))

    expect(ann.get_by_role("heading", name="You are Ann")).to_be_visible(timeout=SOON_MS)
    expect(bo.get_by_role("heading", name="You are Bo")).to_be_visible(timeout=SOON_MS)
    for page in (ann, bo):
        expect(conversation(page)).to_have_text(["hello"])
    expect(ann.get_by_label("Message")).to_have_value("a draft of hers")
    expect(bo.get_by_label("Username")).to_have_value("Bobby")
    expect(bo.get_by_label("Message")).to_have_value("half written")
    expect(bo.get_by_label("Message")).to_be_focused()
    assert bo.get_by_label("Message").evaluate("control => control.selectionStart") == 4
    bo.keyboard.press("Enter")
    expect(conversation(ann)).to_have_text(["hello", "half written"])
    expect(bo.get_by_label("Message")).to_have_value("")


def test_a_mistake_disturbs_nobody_and_the_next_good_save_takes_over(
    context_factory: ContextFactory, chat: Server, recipe: Path
) -> None:
    ann = join(context_factory(), chat, "Ann")
    ann.evaluate("() => { window.here = true }")

    save(recipe, ("users[id] = name", "users[id] = nmae"))
    told(chat, "not reloaded; what ran before goes on")

    ann.get_by_label("Message").fill("still here")
    ann.keyboard.press("Enter")
    expect(conversation(ann)).to_have_text(["still here"])
    assert ann.evaluate("() => window.here")
    assert "`nmae`" in chat.output.read_text(encoding="utf-8")

    save(recipe, ("Chatting as", "You are"))

    expect(ann.get_by_role("heading", name="You are Ann")).to_be_visible(timeout=SOON_MS)
    expect(conversation(ann)).to_have_text(["still here"])


def test_what_was_sent_and_not_answered_when_a_recipe_took_over_happens_once(
    context_factory: ContextFactory, chat: Server, recipe: Path
) -> None:
    context = context_factory()
    said: list[str | bytes] = []

    def between(route: WebSocketRoute) -> None:
        # What the server acknowledges never arrives at the first page, as if the recipe had taken over just then.
        server, is_first = route.connect_to_server(), not said

        def pass_on(frame: str | bytes) -> None:
            said.append(frame)
            server.send(frame)

        route.on_message(pass_on)
        server.on_message(lambda frame: None if is_first and b'"ack"' in _bytes(frame) else route.send(frame))

    ann = join(context, chat, "Ann")
    ann.route_web_socket("**/live", between)
    ann.reload()
    expect(ann.locator("#status")).to_be_hidden()
    ann.get_by_label("Message").fill("once")
    ann.keyboard.press("Enter")
    expect(conversation(ann)).to_have_text(["once"])
    expect(ann.locator("#status")).to_have_text("Sending …")

    save(recipe, ("Chatting as", "You are"))

    expect(ann.get_by_role("heading", name="You are Ann")).to_be_visible(timeout=SOON_MS)
    expect(ann.get_by_label("Message")).to_have_value("")
    expect(ann.locator("#status")).to_be_hidden()
    events = [_bytes(frame) for frame in said if b'"send"' in _bytes(frame)]
    assert len(events) == 2 and events[0] == events[1]
    ann.get_by_label("Message").fill("twice")
    ann.keyboard.press("Enter")
    expect(conversation(ann)).to_have_text(["once", "twice"])


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def test_who_types_on_while_a_recipe_takes_over_loses_no_key(
    context_factory: ContextFactory, chat: Server, recipe: Path
) -> None:
    ann = join(context_factory(), chat, "Ann")
    ann.get_by_label("Message").focus()
    ann.keyboard.type("half")

    save(recipe, ("Chatting as", "You are"))
    told(chat, "reloaded in")
    ann.keyboard.type(" a sentence", delay=30)
    expect(ann.get_by_role("heading", name="You are Ann")).to_be_visible(timeout=SOON_MS)
    ann.keyboard.type(" more")

    expect(ann.get_by_label("Message")).to_have_value("half a sentence more")


def test_what_was_typed_goes_into_no_control_of_another_kind(
    context_factory: ContextFactory, chat: Server, recipe: Path
) -> None:
    ann = join(context_factory(), chat, "Ann")
    ann.get_by_label("Username").fill("Anna")

    save(
        recipe,
        ("on rename(username: Text(trim, 1..40))", 'on rename(username: "Red" | "Blue")'),
        ("input username", "select username"),
        # Its test renames to other words.
        (CHAT[CHAT.index("\ntest ") :], "\n"),
    )

    username = ann.get_by_label("Username")
    expect(username.locator("option")).to_have_count(3, timeout=SOON_MS)
    # The first one, which says that nothing is chosen: "Anna" would have left none.
    assert username.evaluate("control => control.selectedIndex") == 0
    username.select_option("Red")
    ann.get_by_role("button", name="Save").click()
    expect(ann.get_by_role("heading", name="Chatting as Red")).to_be_visible()
