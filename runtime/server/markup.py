"""Elements of a view as HTML: what is fixed is written once per recipe, what changes is a hole (`parts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import escape

from graph import types as t
from graph.elements import ELEMENTS, Element
from graph.model import Graph, Handler, Node, Recipe, StepId, View, name_of, recipe_of
from graph.schemas import type_of
from graph.walk import nodes_in
from runtime.server import parts as p
from runtime.server.controls import Control, Was
from runtime.server.parts import Hole, Parts
from runtime.server.places import Address, input_address, opened, type_at

_MARKS = {"attribute": "a", "flag": "f", "url": "u", "charm": "l"}
# Where a label on an element without a role would not be read out.
_GROUPS = ("row", "column", "card")
_EVENT: Parts = ('<input type="hidden" name="_event" value="', p.EventName(), '">')
# Which page a form of a charm comes back to that is shown within another one's.
_STANDS: Parts = ('<input type="hidden" name="_page" value="', p.PageId(), '">')


@dataclass(frozen=True, slots=True)
class Around:
    """What an element stands in.

    firsts:    the headings that are the page's own, one of which is shown: those that come first, whichever branch is
               taken; none where the view stands within another charm's page.
    is_within: whether it does.
    rows:      outermost first. form: its handler.
    table:     "table" or "row", where children have the roles that a table asks for.
    """

    graph: Graph
    numbers: Mapping[StepId, int]
    firsts: tuple[Node, ...]
    is_within: bool
    rows: tuple[View, ...] = ()
    form: Handler | None = None
    table: str = ""

    def step(self, id_: StepId) -> Handler | View:
        """The handler or slot of that id."""
        found = next(step for step in self.graph.of(recipe_of(id_)) if step.id == id_)
        assert isinstance(found, Handler | View)
        return found


def markup(recipe: Recipe, graph: Graph, *, within: bool = False) -> Parts:
    """The view of a recipe as HTML with holes; what goes into `main`, or within the page of another charm."""
    slots = [step.id for step in graph.of(recipe.id) if isinstance(step, View)]
    firsts = () if within else _first_headings(recipe.template)
    numbers = {slot: number for number, slot in enumerate(slots)}
    return _body(recipe.template, Around(graph, numbers, firsts, within))


def _first_headings(nodes: Sequence[Node]) -> tuple[Node, ...]:
    for node in nodes:
        if node["op"] == "element" and node["name"] == "heading":
            return (node,)
        bodies = node["of"] if node["op"] == "branch" else [node.get("children") or node.get("body") or ()]
        if found := tuple(heading for body in bodies for heading in _first_headings(body)):
            return found
    return ()


def _body(nodes: Sequence[Node], around: Around) -> Parts:
    return _joined([part for node in nodes for part in _node(node, around)])


def _joined(parts: Sequence[str | Hole]) -> Parts:
    """The parts with neighbouring texts in one."""
    found: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part not in ("", p.Marks(())):
            found.append(part)
    return tuple(found)


def _node(node: Node, around: Around) -> Sequence[str | Hole]:
    match node["op"]:
        case "rows":
            view = around.step(node["step"])
            assert isinstance(view, View)
            inside = replace(around, rows=(*around.rows, view))
            return [p.Rows(around.numbers[view.id], view.id, _body(node["body"], inside))]
        case "branch":
            bodies = tuple(_body(body, around) for body in node["of"])
            return [p.Branch(around.numbers[node["step"]], node["step"], bodies)]
        case "charm":
            marks = p.Marks((f"c{around.numbers[node['step']]}",))
            return ['<section class="charm"', marks, p.Charm(node["step"]), "</section>"]
    if around.table == "row":
        return ['<div role="cell">', *_element(node, replace(around, table="")), "</div>"]
    return _element(node, around)


def _element(node: Node, around: Around) -> Sequence[str | Hole]:
    element = ELEMENTS[node["name"]]
    if element.binds:
        return _field(node, around)
    match node["name"]:
        case "title":
            # Shown in the tab; here it only tells the script what to show there. The tab is the page's.
            if around.is_within:
                return []
            return ["<span hidden data-title", *_content(node, around), "</span>"]
        case "form":
            return _form(node, around)
        case "button":
            return _button(node, around)
        case "progress":
            return _progress(node, element, around)
    return _plain(node, element, around)


def _plain(node: Node, element: Element, around: Around) -> Sequence[str | Hole]:
    tag = "h1" if any(node is first for first in around.firsts) else element.tag
    if around.is_within and tag == "h2":
        tag = "h3"
    # A class where the tag alone does not say which element it is.
    opening = f'<{tag} class="{element.name}"' if tag in ("div", "span") else f"<{tag}"
    is_group = element.name in _GROUPS and ("label" in node.get("attributes", {}) or "list" in node)
    role = element.role or ("group" if is_group else "")
    if element.name == "row" and around.table == "table":
        role = "row"
    if role:
        opening += f' role="{role}"'
    match element.name:
        case "list":
            # Some browsers forget that a list without bullets is one.
            opening += ' role="list"'
        case "log":
            opening += ' tabindex="0"'
        case "link":
            opening += ' rel="noopener noreferrer"'
    attributes, marks = _attributes(node, element, around)
    moved, at = _moving(node, around)
    attributes, marks = [*attributes, *moved], (*marks, *at)
    table = {"table": "table", "row": around.table and "row"}.get(element.name, "")
    children = _body(node.get("children", ()), replace(around, table=table))
    if children and "content" in node:
        content: Sequence[str | Hole] = [p.Marks(marks), ">", "<span", *_content(node, around), "</span>"]
    else:
        content = _content(node, around, marks)
    return [opening, *attributes, *content, *children, f"</{tag}>"]


def _moving(node: Node, around: Around) -> tuple[Sequence[str | Hole], tuple[str, ...]]:
    """What the script needs to drag an element of a list, or to send what was dropped; and the marks of slots."""
    found: list[str | Hole] = []
    marks: list[str] = []
    if "list" in node:
        found.append(f' data-list="{escape(node["list"])}"')
    if "drop" in node:
        found.append(f' data-on="{name_of(node["handler"])}" data-drop="{node["drop"]}"')
        found += [f' data-before="{node["before"]}"'] if "before" in node else []
    for operand, html in (("drag", "data-drag"), *((("args", "data-args"),) if "drop" in node else ())):
        if operand in node:
            marks.append(f"j{around.numbers[node[operand]]}:{html}")
            found.append(p.Attribute("args", html, node[operand]))
    return found, tuple(marks)


def _content(node: Node, around: Around, marks: tuple[str, ...] = ()) -> Sequence[str | Hole]:
    """The end of a tag with its marks, and the words of the element."""
    content = node.get("content")
    if content is None:
        return [p.Marks(marks), ">"]
    if content["op"] == "lit":
        return [p.Marks(marks), f">{escape(p.text_of(content['value']))}"]
    step, number = content["step"], around.numbers[content["step"]]
    slot = around.step(step)
    assert isinstance(slot, View)
    if slot.slot == "time":
        # What is left is said by the script, as it goes on; without one, the moment itself is true for longer.
        return [p.Marks((*marks, f"T{number}")), p.Moment(step, "until " if node["name"] == "countdown" else "")]
    return [p.Marks((*marks, f"t{number}")), ">", p.Text(step)]


def _attributes(node: Node, element: Element, around: Around) -> tuple[Sequence[str | Hole], tuple[str, ...]]:
    """The attributes that become attributes of the tag, and the marks of those that are slots."""
    found: list[str | Hole] = []
    marks: list[str] = []
    for name, content in node.get("attributes", {}).items():
        known = element.attributes[name]
        html = "aria-description" if name == "hint" else known.html
        if not html:
            continue
        if content["op"] == "lit":
            found.append(p.attribute(known.slot, html, content["value"]))
        else:
            marks.append(f"{_MARKS[known.slot]}{around.numbers[content['step']]}:{html}")
            is_charm = known.slot == "charm"
            found.append(
                p.Address(html, content["step"]) if is_charm else p.Attribute(known.slot, html, content["step"])
            )
    return found, tuple(marks)


def _words(node: Node, name: str, around: Around) -> Sequence[str | Hole]:
    """The end of a tag and the words that an attribute gives: a label, a hint."""
    return _content({"content": node["attributes"][name]}, around)


def _form(node: Node, around: Around) -> Sequence[str | Hole]:
    handler = around.step(node["handler"])
    assert isinstance(handler, Handler)
    attributes, marks = _attributes(node, ELEMENTS["form"], around)
    children = _body(node["children"], replace(around, form=handler))
    buttons = [button for button in nodes_in(node["children"], "element") if button["name"] == "button"]
    # Enter presses the first button of a form. One that does something else must not be it.
    first = '<button class="enter" tabindex="-1" aria-hidden="true"></button>'
    default = first if buttons and "handler" in buttons[0] else ""
    body = [*_opening(node, around), p.Marks(marks), *attributes, ">", *_hidden(node, around), default, *children]
    return [p.Form(name_of(handler.id), node.get("args"), _joined([*body, p.Message(), "</form>"]))]


def _opening(node: Node, around: Around, classes: str = "") -> Sequence[str | Hole]:
    return [f'<form{classes} method="post" novalidate action="', *_action(node), '"']


def _action(node: Node) -> Sequence[str | Hole]:
    return ["/c/", p.CharmId(), f"/on/{name_of(node['handler'])}"]


def _event(around: Around) -> Parts:
    return (*_EVENT, *_STANDS) if around.is_within else _EVENT


def _hidden(node: Node, around: Around) -> Sequence[str | Hole]:
    """What a form says besides what is typed: which event it is, and the arguments of its arrow."""
    event = _event(around)
    if "args" not in node:
        return event
    marks = p.Marks((f"g{around.numbers[node['args']]}",))
    return [*event, '<input type="hidden" name="_args"', marks, ' value="', p.Args(node["args"]), '">']


def _button(node: Node, around: Around) -> Sequence[str | Hole]:
    attributes, marks = _attributes(node, ELEMENTS["button"], around)
    content = _content(node, around, marks)
    if "handler" not in node:
        kind = "" if around.form else ' type="button"'
        return [f"<button{kind}", *attributes, *content, "</button>"]
    if around.form is None:
        button = ["<button", *attributes, *content, "</button>"]
        body = [*_opening(node, around, ' class="press"'), ">", *_hidden(node, around), *button, p.Message(), "</form>"]
        return [p.Form(name_of(node["handler"]), node.get("args"), _joined(body))]
    # Forms do not nest, so a button of another handler takes the form along, and brings an event of its own.
    args = [p.Args(node["args"])] if "args" in node else []
    marked = p.Marks((f"p{around.numbers[node['args']]}",)) if "args" in node else ""
    press: Sequence[str | Hole] = [' name="_press" value="', p.EventName(), " ", *args, '"', marked]
    action = [' formaction="', *_action(node), '"']
    return ["<button", *action, *press, *attributes, *content, "</button>"]


def _progress(node: Node, element: Element, around: Around) -> Sequence[str | Hole]:
    attributes, marks = _attributes(node, element, around)
    label = ['<div class="field"><label><span', *_words(node, "label", around), "</span>"]
    return [*label, '<progress max="1"', *attributes, p.Marks(marks), "></progress></label></div>"]


def _field(node: Node, around: Around) -> Sequence[str | Hole]:
    """A control with its label, its hint and its complaint."""
    name, step, type_ = _binding(node, around)
    inner = opened(type_, around.graph)
    attributes, marks = _attributes(node, ELEMENTS[node["name"]], around)
    if step is not None:
        marks = (*marks, f"v{around.numbers[step]}")
    tag, control = _control(node["name"], name, step, inner)
    tag += _reading(inner, optional=isinstance(type_, t.Option))
    label = ["<span", *_words(node, "label", around), "</span>"]
    whole = [tag, *attributes, p.Marks(marks), control]
    labelled = [*whole, *label] if control.shape == "checkbox" else [*label, *whole]
    hint = ["<small", *_words(node, "hint", around), "</small>"] if "hint" in node.get("attributes", {}) else []
    hidden: list[str | Hole] = []
    if step is not None and not isinstance(name, str):
        hidden.append(Was(name, step))
    if control.shape == "checkbox":
        # A box that is not ticked says nothing, so something says it first.
        hidden += ['<input type="hidden"', replace(control, shape="no")]
    field = [
        f'<div class="field {control.shape}">',
        *hidden,
        "<label>",
        *labelled,
        "</label>",
        *hint,
        p.Wrong(),
        "</div>",
    ]
    if "handler" in node:
        return _own_form(node, field, around)
    if around.form is not None or isinstance(name, str):
        return field
    return _set_form(name, field, around)


def _binding(node: Node, around: Around) -> tuple[str | Address, StepId | None, t.Type]:
    """What a control is for: the name of a payload field, or the address and slot of what it is bound to."""
    if "field" in node:
        handler = around.step(node["handler"]) if "handler" in node else around.form
        assert isinstance(handler, Handler), "a payload field has an arrow or stands in a form"
        return node["field"], None, type_of(handler.payload[node["field"]])
    view = around.step(node["value"])
    assert isinstance(view, View) and view.at is not None
    return input_address(view, around.rows), view.id, type_at(view.at, around.rows, around.graph)


def _control(element: str, name: str | Address, step: StepId | None, type_: t.Type) -> tuple[str, Control]:
    match type_:
        case t.Enum(values=values) | t.ListOf(item=t.Enum(values=values)):
            several = isinstance(type_, t.ListOf)
            choices = tuple((value, value) for value in values)
            none = () if several else (("", "Choose …"),)
            return f"<select{' multiple' if several else ''}", Control("select", name, step, (*none, *choices))
        case t.Bool():
            return '<input type="checkbox"', Control("checkbox", name, step)
    if element == "textarea":
        return '<textarea rows="3"', Control("textarea", name, step)
    match type_:
        case t.Int() | t.Duration():
            return '<input inputmode="numeric" autocomplete="off"', Control("text", name, step)
        case t.Number():
            return '<input inputmode="decimal" autocomplete="off"', Control("text", name, step)
        case t.Date():
            return '<input type="date"', Control("text", name, step)
        case t.Time():
            return '<input type="datetime-local" step="0.001"', Control("time", name, step)
    return '<input autocomplete="off"', Control("text", name, step)


def _reading(type_: t.Type, *, optional: bool) -> str:
    """How the script reads what is typed, where that is not as text."""
    match type_:
        case t.Int() | t.Number() | t.Duration():
            reading = "number"
        case t.Time():
            reading = "time"
        case t.Text() | t.Id() | t.Date() | t.Enum() | t.Bool() | t.CharmOf() | t.ListOf(item=t.Enum()):
            reading = "text"
        case _:
            reading = "json"
    if optional:
        return f' data-as="{reading}?"'
    return "" if reading == "text" else f' data-as="{reading}"'


# Sent when something is chosen; without script there is a button for it.
_ALONE = ' class="alone"'
_SAVE = "<noscript><button>Save</button></noscript></form>"


def _own_form(node: Node, field: Sequence[str | Hole], around: Around) -> Sequence[str | Hole]:
    """A control with an arrow, in a form that sends its handler."""
    body = [*_opening(node, around, _ALONE), ">", *_hidden(node, around), *field, p.Message(), _SAVE]
    return [p.Form(name_of(node["handler"]), node.get("args"), _joined(body))]


def _set_form(name: Address, field: Sequence[str | Hole], around: Around) -> Sequence[str | Hole]:
    """A bound control that stands alone, with the form that saves it where there is no script."""
    opening: Sequence[str | Hole] = [f'<form{_ALONE} method="post" novalidate action="/c/', p.CharmId(), "/set/"]
    return [p.Form(name, None, _joined([*opening, p.Place(name, in_url=True), '">', *_event(around), *field, _SAVE]))]
