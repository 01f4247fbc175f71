"""Paths into cells: what may be written, bound or passed by reference, and why something may not."""

from __future__ import annotations

from compiler import syntax
from compiler.lower.context import Context, other_end
from compiler.scope import UNKNOWN, Meaning, Place, Scope, Typed

ELEMENT = "a parameter that is an element"
"""What wants the place, where it is the list of an element parameter."""

_INSTEAD = {
    "derived value": "It is computed anew whenever what it reads changes: write to a cell that it reads.",
    "child": "It lives and ends with its recipe, or with an element of its list: call a handler of it.",
    "constant": "Make it a cell: `shared {name} = …` in the recipe.",
    "payload field": "It came with the event: put it in a cell, or give the new value a name with `let`.",
    "variable": "It is a name for a value: write to the path that the value was read from.",
}


def target(context: Context, expr: syntax.Expr, scope: Scope, *, what: str) -> tuple[Typed, Place] | None:
    """The path as checked, and the place that it leads to; None when it leads to none, which is reported.

    what: what wants the place, for messages: "an assignment", "an input".
    Errors: C0502 a parameter by value, C0503 another name that cannot be written; the checker's for the rest.
    """
    root = root_name(expr)
    meaning = scope.find(root.text) if root else None
    if root is not None and meaning is not None and _is_fixed(meaning):
        _refuse(context, root, meaning, what)
        return None
    typed = context.checker.place(expr, scope, what=what)
    return None if typed.at is None or typed.at.type == UNKNOWN else (typed, typed.at)


def root_name(path: syntax.Expr) -> syntax.Name | None:
    """The name that a path starts with: `todos` of `todos[i].title`."""
    while isinstance(path, (syntax.Field, syntax.Index)):
        path = path.of
    return path if isinstance(path, syntax.Name) else None


def path_text(path: syntax.Expr) -> str:
    """A path as a reader knows it, keys left out."""
    match path:
        case syntax.Name(text=text):
            return text
        case syntax.Field(of=of, name=name):
            return f"{path_text(of)}.{name.text}"
        case syntax.Index(of=of):
            return f"{path_text(of)}[…]"
    return "…"


def _is_fixed(meaning: Meaning) -> bool:
    if meaning.kind in ("derived value", "constant", "child"):
        return True
    return meaning.value is not None and meaning.value.at is None and meaning.value.type != UNKNOWN


def _refuse(context: Context, root: syntax.Name, meaning: Meaning, what: str) -> None:
    declared = other_end(meaning.declared, f"`{root.text}` is declared here")
    if meaning.kind == "parameter":
        hint = f"Declare it `shared {root.text}: …`: then it is a reference, and what is written reaches its cell."
        if what == ELEMENT:
            hint = f"Take the key, `id: …`, and read `{root.text}[id]`; or declare it `shared {root.text}: …`."
        context.report("C0502", root.span, f"wanted by {what}", secondary=declared, help=hint, name=root.text)
    else:
        hint = _INSTEAD.get(meaning.kind, "Only a cell, or a path in one, can be written.").format(name=root.text)
        if what == ELEMENT and meaning.kind == "derived value":
            hint = f"Name the list in a cell that `{root.text}` is made of, and `require` what it was chosen by."
        context.report(
            "C0503", root.span, f"wanted by {what}", secondary=declared, help=hint, name=root.text, kind=meaning.kind
        )
