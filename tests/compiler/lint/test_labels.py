"""C2010 labels without words, C2011 what is pressed or followed and has no name."""

import pytest

from tests.compiler.lint.linting import codes

PAGE = "recipe R {{\n  shared n: Int = 0\n  on go() {{ n += 1 }}\n  view {{ text n\n    {element}\n  }}\n}}\n"


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ('input n label: ""', ["C2010"]),
        ('input n label: " - - ✕"', []),
        ('input n label: "…"', ["C2010"]),
        ('input n label: "Nombre"', []),
        ('input n label: "数"', []),
        ('button "" -> go()', ["C2011"]),
        ('button "✕" -> go()', ["C2011"]),
        ('button "✕" label: "…" -> go()', ["C2011"]),
        ('button "✕" label: "Remove" -> go()', []),
        ('button "✕" label: "Remove {n}" -> go()', []),
        ('button "+" -> go()', []),
        ('button "👍" -> go()', []),
        ('button "{n}" -> go()', []),
        ('heading ""', ["C2011"]),
        ('link "→" url: "https://example.org"', ["C2011"]),
        ('badge "●"', []),
    ],
)
def test_what_listeners_hear_has_words(element: str, found: list[str]) -> None:
    arrow = "" if "go()" in element else '\n    button "Go" -> go()'

    assert codes(PAGE.format(element=element + arrow)) == found
