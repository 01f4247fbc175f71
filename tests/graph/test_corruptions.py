"""Broken documents: every hand-made one is refused by step and field, and no random one does worse than that."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.codec import decode, encode
from graph.faults import SHOWN_MAX, GraphError, GraphFault
from graph.limits import NESTING_MAX
from tests.graph.breaking import CHAT, derive, part
from tests.graph.corruptions import CORRUPTIONS, Corruption, text_of

Place = tuple[str | int, ...]


def places_in(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in a JSON value, the whole of it left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part_ in inner:
        yield (*place, name)
        yield from places_in(part_, (*place, name))


DOCUMENT = json.loads(CHAT)
PLACES = tuple(places_in(DOCUMENT))
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**70, "", "x", "Session.draft", "local", "rows", [], {}, [[]], [None]),
    *({"op": "me"}, {"op": "var", "n": 0}, {"op": "ref", "step": "Session.draft"}, {"op": "lit", "value": {}}),
    *({"op": "as", "of": {"op": "me"}, "type": {"$ref": "#/$defs/Message"}}, {"type": "array", "items": {}}),
)


def at(value: Any, place: Place) -> Any:
    for name in place:
        value = value[name]
    return value


@st.composite
def broken_documents(draw: st.DrawFn) -> Any:
    """The chat with one to three nodes taken away, replaced, or exchanged for a node from elsewhere in it."""
    document = copy.deepcopy(DOCUMENT)
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from(tuple(places_in(document)) or PLACES))
        holder = at(document, tuple(outer))
        elsewhere = st.sampled_from(PLACES).map(lambda place: copy.deepcopy(at(DOCUMENT, place)))
        if draw(st.booleans()):
            holder[last] = draw(st.one_of(st.sampled_from(VALUES).map(copy.deepcopy), elsewhere))
        else:
            del holder[last]
    return document


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda corruption: corruption.name)
def test_a_broken_document_is_refused_by_step_and_field(corruption: Corruption) -> None:
    with pytest.raises(GraphError) as refused:
        decode(text_of(corruption))

    expected = (corruption.step, corruption.field)
    told = [fault.message for fault in refused.value.faults if (fault.step, fault.field) == expected]
    assert any(corruption.word in message for message in told), [*map(str, refused.value.faults)]


def test_names_of_corruptions_are_used_once() -> None:
    assert len({corruption.name for corruption in CORRUPTIONS}) == len(CORRUPTIONS)


@settings(max_examples=120, derandomize=True, deadline=None, database=None)
@given(broken_documents())
def test_a_document_broken_at_random_is_read_or_refused_and_nothing_else(document: Any) -> None:
    try:
        graph = decode(json.dumps(document))
    except GraphError:
        return
    assert decode(encode(graph)) == graph


def test_all_faults_of_a_document_are_reported_in_one_run() -> None:
    document = copy.deepcopy(DOCUMENT)
    part(document, "Chat.join")["body"][0]["step"] = "Chat.nothing"
    part(document, "Session.send")["body"][1]["at"]["step"] = "Session.draft"
    part(document, "Session.view.1.text")["scope"] = "shared"

    with pytest.raises(GraphError) as refused:
        decode(json.dumps(document))

    assert {"Chat.join", "Session.send", "Session.view.1.text"} <= {fault.step for fault in refused.value.faults}


def test_of_a_thousand_faults_the_first_are_told_and_the_others_counted() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["steps"] += [{"id": f"Chat.c{n}", "kind": "cell"} for n in range(30)]

    with pytest.raises(GraphError) as refused:
        decode(json.dumps(document))

    error = refused.value
    assert (len(error.faults), error.count) == (SHOWN_MAX, 120)
    assert "and 100 more" in str(error)
    assert str(error).endswith("Build it again with `charm build`, by the charm that is to run it.")


def test_an_error_says_where_without_words_of_python_or_of_jsonschema() -> None:
    with pytest.raises(GraphError, match=r"Session\.draft at type: is missing") as refused:
        decode(text_of(next(each for each in CORRUPTIONS if each.name == "a missing field")))

    assert refused.value.faults == (GraphFault("Session.draft", "type", "is missing"),)


@pytest.mark.parametrize(
    ("around", "innermost", "levels"),
    [
        (lambda inner: {"op": "not", "of": inner}, {"op": "lit", "value": True}, 1),
        (lambda inner: {"op": "list", "items": [inner]}, {"op": "lit", "value": True}, 2),
        (lambda inner: {"op": "record", "fields": {"a": inner}}, {"op": "lit", "value": True}, 2),
        (lambda inner: {"op": "as", "of": {"op": "lit", "value": 1}, "type": inner}, None, 0),
    ],
)
def test_an_expression_as_deep_as_the_limit_is_read(around: Any, innermost: Any, levels: int) -> None:
    # The step, the list of steps and the document are levels too, and so is the literal.
    count = (NESTING_MAX - 4) // levels if levels else 1
    if innermost is None:
        innermost = {"type": "boolean"}
        for _ in range((NESTING_MAX - 6) // 2):
            innermost = {"type": "object", "properties": {"a": innermost}, "additionalProperties": False}
            innermost["required"] = ["a"]
    for _ in range(count):
        innermost = around(innermost)
    document = copy.deepcopy(DOCUMENT)
    derive("Session.deep", 1, innermost)(document)

    graph = decode(json.dumps(document))

    assert graph.steps[-1].id == "Session.deep"
