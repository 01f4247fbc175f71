"""A picture as one HTML page that needs no network: it moves, searches, and explains each step."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from charm.picture.kinds import MARKS, SCOPES, look_of
from charm.picture.model import Node, Picture
from charm.picture.svg import style, svg
from charm.picture.words import escaped
from graph.model import StepId


@dataclass(frozen=True, slots=True)
class Written:
    """Where a step is written: `file:line`, its text, and what is wrong there."""

    place: str = ""
    source: str = ""
    diagnostics: tuple[str, ...] = ()


def page(picture: Picture, written: Mapping[StepId, Written]) -> str:
    """The page. written: of the steps for which it is known."""
    names = ", ".join(frame.recipe for frame in picture.frames)
    facts = {node.id: _facts(node, written.get(node.id, Written())) for node in picture.nodes}
    script = _asset("page.js")
    # No name of a recipe can become a script: the browser runs the one with this hash and no other.
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{escaped(names)}</title>
<style>
{style()}{_asset("page.css")}</style>
</head>
<body>
<header>
<h1>{escaped(names)}</h1>
<input id="search" type="search" placeholder="Search ( / )" aria-label="Search steps">
<span id="found" role="status"></span>
<fieldset id="filters" aria-label="Show">{_filters(picture)}</fieldset>
<div id="zoom"><button id="out" aria-label="Smaller">&minus;</button><button id="in" aria-label="Larger">+</button>\
<button id="fit">Fit</button></div>
</header>
<main>
<div id="stage">
{svg(picture)}</div>
<aside aria-label="The chosen step" hidden></aside>
</main>
<script id="facts" type="application/json">{_json(facts)}</script>
<script>{script}</script>
</body>
</html>
"""


def _facts(node: Node, written: Written) -> Mapping[str, object]:
    return {
        "kind": node.kind,
        "scope": node.scope,
        "means": look_of(node.kind).means,
        "scope_means": SCOPES[node.scope] if node.scope else "",
        "detail": node.detail,
        "doc": node.doc,
        "mark": MARKS[node.mark] if node.mark else "",
        "place": written.place,
        "source": written.source,
        "diagnostics": written.diagnostics,
    }


def _filters(picture: Picture) -> str:
    kinds = [*dict.fromkeys(node.scope for node in picture.nodes if node.scope)]
    words = [*kinds, *dict.fromkeys(node.kind for node in picture.nodes)]
    return "".join(f'<label><input type="checkbox" value="{word}" checked>{word}</label>' for word in words)


def _json(value: object) -> str:
    # Inside a script element only `<` could end it.
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _asset(name: str) -> str:
    return files("charm.picture").joinpath(name).read_text(encoding="utf-8")
