"""What the page's script may cost, and what it must agree about with the server."""

import gzip
import re

import pytest

from graph.elements import safe_url
from runtime.limits import FRAME_BYTES_MAX
from runtime.server.assets import ASSETS, without_comments

SCRIPTS = [content for name, content in ASSETS.items() if name.endswith(".js")]
SCRIPT = b"".join(SCRIPTS).decode()


def test_the_scripts_are_small_together() -> None:
    assert sum(len(gzip.compress(script)) for script in SCRIPTS) < 10_000


def test_comments_stay_at_home_and_nothing_else_does() -> None:
    script = "/** @type {x} */ (node); // why\n  // whole line\n\n  const url = `https://a/*b*/`;\n"

    assert without_comments(script) == "(node); // why\n  const url = `https://a/*b*/`;\n"
    assert "@param" not in SCRIPT


def test_the_script_makes_no_markup_and_runs_no_text() -> None:
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b", SCRIPT)
        == []
    )


def test_script_and_server_follow_the_same_addresses() -> None:
    (pattern,) = re.findall(r"return /\^\((.*)\)/i\.test\(bare\)", SCRIPT)
    follows = re.compile(f"({pattern})".replace("\\/", "/"), re.IGNORECASE)

    for url in ("https://a", "HTTP://a", "mailto:a", "tel:1", "/c/x", "javascript:x", "//a", "data:x", "ftp://a", ""):
        assert bool(follows.match(url)) == (safe_url(url) is not None), url


def test_script_and_server_agree_how_long_a_frame_is() -> None:
    assert f"FRAME_BYTES_MAX = {FRAME_BYTES_MAX // 1024} * 1024;" in SCRIPT


@pytest.mark.parametrize(
    "feature", ["prefers-color-scheme: dark", "prefers-reduced-motion", "forced-colors", ":focus-visible"]
)
def test_the_theme_answers_what_a_reader_asks_of_it(feature: str) -> None:
    assert feature in ASSETS["theme.css"].decode()
