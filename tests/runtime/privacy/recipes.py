"""Recipes made by chance: locals of several types, what derives from them, handlers that hide or publish, pages."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class LocalKind:
    """A kind of local cell: how it is declared, how `v` is put into it, and its value as text; `l` is its name."""

    declared: str
    hide: str
    text: str


KINDS = (
    LocalKind('l: Text = ""', "l = v", "l"),
    LocalKind("l: [Text] = []", "l.push(v)", 'join(l, ",")'),
    LocalKind("l: {Text: Text} = {}", 'l["k"] = v', '(l["k"] ?? "")'),
    LocalKind('l: Held = { a: "" }', "l.a = v", "l.a"),
    LocalKind("l: Text? = none", "l = v", '(l ?? "")'),
    LocalKind("l: [Held] = []", "l.push({ a: v })", 'join([h.a for h in l], ",")'),
)

_OF_LOCALS = (
    "text {text}",
    'text "{{n}} {{{text}}}"',
    'if {text} != "" {{ text {text} }} else {{ text "none" }}',
    'for m in log {{ text "{{m}} {{{text}}}" }}',
    'for part in [x for x in split({text}, ",") where x != ""] {{ text part }}',
    "badge {text}",
    'button "Deny" -> deny({text})',
    "text derived_{name}",
    "if n > 0 {{ text derived_{name} }}",
)
_OF_SHARED = (
    "text n",
    "for m in log { text m }",
    'text "{count(log)} in all"',
    "text doubled",
    "show kid",
    'if n > 1 { heading "many" }',
    'list label: "Newest" { for m in log order by m desc limit 2 { item m } }',
    'form -> note() { input words label: "Words"\n button "Send" }',
)


@dataclass(frozen=True, slots=True)
class Leaky:
    """A recipe, with the number of its locals, and those that the page has an input for."""

    text: str
    locals: int
    inputs: tuple[int, ...]


@st.composite
def recipes(draw: st.DrawFn) -> Leaky:
    """A recipe `R` with handlers `hide0(v)`, `publish0()`, …, `touch`, `note`, `deny`, `fail`, `open`, and a page."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    texts = [_named(kind.text, n) for n, kind in enumerate(kinds)]
    shown = [
        draw(st.sampled_from(_OF_LOCALS)).format(text=texts[n], name=f"l{n}")
        for n in draw(st.lists(st.integers(0, len(kinds) - 1), min_size=1, max_size=4))
    ]
    shown += draw(st.lists(st.sampled_from(_OF_SHARED), min_size=1, max_size=4, unique=True))
    inputs = tuple(n for n, kind in enumerate(kinds) if kind is KINDS[0] and draw(st.booleans()))
    shown += [f'input l{n} label: "Local {n}"' for n in inputs]
    members = [
        f'local {_named(kind.declared, n)}\n let derived_l{n} = "<{{{texts[n]}}}>"\n'
        f" on hide{n}(v: Text(..80)) {{ {_named(kind.hide, n)} }}\n on publish{n}() {{ log.push({texts[n]}) }}"
        for n, kind in enumerate(kinds)
    ]
    page = "\n  ".join(draw(st.permutations(shown)))
    return Leaky(_RECIPE.format(members="\n ".join(members), first=texts[0], page=page), len(kinds), inputs)


def _named(text: str, n: int) -> str:
    """The text with `l` as a word of its own replaced."""
    return "".join(f"l{n}" if part == "l" else part for part in _words(text))


def _words(text: str) -> list[str]:
    found: list[str] = []
    for character in text:
        if found and found[-1].isalnum() and character.isalnum():
            found[-1] += character
        else:
            found.append(character)
    return found


_RECIPE = """
type Held {{ a: Text }}
recipe R {{
 shared log: [Text] = []
 shared n: Int = 0
 let doubled = n * 2
 child kid = Kid(log)
 {members}
 on touch() {{ n += 1 }}
 on note(words: Text(1..80)) {{ log.push("note") }}
 on deny(v: Text(..200)) {{ require v == "" else "not {{v}} nor {{{first}}}" }}
 on fail(v: Text(..80)) {{ n = floor(1 / (n - n + size(v) - size(v))) }}
 on open() {{ navigate S(log, {first}) }}
 view {{
  {page}
 }}
}}
recipe Kid(shared log: [Text]) {{
 local mine: Text = ""
 on hide(v: Text(..80)) {{ mine = v }}
 view {{
  text "{{count(log)}} for {{mine}}"
  input mine label: "Mine"
 }}
}}
recipe S(shared log: [Text], local given: Text(..400) = "") {{
 local own: Text = ""
 shared touched: Int = 0
 on hide(v: Text(..80)) {{ own = v }}
 on say() {{ touched += 1 }}
 view {{
  text given
  text "{{touched}} {{own}}"
  input own label: "Own"
  for m in log {{ text m }}
 }}
}}
"""
