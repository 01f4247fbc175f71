"""The page of `charm graph --format html` in a browser without a network; and the SVG as people see it."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from charm.picture.gather import gather
from charm.picture.page import Written, page
from charm.picture.svg import svg
from tests.browser.conftest import ContextFactory
from tests.charm.picture.drawing import TODO, graph_of

WRITTEN = {"Desk.mine": Written("todo.recipe:23:3", 'local mine: Text = ""', ("error: C0312 <b>wrong</b>",))}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "todo.html"
    path.write_text(page(gather(graph_of(TODO)), WRITTEN), encoding="utf-8")
    return path


def opened(context: BrowserContext, file: Path, hash_: str = "") -> Page:
    """The page, from a browser without a network; whatever it asks for or complains of fails the test."""
    context.set_offline(True)
    there = context.new_page()
    there.on("pageerror", lambda error: pytest.fail(str(error)))
    there.on("console", lambda said: pytest.fail(said.text))
    there.on("request", lambda asked: None if _is_own(asked, file) else pytest.fail(asked.url))
    there.goto(f"{file.as_uri()}{hash_}")
    return there


def _is_own(request: Request, file: Path) -> bool:
    return request.url.startswith(file.as_uri())


def seen(there: Page) -> list[float]:
    """The part of the picture that is in sight: x, y, width, height."""
    return [float(word) for word in (there.get_attribute("#stage svg", "viewBox") or "").split()]


def bright(there: Page) -> set[str]:
    return set(there.eval_on_selector_all("[data-id]:not(.dim)", "all => all.map((one) => one.dataset.id)"))


def test_a_step_that_is_clicked_tells_its_type_its_source_and_what_is_wrong(
    context_factory: ContextFactory, file: Path
) -> None:
    there = opened(context_factory(), file)

    there.click("[data-id='Desk.mine']")

    said = there.inner_text("aside")
    assert "Desk.mine" in said
    assert "local: one value per visitor, seen by nobody else" in said
    assert "todo.recipe:23:3" in said
    assert 'local mine: Text = ""' in said
    # What stands in a recipe is text here and never markup.
    assert "error: C0312 <b>wrong</b>" in said
    assert there.locator("aside b").count() == 0


def test_pointing_at_a_step_leaves_its_lineage_bright(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file)

    there.hover("[data-id='Desk.mine']")
    assert bright(there) == {"Desk.mine", "Desk.view"}

    there.hover("h1")
    assert "Board.items" in bright(there)


def test_a_search_leaves_what_it_finds_bright_and_counts_it(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file)

    there.keyboard.press("/")
    there.keyboard.type("mine")

    assert bright(there) == {"Desk.mine"}
    assert there.inner_text("#found") == "1 found"


def test_what_was_searched_hidden_and_chosen_is_in_the_address(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file)
    there.fill("#search", "items")
    there.uncheck("#filters input[value=handler]")
    there.press("[data-id='Board.items']", "Enter")

    again = opened(context_factory(), file, there.evaluate("location.hash"))

    assert again.input_value("#search") == "items"
    assert not again.is_checked("#filters input[value=handler]")
    assert again.locator("[data-id='Board.add']").is_hidden()
    assert again.locator("aside h2").inner_text() == "Board.items"


def test_an_address_that_names_no_step_chooses_none(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file, "#at=Gone.step&hide=nothing")

    assert there.locator("aside").is_hidden()
    assert "Board.items" in bright(there)


def test_the_keyboard_reaches_every_step_chooses_zooms_and_moves(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file)
    at_first = seen(there)

    there.focus("#fit")
    there.keyboard.press("Tab")
    assert there.evaluate("document.activeElement.dataset.id") == "Board.view"
    there.keyboard.press("Enter")
    assert there.locator("aside h2").inner_text() == "Board.view"
    there.keyboard.press("Escape")
    assert there.locator("aside").is_hidden()

    there.keyboard.press("+")
    there.keyboard.press("ArrowLeft")
    assert seen(there) != pytest.approx(at_first, abs=1)
    there.keyboard.press("0")
    assert seen(there) == pytest.approx(at_first, abs=0.1)


def test_the_wheel_zooms_and_a_drag_moves_without_choosing(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(), file)
    # The frame of a step grows when it has the focus; its name does not.
    step = there.locator("[data-id='Board.items'] .name")
    before = step.bounding_box()
    assert before is not None

    there.mouse.move(before["x"] + 10, before["y"] + 5)
    there.mouse.wheel(0, -200)
    zoomed = step.bounding_box()
    assert zoomed is not None
    assert zoomed["width"] > before["width"] * 1.3

    there.mouse.move(zoomed["x"] + 10, zoomed["y"] + 5)
    there.mouse.down()
    there.mouse.move(zoomed["x"] + 110, zoomed["y"] + 45, steps=4)
    there.mouse.up()
    moved = step.bounding_box()
    assert moved is not None
    assert (moved["x"] - zoomed["x"], moved["y"] - zoomed["y"]) == pytest.approx((100, 40), abs=3)
    assert there.locator("aside").is_hidden()


def test_on_a_phone_nothing_is_wider_than_the_screen(context_factory: ContextFactory, file: Path) -> None:
    there = opened(context_factory(viewport=(390, 800)), file, "#at=Desk.mine")

    assert there.evaluate("document.documentElement.scrollWidth") == 390
    assert there.locator("aside").is_visible()


def test_without_script_the_picture_is_there(context_factory: ContextFactory, file: Path) -> None:
    there = context_factory(javascript=False).new_page()
    there.goto(file.as_uri())

    assert there.locator("[data-id='Board.items']").is_visible()


@pytest.mark.parametrize("family", ["serif", "sans-serif", "monospace"])
def test_whatever_the_font_words_stay_inside_their_steps_and_meet_no_others(
    context_factory: ContextFactory, tmp_path: Path, family: str
) -> None:
    drawn = tmp_path / "todo.svg"
    text = svg(gather(graph_of(TODO)))
    drawn.write_text(text.replace("</style>", f".mono {{ font-family: {family} }}</style>"), encoding="utf-8")
    there = context_factory().new_page()
    there.goto(drawn.as_uri())

    sticking_out = there.evaluate(
        """() => [...document.querySelectorAll(".node")].flatMap((node) => {
          const box = node.querySelector(".shape").getBBox();
          return [...node.querySelectorAll("text")].filter((text) => {
            const words = text.getBBox();
            return words.x < box.x || words.x + words.width > box.x + box.width
              || words.y < box.y - 3 || words.y + words.height > box.y + box.height + 3;
          }).map((text) => text.textContent);
        })"""
    )
    on_one_another = there.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll("text")].map((text) => [text.textContent, text.getBBox()]);
          const meets = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
            && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;
          return boxes.flatMap(([one, a], at) =>
            boxes.slice(at + 1).filter(([, b]) => meets(a, b)).map(([other]) => `${one} on ${other}`));
        }"""
    )
    beyond = there.evaluate(
        """() => [...document.querySelectorAll("text")].filter((text) =>
          text.getBBox().x + text.getBBox().width > document.documentElement.viewBox.baseVal.width)
          .map((text) => text.textContent)"""
    )
    assert (sticking_out, on_one_another, beyond) == ([], [], [])


def test_light_and_dark_are_two_sets_of_colours(context_factory: ContextFactory, tmp_path: Path) -> None:
    drawn = tmp_path / "todo.svg"
    drawn.write_text(svg(gather(graph_of(TODO))), encoding="utf-8")
    papers = []
    schemes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for scheme in schemes:
        there = context_factory(color_scheme=scheme).new_page()
        there.goto(drawn.as_uri())
        papers.append(there.eval_on_selector(".paper", "paper => getComputedStyle(paper).fill"))

    assert papers == ["rgb(255, 255, 255)", "rgb(13, 17, 23)"]
