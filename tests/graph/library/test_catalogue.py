"""What holds for every function of the library."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from graph.library.catalogue import FUNCTIONS, GROUPS
from graph.library.equality import same
from graph.library.function import Function
from tests.graph.library.calling import call

_EXAMPLES = [(text, value) for function in FUNCTIONS.values() for text, value in function.examples]
_SIGNATURE = re.compile(r"(?P<name>[a-z_]+)\((?P<params>.*)\) -> (?P<result>.+)")
_TYPE_NAMES = {"Text", "Int", "Number", "Bool", "Time", "Date", "Duration", "T", "V", "K", "N", "O"}


class _Names(dict[str, Any]):
    """The names in an example: functions, the three words, and the fields of records, which stand for themselves."""

    def __init__(self, calls: list[tuple[str, int]]) -> None:
        super().__init__(true=True, false=False, none=None)
        self.calls = calls

    def __missing__(self, name: str) -> Any:
        return self._counted(name) if name in FUNCTIONS else name

    def _counted(self, name: str) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            self.calls.append((name, len(args)))
            return call(name, *args)

        return run


def run(example: str) -> tuple[Any, list[tuple[str, int]]]:
    """The value of an example, and the calls in it with their counts of arguments.

    An example is nearly a Python expression: only the computed keys of maps are written in another way.
    """
    calls: list[tuple[str, int]] = []
    value = eval(re.sub(r'\[("[^"]*")\]:', r"\1:", example), {"__builtins__": {}}, _Names(calls))
    return value, calls


def arity(signature: str) -> int:
    """How many parameters a signature has; the colons inside the braces of a type are none."""
    params = signature.split(" -> ")[0]
    return re.sub(r"\{[^{}]*\}", "{}", params).count(": ")


@pytest.mark.parametrize(("example", "value"), _EXAMPLES, ids=[text for text, _ in _EXAMPLES])
def test_an_example_has_the_value_that_it_says(example: str, value: Any) -> None:
    assert same(run(example)[0], value)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_way_of_calling_has_an_example(function: Function) -> None:
    shown = {size for text, _ in function.examples for name, size in run(text)[1] if name == function.name}

    assert shown == {arity(signature) for signature in function.signatures}


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


def test_a_function_has_one_name_and_stands_in_two_groups_at_most() -> None:
    listed = [function for group in GROUPS.values() for function in group]

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
    monkeypatch.setitem(FUNCTIONS, careless.name, careless)

    with pytest.raises(AssertionError, match=wrong):
        call("careless", [1])
