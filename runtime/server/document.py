"""Whole pages: a charm's, and the plain ones that say why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import escape

from graph.model import Graph, Recipe, View
from graph.walk import nodes_in
from runtime.host import Page
from runtime.server.assets import ASSETS_HASH
from runtime.server.markup import markup
from runtime.server.parts import Complaint, Fill, Parts, alert, blank, filled, templates, text_of
from runtime.server.protocol import new_client, server_milliseconds, today


@dataclass(frozen=True, slots=True)
class Rendering:
    """A recipe's view, ready to be filled.

    within: the same where it stands in the page of another charm.
    blanks: the templates of the page's script: its own, and of the recipes whose charms it may show.
    """

    recipe: Recipe
    view: Parts
    within: Parts
    blanks: str
    # The slot that gives the title, or the title itself.
    title: str
    title_slot: str | None

    @classmethod
    def of(cls, recipe: Recipe, graph: Graph) -> Rendering:
        """The rendering of a recipe. Cost: one walk of its template; once per recipe and server."""
        view = markup(recipe, graph)
        within = markup(recipe, graph, within=True)
        return cls(recipe, view, within, _blanks("", view), *_title(recipe, graph))


def renderings(graph: Graph) -> Mapping[str, Rendering]:
    """The renderings of all recipes, by name."""
    made = {recipe.id: Rendering.of(recipe, graph) for recipe in graph.recipes}
    shown = "".join(_blanks(name, rendering.within) for name, rendering in made.items())
    showing = {recipe.id for recipe in graph.recipes if any(nodes_in(recipe.template, "charm"))}
    return {
        name: replace(rendering, blanks=rendering.blanks + shown) if name in showing else rendering
        for name, rendering in made.items()
    }


def _blanks(recipe: str, view: Parts) -> str:
    """The templates of a view, named after its recipe; those of the page's own after none."""
    bodies = [("", view), *templates(view)]
    return "".join(f'<template data-t="{recipe}/{name}">{blank(body)}</template>' for name, body in bodies)


def document(page: Page, renderings: Mapping[str, Rendering], build: str, complaint: Complaint | None = None) -> str:
    """A charm's page: all of it readable without script, and what the script needs to keep it alive.

    renderings: by recipe.
    build: names the program that made the page; a script that meets another one loads its page anew.
    """
    rendering = renderings[page.recipe.id]
    within = {name: each.within for name, each in renderings.items()}
    fill = Fill(page, within, new_client(), complaint)
    main = filled(rendering.view, fill)
    title = rendering.title if rendering.title_slot is None else text_of(page.value(rendering.title_slot, ()))
    body = (
        f' data-charm="{page.charm}" data-seq="{page.seq}" data-day="{today()}" data-now="{server_milliseconds()}"'
        f' data-build="{build}"'
    )
    # The form that was sent is not on the page any more; what it was told still is.
    left = "" if fill.complaint is None else alert(" ".join((fill.complaint.message, *fill.complaint.errors.values())))
    after = f'<p id="status" hidden></p>{rendering.blanks}'
    return shell(title, f"{left}<main>{main}</main>{after}", body, script=True)


def notice(title: str, message: str) -> str:
    """A page that says why there is none."""
    words = f'<h1>{escape(title)}</h1><p>{escape(message)}</p><p><a href="/">Go to the start</a></p>'
    return shell(title, f'<main class="notice">{words}</main>')


def shell(title: str, body: str, attributes: str = "", *, script: bool = False) -> str:
    """A document around the HTML of its body."""
    assets = f"/static/{ASSETS_HASH}"
    module = f'<script type="module" src="{assets}/client.js"></script>' if script else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f'<link rel="icon" href="{assets}/icon.svg"><link rel="stylesheet" href="{assets}/theme.css">{module}'
        f"</head><body{attributes}>{body}</body></html>"
    )


def _title(recipe: Recipe, graph: Graph) -> tuple[str, str | None]:
    """What the tab is called: as the view says, else as its first heading, else as the recipe."""
    elements = tuple(nodes_in(recipe.template, "element"))
    always = {step.id for step in graph.of(recipe.id) if isinstance(step, View) and step.inside is None}
    for name in ("title", "heading"):
        for element in elements:
            if element["name"] != name:
                continue
            content = element["content"]
            if content["op"] == "lit":
                return text_of(content["value"]), None
            if content["step"] in always:
                return recipe.id, content["step"]
    return recipe.id, None
