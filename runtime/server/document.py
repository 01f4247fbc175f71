"""Whole pages: a charm's, and the plain ones that say why there is none."""

from __future__ import annotations

from functools import cached_property

from markupsafe import escape

from graph.model import Graph, Recipe, View
from graph.walk import nodes_in
from runtime.host import Page
from runtime.server.assets import ASSETS_HASH
from runtime.server.markup import markup
from runtime.server.parts import Complaint, Fill, Parts, alert, blank, filled, templates, text_of
from runtime.server.protocol import new_client, server_milliseconds, today


class Rendering:
    """A recipe's view, ready to be filled; each part is made when a page first needs it, by a walk of the template."""

    def __init__(self, recipe: Recipe, graph: Graph) -> None:
        self._recipe, self._graph = recipe, graph

    @cached_property
    def view(self) -> Parts:
        """What goes into `main` of its own page."""
        return markup(self._recipe, self._graph)

    @cached_property
    def within(self) -> Parts:
        """The same where it stands in the page of another charm."""
        return markup(self._recipe, self._graph, within=True)

    @cached_property
    def blanks(self) -> str:
        """The templates of its own page's script."""
        return _blanks("", self.view)

    @cached_property
    def blanks_within(self) -> str:
        """The templates that the script of another charm's page shows it with."""
        return _blanks(self._recipe.id, self.within)

    @cached_property
    def shows_charms(self) -> bool:
        """Whether other charms may stand in its page."""
        return any(nodes_in(self._recipe.template, "charm"))

    @cached_property
    def title(self) -> tuple[str, str | None]:
        """The title, or the slot that gives it."""
        return _title(self._recipe, self._graph)


class Renderings:
    """The renderings of a graph by recipe.

    before: those of a graph that this one follows. What is made of recipes that are in both is not made again.
    """

    def __init__(self, graph: Graph, before: Renderings | None = None) -> None:
        self._graph = graph
        # Which control an input has follows from its type, so with other types all may look other.
        kept = () if before is None or before._graph.types != graph.types else graph.in_common(before._graph)
        self._made: dict[str, Rendering] = {
            recipe.id: before._made[recipe.id] if before and recipe.id in kept else Rendering(recipe, graph)
            for recipe in graph.recipes
        }

    def of(self, recipe: str) -> Rendering:
        """The rendering of a recipe."""
        return self._made[recipe]

    def within(self, recipe: str) -> Parts:
        """The view of a recipe in the page of another charm."""
        return self._made[recipe].within

    def blanks(self, recipe: str) -> str:
        """The templates of a page's script: its own, and of the recipes whose charms it may show."""
        own = self._made[recipe]
        return own.blanks + "".join(each.blanks_within for each in self._made.values() if own.shows_charms)


def _blanks(recipe: str, view: Parts) -> str:
    """The templates of a view, named after its recipe; those of the page's own after none."""
    bodies = [("", view), *templates(view)]
    return "".join(f'<template data-t="{recipe}/{name}">{blank(body)}</template>' for name, body in bodies)


def document(page: Page, renderings: Renderings, build: str, complaint: Complaint | None = None) -> str:
    """A charm's page: all of it readable without script, and what the script needs to keep it alive.

    build: names the program that made the page; a script that meets another one loads its page anew.
    """
    rendering = renderings.of(page.recipe.id)
    fill = Fill(page, renderings.within, new_client(), complaint)
    main = filled(rendering.view, fill)
    title, slot = rendering.title
    if slot is not None:
        title = text_of(page.value(slot, ()))
    body = (
        f' data-charm="{page.charm}" data-seq="{page.seq}" data-day="{today()}" data-now="{server_milliseconds()}"'
        f' data-build="{build}"'
    )
    # The form that was sent is not on the page any more; what it was told still is.
    left = "" if fill.complaint is None else alert(" ".join((fill.complaint.message, *fill.complaint.errors.values())))
    after = f'<p id="status" hidden></p>{renderings.blanks(page.recipe.id)}'
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
