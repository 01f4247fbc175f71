"""The shipped parse table is the grammar's, and reading it takes no Lark."""

import subprocess
import sys
from importlib.resources import files

from compiler import parse_table
from compiler.layout import accepts

GRAMMAR = (files("compiler") / "recipe.lark").read_text(encoding="utf-8")


def test_the_shipped_table_is_what_the_grammar_gives() -> None:
    shipped = parse_table.encode(parse_table.build(GRAMMAR))

    assert shipped == (files("compiler") / "recipe.table.json").read_text(encoding="utf-8"), (
        "run `python -m compiler.parse_table`"
    )
    assert parse_table.encode(parse_table.decode(shipped)) == shipped


def test_the_table_is_built_anew_for_a_grammar_that_it_is_not_of() -> None:
    other = parse_table.build('module: A B\nA: "a"\nB: "b"\n')

    assert other.grammar != parse_table.load().grammar
    assert accepts(other, [0], ("A", "B", parse_table.END))
    assert not accepts(other, [0], ("B",))


def test_reading_a_recipe_imports_no_lark() -> None:
    program = (
        "import sys; from compiler.parse import parse; from compiler.source import Source\n"
        "module, diagnostics = parse(Source('a', 'type T = Int\\n'))\n"
        "assert not diagnostics and module.types, diagnostics\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'lark']\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
