"""Values that are tried: each fits its type, and is written as a recipe writes it."""

import pytest

from charm.exploring.candidates import candidates
from charm.testing import run_tests
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.model import Graph, Handler
from graph.schemas import slot_of, type_of

TYPES = """
type Todo { key id: Id = new_id(), title: Text(1..9), at: Time? = none, tags: [Text] = [] }
type Shape = { kind: "circle", r: Number(0..) } | { kind: "box", w: Int, h: Int }
type Tree { name: Text, below: [Tree] = [] }
fn lower_it(t: Text) = lower(t)
"""


def compiled(text: str) -> Graph:
    graph, diagnostics = compile_source(Source("a.recipe", text), tests=True)
    assert graph is not None, [f"{each.code} {each.message}" for each in diagnostics]
    return graph


@pytest.mark.parametrize(
    ("type_", "some"),
    [
        ("Text", '"a"'),
        ("Text(3..5)", '"aaa"'),
        ("Text(70..80)", None),
        ("Text(trim, lower_it, 1..20)", '" a "'),
        ("Int", "-1"),
        ("Int(3..4)", "3"),
        ("Int(-9..-3)", "-9"),
        ("Int(clamp, 0..9)", "9"),
        ("Number", "0.5"),
        ("Number(0.25..0.75)", "0.25"),
        ("Bool", "false"),
        ("Time", '"2026-01-01T00:00:00.000Z"'),
        ("Date", '"2024-02-29"'),
        ("Duration", "1d"),
        ("Id", '"a"'),
        ("Json", "none"),
        ('"open" | "done"', '"done"'),
        ("Int?", "none"),
        ("[Text]", "[]"),
        ("[Int](2..3)", "[1, 0, 2]"),
        ("{Text: Int}", '{ ["a"]: 1 }'),
        ("{Int: Bool}", "{ [1]: true }"),
        ("Todo", '{ title: "a" }'),
        ("Shape", '{ kind: "box", w: 1, h: 1 }'),
        ("Tree", '{ name: "a" }'),
        ("[Todo]", None),
        ("{ a: Int, b: Text = \"{'{'}\" }", None),
    ],
)
def test_each_value_fits_its_type_and_is_taken_as_it_is_written(type_: str, some: str | None) -> None:
    head = f"{TYPES}recipe R {{\n shared seen: [Json] = []\n on take(x: {type_}) {{ seen.push(x) }}\n}}\n"
    graph = compiled(head)
    (handler,) = (step for step in graph.steps if isinstance(step, Handler))
    types = {name: type_of(schema) for name, schema in graph.types.items()}
    found = candidates(slot_of("x", handler.payload["x"]).type, types)
    assert 0 < len(found) <= 8
    assert some is None or some in [each.text for each in found]

    calls = "\n".join(f"  ann: r.take(x: {each.text})" for each in found)
    test = f'test "it" {{\n  visitors ann\n  let r = spawn R()\n{calls}\n  expect count(r.seen) == {len(found)}\n}}'
    (outcome,) = run_tests("a.recipe", compiled(head + test))

    assert outcome.failure is None, outcome.failure
