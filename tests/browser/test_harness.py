"""The harness itself, on a page of the standard library's server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import ContextFactory
from tests.browser.server import NeverServed, Server

PAGE = """<!doctype html><title>page</title>
<style>p { color: rgb(1, 2, 3) } @media (prefers-color-scheme: dark) { p { color: rgb(4, 5, 6) } }</style>
<p>written by the server</p>
<script>
  document.querySelector("p").textContent = document.cookie || "nobody";
  document.cookie = "visitor=ann";
</script>"""

PROGRAM = f"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write({PAGE!r}.encode())

server = HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler)
print(f"serving on http://127.0.0.1:{{server.server_port}}/", flush=True)
server.serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server((sys.executable, "-c", PROGRAM), tmp_path / "output.log") as running:
        yield running


def test_two_contexts_are_two_visitors(context_factory: ContextFactory, server: Server) -> None:
    ann, bo = context_factory().new_page(), context_factory().new_page()
    ann.goto(server.url)

    ann.reload()
    bo.goto(server.url)

    assert (ann.inner_text("p"), bo.inner_text("p")) == ("visitor=ann", "nobody")


def test_a_context_without_javascript_shows_what_the_server_wrote(
    context_factory: ContextFactory, server: Server
) -> None:
    page = context_factory(javascript=False).new_page()

    page.goto(server.url)

    assert page.inner_text("p") == "written by the server"


def test_a_context_has_the_size_and_the_colours_that_were_asked_for(
    context_factory: ContextFactory, server: Server
) -> None:
    page = context_factory(viewport=(390, 844), color_scheme="dark").new_page()

    page.goto(server.url)

    assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]
    assert page.locator("p").evaluate("p => getComputedStyle(p).color") == "rgb(4, 5, 6)"


def test_a_killed_server_is_gone_and_comes_back_at_the_same_address(
    context_factory: ContextFactory, server: Server
) -> None:
    context, url = context_factory(), server.url

    server.kill()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        context.new_page().goto(url)
    server.restart()

    assert server.url == url
    # A page of its own: the first one may still be on its way to the browser's words about the failure.
    page = context.new_page()
    page.goto(url)
    assert page.title() == "page"


def test_a_program_that_ends_before_it_serves_is_quoted(tmp_path: Path) -> None:
    server = Server((sys.executable, "-c", "raise SystemExit('port taken')"), tmp_path / "output.log")

    with pytest.raises(NeverServed, match="port taken"):
        server.start()
