"""Each code shows what it is about: an example that has the mistake, and the same one mended."""

import pytest

from compiler.files import read
from compiler.ignores import hear
from compiler.messages import MESSAGES, Message
from compiler.pipeline import compile_source
from tests.compiler.beside import beside

EXAMPLES = pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)


def codes_in(text: str, message: Message) -> list[str]:
    # An example of bytes that are no text carries them as surrogates.
    source, problems = read("example.recipe", text.encode("utf-8", "surrogateescape"))
    if problems:
        return [problem.code for problem in problems]
    others = beside(message.files) if message.files else None
    return [each.code for each in hear(source, compile_source(source, tests=True, read=others)[1]).kept]


@EXAMPLES
def test_the_failing_example_has_this_mistake_and_no_other(message: Message) -> None:
    # Only after fifty other mistakes is it said that there are too many.
    others = {"C0101"} if message.code == "C0119" else set()

    assert set(codes_in(message.failing, message)) == {message.code} | others


@EXAMPLES
def test_the_fixed_example_is_clean(message: Message) -> None:
    assert codes_in(message.fixed, message) == []


@EXAMPLES
def test_a_message_is_one_line_and_an_explanation_is_sentences(message: Message) -> None:
    assert "\n" not in message.template
    assert not message.template.endswith(".")
    assert message.explanation.endswith((".", ".)"))
    assert message.failing != message.fixed
