"""What the tests of the checker share: a recipe around an expression, and nodes as short text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compiler.check.checker import Checker
from compiler.check.describe import describe
from compiler.diagnostics import Diagnostic
from compiler.parse import parse
from compiler.resolve import resolve
from compiler.source import Source

TYPES = """
type Stage = "open" | "done"
type Point { x: Int, y: Int }
type Todo { key id: Id = new_id(), title: Text(trim, 1..20), done: Bool = false, due: Time? }
type Shape = { kind: "circle", r: Number } | { kind: "box", w: Number, h: Number }
type Tree { name: Text, children: [Tree] }
"""

CELLS = """
  shared n: Int = 0
  shared price: Number = 0
  shared name: Text = ""
  shared ready: Bool = false
  shared stage: Stage = "open"
  shared at: Point = { x: 1, y: 2 }
  shared maybe: Int? = none
  shared somewhere: Point? = none
  shared words: [Text] = []
  shared numbers: [Int] = []
  shared todos: [Todo] = []
  shared ages: {Id: Int} = {}
  shared counts: {Id: Int = 0} = {}
  shared by_number: {Int: Text} = {}
  shared shape: Shape = { kind: "circle", r: 1 }
  shared drawn: {Text: Shape} = { "a": { kind: "circle", r: 1 }, "b": { kind: "box", w: 2, h: 3 } }
  shared raw: Json = none
  shared opened: Time? = none
  shared span_of: Duration = 5s
  local draft: Text = ""
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of an expression: its type and node as text, whether it is local, and what was wrong."""

    type: str
    node: str
    local: bool
    wrong: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


def check(expression: str, *, before: str = "", members: str = "") -> Checked:
    """The expression as a derived value of a recipe with one cell of every type; wrong: codes and where they point."""
    text = f"{TYPES}{before}\nrecipe R {{\n{CELLS}\n{members}\n  let it = {expression}\n}}\n"
    source = Source("test.recipe", text)
    module, problems = parse(source)
    assert problems == (), [(each.message, source.slice(each.primary.span)) for each in problems]
    resolved, twice = resolve(module)
    checker = Checker({source.number: source}, resolved)
    for each in twice:
        checker.report(each)
    checker.recipe("R")
    found = checker.derived("R", "it")
    checker.functions({})
    diagnostics = checker.diagnostics()
    wrong = tuple((each.code, source.slice(each.primary.span)) for each in diagnostics)
    return Checked(describe(found.type), short(found.node), found.local, wrong, diagnostics)


def short(tree: Any) -> str:
    """A node as text: `add(n, 1)`, variables as `$0`, cells by their names."""
    match tree:
        case {"op": "lit", "value": value}:
            return repr(value)
        case {"op": "ref", "step": step}:
            return str(step).partition(".")[2]
        case {"op": "var", "n": number}:
            return f"${number}"
        case {"op": op, **operands}:
            parts = (_operand(str(name), part) for name, part in operands.items() if name != "span")
            return f"{op}({', '.join(parts)})"
        case dict():
            return "{" + ", ".join(f"{name}: {short(part)}" for name, part in tree.items()) + "}"
        case list():
            return "[" + ", ".join(map(short, tree)) + "]"
    return str(tree)


def _operand(name: str, part: Any) -> str:
    if name in ("var", "index", "id", "key") and isinstance(part, int):
        return f"${part}"
    return "…" if name == "type" else short(part)
