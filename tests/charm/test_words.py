"""What is said of the language's own words is said of words that it has."""

from charm.words import KEYWORDS, MINTED, TYPES
from compiler.parse_table import load
from compiler.resolve import BUILT_IN_TYPES, BUILT_IN_VALUES
from compiler.resolve import MINTED as MINTED_FUNCTIONS


def test_every_word_that_is_explained_is_one_of_the_language() -> None:
    assert KEYWORDS.keys() - {*BUILT_IN_VALUES} <= load().texts.keys()


def test_every_type_and_every_function_that_mints_is_explained() -> None:
    assert sorted(TYPES) == sorted(BUILT_IN_TYPES)
    assert sorted(MINTED) == sorted(MINTED_FUNCTIONS)
