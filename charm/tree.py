"""A graph as a tree that reads like the recipe: what it holds, what each part reads and writes, who sees it.

Session  opened by Chat.join
├─ messages  shared  [Message], a reference to the opener's
├─ draft     local   Text(..2000)
└─ on send()
   ├─ reads    name, id, draft
   └─ writes   messages, draft
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rich.cells import cell_len
from rich.text import Text

from charm.report import counted
from graph.library.catalogue import FUNCTIONS
from graph.model import (
    Always,
    Cell,
    Child,
    Derive,
    Every,
    Graph,
    Handler,
    Here,
    Input,
    Navigate,
    Node,
    Readable,
    Recipe,
    Spawn,
    Step,
    StepId,
    View,
    name_of,
    recipe_of,
)
from graph.notation import slot_text, type_text
from graph.walk import nodes_in

_REST_MIN = 24

_TIED = "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"

_LEGEND = (
    ("shared", "one value for all who have the address of the charm"),
    ("local", "one value per visitor, seen by nobody else"),
)
_CONFLICTS = {
    "commutes": "nothing is lost, whichever of two runs comes first",
    "commutes by key": "nothing is lost, unless both write at one key",
    "conflicts": "the later of two runs depends on what the earlier one left",
}


Opening = Child | Navigate | Spawn


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree and what hangs below it. head: kept on one line; rest: wrapped, in cells behind the head."""

    head: Text
    rest: str = ""
    below: tuple[Branch, ...] = ()


Wrong = Mapping[StepId, Sequence[str]]
"""What is wrong with a step, or with the view of a recipe as `Recipe.view`, in sentences."""


def tree(
    graph: Graph,
    width: int,
    kinds: Collection[str],
    wrong: Wrong = MappingProxyType({}),
    chosen: Collection[StepId] | None = None,
) -> Iterator[Text]:
    """The lines of the tree, none wider than `width` cells unless a single word is.

    kinds: of the steps to show.  wrong: is shown where it is.
    chosen: the steps to show, and the recipes whose view to show, by their names; None: all.
    """
    for recipe in graph.recipes:
        if (branch := _recipe(graph, recipe, kinds, wrong, chosen)) is not None:
            yield from branch_lines(branch, width)
            yield Text()
    if graph.types and chosen is None:
        types = tuple(Branch(Text(name, "strong"), type_text(schema)) for name, schema in graph.types.items())
        yield from branch_lines(Branch(Text("types"), below=types), width)
        yield Text()
    for scope, meaning in _LEGEND:
        yield Text.assemble((f"{scope:<8}", scope), (meaning, "quiet"))


def _recipe(
    graph: Graph, recipe: Recipe, kinds: Collection[str], wrong: Wrong, chosen: Collection[StepId] | None
) -> Branch | None:
    """A recipe with its steps; None where none of it was chosen."""
    steps = [step for step in graph.of(recipe.id) if step.kind in kinds and (chosen is None or step.id in chosen)]
    if chosen is not None and not steps and recipe.id not in chosen:
        return None
    handlers = [step for step in steps if isinstance(step, Handler)]
    below = [
        *_state(steps, wrong),
        *_invariants(steps, wrong),
        *(_marked(_every(step), wrong.get(step.id)) for step in steps if isinstance(step, Every)),
        *(_marked(_handler(graph, step, kinds), wrong.get(step.id)) for step in handlers),
    ]
    if "handler" not in kinds:
        below += [_opening(step) for step in steps if isinstance(step, Navigate | Spawn)]
    if "view" in kinds and recipe.template and (chosen is None or recipe.id in chosen):
        view = _view(recipe, [step for step in steps if isinstance(step, View)])
        below.append(_marked(view, wrong.get(f"{recipe.id}.view")))
    openers = [step.id for step in graph.steps if isinstance(step, Opening) and step.recipe == recipe.id]
    branch = Branch(Text(recipe.id, "strong"), _about(graph, recipe, openers), tuple(below))
    return _marked(branch, wrong.get(recipe.id))


