"""Code points to positions and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from charm.language_server.positions import Positions

ENCODINGS = ("utf-8", "utf-16", "utf-32")


@given(st.text(alphabet="aé😀\n\r ", max_size=30), st.sampled_from(ENCODINGS))
def test_every_place_has_a_position_that_leads_back_to_it(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)

    for offset in range(len(text) + 1):
        # Between the two characters of one line end there is no place.
        if text[offset - 1 : offset + 1] != "\r\n" or offset == 0:
            assert positions.offset(positions.position(offset)) == offset


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_a_character_is_a_unit_of_the_encoding(encoding: str, character: int) -> None:
    assert Positions("a\r\né😀x", encoding).position(5) == types.Position(1, character - 1)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_position_beyond_the_end_is_the_end(encoding: str) -> None:
    positions = Positions("é😀\nab", encoding)

    assert positions.offset(types.Position(0, 99)) == 2
    assert positions.offset(types.Position(9, 0)) == 5
