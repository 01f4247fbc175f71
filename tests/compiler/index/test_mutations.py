"""Texts that nobody would write are answered like others."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.index.completion import complete
from compiler.index.index import index
from compiler.index.rename import Refused, rename
from compiler.lex import lex
from compiler.parse_table import load
from compiler.source import Source

CHAT = (Path(__file__).parents[3] / "recipes/chat.recipe").read_text(encoding="utf-8")
TOKENS = lex(Source("chat.recipe", CHAT), load())[0]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The chat with a token left out, doubled, swapped or cut off."""
    one, other = draw(st.sampled_from(TOKENS)), draw(st.sampled_from(TOKENS))
    match draw(st.sampled_from(("leave out", "replace", "insert", "cut"))):
        case "leave out":
            return CHAT[: one.start] + CHAT[one.end :]
        case "replace":
            return CHAT[: one.start] + CHAT[other.start : other.end] + CHAT[one.end :]
        case "insert":
            return f"{CHAT[: one.start]} {CHAT[other.start : other.end]} {CHAT[one.start :]}"
    return CHAT[: one.start]


@settings(max_examples=60, deadline=None)
@given(texts(), st.data())
def test_any_text_has_an_index_and_any_place_proposals(text: str, data: st.DataObject) -> None:
    source = Source("chat.recipe", text)
    offset = data.draw(st.integers(0, len(text)))

    found = index(source)
    proposed = complete(source, offset)

    assert all(found.source.slice(each.span) for each in found.occurrences)
    assert proposed.replaces.start <= offset <= proposed.replaces.end


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(("fresh", "Fresh", "id", "text", "Room", "let", "key")))
def test_a_new_name_keeps_every_meaning_or_is_refused(data: st.DataObject, name: str) -> None:
    source = Source("chat.recipe", CHAT)
    found = index(source)
    symbol = data.draw(st.sampled_from(list(found.symbols.values())))

    edits = rename(found, symbol, name)

    if not isinstance(edits, Refused):
        text = CHAT
        for edit in sorted(edits, key=lambda each: -each.span.start):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        after = index(Source("chat.recipe", text))
        assert after.compiled.diagnostics == ()
        assert len(after.occurrences) == len(found.occurrences)