def _marked(branch: Branch, wrong: Sequence[str] | None) -> Branch:
    """The branch in the colour of errors, with what is wrong right below it."""
    if not wrong:
        return branch
    head = branch.head.copy()
    head.stylize("error")
    return Branch(head, branch.rest, (*(Branch(Text("error", "error"), each) for each in wrong), *branch.below))


def _about(graph: Graph, recipe: Recipe, openers: Sequence[StepId]) -> str:
    """How one gets to a recipe."""
    if recipe is graph.root:
        return "the root: everyone's first page"
    # A child is its own opener; what a handler opens is named after it.
    names = dict.fromkeys(opener.rpartition(".")[0] if opener.count(".") > 1 else opener for opener in openers)
    return f"opened by {', '.join(names)}" if names else "opened by nothing"


def _state(steps: Sequence[Step], wrong: Wrong) -> Iterator[Branch]:
    """Parameters, cells and derived values, their columns aligned."""
    shown = [step for step in steps if isinstance(step, Readable)]
    longest = max((len(name_of(step.id)) for step in shown), default=0)
    for step in shown:
        head = Text.assemble(f"{name_of(step.id):<{longest}}  ", (f"{step.scope:<6}", step.scope))
        yield _marked(Branch(head, _value(step)), wrong.get(step.id))


def _value(step: Readable) -> str:
    match step:
        case Input(by="reference"):
            return f"{type_text(step.type)}, a reference to the opener's"
        case Input():
            return f"{type_text(step.type)}, given by the opener"
        case Cell():
            return type_text(step.type)
        case Child():
            held = f"a {step.recipe}" if step.over is None else f"a {step.recipe} for each of {_path(step.over)}"
            given = _given(step)
            return f"{held}; {given}" if given else held
        case Here():
            return f"{type_text(step.type)}, who looks now"
        case Derive():
            return f"{type_text(step.type)} = from {_names(step.reads, step)}"


def _invariants(steps: Sequence[Step], wrong: Wrong) -> Iterator[Branch]:
    """What each `always` is about."""
    for step in steps:
        if isinstance(step, Always):
            yield _marked(Branch(Text("always", "strong"), f"from {_names(step.reads, step)}"), wrong.get(step.id))


def _every(every: Every) -> Branch:
    """What is called again and again."""
    period = (
        FUNCTIONS["format_duration"].evaluate(every.period["value"])
        if every.period["op"] == "lit"
        else "so often as is given"
    )
    return Branch(Text.assemble(("every", "strong"), " ", period), f"calls {_names((every.handler,), every)}")


def _handler(graph: Graph, handler: Handler, kinds: Collection[str]) -> Branch:
    payload = ", ".join(slot_text(name, schema) for name, schema in handler.payload.items())
    opened = {node["step"] for op in ("navigate", "spawn") for node in nodes_in(handler.body, op)}
    below = [
        *([Branch(Text("reads  "), _names(handler.reads, handler))] if handler.reads else []),
        *([Branch(Text("writes "), _names(handler.writes, handler))] if handler.writes else []),
        *([Branch(Text("at once"), _CONFLICTS.get(handler.conflict, handler.conflict))] if handler.writes else []),
    ]
    if later := dict.fromkeys(node["handler"] for node in nodes_in(handler.body, "after")):
        below.append(Branch(Text("later  "), _names(tuple(later), handler)))
    if "navigate" in kinds:
        below += [_opening(step) for step in graph.steps if isinstance(step, Navigate | Spawn) and step.id in opened]
    name = Text.assemble("private " if handler.private else "", "on ", (name_of(handler.id), "strong"))
    head, rest = (name, f"takes {payload}") if payload else (name.append("()"), "")
    return Branch(head, rest, tuple(below))


def _opening(step: Navigate | Spawn) -> Branch:
    does = "opens " if isinstance(step, Navigate) else "spawns "
    return Branch(Text.assemble(does, (step.recipe, "strong")), _given(step))


