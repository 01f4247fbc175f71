"""`charm explain`: the page of a diagnostic code, without a network."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from itertools import islice
from string import Formatter

from msgspec import to_builtins

from charm.choices import ExplainFormat
from charm.failures import CommandError
from charm.pages import PAGES
from charm.screen import screen, visible
from compiler.messages import Message

WIDTH_MAX = 80
_EXAMPLE_LINES_MAX = 24
_FILES_MAX = 2
_CODE = re.compile(r"C?([0-9]{1,4})", re.IGNORECASE)


def explain(code: str, format_: ExplainFormat) -> int:
    """Print what a code, in either case, means: in words, with an example that has the mistake and one mended.

    Errors: CommandError for a code that there is not, with those next to it.
    """
    message = PAGES.get(code.upper())
    if message is None:
        raise CommandError(f"there is no page for the code `{code}`", _remedy(code))
    there = screen()
    if format_ == "json":
        whole = to_builtins(message)
        there.print(json.dumps(whole | {word: _readable(whole[word]) for word in ("failing", "fixed")}, indent=1))
    else:
        there.print(*_page(message, min(there.width, WIDTH_MAX)))
    return 0


def _remedy(code: str) -> str:
    """The three codes nearest by number, in order; of two as near, the lower one."""
    asked = _CODE.fullmatch(code)
    if asked is None:
        return "a code is `C` and four digits, as `charm check` prints it"
    nearest = sorted(PAGES, key=lambda known: (abs(int(known[1:]) - int(asked[1])), known))[:3]
    one, two, three = (f"`{known}`" for known in sorted(nearest))
    return f"the closest codes are {one}, {two} and {three}"


def _page(message: Message, width: int) -> Iterator[str]:
    yield from textwrap.wrap(f"{message.severity}[{message.code}]: {title_of(message)}", width)
    yield ""
    yield from textwrap.wrap(message.explanation, width)
    for head, text in (("This has the mistake:", message.failing), ("This has not:", message.fixed)):
        yield from ("", head, "")
        yield from _example(text, width)
    for name, text in islice(message.files.items(), _FILES_MAX):
        if name.endswith("/"):
            yield from ("", f"Beside it there is a folder, `{name[:-1]}`.")
        else:
            yield from ("", f"Beside it there is `{name}`:", "")
            yield from _example(text, width)
    if len(message.files) > _FILES_MAX:
        yield from ("", f"… and {len(message.files) - _FILES_MAX} more files")


def title_of(message: Message) -> str:
    """The message with `…` for what each mistake fills in; its name where that is all."""
    parts = Formatter().parse(message.template)
    title = "".join(text + ("" if hole is None else "…") for text, hole, _, _ in parts)
    return message.name.replace("-", " ") if title == "…" else title


def _example(text: str, width: int) -> Iterator[str]:
    """The lines of an example, indented; those of mistakes that need very much text are cut."""
    lines = _readable(text).splitlines()
    for line in lines[:_EXAMPLE_LINES_MAX]:
        shown = f"    {visible(line)}" if line else ""
        yield shown if len(shown) <= width else f"{shown[: width - 1]}…"
    if len(lines) > _EXAMPLE_LINES_MAX:
        yield f"    … and {len(lines) - _EXAMPLE_LINES_MAX} more lines"


def _readable(text: str) -> str:
    """An example as text that can be printed: a byte that is none shows as its number."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
