"""No text and no place makes the server answer with an error."""

import asyncio
import random
from pathlib import Path

import pytest
from pygls.exceptions import JsonRpcException

from tests.charm.language_server.editing import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

_REQUEST_FAILED = -32803

RECIPES = sorted((Path(__file__).parents[3] / "recipes").glob("*.recipe"))
SCRAPS = [
    "",
    "}",
    "{",
    "(",
    ")",
    '"',
    "'",
    '"""',
    ".",
    "->",
    "let ",
    "\n",
    "\r\n",
    "#",
    ":",
    "=",
    "😀",
    'use "x.recipe" (A)\n',
]


def mutated(chance: random.Random) -> str:
    """A recipe with a few scraps in place of some of its text, and a cursor anywhere."""
    text = chance.choice(RECIPES).read_text(encoding="utf-8")
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text))
        text = text[:start] + chance.choice(SCRAPS) + text[start + chance.choice((0, 1, 4, 30)) :]
    at = chance.randrange(len(text) + 1)
    return f"{text[:at]}|{text[at:]}".replace("||", "| |")


@pytest.mark.parametrize("seed", range(12))
async def test_any_text_is_answered_at_any_place(editor: Editor, seed: int) -> None:
    await editor.show(mutated(random.Random(seed)))

    await asyncio.gather(editor.hover(), editor.locations(), editor.references(), editor.completion(), editor.actions())
    await asyncio.gather(editor.outline(), editor.tokens(), editor.hints(), editor.formatted())
    assert await refusal(editor) in (None, _REQUEST_FAILED), "what cannot be renamed is refused, with a reason"


async def refusal(editor: Editor) -> int | None:
    """The code with which a new name is refused; None where it is not."""
    try:
        await editor.renamed("fresh")
    except JsonRpcException as refused:
        return refused.code
    return None