def _given(step: Opening) -> str:
    """What a recipe is given by the step that creates a charm of it."""
    passed = [_passed(name, place) for name, place in step.passes.items()]
    parts = [
        *([f"passes by reference {', '.join(passed)}"] if passed else []),
        *([f"gives {', '.join(step.args)}"] if step.args else []),
        *(["one per key"] if isinstance(step, Navigate) and step.key is not None else []),
    ]
    return "; ".join(parts)


def _passed(name: str, place: Node) -> str:
    """`messages`, or `item = todos[…]` where the parameter has another name than what is passed."""
    path = _path(place)
    return name if path == name else f"{name} = {path}"


def _path(place: Node) -> str:
    match place["op"]:
        case "ref":
            return name_of(place["step"])
        case "field":
            return f"{_path(place['of'])}.{place['name']}"
        case "entry" | "find" | "nth":
            return f"{_path(place['of'])}[…]"
        case _:
            return "…"


def _view(recipe: Recipe, slots: Sequence[View]) -> Branch:
    """What of the view changes, and for whom; what it lets people do."""
    below = []
    for scope, whom in (("shared", "the same for all"), ("local", "for each visitor")):
        mine = [slot for slot in slots if slot.scope == scope]
        if mine:
            kinds = ", ".join(counted(count, kind) for kind, count in Counter(map(_kind, mine)).items())
            read = _names(tuple(dict.fromkeys(read for slot in mine for read in slot.reads)), mine[0])
            below.append(Branch(Text(f"{scope:<6}", scope), f"{whom}: {kinds}" + (f" from {read}" if read else "")))
    bound = [_path(slot.at) for slot in slots if slot.at is not None]
    runs = dict.fromkeys(name_of(node["handler"]) for node in nodes_in(recipe.template, "element") if "handler" in node)
    below += [Branch(Text("edits "), ", ".join(dict.fromkeys(bound)))] if bound else []
    below += [Branch(Text("runs  "), ", ".join(runs))] if runs else []
    return Branch(Text("view", "strong"), "" if below else "nothing in it changes", tuple(below))


def _kind(slot: View) -> str:
    """What a slot is, in the words of who looks at the page."""
    return {"rows": "list", "branch": "choice", "value": "input", "args": "button's argument"}.get(slot.slot, slot.slot)


def _names(steps: Sequence[StepId], where: Step) -> str:
    """The names of steps as one says them at a step: those of other recipes with the recipe."""
    own = recipe_of(where.id)
    return ", ".join(name_of(step) if recipe_of(step) == own else step for step in steps)


def branch_lines(branch: Branch, width: int, first: str = "", later: str = "") -> Iterator[Text]:
    """The lines of a branch with all below it. first, later: what stands left of its first line, and of the others."""
    below = later + ("│  " if branch.below else "   ") if first else ("│  " if branch.below else "   ")
    yield from _wrapped(branch, width, first, below)
    for number, child in enumerate(branch.below, 1):
        last = number == len(branch.below)
        yield from branch_lines(child, width, later + ("└─ " if last else "├─ "), later + ("   " if last else "│  "))


def _wrapped(branch: Branch, width: int, first: str, below: str) -> Iterator[Text]:
    # A field stays on one line with its default.
    rest = branch.rest.replace(" = ", _TIED)
    indent = cell_len(first) + cell_len(branch.head.plain) + 2
    room = width - indent
    if room < _REST_MIN:
        # Too little room beside the head: the rest goes below it.
        yield Text.assemble((first, "quiet"), branch.head)
        yield from (Text.assemble((below, "quiet"), line) for line in _folded(rest, width - cell_len(below)))
        return
    lines = _folded(rest, room) or [""]
    head = Text.assemble((first, "quiet"), branch.head, "  " if lines[0] else "", lines[0])
    yield head
    for line in lines[1:]:
        yield Text.assemble((f"{below:<{indent}}", "quiet"), line)


def _folded(text: str, width: int) -> list[str]:
    return [line.replace(_TIED, " = ") for line in textwrap.wrap(text, width, break_long_words=False)]
