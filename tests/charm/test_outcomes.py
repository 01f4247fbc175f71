"""How results of tests are shown."""

from io import StringIO
from xml.etree import ElementTree

from charm.outcomes import Failure, Outcome, junit, show, summary
from charm.screen import Screen
from compiler.source import Source, Span

TEXT = 'test "drafts are private" {\n  bo: expect b.draft == ""\n}\n'
NAME = "a&b.recipe"
SOURCES = {NAME: Source(NAME, TEXT)}
STEP = Span(NAME, TEXT.index("bo:"), TEXT.index("\n}"))
OUTCOMES = [
    Outcome(NAME, "all see <every> message", 0.0123, None),
    Outcome(NAME, "drafts are private", 0.5, Failure(STEP, "this does not hold", '""', '"a\x1bb"')),
    Outcome("other.recipe", "one more", 0.0, None),
]


def shown(outcomes: list[Outcome]) -> str:
    stream = StringIO()
    show(outcomes, SOURCES, Screen(stream, width=80, colour=False, terminal=False))
    return stream.getvalue()


def test_each_test_has_a_line_and_a_failing_one_its_step_and_values() -> None:
    assert shown(OUTCOMES) == (
        "a&b.recipe\n"
        "  ok      all see <every> message\n"
        "  failed  drafts are private\n"
        "  ┌─ a&b.recipe:2:3\n"
        '2 │   bo: expect b.draft == ""\n'
        "  │   ^^^^^^^^^^^^^^^^^^^^^^^^ this does not hold\n"
        'expected: ""\n'
        'actual: "a␛b"\n'
        "\n"
        "other.recipe\n"
        "  ok      one more\n"
        "\n"
        "1 of 3 tests failed\n"
    )


def test_the_last_line_says_how_many_are_ok_or_that_there_are_none() -> None:
    assert summary(OUTCOMES[:1]) == "1 test ok"
    assert shown([]) == 'no tests; write one with: test "what must hold" { … }\n'


def test_junit_has_a_suite_per_file_and_the_place_of_each_failure() -> None:
    root = ElementTree.fromstring(junit(OUTCOMES, SOURCES))

    suites = {suite.get("name"): suite for suite in root}
    assert {name: (suite.get("tests"), suite.get("failures")) for name, suite in suites.items()} == {
        NAME: ("2", "1"),
        "other.recipe": ("1", "0"),
    }
    (failure,) = root.iter("failure")
    assert failure.text == 'a&b.recipe:2:3\nexpected: ""\nactual: "a␛b"'
    assert [case.get("name") for case in suites[NAME]] == ["all see <every> message", "drafts are private"]
