"""What the browser tests share: a real Chromium, and servers to look at.

The browser is the system's, driven through Playwright. `CHARM_CHROMIUM` names another one; with
`CHARM_REQUIRE_CHROMIUM=1` a machine without any fails the tests instead of skipping them.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.server import Server

PATIENCE_MS = 5_000

_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Nothing but the page under test may use the network, or a slow network would fail the tests.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ContextFactory(Protocol):
    """Makes browsers that know nothing of each other: each is a visitor."""

    def __call__(
        self,
        *,
        javascript: bool = True,
        viewport: tuple[int, int] = (1280, 800),
        color_scheme: Literal["light", "dark"] = "light",
    ) -> BrowserContext: ...


class Serve(Protocol):
    """Runs `charm run RECIPE ARGS...` on a free port with a store of its own; more arguments win."""

    def __call__(self, recipe: Path | str, *args: str) -> Server: ...


def chromium() -> str | None:
    """The program to start, or None when this machine has none."""
    named = os.environ.get("CHARM_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# One a module, not one a session: while Playwright is on, its loop runs in this thread, and `asyncio.run` in the
# tests of other folders would refuse to start another.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Take contexts of it through `context_factory`."""
    program = chromium()
    if program is None:
        remedy = "needs Chromium: apt-get install chromium; .ci/run installs it"
        if os.environ.get("CHARM_REQUIRE_CHROMIUM") == "1":
            pytest.fail(remedy)
        pytest.skip(remedy)
    # Chromium refuses its sandbox to root, which is who runs in many containers.
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, headless=True, args=[*_FLAGS, *as_root])
        yield started
        started.close()


@pytest.fixture
def context_factory(browser: Browser) -> Iterator[ContextFactory]:
    """Fresh contexts, closed after the test."""
    with ExitStack() as contexts:

        def make(
            *,
            javascript: bool = True,
            viewport: tuple[int, int] = (1280, 800),
            color_scheme: Literal["light", "dark"] = "light",
        ) -> BrowserContext:
            width, height = viewport
            context = browser.new_context(
                java_script_enabled=javascript,
                viewport={"width": width, "height": height},
                color_scheme=color_scheme,
            )
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            return context

        yield make


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Servers for the test, killed after it if it has not ended them itself."""
    with ExitStack() as servers:
        count = 0

        def start(recipe: Path | str, *args: str) -> Server:
            nonlocal count
            count += 1
            store = () if "--store" in args else ("--store", f"sqlite:{tmp_path / f'{count}.db'}")
            command = (sys.executable, "-m", "charm", "run", str(recipe), *store, *args)
            return servers.enter_context(Server(command, tmp_path / f"{count}.log"))

        yield start
