"""The demonstration: one room, several people, sessions that are their own, and a server that is killed."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextFactory, Serve
from tests.browser.server import Server

SESSION = re.compile(r"/c/[A-Za-z0-9_-]{22}$")
"""128 bits in the URL-safe alphabet."""


@pytest.fixture
def chat(serve: Serve) -> Server:
    return serve("recipes/chat.recipe")


def join(page: Page, server: Server, name: str) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="Generate User Session").click()
    page.wait_for_url(SESSION)
    page.get_by_label("Username").fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=f"Chatting as {name}")).to_be_visible()


def users(page: Page) -> Any:
    return page.get_by_role("list", name="Users").get_by_role("listitem")


def messages(page: Page) -> Any:
    return page.get_by_role("log", name="Conversation").locator(".text")


def authors(page: Page) -> Any:
    return page.get_by_role("log", name="Conversation").locator("strong")


def all_show(pages: Sequence[Page], find: Any, texts: list[str]) -> None:
    for page in pages:
        expect(find(page)).to_have_text(texts, timeout=20_000)


def test_everyone_shares_messages_and_names_and_nobody_anything_else(
    context_factory: ContextFactory, chat: Server
) -> None:
    root = context_factory().new_page()
    root.goto(chat.url)
    # Ann and Bo sit at browsers of their own, Cy and Di are two tabs of a third one.
    third = context_factory()
    ann, bo, cy, di = context_factory().new_page(), context_factory().new_page(), third.new_page(), third.new_page()
    sessions = [ann, bo, cy, di]
    for page, name in zip(sessions, ("Ann", "Bo", "Cy", "Di"), strict=True):
        join(page, chat, name)
    assert len({page.url for page in sessions}) == 4

    everywhere = [root, *sessions]
    all_show(everywhere, users, ["Ann", "Bo", "Cy", "Di"])

    # A message appears in all sessions and on the root page, once, with its author; a half-typed draft stays alone.
    draft = bo.get_by_label("Message")
    draft.press_sequentially("half writen")
    draft.press("ArrowLeft")
    draft.press("ArrowLeft")
    ann.get_by_label("Message").fill("hello")
    ann.get_by_role("button", name="Send").click()
    all_show(everywhere, messages, ["hello"])
    all_show(everywhere, authors, ["Ann"])
    expect(ann.get_by_label("Message")).to_have_value("")
    # The caret is where it was while others posted.
    bo.keyboard.type("t")
    expect(draft).to_have_value("half written")
    for page in (ann, cy, di):
        expect(page.get_by_label("Message")).to_have_value("")

    # A rename shows at once at all messages of that person. Enter sends.
    cy.get_by_label("Message").fill("from a tab")
    cy.keyboard.press("Enter")
    all_show(everywhere, messages, ["hello", "from a tab"])
    ann.get_by_label("Username").fill("Anna")
    ann.keyboard.press("Enter")
    all_show(everywhere, authors, ["Anna", "Cy"])
    all_show(everywhere, users, ["Anna", "Bo", "Cy", "Di"])
    expect(bo.get_by_role("heading", name="Chatting as Bo")).to_be_visible()
    expect(draft).to_have_value("half written")


def test_a_copied_address_shows_what_is_shared_and_none_of_what_is_anns(
    context_factory: ContextFactory, chat: Server
) -> None:
    ann = context_factory().new_page()
    join(ann, chat, "Ann")
    ann.get_by_label("Message").fill("hello")
    ann.keyboard.press("Enter")
    expect(messages(ann)).to_have_text(["hello"])
    ann.get_by_label("Message").fill("a secret draft")
    ann.get_by_label("Username").focus()
    ann.wait_for_timeout(600)
    mine = ann.request.get(f"{ann.url}/state").json()
    assert (mine["name"], mine["draft"]) == ("Ann", "a secret draft")

    stranger = context_factory().new_page()
    stranger.goto(ann.url)
    expect(messages(stranger)).to_have_text(["hello"])
    expect(users(stranger)).to_have_text(["Ann"])
    expect(stranger.get_by_role("heading", name="Choose a username")).to_be_visible()
    expect(stranger.get_by_label("Message")).to_have_value("")
    expect(stranger.get_by_label("Username")).to_have_value("")
    theirs = stranger.request.get(f"{ann.url}/state").json()
    assert (theirs["name"], theirs["draft"]) == ("", "")
    assert theirs["id"] != mine["id"]
    assert theirs["messages"] == mine["messages"]
    assert "secret" not in stranger.content()


def test_after_kill_9_everything_is_there_and_open_pages_carry_on(
    context_factory: ContextFactory, chat: Server
) -> None:
    root, ann, bo = (context_factory().new_page() for _ in range(3))
    root.goto(chat.url)
    join(ann, chat, "Ann")
    join(bo, chat, "Bo")
    ann.get_by_label("Message").fill("before")
    ann.keyboard.press("Enter")
    all_show([root, ann, bo], messages, ["before"])

    chat.kill()
    chat.restart()

    # Nobody touches the pages: they come back by themselves and go on.
    bo.get_by_label("Message").fill("after")
    bo.keyboard.press("Enter")
    all_show([root, ann, bo], messages, ["before", "after"])
    all_show([root, ann, bo], authors, ["Ann", "Bo"])
    for page, name in ((ann, "Ann"), (bo, "Bo")):
        page.reload()
        expect(page.get_by_role("heading", name=f"Chatting as {name}")).to_be_visible()
        expect(users(page)).to_have_text(["Ann", "Bo"])


def test_without_script_the_whole_chat_works_and_a_reload_sends_nothing_twice(
    context_factory: ContextFactory, chat: Server
) -> None:
    page = context_factory(javascript=False).new_page()
    join(page, chat, "Ann")
    page.get_by_label("Message").fill("by form alone")
    page.get_by_role("button", name="Send").click()
    expect(messages(page)).to_have_text(["by form alone"])
    page.reload()
    page.go_back()
    page.reload()
    expect(messages(page)).to_have_text(["by form alone"])

    page.get_by_label("Username").fill("x" * 41)
    page.get_by_role("button", name="Save").click()
    field = page.get_by_label("Username")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby")
    assert described is not None
    expect(page.locator(f"#{described.split()[-1]}")).to_contain_text("at most 40 characters")
    expect(field).to_have_value("x" * 41)
    expect(users(page)).to_have_text(["Ann"])
