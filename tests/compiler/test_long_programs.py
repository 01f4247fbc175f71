"""Programs that are long or deep: each at a size that took the compiler down, or that nobody writes.

Wanted is the right result, or what is wrong in words of the language; within seconds, and never a traceback.
"""

from collections.abc import Callable
from sys import getrecursionlimit
from threading import Thread
from time import process_time

import pytest

from compiler.check import recipes
from compiler.format import format_source
from compiler.pipeline import compile_source
from compiler.source import Source
from graph.codec import decode, encode

SECONDS_MAX = 10


def lines(count: int, line: Callable[[int], str], between: str = "\n") -> str:
    """So many lines, each made of its number."""
    return between.join(line(n) for n in range(count))


def page(members: str, beside: str = "") -> str:
    """A recipe with these members, and what else the file declares."""
    return f'{beside}\nrecipe A {{\n  shared a: Int = 1\n{members}\n  view {{ text "{{a}}" }}\n}}\n'


# By name: the codes of what is wrong, and the program.
SHAPES = {
    "derived values, each reads the next": (
        [],
        page(lines(1000, lambda n: f"  let d{n} = d{n + 1} + 1") + "\n  let d1000 = a\n  always d0 > 0 else 'no'"),
    ),
    "derived values, each reads the one before": (
        [],
        page("  let d0 = a\n" + lines(1000, lambda n: f"  let d{n + 1} = d{n} + 1")),
    ),
    "derived values in a circle": (["C0801"], page(lines(1000, lambda n: f"  let d{n} = d{(n + 1) % 1000} + 1"))),
    "functions, each calls the next": (
        [],
        page("  let d = f0(a)", lines(500, lambda n: f"fn f{n}(x: Int) = f{n + 1}(x) + 1") + "\nfn f500(x: Int) = x"),
    ),
    "functions that say what they give": (
        [],
        page(
            "  let d = f0(a)",
            lines(500, lambda n: f"fn f{n}(x: Int) -> Int = f{n + 1}(x) + 1") + "\nfn f500(x: Int) -> Int = x",
        ),
    ),
    "functions in a circle": (
        ["C0417"],
        page("  let d = f0(a)", lines(500, lambda n: f"fn f{n}(x: Int) = f{(n + 1) % 500}(x) + 1")),
    ),
    "functions of a recipe": (
        [],
        page(lines(500, lambda n: f"  fn f{n}(x: Int) = f{n + 1}(x) + a") + "\n  fn f500(x: Int) = x\n  let d = f0(a)"),
    ),
    "functions and derived values by turns": (
        [],
        page(lines(500, lambda n: f"  let d{n} = f{n}(1)\n  fn f{n}(x: Int) = x + d{n + 1}") + "\n  let d500 = a"),
    ),
    "functions and derived values in a circle": (
        ["C0801"],
        page(lines(500, lambda n: f"  let d{n} = f{n}(1)\n  fn f{n}(x: Int) = x + d{(n + 1) % 500}")),
    ),
    "constants, each reads the next": (
        [],
        page("  let d = c0 + a", lines(1000, lambda n: f"let c{n} = c{n + 1} + 1") + "\nlet c1000 = 1"),
    ),
    "constants and functions by turns": (
        [],
        page(
            "  let d = c0 + a",
            lines(500, lambda n: f"let c{n} = f{n}(1)\nfn f{n}(x: Int) = x + c{n + 1}") + "\nlet c500 = 1",
        ),
    ),
    "constants in a circle": (["C0440"], page("", lines(1000, lambda n: f"let c{n} = c{(n + 1) % 1000} + 1"))),
    "migrations by functions, each calls the next": (
        [],
        page(
            "  shared b: Int = 0\n  migrate b(old: Text) = f0(old)",
            lines(300, lambda n: f"fn f{n}(t: Text) = f{n + 1}(t) + 1") + "\nfn f300(t: Text) = size(t)",
        ),
    ),
    "children, each has the next, and what they say": (
        [],
        page("  child c = R0(a)\n  let d = c.d")
        + lines(100, lambda n: f"recipe R{n}(shared a: Int) {{\n  child c = R{n + 1}(a)\n  let d = c.d + 1\n}}")
        + "\nrecipe R100(shared a: Int) {\n  let d = a\n}\n",
    ),
    "a path through charms": (
        [],
        page(f"  child c = R0(a)\n  let d = c{'.c' * 60}.a\n  on go() {{ c{'.c' * 60}.go() }}")
        + lines(60, lambda n: f"recipe R{n}(shared a: Int) {{\n  child c = R{n + 1}(a)\n}}")
        + "\nrecipe R60(shared a: Int) {\n  on go() { a += 1 }\n}\n",
    ),
    "types, each has two fields of the next": (
        [],
        page(
            "  shared t: [T0] = []\n  shared u: [U0] = []\n  on copy() { t = u }",
            lines(
                60,
                lambda n: f"type T{n} {{ x: T{n + 1}, y: T{n + 1} }}\ntype U{n} {{ x: U{n + 1}, y: U{n + 1} }}",
            )
            + "\ntype T60 { x: Int = 1 }\ntype U60 { x: Int = 1 }",
        ),
    ),
    "what two recursive types have in common": (
        ["C0402"],
        page(
            "  shared t: [T] = []\n  shared u: [U] = []\n  let b = if a > 1 then t else u",
            "type T { x: [T] = [], n: Int = 0, m: Number = 0 }\ntype U { x: [U] = [], n: Number = 0, m: Int = 0 }",
        ),
    ),
    "a path of keys": (
        [],
        page(f"  shared t: [T] = []\n  let d = t{'[1].b' * 60}", "type T { key id: Int, b: [T] = [] }"),
    ),
    "a function of a thousand lets": (
        ["C0110"],
        page(
            "  let d = f(a)",
            "fn f(x: Int) {\n  let y0 = x\n" + lines(1000, lambda n: f"  let y{n + 1} = y{n} + 1") + "\n  y1000\n}",
        ),
    ),
    "a handler of loops within loops": (
        ["C0110"],
        page("  on go() {" + "".join(f"for x{n} in range(2) {{ " for n in range(21)) + "a += 1" + " }" * 21 + "\n  }"),
    ),
    "types that stand for the next": (
        [],
        page("  shared t: T0 = 1", lines(1000, lambda n: f"type T{n} = T{n + 1}") + "\ntype T1000 = Int"),
    ),
    "types that stand for one another in a circle": (
        ["C0431"],
        page("  shared t: T0 = 1", lines(1000, lambda n: f"type T{n} = T{(n + 1) % 1000}")),
    ),
    "types that stand for the next, without end": (
        ["C0121"],
        page("  shared t: T0 = 1", lines(6000, lambda n: f"type T{n} = T{n + 1}") + "\ntype T6000 = Int"),
    ),
    "two rows of types that are compared": (
        ["C0121"],
        page(
            "  shared t: [T0] = []\n  shared u: [U0] = []\n  on copy() { t = u }",
            lines(1000, lambda n: f"type T{n} {{ x: T{n + 1} }}\ntype U{n} {{ x: U{n + 1} }}")
            + "\ntype T1000 { x: Int = 1 }\ntype U1000 { x: Int = 1 }",
        ),
    ),
    "views in a circle": (
        ["C0702"],
        page(
            "  view { show V0(a) }", lines(500, lambda n: f"view V{n}(x: Int) {{ show V{(n + 1) % 500}(x) }}")
        ).replace('  view { text "{a}" }\n', ""),
    ),
    "views, each shows the next": (
        ["C0121"],
        page(
            "  view { show V0(a) }",
            lines(200, lambda n: f'view V{n}(x: Int) {{ text "{{x}}"; show V{n + 1}(x) }}')
            + '\nview V200(x: Int) { text "{x}" }',
        ).replace('  view { text "{a}" }\n', ""),
    ),
    "constants that are lists of the next": (
        [],
        page("  let d = count(c0) + a", lines(1000, lambda n: f"let c{n} = [c{n + 1}]") + "\nlet c1000 = [1]"),
    ),
    "a view of a thousand lets": (
        ["C0110"],
        page(
            "  view {\n let y0 = a\n" + lines(1000, lambda n: f"let y{n + 1} = y{n} + 1") + '\n text "{y1000}"\n }'
        ).replace('  view { text "{a}" }\n', ""),
    ),
    "a union of many records": (
        [],
        page(
            '  shared t: T = { k: "a0", x0: 1 }\n  let w = match t.k { '
            + lines(300, lambda n: f'"a{n}" -> t.x{n}', ", ")
            + " }",
            "type T = " + lines(300, lambda n: f'{{ k: "a{n}", x{n}: Int }}', " | "),
        ),
    ),
    "calls within calls": (["C0110"], page(f"  let d = {'abs(' * 120}a{')' * 120}")),
    "a function of too many parameters": (
        ["C0121"],
        page("", "fn f(" + lines(1001, lambda n: f"x{n}: Int", ", ") + ") = x0"),
    ),
    "signs in a row": ([], page(f"  let d = {'- ' * 90}a")),
    "brackets within brackets": (["C0110"], page(f"  let d = {'[' * 1000}a{']' * 1000}")),
    "a sum of a thousand": (["C0110"], page(f"  let d = {' + '.join(['a'] * 1000)}")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_program_is_compiled_or_told_what_is_wrong_with_it(shape: str) -> None:
    codes, text = SHAPES[shape]
    before = process_time()
    graph, diagnostics = compile_source(Source("a.recipe", text))
    assert process_time() - before < SECONDS_MAX
    assert [each.code for each in diagnostics] == codes
    assert (graph is None) == bool(codes)


def test_a_thread_has_room_for_the_longest_programs_and_python_its_limit_afterwards() -> None:
    limit, told = getrecursionlimit(), []
    text = SHAPES["types that stand for the next, without end"][1]
    compiles = [Thread(target=lambda: told.append(compile_source(Source("a.recipe", text))[1])) for _ in range(2)]
    for each in compiles:
        each.start()
    for each in compiles:
        each.join()
    assert [[each.code for each in diagnostics] for diagnostics in told] == [["C0121"], ["C0121"]]
    assert getrecursionlimit() == limit


@pytest.mark.parametrize("shape", ["derived values in a circle", "a path of keys", "signs in a row"])
def test_a_long_program_is_formatted_and_stays_what_it_is(shape: str) -> None:
    formatted, problems = format_source(Source("a.recipe", SHAPES[shape][1]))
    assert formatted is not None and not problems
    assert format_source(Source("a.recipe", formatted)) == (formatted, ())


@pytest.mark.parametrize("shape", [shape for shape, (codes, _) in SHAPES.items() if not codes])
def test_the_graph_of_a_long_program_can_be_read_again(shape: str) -> None:
    graph, _ = compile_source(Source("a.recipe", SHAPES[shape][1]))
    assert graph is not None and encode(decode(encode(graph))) == encode(graph)


MIXED = page(
    lines(9, lambda n: f"  let d{n} = f{n}(c0) + d{n + 1}\n  fn f{n}(x: Int) = x + d{n + 2}")
    + "\n  let d9 = a\n  let d10 = d11.n + count([d12 for x in [1]])\n  let d11 = { n: d9, d12: 1 }\n"
    "  let d12 = d11.d12",
    lines(9, lambda n: f"let c{n} = g{n}(1)\nfn g{n}(x: Int) = x + c{n + 1}") + "\nlet c9 = 1",
)
CIRCLES = page(
    lines(9, lambda n: f"  let d{n} = f{n}(c0) + d{(n * 2) % 9}\n  fn f{n}(x: Int) = x + d{(n + 1) % 9}"),
    lines(9, lambda n: f"let c{n} = g{n}(1)\nfn g{n}(x: Int) = x + c{(n + 1) % 9}"),
)


@pytest.mark.parametrize("text", [MIXED, CIRCLES])
@pytest.mark.parametrize("on_demand", [0, 1, 2, 6])
def test_what_is_looked_up_first_changes_nothing(text: str, on_demand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "_ON_DEMAND_MAX", 1000)
    asked = compile_source(Source("a.recipe", text))
    monkeypatch.setattr(recipes, "_ON_DEMAND_MAX", on_demand)
    assert compile_source(Source("a.recipe", text)) == asked
