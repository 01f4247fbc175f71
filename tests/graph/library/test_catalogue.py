"""What holds for every function of the library."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from graph.library.catalogue import FUNCTIONS, groups
from graph.library.function import Function
from tests.graph.library.calling import call

_EXAMPLES = [(text, value) for function in FUNCTIONS.values() for text, value in function.examples]
_SIGNATURE = re.compile(r"(?P<name>[a-z_]+)\((?P<params>.*)\) -> (?P<result>.+)")
_TYPE_NAMES = {"Text", "Int", "Number", "Bool", "Time", "Date", "Duration", "T", "V", "K", "N", "O"}


@pytest.mark.parametrize("signature", [text for function in FUNCTIONS.values() for text in function.signatures])
def test_a_signature_names_its_function_and_known_types_only(signature: str) -> None:
    parts = _SIGNATURE.fullmatch(signature)

    assert parts
    assert parts["name"] in FUNCTIONS
    assert set(re.findall(r"\b[A-Z]\w*", signature)) <= _TYPE_NAMES


@pytest.mark.parametrize("signature", [text for function in FUNCTIONS.values() for text in function.signatures])
def test_an_open_type_of_a_result_is_one_of_a_parameter(signature: str) -> None:
    params, result = signature.split(" -> ")

    assert set(re.findall(r"\b[A-Z]\b", result)) <= set(re.findall(r"\b[A-Z]\b", params))


def test_a_function_goes_by_its_own_name_and_every_one_is_there() -> None:
    listed = {function.name for group in groups().values() for function in group}

    assert {name: function.name for name, function in FUNCTIONS.items()} == {name: name for name in listed}


def test_a_function_has_one_name_and_stands_in_two_groups_at_most() -> None:
    listed = [function for group in groups().values() for function in group]

    assert all(FUNCTIONS[function.name] is function for function in listed)
    assert max(listed.count(function) for function in listed) == 2


def test_examples_are_json_so_that_the_documentation_can_print_them() -> None:
    assert all(json.loads(json.dumps(value)) == value for _, value in _EXAMPLES)


def test_no_two_examples_are_one() -> None:
    assert len({text for text, _ in _EXAMPLES}) == len(_EXAMPLES)


@pytest.mark.parametrize(
    ("evaluate", "wrong"),
    [(list.clear, "careless changed an argument"), (lambda xs: xs, "careless gave its argument")],
)
def test_a_function_that_shares_or_changes_its_argument_is_noticed(
    evaluate: Callable[..., Any], wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = Function("careless", ("careless(xs: [T]) -> T?",), "Not pure.", (("careless([])", None),), evaluate)
    monkeypatch.setattr("tests.graph.library.calling.FUNCTIONS", {careless.name: careless})

    with pytest.raises(AssertionError, match=wrong):
        call("careless", [1])
