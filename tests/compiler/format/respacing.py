"""Recipes with their spaces and line ends put elsewhere, and comments strewn in, as far as they still parse."""

import re
from random import Random

from compiler.lex import lex
from compiler.parse import parse
from compiler.parse_table import load
from compiler.source import Source

_COMMENT = re.compile(r"#[^\n]*")
_HOLE = frozenset({"TEXT_OPEN", "TEXT_MID"})


def comments_of(text: str) -> list[str]:
    """Every comment, in order."""
    tokens, _ = lex(Source("test.recipe", text), load())
    ends = [0, *(token.end for token in tokens)]
    gaps = [text[end : token.start] for end, token in zip(ends, tokens, strict=False)]
    return [found.rstrip() for gap in gaps for found in _COMMENT.findall(gap)]


def respaced(text: str, seed: int, share: float) -> str:
    """The recipe with about `share` of the gaps between its tokens changed; a change that breaks it is taken back."""
    random = Random(seed)
    tokens, _ = lex(Source("test.recipe", text), load())
    depth = 0
    gaps: list[str] = []
    changes: list[tuple[int, str]] = []
    end = 0
    for number, token in enumerate(tokens):
        gap = text[end : token.start]
        gaps.append(gap)
        end = token.end
        depth += (token.kind == "TEXT_OPEN") - (token.kind == "TEXT_CLOSE")
        if depth == 0 and token.kind not in ("TEXT_MID", "TEXT_CLOSE") and random.random() < share:
            choices = ["", " ", "   ", "\n", "\n\n\n", f"  # c{number}\n", f"\n\n# d{number}\n\n# e\n", "\r\n\t"]
            changes.append((number, random.choice(choices)))
    texts = [token.text for token in tokens]
    return _kept(texts, gaps, changes)


def _kept(texts: list[str], gaps: list[str], changes: list[tuple[int, str]]) -> str:
    """With all the changes where the whole parses, else with those of each half that can stay."""
    tried = gaps.copy()
    for number, gap in changes:
        # Two words without a space are one.
        glued = gap == "" and number > 0 and (texts[number - 1][-1:] + texts[number][:1]).isidentifier()
        tried[number] = " " if glued else gap
    text = "".join(part for pair in zip(tried, texts, strict=True) for part in pair)
    if not parse(Source("test.recipe", text))[1]:
        gaps[:] = tried
        return text
    if len(changes) > 1:
        half = len(changes) // 2
        _kept(texts, gaps, changes[:half])
        return _kept(texts, gaps, changes[half:])
    return "".join(part for pair in zip(gaps, texts, strict=True) for part in pair)
